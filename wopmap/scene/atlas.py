"""The atlas: flows from mentor to mentee over the household water of countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wopmap import greatcircle, labels
from wopmap.flows import directed, merge, ranking
from wopmap.household import COUNTRY_INDICATORS, RESIDENCES, CountrySeries
from wopmap.moments import of_edges
from wopmap.scene import change
from wopmap.scene.colouring import colour_key, colour_legend
from wopmap.scene.model import Areas, Entry, Flows, LegendGroup, Points, Scene, View
from wopmap.scene.naming import names
from wopmap.scene.options import FIRST_ZOOM, AtlasOptions
from wopmap.scene.style import (
    FLOW_WIDTH_PX,
    POINT_RADIUS_PX,
    Theme,
    breaks_of,
    class_labels,
    tick_labels,
    water_colours,
)
from wopmap.words import counted, listed

BOUNDARY_NOTE = (
    "Land and borders: Natural Earth 1:50m. "
    "Borders and names imply no opinion on the legal status of any territory."
)
WORLD = View(lon=15.0, lat=18.0, zoom=0.6)
WORLD_BOX = (-168.0, -52.0, 192.0, 74.0)
"""West, south, east and north of what "show everything" shows; east of 180 keeps the Pacific in one piece."""

TITLES = {
    "flows": "Who helps whom",
    "moments": "Who helps whom, then and later",
    "missing": "Where help is missing",
}
"""Titles of the pictures of the page Atlas."""

ALL_OTHERS = "all-others"
ARROW = "\u2192"
TOPICS_IN_TIP = 4


def scale(counts: np.ndarray, largest: int, limits: tuple[float, float]) -> np.ndarray:
    """Sizes in px that grow with the square root of a count, from the first limit (1) to the second (largest)."""
    low, high = limits
    span = max(np.sqrt(largest) - 1.0, 1e-9)
    return low + (high - low) * np.clip((np.sqrt(np.maximum(counts, 1)) - 1.0) / span, 0.0, 1.0)


def years_in_words(first: Any, last: Any) -> str:
    """``2010``, ``2010 to 2014``, or that no year is stated."""
    if pd.isna(first) and pd.isna(last):
        return "years not stated"
    if pd.isna(first) or pd.isna(last) or first == last:
        return f"{int(last if pd.isna(first) else first)}"
    return f"{int(first)} to {int(last)}"


@dataclass(frozen=True)
class FlowMap:
    """Flows of one selection at one level, ready to draw, with the table behind them.

    Attributes
    ----------
    edges : DataFrame
        One row per arrow or ring (`wopmap.flows.merge`).
    layers : tuple
        `Flows`, and `Points` for rings, mentors and mentees.
    legend : tuple of LegendGroup
    """

    edges: pd.DataFrame
    layers: tuple[Flows | Points, ...]
    legend: tuple[LegendGroup, ...]


def flow_map(
    shown: pd.DataFrame,
    every: pd.DataFrame,
    countries: pd.DataFrame,
    options: AtlasOptions,
    theme: Theme,
    picked: frozenset[str] = frozenset(),
    zoom: float | None = None,
) -> FlowMap:
    """Merge the shown flows to the chosen level and dress them.

    Parameters
    ----------
    shown, every : DataFrame
        Rows of the flows layer that pass the selection, and all of them: sizes, colours and the ends of merged
        flows come from all, so that nothing jumps while one filters.
    picked : set of str
        ``wop_id`` chosen by the reader; flows without one of them fade.
    zoom : float, optional
        Zoom of the map, for the level that goes by it and for names that do not overlap; default: the view's.
    """
    zoom = zoom if zoom is not None else options.view.zoom if options.view else FIRST_ZOOM
    level = options.drawn_level(zoom)
    kept = directed(shown, {options.focus}, options.way) if options.focus else shown
    edges = _edges(shown, kept, every, countries, options, level)
    largest = largest_edge(every, level)
    look = _looks(edges, kept if options.show == "moments" else shown, every, options, theme)
    faded = edges["rest"].to_numpy(dtype=bool) | np.array(
        [bool(picked) and picked.isdisjoint(ids) for ids in edges["wop_ids"]], dtype=bool
    )
    tips = edge_tips(edges, shown, level)
    if look.notes:
        tips = [_with_line(tip, note) for tip, note in zip(tips, look.notes, strict=True)]
    drawn = ~edges["self"].to_numpy(dtype=bool)
    # The picked and the widest come last, so that they lie on top.
    order = np.lexsort((edges["partnerships"].to_numpy(), ~faded))
    flows = _arrows(edges, [i for i in order if drawn[i]], look, tips, faded, largest, zoom)
    rings = [i for i in order if not drawn[i]]
    own = _rings(edges, rings, look, tips, faded, largest)
    places = place_layers(kept, every, countries, level, theme)
    named = names(edges[~edges["rest"]], zoom)
    layers = (*places, *((own,) if rings else ()), flows, *((named,) if named else ()))
    sizes = size_legend(largest, theme, rings=bool(rings), places=bool(places))
    return FlowMap(edges[~edges["rest"]].drop(columns="rest"), layers, (look.legend, sizes))


def _edges(
    shown: pd.DataFrame,
    kept: pd.DataFrame,
    every: pd.DataFrame,
    countries: pd.DataFrame,
    options: AtlasOptions,
    level: str,
) -> pd.DataFrame:
    """Merged flows; those outside the focus, merged for themselves, have ``rest``."""
    attribute = None if options.colour == "none" else options.colour
    parts = [merge(kept, level, colour=attribute, countries=countries, all_flows=every).assign(rest=False)]
    if len(kept) < len(shown):
        others = shown[~shown["flow_id"].isin(kept["flow_id"]).to_numpy(dtype=bool)]
        parts.append(
            merge(others, level, colour=attribute, countries=countries, all_flows=every).assign(rest=True)
        )
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


@dataclass(frozen=True)
class _Looks:
    """Colour and line of each merged flow, what its hover text adds, and the legend of it."""

    colours: list[str]
    patterns: list[str]
    notes: list[str]
    legend: LegendGroup


def _looks(
    edges: pd.DataFrame, flows: pd.DataFrame, every: pd.DataFrame, options: AtlasOptions, theme: Theme
) -> _Looks:
    if options.show == "moments":
        kinds, numbers = of_edges(edges, every, options.moments)
        shades = change.colours(theme)
        return _Looks(
            [shades[kind] for kind in kinds],
            [change.PATTERNS[kind] for kind in kinds],
            [change.tip(each, options.moments) for each in numbers],
            change.legend(options.moments, theme),
        )
    key = colour_key(every, options.colour, theme)
    dyed = options.colour != "none"
    colours = [key.of(category) for category in edges["colour"]] if dyed else [key.rest] * len(edges)
    return _Looks(colours, [], [], colour_legend(edges, key))


def _with_line(tip: str, line: str) -> str:
    first, _, rest = tip.partition("\n")
    return f"{first}\n{line}\n{rest.partition(chr(10))[2]}"


def _arrows(
    edges: pd.DataFrame,
    rows: list[int],
    look: _Looks,
    tips: list[str],
    faded: np.ndarray,
    largest: int,
    zoom: float,
) -> Flows:
    lines = greatcircle.paths(
        *(
            edges[column].to_numpy(dtype=float)[rows]
            for column in ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
        ),
        most=PATH_POINTS,
    )
    return Flows(
        "flows",
        lines,
        scale(edges["partnerships"].to_numpy(), largest, FLOW_WIDTH_PX)[rows],
        [look.colours[i] for i in rows],
        [edges["edge_id"].iloc[i] for i in rows],
        [tips[i] for i in rows],
        faded[rows],
        patterns=[look.patterns[i] for i in rows] if look.patterns else (),
        zoom=zoom,
    )


def _rings(
    edges: pd.DataFrame, rows: list[int], look: _Looks, tips: list[str], faded: np.ndarray, largest: int
) -> Points:
    """Help inside one country, region or utility."""
    return Points(
        "rings",
        edges["origin_lon"].to_numpy(dtype=float)[rows],
        edges["origin_lat"].to_numpy(dtype=float)[rows],
        scale(edges["partnerships"].to_numpy(), largest, RING_RADIUS_PX)[rows],
        [look.colours[i] for i in rows],
        [edges["edge_id"].iloc[i] for i in rows],
        [tips[i] for i in rows],
        ring=True,
        faded=faded[rows],
    )


RING_RADIUS_PX = (6.0, 16.0)
PATH_POINTS = 40


def largest_edge(every: pd.DataFrame, level: str) -> int:
    """Most partnerships on one arrow at a level, over all flows."""
    ends = {
        "operator": ["mentor_id", "mentee_id"],
        "country": ["mentor_country", "mentee_country"],
        "region": ["mentor_region", "mentee_region"],
    }[level]
    counts = every.groupby(ends, observed=True)["wop_id"].nunique()
    return int(counts.max()) if len(counts) else 1


def edge_tips(edges: pd.DataFrame, shown: pd.DataFrame, level: str) -> list[str]:
    """Hover words of each arrow: from whom to whom, how many, when, on what."""
    topics = shown.drop_duplicates("wop_id").set_index("wop_id")["topics"].to_dict()
    lines = []
    for edge in edges.itertuples():
        names = str(edge.origin_label)
        if edge.self:
            names += ": within the " + {"country": "country", "region": "region"}.get(level, "utility")
        else:
            names += f" {ARROW} {edge.destination_label}"
        years = years_in_words(edge.first_year, edge.last_year)
        found: dict[str, int] = {}
        for wop_id in edge.wop_ids:
            for topic in str(topics.get(wop_id) or "").split(";"):
                if topic and topic != "<NA>" and topic != "nan":
                    found[topic] = found.get(topic, 0) + 1
        most = sorted(found, key=lambda topic: (-found[topic], topic))
        about = listed(
            [labels.term(labels.TOPICS, topic).label for topic in most],
            most=TOPICS_IN_TIP,
            more="more topics",
        )
        lines.append(
            f"{names}\n{counted(int(edge.partnerships), 'partnership')}, {years}\n{about or 'topics not stated'}"
        )
    return lines


def place_layers(
    shown: pd.DataFrame, every: pd.DataFrame, countries: pd.DataFrame, level: str, theme: Theme
) -> tuple[Points, ...]:
    """Mentors as rings and mentees as dots, sized by their partnerships; regions carry none."""
    if level == "region":
        return ()
    names = dict(zip(countries["iso3"], countries["name"], strict=True))
    out = []
    for side, colour, ring in (("mentor", theme.mentor, True), ("mentee", theme.mentee, False)):
        table = ranking(shown, side, level, top=None, names=names)
        largest = int(ranking(every, side, level, top=1)["partnerships"].max()) if len(every) else 1
        lon, lat = _places(table["id"], shown, countries, side, level)
        verb = {"mentor": "mentors in", "mentee": "is mentored in"}[side]
        tips = [
            f"{row.label}\n{verb} {counted(int(row.partnerships), 'partnership')}, "
            f"{years_in_words(row.first_year, row.last_year)}"
            for row in table.itertuples()
        ]
        keys = [f"{side}:{identity}" for identity in table["id"]]
        radii = scale(table["partnerships"].to_numpy(), largest, POINT_RADIUS_PX)
        if ring:
            radii = radii + 1.5
        out.append(Points(f"{side}s", lon, lat, radii, [colour] * len(table), keys, tips, ring=ring))
    return tuple(out)


def _places(
    ids: pd.Series, shown: pd.DataFrame, countries: pd.DataFrame, side: str, level: str
) -> tuple[np.ndarray, np.ndarray]:
    if level == "country":
        where = countries.set_index("iso3")[["lon", "lat"]]
    else:
        columns = [f"{side}_id", f"{side}_lon", f"{side}_lat"]
        where = (
            shown[columns].drop_duplicates(columns[0]).set_index(columns[0]).set_axis(["lon", "lat"], axis=1)
        )
    found = where.reindex(ids)
    return found["lon"].to_numpy(dtype=float), found["lat"].to_numpy(dtype=float)


def size_legend(largest: int, theme: Theme, rings: bool, places: bool) -> LegendGroup:
    """Widths with their counts, and the symbols of mentors and mentees."""
    steps = sorted({1, max(1, round(largest / 3)), largest})
    sizes = scale(np.array(steps), largest, FLOW_WIDTH_PX)
    entries = [
        Entry(str(step), theme.several, "line", float(size)) for step, size in zip(steps, sizes, strict=True)
    ]
    if places:
        entries += [Entry("mentor", theme.mentor, "ring", 5.0), Entry("mentee", theme.mentee, "dot", 4.0)]
    if rings:
        entries.append(Entry("help inside", theme.several, "ring", 6.0))
    return LegendGroup("Width and size: partnerships", tuple(entries), inline=True)


FAR_ZOOM = 3.2
TOLERANCE = {"far": 0.15, "near": 0.04}
"""Degrees: up to ``FAR_ZOOM`` 0.15 degrees are less than two pixels; nearer, 0.04 are until zoom 5."""


def water_areas(series: CountrySeries, year: int, theme: Theme, zoom: float) -> Areas:
    """Countries coloured by household water in one year, as fine as the zoom can show."""
    return Areas(
        id="water",
        outlines="countries",
        key="iso3",
        values=series.of_year(year),
        field=(series.short_name, year - series.years[0]),
        breaks=breaks_of(series.indicator),
        colours=water_colours(series.indicator, theme),
        tolerance=TOLERANCE["far" if zoom <= FAR_ZOOM else "near"],
    )


def water_legend(series: CountrySeries, year: int, theme: Theme) -> LegendGroup:
    """Classes with their breaks, and the entry for no data."""
    name = COUNTRY_INDICATORS[series.indicator].label
    people = "" if series.residence == "total" else f", {RESIDENCES[series.residence].label.lower()}"
    entries = [
        Entry(label, colour, "fill")
        for label, colour in zip(
            class_labels(breaks_of(series.indicator)), water_colours(series.indicator, theme), strict=True
        )
    ]
    return LegendGroup(
        f"{name}{people}, {year}",
        (*entries, Entry("no data", theme.hatch, "hatch")),
        ticks=tick_labels(breaks_of(series.indicator)),
    )


def atlas_scene(
    drawn: FlowMap,
    series: CountrySeries,
    year: int,
    *,
    title: str,
    subtitle: str,
    summary: str,
    options: AtlasOptions,
    theme: Theme,
    sources: Sequence[str] = (),
    symbols: float = 1.0,
) -> Scene:
    """Put household water and flows together."""
    view = options.view or WORLD
    return Scene(
        title=title,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=view,
        layers=(water_areas(series, year, theme, view.zoom), *drawn.layers),
        legend=(*drawn.legend, water_legend(series, year, theme)),
        notes=(BOUNDARY_NOTE,),
        sources=tuple(sources),
        symbols=symbols,
    )


LEAST_BOX_DEGREES = 1.5
NEAR_SHARE = 0.08


def country_boxes(outlines: pd.DataFrame) -> dict[str, tuple[float, float, float, float]]:
    """Box of each country around its larger parts: far, small islands would shrink the rest to a dot.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame
        Column ``iso3`` and polygons in degrees, cut at 180 degrees.

    Returns
    -------
    dict of iso3 to (west, south, east, north)
        Degrees; parts of at least 8 % of the largest part's area count, of those that cross 180 degrees only
        the side of the largest.
    """
    import shapely

    boxes = {}
    for iso3, shape in zip(outlines["iso3"], outlines.geometry, strict=True):
        if pd.isna(iso3) or shape is None or shape.is_empty:
            continue
        parts = shapely.get_parts(shape)
        sizes = shapely.area(parts)
        bounds = shapely.bounds(parts[sizes >= NEAR_SHARE * sizes.max()])
        middle = shapely.bounds(parts[sizes.argmax()])
        same_side = np.abs(bounds[:, 0] - middle[0]) < 180
        west, south = bounds[same_side, :2].min(axis=0)
        east, north = bounds[same_side, 2:].max(axis=0)
        pad = max(LEAST_BOX_DEGREES - (east - west), LEAST_BOX_DEGREES - (north - south), 0.0) / 2
        boxes[str(iso3)] = (float(west - pad), float(south - pad), float(east + pad), float(north + pad))
    return boxes
