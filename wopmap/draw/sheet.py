"""The sheet a picture is drawn on: its size, its projection, and geometry turned into places on it.

All lengths are in px of 1/96 inch, as on a screen, whatever the resolution; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from wopmap.draw.features import mercator_y, straightened
from wopmap.errors import WopmapError
from wopmap.scene.model import Flows, Scene

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in px."""

SCREEN_DPI = 96
MM_PER_INCH = 25.4
SMALLEST, LARGEST = 400, 12_000
"""Dots on one side of a picture: below, the legend finds no room; above, memory runs out."""


@dataclass(frozen=True)
class Preset:
    """Size of a picture in dots, and dots per inch."""

    width: int
    height: int
    dpi: int

    @property
    def box(self) -> tuple[float, float]:
        """Width and height in px of 1/96 inch."""
        return self.width * SCREEN_DPI / self.dpi, self.height * SCREEN_DPI / self.dpi


PRESETS = {
    "slide": Preset(1920, 1080, 144),
    "a4-portrait": Preset(2480, 3508, 300),
    "a4-landscape": Preset(3508, 2480, 300),
    "square": Preset(1080, 1080, 120),
}


def custom(width: float, height: float, unit: str = "px", dpi: int = 144) -> Preset:
    """A size of one's own.

    Parameters
    ----------
    width, height : float
        In `unit`.
    unit : {"px", "mm"}
        Dots, or millimetres at `dpi`.

    Raises
    ------
    WopmapError
        If a side has under 400 or over 12,000 dots.
    """
    factor = {"px": 1.0, "mm": dpi / MM_PER_INCH}[unit]
    dots = [round(side * factor) if np.isfinite(side) else 0 for side in (width, height)]
    if not all(SMALLEST <= side <= LARGEST for side in dots):
        raise WopmapError(
            f"A picture of {width:g} x {height:g} {unit} cannot be drawn: "
            f"each side needs {SMALLEST} to {LARGEST:,} dots. Choose another size."
        )
    return Preset(dots[0], dots[1], dpi)


WORLD_ZOOM = 1.2
"""Below this zoom the whole world is shown, in Equal Earth; nearer, Web Mercator as on screen."""

SCREEN_MAP_PX = 880.0
"""Width of the map on screen for which the zoom of a view was chosen."""

WORLD_LATITUDES = (-56.0, 83.7)
CUTS = (-168.5, -28.0)
"""Meridians where a world map is best cut: through the Bering Strait, and the middle of the Atlantic."""

CUT_REACH = 35.0


@dataclass(frozen=True, eq=False)
class Map:
    """Where on the sheet the map lies and how degrees become px.

    Attributes
    ----------
    centre : float
        Longitude in the middle; longitudes below are relative to it.
    reach : float
        Relative longitudes from -reach to reach are drawn.
    place : callable
        Relative longitude and latitude (degrees) to x and y on the sheet.
    frame : Box
        The part of the sheet the map may fill.
    world : bool
        Whether the map is cut at the meridian opposite its centre.
    km_per_px : float or None
        Ground distance where one scale holds for the whole map to within a tenth.
    latitudes : tuple of float
        Southern and northern end of a world map.
    """

    centre: float
    reach: float
    place: Callable[[Floats, Floats], tuple[Floats, Floats]]
    frame: Box
    world: bool
    km_per_px: float | None = None
    latitudes: tuple[float, float] = (-90.0, 90.0)

    def copies(self, low: float, high: float) -> list[float]:
        """Shifts that bring longitudes from low to high into the map, one for each time it shows them."""
        first = np.ceil((-self.reach - (high - self.centre)) / 360)
        last = np.floor((self.reach - (low - self.centre)) / 360)
        return [float(turn * 360 - self.centre) for turn in np.arange(first, last + 1)]


WORLD_SPAN = 170.0
"""Degrees of longitude: what spans more is shown on a map of the whole world."""


def is_world(scene: Scene) -> bool:
    """Whether the view of a scene is of the whole world."""
    if scene.box:
        west, south, east, north = scene.box
        return east - west > WORLD_SPAN or north - south > 0.75 * WORLD_SPAN
    return scene.view.zoom < WORLD_ZOOM


def lay_map(scene: Scene, room: Box) -> Map:
    """Fit the view of a scene into the room there is on the sheet.

    A world map takes the room's full width or height, keeps its proportions and lies in the middle.
    """
    return _world_map(scene, room) if is_world(scene) else _near_map(scene, room)


def _equal_earth() -> pyproj.Proj:
    """A projection for one map: it belongs to one thread. "+over" keeps a longitude of 180 on the right."""
    return pyproj.Proj("+proj=eqearth +over")


def _latitudes(scene: Scene) -> tuple[float, float]:
    """Latitudes a world map shows: where people live, and as far as flows bend beyond."""
    low, high = WORLD_LATITUDES
    for layer in scene.layers:
        if isinstance(layer, Flows):
            for path in layer.paths:
                low, high = min(low, path[:, 1].min() - 2), max(high, path[:, 1].max() + 2)
    return max(low, -90.0), min(high, 90.0)


def world_height(scene: Scene, width: float) -> float:
    """Height of the world map of a scene that is so wide."""
    low, high = _latitudes(scene)
    x, y = _equal_earth()(np.array([180.0, 0.0, 0.0]), np.array([0.0, high, low]))
    return float(width * (y[1] - y[2]) / (2 * x[0]))


def _world_map(scene: Scene, room: Box) -> Map:
    low, high = _latitudes(scene)
    equal_earth = _equal_earth()
    x, y = equal_earth(np.array([180.0, 0.0, 0.0]), np.array([0.0, high, low]))
    left, top, right, bottom = room
    scale = min((right - left) / (2 * x[0]), (bottom - top) / (y[1] - y[2]))
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    half = x[0] * scale, (y[1] - y[2]) / 2 * scale
    northing = (y[1] + y[2]) / 2

    def place(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        east, north = equal_earth(lon, lat)
        return middle_x + east * scale, middle_y - (north - northing) * scale

    frame = middle_x - half[0], middle_y - half[1], middle_x + half[0], middle_y + half[1]
    return Map(world_centre(scene), 180.0, place, frame, world=True, latitudes=(low, high))


def world_centre(scene: Scene) -> float:
    """Middle meridian of a world map: near that of the view, so that the fewest flows are cut.

    A tie goes to a cut through open sea, then to the meridian nearest to the view's.
    """
    wanted = scene.view.lon
    near = [cut + 180 for cut in CUTS if abs((cut + 180 - wanted + 180) % 360 - 180) <= CUT_REACH]
    candidates = [*near, *(wanted + np.arange(-CUT_REACH, CUT_REACH + 1, 5.0))]
    crossed = _cut_width(scene, np.array(candidates))
    rank = [
        (width, position >= len(near), abs(centre - wanted))
        for position, (width, centre) in enumerate(zip(crossed, candidates, strict=True))
    ]
    # A cut through land must spare a fifth of the cut flows to be worth it.
    if near and rank[0][0] <= 1.25 * min(width for width, *_ in rank):
        return float(near[0])
    return float(candidates[min(range(len(rank)), key=rank.__getitem__)])


def _cut_width(scene: Scene, centres: Floats) -> list[float]:
    """Summed width of the flows that cross the meridian opposite each centre."""
    total = np.zeros(len(centres))
    for layer in scene.layers:
        if isinstance(layer, Flows) and len(layer.paths):
            ends = np.array([(path[:, 0].min(), path[:, 0].max()) for path in layer.paths])
            turns = np.floor((ends[None] - centres[:, None, None] + 180) / 360)
            total += ((turns[:, :, 0] != turns[:, :, 1]) * np.asarray(layer.widths)).sum(axis=1)
    return [float(width) for width in total]


def _near_map(scene: Scene, room: Box) -> Map:
    left, top, right, bottom = room
    middle, north, px_per_degree = fitted(scene, room)
    reach = (right - left) / 2 / px_per_degree
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2

    def place(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        rise = np.degrees(mercator_y(lat)) - north
        return middle_x + lon * px_per_degree, middle_y - rise * px_per_degree

    half_height = (bottom - top) / 2 / px_per_degree
    edges = _latitude(np.array([north - half_height, north, north + half_height]))
    stretch = np.cos(np.radians(edges))
    km = None
    if stretch.min() / stretch.max() > 0.9:
        km = float(111.32 * stretch[1] / px_per_degree)
    return Map(middle, reach * 1.02, place, room, world=False, km_per_px=km)


BOX_SHARE = 0.94
"""What a box may fill of the room, so that its edge does not touch the frame."""


def fitted(scene: Scene, room: Box) -> tuple[float, float, float]:
    """Longitude and Mercator northing (degrees) of the middle, and px per degree of longitude."""
    wide, tall = room[2] - room[0], room[3] - room[1]
    if scene.box is None:
        north = float(np.degrees(mercator_y(np.array([scene.view.lat])))[0])
        return scene.view.lon, north, 512 * 2**scene.view.zoom / 360 * wide / SCREEN_MAP_PX
    west, south, east, north = scene.box
    low, high = np.degrees(mercator_y(np.array([south, north])))
    each = BOX_SHARE * min(wide / max(east - west, 1e-6), tall / max(high - low, 1e-6))
    return (west + east) / 2, float(low + high) / 2, min(each, 512 * 2**MOST_ZOOM / 360)


MOST_ZOOM = 16.0


def _latitude(northing: Floats) -> Floats:
    """Latitude of a Mercator northing, both in degrees."""
    return np.degrees(np.arctan(np.sinh(np.radians(northing))))


_kept: dict[tuple[Any, ...], tuple[pd.DataFrame, pd.Index, NDArray[Any]]] = {}
_lock = Lock()
KEPT = 6


def land(
    outlines: pd.DataFrame, key: str, tolerance: float, on: Map, only: tuple[tuple[str, str], ...] = ()
) -> tuple[pd.Index, NDArray[Any]]:
    """Outlines as the map shows them: cut at its edges, whole over 180 degrees, with as few points as it can.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame, (m,)
        Polygons in degrees, cut at 180.
    tolerance : float
        Degrees, see `wopmap.draw.features.straightened`.
    only : tuple of (str, str)
        Columns and the value a row must have in them.

    Returns
    -------
    Index, (k,)
        Names of areas; missing where land belongs to none.
    ndarray of shapely geometries, (k,)
        Longitudes relative to the map's centre. Both are kept for the next picture of the same outlines.
    """
    mark = (id(outlines), key, tolerance, on.centre, on.reach, only)
    with _lock:
        found = _kept.get(mark)
    if found is not None and found[0] is outlines:
        return found[1], found[2]
    asked = np.ones(len(outlines), dtype=bool)
    for column, value in only:
        asked &= (outlines[column] == value).to_numpy(dtype=bool, na_value=False)
    rows = straightened(_within(outlines.loc[asked, [key, "geometry"]], on), tolerance)
    names, shapes = pd.Index(rows[key]), rows.geometry.to_numpy()
    if on.world:
        bounds = shapely.bounds(shapes)
        edge = (np.abs(bounds[:, 0]) > 179.99) | (np.abs(bounds[:, 2]) > 179.99)
        shapes = np.where(edge, shapely.segmentize(shapes, 2.0), shapes)
    shapes = shapely.orient_polygons(shapes)
    with _lock:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[mark] = outlines, names, shapes
    return names, shapes


def _within(outlines: pd.DataFrame, on: Map) -> pd.DataFrame:
    """Parts of outlines inside the map, in relative longitudes, one row per area again."""
    rows = outlines[outlines.geometry.notna() & ~outlines.geometry.is_empty]
    parts, owner = shapely.get_parts(rows.geometry.to_numpy(), return_index=True)
    pieces, owners, seams = [], [], []
    at_seam = np.abs(shapely.bounds(parts)[:, [0, 2]]).max(axis=1) >= 179.99
    for shift in on.copies(-180.0, 180.0):
        moved = _moved(parts, shift)
        bounds = shapely.bounds(moved)
        inside = (bounds[:, 0] >= -on.reach) & (bounds[:, 2] <= on.reach)
        crossing = ~inside & (bounds[:, 0] < on.reach) & (bounds[:, 2] > -on.reach)
        cut = shapely.clip_by_rect(moved[crossing], -on.reach, -90.0, on.reach, 90.0)
        pieces += [moved[inside], cut]
        owners += [owner[inside], owner[crossing]]
        seams += [at_seam[inside], at_seam[crossing]]
    found, of, seam = np.concatenate(pieces), np.concatenate(owners), np.concatenate(seams)
    filled = ~shapely.is_empty(found)
    found, of, seam = found[filled], of[filled], seam[filled]
    joined: list[Any] = []
    for row in np.unique(of):
        mine = found[of == row]
        if np.count_nonzero(seam[of == row]) > 1:  # halves that 180 degrees kept apart
            joined.append(shapely.union_all(mine, grid_size=1e-6))
        else:
            joined.append(shapely.multipolygons(shapely.get_parts(mine)))
    out = rows.iloc[np.unique(of)]
    return out.set_geometry(joined, crs=rows.crs)


def _moved(shapes: NDArray[Any], by: float) -> NDArray[Any]:
    """Shapes shifted along the parallels by degrees."""
    return np.asarray(shapely.transform(shapes, lambda points: points + np.array([by, 0.0])))


def rings(shapes: NDArray[Any], on: Map) -> tuple[Floats, NDArray[np.bool_]]:
    """Rings of polygons on the sheet, one after the other.

    Returns
    -------
    ndarray, (p, 2)
        x and y in px; every ring ends with its first point.
    ndarray of bool, (p,)
        Whether a point begins a ring.
    """
    lines = shapely.get_rings(shapely.get_parts(shapes))
    points, ring = shapely.get_coordinates(lines, return_index=True)
    if not len(points):
        return np.empty((0, 2)), np.empty(0, bool)
    x, y = on.place(points[:, 0], points[:, 1])
    return np.column_stack([x, y]), np.diff(ring, prepend=-1) > 0
