"""Where a city is, roughly: enough to notice outlines of another place and swapped coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from wopmap.greatcircle import distance_km

Numbers = NDArray[np.float64]

MARGIN_KM = 50.0
"""How far beyond the known points of a city its outlines may lie."""

LONE_RADIUS_KM = 100.0
"""Reach of a city of which one point is known."""

NEAR_DEGREES = 0.01
"""A point this near an outline, about a kilometre, counts as inside: points are no more exact than that."""


@dataclass(frozen=True)
class Whereabouts:
    """A circle on the globe that holds all known points of a city.

    Attributes
    ----------
    lon, lat : float
        Its middle, degrees.
    radius_km : float
    """

    lon: float
    lat: float
    radius_km: float

    def away_km(self, outlines: NDArray[np.object_]) -> Numbers:
        """How far outlines lie outside the circle and its margin, km; 0 inside, NaN without outline."""
        away = np.full(len(outlines), np.nan)
        there = np.array([o is not None and not o.is_empty for o in outlines], dtype=bool)
        inner = shapely.point_on_surface(outlines[there])
        x0, y0, x1, y1 = shapely.bounds(outlines[there]).T
        size = distance_km(x0, y0, np.where(x1 - x0 > 180, x0, x1), y1)
        apart = distance_km(self.lon, self.lat, shapely.get_x(inner), shapely.get_y(inner))
        away[there] = np.maximum(apart - size - self.radius_km - MARGIN_KM, 0.0)
        return away


def whereabouts(zones: pd.DataFrame, city: pd.Series) -> Whereabouts | None:
    """Of a city with some zones; None if no point of either is known."""
    placed = zones.dropna(subset=["lon", "lat"])
    if len(placed):
        lon, lat = placed["lon"].to_numpy(float), placed["lat"].to_numpy(float)
        angle = np.radians(lon)
        # The mean of directions: of 179 and -179 degrees it is 180, not 0.
        middle = float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())))
        apart = distance_km(middle, float(lat.mean()), lon, lat)
        return Whereabouts(middle, float(lat.mean()), float(np.max(apart)))
    if pd.notna(city["lon"]) and pd.notna(city["lat"]):
        return Whereabouts(float(city["lon"]), float(city["lat"]), LONE_RADIUS_KM)
    return None
