"""Charts of motives: who gives which, the mix of one mentor or country, conditions at home beside motives.

Every statement is one dot, filled by who says so, so that no count hides that.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from wopmap import motives
from wopmap.draw.charts.axes import FOOT_PX, heads, names
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

HEAD_PX = {"mentor": 262, "country": 44}
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
        axis=heads(columns, upright=by == "mentor", reserve=HEAD_PX[by]),
    )
    y = alt.Y("row_label:N", sort=order, title=None, axis=names(165 if by == "mentor" else 95, lines=True))
    base = alt.Chart(cells)
    numbers = base.mark_text(align="right", dx=-3, color=theme.quiet, fontSize=10.5).encode(
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
    slots = alt.Scale(domain=list(range(across + 5)) if by == "country" else [1, 0, 2])
    # The first line of dots stands level with the name of its row, the second below, the third above.
    lines = alt.Scale(domain=[0] if by == "mentor" else [2, 0, 1])
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
            y=alt.Y("label:N", sort=used, title=None, axis=names(170)),
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
    y = alt.Y("label:N", sort=list(shown["label"]), title=None, axis=names(330))
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
