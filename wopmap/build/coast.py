"""Land round the cities at 1:10m: small pieces of a large file, kept so that the build needs no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from wopmap.build.outlines import cut, read_package
from wopmap.build.voronoi import LocalMap
from wopmap.layers.places import NATURAL_EARTH
from wopmap.layers.schema import Column, Layer
from wopmap.layers.writing import encode, write_atomically

FILE = "coast_10m.parquet"
AROUND = 60_000.0
"""How far beyond the points of a city land is kept, in metres."""

COARSE = 0.0005
"""Detail left out of a coast, in degrees: a 1:10m outline is not exact to fifty metres."""


class Coast(Layer):
    """Land round cities as the build keeps it between two visits to npm."""

    name = "coast_10m"
    meaning = "Land of its country round a city at 1:10m, cut at 180 degrees."
    row = "a city"
    geometry = "MultiPolygon"
    columns = (
        Column("city_id", "text", "City.", nullable=False),
        Column("west", "number", "Western edge of the piece; larger than east where it crosses 180 degrees."),
        Column("south", "number", "Southern edge."),
        Column("east", "number", "Eastern edge."),
        Column("north", "number", "Northern edge."),
    )
    key = ("city_id",)
    sort = ("city_id",)
    licence = NATURAL_EARTH


def refresh(package: Path, sources: Path) -> Path:
    """Cut the land round every city anew from an unpacked npm package world-atlas.

    Parameters
    ----------
    package : Path
        Folder that holds ``countries-10m.json``.
    sources : Path
        Folder of the sources; ``coast_10m.parquet`` is written there.
    """
    world = read_package(package, "1:10m")
    codes = pd.read_csv(sources / "countries.csv", dtype=str, keep_default_na=False).set_index("iso3")["m49"]
    cities = pd.read_csv(sources / "cities.csv", dtype=str).set_index("city_id")["country_iso3"]
    zones = pd.read_csv(sources / "zones.csv", usecols=["city_id", "lon", "lat"]).dropna()
    lands: dict[str, shapely.Geometry] = {}
    rows = []
    for city_id, points in zones.groupby("city_id", sort=True):
        iso3 = str(cities[city_id])
        if iso3 not in lands:
            pieces = world.geometry[world["outline_id"] == codes[iso3]]
            lands[iso3] = shapely.union_all([cut(shape) for shape in pieces])
        west, south, east, north = window(points["lon"].to_numpy(), points["lat"].to_numpy())
        near = shapely.union_all(
            [shapely.intersection(lands[iso3], box) for box in _boxes(west, south, east, north)]
        )
        near = shapely.simplify(near, COARSE)
        polygons = [p for p in shapely.get_parts(near) if p.geom_type == "Polygon"]
        land = shapely.normalize(shapely.set_precision(shapely.MultiPolygon(polygons), 1e-5))
        rows.append(
            {"city_id": city_id, "west": west, "south": south, "east": east, "north": north, "geometry": land}
        )
    table = geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")
    write_atomically(sources / FILE, encode(Coast, table))
    return sources / FILE


def window(lon: np.ndarray, lat: np.ndarray, around: float = AROUND) -> tuple[float, float, float, float]:
    """West, south, east and north of the piece round some points; west > east across 180 degrees."""
    local = LocalMap(lon, lat)
    (x0, y0), (x1, y1) = (f(local.points(lon, lat), axis=0) for f in (np.min, np.max))
    edge = shapely.segmentize(shapely.box(x0 - around, y0 - around, x1 + around, y1 + around), 10_000.0)
    west, south, east, north = shapely.bounds(shapely.transform(edge, local.degrees))
    return tuple(
        round(float(v), 3) for v in ((west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north)
    )  # type: ignore[return-value]


def _boxes(west: float, south: float, east: float, north: float) -> Iterator[shapely.Polygon]:
    if west <= east:
        yield shapely.box(west, south, east, north)
    else:
        yield shapely.box(west, south, 180, north)
        yield shapely.box(-180, south, east, north)


class Land:
    """Land round cities: the kept pieces at 1:10m, else that of the country at 1:50m.

    Parameters
    ----------
    sources : Path
        Folder with ``coast_10m.parquet``; a city that is not in it gets its country at 1:50m.
    countries : geopandas.GeoDataFrame
        Outlines of countries (iso3, geometry).
    """

    def __init__(self, sources: Path, countries: geopandas.GeoDataFrame) -> None:
        self._pieces = geopandas.read_parquet(sources / FILE).set_index("city_id")
        self._countries = countries.dropna(subset="iso3").set_index("iso3").geometry

    def round_city(
        self, city_id: str, iso3: str, lon: np.ndarray, lat: np.ndarray
    ) -> shapely.Geometry | None:
        """Land near the points of a city, in degrees; None where no outline is known.

        A kept piece is used where it still reaches well beyond all points: zones may have been added since
        it was cut.
        """
        if city_id in self._pieces.index:
            piece = self._pieces.loc[city_id]
            inner = list(_boxes(*window(lon, lat, AROUND / 2)))
            outer = list(_boxes(piece["west"], piece["south"], piece["east"], piece["north"]))
            if shapely.covers(shapely.union_all(outer), shapely.union_all(inner)):
                return piece.geometry
        country = self._countries.get(iso3)
        if country is None:
            return None
        return shapely.union_all([shapely.intersection(country, box) for box in _boxes(*window(lon, lat))])
