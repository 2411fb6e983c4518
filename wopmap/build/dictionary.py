"""The data dictionary, written from the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wopmap.layers.schema import Column, Layer
from wopmap.layers.tables import LAYERS

MOST_SOURCES_LISTED = 25
"""A layer with more sources than this has their number in the dictionary; the manifest names them all."""

_OPENING = """\
# Data dictionary

Written by the build from the schema in `wopmap/layers/`; edit it there. Layers are Parquet files, those with a
geometry GeoParquet 1.1 in WGS 84 (EPSG:4326, longitude first). A missing value means not stated, never 0. A share is
a number from 0 to 1. Every fact names the document it comes from (`source_id`, in the layer `sources`): name the
producer wherever a figure is shown. `manifest.json` holds the SHA-256 of each layer.

`sources/` holds the tables people edit, one row a fact; `make data` turns them into the layers. Outlines of countries
come from Natural Earth; boundaries and names do not imply any opinion on the legal status of a territory.
"""


def dictionary(manifest: Mapping[str, Any]) -> str:
    """The data dictionary as Markdown.

    Parameters
    ----------
    manifest : mapping
        As `build` writes it.
    """
    parts = [
        _OPENING,
        f"Data vintage `{manifest['vintage']}`, schema version {manifest['schema_version']}.\n",
    ]
    parts.append(_overview(manifest["layers"]))
    parts += [_section(layer, manifest["layers"][name]) for name, layer in LAYERS.items()]
    return "\n".join(parts)


def _overview(entries: Mapping[str, Any]) -> str:
    rows = (
        (
            f"[{name}](#{name})",
            layer.row,
            f"{entries[name]['rows']:,}",
            _years(entries[name]),
            layer.geometry or "",
        )
        for name, layer in LAYERS.items()
    )
    return _table(("layer", "one row is", "rows", "years", "geometry"), rows)


def _section(layer: type[Layer], entry: Mapping[str, Any]) -> str:
    lines = [f"## {layer.name}", "", layer.meaning, ""]
    lines.append(f"- One row is {layer.row}; key: {_code(layer.key)}; sorted by {_code(layer.sort)}.")
    lines.append(f"- Licence: {layer.licence}")
    if entry["source_count"] > MOST_SOURCES_LISTED:
        lines.append(f"- Sources: {entry['source_count']} documents, listed in `manifest.json`.")
    elif entry["sources"]:
        lines.append(f"- Sources: {_code(entry['sources'])}.")
    rows = [_column(column) for column in layer.columns]
    if layer.geometry:
        rows.append(("`geometry`", layer.geometry, "degrees", "", "Geometry, WKB."))
        rows.append(("`bbox`", "xmin, ymin, xmax, ymax", "degrees", "", "Bounding box of the geometry."))
    return "\n".join([*lines, "", _table(("column", "type", "unit", "allowed values", "meaning"), rows)])


def _column(column: Column) -> tuple[str, ...]:
    kind = column.type if column.nullable else f"{column.type}, never missing"
    return (f"`{column.name}`", kind, column.unit or "", _code(column.allowed or ()), column.meaning)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = tuple(header)
    lines = [_line(header), _line(["---"] * len(header)), *(_line(row) for row in rows)]
    return "\n".join([*lines, ""])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _years(entry: Mapping[str, Any]) -> str:
    return f"{entry['years'][0]}-{entry['years'][1]}" if entry["years"] else ""


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
