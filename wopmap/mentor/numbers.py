"""The numbers of a mentor as plain values, for JSON and for the command line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wopmap import motives
from wopmap.documents import as_records
from wopmap.mentor.languages import SOURCE
from wopmap.mentor.network import MEASURES
from wopmap.mentor.profile import Mentor
from wopmap.tables import records


def as_numbers(found: Mentor, table: pd.DataFrame, sources: pd.DataFrame) -> dict[str, Any]:
    """Everything the page says of a mentor, as dictionaries and lists.

    Parameters
    ----------
    found : Mentor
    table : DataFrame
        Measures of all mentors, from `wopmap.mentor.measures`.
    sources : DataFrame
        The layer.

    Returns
    -------
    dict
        Keys mentor, measures (None where it is in no partnership as mentor), partnerships, mentees, topics,
        distance_km (least, median, most, over mentees abroad; None where there is none), language, motives,
        statements, own_past, chains, home_conditions, sources. Distances in km between seats.
    """
    measured = table[(table["id"] == found.identity).to_numpy(dtype=bool)]
    sharing, known = found.sharing
    return {
        "mentor": {
            "operator_id": found.identity,
            "name": found.name,
            "short_name": found.short_name,
            "country_iso3": found.country_iso3,
            "country": found.country,
            "city": found.city or None,
            "kind": found.kind,
        },
        "measures": records(measured[list(MEASURES)])[0] if len(measured) else None,
        "partnerships": records(found.partnerships),
        "mentees": records(found.mentees),
        "topics": [{"topic": label, "partnerships": number} for label, number in found.topics],
        "distance_km": distances(found),
        "language": {"sharing": sharing, "known": known, "source": SOURCE},
        "motives": {
            "statements": len(found.statements),
            "by_family": found.mix,
            "by_who": {who: int((found.statements["said_by"] == who).sum()) for who in motives.SAID_BY},
            "leading": motives.leading_of(found.mix) or None,
        },
        "statements": records(found.statements),
        "own_past": records(found.past),
        "chains": records(found.chains),
        "home_conditions": records(found.conditions),
        "sources": as_records(sources, found.source_ids),
    }


def distances(found: Mentor) -> dict[str, float] | None:
    """Least, median and most km between the seats of the mentor and of its mentees abroad; None for none."""
    km = found.abroad["distance_km"]
    if km.empty:
        return None
    return {"least": float(km.min()), "median": float(km.median()), "most": float(km.max())}
