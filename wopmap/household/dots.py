"""Dot density: one dot stands for a number of households with water or without."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

FEWEST, MOST = 2_000, 20_000
"""Dots that read as density: fewer look like places, more run together."""

_STEPS = (1, 2, 5)
_TOO_LITTLE = "The most that may be given is less than the quotas."


@dataclass(frozen=True)
class Dots:
    """Dots of a city.

    Attributes
    ----------
    each : int
        Units one dot stands for.
    lon, lat : array of float32, (n,)
    zone : array of int, (n,)
        Row of the zone in the table given.
    rank : array of int, (n,)
        Place of a dot in the sequence of its zone, from 0; it lies where it lies in every year.
    with_water : array of bool, (n,)
    left_out : int
        Units of zones without an outline.
    """

    each: int
    lon: NDArray[np.float32]
    lat: NDArray[np.float32]
    zone: NDArray[np.intp]
    rank: NDArray[np.intp]
    with_water: NDArray[np.bool_]
    left_out: int


def units_a_dot(units: float) -> int:
    """Units one dot stands for: 1, 2 or 5 times a power of ten, so that about 2,000 to 20,000 dots show.

    The smallest that keeps to `MOST`; a place of fewer than `FEWEST` units gets one dot a unit.
    """
    step = 1
    power = 0
    while units / step > MOST:
        power += 1
        step = _STEPS[power % 3] * 10 ** (power // 3)
    return step


def dots(
    outlines: ArrayLike,
    zone_ids: list[str],
    units: ArrayLike,
    shares: ArrayLike,
    each: int | None = None,
    seed: int = 0,
) -> Dots:
    """Dots of zones, with and without.

    Parameters
    ----------
    outlines : array of shapely.Geometry or None, (n,)
        In degrees. Zones without one get no dots; their units are counted in `left_out`.
    zone_ids : list of str, (n,)
        Each zone has its own seed, made of its name: the dots of one do not depend on the others.
    units, shares : array of float, (n,)
        Units of each zone and the share of them with water; a zone with NaN in either gets no dots.
    each : int, optional
        Units one dot stands for; without it `units_a_dot` of all units that are drawn. Give the same for
        years that are compared.
    seed : int

    Returns
    -------
    Dots
        The numbers of dots, in all, of each zone, and of those with water, follow from the largest remainder:
        they add up to the rounded totals.

    Notes
    -----
    A zone draws the same sequence of places whatever its number of dots, so dots stay where they are from
    year to year: more units add dots at the end. Those with water are the first of the sequence, so that a
    rising share turns dots over and never back.
    """
    shapes = np.asarray(outlines, dtype=object)
    number, share = np.asarray(units, dtype=float), np.asarray(shares, dtype=float)
    known = np.isfinite(number) & np.isfinite(share) & (number > 0)
    drawn = known & np.array([s is not None and not s.is_empty for s in shapes], dtype=bool)
    total = float(number[drawn].sum())
    size = units_a_dot(total) if each is None else each
    counts = largest_remainder(np.where(drawn, number, 0.0) / size)
    having = largest_remainder(np.where(drawn, number * share, 0.0) / size, counts)
    parts = [
        _scatter(shapes[i], int(counts[i]), zone_ids[i], seed) for i in range(len(shapes)) if counts[i] > 0
    ]
    places = np.concatenate(parts) if parts else np.empty((0, 2))
    zone = np.repeat(np.arange(len(shapes)), counts)
    rank = np.arange(len(zone)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Dots(
        each=size,
        lon=places[:, 0].astype(np.float32),
        lat=places[:, 1].astype(np.float32),
        zone=zone,
        rank=rank,
        with_water=rank < having[zone],
        left_out=round(float(number[known & ~drawn].sum())),
    )


def largest_remainder(quotas: ArrayLike, most: ArrayLike | None = None) -> NDArray[np.intp]:
    """Whole numbers near the quotas that add up to their rounded sum (the method of Hamilton).

    Parameters
    ----------
    quotas : array of float, (n,)
        0 or more.
    most : array of int, (n,), optional
        Not to be exceeded; at least the quotas rounded down, with a sum no smaller than theirs.

    Returns
    -------
    array of int, (n,)
        Each is its quota rounded down, or up for the largest remainders; the first wins a tie.

    Raises
    ------
    ValueError
        If `most` is smaller than that.

    References
    ----------
    Balinski, M. L. and Young, H. P. (2001), Fair Representation, 2nd ed., Brookings, ch. 3.
    """
    wanted = np.asarray(quotas, dtype=float)
    # Rounding in the last digit must not turn 2.9999999999 into 2 with a remainder of almost 1.
    given = np.floor(wanted + 1e-9).astype(np.intp)
    limit = np.full(len(wanted), np.iinfo(np.intp).max) if most is None else np.asarray(most, dtype=np.intp)
    if (given > limit).any():
        raise ValueError(_TOO_LITTLE)
    missing = round(float(wanted.sum())) - int(given.sum())
    by_remainder = np.argsort(-(wanted - given), kind="stable")
    while missing > 0:
        room = by_remainder[given[by_remainder] < limit[by_remainder]][:missing]
        if not len(room):
            raise ValueError(_TOO_LITTLE)
        given[room] += 1
        missing -= len(room)
    return given


def frame(found: Dots, zone_ids: list[str]) -> pd.DataFrame:
    """Dots as a table: lon, lat, zone_id, with_water."""
    return pd.DataFrame(
        {
            "lon": found.lon,
            "lat": found.lat,
            "zone_id": np.asarray(zone_ids, dtype=object)[found.zone],
            "with_water": found.with_water,
        }
    )


def _scatter(shape: shapely.Geometry, count: int, zone_id: str, seed: int) -> Numbers:
    """The first places of the sequence of a zone, evenly spread over it, (count, 2)."""
    digest = hashlib.sha256(f"{seed}/{zone_id}".encode()).digest()
    random = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "little")))
    if np.ptp(shapely.bounds(shape)[[0, 2]]) > 180:
        # Cut at 180 degrees: put together, or nearly every try would miss.
        shape = shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0] % 360, xy[:, 1]]))
    west, south, east, north = shapely.bounds(shape)
    # One try is as large as the next, whatever the count: the sequence is the same for every count.
    batch = 256
    found: list[Numbers] = []
    have = 0
    shapely.prepare(shape)
    while have < count:
        tried = random.random((batch, 2)) * [east - west, north - south] + [west, south]
        inside = tried[shapely.contains_xy(shape, tried[:, 0], tried[:, 1])]
        found.append(inside)
        have += len(inside)
    places = np.concatenate(found)[:count]
    places[:, 0] = (places[:, 0] + 180) % 360 - 180
    return places
