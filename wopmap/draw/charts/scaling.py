"""Charts of the page Scaling up: bands of scenarios, what binds each year, what moves the result, who fits and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.scene.style import Theme

LIMIT_LABELS: Mapping[str, str] = {
    "money": "money",
    "mentors": "mentors' capacity",
    "demand": "partnerships asked for",
    "need": "nobody left without",
}
BAND_OPACITY = 0.16
ROW_PX = 24
LABEL_PX = 190
"""Room for names left of a chart: measured before the font has come, labels would be cut."""


def scenario_colours(theme: Theme) -> tuple[str, ...]:
    """Colours of the first, second and third scenario."""
    return theme.help[1], theme.help[0], theme.several


def bands(rows: pd.DataFrame, names: Sequence[str], title: str, theme: Theme, summary: str) -> Spec:
    """Median and 10-90 % band of one measure by year, up to three scenarios.

    Parameters
    ----------
    rows : DataFrame
        scenario (a name of `names`), year, low, median, high.
    title : str
        Measure with its unit.
    """
    colour = alt.Color(
        "scenario:N",
        title=None,
        sort=list(names),
        scale=alt.Scale(domain=list(names), range=list(scenario_colours(theme))[: len(names)]),
        legend=alt.Legend(
            symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1, columns=2, columnPadding=18
        )
        if len(names) > 1
        else None,
    )
    year = alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", values=_some_years(rows)),
        scale=alt.Scale(nice=False, zero=False),
    )
    number = alt.Axis(format="~s", tickCount=5)
    tips = [
        alt.Tooltip("scenario:N", title="Scenario"),
        alt.Tooltip("year:Q", title="End of", format="d"),
        alt.Tooltip("median:Q", title="Median", format=",.4~g"),
        alt.Tooltip("low:Q", title="10 %", format=",.4~g"),
        alt.Tooltip("high:Q", title="90 %", format=",.4~g"),
    ]
    base = alt.Chart(rows).encode(x=year, color=colour)
    area = base.mark_area(opacity=BAND_OPACITY).encode(
        y=alt.Y("low:Q", title=title, axis=number), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=2.4).encode(y="median:Q", strokeDash=_dash(names))
    dots = base.mark_circle(size=70, opacity=0.01).encode(y="median:Q", tooltip=tips)
    return dressed(alt.layer(area, line, dots).properties(height=300), theme, summary)


MOST_YEARS = 6
"""So many years are written below a chart, or they run into one another on a phone."""


def _some_years(rows: pd.DataFrame) -> list[int]:
    """First year, and every so many from there."""
    years = sorted({int(year) for year in rows["year"]})
    return years[:: -(-len(years) // MOST_YEARS)]


def _dash(names: Sequence[str]) -> alt.StrokeDash:
    """A stroke of its own for each scenario, for those who do not see the colours."""
    strokes = [[1, 0], [7, 3], [2, 2]]
    return alt.StrokeDash(
        "scenario:N", sort=list(names), legend=None, scale=alt.Scale(domain=list(names), range=strokes)
    )


def binding(rows: pd.DataFrame, names: Sequence[str], theme: Theme, summary: str) -> Spec:
    """Share of draws in which each limit is the least, by year, one row of bars a scenario.

    Parameters
    ----------
    rows : DataFrame
        scenario, year, limit (a key of `LIMIT_LABELS`), share (0-1).
    """
    table = rows.assign(limit=rows["limit"].map(LIMIT_LABELS))
    present = [label for label in LIMIT_LABELS.values() if label in set(table["limit"])]
    colours = dict(
        zip(
            LIMIT_LABELS.values(), (theme.help[1], theme.help[0], theme.several, theme.water[-1]), strict=True
        )
    )
    chart = (
        alt.Chart(table)
        .mark_bar(stroke=theme.ground, strokeWidth=1)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=_some_years(rows))),
            y=alt.Y(
                "share:Q",
                title=None,
                stack="zero",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", values=[0, 0.5, 1]),
            ),
            color=alt.Color(
                "limit:N",
                title="What binds, in % of the draws",
                sort=present,
                scale=alt.Scale(domain=present, range=[colours[label] for label in present]),
                legend=alt.Legend(columnPadding=18),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("scenario:N", title="Scenario"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("limit:N", title="Binds"),
                alt.Tooltip("share:Q", title="Draws", format=".0%"),
            ],
        )
        .properties(height=64, width="container")
    )
    panels = [chart.transform_filter(alt.datum.scenario == name).properties(title=name) for name in names]
    if len(panels) == 1:
        return dressed(panels[0], theme, summary)
    return dressed(alt.vconcat(*panels, spacing=10), theme, summary)


def tornado(rows: pd.DataFrame, title: str, theme: Theme, summary: str) -> Spec:
    """How far the result moves with each input alone, from its low to its high end.

    Parameters
    ----------
    rows : DataFrame
        input, ends (its range in words), from_low, from_high (results); the largest move first.
    """
    order = rows["input"].tolist()
    table = rows.assign(
        left=rows[["from_low", "from_high"]].min(axis=1), right=rows[["from_low", "from_high"]].max(axis=1)
    )
    y = alt.Y("input:N", title=None, sort=order, axis=alt.Axis(labelLimit=LABEL_PX, minExtent=LABEL_PX + 8))
    tips = [
        alt.Tooltip("input:N", title="Input"),
        alt.Tooltip("ends:N", title="From, to"),
        alt.Tooltip("from_low:Q", title="At its low end", format=",.4~g"),
        alt.Tooltip("from_high:Q", title="At its high end", format=",.4~g"),
    ]
    x = alt.X("left:Q", title=title, scale=alt.Scale(zero=False), axis=alt.Axis(format="~s", tickCount=4))
    bars = (
        alt.Chart(table).mark_bar(height=9, color=theme.help[1]).encode(y=y, x=x, x2="right:Q", tooltip=tips)
    )
    ends = (
        alt.Chart(table)
        .mark_point(filled=True, size=60, color=theme.mentee, opacity=1)
        .encode(y=y, x=alt.X("from_high:Q"), tooltip=tips)
    )
    return dressed((bars + ends).properties(height=ROW_PX * len(rows)), theme, summary)


def past(rows: pd.DataFrame, latest: int, theme: Theme, summary: str) -> Spec:
    """Partnerships started and mentors at work by year; years still being filled are pale.

    Parameters
    ----------
    rows : DataFrame
        year, started, mentors.
    latest : int
        Last whole year.
    """
    table = rows.assign(whole=rows["year"] <= latest)
    year = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    tips = [
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("started:Q", title="Partnerships started"),
        alt.Tooltip("mentors:Q", title="Mentors at work"),
    ]
    names = ["partnerships started", "mentors at work"]
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=names, range=[theme.help[1], theme.help[0]]),
        legend=alt.Legend(columnPadding=18),
    )
    bars = (
        alt.Chart(table)
        .mark_bar()
        .transform_calculate(what=f"'{names[0]}'")
        .encode(
            x=year,
            y=alt.Y("started:Q", title="number", axis=alt.Axis(tickMinStep=1, tickCount=5)),
            color=colour,
            opacity=alt.condition(alt.datum.whole, alt.value(1.0), alt.value(0.4)),
            tooltip=tips,
        )
    )
    line = (
        alt.Chart(table)
        .mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=26))
        .transform_calculate(what=f"'{names[1]}'")
        .encode(x=year, y="mentors:Q", color=colour, tooltip=tips)
    )
    return dressed((bars + line).properties(height=210), theme, summary)


def fit(rows: pd.DataFrame, order: Sequence[str], columns: Sequence[str], theme: Theme, summary: str) -> Spec:
    """Who fits and why: a grid of names and reasons, darker is better, a dash where there is no evidence.

    Parameters
    ----------
    rows : DataFrame
        name, country, reason, value (0-1, missing = no evidence), words.
    order, columns : sequence of str
        Names and reasons in their order.
    """
    table = rows.assign(
        known=rows["value"].notna(),
        text=[f"{value:.2f}" if pd.notna(value) else "\u2013" for value in rows["value"]],
        strong=rows["value"].fillna(0.0) > STRONG,
    )
    x = alt.X(
        "reason:N",
        title=None,
        sort=list(columns),
        axis=alt.Axis(orient="top", labelAngle=-45, labelLimit=110, domain=False, ticks=False),
    )
    y = alt.Y(
        "name:N",
        title=None,
        sort=list(order),
        axis=alt.Axis(labelLimit=LABEL_PX, minExtent=LABEL_PX + 6, domain=False, ticks=False),
    )
    tips = [
        alt.Tooltip("name:N", title="Who"),
        alt.Tooltip("country:N", title="Country"),
        alt.Tooltip("reason:N", title="Reason"),
        alt.Tooltip("text:N", title="From 0 to 1"),
        alt.Tooltip("words:N", title="Rests on"),
    ]
    base = alt.Chart(table).encode(x=x, y=y, tooltip=tips)
    low, high = theme.land, theme.help[0]
    cells = (
        base.transform_filter(alt.datum.known)
        .mark_rect(stroke=theme.ground, strokeWidth=2, cornerRadius=2)
        .encode(
            color=alt.Color(
                "value:Q",
                scale=alt.Scale(domain=[0, 1], range=[low, high], interpolate="rgb"),
                legend=None,
                title=None,
            )
        )
    )
    empty = base.transform_filter(~alt.datum.known).mark_rect(
        stroke=theme.rule, strokeWidth=1, strokeDash=[2, 2], filled=False
    )
    # On a phone the cells are too narrow for numbers; the table beside the chart has them.
    words = base.mark_text(fontSize=11).encode(
        opacity=alt.condition(f"width < {NARROW_PX}", alt.value(0), alt.value(1)),
        text="text:N",
        color=alt.condition(alt.datum.strong, alt.value(theme.ground), alt.value(theme.ink)),
    )
    return dressed((cells + empty + words).properties(height=ROW_PX * len(order)), theme, summary)


NARROW_PX = 230
STRONG = 0.55
"""From here on a cell is so dark that its number is written in the colour of the paper."""
