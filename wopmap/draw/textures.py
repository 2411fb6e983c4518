"""The small pictures the map is drawn with: hatching for "no data", an arrowhead, the rings of mixes."""

from __future__ import annotations

import json
import math
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

HATCH_PX = 64
ARROW_PX = 64

HATCH_MAPPING: dict[str, Any] = {
    "hatch": {"x": 0, "y": 0, "width": HATCH_PX, "height": HATCH_PX, "mask": True}
}
# The tip lies on the mentee; the head points east at angle 0.
ARROW_MAPPING: dict[str, Any] = {
    "arrow": {
        "x": 0,
        "y": 0,
        "width": ARROW_PX,
        "height": ARROW_PX,
        "anchorX": ARROW_PX - 2,
        "anchorY": ARROW_PX // 2,
        "mask": True,
    }
}


@cache
def hatch() -> bytes:
    """Diagonal lines that continue over the tile's edges, PNG with a transparent ground."""
    image = Image.new("RGBA", (HATCH_PX, HATCH_PX), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    step = HATCH_PX // 4
    for start in range(-HATCH_PX, 2 * HATCH_PX, step):
        pen.line([(start, HATCH_PX), (start + HATCH_PX, 0)], fill=(0, 0, 0, 255), width=4)
    return _png(image)


@cache
def arrow() -> bytes:
    """A swept-back arrowhead that points right."""
    image = Image.new("RGBA", (ARROW_PX, ARROW_PX), (0, 0, 0, 0))
    tip, half = ARROW_PX - 2, ARROW_PX // 2
    ImageDraw.Draw(image).polygon([(6, 10), (tip, half), (6, ARROW_PX - 10), (18, half)], fill=(0, 0, 0, 255))
    return _png(image)


RING_PX = 96
"""Side of the picture of a ring; shown at up to half of that, so that it is sharp on dense screens."""
RINGS_A_ROW = 10
_FINER = 4


@lru_cache(maxsize=32)
def rings(
    mixes: tuple[tuple[int, ...], ...], colours: tuple[str, ...], paper: str, hole: float
) -> tuple[bytes, bytes]:
    """Rings cut into parts, all in one picture, and where each is in it.

    Parameters
    ----------
    mixes : tuple of tuple of int
        Different mixes: a count for each colour.
    colours : tuple of str
    paper : str
        Colour of the inside, of the rim and between parts.
    hole : float
        Inner radius as a share of the outer one.

    Returns
    -------
    picture, mapping : bytes
        PNG, and JSON with the place of each ring by the name `wopmap.draw.features.ring_name` gives it.
    """
    side = RING_PX * _FINER
    sheet = Image.new(
        "RGBA", (RINGS_A_ROW * RING_PX, -(-max(len(mixes), 1) // RINGS_A_ROW) * RING_PX), (0, 0, 0, 0)
    )
    mapping = {}
    for number, mix in enumerate(mixes):
        x, y = (number % RINGS_A_ROW) * RING_PX, (number // RINGS_A_ROW) * RING_PX
        one = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        _ring(ImageDraw.Draw(one), mix, colours, paper, hole, side)
        sheet.paste(one.resize((RING_PX, RING_PX), Image.Resampling.LANCZOS), (x, y))
        name = "-".join(str(part) for part in mix)
        mapping[name] = {"x": x, "y": y, "width": RING_PX, "height": RING_PX, "mask": False}
    return _png(sheet), json.dumps(mapping, separators=(",", ":")).encode()


def _ring(
    pen: ImageDraw.ImageDraw,
    mix: tuple[int, ...],
    colours: tuple[str, ...],
    paper: str,
    hole: float,
    side: int,
) -> None:
    rim = 3 * _FINER
    pen.ellipse((0, 0, side - 1, side - 1), fill=paper)
    inside = (rim, rim, side - 1 - rim, side - 1 - rim)
    total, turned = sum(mix), -90.0
    middle, reach = (side - 1) / 2, (side - 1) / 2 - rim
    cuts = []
    for part, colour in zip(mix, colours, strict=True):
        if part:
            turn = 360.0 * part / total
            pen.pieslice(inside, turned, turned + turn, fill=colour)
            turned += turn
            cuts.append(math.radians(turned))
    if len(cuts) > 1:
        for angle in cuts:
            end = (middle + reach * math.cos(angle), middle + reach * math.sin(angle))
            pen.line((middle, middle, *end), fill=paper, width=2 * _FINER)
    radius = reach * hole
    pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), fill=paper)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
