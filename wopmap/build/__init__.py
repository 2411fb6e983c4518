"""The build: from the tables people edit to the layers of the atlas.

- ``check(sources: str | Path) -> tuple[Finding, ...]``: everything wrong with the tables of a folder, none of
  it stopping the rest; empty = fit to be built.
- ``build(sources: str | Path, out: str | Path) -> Report``: the tables and the outlines beside them into the
  layers, ``manifest.json`` and the data dictionary; raises `BadInput` with every finding and writes nothing then.
- ``refresh(package: Path, sources: Path) -> tuple[Path, ...]``: the outlines anew from the unpacked npm package
  world-atlas; the only step that needs it. `build` takes what it left in the folder of the sources.
"""

from __future__ import annotations

from pathlib import Path

from wopmap.build import coast, outlines
from wopmap.build.checks import check
from wopmap.build.make import Report, build

__all__ = ["Report", "build", "check", "refresh"]


def refresh(package: Path, sources: Path) -> tuple[Path, ...]:
    """Make outlines of countries and coasts of cities anew.

    Parameters
    ----------
    package : Path
        The unpacked npm package world-atlas: holds ``countries-10m.json``, ``-50m`` and ``-110m``.
    sources : Path
        Folder of the tables.

    Returns
    -------
    tuple of Path
        The files written there: ``outlines_50m.parquet``, ``outlines_110m.parquet``, ``coast_10m.parquet``.
    """
    return (*outlines.refresh(package, sources), coast.refresh(package, sources))
