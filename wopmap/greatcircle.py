"""Great circles: distance, curved paths and directions between mentors and mentees.

All functions take longitudes and latitudes in degrees (EPSG:4326), scalars or arrays of the same
length, and know nothing of partnerships.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MEAN_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, (2a + b) / 3, in km (IUGG, GRS 80)."""

FLATTENING = 1 / 298.257223563
"""Flattening of the WGS 84 ellipsoid."""

STEP_KM = 250.0
MOST_POINTS = 64
_ON_THE_EDGE = 1e-10  # degrees; a hundredth of a millimetre
_SAME_DIRECTION = 1e-10  # sine of the angle (0.6 mm on the ground) under which no single circle is defined


def distance_km(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Length of the great circle between points, in km.

    The latitudes are first turned into reduced latitudes, ``tan(b) = (1 - f) tan(lat)``, and the arc
    between them is measured on a sphere of mean radius. A plain sphere is up to 0.56 % off the
    ellipsoid (north-south lines near the equator); with reduced latitudes it is at most 0.23 %.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : array-like, shape (n,) or scalar
        Degrees.

    Returns
    -------
    ndarray, shape (n,) or ()
        Kilometres; 0 for identical points.

    Raises
    ------
    ValueError
        If a coordinate is missing or a latitude is beyond 90 degrees.

    References
    ----------
    Lambert, W. D. (1942). The distance between two widely separated points on the surface of the
    earth. J. Washington Academy of Sciences 32(5): the first-order term of his formula.
    """
    lon1, lat1, lon2, lat2 = _checked(lon1, lat1, lon2, lat2)
    start, end = _unit(lon1, _reduced(lat1)), _unit(lon2, _reduced(lat2))
    return np.asarray(MEAN_RADIUS_KM * _angle(start, end))


def point_arrays(
    lon1: ArrayLike,
    lat1: ArrayLike,
    lon2: ArrayLike,
    lat2: ArrayLike,
    *,
    step_km: float = STEP_KM,
    most: int = MOST_POINTS,
) -> tuple[Floats, NDArray[np.int64]]:
    """Points of many great circles in one array; see `paths` for the rules.

    Returns
    -------
    points : ndarray, shape (p, 2)
        Longitude and latitude in degrees, path after path.
    offsets : ndarray, shape (n + 1,)
        Path ``i`` is ``points[offsets[i]:offsets[i + 1]]``.
    """
    if step_km <= 0 or most < 2:
        raise ValueError(
            f"A path needs a step above 0 km and at least 2 points; got {step_km} km and {most}."
        )
    lon1, lat1, lon2, lat2 = (np.atleast_1d(v) for v in _checked(lon1, lat1, lon2, lat2))
    lon1 = _wrapped(lon1)
    start, end = _unit(lon1, lat1), _unit(lon2, lat2)
    angle = _angle(start, end)
    tangent = _tangent(start, end, angle, lon1)

    counts = np.clip(np.ceil(MEAN_RADIUS_KM * angle / step_km).astype(np.int64) + 1, 2, most)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    path = np.repeat(np.arange(len(counts)), counts)
    along = (np.arange(offsets[-1]) - offsets[path]) / (counts[path] - 1) * angle[path]
    xyz = start[path] * np.cos(along)[:, None] + tangent[path] * np.sin(along)[:, None]

    points = np.empty((offsets[-1], 2))
    points[:, 0] = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0]))
    points[:, 1] = np.degrees(np.arctan2(xyz[:, 2], np.hypot(xyz[:, 0], xyz[:, 1])))
    first, last = offsets[:-1], offsets[1:] - 1
    points[first] = np.column_stack([lon1, lat1])
    points[last] = np.column_stack([lon2, lat2])
    _unwrap(points, first, last, path, lon2)
    return points, offsets


def paths(
    lon1: ArrayLike,
    lat1: ArrayLike,
    lon2: ArrayLike,
    lat2: ArrayLike,
    *,
    step_km: float = STEP_KM,
    most: int = MOST_POINTS,
) -> list[Floats]:
    """Great circles as lines of points whose longitudes run on without a jump at 180 degrees.

    - The first longitude lies within -180 and 180; later ones may leave that range, so that no two
      neighbours are more than 180 degrees apart.
    - One point about every `step_km`, at least 2 and at most `most`; both ends are the given points
      exactly (the second one shifted by whole turns).
    - Identical points give that point twice.
    - Antipodal points have no single great circle: the line sets out due east. From pole to pole it
      follows the meridian of the first longitude.
    - A line over a pole steps 180 degrees of longitude there.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : array-like, shape (n,) or scalar
        Degrees; 1 = mentor, 2 = mentee.
    step_km : float
        Distance between neighbouring points, km.
    most : int
        Largest number of points in one path.

    Returns
    -------
    list of ndarray, shape (points, 2)
        Longitude and latitude in degrees, one array per pair.

    Raises
    ------
    ValueError
        If a coordinate is missing or a latitude is beyond 90 degrees.
    """
    points, offsets = point_arrays(lon1, lat1, lon2, lat2, step_km=step_km, most=most)
    return [points[a:b] for a, b in pairwise(offsets.tolist())]


def cut_at_antimeridian(path: ArrayLike) -> shapely.MultiLineString:
    """Cut an unwrapped path where it crosses 180 degrees, for GIS programs that know one world only.

    Parameters
    ----------
    path : array-like, shape (n, 2)
        Longitudes (unwrapped) and latitudes in degrees, as `paths` returns them.

    Returns
    -------
    shapely.MultiLineString
        Longitudes within -180 and 180. The parts on either side of a cut end exactly at 180 and
        -180, at the same latitude (that of the great circle). A path that only touches 180 degrees
        stays whole. A path without length keeps its two equal points, so that its place is not lost.
    """
    points = np.asarray(path, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2:
        raise ValueError(
            f"A path is an array of at least 2 points of (longitude, latitude); got shape {points.shape}."
        )
    # What lies a rounding error beside 180 degrees lies there; cut, it would leave a part without length.
    edges = 180 + 360 * np.round((points[:, 0] - 180) / 360)
    points = np.column_stack(
        [np.where(np.abs(points[:, 0] - edges) < _ON_THE_EDGE, edges, points[:, 0]), points[:, 1]]
    )
    pieces: list[list[tuple[float, float]]] = [[(points[0, 0], points[0, 1])]]
    for (lon_a, lat_a), (lon_b, lat_b) in pairwise(points.tolist()):
        for edge in _edges_between(lon_a, lon_b):
            if edge == lon_a and not _comes_from_beyond(edge, lon_b, pieces[-1]):
                continue
            at_edge = (edge, _latitude_at(edge, lon_a, lat_a, lon_b, lat_b))
            pieces[-1].append(at_edge)
            pieces.append([at_edge])
        pieces[-1].append((lon_b, lat_b))
    long_enough = [p for p in pieces if len(set(p)) > 1] or [[tuple(points[0]), tuple(points[-1])]]
    return shapely.MultiLineString([_into_world(p) for p in long_enough])


def initial_bearing(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Direction in which a great circle leaves its first point.

    Returns
    -------
    ndarray, shape (n,) or ()
        Degrees clockwise from north, 0 <= bearing < 360; NaN for identical points, 90 (due east) for
        antipodal ones, as `paths` draws them. Web Mercator keeps angles: on such a map, north up,
        this is also the angle on the screen.
    """
    lon1, lat1, lon2, lat2 = _checked(lon1, lat1, lon2, lat2)
    start, end = _unit(lon1, lat1), _unit(lon2, lat2)
    angle = _angle(start, end)
    tangent = _tangent(start, end, angle, lon1)
    bearing = _bearing_of(tangent, lon1, lat1)
    return np.where(angle < _SAME_DIRECTION, np.nan, bearing)


def final_bearing(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Direction in which a great circle arrives at its second point: that of an arrowhead there.

    Returns
    -------
    ndarray, shape (n,) or ()
        Degrees clockwise from north, 0 <= bearing < 360; NaN for identical points.
    """
    lon1, lat1, lon2, lat2 = _checked(lon1, lat1, lon2, lat2)
    start, end = _unit(lon1, lat1), _unit(lon2, lat2)
    angle = _angle(start, end)
    tangent = _tangent(start, end, angle, lon1)
    heading = tangent * np.cos(angle)[..., None] - start * np.sin(angle)[..., None]
    return np.where(angle < _SAME_DIRECTION, np.nan, _bearing_of(heading, lon2, lat2))


def screen_angle(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Angle on a Web Mercator screen of the straight line from point 1 to point 2.

    Give it the last two points of a drawn path (unwrapped) and the arrowhead lies exactly on the line.

    Returns
    -------
    ndarray, shape (n,) or ()
        Degrees counter-clockwise from east (screen right), -180 < angle <= 180; NaN for identical points.
    """
    lon1, lat1, lon2, lat2 = _checked(lon1, lat1, lon2, lat2)
    east = np.radians(lon2 - lon1)
    north = _mercator(lat2) - _mercator(lat1)
    angle = np.degrees(np.arctan2(north, east))
    angle = np.where(angle == -180, 180.0, angle)  # due west has one name, however small a step south
    return np.where((east == 0) & (north == 0), np.nan, angle)


def _checked(*values: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    lon1, lat1, lon2, lat2 = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in values))
    for name, value in (("longitude", lon1), ("latitude", lat1), ("longitude", lon2), ("latitude", lat2)):
        bad = ~np.isfinite(value) | ((np.abs(value) > 90) & (name == "latitude"))
        if bad.any():
            where = int(np.flatnonzero(bad)[0])
            raise ValueError(
                f"Pair {where}: {name} {value.flat[where]} is not on the globe; "
                "give longitudes in degrees and latitudes from -90 to 90."
            )
    return lon1, lat1, lon2, lat2


def _reduced(lat: Floats) -> Floats:
    rad = np.radians(lat)
    return np.asarray(np.degrees(np.arctan2((1 - FLATTENING) * np.sin(rad), np.cos(rad))))


def _unit(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    # at a pole the cosine is a rounding error away from 0, which would lend the pole a longitude
    across = np.where(np.abs(lat) == 90, 0.0, np.cos(phi))
    return np.stack([across * np.cos(lam), across * np.sin(lam), np.sin(phi)], axis=-1)


def _angle(start: Floats, end: Floats) -> Floats:
    """Angle between unit vectors in radians, exact for near and for antipodal points alike."""
    cross = np.linalg.norm(np.cross(start, end), axis=-1)
    return np.asarray(np.arctan2(cross, np.sum(start * end, axis=-1)))


def _tangent(start: Floats, end: Floats, angle: Floats, lon1: Floats) -> Floats:
    """Unit vector at the first point towards the second; due east where no direction is defined."""
    normal = np.cross(start, end)
    length = np.linalg.norm(normal, axis=-1)
    clear = length > _SAME_DIRECTION
    towards = np.cross(normal / np.where(clear, length, 1.0)[..., None], start)
    lam = np.radians(lon1)
    at_pole = np.hypot(start[..., 0], start[..., 1]) < _SAME_DIRECTION
    east = np.stack([-np.sin(lam), np.cos(lam), np.zeros_like(lam)], axis=-1)
    along_meridian = np.stack([np.cos(lam), np.sin(lam), np.zeros_like(lam)], axis=-1)
    fallback = np.where(at_pole[..., None], along_meridian, east)
    return np.where(clear[..., None], towards, fallback)


def _bearing_of(heading: Floats, lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    east = -np.sin(lam) * heading[..., 0] + np.cos(lam) * heading[..., 1]
    north = (
        -np.sin(phi) * (np.cos(lam) * heading[..., 0] + np.sin(lam) * heading[..., 1])
        + np.cos(phi) * heading[..., 2]
    )
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360 % 360)


def _wrapped(lon: Floats) -> Floats:
    """Longitudes within -180 and 180; those already there keep every bit."""
    return np.where(np.abs(lon) <= 180, lon, (lon + 180) % 360 - 180)


def _unwrap(
    points: Floats, first: NDArray[np.int64], last: NDArray[np.int64], path: NDArray[np.int64], lon2: Floats
) -> None:
    """Shift longitudes by whole turns, in place, so that neighbours within a path stay close."""
    step = np.diff(points[:, 0], prepend=points[:1, 0])
    turns = -np.round(step / 360)
    turns[first] = 0
    total = np.cumsum(turns)
    total -= total[first][path]
    points[:, 0] += 360 * total
    points[last, 0] = lon2 + 360 * np.round((points[last, 0] - lon2) / 360)


def _edges_between(lon_a: float, lon_b: float) -> list[float]:
    """Odd multiples of 180 strictly between two longitudes, or at the first one, in order of travel."""
    low, high = min(lon_a, lon_b), max(lon_a, lon_b)
    first = int(np.floor((low + 180) / 360))
    edges = [360.0 * k - 180 for k in range(first, int(np.ceil((high + 180) / 360)) + 1)]
    inside = [e for e in edges if low < e < high or (e == lon_a and low != high)]
    return inside if lon_b > lon_a else inside[::-1]


def _comes_from_beyond(edge: float, lon_b: float, piece: list[tuple[float, float]]) -> bool:
    """Whether a line that has reached an edge came from the other side than it goes on to."""
    before = next((lon for lon, _ in reversed(piece) if lon != edge), None)
    return before is not None and (before < edge) != (lon_b < edge)


def _latitude_at(lon: float, lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Latitude at which the great circle from a to b meets a meridian between them."""
    if lon == lon_a:
        return lat_a
    turn = np.sin(np.radians(lon_b - lon_a))
    for pole in (lat_a, lat_b):
        if abs(pole) == 90:  # the circle follows a meridian and meets all others at the pole alone
            return pole
    if abs(turn) < 1e-9:
        if abs(lon_b - lon_a) > 90:  # half a turn: straight over the nearer pole
            return float(np.copysign(90.0, lat_a + lat_b))
        return float(lat_a + (lat_b - lat_a) * (lon - lon_a) / (lon_b - lon_a))
    tan = np.tan(np.radians(lat_a)) * np.sin(np.radians(lon_b - lon)) / turn
    tan += np.tan(np.radians(lat_b)) * np.sin(np.radians(lon - lon_a)) / turn
    return float(np.degrees(np.arctan(tan)))


def _into_world(piece: list[Any]) -> Floats:
    """Shift a piece that lies within one world by whole turns into -180 to 180."""
    points = np.array(piece, dtype=float)
    middle = (points[:, 0].min() + points[:, 0].max()) / 2
    points[:, 0] -= 360 * np.floor((middle + 180) / 360)
    points[:, 0] = np.clip(points[:, 0], -180, 180)
    return points


def _mercator(lat: Floats) -> Floats:
    """Northing of Web Mercator in radians; the poles are held at the edge of the square map."""
    return np.asarray(np.arctanh(np.sin(np.radians(np.clip(lat, -85.051129, 85.051129)))))
