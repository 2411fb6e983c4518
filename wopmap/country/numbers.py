"""The numbers of a country as plain values, for JSON and for the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from wopmap.country.lacks import lacks
from wopmap.country.ladder import Without
from wopmap.country.profile import Profile
from wopmap.country.sentences import summary
from wopmap.country.surveys import Spread
from wopmap.documents import as_records
from wopmap.tables import records


def as_numbers(found: Profile, sources: pd.DataFrame | None = None) -> dict[str, Any]:
    """Everything the page of a country shows, as dictionaries and lists.

    Parameters
    ----------
    found : Profile
    sources : DataFrame, optional
        The layer; with it `sources` holds titles and addresses, without it the ids alone.

    Returns
    -------
    dict
        Keys country, selection, summary, partnerships (received, given, within, shown, total, hidden,
        year_not_stated, mentors_from, mentees_in, by_year, rows), water (latest, before, by residence; people,
        share 0 to 1, households), household_size, ladder, without, quintiles, regions, operators, mentors,
        motives, home_conditions, utilities, cities, lacks, sources. What is not known is None.
    """
    country, sums = found.country, found.exchange
    rows = found.partnerships.drop(columns="source_ids")
    ids = found.source_ids
    return {
        "country": {"iso3": country.iso3, "name": country.name, "sub_region": country.sub_region},
        "selection": found.selection.to_query(),
        "summary": summary(found),
        "partnerships": {
            "received": sums.received,
            "given": sums.given,
            "within": sums.within,
            "shown": found.shown.n,
            "total": found.shown.total,
            "hidden": found.shown.hidden,
            "year_not_stated": found.shown.year_not_stated,
            "mentors_from": records(sums.mentors_from),
            "mentees_in": records(sums.mentees_in),
            "by_year": records(found.by_year),
            "rows": [
                {**row, "source_ids": cell.split(";")}
                for row, cell in zip(records(rows), found.partnerships["source_ids"], strict=True)
            ],
        },
        "water": {
            residence: {"latest": _without(change.now), "before": _without(change.before)}
            for residence, change in found.changes.items()
        },
        "household_size": {"persons": country.household_size, "source_id": country.household_source},
        "ladder": records(found.ladder),
        "without": records(found.without),
        "quintiles": [_spread(spread) for spreads in found.quintiles.values() for spread in spreads],
        "regions": [_spread(spread) for spread in found.regions],
        "operators": records(found.operators),
        "mentors": records(found.mentors),
        "motives": records(found.statements),
        "home_conditions": records(found.conditions),
        "utilities": records(found.utilities),
        "cities": records(found.cities),
        "lacks": [asdict(lack) for lack in lacks(found)],
        "sources": [{"source_id": name} for name in ids] if sources is None else as_records(sources, ids),
    }


def _without(figure: Without | None) -> dict[str, Any] | None:
    return None if figure is None else asdict(figure)


def _spread(spread: Spread) -> dict[str, Any]:
    names = ("level", "survey", "year", "residence", "indicator", "unit", "source_id", "gap_pp", "unnamed")
    return {**{name: getattr(spread, name) for name in names}, "rows": records(spread.rows)}
