"""A layer is written as GeoParquet 1.1 with checksums, in order, the same bytes each time, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import stat
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from wopmap.layers.schema import Column, Layer
from wopmap.layers.writing import encode, write_atomically


class Wells(Layer):
    """Wells, for these tests."""

    name = "wells"
    meaning = "Wells."
    row = "a well"
    geometry = "Point"
    columns = (
        Column("well_id", "text", "Identifier.", nullable=False),
        Column("city", "text", "City."),
        Column("year", "integer", "Year.", "year"),
        Column("share", "share", "Share.", "0 to 1"),
        Column("deep", "yes/no", "Whether it is deep."),
    )
    key = ("well_id",)
    sort = ("city", "hilbert", "well_id")
    years = ("year",)
    licence = "None."
    row_group_size = 2_000


class Depths(Layer):
    """The same without places."""

    name = "depths"
    meaning = "Depths."
    row = "a well"
    columns = Wells.columns
    key = ("well_id",)
    sort = ("city", "well_id")
    licence = "None."


def wells(n: int = 5_000) -> geopandas.GeoDataFrame:
    """Wells scattered over the world, with something missing in every column that may miss."""
    chance = np.random.default_rng(7)
    number = np.arange(n)
    rows = pd.DataFrame(
        {
            "well_id": [f"w{i:05d}" for i in number],
            "city": pd.Series(chance.choice(["Äänekoski", "Łódź", "東京"], n), dtype="string"),
            "year": pd.Series(chance.integers(1990, 2020, n), dtype="Int64"),
            "share": chance.random(n),
            "deep": pd.Series(chance.random(n) > 0.5, dtype="boolean"),
        }
    )
    rows.loc[number % 7 == 0, "year"] = pd.NA
    rows.loc[number % 11 == 0, "share"] = np.nan
    rows.loc[number % 13 == 0, "deep"] = pd.NA
    points = np.asarray(shapely.points(chance.uniform(-180, 180, n), chance.uniform(-90, 90, n)))
    points[number % 17 == 0] = None
    return geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


@pytest.fixture(scope="module")
def written() -> bytes:
    return encode(Wells, wells())


def opened(content: bytes) -> pq.ParquetFile:
    return pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True)


def test_metadata_are_geoparquet_1_1_with_covering(written: bytes) -> None:
    geo = json.loads(opened(written).metadata.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["geometry_types"] == ["Point"]
    assert column["covering"] == {
        "bbox": {corner: ["bbox", corner] for corner in ("xmin", "ymin", "xmax", "ymax")}
    }
    assert column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"} or column["crs"]["id"]["code"] == 4326


def test_a_reader_of_geoparquet_gets_the_rows_back(written: bytes) -> None:
    rows = wells()
    found = geopandas.read_parquet(io.BytesIO(written)).set_index("well_id").loc[rows["well_id"]]
    assert found.crs == "EPSG:4326"
    assert found.geometry.isna().sum() == rows.geometry.isna().sum() > 0
    placed = rows.geometry.notna().to_numpy()
    assert shapely.equals(found.geometry.array[placed], rows.geometry.array[placed]).all()
    for column in ("city", "year", "share", "deep"):
        wanted = [None if pd.isna(value) else value for value in rows[column]]
        assert [None if pd.isna(value) else value for value in found[column]] == wanted


def test_a_window_reads_only_what_lies_in_it(written: bytes) -> None:
    found = geopandas.read_parquet(io.BytesIO(written), bbox=(0, 0, 40, 40))
    rows = wells()
    inside = rows[rows.within(shapely.box(0, 0, 40, 40)).fillna(False)]
    assert set(found["well_id"]) == set(inside["well_id"]) != set()


def test_pages_are_compressed_and_carry_checksums(written: bytes) -> None:
    file = opened(written)
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [2_000, 2_000, 1_000]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    assert {chunk.compression for chunk in chunks} == {"ZSTD"}
    chunk = chunks[2]
    damaged = bytearray(written)
    damaged[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 0x10
    with pytest.raises(OSError, match="CRC checksum"):
        opened(bytes(damaged)).read()


def test_columns_are_those_of_the_schema_whatever_else_is_in_the_rows() -> None:
    rows = wells(50).assign(extra="x", year=lambda t: t["year"].astype("float64"))[
        ["extra", "deep", "share", "geometry", "year", "city", "well_id"]
    ]
    file = opened(encode(Wells, rows))
    assert file.schema_arrow.remove_metadata() == Wells.arrow_schema()
    assert file.read(["year"])["year"].null_count == wells(50)["year"].isna().sum()


def test_rows_lie_along_the_sort_and_those_without_place_last(written: bytes) -> None:
    rows = geopandas.read_parquet(io.BytesIO(written))
    assert rows["city"].is_monotonic_increasing
    for _, of_city in rows.groupby("city"):
        placed = of_city.geometry.notna()
        assert placed.is_monotonic_decreasing
        along = of_city.geometry[placed].hilbert_distance(total_bounds=(-180, -90, 180, 90))
        assert along.is_monotonic_increasing


@pytest.mark.parametrize("layer", [Wells, Depths])
def test_the_order_in_which_rows_come_does_not_show(layer: type[Layer]) -> None:
    rows = wells(1_000)
    shuffled = rows.sample(frac=1, random_state=3)
    backwards = rows.iloc[::-1].set_index("city", drop=False)
    assert encode(layer, rows) == encode(layer, shuffled) == encode(layer, backwards)


def test_a_table_has_no_geometry() -> None:
    file = opened(encode(Depths, pd.DataFrame(wells(10).drop(columns="geometry"))))
    assert b"geo" not in (file.metadata.metadata or {})
    assert file.schema_arrow.names == list(Depths.names())


def test_a_layer_may_be_empty() -> None:
    for layer in (Wells, Depths):
        assert opened(encode(layer, wells(1).iloc[:0])).metadata.num_rows == 0


def test_rows_that_share_a_key_are_refused() -> None:
    rows = wells(10)
    rows.loc[9, "well_id"] = "w00000"
    with pytest.raises(ValueError, match=r"Layer wells: 1 rows share a key, first .*'w00000'"):
        encode(Wells, rows)


def test_a_missing_value_that_may_not_miss_is_refused() -> None:
    rows = wells(10)
    rows.loc[4, "well_id"] = None
    with pytest.raises(ValueError, match="Layer wells: well_id is missing in"):
        encode(Wells, rows)


def test_a_number_that_is_not_whole_is_not_made_whole() -> None:
    rows = wells(10)
    rows["year"] = rows["year"].astype("float64")
    rows.loc[3, "year"] = 2010.5
    with pytest.raises(pa.ArrowInvalid, match="truncated"):
        encode(Wells, rows)


def test_a_file_is_put_in_place_whole(tmp_path: Path) -> None:
    place = tmp_path / "new" / "wells.parquet"
    assert write_atomically(place, b"water") == hashlib.sha256(b"water").hexdigest()
    assert place.read_bytes() == b"water"
    assert stat.S_IMODE(place.stat().st_mode) == 0o644
    write_atomically(place, b"more water")
    assert place.read_bytes() == b"more water"
    assert [path.name for path in place.parent.iterdir()] == ["wells.parquet"]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place = tmp_path / "wells.parquet"
    write_atomically(place, b"old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(place, b"new")
    monkeypatch.undo()
    assert place.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["wells.parquet"]
