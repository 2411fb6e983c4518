"""Charts of the page of mentors: who gives which motive, conditions beside motives, partnerships over time, network.

Every statement is one dot, filled by who says so, so that no count hides that.
"""

from __future__ import annotations

import json
import math
from typing import Any

import altair as alt
import pandas as pd

from wopmap import motives
from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.labels import FAMILIES, SAID_BY
from wopmap.motives import Matrix
from wopmap.scene.mentors import family_colours
from wopmap.scene.style import Theme
from wopmap.words import counted

CELL = "cell"
"""Name of the parameter that holds the cell a reader picks: fields row and column."""

FILLS = dict(zip(motives.SAID_BY, (1.0, 0.4, 0.0), strict=True))
"""How full a statement's dot is: the mentor's own words, what others say of it, our reading."""

KEY_WORDS = "\u25cf the mentor says so, \u25d0 others say so, \u25cb inferred from a reported fact"
"""What full, half and hollow marks mean."""

HEAD_PX = {"mentor": 262, "country": 44, "region": 196}
FOOT_PX = 46
"""Room for an axis with its title."""

ROW_PX = {"mentor": 21, "country": 35}
A_LINE = {"mentor": 3, "country": 5}
"""Dots side by side in a cell before the next line begins."""

ODDS = (1 / 64, 256.0)
"""Ends of the axis of odds ratios; what lies beyond is drawn at the edge as an arrow."""


def _fill() -> alt.FillOpacity:
    """How full a mark is; `KEY_WORDS` says what that means, where a legend of the chart would need its room."""
    scale = alt.Scale(domain=[SAID_BY[k].label for k in FILLS], range=list(FILLS.values()))
    return alt.FillOpacity("who:N", scale=scale, legend=None)


def _family_scale(theme: Theme) -> alt.Scale:
    colours = family_colours(theme)
    return alt.Scale(domain=list(motives.FAMILIES), range=[colours[f] for f in motives.FAMILIES])


def matrix(found: Matrix, rows: pd.DataFrame, by: str, theme: Theme) -> Spec:
    """Mentors by motives or countries by families; a dot a statement.

    Parameters
    ----------
    found : Matrix
    rows : DataFrame
        The statements it was made of.
    """
    cells = found.cells.assign(
        words=[_cell_words(cell) for cell in found.cells.itertuples()],
        number=[
            f"{cell.statements} on {cell.mentors}" if by == "country" else str(cell.statements)
            for cell in found.cells.itertuples()
        ],
    )
    order = [label for _, label in found.rows]
    columns = [label for _, label in found.columns]
    x = alt.X(
        "column_label:N",
        sort=columns,
        title=None,
        scale=alt.Scale(paddingInner=0.04, paddingOuter=0.02),
        axis=_heads(columns, by),
    )
    y = alt.Y("row_label:N", sort=order, title=None, axis=_names(165 if by == "mentor" else 95, lines=True))
    base = alt.Chart(cells)
    numbers = base.mark_text(align="right", dx=-3, dy=-11, color=theme.quiet, fontSize=10.5).encode(
        x=alt.X("column_label:N", sort=columns, bandPosition=1), y=y, text="number:N"
    )
    pick = alt.selection_point(name=CELL, fields=["row", "column"], on="click", clear="dblclick")
    catch = (
        base.mark_rect(fill=theme.ink, cursor="pointer")
        .encode(
            x=x,
            y=y,
            fillOpacity=alt.condition(pick, alt.value(0.07), alt.value(0.015), empty=False),
            stroke=alt.condition(pick, alt.value(theme.ink), alt.value("transparent"), empty=False),
            tooltip=[
                alt.Tooltip("row_label:N", title="Mentor" if by == "mentor" else "Country"),
                alt.Tooltip("column_label:N", title="Motive" if by == "mentor" else "Family"),
                alt.Tooltip("words:N", title="Statements"),
            ],
        )
        .add_params(pick)
    )
    layers = [_dots(rows, by, columns, order, theme), *([numbers] if by == "country" else []), catch]
    chart = (
        alt.layer(*layers)
        .resolve_scale(fillOpacity="independent")
        .properties(height=HEAD_PX[by] + ROW_PX[by] * len(found.rows))
    )
    return dressed(chart, theme, _matrix_words(found, by))


def _heads(columns: list[str], by: str) -> alt.Axis:
    """Heads of columns: motives upright, families level in two lines."""
    if by == "mentor":
        return alt.Axis(
            orient="top", labelAngle=-90, labelAlign="left", labelLimit=250, grid=True, tickBand="extent"
        )
    lines = {label: _two_lines(label) for label in columns}
    return alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr=_looked_up(lines),
        labelLimit=150,
        labelPadding=20,
        grid=True,
        tickBand="extent",
    )


def _two_lines(label: str) -> list[str]:
    """The label, broken at the blank next to its middle."""
    blanks = [at for at, sign in enumerate(label) if sign == " "]
    if len(label) < 14 or not blanks:
        return [label]
    at = min(blanks, key=lambda place: abs(place - len(label) / 2))
    return [label[:at], label[at + 1 :]]


def _names(wide: int, *, lines: bool = False) -> alt.Axis:
    """Names of rows, with room for the widest: letters may load after the room has been measured."""
    ruled = {"grid": True, "tickBand": "extent"} if lines else {}
    return alt.Axis(labelLimit=wide, minExtent=wide + 22, **ruled)


def _dots(rows: pd.DataFrame, by: str, columns: list[str], order: list[str], theme: Theme) -> alt.Chart:
    """One dot for each statement, in lines inside its cell."""
    key, name = ("mentor_id", "mentor") if by == "mentor" else ("country_iso3", "country")
    column = rows["motive"] if by == "mentor" else rows["family"].map(lambda f: FAMILIES[f].label)
    frame = pd.DataFrame(
        {
            "row_label": rows[name].astype(str),
            "column_label": column.astype(str),
            "family": rows["family"].astype(str),
            "who": [SAID_BY[kind].label for kind in rows["said_by"]],
            "_who": rows["said_by"].map(motives.SAID_BY.index),
            "_row": rows[key].astype(str),
        }
    ).sort_values(["_row", "column_label", "_who"])
    place = frame.groupby(["_row", "column_label"]).cumcount()
    across = A_LINE[by]
    frame = frame.assign(slot=place % across, line=place // across).drop(columns=["_who", "_row"])
    slots = alt.Scale(domain=list(range(across + (5 if by == "country" else 0))))
    lines = alt.Scale(domain=list(range(1 if by == "mentor" else 3)))
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=46 if by == "mentor" else 52, strokeWidth=1.4, opacity=1)
        .encode(
            x=alt.X("column_label:N", sort=columns),
            y=alt.Y("row_label:N", sort=order),
            xOffset=alt.XOffset("slot:O", scale=slots),
            yOffset=alt.YOffset("line:O", scale=lines),
            color=alt.Color("family:N", scale=_family_scale(theme), legend=None),
            stroke=alt.Stroke("family:N", scale=_family_scale(theme), legend=None),
            fillOpacity=_fill(),
        )
    )


def _cell_words(cell: Any) -> str:
    who = ", ".join(
        f"{getattr(cell, kind)} {SAID_BY[kind].label.lower()}"
        for kind in motives.SAID_BY
        if getattr(cell, kind)
    )
    return f"{cell.statements} on {counted(int(cell.mentors), 'mentor')} ({who})"


def _matrix_words(found: Matrix, by: str) -> str:
    if not len(found.cells):
        return "No statement passes the filters."
    rows, columns = ("mentors", "motives") if by == "mentor" else ("countries", "families of motives")
    most = found.cells.sort_values("statements", ascending=False).iloc[0]
    return (
        f"{int(found.cells['statements'].sum())} statements in a matrix of {len(found.rows)} {rows} by "
        f"{len(found.columns)} {columns}; most in one cell: {most['statements']}, {most['row_label']} and "
        f"{most['column_label']}."
    )


def mix(rows: pd.DataFrame, theme: Theme, summary: str) -> Spec:
    """Statements on one mentor or country: a bar per family, split by who says so."""
    frame = pd.DataFrame(
        {
            "family": rows["family"].astype(str),
            "label": [FAMILIES[family].label for family in rows["family"]],
            "who": [SAID_BY[kind].label for kind in rows["said_by"]],
            "_order": rows["said_by"].map(motives.SAID_BY.index),
        }
    )
    frame = frame.groupby(["family", "label", "who", "_order"]).size().rename("statements").reset_index()
    used = [FAMILIES[f].label for f in motives.FAMILIES if f in set(frame["family"])]
    most = int(frame.groupby("family")["statements"].sum().max()) if len(frame) else 1
    chart = (
        alt.Chart(frame)
        .mark_bar(height=13, strokeWidth=1.2)
        .encode(
            y=alt.Y("label:N", sort=used, title=None, axis=_names(170)),
            x=alt.X(
                "statements:Q",
                title="statements",
                axis=alt.Axis(tickMinStep=1, format="d", tickCount=min(most, 6)),
                scale=alt.Scale(domain=[0, max(most, 2)]),
            ),
            color=alt.Color("family:N", scale=_family_scale(theme), legend=None),
            stroke=alt.Stroke("family:N", scale=_family_scale(theme), legend=None),
            fillOpacity=_fill(),
            order=alt.Order("_order:Q"),
            tooltip=[
                alt.Tooltip("label:N", title="Family"),
                alt.Tooltip("who:N", title="Who says so"),
                alt.Tooltip("statements:Q", title="Statements"),
            ],
        )
        .properties(height=22 * max(len(used), 1) + FOOT_PX)
    )
    return dressed(chart, theme, summary)


def forest(tables: pd.DataFrame, family: str, unit: str, theme: Theme) -> Spec:
    """Odds ratio of every condition with its exact interval, on a logarithmic axis."""
    frame = tables[tables["odds"].notna()].reset_index(drop=True)
    many = motives.UNITS[unit].label.lower()
    low, high = ODDS
    shown = pd.DataFrame(
        {
            "label": [_condition(row) for row in frame.itertuples()],
            "odds": frame["odds"].clip(low, high),
            "low": frame["low"].clip(low, high),
            "high": frame["high"].clip(low, high),
            "at_edge": ~frame["odds"].between(low, high),
            "opens_left": frame["low"] < low,
            "opens_right": frame["high"] > high,
            "strength": ["small counts" if small else "enough counts" for small in frame["small"]],
            "counts": [
                f"{row.both} of {row.both + row.condition_only}, against {row.family_only} of "
                f"{row.family_only + row.neither}"
                for row in frame.itertuples()
            ],
            "interval": [
                f"{_number(row.odds)} ({_number(row.low)} to {_number(row.high)})"
                for row in frame.itertuples()
            ],
            "warning": [row.warning or "none" for row in frame.itertuples()],
        }
    )
    colour = alt.Color(
        "strength:N",
        title=None,
        scale=alt.Scale(
            domain=["enough counts", "small counts"], range=[family_colours(theme)[family], theme.hatch]
        ),
    )
    y = alt.Y("label:N", sort=list(shown["label"]), title=None, axis=_names(330))
    x = alt.X(
        "odds:Q",
        title=f"odds ratio of {FAMILIES[family].label.lower()}, {many}, with 95 % interval",
        scale=alt.Scale(type="log", domain=list(ODDS)),
        axis=alt.Axis(
            values=[1 / 64, 1 / 16, 1 / 4, 1, 4, 16, 64, 256],
            labelExpr="datum.value < 1 ? '1/' + format(1 / datum.value, 'd') : format(datum.value, 'd')",
        ),
    )
    tooltip = [
        alt.Tooltip("label:N", title="Condition"),
        alt.Tooltip("counts:N", title=f"{many.capitalize()} with the family, with and without the condition"),
        alt.Tooltip("interval:N", title="Odds ratio (95 %)"),
        alt.Tooltip("warning:N", title="Mind"),
    ]
    base = alt.Chart(shown)
    one = alt.Chart(pd.DataFrame({"odds": [1.0]})).mark_rule(color=theme.ink, strokeDash=[3, 3]).encode(x=x)
    bars = base.mark_rule(strokeWidth=2.2).encode(
        x=_on(x, "low"),
        x2="high:Q",
        y=y,
        color=colour,
    )
    dots = (
        base.transform_filter("!datum.at_edge")
        .mark_point(filled=True, size=75, opacity=1)
        .encode(x=x, y=y, color=colour)
    )
    catch = base.mark_bar(opacity=0.001, height=20).encode(x=_on(x, "low"), x2="high:Q", y=y, tooltip=tooltip)
    ends = [
        base.transform_filter(alt.datum[f"opens_{side}"])
        .mark_point(shape=f"triangle-{side}", filled=True, size=42, opacity=1)
        .encode(x=_on(x, end), y=y, color=colour)
        for side, end in (("left", "low"), ("right", "high"))
    ]
    chart = alt.layer(one, bars, *ends, dots, catch).properties(height=FOOT_PX + 26 + 23 * max(len(shown), 1))
    return dressed(chart, theme, _forest_words(frame, family, many))


def _on(x: alt.X, column: str) -> alt.X:
    """The same axis for another column."""
    other = x.copy()
    other.shorthand = f"{column}:Q"
    return other


def _condition(row: Any) -> str:
    return f"{row.condition} ({row.countries})"


def _number(value: float) -> str:
    if math.isinf(value):
        return "beyond any number"
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _forest_words(frame: pd.DataFrame, family: str, many: str) -> str:
    if frame.empty:
        return "Nothing can be compared: one side of every table is empty."
    apart = frame[(frame["low"] > 1) | (frame["high"] < 1)]
    said = f"Odds ratios of {FAMILIES[family].label.lower()} by {len(frame)} conditions at home, counted in {many}; "
    return said + (
        f"the interval leaves out 1 for {', '.join(apart['condition'])}."
        if len(apart)
        else "every interval holds 1."
    )


def turned(table: pd.DataFrame, theme: Theme) -> Spec:
    """Operators that were mentee and are mentor: first year of each, joined."""
    frame = table.dropna(subset=["first_as_mentee", "first_as_mentor"]).copy()
    frame["label"] = frame["operator"] + ", " + frame["country"]
    frame = frame.astype({"first_as_mentee": int, "first_as_mentor": int})
    order = list(frame["label"])
    ends = pd.concat(
        [
            frame.assign(year=frame["first_as_mentee"], side="first year as mentee", who=frame["helped_by"]),
            frame.assign(year=frame["first_as_mentor"], side="first year as mentor", who=frame["helps"]),
        ]
    )[["label", "year", "side", "who"]]
    ends["who"] = [_short(text, 160) for text in ends["who"]]
    y = alt.Y("label:N", sort=order, title=None, axis=_names(200))
    x_scale = alt.Scale(zero=False, nice=True)
    line = (
        alt.Chart(frame[["label", "first_as_mentee", "first_as_mentor"]])
        .mark_rule(strokeWidth=2, color=theme.several)
        .encode(
            x=alt.X("first_as_mentee:Q", scale=x_scale, title=None, axis=alt.Axis(format="d")),
            x2="first_as_mentor:Q",
            y=y,
        )
    )
    dots = (
        alt.Chart(ends)
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=alt.X("year:Q", scale=x_scale, title=None, axis=alt.Axis(format="d")),
            y=y,
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(
                    domain=["first year as mentee", "first year as mentor"],
                    range=[theme.mentee, theme.mentor],
                ),
            ),
            shape=alt.Shape(
                "side:N",
                title=None,
                scale=alt.Scale(
                    domain=["first year as mentee", "first year as mentor"], range=["square", "circle"]
                ),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Operator"),
                alt.Tooltip("side:N", title="What"),
                alt.Tooltip("year:Q", title="Year", format="d"),
                alt.Tooltip("who:N", title="With"),
            ],
        )
    )
    first = int((table["order"] == "mentee_first").sum())
    words = f"{len(table)} operators are mentee and mentor; {first} were mentee first, as far as years are stated."
    return dressed((line + dots).properties(height=FOOT_PX + 23 * max(len(frame), 1)), theme, words)


def reach(pairs: pd.DataFrame, order: list[str], theme: Theme) -> Spec:
    """Leading mentors by region of their mentees, in partnerships.

    Parameters
    ----------
    pairs : DataFrame
        id, label, region, partnerships.
    order : list of str
        Labels of mentors from top to bottom.
    """
    regions = list(pairs.groupby("region")["partnerships"].sum().sort_values(ascending=False).index)
    x = alt.X("region:N", sort=regions, title=None, axis=_heads(regions, "mentor"))
    y = alt.Y("label:N", sort=order, title=None, axis=_names(150, lines=True))
    base = alt.Chart(pairs)
    pick = alt.selection_point(name=CELL, fields=["id"], on="click", clear="dblclick")
    cells = (
        base.mark_rect(color=theme.accent, cursor="pointer")
        .encode(
            x=x,
            y=y,
            opacity=alt.Opacity(
                "partnerships:Q", scale=alt.Scale(type="sqrt", range=[0.12, 0.55]), legend=None
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Mentor"),
                alt.Tooltip("region:N", title="Mentees in"),
                alt.Tooltip("partnerships:Q", title="Partnerships"),
            ],
        )
        .add_params(pick)
    )
    text = base.mark_text(fontSize=11).encode(x=x, y=y, text="partnerships:Q")
    words = f"Partnerships of {len(order)} leading mentors by region of the mentee."
    return dressed(
        (cells + text).properties(height=HEAD_PX["region"] + 21 * max(len(order), 1)), theme, words
    )


def partnerships(table: pd.DataFrame, past: pd.DataFrame, theme: Theme, name: str) -> Spec:
    """Partnerships of one mentor over time; those in which it was helped itself in another colour."""
    both = pd.concat([past.assign(side="helped itself"), table.assign(side="as mentor")])
    frame = both.dropna(subset=["active_from"]).sort_values(["active_from", "active_to", "wop_id"])
    shown = pd.DataFrame(
        {
            "label": [
                f"{_short(row.partners, 30)}, {_short(row.countries, 16)}" for row in frame.itertuples()
            ],
            "id": frame["wop_id"].astype(str),
            "from": frame["active_from"].astype(int),
            "to": frame["active_to"].astype(int) + 1,
            "years": frame["years"].astype(str),
            "topics": [_short(text, 120) or "not stated" for text in frame["topics"]],
            "side": frame["side"].astype(str),
            "end": ["end stated" if stated else "end not stated" for stated in frame["end_stated"]],
        }
    )
    names = dict(zip(shown["id"], shown["label"], strict=True))
    first, last = (int(shown["from"].min()), int(shown["to"].max())) if len(shown) else (2000, 2025)
    chart = (
        alt.Chart(shown)
        .mark_bar(height=11, cornerRadius=1.5)
        .encode(
            y=alt.Y(
                "id:N",
                sort=list(shown["id"]),
                title=None,
                axis=alt.Axis(labelExpr=_looked_up(names), labelLimit=250, minExtent=200),
            ),
            x=alt.X(
                "from:Q",
                title=None,
                scale=alt.Scale(domain=[first, last], nice=False),
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=8),
            ),
            x2="to:Q",
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["as mentor", "helped itself"], range=[theme.mentor, theme.mentee]),
            ),
            opacity=alt.Opacity(
                "end:N",
                title=None,
                scale=alt.Scale(domain=["end stated", "end not stated"], range=[1.0, 0.42]),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="With"),
                alt.Tooltip("years:N", title="Years"),
                alt.Tooltip("topics:N", title="Topics"),
                alt.Tooltip("side:N", title="Role"),
            ],
        )
        .properties(height=FOOT_PX + 22 + 18 * max(len(shown), 1))
    )
    words = (
        f"{name}: {len(table)} partnerships as mentor, {len(past)} in which it was helped itself, over time."
    )
    return dressed(chart, theme, words)


def _looked_up(names: dict[str, Any]) -> str:
    """A Vega expression that gives the label of an identity; names stand in it as text, never as code."""
    return f"({json.dumps(names)})[datum.value]"


def _short(text: str | None, most: int) -> str:
    """Text of at most so many signs; empty for none."""
    words = "" if text is None else str(text)
    return words if len(words) <= most else words[: most - 3].rstrip(" ,") + "..."
