"""Figures of a utility as people read them, and the row they would fill in to bring one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wopmap.partnerships import years_in_words
from wopmap.performance import indicator
from wopmap.performance.changes import BEFORE_AFTER, PAIRS
from wopmap.performance.figures import COLUMNS, OUTCOMES, PERFORMANCE
from wopmap.performance.worded import change_unit, signed, span_words, year_words
from wopmap.utility.reading import Utility

ORIGINS: Mapping[str, str] = {PERFORMANCE: "its own figures", OUTCOMES: "reported of a partnership"}

TEMPLATE = (
    "utility",
    "operator_id",
    "country_iso3",
    "city",
    "year",
    "indicator",
    "value",
    "unit",
    "source_type",
    "note",
    "source_id",
)
"""Columns of the table people add figures to."""

FIGURE_MEANINGS = {
    **COLUMNS,
    "label": "Indicator in words.",
    "value": "Value or range, as it stands in the layer.",
    "source": "Document.",
    "source_url": "Its address.",
}
BEFORE_AFTER_MEANINGS = BEFORE_AFTER
PAIR_MEANINGS = PAIRS


def figure_table(table: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """All figures in words with the document of each.

    Parameters
    ----------
    table : DataFrame
        From `wopmap.performance.figures`.
    sources : DataFrame
        The layer.
    """
    known = sources.set_index("source_id")
    named = known.reindex(table["source_id"])
    titles = named["title"].fillna(named["publisher"]).to_numpy(object)
    return table.assign(
        label=[indicator(str(code)).label for code in table["indicator"]],
        value=[span_words(low, high) for low, high in zip(table["low"], table["high"], strict=True)],
        source=[
            source if pd.isna(title) else title
            for source, title in zip(table["source_id"], titles, strict=True)
        ],
        source_url=named["url"].to_numpy(object),
    )


def statement_table(utility: Utility, sources: pd.DataFrame) -> pd.DataFrame:
    """Its partnerships, the latest first: who, years, stated, result, source, source_url; "" where not stated."""
    known = sources.set_index("source_id")
    made = []
    for values in utility.phases.iloc[::-1].to_dict("records"):
        row = {name: None if pd.isna(value) else value for name, value in values.items()}
        helped = row["role"] == "mentee"
        who = (
            f"Help from {utility.named(row['mentors'])}"
            if helped
            else f"Help to {utility.named(row['mentees'])}"
        )
        document = known.loc[row["source_id"]]
        title = next(
            (document[name] for name in ("title", "publisher") if pd.notna(document[name])), row["source_id"]
        )
        made.append(
            (who, years_in_words(row), row["stated"] or "", row["result"] or "", title, document["url"])
        )
    return pd.DataFrame(made, columns=["who", "years", "stated", "result", "source", "source_url"])


def comparison_table(rows: pd.DataFrame, utility: Utility) -> pd.DataFrame:
    """Before and after of both kinds in words: who, what, both values with years, change, what is missing.

    Parameters
    ----------
    rows : DataFrame
        From `before_after` or `reported_pairs`.
    """
    computed = "mentors" in rows
    who = rows["mentors"].map(utility.named) if computed else rows["partner"].fillna("not stated")
    made = []
    for row in rows.to_dict("records"):
        words = {"Indicator": indicator(row["indicator"]).label, "For": row["place"]}
        for end in ("before", "after"):
            words[end.capitalize()] = _value(row, end) if pd.notna(row[f"{end}_low"]) else ""
        whole = not row["missing"]
        words["Change"] = (
            f"{signed(row['change_low'], row['change_high'])} {change_unit(row['indicator'])}"
            if whole
            else ""
        )
        words["Missing or to mind"] = row["missing"] or (_mind(row) if computed else _mind_reported(row))
        made.append(words)
    table = pd.DataFrame(
        made, columns=["Indicator", "For", "Before", "After", "Change", "Missing or to mind"]
    )
    table.insert(0, "Partnership with", who.to_numpy(object))
    return table


def _value(row: dict, end: str) -> str:
    """``40 (1993, n = 1)``: values, year, and the number of figures."""
    values = span_words(row[f"{end}_low"], row[f"{end}_high"])
    return f"{values} ({year_words(row[f'{end}_year'])}, n = {row[f'{end}_n']})"


def _mind(row: dict) -> str:
    parts = [f"the later year lies {row['after_when']}"]
    if row["others"]:
        parts.insert(0, f"other partnerships under way in between: {row['others']}")
    if not row["same_definition"]:
        parts.insert(0, f"defined in different words: {row['before_unit']}, later {row['after_unit']}")
    if row["undated"]:
        parts.append(f"left out without a year: {row['undated']}")
    return "; ".join(parts)


def _mind_reported(row: dict) -> str:
    parts = []
    if row["covers"] == "part":
        parts.append("for a part of the utility only")
    if row["other_donors"]:
        parts.append("other donors helped as well")
    for end in ("before", "after"):
        unit = str(row[f"{end}_unit"])
        parts += [f"{end}: {unit}"] if "(" in unit else []
    return "; ".join(parts)


def template(utility: Utility) -> pd.DataFrame:
    """A row for ``geodata/sources/utility_performance.csv`` with what is known filled in; the rest is to be written."""
    row = dict.fromkeys(TEMPLATE, "")
    row |= {
        "utility": utility.name,
        "operator_id": utility.operator_id or "",
        "country_iso3": utility.country_iso3,
        "city": utility.city or "",
    }
    return pd.DataFrame([row], columns=list(TEMPLATE))
