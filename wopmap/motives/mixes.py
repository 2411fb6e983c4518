"""Motive mixes by mentor and by country, and the matrix of who gives which motive."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wopmap.labels import FAMILIES as WORDS
from wopmap.labels import SEVERAL, Term
from wopmap.motives.statements import FAMILIES, SAID_BY
from wopmap.words import counted, listed, lower_first

BY = {
    "country": Term("Countries", "One ring per country of mentors; families of motives."),
    "mentor": Term("Mentors", "One ring per mentor; single motives."),
}

ORDERS = {
    "structure": Term(
        "From solidarity to self-interest",
        "Families stand in a fixed order from solidarity to geopolitics, inside a family the most frequent motive "
        "first; rows by the mean position of their statements on that order (their barycentre).",
    ),
    "count": Term("Most statements first", "Rows with most statements first; columns likewise."),
}

_ID = {"mentor": ("mentor_id", "mentor"), "country": ("country_iso3", "country")}


def mix(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many statements of each family there are on each mentor or country.

    Parameters
    ----------
    rows : DataFrame
        From `wopmap.motives.statements`.
    by : {"mentor", "country"}

    Returns
    -------
    DataFrame, (mentors or countries,)
        id, label, country_iso3, statements, mentors, one column per family (statements), one column per kind of
        `SAID_BY` (statements), leading (`leading_of`). Most statements first.
    """
    key, name = _ID[by]
    frame = pd.DataFrame(
        {
            "id": rows[key].astype(str),
            "label": rows[name].astype(str),
            "country_iso3": rows["country_iso3"].astype(str),
            "mentor_id": rows["mentor_id"],
            **{family: (rows["family"] == family).astype(int) for family in FAMILIES},
            **{who: (rows["said_by"] == who).astype(int) for who in SAID_BY},
        }
    )
    groups = frame.groupby("id", sort=False)
    table = groups[["label", "country_iso3"]].first()
    table["statements"] = groups.size()
    table["mentors"] = groups["mentor_id"].nunique()
    table = table.join(groups[[*FAMILIES, *SAID_BY]].sum()).reset_index()
    table["leading"] = [leading_of(dict(zip(FAMILIES, counts, strict=True))) for counts in _counts(table)]
    return table.sort_values(["statements", "label", "id"], ascending=[False, True, True], ignore_index=True)


def _counts(table: pd.DataFrame) -> list[tuple[int, ...]]:
    return [tuple(int(n) for n in row) for row in table[list(FAMILIES)].itertuples(index=False)]


def leading_of(counts: dict[str, int]) -> str:
    """The family with most statements; ``several`` where two lead together, empty where there is none."""
    most = max(counts.values(), default=0)
    leaders = [family for family, number in counts.items() if number == most]
    if not most:
        return ""
    return leaders[0] if len(leaders) == 1 else SEVERAL


def mix_in_words(counts: dict[str, int]) -> str:
    """``solidarity 3, trade 2``, most first; empty where there is none."""
    order = sorted((f for f in counts if counts[f]), key=lambda f: (-counts[f], FAMILIES.index(f)))
    return ", ".join(f"{lower_first(WORDS[family].label)} {counts[family]}" for family in order)


def summarise(rows: pd.DataFrame, total: int) -> str:
    """One sentence on the statements shown: how many, on whom, on what, and who says so."""
    if rows.empty:
        return f"None of the {total} statements on motives passes the filters."
    families = rows.groupby("family").agg(statements=("family", "size"), mentors=("mentor_id", "nunique"))
    order = sorted(families.index, key=lambda f: (-families.at[f, "statements"], FAMILIES.index(f)))
    said = rows["said_by"].value_counts()
    who = {
        "stated_by_mentor": "stated by the mentor",
        "attributed_by_researcher": "attributed by others",
        "inferred": "inferred",
    }
    parts = [
        f"{lower_first(WORDS[f].label)} ({families.at[f, 'statements']} on "
        f"{counted(int(families.at[f, 'mentors']), 'mentor')})"
        for f in order[:3]
    ]
    return (
        f"{counted(len(rows), 'statement')} on {counted(rows['mentor_id'].nunique(), 'mentor')} in "
        f"{counted(rows['country_iso3'].nunique(), 'country', 'countries')} speak"
        f"{'s' if len(rows) == 1 else ''} most often of {listed(parts)}: "
        f"{listed([f'{said[k]} {words}' for k, words in who.items() if k in said])}."
    )


@dataclass(frozen=True, eq=False)
class Matrix:
    """Who gives which motive.

    Attributes
    ----------
    cells : DataFrame
        One row per cell that holds a statement: row, row_label, column, column_label, family, statements,
        mentors, one column per kind of `SAID_BY`.
    rows, columns : tuple of (str, str)
        Identity and label, in the order in which structure shows.
    """

    cells: pd.DataFrame
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


def matrix(rows: pd.DataFrame, by: str, order: str = "structure") -> Matrix:
    """Mentors by motives, or countries by families.

    Parameters
    ----------
    rows : DataFrame
        From `wopmap.motives.statements`.
    by : {"mentor", "country"}
        Mentors by single motives, or countries by families.
    order : {"structure", "count"}
        See `ORDERS`. With `structure` a row stands at the weighted mean of the positions of its columns (the
        barycentre heuristic; Sugiyama, Tagawa and Toda 1981), so that the matrix runs from upper left to lower
        right as far as the statements allow.
    """
    key, name = _ID[by]
    column, column_name = ("motivation", "motive") if by == "mentor" else ("family", "family")
    frame = pd.DataFrame(
        {
            "row": rows[key].astype(str),
            "row_label": rows[name].astype(str),
            "column": rows[column].astype(str),
            "column_label": [str(WORDS[v].label if v in WORDS else v) for v in rows[column_name]],
            "family": rows["family"].astype(str),
            "mentor_id": rows["mentor_id"].astype(str),
            **{who: (rows["said_by"] == who).astype(int) for who in SAID_BY},
        }
    )
    groups = frame.groupby(["row", "row_label", "column", "column_label", "family"], sort=False)
    cells = groups.size().rename("statements").to_frame()
    cells = cells.join(groups["mentor_id"].nunique().rename("mentors")).join(groups[list(SAID_BY)].sum())
    cells = cells.reset_index()
    if cells.empty:
        return Matrix(cells, (), ())
    columns = _column_order(cells, order)
    return Matrix(cells, _row_order(cells, columns, order), columns)


def _column_order(cells: pd.DataFrame, order: str) -> tuple[tuple[str, str], ...]:
    totals = cells.groupby(["column", "column_label", "family"])["statements"].sum().reset_index()
    totals["_family"] = totals["family"].map(FAMILIES.index)
    by = ["_family", "statements", "column"] if order == "structure" else ["statements", "_family", "column"]
    rising = [True, False, True] if order == "structure" else [False, True, True]
    totals = totals.sort_values(by, ascending=rising)
    return tuple(zip(totals["column"], totals["column_label"], strict=True))


def _row_order(
    cells: pd.DataFrame, columns: tuple[tuple[str, str], ...], order: str
) -> tuple[tuple[str, str], ...]:
    place = {code: position for position, (code, _) in enumerate(columns)}
    weighed = cells.assign(_sum=cells["column"].map(place) * cells["statements"])
    sums = weighed.groupby(["row", "row_label"])[["_sum", "statements"]].sum().reset_index()
    sums["_mean"] = sums["_sum"] / sums["statements"]
    by = ["_mean", "statements", "row_label", "row"]
    rising = [True, False, True, True]
    if order == "count":
        by, rising = by[1:], rising[1:]
    sums = sums.sort_values(by, ascending=rising)
    return tuple(zip(sums["row"], sums["row_label"], strict=True))
