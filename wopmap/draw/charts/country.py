"""Charts of the page of a country: ladder over time, partnerships on the same years, fifths and regions."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wopmap.country.exchange import DIRECTIONS
from wopmap.country.ladder import NO_ESTIMATE, STEPS, UNSPLIT
from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.scene.country import direction_colours
from wopmap.scene.style import Theme, rgb

Years = tuple[int, int]

AXIS_PX = 34
"""Room for the numbers of every y axis, so that charts one above the other share their years."""

ROW_PX = 19
MOST_ROWS = 40
"""Rows of a ranked chart; of more, the first and the last half are shown."""

SHORT = {UNSPLIT: "At least basic (not split)"}


def step_colours(theme: Theme) -> dict[str, str]:
    """Colours of the steps of the ladder: the better served, the darker (in the dark look, the lighter)."""
    water = theme.water
    return {
        "safely_managed": water[4],
        "basic": water[3],
        UNSPLIT: _between(water[3], water[4]),
        "limited": water[2],
        "unimproved": water[1],
        "surface_water": water[0],
        NO_ESTIMATE: theme.hatch,
    }


def _between(one: str, other: str) -> str:
    return "#" + "".join(f"{(a + b) // 2:02x}" for a, b in zip(rgb(one), rgb(other), strict=True))


def ladder(
    parts: pd.DataFrame,
    years: Years,
    theme: Theme,
    summary: str,
    *,
    height: int = 200,
    title: str = "",
    legend: bool = True,
    labels: bool = False,
) -> Spec:
    """The ladder of one residence as stacked bars, one a year, in the official order.

    Parameters
    ----------
    parts : DataFrame
        Rows of `wopmap.country.ladder.ladder` of one residence.
    years : tuple of int
        First and last year of the axis.
    labels : bool
        Whether the years are written under the bars (not where another chart stands below).
    """
    order = list(STEPS)
    there = [step for step in order if (parts["step"] == step).any()]
    colours = step_colours(theme)
    names = {step: SHORT.get(step, STEPS[step].label) for step in order}
    rows = parts.assign(
        label=parts["step"].map(names),
        order=parts["step"].map(order.index),
        left=parts["year"] - 0.42,
        right=parts["year"] + 0.42,
        percent=parts["share"] * 100,
    )
    # The best step lies at the bottom, as on the ladders the JMP prints.
    rows = rows.sort_values(["year", "order"])
    rows["top"] = rows.groupby("year")["percent"].cumsum()
    rows["bottom"] = rows["top"] - rows["percent"]
    shown = rows[["year", "left", "right", "label", "percent", "people", "top", "bottom"]]
    chart = (
        alt.Chart(shown.round({"percent": 2, "people": 0, "top": 2, "bottom": 2}))
        .mark_rect(stroke=theme.rule, strokeWidth=0.3)
        .encode(
            x=alt.X("left:Q", title=None, scale=_scale(years), axis=_year_axis(labels)),
            x2="right:Q",
            y=alt.Y(
                "bottom:Q",
                title=None,
                scale=alt.Scale(domain=[0, 100], nice=False, clamp=True),
                axis=alt.Axis(
                    values=[0, 50, 100],
                    labelExpr="datum.value + ' %'",
                    minExtent=AXIS_PX,
                    maxExtent=AXIS_PX,
                ),
            ),
            y2="top:Q",
            color=alt.Color(
                "label:N",
                sort=[names[step] for step in there],
                scale=alt.Scale(
                    domain=[names[step] for step in there], range=[colours[step] for step in there]
                ),
                legend=alt.Legend(
                    title=None,
                    orient="top",
                    columns=2,
                    symbolType="square",
                    rowPadding=1,
                    columnPadding=16,
                    offset=4,
                )
                if legend
                else None,
            ),
            tooltip=[
                alt.Tooltip("year:Q", title="year", format="d"),
                alt.Tooltip("label:N", title="step"),
                alt.Tooltip("percent:Q", title="% of people", format=".1f"),
                alt.Tooltip("people:Q", title="people", format=",.0f"),
            ],
        )
    )
    return _dressed(_sized(chart, height, title), theme, summary)


def active(
    counts: pd.DataFrame, years: Years, most: int, theme: Theme, summary: str, *, height: int = 104
) -> Spec:
    """Partnerships active in each year, by the way help goes.

    Parameters
    ----------
    counts : DataFrame
        From `wopmap.country.exchange.by_year`.
    most : int
        Top of the axis; the same for countries that are compared.
    """
    ways = [way for way in DIRECTIONS if (counts["direction"] == way).any()]
    colours = direction_colours(theme)
    names = {way: DIRECTIONS[way].label for way in DIRECTIONS}
    rows = counts.assign(
        label=counts["direction"].map(names),
        order=counts["direction"].map(list(DIRECTIONS).index),
        left=counts["year"] - 0.42,
        right=counts["year"] + 0.42,
    ).sort_values(["year", "order"])
    rows["top"] = rows.groupby("year")["partnerships"].cumsum()
    rows["bottom"] = rows["top"] - rows["partnerships"]
    top = max(most, 1)
    chart = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X("left:Q", title=None, scale=_scale(years), axis=_year_axis(True)),
            x2="right:Q",
            y=alt.Y(
                "bottom:Q",
                title=None,
                scale=alt.Scale(domain=[0, top], nice=False),
                axis=alt.Axis(values=sorted({0, top}), format="d", minExtent=AXIS_PX, maxExtent=AXIS_PX),
            ),
            y2="top:Q",
            color=alt.Color(
                "label:N",
                scale=alt.Scale(domain=[names[w] for w in ways], range=[colours[w] for w in ways]),
                legend=alt.Legend(
                    title=None,
                    orient="top",
                    symbolType="square",
                    columns=3,
                    rowPadding=1,
                    columnPadding=14,
                    offset=4,
                ),
            ),
            tooltip=[
                alt.Tooltip("year:Q", title="year", format="d"),
                alt.Tooltip("label:N", title="help"),
                alt.Tooltip("partnerships:Q", title="partnerships active"),
            ],
        )
    )
    return _dressed(_sized(chart, height), theme, summary)


def timeline(spans: pd.DataFrame, years: Years, theme: Theme, summary: str) -> Spec:
    """Each partnership as a bar over its years; an open end is a ring, a stated one a dot.

    Parameters
    ----------
    spans : DataFrame
        From `wopmap.country.exchange.spans`, rows with years.
    """
    colours = direction_colours(theme)
    ways = [way for way in DIRECTIONS if (spans["direction"] == way).any()]
    rows = spans.reset_index(drop=True).assign(
        help=spans["direction"].map(lambda w: DIRECTIONS[w].label).to_numpy()
    )
    # Two partnerships of the same operators keep a row each.
    rows["row"] = [f"{number:03d}" for number in range(len(rows))]
    y = alt.Y("row:N", title=None, sort=None, axis=None)
    scale = _scale(years)
    colour = alt.Color(
        "help:N",
        scale=alt.Scale(domain=[DIRECTIONS[w].label for w in ways], range=[colours[w] for w in ways]),
        legend=alt.Legend(title=None, symbolType="square"),
    )
    tips = [
        alt.Tooltip("label:N", title="partnership"),
        alt.Tooltip("first:Q", title="first year known", format="d"),
        alt.Tooltip("last:Q", title="last year known", format="d"),
    ]
    base = alt.Chart(rows)
    bars = base.mark_rule(strokeWidth=3, opacity=0.75).encode(
        x=alt.X("first:Q", title=None, scale=scale, axis=_year_axis(True)),
        x2="last:Q",
        y=y,
        color=colour,
        tooltip=tips,
    )
    ends = [
        base.mark_point(filled=False, size=38, strokeWidth=1.6, fill=theme.ground)
        .encode(x=alt.X(f"{end}:Q", scale=scale), y=y, color=colour, tooltip=tips)
        .transform_filter(f"!datum.{stated}")
        for end, stated in (("first", "start_stated"), ("last", "end_stated"))
    ]
    dots = [
        base.mark_point(filled=True, size=38)
        .encode(x=alt.X(f"{end}:Q", scale=scale), y=y, color=colour, tooltip=tips)
        .transform_filter(f"datum.{stated}")
        for end, stated in (("first", "start_stated"), ("last", "end_stated"))
    ]
    words = base.mark_text(align="left", dy=-8, limit=420, fontSize=11).encode(
        x=alt.X("first:Q", scale=scale), y=y, text="label:N", color=alt.value(theme.ink)
    )
    chart = alt.layer(bars, *ends, *dots, words)
    return _dressed(_sized(chart, (ROW_PX + 9) * len(rows) + 10), theme, summary)


def fifths(rows: pd.DataFrame, theme: Theme, summary: str) -> Spec:
    """Wealth fifths, poorest at the top, one dot a year.

    Parameters
    ----------
    rows : DataFrame
        name, rank, year, share (0 to 1).
    """
    years = sorted(rows["year"].unique())
    table = rows.assign(percent=rows["share"] * 100, year=rows["year"].astype(str))
    names = table.drop_duplicates("name").sort_values("rank")["name"].tolist()
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("percent:Q", title="% of people", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    base = alt.Chart(table)
    rule = base.mark_line(color=theme.rule, strokeWidth=2).encode(x=x, y=y, detail="name:N")
    colours = [theme.water[2], theme.water[4]][-len(years) :]
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color(
            "year:N",
            scale=alt.Scale(domain=[str(year) for year in years][-2:], range=colours),
            legend=alt.Legend(title=None, symbolType="circle"),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="fifth"),
            alt.Tooltip("year:N", title="year"),
            alt.Tooltip("percent:Q", title="% of people", format=".1f"),
        ],
    )
    return _dressed(_sized(alt.layer(rule, dots), 34 * len(names)), theme, summary)


def ranked(
    rows: pd.DataFrame, mean: float | None, theme: Theme, summary: str, unit: str = "% of people"
) -> Spec:
    """Regions as dots, the worst at the top, each with the distance to the mean of the country.

    Parameters
    ----------
    rows : DataFrame
        name, share (0 to 1), rank; at most `MOST_ROWS` are shown, see `ends_of`.
    mean : float or None
        Share of the whole country, 0 to 1.
    """
    table = ends_of(rows).assign(
        percent=lambda t: t["share"] * 100, mean=None if mean is None else mean * 100
    )
    y = alt.Y("name:N", sort=table["name"].tolist(), title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("percent:Q", title=unit, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    base = alt.Chart(table)
    layers = []
    if mean is not None:
        layers.append(base.mark_rule(color=theme.rule, strokeWidth=1.5).encode(x=x, x2="mean:Q", y=y))
        line = alt.Chart(pd.DataFrame({"mean": [mean * 100]})).mark_rule(color=theme.quiet, strokeDash=[4, 3])
        layers.append(line.encode(x="mean:Q"))
    layers.append(
        base.mark_point(filled=True, size=90, color=theme.water[4], opacity=1).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("name:N", title="region"),
                alt.Tooltip("percent:Q", title=unit, format=".1f"),
            ],
        )
    )
    return _dressed(_sized(alt.layer(*layers), max(90, (ROW_PX + 3) * len(table))), theme, summary)


def ends_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows themselves, or where there are more than `MOST_ROWS` the worst and the best half of them."""
    if len(rows) <= MOST_ROWS:
        return rows
    return pd.concat([rows.head(MOST_ROWS // 2), rows.tail(MOST_ROWS // 2)])


def _scale(years: Years) -> alt.Scale:
    return alt.Scale(domain=[years[0] - 0.5, years[1] + 0.5], nice=False, zero=False)


def _year_axis(labels: bool) -> alt.Axis:
    return alt.Axis(
        format="d", tickMinStep=1, tickCount=6, grid=False, labels=labels, ticks=labels, labelOverlap=True
    )


def _dressed(chart: Any, theme: Theme, summary: str) -> Spec:
    """As all charts, but close to what stands above and below."""
    return {**dressed(chart, theme, summary), "padding": {"left": 2, "top": 2, "right": 8, "bottom": 2}}


def _sized(chart: Any, height: int, title: str = "") -> Any:
    return chart.properties(width="container", height=height, **({"title": title} if title else {}))
