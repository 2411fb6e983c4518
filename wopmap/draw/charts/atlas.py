"""Charts of the atlas that are filters as well: partnerships by year, by an attribute, and region by region."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.scene.naming import shortened
from wopmap.scene.style import Theme
from wopmap.words import counted

YEARS, BARS, CELLS = "years", "bars", "cells"
"""Names of the parameters that tell what the reader picks."""

YEARS_HEIGHT, YEAR_PX, BAR_PX, CELL_PX = 92, 5, 19, 25
UNCHOSEN = 0.35
MOST_BARS = 8
LABEL_PX = 128
LONGEST = 20
TITLE_ROOM = 26
HEAD_PX = 220


def years(rows: pd.DataFrame, chosen: tuple[int, int] | None, title: str, theme: Theme) -> Spec:
    """Partnerships by year; a stretch of years can be drawn out.

    Parameters
    ----------
    rows : DataFrame
        Columns year, partnerships.
    chosen : tuple of int or None
        Years that are shown; the others are pale.
    """
    first, last = chosen or (int(rows["year"].min()), int(rows["year"].max()))
    data = rows.assign(chosen=rows["year"].between(first, last))
    most = data.loc[data["partnerships"].idxmax()]
    brush = alt.selection_interval(name=YEARS, encodings=["x"])
    chart = (
        alt.Chart(data, title=title, height=YEARS_HEIGHT)
        .mark_bar(color=theme.accent, width=YEAR_PX)
        .encode(
            x=alt.X(
                "year:Q",
                title=None,
                scale=alt.Scale(
                    domain=[int(rows["year"].min()) - 1, int(rows["year"].max()) + 1], nice=False
                ),
                axis=alt.Axis(format="d", tickCount=5, grid=False),
            ),
            y=alt.Y("partnerships:Q", title=None, axis=alt.Axis(tickCount=3)),
            opacity=alt.condition("datum.chosen", alt.value(1.0), alt.value(UNCHOSEN)),
            tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("partnerships:Q")],
        )
        .add_params(brush)
    )
    return dressed(
        chart,
        theme,
        f"{title}: most in {int(most['year'])}, {counted(int(most['partnerships']), 'partnership')}.",
    )


def bars(rows: pd.DataFrame, chosen: tuple[str, ...], title: str, theme: Theme) -> Spec:
    """Partnerships by modality or programme, one bar each; a click picks one.

    Parameters
    ----------
    rows : DataFrame
        Columns code, label, partnerships, most first; the first `MOST_BARS` and whatever is chosen are drawn.
    """
    drawn = rows[(rows.index < MOST_BARS) | rows["code"].isin(chosen)]
    data = drawn.assign(
        chosen=drawn["code"].isin(chosen) if chosen else True,
        name=[shortened(str(label), LONGEST) for label in drawn["label"]],
    )
    pick = alt.selection_point(name=BARS, fields=["code"])
    # Said outright: left to itself, Vega fits the width before it knows how long the names are.
    room = min(LABEL_PX, max((6.6 * len(name) for name in data["name"]), default=0)) + 6
    base = alt.Chart(data).encode(
        y=alt.Y(
            "name:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=LABEL_PX, minExtent=room, maxExtent=room),
        ),
        x=alt.X("partnerships:Q", title=None, axis=None),
        tooltip=[alt.Tooltip("label:N", title="what"), alt.Tooltip("partnerships:Q")],
    )
    chart = (
        alt.layer(
            base.mark_bar(color=theme.accent, cursor="pointer")
            .encode(opacity=alt.condition("datum.chosen", alt.value(1.0), alt.value(UNCHOSEN)))
            .add_params(pick),
            base.mark_text(align="left", dx=3, color=theme.ink).encode(text="partnerships:Q"),
        )
        .properties(height=BAR_PX * max(len(data), 1) + TITLE_ROOM)
        .properties(title=title)
    )
    said = ", ".join(f"{row.label} {row.partnerships}" for row in data.itertuples(index=False))
    return dressed(chart, theme, f"{title}: {said or 'none'}.")


def matrix(rows: pd.DataFrame, chosen: tuple[str, str] | None, theme: Theme) -> Spec:
    """Partnerships from region to region; a click on a cell picks it.

    Parameters
    ----------
    rows : DataFrame
        From `wopmap.breakdown.matrix`.
    """
    here = (rows["mentor_region"] == chosen[0]) & (rows["mentee_region"] == chosen[1]) if chosen else True
    data = rows.assign(chosen=here)
    pick = alt.selection_point(name=CELLS, fields=["mentor_region", "mentee_region"])
    middle = max(int(data["partnerships"].max()) if len(data) else 1, 2) * 0.55
    base = alt.Chart(data).encode(
        x=alt.X(
            "mentee_label:N",
            title="Mentee in",
            axis=alt.Axis(
                orient="top", labelAngle=-90, labelAlign="left", labelBaseline="middle", labelLimit=200
            ),
        ),
        y=alt.Y("mentor_label:N", title="Mentor in", axis=alt.Axis(labelLimit=190)),
        tooltip=[
            alt.Tooltip("mentor_label:N", title="mentor in"),
            alt.Tooltip("mentee_label:N", title="mentee in"),
            alt.Tooltip("partnerships:Q"),
        ],
    )
    cells = base.mark_rect(cursor="pointer", stroke=theme.ground, strokeWidth=1).encode(
        color=alt.Color(
            "partnerships:Q",
            scale=alt.Scale(type="sqrt", range=[theme.land, theme.accent], domainMin=0),
            legend=None,
        ),
        opacity=alt.condition("datum.chosen", alt.value(1.0), alt.value(UNCHOSEN)),
    )
    numbers = base.mark_text().encode(
        text="partnerships:Q",
        color=alt.condition(f"datum.partnerships > {middle}", alt.value(theme.ground), alt.value(theme.ink)),
    )
    tall = data["mentor_region"].nunique() * CELL_PX + HEAD_PX
    chart = alt.layer(cells.add_params(pick), numbers).properties(height=tall)
    most = data.iloc[0] if len(data) else None
    said = (
        "No partnership passes the filters."
        if most is None
        else f"Partnerships by region of mentor and of mentee: most, {most['partnerships']}, from "
        f"{most['mentor_label']} to {most['mentee_label']}."
    )
    return dressed(chart, theme, said)
