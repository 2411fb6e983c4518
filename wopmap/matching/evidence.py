"""What is on record about each mentor, counted once, so that one partnership can be taken out and the rest ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wopmap.selection import split_values

Floats = NDArray[np.float64]

PUBLIC = {
    "public_utility": 1.0,
    "corporatised_public": 1.0,
    "municipal_department": 1.0,
    "regional_utility": 1.0,
    "national_utility": 1.0,
    "river_basin_or_water_authority": 1.0,
    "mixed_operator": 0.5,
    "private_operator": 0.0,
}
"""Public operators; kinds that are not here say nothing of the owner."""

NOT_MENTORS = ("group", "utility_association")
"""Kinds that are no operator one could send staff from."""


@dataclass(frozen=True, eq=False)
class Pair:
    """One mentor in one partnership, and what it adds to that mentor's record."""

    wop_id: str
    mentor: int
    mentees: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    topics: tuple[str, ...]
    running: bool


@dataclass(frozen=True)
class Seat:
    """Where an operator or a country is: country, UN sub-region, degrees, and connections (NaN = not known)."""

    country: str
    region: str
    lon: float
    lat: float
    size: float = float("nan")


@dataclass(frozen=True, eq=False)
class Evidence:
    """Counts of partnerships by mentor.

    Attributes
    ----------
    operators : DataFrame, index operator_id
        All operators: name, country, region, place, kind, ``size`` (connections, latest on record) and
        ``size_year``.
    seats : mapping of str to Seat
        Operators by their id and countries by their code.
    mentors : tuple of str
        Operators ranked, in their order.
    topics, regions, countries : tuple of str
        Names of the columns of the tables below.
    by_topic, by_region, by_country : (mentors, names) arrays
        Different partnerships.
    with_topics, total, running : (mentors,) arrays
        Partnerships that state a topic; all; those known to be under way in `year` or later.
    pairs : tuple of Pair
    served : Series, index iso3
        Urban share using at least basic water, latest estimate.
    year : int
        What "under way" means.
    """

    operators: pd.DataFrame
    seats: Mapping[str, Seat]
    mentors: tuple[str, ...]
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    by_topic: Floats
    by_region: Floats
    by_country: Floats
    with_topics: Floats
    total: Floats
    running: Floats
    pairs: tuple[Pair, ...]
    served: pd.Series
    year: int


def evidence(
    flows: pd.DataFrame,
    operators: pd.DataFrame,
    countries: pd.DataFrame,
    performance: pd.DataFrame,
    country_use: pd.DataFrame,
) -> Evidence:
    """Count what the layers say of every mentor.

    Associations, groups and rows that stand in for an unnamed operator are no mentors one can ask and are left
    out.
    """
    table = operators.set_index("operator_id")
    table = table.join(_sizes(performance))
    regions = countries.dropna(subset=["iso3"]).set_index("iso3")["sub_region"]
    real = table[~table["placeholder"].astype(bool) & ~table["kind"].isin(NOT_MENTORS)]
    mentors = tuple(sorted(set(flows["mentor_id"].astype(str)) & set(real.index)))
    row = {name: i for i, name in enumerate(mentors)}
    year = int(flows["start_year"].max()) - 1
    pairs = _pairs(flows, row, regions, year)
    topics = tuple(sorted({topic for pair in pairs for topic in pair.topics}))
    names = tuple(sorted({region for pair in pairs for region in pair.regions}))
    codes = tuple(sorted({code for pair in pairs for code in pair.countries}))
    count = len(mentors)
    return Evidence(
        operators=table,
        seats=_seats(table, countries),
        mentors=mentors,
        topics=topics,
        regions=names,
        countries=codes,
        by_topic=_table(pairs, count, topics, "topics"),
        by_region=_table(pairs, count, names, "regions"),
        by_country=_table(pairs, count, codes, "countries"),
        with_topics=_counts(count, [pair.mentor for pair in pairs if pair.topics]),
        total=_counts(count, [pair.mentor for pair in pairs]),
        running=_counts(count, [pair.mentor for pair in pairs if pair.running]),
        pairs=pairs,
        served=_served(country_use),
        year=year,
    )


def _seats(operators: pd.DataFrame, countries: pd.DataFrame) -> dict[str, Seat]:
    places = countries.dropna(subset=["iso3", "lon"])
    regions = places["sub_region"].astype(object).where(places["sub_region"].notna(), "")
    seats = {
        str(code): Seat(str(code), str(region), float(lon), float(lat))
        for code, region, lon, lat in zip(places["iso3"], regions, places["lon"], places["lat"], strict=True)
    }
    region_of = {code: seat.region for code, seat in seats.items()}
    sizes = operators["size"].to_numpy(dtype=float)
    for row, size in zip(operators.itertuples(), sizes, strict=True):
        country = str(row.country_iso3)
        seats[str(row.Index)] = Seat(
            country, region_of.get(country, ""), float(row.lon), float(row.lat), float(size)
        )
    return seats


def _pairs(flows: pd.DataFrame, row: dict[str, int], regions: pd.Series, year: int) -> tuple[Pair, ...]:
    known = flows[flows["mentor_id"].astype(str).isin(row)]
    found = []
    for (wop_id, mentor), rows in known.groupby(["wop_id", "mentor_id"], observed=True, sort=True):
        places = tuple(sorted(set(rows["mentee_country"].astype(str))))
        topics = rows["topics"].iloc[0]
        last = rows["active_to"].iloc[0]
        found.append(
            Pair(
                wop_id=str(wop_id),
                mentor=row[str(mentor)],
                mentees=tuple(sorted(set(rows["mentee_id"].astype(str)))),
                countries=places,
                regions=tuple(sorted({str(regions[code]) for code in places if code in regions.index})),
                topics=() if pd.isna(topics) else split_values(str(topics)),
                running=bool(pd.notna(last) and int(last) >= year),
            )
        )
    return tuple(found)


def _table(pairs: tuple[Pair, ...], mentors: int, names: tuple[str, ...], field: str) -> Floats:
    column = {name: i for i, name in enumerate(names)}
    out = np.zeros((mentors, len(names)))
    for pair in pairs:
        for name in getattr(pair, field):
            out[pair.mentor, column[name]] += 1
    return out


def _counts(mentors: int, positions: list[int]) -> Floats:
    return np.bincount(np.array(positions, dtype=int), minlength=mentors).astype(float)


def _sizes(performance: pd.DataFrame) -> pd.DataFrame:
    """Connections of each operator in the latest year that states any, its towns together."""
    rows = performance[(performance["indicator"] == "connections") & performance["operator_id"].notna()]
    rows = rows.dropna(subset=["year", "value"])
    # Contradictory figures of one town and year stay apart in the layer; the largest stands for it here.
    towns = rows.groupby(["operator_id", "year", "city"], observed=True)["value"].max().reset_index()
    sums = towns.groupby(["operator_id", "year"], observed=True)["value"].sum().reset_index()
    latest = sums.sort_values("year").groupby("operator_id", observed=True).last()
    return pd.DataFrame(
        {"size": latest["value"].astype(float), "size_year": latest["year"].astype("Int64")},
        index=latest.index,
    )


def _served(country_use: pd.DataFrame) -> pd.Series:
    rows = country_use[
        (country_use["residence"] == "urban") & (country_use["indicator"] == "at_least_basic")
    ].dropna(subset=["share"])
    return rows.sort_values("year").groupby("country_iso3", observed=True)["share"].last().astype(float)
