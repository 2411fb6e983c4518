"""Charts of the page of a city: its zones in order, where their water comes from, its help in time, its country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.household.indicators import SOURCE_GROUPS, indicator
from wopmap.scene.style import Theme, class_of

PICK = "zone"
"""Vega-Lite parameter through which a reader picks a zone."""

MOST_NAMED = 40
"""Zones a chart still names one by one."""

MOST_BARS = 200
"""Bars that can be told apart in the height of a chart; of more zones every second, third ... is drawn."""

BAR_PX = 17
STACK_PX = 20
WHOLE_CITY = "whole city"


def ranked(
    zones: pd.DataFrame,
    breaks: tuple[float, ...],
    colours: tuple[str, ...],
    theme: Theme,
    chosen: str,
    summary: str,
) -> Spec:
    """Zones in order, the worst first, as bars; the chosen one is marked.

    Parameters
    ----------
    zones : DataFrame
        zone_id, zone_name, share (0-1), in order; with more than `MOST_NAMED` the names are left out.
    breaks, colours : tuple
        Classes of the map.
    """
    rows = pd.DataFrame(
        {
            "zone": zones["zone_id"].astype(str),
            "name": zones["zone_name"].astype(str),
            "share": (zones["share"].astype(float) * 100).round(2),
            "colour": [colours[class_of(float(share), breaks)] for share in zones["share"]],
            "rank": range(1, len(zones) + 1),
        }
    )
    few = len(rows) <= MOST_NAMED
    step = -(-len(rows) // MOST_BARS)
    rows = rows[(rows["rank"] % step == 1 % step) | (rows["zone"] == chosen)]
    names = {row.zone: row.name for row in rows.itertuples(index=False)}
    y = alt.Y(
        "zone:N" if few else "rank:O",
        sort=None,
        title=None,
        axis=alt.Axis(labelExpr=_names(names), labelLimit=NAME_PX, minExtent=_extent(names.values()))
        if few
        else None,
    )
    pick = alt.selection_point(name=PICK, fields=["zone"], toggle=False)
    bars = (
        alt.Chart(rows)
        .mark_bar(cornerRadiusEnd=1)
        .encode(
            x=alt.X(
                "share:Q", title="%", axis=alt.Axis(orient="top", tickCount=5), scale=alt.Scale(domainMin=0)
            ),
            y=y,
            color=alt.Color("colour:N", scale=None),
            stroke=alt.condition(f"datum.zone == {_text(chosen)}", alt.value(theme.picked), alt.value(None)),
            strokeWidth=alt.value(2 if few else 1),
            tooltip=[alt.Tooltip("name:N", title="Zone"), alt.Tooltip("share:Q", title="%")],
        )
        .add_params(pick)
    )
    chart: Any = bars
    if not few and chosen in names:
        line = (
            alt.Chart(rows[rows["zone"] == chosen])
            .mark_text(align="left", dx=4, text=names[chosen], fontWeight=600)
            .encode(x="share:Q", y=alt.Y("rank:O", sort=None, axis=None))
        )
        chart = bars + line
    height = BAR_PX * len(rows) + 24 if few else 330
    return dressed(chart.properties(height=height), theme, summary)


NAME_PX, PAIR_PX = 150.0, 190.0


def _extent(names: Iterable[str], most: float = NAME_PX) -> float:
    """Room for names on an axis: browsers measure them before the page's font has come, and cut them."""
    return min(max((len(str(name)) for name in names), default=0) * 6.6 + 8, most)


def _names(names: Mapping[str, str]) -> str:
    """A Vega expression that gives the name of a zone by its id."""
    pairs = ",".join(f"{_text(zone)}:{_text(name)}" for zone, name in names.items())
    return f"({{{pairs}}})[datum.value]"


def _text(words: str) -> str:
    """Words as a literal of a Vega expression; nothing in them can end it."""
    safe = "".join(
        c if c.isalnum() or c in " -_/.,()" else f"\\u{ord(c):04x}" for c in words if ord(c) < 0x10000
    )
    return f"'{safe}'"


def group_colours(theme: Theme) -> dict[str, str]:
    """Colour of each class of sources, from the tap at home down to surface water."""
    colours = (*theme.water[::-1], theme.change[1], theme.change[0], theme.hatch)
    return dict(zip(SOURCE_GROUPS, colours, strict=True))


def sources(stack: pd.DataFrame, names: Mapping[str, str], theme: Theme, summary: str) -> Spec:
    """Where water comes from: one bar a zone, and one of the whole city.

    Parameters
    ----------
    stack : DataFrame
        Shares (0-1), zone_id by indicator, in the order to draw; "" is the whole city.
    names : mapping of str to str
        Names of the zones.
    """
    colours = group_colours(theme)
    order = list(colours)
    rows: list[dict[str, Any]] = []
    for zone, shares in stack.iterrows():
        for place, (code, share) in enumerate(shares.dropna().items()):
            term = indicator(str(code))
            rows.append(
                {
                    "zone": names.get(str(zone), str(zone)) if zone else WHOLE_CITY,
                    "source": term.label,
                    "class": SOURCE_GROUPS[term.group].label,
                    "share": round(float(share) * 100, 2),
                    "order": order.index(term.group) * 100 + place,
                }
            )
    table = pd.DataFrame(rows)
    extent = _extent(table["zone"])
    present = [g for g in order if SOURCE_GROUPS[g].label in set(table["class"])]
    chart = (
        alt.Chart(table)
        .mark_bar(stroke=theme.ground, strokeWidth=0.5)
        .encode(
            x=alt.X("share:Q", title="%", scale=alt.Scale(domain=[0, 100], nice=False), stack="zero"),
            y=alt.Y("zone:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_PX, minExtent=extent)),
            color=alt.Color(
                "class:N",
                title=None,
                sort=None,
                scale=alt.Scale(
                    domain=[SOURCE_GROUPS[g].label for g in present], range=[colours[g] for g in present]
                ),
                legend=alt.Legend(columns=4, columnPadding=26),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("zone:N", title="Zone"),
                alt.Tooltip("source:N", title="Source"),
                alt.Tooltip("share:Q", title="%"),
            ],
        )
        .properties(height=STACK_PX * table["zone"].nunique() + 70)
    )
    return dressed(chart, theme, summary)


def timeline(help_rows: pd.DataFrame, censuses: Sequence[int], theme: Theme, summary: str) -> Spec:
    """Partnerships as bars over the years, censuses as lines across.

    Parameters
    ----------
    help_rows : DataFrame
        name, first, last (years), open (whether the end is not stated).
    censuses : sequence of int
        Years.
    """
    rows = help_rows.assign(until=help_rows["last"] + 1)
    years = [*help_rows["first"], *help_rows["last"], *censuses]
    scale = alt.Scale(domain=[min(years) - 1, max(years) + 2], nice=False)
    axis = alt.Axis(format="d", tickMinStep=1, title=None)
    bars = (
        alt.Chart(rows)
        .mark_bar(height=11, cornerRadius=1)
        .encode(
            x=alt.X("first:Q", scale=scale, axis=axis),
            x2="until:Q",
            y=alt.Y(
                "name:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelLimit=PAIR_PX, minExtent=_extent(rows["name"], PAIR_PX)),
            ),
            color=alt.value(theme.accent),
            opacity=alt.condition("datum.open", alt.value(0.55), alt.value(1)),
            tooltip=[
                alt.Tooltip("name:N", title="Partnership"),
                alt.Tooltip("words:N", title="Years"),
            ],
        )
    )
    marks = pd.DataFrame(
        {"year": [year + 0.5 for year in censuses], "label": [f"census {y}" for y in censuses]}
    )
    rules = (
        alt.Chart(marks)
        .mark_rule(color=theme.water[-1], strokeWidth=2)
        .encode(x=alt.X("year:Q", scale=scale))
    )
    words = (
        alt.Chart(marks)
        .mark_text(align="left", dx=4, baseline="top", color=theme.ink)
        .encode(x=alt.X("year:Q", scale=scale), y=alt.value(1), text="label:N")
    )
    height = 22 * max(rows["name"].nunique(), 1) + 24
    return dressed((bars + rules + words).properties(height=height), theme, summary)


RUNGS = {
    "safely_managed": "Safely managed",
    "basic": "Basic",
    "at_least_basic": "At least basic (safely managed not known)",
    "limited": "Limited",
    "unimproved": "Unimproved",
    "surface_water": "Surface water",
}


def ladder(rows: pd.DataFrame, theme: Theme, summary: str) -> Spec:
    """The ladder of a country over the years.

    Parameters
    ----------
    rows : DataFrame
        year, indicator (a rung of the JMP ladder), share (0-1), of one residence. `at_least_basic` holds
        `safely_managed`: where both are there the rest is basic; where the latter is missing, it is not 0.
    """
    wide = rows.pivot_table(index="year", columns="indicator", values="share", aggfunc="first").astype(float)
    wide = wide.reindex(
        columns=["safely_managed", "at_least_basic", "limited", "unimproved", "surface_water"]
    )
    known = wide["safely_managed"].notna()
    wide["basic"] = (wide["at_least_basic"] - wide["safely_managed"]).where(known)
    wide["at_least_basic"] = wide["at_least_basic"].where(~known)
    colours = (
        theme.water[4],
        theme.water[3],
        theme.water[3],
        theme.water[1],
        theme.change[1],
        theme.change[0],
    )
    long = wide.reset_index().melt("year", var_name="rung", value_name="share").dropna()
    long["share"] = (long["share"] * 100).round(1)
    long["order"] = long["rung"].map({name: i for i, name in enumerate(RUNGS)})
    present = [name for name in RUNGS if name in set(long["rung"])]
    long["rung"] = long["rung"].map(RUNGS)
    of = dict(zip(RUNGS, colours, strict=True))
    chart = (
        alt.Chart(long)
        .mark_bar(stroke=theme.ground, strokeWidth=0.4)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelOverlap=True, labelAngle=0)),
            y=alt.Y("share:Q", title="% of people", scale=alt.Scale(domain=[0, 100])),
            color=alt.Color(
                "rung:N",
                title=None,
                sort=None,
                scale=alt.Scale(domain=[RUNGS[n] for n in present], range=[of[n] for n in present]),
                legend=alt.Legend(columns=3, columnPadding=26),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("year:O"),
                alt.Tooltip("rung:N", title="Rung"),
                alt.Tooltip("share:Q", title="%"),
            ],
        )
        .properties(height=230)
    )
    return dressed(chart, theme, summary)


def coverage(rows: pd.DataFrame, theme: Theme, summary: str) -> Spec:
    """What censuses count and what utilities report, by year.

    Parameters
    ----------
    rows : DataFrame
        year, percent, kind ("census" or "utility"), words.
    """
    kinds = {"census": "counted by the census", "utility": "reported by the utility"}
    table = rows.assign(kind=rows["kind"].map(kinds))
    chart = (
        alt.Chart(table)
        .mark_point(filled=True, size=95, opacity=1)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("percent:Q", title="%", scale=alt.Scale(domain=[0, 100])),
            color=alt.Color(
                "kind:N",
                title=None,
                sort=None,
                scale=alt.Scale(domain=list(kinds.values()), range=[theme.water[-1], theme.accent]),
            ),
            shape=alt.Shape(
                "kind:N",
                sort=None,
                scale=alt.Scale(domain=list(kinds.values()), range=["circle", "diamond"]),
                legend=None,
            ),
            tooltip=[alt.Tooltip("words:N", title="What")],
        )
        .properties(height=200)
    )
    return dressed(chart, theme, summary)
