"""Everything known of a country as tables to take away, with the meaning of every column."""

from __future__ import annotations

import pandas as pd

from wopmap.country.people import KEY_INDICATORS
from wopmap.country.profile import Profile
from wopmap.country.surveys import Spread
from wopmap.partnerships import COLUMNS as PARTNERSHIP_COLUMNS
from wopmap.workbook import Sheet

_RESIDENCE = {"residence": "Whose figure it is: total, urban or rural people."}
_MEANINGS = {
    "partnerships": {
        **PARTNERSHIP_COLUMNS,
        "direction": "Which way help goes, seen from the country: in, out, both, or within it alone.",
        "source_ids": 'Documents, joined by ";".',
    },
    "active by year": {
        "direction": "Which way help goes, seen from the country.",
        "partnerships": "Partnerships known to be active in the year; those that state no year are in none.",
    },
    "ladder": {
        **_RESIDENCE,
        "step": "Step of the JMP ladder; at_least_basic where safely managed is not estimated, so that it cannot "
        "be split; no_estimate for what the estimates do not reach.",
        "share": "Share of the people of that residence, 0 to 1.",
        "people": "Share times population, persons.",
        "population": "Persons of that residence.",
    },
    "without": {
        **_RESIDENCE,
        "share": "Share of people who use less than at least basic drinking water, 0 to 1.",
        "people": "Share times population, persons.",
        "population": "Persons of that residence.",
        "households": "People divided by the average household size of the country (one size for urban and "
        "rural people, its reference year is not carried); empty where that is not known.",
    },
    "quintiles and regions": {
        "level": "Wealth quintile, or kind of region.",
        "name": "Quintile or region.",
        "rank": "1 = poorest quintile, or region with the lowest share.",
        "share": "Share of what unit names, 0 to 1.",
        "gap_pp": "Richest minus poorest quintile, or best minus worst region, percentage points.",
        **_RESIDENCE,
    },
    "operators": {
        "as_mentee": "Partnerships shown in which it receives help.",
        "as_mentor": "Partnerships shown in which it gives help.",
    },
    "mentors": {
        "mentor": "Short name.",
        "country": "Country of the mentor.",
        "side": "Helps an operator of the country, or is one of its own that helps abroad.",
        "partnerships": "Partnerships shown it is a mentor in.",
        "motives": "Motives found; empty = no statement on file.",
        "statements": "Number of statements.",
    },
    "motives": {
        "mentor": "Short name.",
        "side": "Helps an operator of the country, or is one of its own that helps abroad.",
        "motive": "Motive.",
        "family": "Family of motives.",
        "said_by": "Who says so.",
    },
    "utilities": {
        "first_year": "First year with a figure.",
        "last_year": "Last year with a figure.",
        "figures": "Number of figures.",
        **{
            name: f"{term.label} in the latest year with a figure, with its unit and year. {term.meaning}".strip()
            for name, term in KEY_INDICATORS.items()
        },
        "source_ids": 'Documents, joined by ";".',
    },
}


def sheets(found: Profile) -> list[Sheet]:
    """The tables of a country; those without rows are left out."""
    spreads = [*(s for held in found.quintiles.values() for s in held), *found.regions]
    tables = {
        "partnerships": found.partnerships,
        "active by year": found.by_year,
        "ladder": found.ladder.assign(source_id=_source(found)),
        "without": found.without,
        "quintiles and regions": pd.concat([_rows(s) for s in spreads]) if spreads else pd.DataFrame(),
        "operators": found.operators,
        "mentors": found.mentors,
        "motives": found.statements,
        "home conditions": found.conditions,
        "utilities": found.utilities,
        "utility figures": found.country.performance,
        "cities": found.cities,
    }
    return [Sheet(name, table, _MEANINGS.get(name, {})) for name, table in tables.items() if len(table)]


def _source(found: Profile) -> str | None:
    """Document of the ladder: the layer has one."""
    return str(found.without["source_id"].iloc[0]) if len(found.without) else None


def _rows(spread: Spread) -> pd.DataFrame:
    return spread.rows.assign(
        **{
            name: getattr(spread, name)
            for name in ("level", "survey", "year", "residence", "indicator", "unit", "gap_pp", "source_id")
        }
    )
