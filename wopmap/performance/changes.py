"""Before and after a partnership: two values side by side, with years, numbers and gaps. Never an effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from wopmap.layers import values
from wopmap.performance.figures import OUTCOMES, PERFORMANCE

BEFORE_AFTER = {
    "wop_id": "Partnership.",
    "mentors": "Who helped.",
    "start_year": "Year it began; missing = not stated.",
    "end_year": "Year it ended or is to end; missing = not stated.",
    "indicator": "What is compared.",
    "place": "City, municipality or part both values are for.",
    "before_year": "Last year with a value before the start.",
    "before_low": "Lowest value of that year.",
    "before_high": "Highest value of that year.",
    "before_n": "Figures of that year.",
    "before_unit": "Unit as the source of the earlier value gives it.",
    "after_year": "Last year with a value in or after the year of the start.",
    "after_low": "Lowest value of that year.",
    "after_high": "Highest value of that year.",
    "after_n": "Figures of that year.",
    "after_unit": "Unit as the source of the later value gives it.",
    "after_when": "Whether the later year lies within the partnership or after it.",
    "change_low": "Later minus earlier value; the least it can be where sources differ.",
    "change_high": "The most it can be.",
    "same_definition": "Whether both values are defined in the same words.",
    "others": "Other partnerships as a mentee known to be under way between the two years.",
    "undated": "Figures left out because they state no year.",
    "missing": "What is missing for a comparison; empty where nothing is.",
    "source_ids": 'Documents of both values, joined by ";".',
}
"""Columns of `before_after`, with their meaning."""

PAIRS = {
    "partner": "Mentor as the source names it.",
    "place": "Mentee or part of it as the source names it.",
    "covers": "All of the utility or a part of it.",
    "other_donors": "Whether the source says that others gave help, too.",
    "indicator": "What is compared.",
    "before_year": "Year of the earlier value; missing = not stated.",
    "before_low": "Earlier value, or the lower end of its range.",
    "before_high": "Upper end of its range.",
    "before_unit": "Unit as the source of the earlier value gives it.",
    "after_year": "Year of the later value; missing = not stated.",
    "after_low": "Later value, or the lower end of its range.",
    "after_high": "Upper end of its range.",
    "after_unit": "Unit as the source of the later value gives it.",
    "before_n": "Earlier values reported; the last year counts.",
    "after_n": "Later values reported; the last year counts.",
    "change_low": "Later minus earlier value; the least it can be.",
    "change_high": "The most it can be.",
    "missing": "What is missing for a comparison; empty where nothing is.",
    "source_ids": 'Documents of both values, joined by ";".',
}
"""Columns of `reported_pairs`, with their meaning."""

WITHIN, AFTER, OPEN = "within", "after", "within or after (end not stated)"


def before_after(table: pd.DataFrame, phases: pd.DataFrame) -> pd.DataFrame:
    """Value in the last year before the start against the last year within or after, by partnership.

    Parameters
    ----------
    table : DataFrame
        From `wopmap.performance.figures`; only the utility's own figures count, those reported of a partnership
        say themselves whether they are before or after (`reported_pairs`).
    phases : DataFrame
        Partnerships in which the utility is mentee: wop_id, mentors, start_year, end_year, active_from, active_to.

    Returns
    -------
    DataFrame
        Columns of `BEFORE_AFTER`: one row for each partnership, indicator and place with a figure; those that can
        be compared first. Where several sources speak of one year all their values stand, and the change is an
        interval: least = lowest later minus highest earlier value, most = highest later minus lowest earlier.
    """
    own = table[(table["origin"] == PERFORMANCE).to_numpy(bool)]
    rows = []
    for phase in phases.to_dict("records"):
        for (code, place), group in own.groupby(["indicator", "place"], sort=False):
            rows.append(_compared(phase, str(code), str(place), group, phases))
    found = pd.DataFrame(rows, columns=list(BEFORE_AFTER))
    whole = {"start_year": "Int64", "end_year": "Int64", "before_year": "Int64", "after_year": "Int64"}
    found = found.astype({**whole, "others": "Int64"})
    return found.sort_values("missing", key=lambda words: words != "", kind="stable", ignore_index=True)


def _compared(
    phase: dict, code: str, place: str, group: pd.DataFrame, phases: pd.DataFrame
) -> dict[str, Any]:
    start = None if pd.isna(phase["start_year"]) else int(phase["start_year"])
    end = None if pd.isna(phase["end_year"]) else int(phase["end_year"])
    dated = group[group["year"].notna().to_numpy(bool)]
    row: dict[str, Any] = {
        "wop_id": phase["wop_id"],
        "mentors": phase["mentors"],
        "start_year": start,
        "end_year": end,
        "indicator": code,
        "place": place,
        "undated": len(group) - len(dated),
    }
    earlier = dated[(dated["year"] < start).to_numpy(bool)] if start is not None else dated.iloc[:0]
    later = dated[(dated["year"] >= start).to_numpy(bool)] if start is not None else dated.iloc[:0]
    row |= {**_side("before", earlier), **_side("after", later)}
    row["missing"] = _missing(start, earlier, later)
    if len(later):
        row["after_when"] = OPEN if end is None else WITHIN if row["after_year"] <= end else AFTER
    if not row["missing"]:
        row["change_low"] = round(row["after_low"] - row["before_high"], 6)
        row["change_high"] = round(row["after_high"] - row["before_low"], 6)
        row["same_definition"] = row["before_definition"] == row["after_definition"]
        row["others"] = _others(phase["wop_id"], phases, row["before_year"], row["after_year"])
    row["source_ids"] = ";".join(sorted({*row["before_ids"], *row["after_ids"]}))
    return row


def _side(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    """The values of the last year of some rows."""
    last = rows[(rows["year"] == rows["year"].max()).to_numpy(bool)] if len(rows) else rows
    if not len(last):
        return {f"{name}_ids": (), f"{name}_n": 0, f"{name}_definition": ""}
    return {
        f"{name}_year": int(last["year"].iloc[0]),
        f"{name}_low": float(last["low"].min()),
        f"{name}_high": float(last["high"].max()),
        f"{name}_n": len(last),
        f"{name}_unit": _joined(last["unit"]),
        f"{name}_definition": _joined(last["definition"]),
        f"{name}_ids": tuple(last["source_id"].astype(str)),
    }


def _joined(words: Iterable[Any]) -> str:
    return " / ".join(dict.fromkeys(str(word) for word in words))


def _missing(start: int | None, earlier: pd.DataFrame, later: pd.DataFrame) -> str:
    if start is None:
        return "the start of the partnership is not stated"
    gaps = [f"no figure before {start}"] if not len(earlier) else []
    gaps += [f"no figure in or after {start}"] if not len(later) else []
    return " and ".join(gaps)


def _others(wop_id: str, phases: pd.DataFrame, first: int, last: int) -> int:
    """Other partnerships known to be under way in a year after the first and up to the last."""
    known = phases[phases["active_from"].notna() & phases["active_to"].notna()]
    meets = (known["active_from"] <= last) & (known["active_to"] > first) & (known["wop_id"] != wop_id)
    return int(meets.sum())


def reported_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Values reported of partnerships, the earlier beside the later.

    Parameters
    ----------
    table : DataFrame
        From `wopmap.performance.figures`.

    Returns
    -------
    DataFrame
        Columns of `PAIRS`: one row for each mentor, part and indicator as the sources name them. Of several later
        values that of the last year counts (one without a year only where none has one); ranges make the change an
        interval, as in `before_after`.
    """
    told = table[(table["origin"] == OUTCOMES).to_numpy(bool)]
    rows = []
    for (partner, place, code), group in told.groupby(
        ["partner", "place", "indicator"], dropna=False, sort=False
    ):
        sides = {name: group[(group["phase"] == name).to_numpy(bool)] for name in values.PHASES}
        later = sides["after"] if len(sides["after"]) else sides["during"]
        before, after = _last(sides["before"]), _last(later)
        row: dict[str, Any] = {"partner": partner, "place": place, "indicator": code}
        row |= {"before_n": len(sides["before"]), "after_n": len(later)}
        row |= {"covers": group["covers"].iloc[0], "other_donors": bool(group["other_donors"].any())}
        for name, side in (("before", before), ("after", after)):
            row |= {f"{name}_{key}": side.get(key) for key in ("year", "low", "high", "unit")}
        gaps = [f"no value {name}" for name, side in (("before", before), ("after", after)) if not side]
        row["missing"] = " and ".join(gaps)
        if not gaps:
            row["change_low"] = round(after["low"] - before["high"], 6)
            row["change_high"] = round(after["high"] - before["low"], 6)
        ids = sorted({*before.get("ids", ()), *after.get("ids", ())})
        rows.append({**row, "source_ids": ";".join(ids)})
    found = pd.DataFrame(rows, columns=list(PAIRS)).astype({"before_year": "Int64", "after_year": "Int64"})
    return found.sort_values("missing", key=lambda words: words != "", kind="stable", ignore_index=True)


def _last(rows: pd.DataFrame) -> dict[str, Any]:
    """The values of the last year, or those without a year where none has one; empty for no rows."""
    if not len(rows):
        return {}
    last = rows[(rows["year"] == rows["year"].max()).fillna(False).to_numpy(bool)]
    last = last if len(last) else rows
    return {
        "year": last["year"].iloc[0],
        "low": float(last["low"].min()),
        "high": float(last["high"].max()),
        "unit": _joined(last["unit"]),
        "ids": tuple(last["source_id"].astype(str)),
    }
