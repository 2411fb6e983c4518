"""What the tests of published files share: the layers, a map of Kenya, a small size, a table read back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from wopmap.layers import Catalogue
from wopmap.publish import views
from wopmap.publish.views import PageView
from wopmap.scene.style import LIGHT
from wopmap.tables import BYTE_ORDER_MARK

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
SMALL = "640x480px"


@cache
def catalogue() -> Catalogue:
    return Catalogue(GEODATA)


def kenya(**changes: Any) -> PageView:
    found = views.page("atlas").view(catalogue(), {"country": ["KEN"]}, LIGHT, title=None, fit=True)
    return replace(found, **changes)


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
