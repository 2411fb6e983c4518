"""Zones of cities: their levels, their outlines, and the service areas made of them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from wopmap.build.coast import Land
from wopmap.build.voronoi import cells, together
from wopmap.household.service import NO_AREA, PIPED_WATER, service_use
from wopmap.layers.places import ServiceAreas
from wopmap.words import slug

FIT_FOR_OUTLINES = ("exact", "good")
"""Place qualities a zone needs for an outline."""

HOLDING_GROUND = (*FIT_FOR_OUTLINES, "approximate")
"""Place qualities that keep a neighbour from taking the ground."""

DEGREES = "EPSG:4326"
_LEVEL_COLUMNS = ["level", "level_label", "level_label_plural", "level_rank"]


@dataclass(frozen=True)
class Outlined:
    """Zones with their outlines, and the ground each level of a city covers.

    Attributes
    ----------
    zones : geopandas.GeoDataFrame
        With geometry (null = no outline) and geometry_method.
    areas : dict of (city_id, level) to shapely.MultiPolygon
        All cells of a level, those of zones with an approximate point too.
    """

    zones: geopandas.GeoDataFrame
    areas: dict[tuple[str, str], shapely.MultiPolygon]


def with_levels(zones: pd.DataFrame, cities: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Zones with the level they belong to.

    Kinds of zones that lie beside each other (municipalities and VDCs of Nepal) are one level. A kind that
    ``zone_levels.csv`` does not know is a level of its own, below those it knows.
    """
    rows = zones.assign(country_iso3=zones["city_id"].map(cities.set_index("city_id")["country_iso3"]))
    known = levels.rename(
        columns={"label": "level_label", "label_plural": "level_label_plural", "rank": "level_rank"}
    )
    keys = ["country_iso3", "zone_level"]
    rows = rows.merge(known[[*keys, *_LEVEL_COLUMNS]], on=keys, how="left").drop(columns="country_iso3")
    unknown = rows["level"].isna()
    rows.loc[unknown, "level"] = rows.loc[unknown, "zone_level"].map(slug)
    for column in ("level_label", "level_label_plural"):
        rows[column] = rows[column].fillna(rows["zone_level"])
    rows["level_rank"] = rows["level_rank"].fillna(levels["rank"].max() + 1 if len(levels) else 1)
    return rows


def outlined(zones: pd.DataFrame, cities: pd.DataFrame, land: Land) -> Outlined:
    """Zones with Voronoi cells as their outlines, level by level.

    Parameters
    ----------
    zones : DataFrame
        With zone_id, city_id, level, place_quality, lon, lat.
    cities : DataFrame
        With city_id, country_iso3.
    land : Land
    """
    countries = cities.set_index("city_id")["country_iso3"]
    rows = zones.reset_index(drop=True)
    shapes = np.full(len(rows), None, dtype=object)
    areas: dict[tuple[str, str], shapely.MultiPolygon] = {}
    placed = rows[rows["place_quality"].isin(HOLDING_GROUND)].sort_values("zone_id")
    for (city_id, level), group in placed.groupby(["city_id", "level"], sort=True):
        own = group["place_quality"].isin(FIT_FOR_OUTLINES).to_numpy(bool)
        lon, lat = group["lon"].to_numpy(float), group["lat"].to_numpy(float)
        if not own.any():
            continue
        found = cells(lon, lat, own, land.round_city(str(city_id), str(countries[city_id]), lon, lat))
        shapes[group.index] = found.outlines
        if not found.area.is_empty:
            areas[str(city_id), str(level)] = found.area
    drawn = np.array([s is not None for s in shapes])
    method = pd.Series("voronoi", index=rows.index, dtype=pd.StringDtype()).where(drawn)
    rows = rows.assign(geometry_method=method)
    return Outlined(geopandas.GeoDataFrame(rows, geometry=shapes, crs=DEGREES), areas)


def service_areas(
    zones: Outlined,
    cities: pd.DataFrame,
    operators: pd.DataFrame,
    zone_use: pd.DataFrame,
    reported: pd.DataFrame,
) -> geopandas.GeoDataFrame:
    """Where operators serve: for each operator named with a city, the zones of its cities as one.

    Parameters
    ----------
    zones : Outlined
    cities, operators : DataFrame
        Layers; the operators of a city stand in its operator_ids.
    zone_use : DataFrame
        The layer, with city_id.
    reported : DataFrame
        The layer utility_performance.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns of the layer. Associations and collective voices serve no area and have no row.
    """
    linked = cities.dropna(subset="operator_ids").assign(
        operator_id=lambda t: t["operator_ids"].str.split(";")
    )
    linked = linked.explode("operator_id").sort_values(["operator_id", "city_id"])
    known = operators.set_index("operator_id")
    linked = linked[~linked["operator_id"].map(known["kind"]).isin(NO_AREA)]
    of_city = linked.groupby("city_id")["operator_id"].agg(list)
    rows = []
    for operator_id, its in linked.groupby("operator_id", sort=True):
        city_ids = list(its["city_id"])
        others = {o for city in city_ids for o in of_city[city]} - {operator_id}
        area = _area(zones, city_ids)
        its_zones = zones.zones[zones.zones["city_id"].isin(city_ids)]
        rows.append(
            {
                "operator_id": operator_id,
                "operator": known.at[operator_id, "short_name"],
                "country_iso3": known.at[operator_id, "country_iso3"],
                "city_ids": ";".join(city_ids),
                "shared_with": ";".join(sorted(others)) or pd.NA,
                "method": "zones" if area is not None else pd.NA,
                **_latest_use(its_zones, zone_use[zone_use["city_id"].isin(city_ids)]),
                **_latest_reported(reported[reported["operator_id"] == operator_id]),
                "geometry": area,
            }
        )
    columns = [*ServiceAreas.names(), "geometry"]
    table = geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=DEGREES)
    whole = [c.name for c in ServiceAreas.columns if c.type == "integer"]
    return table.astype(dict.fromkeys(whole, "Int64"))


def _area(zones: Outlined, city_ids: list[str]) -> shapely.MultiPolygon | None:
    """The ground of the finest level of each city that has outlines."""
    ranks = zones.zones.drop_duplicates(["city_id", "level"]).set_index(["city_id", "level"])["level_rank"]
    parts = []
    for city in city_ids:
        drawn = sorted((int(ranks[key]), zones.areas[key]) for key in zones.areas if key[0] == city)
        parts += [drawn[-1][1]] if drawn else []
    return together(np.array(parts, dtype=object)) if parts else None


def _latest_use(zones: pd.DataFrame, zone_use: pd.DataFrame) -> dict[str, object]:
    """What the latest census says of piped water in all zones, with its source."""
    by_year = service_use(zones, zone_use, PIPED_WATER)
    if by_year.empty:
        return {}
    last = by_year.iloc[-1]
    counted = {"households": None, "persons": None, last["counted"]: last["units"]}
    same = {name: last[name] for name in ("zones", "year", "indicator", "unit_basis", "share", "source_ids")}
    return {**same, **counted}


def _latest_reported(rows: pd.DataFrame) -> dict[str, object]:
    """The coverage the utility reports: the latest dated figure, else one without a year."""
    rows = rows[rows["indicator"].isin(["water_coverage_pct", "water_coverage_urban_pct"])]
    if rows.empty:
        return {"reported_figures": 0}
    last = rows.sort_values(["year", "source_id", "value"], na_position="first").iloc[-1]
    return {
        "reported_figures": len(rows),
        "reported_share": round(float(last["value"]) / 100, 6),
        "reported_year": last["year"],
        "reported_source_id": last["source_id"],
    }
