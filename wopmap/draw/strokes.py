"""Curves cut into dashes and dots, so that kinds of flows can be told apart without colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DASH_PX = {"dashed": (9.0, 5.0), "dotted": (2.5, 4.0)}
"""Lengths of stroke and gap of each pattern, px."""

MOST_PIECES = 40
LEAST_PIECES = 3


def strokes(curve: Floats, pattern: str, px: float = 1.0) -> list[Floats]:
    """The strokes of a curve in a pattern.

    Parameters
    ----------
    curve : ndarray, (n, k)
        First two columns x and y; the others (such as how far along a point lies) are interpolated like these.
    pattern : {"solid", "dashed", "dotted"}
    px : float
        Length of one px in the unit of x and y.

    Returns
    -------
    list of ndarray, (m, k)
        One for each stroke, in the order of the curve; the last one ends where the curve ends. Never more than
        `MOST_PIECES`: a longer curve has longer strokes.
    """
    if pattern == "solid" or len(curve) < 2:
        return [curve]
    length = np.concatenate([[0.0], np.hypot(*np.diff(curve[:, :2], axis=0).T).cumsum()])
    if length[-1] <= 0:
        return [curve]
    stroke, gap = (size * px for size in DASH_PX[pattern])
    pieces = int(np.clip(round((length[-1] + gap) / (stroke + gap)), LEAST_PIECES, MOST_PIECES))
    period = length[-1] / (pieces - gap / (stroke + gap))
    out = []
    for piece in range(pieces):
        # Counted from the end, where the arrowhead needs a stroke to stand on.
        end = length[-1] - (pieces - 1 - piece) * period
        start = max(end - period * stroke / (stroke + gap), 0.0)
        inner = length[(length > start) & (length < end)]
        at = np.concatenate([[start], inner, [end]])
        out.append(np.column_stack([np.interp(at, length, column) for column in curve.T]))
    return out
