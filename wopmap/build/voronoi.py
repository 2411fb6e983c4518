"""Outlines of zones from their points: Voronoi cells, clipped to land and to a sensible distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from wopmap.build.outlines import cut

Numbers = NDArray[np.float64]
Shapes = NDArray[np.object_]

FEWEST_POINTS = 3
"""Different points a city needs; with fewer a cell says nothing about the shape of a zone."""

NEIGHBOURS = 3
REACH = 1.0
"""A cell reaches as far from its point as the mean distance of its three nearest neighbours, times this."""

MARGIN = 0.5
"""How far cells reach beyond the convex hull of all points, in median distances between neighbours."""

FOOTHOLD = 0.75
"""Ground round an exact point that a coarse coast leaves in the water, in the same measure as `REACH`."""

DECIMALS = 5
"""Decimal places of the longitudes and latitudes of cells: about a metre."""

BEYOND = 1000.0  # metres the diagram reaches beyond all it is cut to
_ARC = 6  # straight pieces of a quarter circle
_SLIVER = 1e-9  # square degrees: what rounding leaves of an edge


@dataclass(frozen=True)
class Cells:
    """Voronoi cells of points.

    Attributes
    ----------
    outlines : array of (shapely.MultiPolygon or None), (n,)
        For every point given; None where the point has no cell of its own.
    area : shapely.MultiPolygon
        All cells together, those without an owner too; empty when there are none.
    """

    outlines: Shapes
    area: shapely.MultiPolygon


class LocalMap:
    """An equal-area map round the middle of some points, in metres; knows no edge at 180 degrees.

    Parameters
    ----------
    lon, lat : array of float, (n,)
        Degrees, WGS 84.
    """

    def __init__(self, lon: Numbers, lat: Numbers) -> None:
        # The mean of directions: of 179 and -179 degrees it is 180, not 0.
        angle = np.radians(lon)
        self.lon = float(np.round(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())), 3))
        self.lat = float(np.round(lat.mean(), 3))
        plane = f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84 +units=m"
        self._there = pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def points(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Metres east and north of the middle, (n, 2)."""
        return np.column_stack(self._there.transform(lon, lat))

    def shape(self, degrees: shapely.Geometry) -> shapely.Geometry:
        """A shape in longitudes and latitudes on this map."""
        flat = shapely.transform(degrees, lambda xy: self.points(xy[:, 0], xy[:, 1]))
        return shapely.make_valid(flat, method="structure", keep_collapsed=False)

    def back(self, metres: shapely.Geometry) -> shapely.MultiPolygon:
        """A shape on this map in rounded longitudes and latitudes, cut at 180 degrees."""
        degrees = shapely.transform(metres, self.degrees)
        near = shapely.set_precision(degrees, 10.0**-DECIMALS)
        polygons = [p for p in shapely.get_parts(near) if p.geom_type == "Polygon" and p.area > _SLIVER]
        if not polygons:
            return shapely.MultiPolygon()
        west, _, east, _ = shapely.bounds(near)
        whole = shapely.MultiPolygon(polygons)
        if west >= -180 and east <= 180:
            return shapely.normalize(whole)
        return shapely.normalize(shapely.set_precision(cut(whole), 10.0**-DECIMALS))

    def degrees(self, xy: Numbers) -> Numbers:
        """Longitudes and latitudes of places in metres, (n, 2); longitudes run on across 180 degrees."""
        lon, lat = self._there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
        # Counted from the middle of the map: a cell across 180 degrees keeps its shape until it is cut.
        return np.column_stack([self.lon + (lon - self.lon + 180) % 360 - 180, lat])


def cells(lon: Numbers, lat: Numbers, own: NDArray[np.bool_], land: shapely.Geometry | None) -> Cells:
    """Voronoi cells of the points of one level of a city.

    Parameters
    ----------
    lon, lat : array of float, (n,)
        Degrees, WGS 84.
    own : array of bool, (n,)
        Points exact enough for an outline. The others still hold their ground, so that a neighbour does not
        take it, but get no outline.
    land : shapely.Geometry or None
        Land in degrees, within -180 to 180; None = do not clip to land.

    Returns
    -------
    Cells
        A point has no outline if it is not its `own`, if another of these lies at the same place, or if there
        are fewer than `FEWEST_POINTS` different points.

    Notes
    -----
    Cells are cut to the discs round their points (`REACH`) and to the convex hull of all points, widened by
    `MARGIN`: beyond, nothing is known. A coast at 1:10m is a kilometre off in places and leaves quarters of
    Recife, Batticaloa or Jaffna in the water: an exact point there proves ground, and keeps some (`FOOTHOLD`).
    Outlines made so are approximate and have to be called so.
    """
    nothing = np.full(len(lon), None, dtype=object)
    points = np.round(np.asarray([lon, lat], dtype=np.float64).T, DECIMALS).astype(np.float64)
    places, at = np.unique(points, axis=0, return_inverse=True)
    at = at.reshape(-1)
    if len(places) < FEWEST_POINTS:
        return Cells(nothing, shapely.MultiPolygon())
    local = LocalMap(places[:, 0], places[:, 1])
    xy = local.points(places[:, 0], places[:, 1])
    away = _distances(xy)
    region = _region(xy, away)
    exact = np.zeros(len(places), dtype=bool)
    exact[at[own]] = True
    if land is not None:
        region = shapely.intersection(region, _ground(local.shape(land), xy, away, exact))
    found = shapely.intersection(_voronoi(xy, region), region)
    found = np.array([local.back(cell) for cell in found], dtype=object)
    owners = np.bincount(at[own], minlength=len(places))
    # Touching is enough: a point at 180 degrees lies on the cut.
    holds = shapely.intersects_xy(found, places[:, 0], places[:, 1])
    fit = own & (owners[at] == 1) & holds[at]
    outlines = nothing.copy()
    outlines[fit] = found[at[fit]]
    return Cells(outlines, together(found))


def together(shapes: Shapes) -> shapely.MultiPolygon:
    """Shapes as one, without the hairlines that rounding leaves between neighbours."""
    union = shapely.union_all([s for s in shapes if s is not None], grid_size=10.0**-DECIMALS)
    parts = [p for p in shapely.get_parts(union) if p.geom_type == "Polygon" and p.area > _SLIVER]
    return shapely.normalize(shapely.MultiPolygon([_without_pinholes(p) for p in parts]))


def _without_pinholes(polygon: shapely.Polygon) -> shapely.Polygon:
    holes = [hole for hole in polygon.interiors if shapely.Polygon(hole).area > _SLIVER]
    return shapely.Polygon(polygon.exterior, holes)


def _region(xy: Numbers, away: Numbers) -> shapely.Geometry:
    """Where cells may lie: near the points."""
    hull = shapely.MultiPoint(xy).convex_hull
    widened = hull.buffer(float(np.median(away[:, 0])) * MARGIN, quad_segs=_ARC)
    return shapely.intersection(_discs(xy, away.mean(axis=1) * REACH), widened)


def _ground(land: shapely.Geometry, xy: Numbers, away: Numbers, exact: NDArray[np.bool_]) -> shapely.Geometry:
    """Land, and the ground that exact points off it prove."""
    afloat = exact & ~shapely.contains_xy(land, xy[:, 0], xy[:, 1])
    return shapely.union(land, _discs(xy[afloat], away[afloat].mean(axis=1) * FOOTHOLD))


def _discs(xy: Numbers, radius: Numbers) -> shapely.Geometry:
    discs: Shapes = shapely.buffer(shapely.points(xy), radius, quad_segs=_ARC)
    return shapely.union_all(discs)


def _distances(xy: Numbers) -> Numbers:
    """Distances of the nearest neighbours of each point, nearest first, (n, NEIGHBOURS or fewer)."""
    nearest = np.empty((len(xy), min(NEIGHBOURS, len(xy) - 1)))
    for i, point in enumerate(xy):
        away = np.hypot(*(xy - point).T)
        nearest[i] = np.partition(away, nearest.shape[1])[1 : nearest.shape[1] + 1]
        nearest[i].sort()
    return nearest


def _voronoi(xy: Numbers, region: shapely.Geometry) -> Shapes:
    """The cell of each point, in the order of the points, reaching beyond the region."""
    west, south, east, north = shapely.bounds(region)
    low = np.minimum(xy.min(axis=0), [west, south]) - BEYOND
    high = np.maximum(xy.max(axis=0), [east, north]) + BEYOND
    around = shapely.box(*low, *high)
    diagram = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=around, ordered=True)
    )
    return np.asarray(diagram, dtype=object)
