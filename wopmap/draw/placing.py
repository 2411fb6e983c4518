"""Where points and names lie on a picture: in every copy of their place, and names without overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wopmap.draw.curves import curves, cut
from wopmap.draw.lettering import readable, shortened, text_width
from wopmap.draw.sheet import Box, Floats, Map
from wopmap.scene.model import Flows, Labels

AWAY, BESIDE = 7.0, 3.0
"""Distance of a name from its place, px, and from the rim of the symbol there where that is farther."""

MOST_LINES = 8
"""So many lines a name may be moved along the edge of the map to find room."""


def placed(lon: Floats, lat: Floats, on: Map) -> tuple[Floats, NDArray[np.int64]]:
    """Places on the sheet inside the map, and which point each of them is."""
    base = (np.asarray(lon, float) - on.centre + 180) % 360 - 180
    lat = np.asarray(lat, float)
    turns = [shift + on.centre for shift in on.copies(on.centre - 180, on.centre + 180)]
    places, which = [np.empty((0, 2))], [np.empty(0, dtype=np.int64)]
    for turn in turns:
        inside = np.flatnonzero(np.abs(base + turn) <= on.reach)
        x, y = on.place(base[inside] + turn, lat[inside])
        places.append(np.column_stack([x, y]))
        which.append(inside)
    return np.vstack(places), np.concatenate(which)


def names(layer: Labels, on: Map, size: float, taken: list[Box]) -> list[tuple[float, float, str]]:
    """Names beside their places, most important first; one that finds no room is left out.

    Parameters
    ----------
    taken : list of Box
        Room that is no longer free; grows by the names that are placed.

    Returns
    -------
    list of (x, y, words)
        Left end of the base line, px.
    """
    left, top, right, bottom = on.frame
    places, which = placed(layer.lon, layer.lat, on)
    found = []
    for at in np.argsort(layer.rank[which], kind="stable"):
        words = readable(layer.texts[which[at]])
        wide, tall = text_width(words, size), size * 1.1
        x, y = places[at]
        away = AWAY if layer.radii is None else max(AWAY, float(layer.radii[which[at]]) + BESIDE)
        for corner_x, corner_y in (
            (x + away, y - tall / 2),
            (x - away - wide, y - tall / 2),
            (x - wide / 2, y - away - tall),
            (x - wide / 2, y + away),
        ):
            box = (corner_x, corner_y, corner_x + wide, corner_y + tall)
            inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
            if inside and not any(overlap(box, other) for other in taken):
                taken.append(box)
                found.append((corner_x, corner_y + tall * 0.8, words))
                break
    return found


def edge_names(layer: Flows, on: Map, size: float, taken: list[Box]) -> list[tuple[float, float, str]]:
    """Who is at the far end of a flow, where its curve crosses the edge of the map; see `names`."""
    left, top, right, bottom = on.frame
    found = []
    said: set[str] = set()
    for path, words in zip(layer.paths, layer.edge_labels, strict=False):
        # Several flows from one place are named once.
        crossing = _crossing(path, on) if words and words not in said else None
        if crossing is None:
            continue
        said.add(words)
        words = shortened(words, size, 0.45 * (right - left))
        wide, tall = text_width(words, size), size * 1.1
        x = float(np.clip(crossing[0] - wide / 2, left + 6, right - wide - 6))
        first = float(np.clip(crossing[1] - tall / 2, top + 6, bottom - tall - 6))
        # Along the edge, nearest first: several flows come from one side.
        for move in sorted(np.arange(-MOST_LINES, MOST_LINES + 1) * tall * 1.15, key=abs):
            y = first + move
            box = (x - 2, y, x + wide + 2, y + tall)
            if top <= box[1] and box[3] <= bottom and not any(overlap(box, other) for other in taken):
                taken.append(box)
                found.append((x, y + tall * 0.8, words))
                break
    return found


def _crossing(path: Floats, on: Map) -> Floats | None:
    """Where a flow with one end on the map crosses its edge; None where it never does."""
    for curve in curves(path, on):
        for piece in cut(curve, on.frame):
            if piece[-1, 2] > 1 - 1e-9 and piece[0, 2] > 1e-9:
                return piece[0, :2]
            if piece[0, 2] < 1e-9 and piece[-1, 2] < 1 - 1e-9:
                return piece[-1, :2]
    return None


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any room."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
