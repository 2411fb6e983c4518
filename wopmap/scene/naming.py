"""Names on a map that do not overlap: which ends of flows are named at a zoom, the most important first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wopmap.scene.model import Labels
from wopmap.words import clean

LETTER_PX, LINE_PX, OFFSET_PX = 6.6, 17.0, 7.0
"""Room of a letter and of a line of the text a drawer writes, and its distance from the place, px."""

APART_PX = 10.0
LONGEST = 28
MOST = 60
WORLD_PX = 512.0


def world_px(lon: np.ndarray, lat: np.ndarray, zoom: float) -> tuple[np.ndarray, np.ndarray]:
    """Places in px from the left and top of a Web Mercator world."""
    size = WORLD_PX * 2.0**zoom
    held = np.radians(np.clip(lat, -85.0, 85.0))
    return (lon + 180.0) / 360.0 * size, (0.5 - np.log(np.tan(np.pi / 4 + held / 2)) / (2 * np.pi)) * size


def shortened(text: str, longest: int = LONGEST) -> str:
    """Text cut to a length, with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}\u2026"


def boxes(lon: np.ndarray, lat: np.ndarray, texts: list[str], zoom: float) -> np.ndarray:
    """Left, top, right and bottom (px of the world) of texts to the right of their places."""
    x, y = world_px(lon, lat, zoom)
    wide = np.array([len(text) for text in texts], dtype=float) * LETTER_PX
    return np.column_stack([x + OFFSET_PX, y - LINE_PX / 2, x + OFFSET_PX + wide, y + LINE_PX / 2])


def without_overlap(found: np.ndarray, world: float, most: int = MOST) -> list[int]:
    """Positions of boxes, in their order, none of which touches an earlier one; the world repeats sideways."""
    kept: list[int] = []
    for i, (left, top, right, bottom) in enumerate(found):
        if len(kept) == most:
            break
        others = found[kept]
        free = True
        for turn in (-world, 0.0, world):
            free &= not bool(
                (
                    (others[:, 0] + turn < right + APART_PX)
                    & (others[:, 2] + turn > left - APART_PX)
                    & (others[:, 1] < bottom)
                    & (others[:, 3] > top)
                ).any()
            )
        if free:
            kept.append(i)
    return kept


def names(edges: pd.DataFrame, zoom: float, most: int = MOST) -> Labels | None:
    """Names of the ends of merged flows, those with most partnerships first; None where there are none.

    Parameters
    ----------
    edges : DataFrame
        From `wopmap.flows.merge`.
    zoom : float
        They do not overlap at this zoom, nor at a nearer one.
    """
    sides = [
        edges[[end, f"{end}_label", f"{end}_lon", f"{end}_lat", "partnerships"]].set_axis(
            ["id", "label", "lon", "lat", "partnerships"], axis=1
        )
        for end in ("origin", "destination")
    ]
    ends = pd.concat(sides).dropna(subset=["lon", "lat", "label"])
    if ends.empty:
        return None
    places = ends.groupby("id", observed=True).agg(
        {"label": "first", "lon": "first", "lat": "first", "partnerships": "sum"}
    )
    places = places.sort_values(["partnerships", "label"], ascending=[False, True])
    texts = [shortened(clean(str(label), 200)) for label in places["label"]]
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    kept = without_overlap(boxes(lon, lat, texts, zoom), WORLD_PX * 2.0**zoom, most)
    return Labels("names", lon[kept], lat[kept], [texts[i] for i in kept], np.arange(len(kept)))
