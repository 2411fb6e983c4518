"""Which part of the world a picture must show whole, and the names it should bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wopmap.scene.model import Areas, Flows, Labels, Mixes, Points, Scene

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; east may exceed 180."""

PAD_SHARE, PAD_LEAST = 0.06, 3.0
MOST_NAMES = 40

FINENESS = ((40.0, 0.01), (140.0, 0.04))
"""Up to so many degrees across, outlines may be off by so many degrees: about a dot of a slide."""


def box_around(scene: Scene, boxes: Sequence[Box] = ()) -> Box | None:
    """The smallest box around all flows, points and rings of a scene and the given boxes; None where there are none.

    Of all ways round the earth it takes the one that leaves out the widest stretch of longitude.
    """
    pieces = [np.array([[west, south], [east, north]]) for west, south, east, north in boxes]
    for layer in scene.layers:
        if isinstance(layer, Flows):
            pieces += list(layer.paths)
        elif isinstance(layer, (Points, Mixes)):
            pieces.append(np.column_stack([layer.lon, layer.lat]))
    places = np.vstack([np.empty((0, 2)), *pieces])
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return None
    around = np.unique(np.mod(places[:, 0], 360.0))
    gaps = np.diff(np.append(around, around[0] + 360.0))
    west = float(around[(int(gaps.argmax()) + 1) % len(around)])
    west = west - 360.0 if west >= 180.0 else west
    east = west + 360.0 - float(gaps.max())
    south, north = float(places[:, 1].min()), float(places[:, 1].max())
    across = max(PAD_SHARE * (east - west), PAD_LEAST)
    up = max(PAD_SHARE * (north - south), PAD_LEAST)
    return west - across, max(south - up, -85.0), east + across, min(north + up, 85.0)


def fitted(scene: Scene, box: Box | None) -> Scene:
    """The scene with a box to be shown whole, its outlines as fine as that box needs; as it is where there is none."""
    if box is None:
        return scene
    west, south, east, north = box
    across = max(east - west, north - south)
    finest = next((tolerance for wide, tolerance in FINENESS if across <= wide), np.inf)
    layers = tuple(
        replace(layer, tolerance=min(layer.tolerance, finest)) if isinstance(layer, Areas) else layer
        for layer in scene.layers
    )
    return replace(scene, box=box, layers=layers)


def names_of(scene: Scene, most: int = MOST_NAMES) -> Labels:
    """Names of the places of a scene, the largest first, each once: the first line of what hovering shows."""
    found: dict[str, tuple[float, float, float]] = {}
    for layer in scene.layers:
        if isinstance(layer, (Points, Mixes)) and layer.id != "rings":
            for lon, lat, radius, tip in zip(layer.lon, layer.lat, layer.radii, layer.tips, strict=True):
                name = tip.partition("\n")[0]
                if name and np.isfinite(lon) and (name not in found or found[name][2] < radius):
                    found[name] = (float(lon), float(lat), float(radius))
    chosen = sorted(found, key=lambda name: (-found[name][2], name))[:most]
    places = np.array([found[name] for name in chosen]).reshape(-1, 3)
    rank = np.arange(len(chosen), dtype=float)
    return Labels("names", places[:, 0], places[:, 1], chosen, rank, places[:, 2])
