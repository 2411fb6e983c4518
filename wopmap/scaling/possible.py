"""Possible flows: the partnerships a rule hands out, each with the mentor that fits best and has hands free."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wopmap.matching import Evidence, Standing, asking, rank
from wopmap.matching.languages import shared
from wopmap.scaling.sharing import share_out

SPEAKS = 0.5
"""A language counts as shared when at least half of the people know it on both sides, or it is official."""

EACH = 2
"""So many of the partnerships handed out one mentor takes at most, beside those it has."""

COLUMNS = ("mentor_id", "mentor", "iso3", "lon", "lat", "to_lon", "to_lat", "partnerships", "score")


def speakers(known: Evidence, facts: Standing, codes: list[str]) -> pd.Series:
    """For each country, mentors of other countries that share a language with it."""
    homes, counts = np.unique(np.array(facts.countries, dtype=object), return_counts=True)
    out = {}
    for code in codes:
        found = 0
        for home, count in zip(homes, counts, strict=True):
            best = shared(str(home), code) if home != code else None
            found += int(count) if best is not None and best.score >= SPEAKS else 0
        out[code] = found
    return pd.Series(out, dtype=int)


def placed(known: Evidence, facts: Standing, gaps: pd.DataFrame, rule: str, seats: int) -> pd.DataFrame:
    """Possible flows (`possible_flows`) where new partnerships are handed out under a rule.

    Parameters
    ----------
    gaps : DataFrame
        From `wopmap.scaling.demand.demand`.
    rule : str
        Key of `wopmap.scaling.RULES`.
    seats : int
        New partnerships.
    """
    speaking = None
    if rule == "language":
        speaking = speakers(
            known, facts, gaps.loc[gaps["without"].fillna(0) > 0, "iso3"].astype(str).tolist()
        )
    return possible_flows(known, facts, share_out(gaps, rule, seats, speaking))


def in_words(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Possible flows as people read them: mentor, country, partnerships, score."""
    rows = table.assign(country=table["iso3"].map(names))
    return rows[["mentor", "country", "partnerships", "score"]]


def possible_flows(known: Evidence, facts: Standing, seats: pd.Series) -> pd.DataFrame:
    """One row per pair of a mentor and a country that could work together.

    Parameters
    ----------
    seats : Series, index iso3
        Partnerships handed out (`wopmap.scaling.sharing.share_out`).

    Returns
    -------
    DataFrame
        `COLUMNS`; partnerships sum to the seats that found a mentor. Countries take turns, the one with most
        seats first; each turn takes the best ranked mentor from another country that has taken fewer than
        `EACH`.
    """
    left = {str(code): int(count) for code, count in seats.items() if str(code) in known.seats}
    ranked = {}
    for code in left:
        who = asking(known, code)
        if who is not None:
            table = rank(known, facts, who)
            ranked[code] = table[table["iso3"] != code].to_dict("records")
    taken: dict[str, int] = {}
    pairs: dict[tuple[str, str], dict[str, object]] = {}
    while any(left.values()):
        for code in list(left):
            if not left[code]:
                continue
            left[code] -= 1
            best = next((row for row in ranked[code] if taken.get(row["mentor_id"], 0) < EACH), None)
            if best is None:
                left[code] = 0
                continue
            taken[best["mentor_id"]] = taken.get(best["mentor_id"], 0) + 1
            seat = known.seats[code]
            row = pairs.setdefault(
                (best["mentor_id"], code),
                {
                    **{name: best[name] for name in ("mentor_id", "mentor", "lon", "lat", "score")},
                    "iso3": code,
                    "to_lon": seat.lon,
                    "to_lat": seat.lat,
                    "partnerships": 0,
                },
            )
            row["partnerships"] = int(str(row["partnerships"])) + 1
    return pd.DataFrame(list(pairs.values()), columns=list(COLUMNS))
