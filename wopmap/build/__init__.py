"""The build: from the tables people edit to the layers of the atlas."""

from __future__ import annotations

from wopmap.build.checks import check
from wopmap.build.make import Report, build

__all__ = ["Report", "build", "check"]
