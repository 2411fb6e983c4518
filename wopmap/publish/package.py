"""The data behind one view as a ZIP file: rows with their dictionary and documents, the link, and the picture."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import pandas as pd

from wopmap.documents import CITING
from wopmap.layers import Catalogue
from wopmap.layers.tables import LAYERS
from wopmap.publish.names import file_name
from wopmap.publish.snapshot import File, Order, draw, imprint
from wopmap.publish.views import PageView
from wopmap.selection import split_values
from wopmap.tables import csv_safe

MOMENT = (2000, 1, 1, 0, 0, 0)
"""Date of every file inside: the same view of the same data gives the same bytes."""

DECIMALS = 5
"""Of a degree in GeoJSON: about one metre."""

LICENCE = (
    "Facts are cited to the producers named in sources.csv, whose terms apply where they state any. Land and "
    "borders: Natural Earth, public domain. Borders and names imply no opinion on the legal status of any "
    "territory."
)


def package(view: PageView, order: Order, catalogue: Catalogue) -> File:
    """Everything shown, to take away.

    Returns
    -------
    File
        ``README.txt`` (what it is, link, data vintage, licence), each table as CSV and, where it has a
        geometry, as GeoParquet and GeoJSON, ``dictionary.csv``, ``sources.csv`` and the picture.
    """
    tables = dict(view.rows())
    sources = catalogue.table("sources")
    picture = draw(view, order, catalogue)
    contents: dict[str, bytes] = {}
    for name, rows in tables.items():
        contents |= _forms(name, rows)
    contents["dictionary.csv"] = csv_safe(dictionary(tables, view.meanings))
    contents["sources.csv"] = csv_safe(_cited(tables, sources, view))
    contents[picture.name] = picture.content
    contents = {"README.txt": _readme(view, order, catalogue, list(contents)), **contents}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return File(file_name(view.name, "zip"), buffer.getvalue(), view.scene.summary, picture.problems)


def _forms(name: str, rows: pd.DataFrame) -> dict[str, bytes]:
    """A table in each form it has."""
    if "geometry" not in rows:
        return {f"{name}.csv": csv_safe(rows)}
    import geopandas

    shapes = geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")
    parquet = io.BytesIO()
    shapes.to_parquet(parquet, index=False, schema_version="1.1.0", compression="zstd")
    shapes.geometry = shapes.geometry.set_precision(10.0**-DECIMALS, mode="pointwise")
    collection = json.loads(shapes.to_json(drop_id=True, na="null"))
    collection.pop("crs", None)  # RFC 7946 knows one reference system only
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return {
        f"{name}.csv": csv_safe(rows.drop(columns="geometry")),
        f"{name}.parquet": parquet.getvalue(),
        f"{name}.geojson": text.encode("utf-8", "replace"),
    }


def dictionary(tables: Mapping[str, pd.DataFrame], meanings: Mapping[str, str]) -> pd.DataFrame:
    """What each column of each table holds, with its unit where it has one."""
    known: dict[str, tuple[str, str]] = {}
    for layer in LAYERS.values():
        for column in layer.columns:
            known.setdefault(column.name, (column.meaning, column.unit or ""))
    lines = []
    for name, rows in tables.items():
        for column in rows.columns:
            meaning, unit = known.get(str(column), ("", ""))
            if column == "geometry":
                meaning = "Shape in degrees, WGS 84; in the GeoParquet and GeoJSON files."
            lines.append((name, column, str(rows[column].dtype), unit, meanings.get(str(column), meaning)))
    return pd.DataFrame(lines, columns=["table", "column", "type", "unit", "meaning"])


def _cited(tables: Mapping[str, pd.DataFrame], sources: pd.DataFrame, view: PageView) -> pd.DataFrame:
    """Documents of the scene and of the rows, in the order of the layer."""
    ids = set(view.scene.sources)
    for rows in tables.values():
        for column in CITING:
            if column in rows:
                ids |= {part for cell in rows[column].dropna().astype(str) for part in split_values(cell)}
    return sources[sources["source_id"].isin(ids)].reset_index(drop=True)


def _readme(view: PageView, order: Order, catalogue: Catalogue, names: list[str]) -> bytes:
    foot = imprint(view, order, catalogue)
    scene = view.scene
    lines = [
        order.title or scene.title,
        scene.subtitle,
        "",
        scene.summary,
        *scene.notes,
        "",
        f"Link: {foot.link or 'everything, unfiltered'}",
        f"Data vintage: {foot.vintage or 'not stated'}",
        f"Licence: {LICENCE}",
        "",
        "Files",
        *(f"  {name}" for name in names),
        "",
        "CSV is UTF-8; text that a spreadsheet could run as a formula has an apostrophe in front.",
        "An empty cell means that no source says it.",
    ]
    return "\r\n".join(lines).encode("utf-8", "replace")
