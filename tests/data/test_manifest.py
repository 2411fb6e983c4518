"""What the manifest says of the layers, counted again from their files."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.data.conftest import GEODATA
from wopmap.layers import LAYERS
from wopmap.layers.schema import SCHEMA_VERSION

Tables = dict[str, pd.DataFrame]
YEARS = {
    "partnerships": ["start_year", "end_year", "known_active_year", "status_as_of"],
    "flows": ["start_year", "end_year", "known_active_year", "status_as_of"],
    "home_conditions": ["since_year"],
    "zone_comparisons": ["year", "other_year"],
}


def test_the_manifest_names_every_layer_and_the_version_of_the_schema(manifest: dict[str, Any]) -> None:
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert list(manifest["layers"]) == list(LAYERS)
    lines = "\n".join(f"{name} {entry['sha256']}" for name, entry in manifest["layers"].items())
    assert manifest["vintage"] == hashlib.sha256(lines.encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", LAYERS)
def test_an_entry_says_what_is_in_the_file(name: str, manifest: dict[str, Any], layers: Tables) -> None:
    entry, rows = manifest["layers"][name], layers[name]
    content = (GEODATA / entry["file"]).read_bytes()
    assert entry["file"] == f"{name}.parquet"
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["bytes"] == len(content)
    assert entry["rows"] == len(rows)
    assert entry["licence"] == LAYERS[name].licence
    columns = YEARS.get(name, ["year"] if "year" in rows else [])
    years = pd.concat([rows[c] for c in columns]).dropna() if columns else pd.Series(dtype=float)
    assert entry["years"] == ([int(years.min()), int(years.max())] if len(years) else None)
    cited: set[str] = set()
    for column in rows.columns:
        if "source_id" in column and name != "sources":
            cited |= {source for joined in rows[column].dropna() for source in joined.split(";")}
    if name == "sources":
        cited = set(rows["source_id"])
    assert entry["sources"] == sorted(cited)
    assert entry["source_count"] == len(cited)


@pytest.mark.parametrize("name", LAYERS)
def test_a_file_is_laid_out_as_agreed(name: str) -> None:
    layer, file = LAYERS[name], pq.ParquetFile(GEODATA / f"{name}.parquet", page_checksum_verification=True)
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    assert all(group.num_rows >= 2_000 for group in groups[:-1])
    assert all(group.num_rows <= 20_000 for group in groups)
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    assert {chunk.compression for chunk in chunks} == {"ZSTD"}
    assert file.schema_arrow.names == layer.arrow_schema().names
    assert file.schema_arrow.types == layer.arrow_schema().types
    table = file.read()
    assert table.num_rows == sum(group.num_rows for group in groups)
    for column in layer.columns:
        if not column.nullable:
            assert table[column.name].null_count == 0, column.name
    keys = table.select(list(layer.key)).to_pandas()
    assert not keys.duplicated().any()


@pytest.mark.parametrize("name", [name for name, layer in LAYERS.items() if layer.geometry])
def test_a_layer_with_a_geometry_is_geoparquet(name: str, layers: Tables) -> None:
    file = pq.ParquetFile(GEODATA / f"{name}.parquet")
    geo = json.loads(file.metadata.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["covering"]["bbox"] == {
        corner: ["bbox", corner] for corner in ("xmin", "ymin", "xmax", "ymax")
    }
    rows = layers[name]
    assert column["bbox"] == pytest.approx(list(rows.total_bounds))
    boxes = file.read(["bbox"])["bbox"].combine_chunks().flatten()
    bounds = rows.geometry.bounds
    for corner, box in zip(("minx", "miny", "maxx", "maxy"), boxes, strict=True):
        found = pd.Series(box.to_numpy(zero_copy_only=False), dtype=float)
        pd.testing.assert_series_equal(found, bounds[corner], check_names=False)


@pytest.mark.parametrize("name", LAYERS)
def test_rows_are_sorted_as_the_schema_says(name: str, layers: Tables) -> None:
    layer, rows = LAYERS[name], layers[name]
    keys = rows[[c for c in layer.sort if c != "hilbert"]].copy()
    if "hilbert" in layer.sort:
        placed = rows.geometry.notna() & ~rows.geometry.is_empty
        along = rows.geometry[placed].hilbert_distance(total_bounds=(-180, -90, 180, 90))
        keys["hilbert"] = along.reindex(rows.index).astype("Int64")
    ordered = keys.sort_values(list(layer.sort), kind="stable", na_position="last")
    assert list(ordered.index) == list(range(len(rows)))
