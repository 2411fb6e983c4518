"""Flows and lines on the sheet: denser along the great circle, cut where the map ends, with their place along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopmap.draw.sheet import Box, Floats, Map


def curves(path: Floats, on: Map, *, straight: bool = False, whole: bool = False) -> list[Floats]:
    """A flow on the sheet, in as many pieces as the map's edge cuts it into, once for each copy.

    Parameters
    ----------
    path : ndarray, (n, 2)
        Unwrapped longitudes and latitudes along a great circle.
    straight : bool
        The path is no great circle but a line between its points as they are.
    whole : bool
        Keep what lies beyond the frame, for a drawing one can move.

    Returns
    -------
    list of ndarray, (k, 3)
        x, y in px, and how far along the flow a point lies, from 0 (mentor) to 1 (mentee).
    """
    dense = _along(path) if straight else _dense(path)
    out: list[Floats] = []
    for shift in on.copies(float(dense[:, 0].min()), float(dense[:, 0].max())):
        for piece in _between(dense + np.array([shift, 0.0, 0.0]), on.reach if on.world else np.inf):
            x, y = on.place(piece[:, 0], piece[:, 1])
            curve = np.column_stack([x, y, piece[:, 2]])
            out += [curve] if whole else _seen(curve, on)
    return out


BETWEEN = 3


def _along(path: Floats) -> Floats:
    """The points of a path with their place along it."""
    return np.column_stack([path, np.linspace(0.0, 1.0, len(path))])


def _dense(path: Floats) -> Floats:
    """More points on the same great circle, with their place along it."""
    lam, phi = np.radians(path[:, 0]), np.radians(path[:, 1])
    ball = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    old = np.arange(len(path))
    new = np.linspace(0, len(path) - 1, BETWEEN * (len(path) - 1) + 1)
    x, y, z = (np.interp(new, old, ball[:, axis]) for axis in range(3))
    lon = np.degrees(np.arctan2(y, x))
    lon += 360 * np.round((np.interp(new, old, path[:, 0]) - lon) / 360)
    lat = np.degrees(np.arctan2(z, np.hypot(x, y)))
    return np.column_stack([lon, lat, new / new[-1]])


def _between(line: Floats, reach: float) -> list[Floats]:
    """Pieces of a line whose longitude lies within -reach and reach, with points on the edge itself."""
    extra = []
    for edge in (-reach, reach):
        side = line[:, 0] - edge
        for at in np.flatnonzero(side[:-1] * side[1:] < 0):
            share = side[at] / (side[at] - side[at + 1])
            extra.append(line[at] + share * (line[at + 1] - line[at]))
            extra[-1][0] = edge
    if extra:
        line = np.vstack([line, *extra])
        line = line[np.argsort(line[:, 2], kind="stable")]
    inside = np.abs(line[:, 0]) <= reach + 1e-9
    cuts = np.flatnonzero(np.diff(inside.astype(int))) + 1
    runs: Sequence[Floats] = np.split(line, cuts)
    kept = np.split(inside, cuts)
    return [run for run, yes in zip(runs, kept, strict=True) if yes[0] and len(run) > 1]


BEYOND = 80.0
"""px beyond the frame up to which a line is kept: wider than any flow, and room for a head."""


def _seen(curve: Floats, on: Map) -> list[Floats]:
    """The parts of a curve within the frame and a little beyond: near by, the rest would be miles of paper."""
    left, top, right, bottom = on.frame
    return cut(curve, (left - BEYOND, top - BEYOND, right + BEYOND, bottom + BEYOND))


def cut(curve: Floats, box: Box) -> list[Floats]:
    """The parts of a line inside a box, with points where it crosses the edge.

    Parameters
    ----------
    curve : ndarray, (n, k)
        x, y and whatever else is to be interpolated along.

    References
    ----------
    Liang, Y.-D., Barsky, B. A. (1984). A new concept and method for line clipping. ACM Trans. Graphics 3(1).
    """
    if len(curve) < 2:
        return []
    start, step = curve[:-1], np.diff(curve, axis=0)
    enter, leave = np.zeros(len(step)), np.ones(len(step))
    outside = np.zeros(len(step), dtype=bool)
    for axis, (low, high) in enumerate(((box[0], box[2]), (box[1], box[3]))):
        moving = np.abs(step[:, axis]) > 1e-12
        outside |= ~moving & ((start[:, axis] < low) | (start[:, axis] > high))
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = (np.array([[low], [high]]) - start[:, axis]) / step[:, axis]
        enter = np.where(moving, np.maximum(enter, ends.min(axis=0)), enter)
        leave = np.where(moving, np.minimum(leave, ends.max(axis=0)), leave)
    seen = ~outside & (enter <= leave)
    pieces: list[Floats] = []
    run: list[Floats] = []
    for at in np.flatnonzero(seen):
        first, last = start[at] + enter[at] * step[at], start[at] + leave[at] * step[at]
        if not run or enter[at] > 0:
            if len(run) > 1:
                pieces.append(np.array(run))
            run = [first]
        run.append(last)
        if leave[at] < 1:
            pieces.append(np.array(run))
            run = []
    if len(run) > 1:
        pieces.append(np.array(run))
    return pieces
