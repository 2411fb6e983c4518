"""From tables of facts to rows of layers: what is derived, joined or laid out anew, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas
import pandas as pd
import shapely

from wopmap.build.coast import Land
from wopmap.build.outlines import label_point, read_outlines
from wopmap.build.tables import RANGE
from wopmap.build.zones import Outlined, outlined, with_levels
from wopmap.build.zones import service_areas as areas_served
from wopmap.greatcircle import cut_at_antimeridian, distance_km, paths
from wopmap.layers import values

DEGREES = "EPSG:4326"
LINE_DECIMALS = 5


@dataclass(frozen=True, eq=False)
class Facts:
    """The checked tables and the folder of the outlines; equal to itself alone."""

    tables: Mapping[str, pd.DataFrame]
    sources: Path

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]


def countries(facts: Facts) -> geopandas.GeoDataFrame:
    """Countries at 1:50m with their label points."""
    rows = _with_outlines(facts, "1:50m")
    return _labelled(rows, rows)


def countries_small_scale(facts: Facts) -> geopandas.GeoDataFrame:
    """Countries at 1:110m, labelled where the larger scale labels them."""
    return _labelled(_with_outlines(facts, "1:110m"), _with_outlines(facts, "1:50m"))


def operators(facts: Facts) -> geopandas.GeoDataFrame:
    """Operators with the name and sub-region of their country."""
    named = facts["countries"].set_index("iso3")[["name", "sub_region"]].rename(columns={"name": "country"})
    return _points(facts["operators"].join(named, on="country_iso3"))


def partnerships(facts: Facts) -> pd.DataFrame:
    """Partnerships with the years they count as active and their members in order."""
    rows = facts["partnerships"].copy()
    rows["active_from"] = rows["start_year"].fillna(rows["known_active_year"])
    stated = rows["status_as_of"].where(rows["status"] == "active")
    latest = pd.concat([stated, rows["start_year"], rows["known_active_year"]], axis=1).max(axis=1)
    # A status without any start says nothing on when it was under way.
    rows["active_to"] = rows["end_year"].fillna(latest).where(rows["active_from"].notna())
    members = facts["partnership_members"].sort_values(["wop_id", "role", "position"])
    for role, column in (("mentor", "mentors"), ("mentee", "mentees")):
        listed = members[members["role"] == role].groupby("wop_id")["operator_id"]
        rows = rows.join(listed.agg(";".join).rename(column), on="wop_id")
        rows = rows.join(listed.size().rename(f"n_{column}"), on="wop_id")
    return rows


def flows(facts: Facts) -> geopandas.GeoDataFrame:
    """Every pair of mentor and mentee with the great circle between them."""
    rows = partnerships(facts)
    rows["mentor_id"], rows["mentee_id"] = rows["mentors"].str.split(";"), rows["mentees"].str.split(";")
    rows = rows.explode("mentor_id").explode("mentee_id").reset_index(drop=True)
    seats = operators(facts).set_index("operator_id")
    seats = seats.rename(
        columns={"country_iso3": "country", "sub_region": "region", "country": "country_name"}
    )
    for side in ("mentor", "mentee"):
        there = seats.loc[rows[f"{side}_id"]].reset_index(drop=True)
        rows[side] = there["short_name"]
        for column in ("country", "region", "lon", "lat"):
            rows[f"{side}_{column}"] = there[column]
    rows["flow_id"] = rows["wop_id"] + "/" + rows["mentor_id"] + ">" + rows["mentee_id"]
    rows["domestic"] = rows["mentor_country"] == rows["mentee_country"]
    evidence = facts["motivation_evidence"].drop_duplicates(["operator_id", "motivation"])
    motives = evidence.sort_values("motivation").groupby("operator_id")["motivation"].agg(";".join)
    rows["mentor_motives"] = rows["mentor_id"].map(motives)
    ends = [rows[c].to_numpy(float) for c in ("mentor_lon", "mentor_lat", "mentee_lon", "mentee_lat")]
    rows["distance_km"] = distance_km(*ends).round(3)
    # Sines differ in their last digits from one processor to the next: half a metre is enough for a line
    # over the sea, and gives the same bytes everywhere.
    lines = shapely.transform(
        [cut_at_antimeridian(p) for p in paths(*ends)], lambda xy: xy.round(LINE_DECIMALS)
    )
    return geopandas.GeoDataFrame(rows, geometry=lines, crs=DEGREES)


def cities(facts: Facts) -> geopandas.GeoDataFrame:
    """Cities with the documents their figures come from."""
    rows = facts["cities"].copy()
    rows["source_ids"] = rows["city_id"].map(_documents(zone_use(facts), "city_id"))
    return _points(rows)


def zones(facts: Facts) -> geopandas.GeoDataFrame:
    """Zones with their outlines and the documents their figures come from."""
    rows = _outlined(facts).zones.copy()
    rows["source_ids"] = rows["zone_id"].map(_documents(facts["zone_use"], "zone_id"))
    return rows


@lru_cache(maxsize=1)
def _outlined(facts: Facts) -> Outlined:
    """Zones and the ground they cover, made once for the two layers that need them."""
    rows = with_levels(facts["zones"], facts["cities"], facts["zone_levels"])
    return outlined(rows, facts["cities"], Land(facts.sources, countries(facts)))


def service_areas(facts: Facts) -> geopandas.GeoDataFrame:
    """The areas operators serve, with census figures and what the utilities report."""
    return areas_served(
        _outlined(facts), facts["cities"], facts["operators"], zone_use(facts), facts["utility_performance"]
    )


def zone_comparisons(facts: Facts) -> pd.DataFrame:
    """Which indicators compare, yes or no as a truth value."""
    rows = facts["zone_comparisons"]
    return rows.assign(comparable=(rows["comparable"] == "yes").astype("boolean"))


def zone_use(facts: Facts) -> pd.DataFrame:
    """Figures of zones with the city they belong to, so that those of one city lie together."""
    rows = facts["zone_use"].rename(columns={"value_pct": "share"})
    rows["city_id"] = rows["zone_id"].map(facts["zones"].set_index("zone_id")["city_id"])
    return rows


def country_use(facts: Facts) -> pd.DataFrame:
    """The ladder with one row an indicator; a missing estimate keeps its row."""
    kept = ["country_iso3", "year", "residence", "population", "source_id"]
    rows = facts["country_use"].melt(
        kept, list(values.COUNTRY_INDICATORS), var_name="indicator", value_name="share"
    )
    return rows.astype({"indicator": pd.StringDtype()})


def region_use(facts: Facts) -> pd.DataFrame:
    """Figures of survey regions as shares."""
    return facts["region_use"].rename(columns={"value": "share"})


def outcomes(facts: Facts) -> pd.DataFrame:
    """Reported values with the ends of their range as numbers."""
    rows = facts["outcomes"].rename(columns={"value": "value_as_stated"})
    ends = rows["value_as_stated"].str.extract(f"^{RANGE}$")
    rows["value_low"] = pd.to_numeric(ends["low"]).astype(float)
    rows["value_high"] = pd.to_numeric(ends["high"].fillna(ends["low"])).astype(float)
    return rows


def _as_it_is(name: str) -> Callable[[Facts], pd.DataFrame]:
    def rows(facts: Facts) -> pd.DataFrame:
        return facts[name]

    return rows


SHAPES: dict[str, Callable[[Facts], pd.DataFrame]] = {
    "countries": countries,
    "countries_110m": countries_small_scale,
    "operators": operators,
    "partnerships": partnerships,
    "flows": flows,
    "cities": cities,
    "zones": zones,
    "service_areas": service_areas,
    "zone_use": zone_use,
    "zone_comparisons": zone_comparisons,
    "country_use": country_use,
    "region_use": region_use,
    "outcomes": outcomes,
    **{
        name: _as_it_is(name)
        for name in (
            "zone_notes",
            "household_size",
            "utility_performance",
            "motivation_types",
            "motivation_literature",
            "motivation_evidence",
            "home_conditions",
            "scaling_facts",
            "sources",
        )
    },
}
"""How the rows of each layer are made, by name."""


def _points(rows: pd.DataFrame) -> geopandas.GeoDataFrame:
    placed = rows["lon"].notna() & rows["lat"].notna()
    geometry = geopandas.GeoSeries(None, index=rows.index, crs=DEGREES)
    geometry[placed] = shapely.points(rows.loc[placed, "lon"], rows.loc[placed, "lat"])
    return geopandas.GeoDataFrame(rows, geometry=geometry, crs=DEGREES)


def _documents(figures: pd.DataFrame, by: str) -> pd.Series:
    pairs = figures[[by, "source_id"]].drop_duplicates().sort_values([by, "source_id"])
    return pairs.groupby(by)["source_id"].agg(";".join)


def _with_outlines(facts: Facts, scale: str) -> geopandas.GeoDataFrame:
    """Countries joined to their outlines, and land without a country below them."""
    outlines = read_outlines(facts.sources, scale)
    rules = facts["outlines_without_code"]
    named = outlines.merge(rules, on=["outline_id", "outline_name"], how="left", indicator=True)
    by_code = named["outline_id"].map(facts["countries"].dropna(subset="m49").set_index("m49")["iso3"])
    named["iso3"] = named["iso3"].fillna(by_code.where(named["_merge"] == "left_only"))
    of_country = named[named["iso3"].notna()].dissolve("iso3", aggfunc={"scale": "first"})
    of_country["geometry"] = [_multi(shape) for shape in of_country.geometry]
    rows = facts["countries"].join(of_country, on="iso3")
    alone = named[named["iso3"].isna()].rename(columns={"outline_name": "name"})
    alone = alone[["name", "note", "scale", "geometry"]].assign(source_id="natural-earth")
    rows = pd.concat([rows, alone], ignore_index=True)
    rows = rows.rename(columns={"scale": "outline_scale"})
    rows["outline_source_id"] = rows["outline_scale"].notna().map({True: "natural-earth", False: pd.NA})
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=DEGREES)


def _labelled(rows: geopandas.GeoDataFrame, larger: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Rows with label points; where the larger scale has the row, that of its outline."""
    shapes = dict(zip(_keys(rows), rows.geometry, strict=True))
    shapes |= {key: shape for key, shape in zip(_keys(larger), larger.geometry, strict=True) if key in shapes}
    points = [label_point(shapes[key]) for key in _keys(rows)]
    return rows.assign(lon=[lon for lon, _ in points], lat=[lat for _, lat in points])


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["iso3"].fillna(""), rows["name"], strict=True))


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"])
