"""The map of mentors: a ring per mentor or country with its motives by family, and the help that flows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wopmap import greatcircle, motives
from wopmap.flows import merge, ranking
from wopmap.labels import FAMILIES, SAID_BY, SEVERAL
from wopmap.scene.atlas import (
    BOUNDARY_NOTE,
    FAR_ZOOM,
    PATH_POINTS,
    TOLERANCE,
    WORLD,
    edge_tips,
    largest_edge,
    scale,
    years_in_words,
)
from wopmap.scene.model import Areas, Entry, Flows, LegendGroup, Mixes, Points, Scene
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import FLOW_WIDTH_PX, MIX_RADIUS_PX, Theme
from wopmap.words import counted, lower_first

TITLE = "Why mentors help"

SILENT_PX = 3.0
"""Radius of a mentor or country without a statement."""


@dataclass(frozen=True)
class MentorMap:
    """Mentors and their flows, ready to draw, with the tables behind them.

    Attributes
    ----------
    mixes : DataFrame
        `wopmap.motives.mix` of the statements shown.
    silent : DataFrame
        Mentors or countries with partnerships but without a statement: `wopmap.flows.ranking`.
    at_home : int
        Partnerships inside one country (or one operator), which are not drawn.
    sources : tuple of str
        Documents behind the statements and the partnerships shown.
    """

    mixes: pd.DataFrame
    silent: pd.DataFrame
    edges: pd.DataFrame
    at_home: int
    layers: tuple[Flows | Points | Mixes, ...]
    legend: tuple[LegendGroup, ...]
    sources: tuple[str, ...]


def family_colours(theme: Theme) -> dict[str, str]:
    """Colour of each family of motives, and of mentors on whom several lead or nothing is said."""
    named = dict(zip(motives.FAMILIES, theme.families, strict=True))
    return {**named, SEVERAL: theme.several, "": theme.rule}


def mentor_map(
    shown: pd.DataFrame,
    every: pd.DataFrame,
    statements: pd.DataFrame,
    all_statements: pd.DataFrame,
    operators: pd.DataFrame,
    countries: pd.DataFrame,
    options: MentorsOptions,
    theme: Theme,
) -> MentorMap:
    """Put rings on mentors or countries and colour their flows by the leading family.

    Parameters
    ----------
    shown, every : DataFrame
        Rows of the flows layer that pass the selection, and all of them.
    statements, all_statements : DataFrame
        Statements that count, and all: sizes come from all, so that nothing jumps while one filters.
    operators, countries : DataFrame
        The layers.
    """
    level = "operator" if options.by == "mentor" else "country"
    mixes = motives.mix(statements, options.by)
    places = _places(operators, countries, options.by)
    names = dict(zip(countries["iso3"], countries["name"], strict=True))
    table = ranking(shown, "mentor", level, top=None, names=names)
    silent = table[~table["id"].isin(mixes["id"])].reset_index(drop=True)
    edges = merge(shown, level, countries=countries, all_flows=every)
    at_home = int(shown.loc[_inside(shown, level), "wop_id"].nunique())
    leading = dict(zip(mixes["id"], mixes["leading"], strict=True))
    layers = (
        _flows(edges, shown, level, leading, largest_edge(every, level), options.pick, theme),
        _silent(silent, places, options.pick, theme),
        _rings(mixes, table, places, _most(all_statements, options.by), options, theme),
    )
    return MentorMap(
        mixes=mixes,
        silent=silent,
        edges=edges,
        at_home=at_home,
        layers=layers,
        legend=_legend(statements, edges, leading, all_statements, options, theme),
        sources=tuple(sorted({*statements["source_id"].astype(str), *shown["source_id"].astype(str)})),
    )


def _inside(flows: pd.DataFrame, level: str) -> Any:
    end = "id" if level == "operator" else "country"
    return (flows[f"mentor_{end}"].astype(str) == flows[f"mentee_{end}"].astype(str)).to_numpy(dtype=bool)


def _most(all_statements: pd.DataFrame, by: str) -> int:
    mixes = motives.mix(all_statements, by)
    return int(mixes["statements"].max()) if len(mixes) else 1


def _places(operators: pd.DataFrame, countries: pd.DataFrame, by: str) -> pd.DataFrame:
    table, key = (operators, "operator_id") if by == "mentor" else (countries, "iso3")
    return table.dropna(subset=[key]).set_index(key)[["lon", "lat"]].astype(float)


def _of(edges: pd.DataFrame, pick: str) -> np.ndarray:
    """Whether an edge begins or ends at what is chosen."""
    return ((edges["origin"] == pick) | (edges["destination"] == pick)).to_numpy(dtype=bool)


def _flows(
    edges: pd.DataFrame,
    shown: pd.DataFrame,
    level: str,
    leading: dict[str, str],
    largest: int,
    pick: str,
    theme: Theme,
) -> Flows:
    """Arrows in the colour of the family that leads among the statements on who gives."""
    drawn = edges[~edges["self"].to_numpy(dtype=bool)]
    chosen = _of(drawn, pick)
    faded = ~chosen if chosen.any() else np.zeros(len(drawn), dtype=bool)
    said = np.array([bool(leading.get(str(origin))) for origin in drawn["origin"]], dtype=bool)
    # Last, and so on top: what is chosen, those whose mentor's motives are known, the widest.
    order = np.lexsort((drawn["partnerships"].to_numpy(), said, ~faded))
    drawn, faded = drawn.iloc[order], faded[order]
    colours = family_colours(theme)
    families = [leading.get(str(origin), "") for origin in drawn["origin"]]
    tips = [
        f"{tip}\n{_lead_in_words(family)}"
        for tip, family in zip(edge_tips(drawn, shown, level), families, strict=True)
    ]
    return Flows(
        "flows",
        greatcircle.paths(
            *(
                drawn[f"{end}_{axis}"].to_numpy(dtype=float)
                for end in ("origin", "destination")
                for axis in ("lon", "lat")
            ),
            most=PATH_POINTS,
        ),
        scale(drawn["partnerships"].to_numpy(), largest, FLOW_WIDTH_PX),
        [colours[family] for family in families],
        drawn["edge_id"].tolist(),
        tips,
        faded,
    )


def _lead_in_words(family: str) -> str:
    if not family:
        return "no statement on the mentor's motives"
    if family == SEVERAL:
        return "no family leads among its motives"
    return f"most statements on the mentor: {lower_first(FAMILIES[family].label)}"


def _silent(table: pd.DataFrame, places: pd.DataFrame, pick: str, theme: Theme) -> Points:
    """Small dots for those on whom nothing is said: missing is not the same as no motive."""
    where = places.reindex(table["id"])
    return Points(
        "silent",
        where["lon"].to_numpy(),
        where["lat"].to_numpy(),
        np.full(len(table), SILENT_PX),
        [theme.quiet] * len(table),
        [str(i) for i in table["id"]],
        [f"{row.label}\n{_helps(row)}\nno statement on its motives" for row in table.itertuples()],
        faded=(table["id"] != pick).to_numpy(dtype=bool) if pick else None,
    )


def _helps(row: Any) -> str:
    return f"mentor in {counted(int(row.partnerships), 'partnership')}, {years_in_words(row.first_year, row.last_year)}"


def _rings(
    mixes: pd.DataFrame,
    table: pd.DataFrame,
    places: pd.DataFrame,
    most: int,
    options: MentorsOptions,
    theme: Theme,
) -> Mixes:
    where = places.reindex(mixes["id"])
    helping = {row.id: row for row in table.itertuples()}
    parts = [tuple(int(row[family]) for family in motives.FAMILIES) for _, row in mixes.iterrows()]
    tips = []
    for row, mix in zip(mixes.itertuples(), parts, strict=True):
        counts = dict(zip(motives.FAMILIES, mix, strict=True))
        who = ", ".join(
            f"{getattr(row, kind)} {lower_first(SAID_BY[kind].label)}"
            for kind in motives.SAID_BY
            if getattr(row, kind)
        )
        said = counted(int(row.statements), "statement")
        if options.by == "country":
            said += f" on {counted(int(row.mentors), 'mentor')}"
        helps = _helps(helping[row.id]) if row.id in helping else "no partnership on file"
        tips.append(f"{row.label}\n{helps}\n{said}: {who}\n{motives.mix_in_words(counts)}")
    return Mixes(
        "mixes",
        where["lon"].to_numpy(),
        where["lat"].to_numpy(),
        scale(mixes["statements"].to_numpy(), most, MIX_RADIUS_PX),
        parts,
        theme.families,
        [str(i) for i in mixes["id"]],
        tips,
        faded=(mixes["id"] != options.pick).to_numpy(dtype=bool)
        if options.pick in set(mixes["id"])
        else None,
    )


def _legend(
    statements: pd.DataFrame,
    edges: pd.DataFrame,
    leading: dict[str, str],
    all_statements: pd.DataFrame,
    options: MentorsOptions,
    theme: Theme,
) -> tuple[LegendGroup, ...]:
    """Families with their numbers, what an arrow's colour means, and sizes."""
    colours = family_colours(theme)
    numbers = statements["family"].value_counts()
    families = [
        Entry(f"{FAMILIES[family].label} ({int(numbers.get(family, 0))})", colours[family], "fill")
        for family in motives.FAMILIES
    ]
    used = {leading.get(str(origin), "") for origin in edges["origin"]}
    arrows = [
        Entry(words, colours[family], "line", 4.0)
        for family, words in ((SEVERAL, "none leads"), ("", "nothing said"))
        if family in used
    ]
    most = _most(all_statements, options.by)
    steps = (1, max(3, most // 8))
    radii = scale(np.array(steps), most, MIX_RADIUS_PX)
    sizes = [
        Entry(str(step), theme.quiet, "ring", float(radius))
        for step, radius in zip(steps, radii, strict=True)
    ]
    sizes.append(Entry("none on file", theme.quiet, "dot", SILENT_PX))
    return (
        LegendGroup("Ring: statements by family", tuple(families)),
        LegendGroup("Arrow: the family that leads", tuple(arrows), inline=True),
        LegendGroup("Size: statements", tuple(sizes), inline=True),
    )


def land(theme: Theme, zoom: float) -> Areas:
    """Countries as plain ground: nothing of theirs is shown but what mentors say."""
    return Areas(
        id="land",
        outlines="countries",
        key="iso3",
        values=pd.Series(dtype=float),
        field=("", 0),
        breaks=(),
        colours=(theme.land,),
        tolerance=TOLERANCE["far" if zoom <= FAR_ZOOM else "near"],
        plain=True,
    )


def mentors_scene(
    drawn: MentorMap,
    *,
    title: str,
    subtitle: str,
    summary: str,
    options: MentorsOptions,
    theme: Theme,
) -> Scene:
    """Put land, flows and rings together."""
    view = options.view or WORLD
    notes = [BOUNDARY_NOTE]
    if drawn.at_home:
        inside = "one country" if options.by == "country" else "one operator"
        notes.insert(0, f"Help inside {inside} is not drawn: {counted(drawn.at_home, 'partnership')}.")
    return Scene(
        title=title,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=view,
        layers=(land(theme, view.zoom), *drawn.layers),
        legend=drawn.legend,
        notes=tuple(notes),
        sources=drawn.sources,
    )
