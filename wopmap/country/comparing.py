"""Countries side by side: the same numbers, one column a country."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wopmap.country.ladder import Without
from wopmap.country.profile import Profile

MOST_COMPARED = 4

MEASURES = {
    "received": "Partnerships with mentors from abroad",
    "given": "Partnerships with mentees abroad",
    "within": "Partnerships inside the country",
    "mentor_countries": "Countries the mentors are in",
    "operators": "Operators on file",
    "year": "Year of the household water",
    "share_without": "Without at least basic drinking water, % of people",
    "people_without": "Without at least basic drinking water, people",
    "households_without": "Without at least basic drinking water, households",
    "change_pp": "Change of that share since the year below, percentage points",
    "since": "Year it is held against",
    "quintile_gap_pp": "Gap between the richest and the poorest fifth, percentage points",
    "quintile_year": "Year of the fifths",
    "region_gap_pp": "Gap between the best and the worst region, percentage points",
    "region_survey": "Survey of the regions",
    "statements": "Statements on motives of the mentors",
    "utilities": "Utilities with performance figures",
    "cities": "Cities with household water by zone",
}
"""Rows of a comparison, with their unit."""


def comparison(profiles: Sequence[Profile], residence: str) -> pd.DataFrame:
    """The same measures of several countries.

    Parameters
    ----------
    profiles : sequence of Profile
        At most `MOST_COMPARED`.
    residence : str
        Whose water and whose quintiles; regions are of all people, as surveys give them.

    Returns
    -------
    DataFrame
        measure (a key of `MEASURES`), label, then one column a country by its code; missing is None.
    """
    columns = {found.country.iso3: _measures(found, residence) for found in profiles}
    rows = [
        {"measure": name, "label": label, **{code: values[name] for code, values in columns.items()}}
        for name, label in MEASURES.items()
    ]
    return pd.DataFrame(rows, dtype=object)


def _measures(found: Profile, residence: str) -> dict[str, object]:
    change = found.changes.get(residence)
    now, before = (change.now, change.before) if change else (None, None)
    fifths = next(iter(found.quintiles.get(residence, ())), None)
    regions = next(iter(found.regions), None)
    return {
        "received": found.exchange.received,
        "given": found.exchange.given,
        "within": found.exchange.within,
        "mentor_countries": len(found.exchange.mentors_from),
        "operators": len(found.operators),
        **_water(now, before),
        "quintile_gap_pp": fifths.gap_pp if fifths else None,
        "quintile_year": fifths.year if fifths else None,
        "region_gap_pp": regions.gap_pp if regions else None,
        "region_survey": regions.label if regions else None,
        "statements": len(found.statements),
        "utilities": len(found.utilities),
        "cities": len(found.cities),
    }


def _water(now: Without | None, before: Without | None) -> dict[str, object]:
    return {
        "year": now.year if now else None,
        "share_without": now.share * 100 if now else None,
        "people_without": now.people if now else None,
        "households_without": now.households if now else None,
        "change_pp": (now.share - before.share) * 100 if now and before else None,
        "since": before.year if before else None,
    }
