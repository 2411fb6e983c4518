"""The numbers of a city as plain values, for JSON and for the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from wopmap.city.profile import Profile
from wopmap.documents import in_order
from wopmap.tables import records

FLOW_COLUMNS = [
    "flow_id", "wop_id", "role", "mentor_id", "mentor", "mentor_country", "mentee_id", "mentee",
    "mentee_country", "distance_km", "start_year", "end_year", "known_active_year", "active_from", "active_to",
    "status", "status_as_of", "modality", "programme", "topics", "confidence", "source_id",
]  # fmt: skip
LADDER = ("safely_managed", "at_least_basic", "limited", "unimproved", "surface_water")


def as_numbers(found: Profile, sources: pd.DataFrame | None = None) -> dict[str, Any]:
    """Everything the page of a city shows, as dictionaries and lists.

    Parameters
    ----------
    found : Profile
    sources : DataFrame, optional
        The layer; with it `sources` holds titles and addresses, without it the ids alone.

    Returns
    -------
    dict
        Keys city, year, indicator, level, unit_basis, households (None where persons are counted), persons,
        without, share, gap_pp, gini, worst_fifth_share, best, worst, zones, totals, stacks, change,
        comparisons, service, reported, partnerships, census_years, ladder, regions, choices, caveats,
        problems, sources. Shares are 0 to 1; `without` is in units of `unit_basis`.
    """
    city = found.city
    return {
        "city": {
            "city_id": city.city_id,
            "name": city.name,
            "country_iso3": city.country_iso3,
            "country": city.country,
            "operator_ids": list(city.operator_ids),
            "seated_ids": list(city.seated_ids),
        },
        **_figures(found),
        "totals": [asdict(total) for total in found.totals],
        "stacks": {name: records(table.reset_index()) for name, table in found.stacks.items()},
        "change": _change(found),
        "comparisons": [
            {"year": year, "ok": verdict.ok, "reason": verdict.reason, "source_ids": list(verdict.source_ids)}
            for year, verdict in found.comparisons.items()
        ],
        "service": records(city.service),
        "reported": records(city.reported),
        "partnerships": records(city.flows[FLOW_COLUMNS]),
        "census_years": sorted({choice.year for choice in found.choices}),
        "ladder": records(ladder(found)),
        "regions": records(city.regions),
        "choices": [asdict(choice) for choice in found.choices],
        "caveats": list(found.caveats),
        "problems": list(found.problems),
        "sources": in_order(sources, found.source_ids),
    }


def ladder(found: Profile) -> pd.DataFrame:
    """Ladder of the country: year, residence, indicator, share; years without an estimate left out."""
    rows = found.city.ladder
    kept = rows[rows["indicator"].isin(LADDER) & rows["share"].notna()]
    return kept[["year", "residence", "indicator", "share", "source_id"]].reset_index(drop=True)


def _figures(found: Profile) -> dict[str, Any]:
    choice, figures, sums = found.choice, found.figures, found.measures
    if choice is None or figures is None or sums is None:
        names = (
            "year", "indicator", "level", "unit_basis", "derived", "households", "persons", "without", "share",
            "gap_pp", "gini", "worst_fifth_share", "best", "worst",
        )  # fmt: skip
        return {**dict.fromkeys(names), "zones": []}
    households = figures.basis.column == "households"
    return {
        "year": choice.year,
        "indicator": choice.indicator,
        "level": choice.level,
        "unit_basis": figures.unit_basis,
        "derived": figures.derived,
        "households": sums.units if households else None,
        "persons": None if households else sums.units,
        "without": sums.without,
        "share": sums.share,
        "gap_pp": sums.gap_pp,
        "gini": sums.gini,
        "worst_fifth_share": sums.worst_fifth_share,
        "best": sums.best,
        "worst": sums.worst,
        "zones": records(figures.zones.reset_index()),
    }


def _change(found: Profile) -> dict[str, Any] | None:
    if found.change is None:
        return None
    change = found.change
    return {
        "year": change.year,
        "other_year": change.other_year,
        "comparable": change.comparison.ok,
        "reason": change.comparison.reason,
        "city_pp": change.city_pp,
        "only_before": change.only_before,
        "only_after": change.only_after,
        "zones": records(change.zones.reset_index()),
    }
