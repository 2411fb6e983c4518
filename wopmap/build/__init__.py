"""The build: from the tables people edit to the layers of the atlas."""

from __future__ import annotations

from pathlib import Path

from wopmap.build import coast, outlines
from wopmap.build.checks import check
from wopmap.build.make import Report, build

__all__ = ["Report", "build", "check", "refresh"]


def refresh(package: Path, sources: Path) -> tuple[Path, ...]:
    """Make outlines and coasts anew from an unpacked npm package world-atlas; returns the files."""
    return (*outlines.refresh(package, sources), coast.refresh(package, sources))
