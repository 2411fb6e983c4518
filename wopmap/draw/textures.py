"""The two small pictures the map is drawn with: hatching for "no data" and an arrowhead."""

from __future__ import annotations

from functools import cache
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


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
