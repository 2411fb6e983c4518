"""The other way round: for a mentor, mentees whose needs fit what it has done before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wopmap.labels import Term
from wopmap.matching.evidence import NOT_MENTORS, Evidence
from wopmap.matching.ranking import COMPONENTS, DEFAULT_WEIGHTS, Standing, asking, components, score
from wopmap.selection import split_values

OF_MENTOR_ALONE = ("load", "public")
"""Reasons that are the same for every mentee of one mentor."""

NEED = Term(
    "Need",
    "Urban share without at least basic water in the country, divided by the largest such share of all countries.",
)

REVERSE_COMPONENTS: Mapping[str, Term] = {
    **{name: term for name, term in COMPONENTS.items() if name not in OF_MENTOR_ALONE},
    "need": NEED,
}
REVERSE_WEIGHTS: Mapping[str, int] = {
    **{name: weight for name, weight in DEFAULT_WEIGHTS.items() if name in REVERSE_COMPONENTS},
    "need": 3,
}


def needs_on_record(flows: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Topics each mentee has been helped on: what a source says it asked for or got."""
    rows = flows[["mentee_id", "topics"]].astype(object).dropna()
    found: dict[str, dict[str, None]] = {}
    for mentee, topics in rows.itertuples(index=False):
        found.setdefault(str(mentee), {}).update(dict.fromkeys(split_values(str(topics))))
    return {mentee: tuple(topics) for mentee, topics in found.items()}


def mentees(
    known: Evidence,
    facts: Standing,
    flows: pd.DataFrame,
    countries: pd.DataFrame,
    mentor: str,
    topics: tuple[str, ...] = (),
    weights: Mapping[str, float] = REVERSE_WEIGHTS,
) -> pd.DataFrame:
    """Mentees for a mentor, best first.

    Candidates are the operators that have been mentees, and the countries with a gap that have none on record.

    Parameters
    ----------
    topics : tuple of str
        What the mentor offers to work on; empty for what each mentee was helped on before.

    Returns
    -------
    DataFrame
        - id, mentee, country, iso3, lon, lat, whole_country
        - score, evidence and one column per key of `REVERSE_COMPONENTS` (missing = no evidence)

        Empty where the operator is no mentor on record.
    """
    if mentor not in known.mentors:
        return pd.DataFrame(
            columns=["id", "mentee", "country", "iso3", "lon", "lat", "whole_country", "score"]
        )
    place = known.mentors.index(mentor)
    needs = needs_on_record(flows)
    rows, values = [], []
    for identity in _candidates(known, flows, countries, mentor):
        who = asking(known, identity, topics or needs.get(identity, ()))
        if who is None:
            continue
        found = dict(zip(COMPONENTS, components(known, facts, who)[place], strict=True))
        lack = 1.0 - known.served.get(who.country, np.nan)
        values.append([*(found[name] for name in REVERSE_COMPONENTS if name != "need"), lack])
        rows.append((identity, who.country, who.lon, who.lat, not who.operator))
    array = np.array(values)
    array[:, -1] /= float((1.0 - known.served).max())
    wanted = np.array([float(weights.get(name, 0)) for name in REVERSE_COMPONENTS])
    total, evidence = score(array, wanted)
    table = pd.DataFrame(rows, columns=["id", "iso3", "lon", "lat", "whole_country"])
    names = countries.dropna(subset=["iso3"]).set_index("iso3")["name"]
    table["country"] = table["iso3"].map(names).astype(str)
    short = known.operators["short_name"]
    table["mentee"] = [
        str(country) if whole else str(short[identity])
        for identity, country, whole in zip(
            table["id"], table["country"], table["whole_country"], strict=True
        )
    ]
    table["score"], table["evidence"] = total, evidence
    for column, name in enumerate(REVERSE_COMPONENTS):
        table[name] = array[:, column]
    order = ["score", "evidence", "mentee"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _candidates(known: Evidence, flows: pd.DataFrame, countries: pd.DataFrame, mentor: str) -> list[str]:
    operators = known.operators
    real = operators[~operators["placeholder"].astype(bool) & ~operators["kind"].isin(NOT_MENTORS)].index
    named = sorted((set(flows["mentee_id"].astype(str)) & set(real)) - {mentor})
    helped = set(operators.loc[named, "country_iso3"])
    codes = countries["iso3"].dropna().astype(str)
    open_countries = [
        code for code in sorted(codes) if code not in helped and known.served.get(code, 1.0) < 1.0
    ]
    return [*named, *open_countries]
