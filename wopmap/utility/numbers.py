"""The numbers of a utility as plain values, for JSON and for the command line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wopmap.documents import in_order
from wopmap.performance import Peers, indicator
from wopmap.tables import records
from wopmap.utility.profile import Profile

PHASE_COLUMNS = [
    "wop_id", "role", "mentors", "mentees", "start_year", "end_year", "known_active_year", "active_from",
    "active_to", "status", "status_as_of", "programme", "topics", "result", "confidence", "source_id",
]  # fmt: skip


def as_numbers(found: Profile, sources: pd.DataFrame | None = None) -> dict[str, Any]:
    """Everything the page of a utility shows, as dictionaries and lists.

    Parameters
    ----------
    found : Profile
    sources : DataFrame, optional
        The layer; with it `sources` holds titles and addresses, without it the ids alone.

    Returns
    -------
    dict
        Keys utility, place, places, indicators, figures, outcomes, contradictions, before_after, reported_pairs,
        peers, partnerships, cities, caveats, problems, sources. Values are in the unit beside them, per cent as
        per cent.
    """
    utility = found.utility
    codes = list(dict.fromkeys(found.figures["indicator"].astype(str)))
    terms = {code: indicator(code) for code in codes}
    return {
        "utility": {
            "utility_id": utility.utility_id,
            "operator_id": utility.operator_id,
            "name": utility.name,
            "short_name": utility.short_name,
            "kind": utility.kind,
            "city": utility.city,
            "country_iso3": utility.country_iso3,
            "country": utility.country,
            "lon": utility.lon,
            "lat": utility.lat,
            "alike": list(utility.alike),
        },
        "place": found.place or None,
        "places": list(found.places),
        "indicators": [
            {"indicator": code, "label": term.label, "unit": term.unit, "definition": term.meaning}
            for code, term in terms.items()
        ],
        "figures": records(found.own),
        "outcomes": records(found.reported),
        "contradictions": records(found.contradictions),
        "before_after": records(found.before_after),
        "reported_pairs": records(found.pairs),
        "peers": _peers(found.peers),
        "partnerships": records(utility.phases[PHASE_COLUMNS]),
        "cities": records(utility.cities[["city_id", "city", "zones", "years"]]),
        "service_area": records(utility.area),
        "caveats": list(found.caveats),
        "problems": list(found.problems),
        "sources": in_order(sources, found.source_ids),
    }


def _peers(beside: Peers | None) -> dict[str, Any] | None:
    if beside is None:
        return None
    quartiles, below = beside.quartiles, beside.below
    return {
        "indicator": beside.indicator,
        "definition": beside.definition,
        "group": beside.group,
        "size_class": beside.size_class or None,
        "figures": len(beside.rows),
        "utilities_and_places": beside.utilities,
        "other_places_of_its_own": beside.own_others,
        "lower_quartile": quartiles[0] if quartiles else None,
        "median": quartiles[1] if quartiles else None,
        "upper_quartile": quartiles[2] if quartiles else None,
        "others_below": below[0] if below else None,
        "others": below[1] if below else None,
        "other_definitions_left_out": beside.left_out,
        "problem": beside.problem or None,
        "rows": records(beside.rows),
        "averages": records(beside.averages),
    }
