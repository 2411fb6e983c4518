"""A flow as polygons: a ribbon that grows and gains strength towards the mentee, and an arrowhead."""

from __future__ import annotations

import numpy as np

from wopmap.draw.features import FULL, PALE, TAPER
from wopmap.draw.sheet import Floats
from wopmap.scene.style import ARROW_PX, MIX_HOLE, rgb

Shade = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0-255."""


def arrow_size(width: float) -> float:
    """Size (px) of the arrowhead of a flow, as on screen."""
    return float(np.clip(ARROW_PX[0] + width * 1.2, *ARROW_PX))


# The swept-back head of `wopmap.draw.textures.arrow`, its tip at the origin, pointing east, size 1.
HEAD = np.array([(-56, -22), (0, 0), (-56, 22), (-44, 0)]) / 64.0
HEAD_MIDDLE = np.array([-0.52, 0.0])
CASING_PX, CASING = 0.9, 170
"""Width of the rim on each side, px, and its opacity (0-255)."""

STEP_PX = 7.0
SHADE_PX = 28.0
MEET_PX = 0.3


def ribbon(
    curve: Floats, width: float, colour: str, strength: float, arrow: float, casing: str = ""
) -> tuple[list[Floats], list[Shade]]:
    """Polygons of one flow, and their colours with opacity.

    Parameters
    ----------
    curve : ndarray, (n, 3)
        x, y and how far along the flow; only a curve that reaches 1 bears an arrowhead.
    width, arrow : float
        Width at the mentee and size of the head, px.
    casing : str
        ``#rrggbb`` of a rim below the flow that lifts it off what it crosses; empty for none.
    """
    shade = rgb(colour)
    length = np.concatenate([[0.0], np.hypot(*np.diff(curve[:, :2], axis=0).T).cumsum()])
    whole = length[-1]
    arrives = curve[-1, 2] > 1 - 1e-9
    polygons: list[Floats] = []
    colours: list[Shade] = []
    # The ribbon ends in the notch of the head, so that the tip stays sharp.
    stop = max(whole - 0.6 * arrow, 0.0) if arrives else whole
    if stop > 0.5:
        chunks = int(np.clip(round(stop / SHADE_PX), 3, 12))
        each = max(2, int(np.ceil(stop / chunks / STEP_PX)))
        at = np.linspace(0.0, stop, chunks * each + 1)
        x, y, along = (np.interp(at, length, curve[:, axis]) for axis in range(3))
        # Where the head takes the end, the ribbon is full already.
        heading = np.column_stack([np.gradient(x), np.gradient(y)])
        heading /= np.maximum(np.hypot(*heading.T), 1e-9)[:, None]
        normal = heading[:, ::-1] * [-1.0, 1.0]
        across = normal * (width * (TAPER + (1 - TAPER) * along) / 2)[:, None]
        spine = np.column_stack([x, y])
        if casing:
            # None at the mentor, where many flows begin and their rims would hide the land.
            rim = across + normal * (CASING_PX * np.clip(2 * along - 0.5, 0.0, 1.0))[:, None]
            polygons.append(np.vstack([spine + rim, (spine - rim)[::-1]]))
            colours.append((*rgb(casing), int(CASING * strength)))
        for chunk in range(chunks):
            part = slice(chunk * each, (chunk + 1) * each + 1)
            middle = spine[part].copy()
            # Edges are smoothed: two that merely touch would show a pale line between them.
            middle[-1] += heading[part][-1] * MEET_PX
            polygons.append(np.vstack([middle + across[part], (middle - across[part])[::-1]]))
            opacity = PALE + (FULL - PALE) * float(along[part].mean())
            colours.append((*shade, int(opacity * strength)))
    if arrives:
        if casing:
            rim = HEAD + (HEAD - HEAD_MIDDLE) * (2.4 * CASING_PX / (0.6 * arrow))
            polygons.append(_head(curve, length, arrow, rim))
            colours.append((*rgb(casing), int(CASING * strength)))
        polygons.append(_head(curve, length, arrow))
        colours.append((*shade, int(255 * strength)))
    return polygons, colours


def wedges(
    parts: tuple[int, ...], colours: tuple[str, ...], radius: float, middle: tuple[float, float]
) -> tuple[list[Floats], list[str]]:
    """Parts of a ring as polygons, clockwise from the top with a gap between neighbours, and their colours."""
    total, turned = sum(parts), -np.pi / 2
    gap = 0.0 if sum(1 for part in parts if part) < 2 else 1.0 / max(radius, 1.0)
    polygons, found = [], []
    for part, colour in zip(parts, colours, strict=True):
        if not part:
            continue
        turn = 2 * np.pi * part / total
        angle = np.linspace(turned + gap / 2, turned + turn - gap / 2, max(4, int(turn * 12)))
        rim = np.column_stack([np.cos(angle), np.sin(angle)]) * radius
        polygons.append(np.vstack([rim, rim[::-1] * MIX_HOLE]) + np.array(middle))
        found.append(colour)
        turned += turn
    return polygons, found


DASH_PX, GAP_PX = 7.0, 5.0


def dashes(
    curve: Floats, width: float, colour: str, strength: float, arrow: float, casing: str = ""
) -> tuple[list[Floats], list[Shade]]:
    """Polygons of a flow that does not exist but could: dashes of one width, and an arrowhead.

    Parameters are those of `ribbon`; dashes have no rim.
    """
    del casing
    length = np.concatenate([[0.0], np.hypot(*np.diff(curve[:, :2], axis=0).T).cumsum()])
    whole = length[-1]
    arrives = curve[-1, 2] > 1 - 1e-9
    stop = max(whole - 0.6 * arrow, 0.0) if arrives else whole
    polygons: list[Floats] = []
    for start in np.arange(0.0, stop, DASH_PX + GAP_PX):
        at = np.linspace(start, min(start + DASH_PX, stop), 4)
        spine = np.column_stack([np.interp(at, length, curve[:, axis]) for axis in range(2)])
        heading = np.gradient(spine, axis=0)
        heading /= np.maximum(np.hypot(*heading.T), 1e-9)[:, None]
        across = heading[:, ::-1] * [-1.0, 1.0] * (width / 2)
        polygons.append(np.vstack([spine + across, (spine - across)[::-1]]))
    if arrives:
        polygons.append(_head(curve, length, arrow))
    return polygons, [(*rgb(colour), int(FULL * strength))] * len(polygons)


def _head(curve: Floats, length: Floats, arrow: float, shape: Floats = HEAD) -> Floats:
    """The arrowhead at the end of a curve, turned to where it arrives."""
    tip = curve[-1, :2]
    back = [np.interp(max(length[-1] - 0.7 * arrow, 0.0), length, curve[:, axis]) for axis in range(2)]
    direction = tip - np.array(back)
    size = float(np.hypot(*direction))
    cos, sin = direction / size if size > 1e-9 else (1.0, 0.0)
    turned: Floats = tip + arrow * shape @ np.array([[cos, sin], [-sin, cos]])
    return turned
