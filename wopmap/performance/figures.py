"""Figures of a utility as one table: what its layer holds and what was reported of its partnerships, side by side."""

from __future__ import annotations

import re

import pandas as pd

from wopmap.performance.indicators import end_of_range, in_order, subject

COLUMNS = {
    "indicator": "What it is about; codes for the same thing are brought together.",
    "place": "City, municipality or part the figure is for, as the source names it.",
    "year": "Year of the figure; missing = not stated.",
    "low": "Value, or the lower end of a range.",
    "high": "Value, or the upper end of a range.",
    "unit": "Unit and definition as the source gives them.",
    "definition": "The unit without remarks in brackets: values compare where it is the same.",
    "phase": "Before, during or after a partnership, where the source says so.",
    "partner": "Mentor as the source names it, for values reported of a partnership.",
    "covers": "All of the utility or a part of it, for values reported of a partnership.",
    "other_donors": "Whether the source says that others gave help, too; for values reported of a partnership.",
    "origin": "Layer it comes from.",
    "source_type": "Kind of source.",
    "note": "Remark.",
    "source_id": "Document, in the layer sources.",
}
"""Columns of `figures`, with their meaning."""

PERFORMANCE, OUTCOMES = "utility_performance", "outcomes"
PLACE = "city"


def figures(performance: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Rows of both layers as one table; the two ends of a stated range become one row.

    Parameters
    ----------
    performance, outcomes : DataFrame
        Rows of the layers `utility_performance` and `outcomes` on one utility.

    Returns
    -------
    DataFrame
        Columns of `COLUMNS`; by indicator in the order pages show them, place, year (not stated last).
    """
    rows = [*_of_performance(performance), *_of_outcomes(outcomes)]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"year": "Int64", "low": float, "high": float, "other_donors": "boolean"}
    )
    rank = {code: place for place, code in enumerate(in_order(set(table["indicator"])))}
    table = table.assign(_rank=table["indicator"].map(rank))
    by = ["_rank", "origin", "place", "year", "low", "source_id"]
    return table.sort_values(by, ascending=[True, False, True, True, True, True], ignore_index=True).drop(
        columns="_rank"
    )


def definition(unit: str) -> str:
    """What a unit says apart from remarks in brackets; a number in brackets is a code and stays.

    Examples
    --------
    >>> definition("connections (47% in Kigali)"), definition("% leakage (utility report)")
    ('connections', '% leakage')
    >>> definition("% distribution losses (SNIS IN049)")
    '% distribution losses (SNIS IN049)'
    """
    return " ".join(re.sub(r"\((?![A-Z]+ [A-Z]*[0-9]+\))[^)]*\)", " ", unit).split())


_PERCENT = {"percent": "%"}


def _of_performance(rows: pd.DataFrame) -> list[dict]:
    found: list[dict] = []
    ranges: dict[tuple, dict] = {}
    for row in rows.to_dict("records"):
        code, end = str(row["indicator"]), end_of_range(str(row["indicator"]))
        made = {
            "indicator": subject(code),
            "place": row[PLACE],
            "year": row["year"],
            "low": row["value"],
            "high": row["value"],
            "unit": row["unit"],
            "definition": definition(str(row["unit"])),
            "origin": PERFORMANCE,
            "source_type": row["source_type"],
            "note": row["note"],
            "source_id": row["source_id"],
        }
        if not end:
            found.append(made)
            continue
        key = (made["indicator"], made["place"], str(made["year"]), made["unit"], made["source_id"])
        if key in ranges:
            ranges[key][end] = row["value"]
        else:
            ranges[key] = made
            found.append(made)
    return found


def _of_outcomes(rows: pd.DataFrame) -> list[dict]:
    return [
        {
            "indicator": subject(str(row["indicator"])),
            "place": row["mentee"],
            "year": row["year"],
            "low": row["value_low"],
            "high": row["value_high"],
            "unit": row["unit"],
            "definition": _PERCENT.get(definition(str(row["unit"])), definition(str(row["unit"]))),
            "phase": row["phase"],
            "partner": row["mentor"],
            "covers": row["covers"],
            "other_donors": row["other_donors"],
            "origin": OUTCOMES,
            "source_id": row["source_id"],
        }
        for row in rows.to_dict("records")
    ]


def contradictions(table: pd.DataFrame) -> pd.DataFrame:
    """Where figures on the same thing, place and year differ.

    Parameters
    ----------
    table : DataFrame
        From `figures`.

    Returns
    -------
    DataFrame
        One row an indicator, place and year: indicator, place, year (missing = none of them states a year, so
        they may be of different years), figures (their number), low, high, sources (number of documents),
        source_ids (joined by ";").
    """
    columns = ["indicator", "place", "year", "figures", "low", "high", "sources", "source_ids"]
    rows = []
    by = ["indicator", "place", "year"]
    for (code, place, year), group in _of_the_whole(table).groupby(by, dropna=False, sort=False):
        if len(group[["low", "high"]].drop_duplicates()) > 1 and group["definition"].nunique() == 1:
            ids = sorted(set(group["source_id"].astype(str)))
            low, high = float(group["low"].min()), float(group["high"].max())
            rows.append((code, place, year, len(group), low, high, len(ids), ";".join(ids)))
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})


def _of_the_whole(table: pd.DataFrame) -> pd.DataFrame:
    """Own figures, and where they are all for one place, values reported for all of the utility as of that place.

    A value before and one after a partnership that state no year are of different years for certain: they are no
    contradiction, so that reported values without a year are left out.
    """
    own = (table["origin"] == PERFORMANCE).to_numpy(bool)
    places = table.loc[own, "place"].unique()
    if len(places) != 1:
        return table[own]
    told = ((table["covers"] == "all") & table["year"].notna()).to_numpy(bool)
    return table[own | told].assign(place=places[0])
