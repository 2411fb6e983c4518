"""Layers are found by name, verified at first use, filtered where they lie; what does not match is refused by name."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from wopmap.errors import LayerDamaged, LayerError, LayerMissing, WopmapError
from wopmap.layers import LAYERS, Catalogue

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
COPIED = ("operators", "motivation_types", "sources", "zone_use")
MEND = "Run `make data`, or restore the file from the release."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few of the committed layers with the manifest that describes them, to be spoilt."""
    for name in COPIED:
        shutil.copy(GEODATA / f"{name}.parquet", tmp_path)
    shutil.copy(GEODATA / "manifest.json", tmp_path)
    return tmp_path


def amend(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the manifest as somebody who knows how it is made would."""
    place = folder / "manifest.json"
    manifest = json.loads(place.read_text("utf-8"))
    change(manifest)
    place.write_text(json.dumps(manifest), "utf-8")


def vouch_for(folder: Path, name: str) -> None:
    """Let the manifest describe the file of a layer as it is now."""
    content = (folder / f"{name}.parquet").read_bytes()
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    amend(folder, lambda manifest: manifest["layers"][name].update(entry))


def refused(folder: Path, name: str, kind: type[LayerError]) -> str:
    """What is said when a layer is used; every way to it says the same."""
    said = set()
    ways: list[Callable[[], object]] = [
        lambda: Catalogue(folder).verify(name),
        lambda: Catalogue(folder).table(name),
        lambda: Catalogue(folder).arrow(name),
    ]
    for way in ways:
        with pytest.raises(kind) as error:
            way()
        assert isinstance(error.value, WopmapError)
        assert error.value.layer == name
        said.add(str(error.value))
    assert len(said) == 1
    return said.pop()


def test_a_layer_that_matches_is_read(folder: Path) -> None:
    catalogue = Catalogue(folder)
    rows = catalogue.table("operators")
    assert (
        len(rows) == catalogue.entry("operators")["rows"] == catalogue.manifest["layers"]["operators"]["rows"]
    )
    assert list(rows.columns) == list(LAYERS["operators"].names())
    assert catalogue.digest("operators") == hashlib.sha256(catalogue.content("operators")).hexdigest()


def test_every_committed_layer_can_be_used() -> None:
    catalogue = Catalogue(GEODATA)
    for name, layer in LAYERS.items():
        rows = catalogue.geo(name) if layer.geometry else catalogue.table(name)
        assert len(rows) == catalogue.entry(name)["rows"]
        kinds = {
            "text": "string",
            "integer": "Int64",
            "yes/no": "boolean",
            "number": "float64",
            "share": "float64",
        }
        assert {c.name: str(rows[c.name].dtype) for c in layer.columns} == {
            c.name: kinds[c.type] for c in layer.columns
        }


def test_missing_is_missing_in_pandas() -> None:
    rows = Catalogue(GEODATA).table("partnerships")
    assert rows["start_year"].isna().any()
    assert rows.loc[rows["start_year"].isna(), "start_year"].iloc[0] is pd.NA
    assert rows.loc[rows["result"].isna(), "result"].iloc[0] is not None


def test_geometry_is_in_degrees_and_only_where_there_is_one(folder: Path) -> None:
    catalogue = Catalogue(folder)
    rows = catalogue.geo("operators", columns=["operator_id"])
    assert (list(rows.columns), rows.crs) == (["operator_id", "geometry"], "EPSG:4326")
    with pytest.raises(
        ValueError, match=r"Layer sources is a table without geometry; read it with Catalogue\.table"
    ):
        catalogue.geo("sources")


def test_no_file(folder: Path) -> None:
    (folder / "operators.parquet").unlink()
    said = refused(folder, "operators", LayerMissing)
    assert said == f"Layer operators is missing: {folder}/operators.parquet does not exist. {MEND}"
    with pytest.raises(LayerMissing, match=r"operators\.parquet does not exist"):
        Catalogue(folder).content("operators")
    assert len(Catalogue(folder).table("sources")), "the others can be used"


def test_a_file_cut_short(folder: Path) -> None:
    place = folder / "operators.parquet"
    whole = place.stat().st_size
    place.write_bytes(place.read_bytes()[:-1])
    said = refused(folder, "operators", LayerDamaged)
    assert f"operators.parquet has {whole - 1:,} bytes where the manifest says {whole:,}. {MEND}" in said


def test_a_file_with_one_bit_turned(folder: Path) -> None:
    place = folder / "operators.parquet"
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(bytes(content))
    said = refused(folder, "operators", LayerDamaged)
    assert f"{place} does not match its SHA-256 in the manifest. {MEND}" in said
    with pytest.raises(LayerDamaged, match="does not match its SHA-256"):
        Catalogue(folder).content("operators")


def test_a_folder_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "operators.parquet").unlink()
    (folder / "operators.parquet").mkdir()
    assert "operators.parquet cannot be read (" in refused(folder, "operators", LayerDamaged)


def test_files_swapped(folder: Path) -> None:
    shutil.copy(folder / "sources.parquet", folder / "operators.parquet")
    assert "operators.parquet has " in refused(folder, "operators", LayerDamaged)


def test_files_swapped_and_vouched_for(folder: Path) -> None:
    shutil.copy(folder / "sources.parquet", folder / "operators.parquet")
    vouch_for(folder, "operators")
    catalogue = Catalogue(folder)
    catalogue.table("sources")  # the same bytes have been verified, as another layer
    with pytest.raises(LayerDamaged, match=r"operators\.parquet has no column operator_id, name, short_name"):
        catalogue.table("operators")
    assert "has no column" in refused(folder, "operators", LayerDamaged)


def test_a_column_of_another_type(folder: Path) -> None:
    place = folder / "sources.parquet"
    table = pq.read_table(place)
    years = table.schema.get_field_index("year")
    pq.write_table(table.set_column(years, "year", table["year"].cast(pa.float64())), place)
    vouch_for(folder, "sources")
    said = refused(folder, "sources", LayerDamaged)
    assert "sources.parquet has column year as double where the schema says int64." in said


def test_no_parquet_at_all(folder: Path) -> None:
    (folder / "sources.parquet").write_text("source_id,title\n", "utf-8")
    vouch_for(folder, "sources")
    assert "sources.parquet is not a readable Parquet file (" in refused(folder, "sources", LayerDamaged)


def spoil_page(place: Path, group: int, column: str) -> None:
    """Turn one bit in the middle of the pages of a column."""
    metadata = pq.ParquetFile(place).metadata
    number = pq.read_schema(place).get_field_index(column)
    chunk = metadata.row_group(group).column(number)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    content = bytearray(place.read_bytes())
    content[start + chunk.total_compressed_size // 2] ^= 0x04
    place.write_bytes(bytes(content))


def test_a_page_that_does_not_match_its_checksum(folder: Path) -> None:
    """The last line: even where the manifest was written for the damaged file."""
    spoil_page(folder / "zone_use.parquet", 0, "share")
    vouch_for(folder, "zone_use")
    catalogue = Catalogue(folder)
    with pytest.raises(
        LayerDamaged, match=r"zone_use\.parquet holds a page that does not match its checksum"
    ):
        catalogue.table("zone_use")
    assert len(catalogue.table("zone_use", columns=["zone_id"])), "columns that are whole can be read"


def test_a_file_spoilt_after_its_first_use(folder: Path) -> None:
    catalogue = Catalogue(folder)
    catalogue.table("sources")
    place = folder / "sources.parquet"
    place.write_bytes(place.read_bytes()[:-100])
    with pytest.raises(LayerDamaged, match=r"sources\.parquet has [\d,]+ bytes where the manifest says"):
        catalogue.table("sources")
    place.unlink()
    with pytest.raises(LayerMissing, match=r"sources\.parquet does not exist"):
        catalogue.table("sources")


def test_a_layer_is_verified_at_its_first_use_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = Catalogue.verify

    def counting(self: Catalogue, name: str) -> None:
        verified.append(name)
        real(self, name)

    monkeypatch.setattr(Catalogue, "verify", counting)
    catalogue = Catalogue(folder)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: len(catalogue.table("sources")), range(16)))
    assert len(set(found)) == 1
    assert verified == ["sources"]


def test_a_replaced_manifest_is_read_and_its_layers_verified_anew(folder: Path) -> None:
    catalogue = Catalogue(folder)
    before = catalogue.digest("motivation_types")
    table = pq.read_table(folder / "motivation_types.parquet")
    pq.write_table(table.slice(0, 3), folder / "motivation_types.parquet")
    assert len(Catalogue(GEODATA).table("motivation_types")) > 3
    with pytest.raises(LayerDamaged):
        Catalogue(folder).table("motivation_types")
    vouch_for(folder, "motivation_types")
    assert catalogue.digest("motivation_types") != before
    assert len(catalogue.table("motivation_types")) == 3


NO_MANIFEST: list[tuple[str, str]] = [
    ("", "cannot be read as JSON"),
    ("{", "cannot be read as JSON"),
    ("[1]", "does not list any layers"),
    ('{"layers": 3}', "does not list any layers"),
    ('{"layers": {}}', "was written for schema version None, not "),
    ('{"schema_version": 999, "layers": {}}', "was written for schema version 999, not "),
    ("\x00\xff", "cannot be read as JSON"),
]


@pytest.mark.parametrize(("content", "reason"), NO_MANIFEST)
def test_a_manifest_that_cannot_be_used(folder: Path, content: str, reason: str) -> None:
    (folder / "manifest.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(LayerDamaged) as error:
        Catalogue(folder).table("operators")
    assert str(error.value).startswith(f"Layer manifest is damaged: {folder}/manifest.json {reason}")
    assert str(error.value).endswith(MEND)


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(LayerMissing) as error:
        Catalogue(tmp_path).table("operators")
    assert str(error.value) == f"Layer manifest is missing: {tmp_path}/manifest.json does not exist. {MEND}"


def test_a_layer_the_manifest_does_not_list(folder: Path) -> None:
    amend(folder, lambda manifest: manifest["layers"].pop("operators"))
    assert "manifest.json does not list it." in refused(folder, "operators", LayerMissing)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {},
        {"file": "operators.parquet", "sha256": "0" * 64, "bytes": "many", "rows": 1},
        {"file": None, "sha256": "0" * 64, "bytes": 1, "rows": 1},
    ],
)
def test_an_entry_that_says_too_little(folder: Path, entry: object) -> None:
    amend(folder, lambda manifest: manifest["layers"].update(operators=entry))
    said = refused(folder, "operators", LayerDamaged)
    assert "manifest.json has an incomplete entry for it." in said


@pytest.mark.parametrize("file", ["../secret.parquet", "sources.parquet", "operators.csv", "/etc/passwd", ""])
def test_a_manifest_leads_to_no_other_file(folder: Path, file: str) -> None:
    amend(folder, lambda manifest: manifest["layers"]["operators"].update(file=file))
    assert f"manifest.json names the file {file!r} for it" in refused(folder, "operators", LayerDamaged)


def test_a_name_that_is_no_layer(folder: Path) -> None:
    with pytest.raises(LayerMissing, match=r"wells is not a layer of the atlas\. Layers are countries, "):
        Catalogue(folder).table("wells")


def test_a_column_that_is_not_there(folder: Path) -> None:
    with pytest.raises(KeyError, match="Layer operators has no column depth"):
        Catalogue(folder).table("operators", columns=["operator_id", "depth"])


def test_rows_and_columns_are_picked_where_they_lie(folder: Path) -> None:
    catalogue = Catalogue(folder)
    everything = catalogue.table("zone_use")
    city = everything["city_id"].iloc[-1]
    where = (ds.field("city_id") == city) & (ds.field("year") >= 2000)
    found = catalogue.table("zone_use", columns=["zone_id", "share"], where=where)
    wanted = everything[(everything["city_id"] == city) & (everything["year"] >= 2000)]
    pd.testing.assert_frame_equal(found, wanted[["zone_id", "share"]].reset_index(drop=True))


def test_row_groups_without_a_wanted_row_are_not_read(folder: Path) -> None:
    """Damage there goes unnoticed, which proves it."""
    place = folder / "zone_use.parquet"
    last = pq.ParquetFile(place).metadata.num_row_groups - 1
    assert last >= 3
    everything = Catalogue(folder).table("zone_use")
    spoil_page(place, 0, "share")
    vouch_for(folder, "zone_use")
    catalogue, city = Catalogue(folder), everything["city_id"].iloc[-1]
    found = catalogue.table("zone_use", where=ds.field("city_id") == city)
    assert len(found) == (everything["city_id"] == city).sum()
    with pytest.raises(LayerDamaged, match="checksum"):
        catalogue.table("zone_use", where=ds.field("city_id") == everything["city_id"].iloc[0])


def test_a_filter_that_makes_no_sense_is_no_damage(folder: Path) -> None:
    with pytest.raises(pa.ArrowInvalid, match="No match for FieldRef"):
        Catalogue(folder).table("sources", where=ds.field("depth") == 3)


def test_an_address_works_as_a_folder_does(folder: Path) -> None:
    catalogue = Catalogue(folder.as_uri())
    pd.testing.assert_frame_equal(catalogue.table("operators"), Catalogue(folder).table("operators"))
    (folder / "sources.parquet").unlink()
    with pytest.raises(LayerMissing, match=r"file://.*/sources\.parquet does not exist"):
        catalogue.table("sources")


def test_the_place_is_taken_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(Catalogue().root) == GEODATA
    monkeypatch.setenv("WOPMAP_GEODATA", f"{folder}/")
    assert Catalogue().root == str(folder)
    assert len(Catalogue().table("sources"))
    assert Catalogue(GEODATA).root == str(GEODATA)


@pytest.mark.parametrize("root", ["nosuch://place/atlas", "memory://nothing/here"])
def test_an_address_that_leads_nowhere(root: str) -> None:
    with pytest.raises(LayerMissing) as error:
        Catalogue(root).table("operators")
    assert str(error.value).startswith(f"Layer manifest is missing: {root}")


def test_messages_keep_passwords_to_themselves() -> None:
    root = "nosuch://ann:secret@place/atlas?key=secret"
    with pytest.raises(LayerMissing) as error:
        Catalogue(root).table("operators")
    assert "secret" not in str(error.value)
    assert "nosuch://place/atlas" in str(error.value)
    shown = repr(Catalogue("s3://ann:secret@bucket/atlas?region=eu-west-1"))
    assert shown == "Catalogue('s3://bucket/atlas')"
