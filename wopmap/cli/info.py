"""``info``: which layers, which data, which libraries."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import PackageNotFoundError, version

from wopmap import __version__
from wopmap.cli.output import Answer, add_format, columns, give

LIBRARIES = (
    *("streamlit", "starlette", "pandas", "numpy", "geopandas", "shapely", "pyproj", "pyogrio"),
    *("pyarrow", "pydeck", "matplotlib"),
)
HASH_DIGITS = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_format(parser)
    parser.epilog = "Reads the manifest only; `python -m wopmap check` compares every file with it."


def run(args: argparse.Namespace) -> int:
    """Print what the manifest says, and the versions."""
    import pandas as pd

    from wopmap.layers import LAYERS, Catalogue

    catalogue = Catalogue()
    layers = []
    for name in LAYERS:
        entry = catalogue.entry(name)
        first, last = entry.get("years") or (None, None)
        layers.append(
            {
                "layer": name,
                "rows": entry["rows"],
                "first_year": first,
                "last_year": last,
                "bytes": entry["bytes"],
                "sha256": entry["sha256"],
                "licence": entry.get("licence"),
                "sources": entry.get("source_count"),
            }
        )
    manifest = catalogue.manifest
    software = {"wopmap": __version__, "python": platform.python_version(), **_libraries()}
    data = {
        "place": catalogue.root,
        "vintage": manifest.get("vintage"),
        "schema_version": manifest["schema_version"],
        "layers": layers,
        "software": software,
    }
    table = pd.DataFrame(layers).astype({"first_year": "Int64", "last_year": "Int64"})
    lines = (
        f"Layers in {catalogue.root}, vintage {data['vintage']}, schema version {data['schema_version']}",
        *_layer_lines(layers),
        "",
        *columns(software.items()),
    )
    give(Answer(lines, data, table), args.format)
    return 0


def _layer_lines(layers: list[dict]) -> list[str]:
    heading = ("layer", "rows", "years", "kB", "sha256")
    rows = [
        (
            layer["layer"],
            f"{layer['rows']:,}",
            f"{layer['first_year']}-{layer['last_year']}" if layer["first_year"] else "",
            f"{layer['bytes'] / 1000:,.0f}",
            layer["sha256"][:HASH_DIGITS],
        )
        for layer in layers
    ]
    return columns([heading, *rows], right=[1, 3])


def _libraries() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
