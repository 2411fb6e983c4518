"""Outlines of land: from the TopoJSON of world-atlas to polygons that a flat map can draw.

The rings of world-atlas are stitched for the sphere: those of Russia and Fiji jump from +180 to -180 within a
ring, and that of Antarctica runs round the pole without closing over it.
"""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from wopmap.errors import WopmapError
from wopmap.layers.places import NATURAL_EARTH
from wopmap.layers.schema import Column, Layer
from wopmap.layers.writing import encode, write_atomically

PACKAGE = "world-atlas@2.0.2"
SCALES = ("1:50m", "1:110m")
POLE_STEP = 5.0  # degrees between the points of an edge along the pole, so that it bends on other projections
_EDGE_OF_THE_MAP = 89.99  # a ring wholly beyond is the lower edge of a flat map, left over by Natural Earth
_WORLDS = (-360.0, 0.0, 360.0)


class Outlines(Layer):
    """Outlines as the build keeps them between two visits to npm."""

    name = "outlines"
    meaning = "Outlines of land by country, cut at 180 degrees."
    row = "an outline"
    geometry = "MultiPolygon"
    columns = (
        Column(
            "outline_id", "text", "Code in Natural Earth (ISO 3166-1 numeric = UN M49), where it has one."
        ),
        Column("outline_name", "text", "Name in Natural Earth.", nullable=False),
        Column("scale", "text", "Scale of the outline.", nullable=False),
    )
    key = ("outline_id", "outline_name")
    sort = ("outline_id", "outline_name")
    licence = NATURAL_EARTH


def refresh(package: Path, sources: Path) -> tuple[Path, ...]:
    """Make the outlines anew from an unpacked npm package world-atlas.

    Parameters
    ----------
    package : Path
        Folder that holds ``countries-110m.json`` and so on.
    sources : Path
        Folder of the sources; ``outlines_50m.parquet`` and ``outlines_110m.parquet`` are written there.

    Returns
    -------
    tuple of Path
        The files written.
    """
    codes = set(pd.read_csv(sources / "countries.csv", dtype=str)["m49"].dropna())
    medium = read_package(package, "1:50m")
    detailed = read_package(package, "1:10m")
    left_out = detailed["outline_id"].isin(codes - set(medium["outline_id"]))
    medium = pd.concat([medium, detailed[left_out]], ignore_index=True)
    written = []
    for scale, rows in zip(SCALES, (medium, read_package(package, "1:110m")), strict=True):
        rows["geometry"] = [cut(shape) for shape in rows.geometry]
        path = outline_file(sources, scale)
        write_atomically(path, encode(Outlines, rows))
        written.append(path)
    return tuple(written)


def outline_file(sources: Path, scale: str) -> Path:
    """Where the outlines of a scale are kept."""
    return sources / f"outlines_{scale.removeprefix('1:')}.parquet"


def read_outlines(sources: Path, scale: str) -> geopandas.GeoDataFrame:
    """Outlines of a scale as kept in the sources."""
    return geopandas.read_parquet(outline_file(sources, scale))


def cut(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Turn polygons on the sphere into polygons within -180 to 180 and -90 to 90 degrees.

    Parameters
    ----------
    shape : shapely.Polygon or MultiPolygon
        Longitudes and latitudes in degrees; edges take the short way round, whatever the signs say.

    Returns
    -------
    shapely.MultiPolygon
        Valid; cut where a ring crosses 180 degrees; a ring round a pole is closed over the pole.
    """
    flat = [piece for polygon in shapely.get_parts(shape) for piece in _flatten(polygon)]
    union = shapely.union_all(flat)
    polygons = [p for p in shapely.get_parts(union) if p.geom_type == "Polygon" and p.area > 0]
    return shapely.MultiPolygon(polygons)


def label_point(shape: shapely.MultiPolygon | None) -> tuple[float, float]:
    """Longitude and latitude of the place farthest from the border within the largest part.

    Longitudes are shrunk by the cosine of the latitude so that far is far on the ground; NaN without a shape.
    """
    if shape is None or shape.is_empty:
        return np.nan, np.nan
    parts = shapely.get_parts(shape)
    middle = (shapely.bounds(parts)[:, 1] + shapely.bounds(parts)[:, 3]) / 2
    shrink = np.maximum(np.cos(np.radians(middle)), 0.05)
    largest = int(np.argmax(shapely.area(parts) * shrink))
    narrow = shapely.transform(parts[largest], lambda xy: xy * [shrink[largest], 1.0])
    radius = shapely.maximum_inscribed_circle(narrow, tolerance=np.sqrt(narrow.area) / 100)
    lon, lat = shapely.get_coordinates(radius)[0] / [shrink[largest], 1.0]
    return round(float(lon), 4), round(float(lat), 4)


def read_package(package: Path, scale: str) -> geopandas.GeoDataFrame:
    """Outlines of a scale as the npm package has them: rings stitched for the sphere."""
    file = package / f"countries-{scale.removeprefix('1:')}.json"
    try:
        rows = pyogrio.read_dataframe(file, layer="countries").set_crs("EPSG:4326")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        why = "does not hold the countries of the world" if file.is_file() else "does not exist"
        mend = f"Run `make data`, which unpacks the npm package {PACKAGE} there"
        raise WopmapError(f"{file} {why}. {mend}.") from error
    rows = rows.rename(columns={"id": "outline_id", "name": "outline_name"})
    return rows.assign(scale=scale)


def _flatten(polygon: shapely.Polygon) -> list[shapely.Geometry]:
    """One polygon, unwrapped, closed over the pole where need be, mended and cut into its worlds."""
    rings = [_unwrap(shapely.get_coordinates(r)) for r in (polygon.exterior, *polygon.interiors)]
    rings = [ring for ring in rings if len(ring) >= 4 and np.abs(ring[:, 1]).min() < _EDGE_OF_THE_MAP]
    whole: shapely.Geometry = shapely.Polygon()
    for ring in rings:
        area = shapely.make_valid(
            shapely.Polygon(_beside(ring, rings[0])), method="structure", keep_collapsed=False
        )
        # Holes lie inside, so that what is in one of the two only is the polygon without the hole.
        whole = shapely.symmetric_difference(whole, area)
    worlds = [shapely.intersection(whole, shapely.box(w - 180, -90, w + 180, 90)) for w in _WORLDS]
    moved = [_moved(inside, -world) for inside, world in zip(worlds, _WORLDS, strict=True)]
    return [piece for piece in moved if not shapely.is_empty(piece)]


def _moved(shape: shapely.Geometry, east: float) -> shapely.Geometry:
    """A shape moved by whole turns, without what rounding leaves beyond the edges of the map."""
    there: shapely.Geometry = shapely.transform(
        shape, lambda xy: np.clip(xy + np.array([east, 0.0]), [-180.0, -90.0], [180.0, 90.0])
    )
    return there


def _unwrap(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A ring whose longitudes run on without a jump; led along the pole if it goes round one."""
    lon, lat = ring[:, 0], ring[:, 1]
    step = np.diff(lon)
    step -= 360 * np.round(step / 360)
    lon = np.concatenate([[lon[0]], lon[0] + np.cumsum(step)])
    ring = np.column_stack([lon, lat])
    if abs(lon[-1] - lon[0]) < 180:
        ring[-1] = ring[0]
        return ring
    pole = np.copysign(90.0, lat.mean())
    along = np.linspace(lon[-1], lon[0], int(360 / POLE_STEP) + 1)
    edge = np.column_stack([along, np.full(len(along), pole)])
    return np.concatenate([ring, edge, ring[:1]])


def _beside(ring: NDArray[np.float64], outer: NDArray[np.float64]) -> NDArray[np.float64]:
    """A hole moved by whole turns to where its polygon is."""
    turns = np.round((outer[:, 0].mean() - ring[:, 0].mean()) / 360)
    return ring + np.array([360 * turns, 0.0])
