"""A city in sentences: what its zones show, how it changed, who helps."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from wopmap.city.profile import Profile
from wopmap.city.reading import MOST_KEPT, City
from wopmap.household import COUNTRY_INDICATORS
from wopmap.household.indicators import MORE, indicator
from wopmap.household.zones import Measures, ZoneFigures
from wopmap.words import counted, grouped, listed, lower_first, upper_first

COVERAGE_WORDS = {
    "water_coverage_pct": "Water coverage",
    "water_coverage_urban_pct": "Water coverage, urban",
    "population_served": "Population served",
    "population_service_area": "Population of its service area",
}
"""Indicators by which a utility says how many it reaches (`wopmap.household.service.COVERAGE`)."""


def summary(found: Profile) -> str:
    """One or two sentences on the figures of a choice; without figures on what there is instead.

    Examples
    --------
    "In 2019, 51.1 % of the 1 494 676 households of Nairobi used piped water at home; 730 768 did not. Between
    11 sub-counties the share runs from 33.3 % (Kibra) to 70.4 % (Kasarani)."
    """
    figures, sums = found.figures, found.measures
    if figures is None or sums is None:
        return _without_zones(found)
    return " ".join(part for part in (_share(found, figures, sums), _range(found, figures)) if part)


def change_summary(found: Profile) -> str:
    """Sentences on the change between two censuses; `summary` where there is none.

    Examples
    --------
    "From 2010 to 2020 the share of persons of Tijuana with piped water at home changed by +1.9 percentage points.
    Of 722 census tracts (AGEB) in both censuses 371 rose and 200 fell."
    """
    change, figures = found.change, found.figures
    if change is None or figures is None or not change.comparison.ok or change.zones.empty:
        return summary(found)
    term = lower_first(indicator(figures.choice.indicator).label)
    joint = "with" if indicator(figures.choice.indicator).better == MORE else "in the group"
    whole = (
        "the zones' shares changed as follows"
        if change.city_pp is None
        else f"the share of {figures.basis.many} of {found.city.name} {joint} {term} "
        f"changed by {points(change.city_pp)}"
    )
    moved = change.zones["change_pp"]
    return (
        f"From {change.year} to {change.other_year} {whole}. Of {grouped(len(moved))} {level_label(found)} in both "
        f"censuses {grouped(int((moved > 0).sum()))} rose and {grouped(int((moved < 0).sum()))} fell."
    )


def _share(found: Profile, figures: ZoneFigures, sums: Measures) -> str:
    term, place, year = indicator(figures.choice.indicator), found.city.name, figures.choice.year
    if sums.units is None or sums.share is None or sums.without is None:
        return f"{term.label} in {place}, {year}: the source gives shares of zones without counts."
    of = f"of the {grouped(sums.units)} {figures.basis.many} of {place}"
    if term.better == MORE:
        return (
            f"In {year}, {percent(sums.share)} {of} used {lower_first(term.label)}; "
            f"{grouped(sums.without)} did not."
        )
    return f"{term.label}: {percent(sums.share)} {of} in {year}."


def _range(found: Profile, figures: ZoneFigures) -> str:
    table = figures.zones
    if len(table) < 2:
        return ""
    shares = table["share"].sort_values(kind="stable")
    low, high = table.loc[shares.index[0]], table.loc[shares.index[-1]]
    return (
        f"Between {grouped(len(table))} {level_label(found)} the share runs from {percent(low['share'])} "
        f"({low['zone_name']}) to {percent(high['share'])} ({high['zone_name']})."
    )


def _without_zones(found: Profile) -> str:
    city = found.city
    phases = city.flows["wop_id"].nunique()
    names = [str(name) for name in city.operators["short_name"]]
    if not phases:
        return f"Nothing is on file for {city.name} yet."
    sides = [
        f"as {side} in {number}"
        for side in ("mentee", "mentor")
        if (number := city.flows.loc[city.flows["role"].isin([side, "both"]), "wop_id"].nunique())
    ]
    return (
        f"{listed(names, most=3)} {'takes' if len(names) == 1 else 'take'} part in "
        f"{counted(phases, 'partnership')}, {listed(sides)}. "
        f"There are no household figures by zone for {city.name} yet."
    )


def level_label(found: Profile, level: str | None = None) -> str:
    """Plural name of a level of zones, the chosen one by default."""
    return found.city.level_names.get(level or (found.choice.level if found.choice else ""), "zones")


@lru_cache(maxsize=MOST_KEPT)
def service(city: City) -> tuple[tuple[str, str], ...]:
    """Who is served, as the census counts it and as utilities report it: pairs of heading and sentence."""
    names = operator_names(city)
    lines = []
    for row in city.service.drop_duplicates(["year", "indicator"]).itertuples():
        named = listed([str(names.get(o, o)) for o in city.service["operator_id"].unique()])
        lines.append(
            (
                f"{row.year}, census.",
                f"{percent(row.share)} of {grouped(row.units)} {row.counted} in the zones served by {named} use "
                f"{lower_first(indicator(str(row.indicator)).label)}.",
            )
        )
    for row in city.reported.itertuples():
        year = "year not stated" if pd.isna(row.year) else f"{row.year}"
        note = "" if pd.isna(row.note) else f" {upper_first(str(row.note))}."
        value = f"{row.value:g}" if row.unit == "%" else grouped(row.value)
        who, what = names.get(row.operator_id, row.utility), COVERAGE_WORDS[str(row.indicator)]
        lines.append((f"{year}, {who} itself.", f"{what} {value} {row.unit}.{note}"))
    return tuple(lines)


def operator_names(city: City) -> dict[str, str]:
    """Short names of the operators of a city by their id."""
    return dict(zip(city.operators["operator_id"], city.operators["short_name"], strict=True))


@lru_cache(maxsize=MOST_KEPT)
def survey_region(city: City) -> str:
    """What the latest survey found in the region that bears the name of the city; empty where none does."""
    rows = city.regions[city.regions["indicator"].isin(COUNTRY_INDICATORS) & city.regions["share"].notna()]
    if rows.empty:
        return ""
    last = rows[rows["year"] == rows["year"].max()]
    said = [
        f"{COUNTRY_INDICATORS[str(r.indicator)].label} {percent(float(r.share))}"
        for r in last.drop_duplicates("indicator").itertuples()
    ]
    first = last.iloc[0]
    return f"Survey region {first['region']}, {first['year']} ({first['survey']}): {'; '.join(said)}."


def percent(share: float) -> str:
    """A share (0-1) with its unit; two digits where one would show 0 or 100 that is not quite so."""
    value = share * 100
    rounded = round(value, 1)
    decimals = 2 if rounded in (0.0, 100.0) and abs(value - rounded) > 1e-9 else 1
    return f"{value:.{decimals}f} %"


def points(change_pp: float) -> str:
    """A change with its sign and unit."""
    return f"{change_pp:+.1f} percentage points".replace("-", "\u2212")
