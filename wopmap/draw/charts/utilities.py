"""Charts of the page Utilities: an indicator over time, before and after, and the distribution of peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.performance.figures import PERFORMANCE
from wopmap.performance.indicators import indicator
from wopmap.performance.peers import FEW, Peers
from wopmap.performance.worded import change_words, rounded, span_words, year_words
from wopmap.scene.style import Theme
from wopmap.words import listed, lower_first

PANEL_PX, ROW_PX, PEERS_PX, STRIP_PX = 150, 30, 210, 120
SHADE, SHADE_OPEN = 0.22, 0.12
HALF_YEAR = 0.4
POINT, MARK = 70, 80
SHAPES = ("circle", "square", "triangle-up")
STRIP_MOST = 40
"""Figures beyond which a distribution is drawn as bars of a histogram rather than as single points."""
BINS = 24
MOST_IN_WORDS = 6


@dataclass(frozen=True)
class Period:
    """Time in which the utility received help.

    Attributes
    ----------
    first, last : int
        Years, inclusive.
    open : bool
        Whether the start or the end is not stated, so that the years are those it is known to be active in.
    words : str
        Who helped, and the years as stated.
    """

    first: int
    last: int
    open: bool
    words: str


@dataclass(frozen=True)
class Axis:
    """The years all panels of a utility share, and the place at their left for figures without a year."""

    first: int
    last: int
    undated: float | None

    @classmethod
    def of(cls, table: pd.DataFrame, periods: Sequence[Period]) -> Axis:
        """The axis that holds all figures and periods."""
        years = [int(year) for year in table["year"].dropna()]
        years += [year for period in periods for year in (period.first, period.last)]
        first, last = (min(years), max(years)) if years else (0, 0)
        gap = max(1.5, (last - first) * 0.16)
        return cls(first, last, first - gap if table["year"].isna().any() else None)

    @property
    def domain(self) -> list[float]:
        """Ends of the axis."""
        return [(self.first if self.undated is None else self.undated) - 0.8, self.last + 0.8]

    @property
    def ticks(self) -> list[float]:
        """Places with a label: some years, and the one for figures without a year."""
        step = max(1, round((self.last - self.first) / 3))
        years = [float(year) for year in range(self.first, self.last + 1, step)] if self.last else []
        return years if self.undated is None else [self.undated, *years]

    def at(self, year: Any) -> float:
        """Place of a year."""
        return float(self.undated or 0) if pd.isna(year) else float(year)


def over_time(table: pd.DataFrame, code: str, periods: Sequence[Period], axis: Axis, theme: Theme) -> Spec:
    """One indicator over time: own figures, values reported of partnerships, ranges as bars, periods shaded.

    Parameters
    ----------
    table : DataFrame
        From `wopmap.performance.figures`.
    code : str
        Indicator.
    periods : sequence of Period
    axis : Axis
        Shared by all panels.
    theme : Theme
    """
    about = table[(table["indicator"] == code).to_numpy(bool)]
    rows = [_point(row, axis) for row in about.to_dict("records")]
    points = pd.DataFrame(rows)
    labels = "" if axis.undated is None else f"datum.value == {axis.undated} ? 'no year' : "
    x = alt.X(
        "x:Q",
        title=None,
        scale=alt.Scale(domain=axis.domain, nice=False, zero=False),
        axis=alt.Axis(values=axis.ticks, labelExpr=f"{labels}format(datum.value, 'd')", grid=False),
    )
    y = alt.Y("low:Q", title=None, axis=_numbers(points["high"].max(), 4))
    told = ["value", "place", "year", "kind", "note", "unit"]
    tip = [alt.Tooltip(f"{name}:N", title=name.capitalize()) for name in told]
    base = alt.Chart(points)
    layers: list[Any] = [*_shaded(periods, axis, theme)]
    if axis.undated is not None:
        edge = pd.DataFrame([{"x": (axis.undated + axis.first) / 2}])
        layers.append(alt.Chart(edge).mark_rule(color=theme.rule, strokeDash=[2, 3]).encode(x="x:Q"))
    lines = points[points["series"] != ""]
    if len(lines):
        layers.append(
            alt.Chart(lines)
            .mark_line(color=theme.quiet, strokeWidth=1.25, opacity=0.8)
            .encode(x=x, y=y, detail="series:N")
        )
    spread = base.transform_filter("datum.high > datum.low")
    layers.append(
        spread.mark_rule(size=6, opacity=0.55).encode(
            x=x, y=y, y2="high:Q", color=_colour(theme), tooltip=tip
        )
    )
    single = base.transform_filter("datum.high == datum.low")
    layers.append(
        single.mark_point(filled=True, size=POINT, opacity=0.95).encode(
            x=x, y=y, color=_colour(theme), shape=_shape(points), tooltip=tip
        )
    )
    chart = alt.layer(*layers).properties(height=PANEL_PX)
    return dressed(chart, theme, in_words(about, code))


LARGE = 10_000


def _numbers(largest: float, ticks: int) -> alt.Axis:
    """An axis of plain numbers, large ones shortened (20k, 3M)."""
    return alt.Axis(tickCount=ticks, format="~s") if largest >= LARGE else alt.Axis(tickCount=ticks)


def in_words(about: pd.DataFrame, code: str) -> str:
    """What a panel shows, in a sentence."""
    said = [
        f"{span_words(row.low, row.high)} ({year_words(row.year)}{', ' + row.phase if pd.notna(row.phase) else ''})"
        for row in about.itertuples()
    ]
    term = indicator(code)
    return f"{term.label}, {term.unit}: {listed(said, most=MOST_IN_WORDS, more='more figures')}."


def _point(row: dict[str, Any], axis: Axis) -> dict[str, Any]:
    own = row["origin"] == PERFORMANCE
    return {
        "x": axis.at(row["year"]),
        "low": row["low"],
        "high": row["high"],
        "value": span_words(row["low"], row["high"]),
        "unit": row["unit"],
        "place": row["place"],
        "year": year_words(row["year"]),
        "kind": "its own figure" if own else f"reported of a partnership ({row['phase']})",
        "note": "" if pd.isna(row["note"]) else row["note"],
        "mark": row["place"] if own else REPORTED,
        "origin": "own" if own else REPORTED,
        "series": f"{row['place']}/{row['definition']}"
        if own and row["alone"] and pd.notna(row["year"])
        else "",
    }


REPORTED = "reported of a partnership"


def with_series(table: pd.DataFrame) -> pd.DataFrame:
    """Figures with `alone`: whether each year of a place and definition has one value, so that a line may join them."""
    keys = ["indicator", "place", "definition", "origin"]
    counts = table.groupby([*keys, "year"])["low"].transform("size")
    most = counts.groupby([table[key] for key in keys]).transform("max")
    return table.assign(
        alone=(most == 1).fillna(False).to_numpy(bool) & (table["low"] == table["high"]).to_numpy(bool)
    )


def _colour(theme: Theme) -> alt.Color:
    scale = alt.Scale(domain=["own", REPORTED], range=[theme.water[-1], theme.accent])
    return alt.Color("origin:N", scale=scale, legend=None)


def _shape(points: pd.DataFrame) -> alt.Shape:
    places = sorted(points.loc[points["mark"] != REPORTED, "mark"].unique())
    shapes = [SHAPES[number % len(SHAPES)] for number in range(len(places))]
    scale = alt.Scale(domain=[*places, REPORTED], range=[*shapes, "diamond"])
    legend = alt.Legend(title=None, orient="bottom", values=places) if len(places) > 1 else None
    return alt.Shape("mark:N", scale=scale, legend=legend)


def _shaded(periods: Sequence[Period], axis: Axis, theme: Theme) -> list[Any]:
    """Time in which it received help; paler, with a dashed edge, where the start or the end is not stated."""
    layers: list[Any] = []
    for is_open in (False, True):
        rows = [
            {"x": p.first - HALF_YEAR, "x2": p.last + HALF_YEAR, "words": p.words}
            for p in periods
            if p.open is is_open
        ]
        if rows:
            dashes: dict[str, Any] = (
                {"stroke": theme.mentor, "strokeDash": [3, 3], "strokeOpacity": 0.8} if is_open else {}
            )
            layers.append(
                alt.Chart(pd.DataFrame(rows))
                .mark_rect(color=theme.mentor, fillOpacity=SHADE_OPEN if is_open else SHADE, **dashes)
                .encode(
                    x=alt.X("x:Q", scale=alt.Scale(domain=axis.domain, nice=False, zero=False)),
                    x2="x2:Q",
                    tooltip=alt.Tooltip("words:N", title="Partnership"),
                )
            )
    return layers


def before_and_after(rows: pd.DataFrame, code: str, theme: Theme) -> Spec:
    """Earlier and later values of one indicator, a line for each comparison.

    Parameters
    ----------
    rows : DataFrame
        Rows of `before_after` or `reported_pairs` that can be compared, with `label` and `origin`.
    """
    term = indicator(code)
    ends: list[dict[str, Any]] = []
    for position, row in enumerate(rows.to_dict("records")):
        for end in ("before", "after"):
            ends.append(
                {
                    "row": f"{position + 1}",
                    "label": row["label"],
                    "end": end,
                    "low": row[f"{end}_low"],
                    "high": row[f"{end}_high"],
                    "middle": (row[f"{end}_low"] + row[f"{end}_high"]) / 2,
                    "year": year_words(row[f"{end}_year"]),
                    "words": change_words(row),
                    "origin": "own" if row["origin"] == PERFORMANCE else REPORTED,
                }
            )
    table = pd.DataFrame(ends)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labels=False))
    x = alt.X("middle:Q", title=term.unit, axis=_numbers(table["high"].max(), 5), scale=alt.Scale(zero=True))
    base = alt.Chart(table).encode(y=y)
    tip = [
        alt.Tooltip("label:N", title="Of"),
        alt.Tooltip("words:N", title="Change"),
        alt.Tooltip("year:N", title="Year"),
    ]
    joined = base.mark_line(strokeWidth=2, opacity=0.6).encode(x=x, detail="row:N", color=_colour(theme))
    spread = (
        base.transform_filter("datum.high > datum.low")
        .mark_bar(size=7, opacity=0.5)
        .encode(x=alt.X("low:Q"), x2="high:Q", color=_colour(theme), tooltip=tip)
    )
    hollow, full = (base.transform_filter(f"datum.end == '{end}'") for end in ("before", "after"))
    dots = [
        hollow.mark_point(filled=True, size=MARK + 40, opacity=1).encode(
            x=x, color=_colour(theme), tooltip=tip
        ),
        hollow.mark_point(filled=True, size=MARK - 40, opacity=1, color=theme.ground).encode(
            x=x, tooltip=tip
        ),
        full.mark_point(filled=True, size=MARK + 40, opacity=1).encode(
            x=x, color=_colour(theme), tooltip=tip
        ),
    ]
    names_above = hollow.mark_text(align="left", dy=-15, limit=270, fontSize=11).encode(
        x=alt.value(0), text="label:N"
    )
    years = base.mark_text(dy=14, fontSize=10, color=theme.quiet).encode(x=x, text="year:N")
    chart = alt.layer(joined, spread, *dots, years, names_above).properties(height=alt.Step(ROW_PX + 24))
    said = [change_words(row) for row in rows.to_dict("records")]
    return dressed(
        chart, theme, f"Before and after, {lower_first(term.label)}. {'; '.join(said[:MOST_IN_WORDS])}."
    )


def beside_peers(beside: Peers, name: str, words: str, theme: Theme) -> Spec:
    """The distribution of an indicator over peers, the chosen one marked, and the median.

    Few figures are drawn one by one, many as a histogram.

    Parameters
    ----------
    beside : Peers
    name : str
        Short name of the chosen one.
    words : str
        What the distribution shows, in sentences.
    theme : Theme
    """
    term = indicator(beside.indicator)
    rows = beside.rows
    shown = pd.DataFrame(
        {
            "value": rows["value"].astype(float),
            "who": rows["utility"].astype(str) + ", " + rows["place"].astype(str),
            "year": [year_words(year) for year in rows["year"]],
            "chosen": rows["chosen"].astype(bool),
        }
    )
    x = alt.X("value:Q", title=f"{term.label}, {term.unit}")
    tip = [
        alt.Tooltip("who:N", title="Utility"),
        alt.Tooltip("value:Q", title="Value"),
        alt.Tooltip("year:N", title="Year"),
    ]
    if len(shown) > STRIP_MOST:
        bars = (
            alt.Chart(shown[["value"]])
            .mark_bar(color=theme.water[2], opacity=0.9)
            .encode(
                x=alt.X("value:Q", bin=alt.Bin(maxbins=BINS), title=f"{term.label}, {term.unit}"),
                y=alt.Y("count():Q", title="utilities and places"),
                tooltip=[alt.Tooltip("count():Q", title="Utilities and places")],
            )
        )
        layers: list[Any] = [bars]
    else:
        others = shown[~shown["chosen"]]
        layers = [
            alt.Chart(others)
            .mark_point(filled=True, size=POINT, color=theme.water[3], opacity=0.85)
            .encode(x=x, y=alt.value(STRIP_PX * 0.55), tooltip=tip)
        ]
    mine = shown[shown["chosen"]]
    layers.append(alt.Chart(mine).mark_rule(color=theme.accent, strokeWidth=2.5).encode(x=x, tooltip=tip))
    layers.append(_name(mine.head(1).assign(name=name), shown["value"], theme, x))
    if len(rows) >= FEW:
        layers.append(_median(beside, theme))
    if len(beside.averages):
        printed = pd.DataFrame(
            {
                "value": beside.averages["value"].astype(float),
                "who": beside.averages["utility"].astype(str),
                "year": [year_words(year) for year in beside.averages["year"]],
            }
        )
        layers.append(
            alt.Chart(printed).mark_rule(color=theme.ink, strokeDash=[2, 2]).encode(x=x, tooltip=tip)
        )
    return dressed(
        alt.layer(*layers).properties(height=PEERS_PX if len(shown) > STRIP_MOST else STRIP_PX), theme, words
    )


def _name(mine: pd.DataFrame, values: pd.Series, theme: Theme, x: alt.X) -> alt.Chart:
    """The name beside the mark, on the side where there is room."""
    right = float(mine["value"].iloc[0]) > (float(values.min()) + float(values.max())) / 2
    side: dict[str, Any] = {"align": "right", "dx": -6} if right else {"align": "left", "dx": 6}
    mark = alt.Chart(mine).mark_text(y=10, fontWeight=600, limit=220, color=theme.accent, **side)
    return mark.encode(x=x, text="name:N")


def _median(beside: Peers, theme: Theme) -> alt.Chart:
    quartiles = beside.quartiles
    assert quartiles is not None  # a distribution is drawn only where there are rows
    rows = pd.DataFrame([{"value": quartiles[1], "words": f"median {rounded(quartiles[1])}"}])
    return (
        alt.Chart(rows)
        .mark_rule(color=theme.quiet, strokeDash=[5, 4])
        .encode(x="value:Q", tooltip=[alt.Tooltip("words:N", title="Of all shown")])
    )
