"""Gaps and possible flows: where people are without, where help is, and where new partnerships could run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wopmap import greatcircle
from wopmap.household import CountrySeries
from wopmap.matching import Evidence, name_of
from wopmap.scaling import NEEDS
from wopmap.scene.atlas import ARROW, BOUNDARY_NOTE, WORLD, scale, water_areas, water_legend
from wopmap.scene.model import Entry, Flows, LegendGroup, Points, Scene, View
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.style import Theme
from wopmap.words import counted, grouped

GAP_RADIUS_PX = (2.0, 24.0)
POSSIBLE_WIDTH_PX = (1.8, 3.4)
PATH_POINTS = 40
FIT_WATER = ("at_least_basic", "urban")
"""Indicator and residence of the household water under those who fit."""

ON_MAP = 10
"""So many of those who fit are drawn."""

POSSIBLE_NOTE = "Dashed: possible partnerships, none of them exists."


def people(number: float) -> str:
    """People in words: millions from a million up, else a rounded number.

    Examples
    --------
    >>> people(30_509_357), people(5_321)
    ('30.5 million', '5300')
    """
    if number >= 999_500:
        return f"{round(number / 1e6, 1):g} million"
    digits = 1000 if number >= 10_000 else 100
    return grouped(round(number / digits) * digits) if number >= 1000 else grouped(round(number))


def gap_layers(table: pd.DataFrame, need: str, since: int, theme: Theme) -> tuple[Points, ...]:
    """Countries as symbols whose area grows with the people without: filled without help since, else a ring."""
    rows = table[(table["without"].fillna(0.0) > 0) & table["lon"].notna()]
    if rows.empty:
        return ()
    largest = float(table["without"].max())
    layers = []
    for name, helped, colour in (("helped", True, theme.mentor), ("unhelped", False, theme.mentee)):
        part = rows[(rows["partnerships"] > 0) == helped]
        if part.empty:
            continue
        radii = GAP_RADIUS_PX[1] * np.sqrt(part["without"].to_numpy(dtype=float) / largest)
        layers.append(
            Points(
                name,
                part["lon"].to_numpy(dtype=float),
                part["lat"].to_numpy(dtype=float),
                np.maximum(radii, GAP_RADIUS_PX[0]),
                [colour] * len(part),
                [f"gap:{code}" for code in part["iso3"]],
                [_gap_tip(row, need, since) for row in part.itertuples()],
                ring=helped,
            )
        )
    return tuple(layers)


def _gap_tip(row: Any, need: str, since: int) -> str:
    lack, help_words = _gap_facts(row, need, since)
    return f"{row.name}\n{lack}\n{help_words}"


def gap_words(row: Any, need: str, since: int) -> str:
    """People without and help on record of one country."""
    lack, help_words = _gap_facts(row, need, since)
    return f"{lack}; {help_words}."


def _gap_facts(row: Any, need: str, since: int) -> tuple[str, str]:
    count = int(row.partnerships)
    help_words = (
        f"{counted(count, 'partnership')} since {since}" if count else f"no partnership since {since}"
    )
    return (
        f"{people(row.without)} urban people {NEEDS[need][1]} ({1 - row.share:.1%}, {row.year})",
        help_words,
    )


def gap_legend(table: pd.DataFrame, since: int, theme: Theme) -> tuple[LegendGroup, ...]:
    """Symbols with and without help, and what their size means."""
    largest = float(table["without"].max()) if table["without"].notna().any() else 0.0
    if largest <= 0:
        return ()
    step = 10 ** np.floor(np.log10(largest))
    sizes = [
        Entry(people(size), theme.mentee, "dot", float(GAP_RADIUS_PX[1] * np.sqrt(size / largest)))
        for size in (step / 10, step)
    ]
    return (
        LegendGroup(
            "Help on record",
            (
                Entry(f"none since {since}", theme.mentee, "dot", 5.0),
                Entry(f"partnership since {since}", theme.mentor, "ring", 5.0),
            ),
        ),
        LegendGroup("Size: urban people without", tuple(sizes), inline=True),
    )


@dataclass(frozen=True, eq=False)
class Possible:
    """Possible flows ready to draw."""

    layer: Flows
    legend: LegendGroup


def possible_layer(table: pd.DataFrame, names: Mapping[str, str], theme: Theme) -> Possible | None:
    """Possible flows from mentors to countries, in dashes; None where there are none.

    Parameters
    ----------
    table : DataFrame
        mentor_id, mentor, iso3, lon, lat, to_lon, to_lat, partnerships, score.
    """
    if table.empty:
        return None
    lines = greatcircle.paths(
        *(table[name].to_numpy(dtype=float) for name in ("lon", "lat", "to_lon", "to_lat")), most=PATH_POINTS
    )
    counts = table["partnerships"].to_numpy()
    tips = [
        f"{row.mentor} {ARROW} {names.get(str(row.iso3), str(row.iso3))}\npossible, not real; score {row.score:.2f}"
        for row in table.itertuples()
    ]
    layer = Flows(
        "possible",
        lines,
        scale(counts, int(counts.max()), POSSIBLE_WIDTH_PX),
        [theme.accent] * len(table),
        [f"possible:{row.mentor_id}>{row.iso3}" for row in table.itertuples()],
        tips,
        np.zeros(len(table), dtype=bool),
        possible=True,
    )
    return Possible(
        layer,
        LegendGroup("Not real", (Entry("possible partnership", theme.accent, "dash", 2.5),)),
    )


def fitting(
    table: pd.DataFrame, known: Evidence, who: str, way: str, names: Mapping[str, str], theme: Theme
) -> Possible | None:
    """Possible flows between the one who asks and those who fit; None where there are none.

    Parameters
    ----------
    table : DataFrame
        Rows of `wopmap.matching.fits` to be drawn.
    names : mapping of str to str
        Of countries by their code.
    """
    seat = known.seats.get(who)
    if seat is None or table.empty:
        return None
    asks, mentors = name_of(known, names, who), way == "mentors"
    rows = pd.DataFrame({"partnerships": 1, "score": table["score"]})
    rows["mentor_id"] = table["mentor_id"] if mentors else who
    rows["mentor"] = table["mentor"] if mentors else asks
    rows["iso3"] = who if mentors else table["id"]
    mine, theirs = ("to_lon", "to_lat"), ("lon", "lat")
    if not mentors:
        mine, theirs = theirs, mine
    rows[list(mine)] = [seat.lon, seat.lat]
    rows[list(theirs)] = table[["lon", "lat"]].to_numpy()
    others = {who: asks} if mentors else dict(zip(table["id"], table["mentee"], strict=True))
    return possible_layer(rows, {**names, **others}, theme)


def today_scene(
    table: pd.DataFrame,
    symbols: tuple[Points, ...],
    legend: tuple[LegendGroup, ...],
    possible: Possible | None,
    series: CountrySeries,
    options: ScalingOptions,
    theme: Theme,
) -> Scene:
    """Gaps and possible flows under a rule.

    Parameters
    ----------
    table : DataFrame
        From `wopmap.scaling.demand.demand`.
    symbols, legend
        From `gap_layers` and `gap_legend`.
    """
    need, since = options.need, options.since
    return gap_scene(
        symbols,
        legend,
        possible,
        series,
        series.years[1],
        subtitle=f"Urban people {NEEDS[need][1]}, and partnerships since {since}",
        summary=gap_summary(table, need, since),
        view=options.view,
        theme=theme,
        sources=tuple(table["source_id"].dropna().unique()),
    )


def fit_scene(possible: Possible, who: str, series: CountrySeries, theme: Theme) -> Scene:
    """Possible flows between the one who asks, by name, and the best fits."""
    return gap_scene(
        (),
        (),
        possible,
        series,
        series.years[1],
        subtitle="Possible partnerships",
        summary=f"Possible, not real: the first {ON_MAP} of the ranking for {who}.",
        view=None,
        theme=theme,
    )


def gap_scene(
    symbols: tuple[Points, ...],
    legend: tuple[LegendGroup, ...],
    possible: Possible | None,
    series: CountrySeries,
    year: int,
    *,
    subtitle: str,
    summary: str,
    view: View | None,
    theme: Theme,
    title: str = "Scaling up",
    sources: Sequence[str] = (),
) -> Scene:
    """Household water, gaps and possible flows together."""
    here = view or WORLD
    return Scene(
        title=title,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=here,
        layers=(
            water_areas(series, year, theme, here.zoom),
            *symbols,
            *((possible.layer,) if possible else ()),
        ),
        legend=(*((possible.legend,) if possible else ()), *legend, water_legend(series, year, theme)),
        notes=(*((POSSIBLE_NOTE,) if possible else ()), BOUNDARY_NOTE),
        sources=tuple(sources),
    )


def gap_summary(table: pd.DataFrame, need: str, since: int) -> str:
    """One sentence: how many are without, where no help is on record, and where the largest gaps are."""
    rows = table[["name", "without", "partnerships"]]
    rows = rows[(rows["without"].fillna(0.0) > 0).to_numpy(bool)]
    if rows.empty:
        return f"No urban people {NEEDS[need][1]} are on record for these countries."
    alone = rows[(rows["partnerships"] == 0).to_numpy(bool)]
    total, theirs = float(rows["without"].sum()), float(alone["without"].sum())
    if alone.empty:
        return (
            f"{people(total)} urban people in {counted(len(rows), 'country', 'countries')} are {NEEDS[need][1]}; a "
            f"partnership is on record everywhere since {since}."
        )
    words = (
        f"{people(total)} urban people in {counted(len(rows), 'country', 'countries')} are {NEEDS[need][1]}; "
        f"{people(theirs)} of them ({theirs / total:.0%}) live in {counted(len(alone), 'country', 'countries')} "
        f"without a partnership on record since {since}"
    )
    names = ", ".join(f"{row.name} ({people(row.without)})" for row in alone.head(3).itertuples(index=False))
    return f"{words}, most of all {names}."


def without_estimate(table: pd.DataFrame, need: str) -> str:
    """What is not in the sums: countries without an estimate, partnerships without a year."""
    gone, undated = int(table["without"].isna().sum()), int(table["undated"].sum())
    parts = []
    if gone:
        parts.append(f"{counted(gone, 'country has', 'countries have')} no estimate and no symbol.")
    if undated:
        stating = "states" if undated == 1 else "state"
        parts.append(
            f"{counted(undated, 'partnership')} {stating} no year and count as no help since any year."
        )
    return " ".join(parts)
