"""Writing layers: the same rows always give the same bytes, and a file appears whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wopmap.layers.schema import Layer

WORLD = (-180.0, -90.0, 180.0, 90.0)
ZSTD_LEVEL = 12


def encode(layer: type[Layer], rows: pd.DataFrame) -> bytes:
    """A layer as the bytes of its Parquet file.

    Parameters
    ----------
    layer : type of Layer
    rows : pandas.DataFrame or geopandas.GeoDataFrame
        With exactly the columns of the layer (and ``geometry``), in any order of rows.

    Returns
    -------
    bytes
        Parquet with zstd and page checksums; GeoParquet 1.1 with a bounding box for each row where the
        layer has a geometry. Nothing in it depends on the clock or the machine.

    Raises
    ------
    ValueError
        If two rows share a key or a value is missing that may not be.
    """
    ordered = _in_order(layer, rows)
    _refuse_broken(layer, ordered)
    table = _geo_table(ordered) if layer.geometry else pa.Table.from_pandas(ordered, preserve_index=False)
    schema = layer.arrow_schema().with_metadata(table.schema.metadata)
    buffer = io.BytesIO()
    pq.write_table(
        table.select(schema.names).cast(schema),
        buffer,
        row_group_size=layer.row_group_size,
        compression="zstd",
        compression_level=ZSTD_LEVEL,
        write_page_checksum=True,
    )
    return buffer.getvalue()


def write_atomically(path: Path, content: bytes) -> str:
    """Put a file in place in one step, so that no reader ever sees half of it; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()


def _in_order(layer: type[Layer], rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.reset_index(drop=True)
    keys = rows[[name for name in layer.sort if name != "hilbert"]].copy()
    if "hilbert" in layer.sort:
        placed = ~(rows.geometry.isna() | rows.geometry.is_empty)
        keys["hilbert"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
        along = rows.geometry[placed].hilbert_distance(total_bounds=WORLD)
        keys.loc[placed, "hilbert"] = along.astype("Int64")
    order = keys.sort_values(list(layer.sort), kind="stable", na_position="last").index
    names = [*layer.names(), *(["geometry"] if layer.geometry else [])]
    return rows.loc[order, names].reset_index(drop=True)


def _refuse_broken(layer: type[Layer], rows: pd.DataFrame) -> None:
    twice = rows[rows.duplicated(list(layer.key))]
    if len(twice):
        raise ValueError(
            f"Layer {layer.name}: {len(twice)} rows share a key, first {twice.iloc[0].to_dict()}."
        )
    for column in layer.columns:
        if not column.nullable and rows[column.name].isna().any():
            first = rows[rows[column.name].isna()].iloc[0].to_dict()
            raise ValueError(f"Layer {layer.name}: {column.name} is missing in {first}.")


def _geo_table(rows: geopandas.GeoDataFrame) -> pa.Table:
    """The rows with the GeoParquet metadata geopandas writes."""
    buffer = io.BytesIO()
    rows.to_parquet(buffer, index=False, schema_version="1.1.0", write_covering_bbox=True)
    buffer.seek(0)
    return pq.read_table(buffer)
