"""Where the zones of a city lie: their outlines and symbols, the box around them, lines around some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from wopmap.city import City
from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.model import Areas, Lines, View
from wopmap.scene.style import Theme

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; east may exceed 180."""

BARE_DEGREES = 0.22
PAD = 0.06
SPECK = 0.004
"""Part of the largest ring's area below which a ring is not drawn."""
SCREEN_PX = (880.0, 420.0)
"""Size of the map on a screen of 1280 x 720 px, for which the zoom of a view is chosen."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Where the zones of one level lie.

    Attributes
    ----------
    outlines : geopandas.GeoDataFrame
        zone_id, zone_name, lon, lat, place_quality, geometry_method and the outline (degrees) of every zone
        of the level.
    service : geopandas.GeoDataFrame
        operator_id, operator and the area each operator of the city serves.
    seats : mapping of str to str
        City of every operator's seat, by operator_id.
    """

    outlines: pd.DataFrame
    service: pd.DataFrame
    seats: Mapping[str, str]


def city_box(city: City, ground: Ground | None) -> Box:
    """West, south, east and north of all zones that have a place; around the city's point without any.

    East may exceed 180 where the city lies across that meridian.
    """
    places = np.empty((0, 2))
    if ground is not None:
        rows = ground.outlines
        corners = shapely.bounds(rows.geometry.to_numpy())
        corners = corners[np.isfinite(corners).all(axis=1)].reshape(-1, 2)
        dots = rows.loc[symbols(rows), ["lon", "lat"]].to_numpy(dtype=float)
        places = np.vstack([corners, dots])
    if not len(places):
        lon, lat = middle(city)
        if not np.isfinite(lon):
            return WORLD_BOX
        return (lon - BARE_DEGREES, lat - BARE_DEGREES, lon + BARE_DEGREES, lat + BARE_DEGREES)
    across = np.asarray(places[:, 0], dtype=float)
    if np.ptp(across) > 180:
        across = np.mod(across, 360)
    west, east = float(across.min()), float(across.max())
    south, north = float(places[:, 1].min()), float(places[:, 1].max())
    pads = max(PAD * (east - west), 0.01), max(PAD * (north - south), 0.01)
    return (west - pads[0], south - pads[1], east + pads[0], north + pads[1])


def middle(city: City) -> tuple[float, float]:
    """A point of the city: its own, else the seat of one of its operators; NaN without either."""
    if np.isfinite(city.lon) and np.isfinite(city.lat):
        return city.lon, city.lat
    seats = city.operators[["lon", "lat"]].to_numpy(dtype=float)
    seats = seats[np.isfinite(seats).all(axis=1)]
    return (float(seats[0, 0]), float(seats[0, 1])) if len(seats) else (float("nan"), float("nan"))


def fitted(box: Box, size: tuple[float, float] = SCREEN_PX) -> View:
    """The view that shows a box on a map of that many px."""
    west, south, east, north = box
    top, bottom = (float(np.arctanh(np.sin(np.radians(lat)))) for lat in (north, south))
    wide, high = 512 * (east - west) / 360, 512 * (top - bottom) / (2 * np.pi)
    zoom = float(min(np.log2(size[0] / wide), np.log2(size[1] / high)))
    lat = float(np.degrees(np.arctan(np.sinh((top + bottom) / 2))))
    return View((west + east) / 2, lat, round(min(zoom, 13.0), 2))


def symbols(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which zones are drawn as symbols: those without an outline whose place is known well enough for a symbol."""
    bare = rows.geometry.isna() | rows.geometry.is_empty
    near = rows["place_quality"].isin(["exact", "good", "approximate"])
    return np.asarray(bare & near & rows["lon"].notna(), dtype=bool)


def outline(identity: str, shapes: Sequence[shapely.Geometry], colour: str, width: float) -> Lines:
    """Rings around areas; gaps and slivers that would only be specks are left out."""
    rings = shapely.get_rings(shapely.get_parts(np.asarray(shapes, dtype=object)))
    sizes = shapely.area(shapely.polygons(rings))
    rings = rings[sizes >= SPECK * sizes.max(initial=0.0)]
    return Lines(identity, [shapely.get_coordinates(ring) for ring in rings], colour, width, cased=True)


def land(theme: Theme, outlines: str = "countries", tolerance: float = 0.0) -> Areas:
    """Plain ground under everything else."""
    bare = pd.Series(dtype=float)
    return Areas("land", outlines, "iso3", bare, ("", 0), (), (theme.land,), tolerance, plain=True)
