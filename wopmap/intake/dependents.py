"""Layers that rest on zones and their figures, made anew where an import has changed these."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from wopmap.build.coast import FILE as COAST_FILE
from wopmap.build.coast import Land
from wopmap.build.voronoi import together
from wopmap.build.zones import Outlined, outlined, service_areas
from wopmap.layers import Catalogue

OWN_SOURCES = Path(__file__).parents[2] / "geodata" / "sources"


def areas_anew(
    catalogue: Catalogue,
    zones: geopandas.GeoDataFrame,
    zone_use: pd.DataFrame,
    city_id: str,
    moved: bool,
    before: geopandas.GeoDataFrame | None = None,
) -> geopandas.GeoDataFrame:
    """The layer service_areas with the rows of operators that serve a city made anew.

    Parameters
    ----------
    catalogue : Catalogue
        Layers as they were.
    zones, zone_use : GeoDataFrame, DataFrame
        Layers as they will be, whole.
    city_id : str
        The city something has changed in.
    moved : bool
        Whether outlines have changed; if not, areas stay as they are.
    before : GeoDataFrame, optional
        The layer as it was. Default: as it lies there.
    """
    before = catalogue.geo("service_areas") if before is None else before
    affected = before["city_ids"].str.split(";").map(lambda ids: city_id in ids).to_numpy(bool)
    if not affected.any():
        return before
    all_cities = catalogue.table("cities")
    needed = set(before.loc[affected, "city_ids"].str.split(";").explode())
    cities = all_cities[all_cities["city_id"].isin(needed)]
    its = zones[zones["city_id"].isin(needed)]
    areas = _grounds(catalogue, its, cities) if moved else {}
    made = service_areas(
        Outlined(its, areas),
        cities,
        catalogue.table("operators"),
        zone_use[zone_use["city_id"].isin(needed)],
        catalogue.table("utility_performance"),
    )
    made = made[made["operator_id"].isin(set(before.loc[affected, "operator_id"]))]
    if not moved:
        old = before.set_index("operator_id").loc[made["operator_id"]]
        made = made.assign(method=old["method"].to_numpy())
        made = made.set_geometry(
            geopandas.GeoSeries(old.geometry.to_numpy(), index=made.index, crs=before.crs)
        )
    columns = [*before.columns]
    kinds = before.drop(columns="geometry").dtypes.to_dict()
    made = made[columns].astype(kinds)
    return geopandas.GeoDataFrame(pd.concat([before[~affected], made], ignore_index=True), crs=before.crs)


def _grounds(
    catalogue: Catalogue, zones: geopandas.GeoDataFrame, cities: pd.DataFrame
) -> dict[tuple[str, str], shapely.MultiPolygon]:
    """The ground each level of a city covers: real outlines where there are any, else cells as in the build."""
    own = Path(catalogue.root) / "sources"
    land = Land(own if (own / COAST_FILE).is_file() else OWN_SOURCES, catalogue.geo("countries"))
    grounds: dict[tuple[str, str], shapely.MultiPolygon] = {}
    for (city_id, level), group in zones.groupby(["city_id", "level"], sort=True):
        if (group["geometry_method"] == "boundary").any():
            shapes = np.array([s for s in group.geometry if s is not None], dtype=object)
            grounds[str(city_id), str(level)] = together(shapes)
        else:
            cells = outlined(group.drop(columns="geometry"), cities, land)
            grounds.update(cells.areas)
    return grounds
