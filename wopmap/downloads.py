"""Layers to take away: the file itself, or a table any spreadsheet opens."""

from __future__ import annotations

from wopmap.layers import Catalogue
from wopmap.layers.schema import Layer
from wopmap.tables import csv_safe

SPREADSHEET_CELL = 32_767
"""Characters a cell of a spreadsheet holds; longer text would be cut or spill into the next row."""

WKT_DECIMALS = 5
"""Of a degree: about one metre."""

WKT_LAYERS = frozenset({"flows", "countries_110m"})
"""Layers whose geometries are small enough for the cells of a spreadsheet."""


def geoparquet(catalogue: Catalogue, name: str) -> bytes:
    """The file of a layer, byte for byte as the manifest describes it.

    Raises
    ------
    LayerMissing, LayerDamaged
    """
    return catalogue.content(name)


def csv(catalogue: Catalogue, name: str) -> bytes:
    """A layer as CSV, see `wopmap.tables.csv_safe`; `csv_note` says what becomes of the geometry.

    Raises
    ------
    LayerMissing, LayerDamaged
    """
    if name not in WKT_LAYERS:
        return csv_safe(catalogue.table(name))
    rows = catalogue.geo(name)
    shapes = rows.geometry.to_wkt(rounding_precision=WKT_DECIMALS)
    return csv_safe(rows.drop(columns="geometry").assign(geometry_wkt=shapes))


def csv_note(layer: type[Layer]) -> str:
    """What becomes of the geometry of a layer in its CSV; empty for tables."""
    if layer.geometry is None:
        return ""
    if layer.name in WKT_LAYERS:
        return f"The CSV holds the geometry as WKT, {WKT_DECIMALS} decimals of a degree."
    if layer.geometry == "Point":
        return "The CSV holds the points as lon and lat."
    if {"lon", "lat"} <= set(layer.names()):
        return "The CSV holds a point of each outline as lon and lat; outlines are in the GeoParquet file."
    return "The CSV holds no geometry; it is in the GeoParquet file."


def format_name(layer: type[Layer]) -> str:
    """What the file of a layer is: GeoParquet with a geometry, Parquet without."""
    return "GeoParquet" if layer.geometry else "Parquet"
