"""Who may ask and who fits, either way: mentors for a mentee, or mentees for a mentor."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wopmap.matching.evidence import Evidence
from wopmap.matching.ranking import Standing, asking, rank
from wopmap.matching.reverse import mentees


def fits(
    known: Evidence,
    facts: Standing,
    flows: pd.DataFrame,
    countries: pd.DataFrame,
    who: str,
    way: str,
    topics: tuple[str, ...],
    weights: Mapping[str, float],
) -> pd.DataFrame:
    """`rank` or `mentees` for the one who asks, best first; empty where it is neither known nor, there, a mentor.

    Parameters
    ----------
    flows, countries : DataFrame
        The layers.
    way : {"mentors", "mentees"}
    """
    if way == "mentees":
        return mentees(known, facts, flows, countries, who, topics, weights)
    found = asking(known, who, topics)
    return pd.DataFrame() if found is None else rank(known, facts, found, weights)


def askers(known: Evidence, names: Mapping[str, str], way: str) -> dict[str, str]:
    """Who may ask, in words by id: countries and operators for a mentor, mentors for a mentee.

    Parameters
    ----------
    names : mapping of str to str
        Of countries by their code.
    """
    real = known.operators[~known.operators["placeholder"].astype(bool)]
    named = sorted(
        (f"{row.short_name} ({row.city}, {row.country})", str(row.Index)) for row in real.itertuples()
    )
    if way == "mentees":
        return {identity: label for label, identity in named if identity in known.mentors}
    countries = {code: f"{name} (country)" for code, name in names.items() if code in known.seats}
    return countries | {identity: label for label, identity in named}


def name_of(known: Evidence, names: Mapping[str, str], identity: str) -> str:
    """Short name of an operator, or the name of a country."""
    if identity in known.operators.index:
        return str(known.operators.at[identity, "short_name"])
    return names.get(identity, identity)
