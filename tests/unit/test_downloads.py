from __future__ import annotations

import csv as csv_module
import hashlib
import io
import shutil
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from wopmap.downloads import SPREADSHEET_CELL, WKT_LAYERS, csv, csv_note, format_name, geoparquet
from wopmap.errors import LayerDamaged, LayerMissing
from wopmap.layers import LAYERS, Catalogue
from wopmap.tables import unguard

GEODATA = Path(__file__).resolve().parents[2] / "geodata"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv_module.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", LAYERS)
def test_the_file_is_the_one_of_the_manifest(name: str) -> None:
    catalogue = Catalogue()
    content = geoparquet(catalogue, name)
    assert hashlib.sha256(content).hexdigest() == catalogue.digest(name)
    geometry = LAYERS[name].geometry
    assert format_name(LAYERS[name]) == ("GeoParquet" if geometry else "Parquet")
    if geometry:
        assert len(geopandas.read_parquet(io.BytesIO(content))) == catalogue.entry(name)["rows"]


@pytest.mark.parametrize(
    "name", [name for name in LAYERS if name not in ("country_use", "region_use", "zone_use")]
)
def test_a_csv_has_every_row_every_column_and_every_text(name: str) -> None:
    catalogue = Catalogue()
    rows, table = rows_of(csv(catalogue, name)), catalogue.table(name)
    assert len(rows) == catalogue.entry(name)["rows"]
    assert list(rows[0]) == [*table.columns, *(["geometry_wkt"] if name in WKT_LAYERS else [])]
    for column in LAYERS[name].columns:
        if column.type == "text":
            assert [unguard(row[column.name]) for row in rows] == list(table[column.name].fillna(""))
        elif column.type in ("number", "share"):
            values = [float(row[column.name]) if row[column.name] else None for row in rows]
            assert values == [None if pd.isna(value) else value for value in table[column.name]]


@pytest.mark.parametrize("name", sorted(WKT_LAYERS))
def test_geometries_in_a_csv_fit_a_cell_and_lie_where_they_were(name: str) -> None:
    catalogue = Catalogue()
    texts = [row["geometry_wkt"] for row in rows_of(csv(catalogue, name))]
    assert 0 < max(map(len, texts)) < SPREADSHEET_CELL
    shapes = catalogue.geo(name).geometry
    for text, shape in zip(texts, shapes, strict=True):
        if shape is None:
            assert text == ""
        else:
            assert shapely.hausdorff_distance(shapely.from_wkt(text), shape) < 2e-5


def test_what_becomes_of_the_geometry_is_said() -> None:
    assert csv_note(LAYERS["outcomes"]) == ""
    assert "WKT" in csv_note(LAYERS["flows"])
    assert "lon and lat" in csv_note(LAYERS["operators"])
    assert "GeoParquet file" in csv_note(LAYERS["countries"])


def test_a_damaged_or_missing_file_is_not_handed_out(tmp_path: Path) -> None:
    for name in ("manifest.json", "outcomes.parquet", "sources.parquet"):
        shutil.copy(GEODATA / name, tmp_path / name)
    catalogue = Catalogue(tmp_path)
    assert geoparquet(catalogue, "outcomes")
    content = bytearray((tmp_path / "outcomes.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "outcomes.parquet").write_bytes(content)
    (tmp_path / "sources.parquet").unlink()
    with pytest.raises(LayerDamaged, match="does not match its SHA-256"):
        geoparquet(catalogue, "outcomes")
    with pytest.raises(LayerMissing, match="does not exist"):
        geoparquet(catalogue, "sources")
