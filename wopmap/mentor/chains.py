"""Mentees that became mentors: who was helped first and helps others now."""

from __future__ import annotations

from typing import Any

import pandas as pd

ORDER_WORDS = {
    "mentee_first": "Mentee first, mentor later",
    "same_year": "Both in the same year",
    "mentor_first": "Mentor first, mentee later",
    "not_stated": "Order not stated",
}
"""In which order an operator was mentee and mentor, as far as years are stated."""

TURNED = {
    "operator_id": "The operator.",
    "operator": "Its short name.",
    "country_iso3": "Its country.",
    "country": "Name of the country.",
    "first_as_mentee": "First year it is known to be helped; missing = not stated.",
    "first_as_mentor": "First year it is known to help; missing = not stated.",
    "order": "What came first, by these years.",
    "helped_by": "Operators that helped it.",
    "helps": "Operators it helps.",
    "without_start": "Its partnerships, on both sides, that state no start year.",
}
"""Columns of the table of operators that are mentee and mentor."""


def one_way(flows: pd.DataFrame) -> pd.DataFrame:
    """Flows in which one side is named mentor, and the two are different operators."""
    named = ~flows["mutual"].to_numpy(dtype=bool)
    return flows[
        named & (flows["mentor_id"].astype(str) != flows["mentee_id"].astype(str)).to_numpy(dtype=bool)
    ]


def _pairs(flows: pd.DataFrame) -> pd.DataFrame:
    """Every pair of mentor and mentee once with the first year it is known to work together."""
    frame = pd.DataFrame(
        {
            **{name: flows[name].astype(str) for name in ("mentor_id", "mentee_id", "mentor", "mentee")},
            "year": flows["active_from"].astype("Int64"),
        }
    )
    return (
        frame.groupby(["mentor_id", "mentee_id"], sort=True)
        .agg(mentor=("mentor", "first"), mentee=("mentee", "first"), year=("year", "min"))
        .reset_index()
    )


def turned(flows: pd.DataFrame, operators: pd.DataFrame) -> pd.DataFrame:
    """Operators that are mentee in one partnership and mentor in another.

    Parameters
    ----------
    flows, operators : DataFrame
        The layers; partnerships in which no side is named mentor are left out.

    Returns
    -------
    DataFrame
        Columns as in `TURNED`; a first year is the earliest start, or where none is stated the earliest year a
        page shows the partnership under way. Mentees that turned mentor first, by that year.
    """
    kept = one_way(flows)
    pairs = _pairs(kept)
    known = operators.set_index("operator_id")
    both = sorted(set(pairs["mentor_id"]) & set(pairs["mentee_id"]))
    rows: list[dict[str, Any]] = []
    for operator in both:
        helped, helps = pairs[pairs["mentee_id"] == operator], pairs[pairs["mentor_id"] == operator]
        first_mentee, first_mentor = _first(helped["year"]), _first(helps["year"])
        mine = kept[(kept["mentor_id"] == operator) | (kept["mentee_id"] == operator)]
        rows.append(
            {
                "operator_id": operator,
                "operator": str(known.at[operator, "short_name"]),
                "country_iso3": str(known.at[operator, "country_iso3"]),
                "country": str(known.at[operator, "country"]),
                "first_as_mentee": first_mentee,
                "first_as_mentor": first_mentor,
                "order": _order(first_mentee, first_mentor),
                "helped_by": _named(helped, "mentor"),
                "helps": _named(helps, "mentee"),
                "without_start": mine.loc[mine["start_year"].isna().to_numpy(), "wop_id"].nunique(),
            }
        )
    table = pd.DataFrame(rows, columns=list(TURNED)).astype(
        {"first_as_mentee": "Int64", "first_as_mentor": "Int64"}
    )
    rank = table["order"].map(list(ORDER_WORDS).index)
    return (
        table.assign(_rank=rank)
        .sort_values(["_rank", "first_as_mentor", "first_as_mentee", "operator"], ignore_index=True)
        .drop(columns="_rank")
    )


def chains(flows: pd.DataFrame, operator: str | None = None) -> pd.DataFrame:
    """Help handed on: A helps B, and in a later year B begins to help C.

    Parameters
    ----------
    flows : DataFrame
    operator : str, optional
        Only chains with this operator in the middle.

    Returns
    -------
    DataFrame
        first_id, first, first_year, turned_id, turned, next_id, next, next_year; both years known,
        ``first_year < next_year``, and A is not C. By year of the second step, then of the first.
    """
    pairs = _pairs(one_way(flows)).dropna(subset=["year"])
    before = pairs.rename(
        columns={"mentor_id": "first_id", "mentor": "first", "mentee_id": "turned_id", "year": "first_year"}
    )[["first_id", "first", "turned_id", "first_year"]]
    after = pairs.rename(
        columns={
            "mentor_id": "turned_id",
            "mentor": "turned",
            "mentee_id": "next_id",
            "mentee": "next",
            "year": "next_year",
        }
    )
    joined = before.merge(after, on="turned_id")
    joined = joined[(joined["first_year"] < joined["next_year"]) & (joined["first_id"] != joined["next_id"])]
    if operator is not None:
        joined = joined[joined["turned_id"] == operator]
    columns = ["first_id", "first", "first_year", "turned_id", "turned", "next_id", "next", "next_year"]
    return joined.sort_values(
        ["next_year", "first_year", "turned", "first", "next", "first_id", "next_id"], ignore_index=True
    )[columns]


def _first(years: pd.Series) -> int | None:
    known = years.dropna()
    return int(known.min()) if len(known) else None


def _order(mentee: int | None, mentor: int | None) -> str:
    if mentee is None or mentor is None:
        return "not_stated"
    if mentee == mentor:
        return "same_year"
    return "mentee_first" if mentee < mentor else "mentor_first"


def _named(pairs: pd.DataFrame, side: str) -> str:
    """Names with the first known year, earliest first: ``VEI (2009), Rand Water (year not stated)``."""
    ordered = pairs.sort_values(["year", side], na_position="last")
    return ", ".join(
        f"{who} ({'year not stated' if pd.isna(year) else int(year)})"
        for who, year in zip(ordered[side], ordered["year"], strict=True)
    )
