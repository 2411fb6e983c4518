"""Where help is missing as a map: countries in nine classes of two variables, with the legend that says so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wopmap.missing import PARTNERSHIP_BREAKS, PEOPLE_BREAKS
from wopmap.scene.atlas import BOUNDARY_NOTE, FAR_ZOOM, TOLERANCE, WORLD
from wopmap.scene.model import Areas, Entry, LegendGroup, Scene
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import Theme
from wopmap.words import counted, grouped

LAYER = "missing"
ROWS, COLUMNS = len(PEOPLE_BREAKS) + 1, len(PARTNERSHIP_BREAKS) + 1
CLASSES = ROWS * COLUMNS
PEOPLE_WORDS = ("Under 0.1 million people", "0.1 to 1 million people", "1 million people and more")
PARTNERSHIP_WORDS = ("none", "1 or 2", "3 and more")


def classes(rows: pd.DataFrame) -> pd.Series:
    """Class (0-8) by iso3: three of people without, each with three of partnerships; unknown ones left out."""
    known = rows[rows["people_class"].notna()]
    numbers = known["people_class"].astype(int) * COLUMNS + known["partnership_class"].astype(int)
    return pd.Series(numbers.to_numpy(int), index=known["iso3"].to_numpy(object), name="class")


def value_of(number: pd.Series) -> pd.Series:
    """Values whose class, with the breaks of `areas`, is the given one: the middle of its ninth."""
    return (number + 0.5) / CLASSES


def areas(rows: pd.DataFrame, theme: Theme, tolerance: float) -> Areas:
    """Countries coloured by both variables; the drawer needs no more than for one."""
    return Areas(
        id=LAYER,
        outlines="countries",
        key="iso3",
        values=value_of(classes(rows)),
        field=("class", 0),
        breaks=tuple(number / CLASSES for number in range(1, CLASSES)),
        colours=theme.both,
        tolerance=tolerance,
        tips=1,
    )


def tips(rows: pd.DataFrame, since: int) -> dict[str, tuple[str]]:
    """Hover words of each country."""
    words = {}
    for row in rows.itertuples(index=False):
        people = (
            "no estimate of urban people without at least basic water"
            if pd.isna(row.people_without)
            else f"{grouped(int(row.people_without))} urban people without at least basic water "
            f"({row.share_without * 100:.1f} %, {row.year})"
        )
        helped = f"{counted(int(row.partnerships), 'partnership')} as mentee, active in {since} or later"
        words[str(row.iso3)] = (f"{row.country}\n{people}\n{helped}",)
    return words


def legend(since: int, year: str, theme: Theme) -> tuple[LegendGroup, ...]:
    """What the two variables are, then one group for each class of people, its entries those of partnerships."""
    groups = [
        LegendGroup(
            f"Urban people without at least basic water ({year}), and as mentee partnerships active in {since} "
            "or later",
            (Entry("no estimate", theme.hatch, "hatch"),),
            inline=True,
        )
    ]
    for row in reversed(range(ROWS)):
        entries = tuple(
            Entry(PARTNERSHIP_WORDS[column], theme.both[row * COLUMNS + column], "fill")
            for column in range(COLUMNS)
        )
        groups.append(LegendGroup(f"{PEOPLE_WORDS[row]}, partnerships", entries, inline=True))
    return tuple(groups)


def series(rows: pd.DataFrame) -> pd.DataFrame:
    """The values by iso3 in the one column a drawer by reference expects."""
    return value_of(classes(rows)).to_frame(0).astype(np.float64)


def scene(
    rows: pd.DataFrame, *, title: str, subtitle: str, summary: str, options: AtlasOptions, theme: Theme
) -> Scene:
    """Countries by urban people without and partnerships received."""
    view = options.view or WORLD
    years = rows["year"].dropna()
    span = f"{years.min()} to {years.max()}" if len(years) else "no year"
    tolerance = TOLERANCE["far" if view.zoom <= FAR_ZOOM else "near"]
    cited = sorted(rows["source_id"].dropna().astype(str).unique())
    return Scene(
        title=title,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=view,
        layers=(areas(rows, theme, tolerance),),
        legend=legend(options.since, span, theme),
        notes=(BOUNDARY_NOTE,),
        sources=tuple(cited),
    )
