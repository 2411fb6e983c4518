"""A country in its region: help in and out between operators, its operators by name, cities with figures by zone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from wopmap import greatcircle
from wopmap.country.exchange import DIRECTIONS, IN, OUT, WITHIN
from wopmap.country.profile import Profile
from wopmap.flows import merge
from wopmap.household import CountrySeries
from wopmap.scene.atlas import (
    BOUNDARY_NOTE,
    PATH_POINTS,
    edge_tips,
    scale,
    water_areas,
    water_legend,
)
from wopmap.scene.city_flows import inset
from wopmap.scene.model import Areas, Entry, Flows, Labels, LegendGroup, Points, Scene, View
from wopmap.scene.style import FLOW_WIDTH_PX, Theme
from wopmap.words import counted

Box = tuple[float, float, float, float]

SURROUNDINGS = 0.35
"""Part of its own size added around a country, so that its neighbours are seen."""

LEAST_DEGREES = 9.0
MAP_PX = (640, 400)
"""Size of the map for which names are thinned out and the first zoom is reckoned."""

MOST_ON_AN_ARROW = 10
"""Partnerships on the widest arrow; the same for all countries, so that they compare."""

OPERATOR_PX = (3.2, 9.0)
ABROAD_PX, CITY_PX, IDLE_PX = 3.4, 5.0, 2.6
CITY_PREFIX = "city:"
WAYS = {IN: "from abroad", OUT: "to abroad", WITHIN: "within"}
"""Short words for the legend of the map."""

LABEL_PX = (6.2, 15.0)
"""Width of a letter and height of a line on the map, px."""


def direction_colours(theme: Theme) -> Mapping[str, str]:
    """Colours of the ways help goes, seen from a country; for maps and charts."""
    return {IN: theme.accent, "both": theme.help[0], OUT: theme.help[1], WITHIN: theme.several}


def surroundings(box: Box) -> Box:
    """A country's box with its neighbours around it."""
    west, south, east, north = box
    wide, high = ((1 + 2 * SURROUNDINGS) * side for side in (east - west, north - south))
    pad_x = (max(wide, LEAST_DEGREES) - (east - west)) / 2
    pad_y = (max(high, LEAST_DEGREES) - (north - south)) / 2
    return west - pad_x, max(south - pad_y, -85.0), east + pad_x, min(north + pad_y, 85.0)


def view_of(box: Box) -> View:
    """The view that shows a box on a map of `MAP_PX`."""
    west, south, east, north = box
    top, bottom = (math.asinh(math.tan(math.radians(lat))) for lat in (north, south))
    zoom = min(
        math.log2(MAP_PX[0] / 512 * 360 / (east - west)),
        math.log2(MAP_PX[1] / 512 * 2 * math.pi / (top - bottom)),
    )
    lat = math.degrees(math.atan(math.sinh((top + bottom) / 2)))
    return View((west + east) / 2, lat, min(max(zoom, -1.0), 7.0))


def country_scene(
    found: Profile,
    countries: pd.DataFrame,
    series: CountrySeries,
    year: int,
    box: Box,
    *,
    summary: str,
    subtitle: str,
    theme: Theme,
    view: View | None = None,
    picked: frozenset[str] = frozenset(),
) -> Scene:
    """Household water of the region, flows of the country between operators, and its places.

    Parameters
    ----------
    found : Profile
    countries : DataFrame
        The layer.
    series, year
        Household water under the flows.
    box : tuple of float
        What is looked at: west, south, east, north in degrees.
    picked : set of str
        ``wop_id`` chosen by the reader; flows without one of them fade.
    """
    here = view_of(box)
    edges = merge(found.shown.flows, "operator", countries=countries)
    drawn, used = flow_layers(found, edges, theme, picked, here.lon)
    places = (*abroad(found, theme), *operators(found, theme), *cities(found, theme))
    legend = legend_groups(places, used, theme)
    zoom = (view or here).zoom
    return Scene(
        title=found.country.name,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=view or here,
        layers=(
            ground(series, year, theme, max(zoom, here.zoom)),
            *drawn,
            *places,
            names(found, here, countries),
        ),
        legend=(*legend, water_legend(series, year, theme)),
        notes=(BOUNDARY_NOTE,),
        sources=tuple(found.source_ids),
        inset=inset(drawn, box, theme),
    )


CLOSE_ZOOM, CLOSE_TOLERANCE = 4.0, 0.01
"""From this zoom on, outlines may be straightened by so many degrees: less than two pixels at zoom 7."""


def ground(series: CountrySeries, year: int, theme: Theme, zoom: float) -> Areas:
    """Countries by household water; where the map is near, islands keep their shape."""
    areas = water_areas(series, year, theme, zoom)
    return replace(areas, tolerance=CLOSE_TOLERANCE) if zoom > CLOSE_ZOOM else areas


def flow_layers(
    found: Profile, edges: pd.DataFrame, theme: Theme, picked: frozenset[str], centre: float
) -> tuple[tuple[Flows, ...], list[str]]:
    """Arrows between operators coloured by the way they go, and the ways there are.

    Where they cross the edge of the map they say which country is at the other end, the busiest first; their
    near ends lie where the map looks, `centre` degrees east, on whichever side of 180 degrees that is.
    """
    at_home = set(found.country.operators["operator_id"].astype(str))
    ways = [
        WITHIN if a in at_home and b in at_home else IN if b in at_home else OUT
        for a, b in zip(edges["origin"].astype(str), edges["destination"].astype(str), strict=True)
    ]
    faded = np.array([bool(picked) and picked.isdisjoint(ids) for ids in edges["wop_ids"]], dtype=bool)
    # A utility that helps itself is a slip in the data; two in one city have no way between them to draw.
    apart = (
        (edges["origin_lon"] != edges["destination_lon"]) | (edges["origin_lat"] != edges["destination_lat"])
    ).to_numpy(bool)
    # The picked come last, so that they lie on top.
    order = [i for i in np.lexsort((-edges["partnerships"].to_numpy(), ~faded)) if apart[i]]
    lines = greatcircle.paths(
        *(
            edges[column].to_numpy(dtype=float)[order]
            for column in ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
        ),
        most=PATH_POINTS,
    )
    lines = [
        line - [360 * round((line[0 if ways[i] == OUT else -1][0] - centre) / 360), 0]
        for line, i in zip(lines, order, strict=True)
    ]
    away = far_ends(found)
    tips, keys = edge_tips(edges, found.shown.flows, "operator"), edges["edge_id"].tolist()
    colours = direction_colours(theme)
    widths = scale(edges["partnerships"].to_numpy(), MOST_ON_AN_ARROW, FLOW_WIDTH_PX)
    layer = Flows(
        "flows",
        lines,
        widths[order],
        [colours[ways[i]] for i in order],
        [keys[i] for i in order],
        [tips[i] for i in order],
        faded[order],
        [
            "" if ways[i] == WITHIN else f"{WAYS_OVER[ways[i]]} {away[edges[FAR[ways[i]]].iloc[i]]}"
            for i in order
        ],
    )
    return (layer,) if order else (), [way for way in DIRECTIONS if way in ways]


FAR = {IN: "origin", OUT: "destination"}
"""The end of a flow that is not in the country."""

WAYS_OVER = {IN: "from", OUT: "to"}


def far_ends(found: Profile) -> dict[str, str]:
    """Country of each operator elsewhere, by its id."""
    partners = found.country.partners
    return {
        str(name): found.country.names.get(code, code)
        for name, code in zip(partners["operator_id"], partners["country_iso3"], strict=True)
    }


def abroad(found: Profile, theme: Theme) -> tuple[Points, ...]:
    """Operators at the other end: mentors as rings, mentees as dots."""
    layers = []
    for side, colour, ring in (("mentor", theme.mentor, True), ("mentee", theme.mentee, False)):
        flows = found.shown.flows
        away = flows[(flows[f"{side}_country"] != found.country.iso3).to_numpy(bool)]
        rows = away.drop_duplicates(f"{side}_id")
        if rows.empty:
            continue
        numbers = away.groupby(f"{side}_id", observed=True)["wop_id"].nunique()
        verb = {"mentor": "mentor", "mentee": "mentee"}[side]
        tips = [
            f"{name}, {found.country.names.get(code, code)}\n{verb} in {counted(int(numbers[key]), 'partnership')} "
            "with this country"
            for key, name, code in zip(
                rows[f"{side}_id"].astype(str), rows[side], rows[f"{side}_country"], strict=True
            )
        ]
        layers.append(
            Points(
                f"{side}s-abroad",
                rows[f"{side}_lon"].to_numpy(float),
                rows[f"{side}_lat"].to_numpy(float),
                np.full(len(rows), ABROAD_PX + (1.2 if ring else 0.0)),
                [colour] * len(rows),
                [f"{side}:{key}" for key in rows[f"{side}_id"]],
                tips,
                ring=ring,
            )
        )
    return tuple(layers)


def operators(found: Profile, theme: Theme) -> tuple[Points, ...]:
    """Operators of the country: those in partnerships shown by size, the others small and grey."""
    table = found.operators
    layers = []
    number = (table["as_mentee"] + table["as_mentor"]).to_numpy(int)
    for name, mask, colour in (
        ("operators-idle", number == 0, theme.several),
        ("operators", number > 0, theme.mentee),
    ):
        rows, counts = table[mask], number[mask]
        if rows.empty:
            continue
        tips = [
            f"{row.name}, {row.city}\n{_roles(row.as_mentee, row.as_mentor)}"
            for row in rows.itertuples(index=False)
        ]
        sizes = scale(counts, MOST_ON_AN_ARROW, OPERATOR_PX) if name == "operators" else None
        layers.append(
            Points(
                name,
                rows["lon"].to_numpy(float),
                rows["lat"].to_numpy(float),
                np.full(len(rows), IDLE_PX) if sizes is None else sizes,
                [colour] * len(rows),
                [
                    f"{'mentee' if row.as_mentee else 'mentor'}:{row.operator_id}"
                    for row in rows.itertuples(index=False)
                ],
                tips,
            )
        )
    return tuple(layers)


def _roles(as_mentee: int, as_mentor: int) -> str:
    parts = [f"mentee in {counted(as_mentee, 'partnership')}"] if as_mentee else []
    parts += [f"mentor in {counted(as_mentor, 'partnership')}"] if as_mentor else []
    return ", ".join(parts) or "in no partnership shown"


def cities(found: Profile, theme: Theme) -> tuple[Points, ...]:
    """Cities with household water by zone; those without a place stay in the table."""
    rows = found.cities[found.cities["lon"].notna()]
    if rows.empty:
        return ()
    return (
        Points(
            "cities",
            rows["lon"].to_numpy(float),
            rows["lat"].to_numpy(float),
            np.full(len(rows), CITY_PX),
            [theme.water[4]] * len(rows),
            [f"{CITY_PREFIX}{key}" for key in rows["city_id"]],
            [
                f"{row.city}\nhousehold water by zone: {counted(row.zones, 'zone')}, {row.years.replace(';', ', ')}"
                for row in rows.itertuples(index=False)
            ],
            ring=True,
        ),
    )


def names(found: Profile, view: View, countries: pd.DataFrame) -> Labels:
    """Short names of the operators in partnerships, the busiest first; those that would overlap are left out.

    A country without any gets its own name: a small island is hard to find otherwise.
    """
    table = found.operators[(found.operators["as_mentee"] + found.operators["as_mentor"] > 0).to_numpy(bool)]
    degree = 512 * 2**view.zoom / 360
    taken: list[Box] = []
    kept = []
    for row in table.itertuples():
        # Where it would stand on the screen; the stretch of Mercator away from the equator makes it roomier still.
        x, y = row.lon * degree, -row.lat * degree
        box = (x, y - LABEL_PX[1] / 2, x + 8 + LABEL_PX[0] * len(row.short_name), y + LABEL_PX[1] / 2)
        if not any(_overlap(box, other) for other in taken):
            taken.append(box)
            kept.append(row.Index)
    rows = table.loc[kept]
    if rows.empty:
        here = countries[(countries["iso3"].eq(found.country.iso3).fillna(False)).to_numpy(bool)]
        here = here[here["lon"].notna()]
        rows = here.assign(short_name=here["name"])
    return Labels(
        "operator-names",
        rows["lon"].to_numpy(float),
        rows["lat"].to_numpy(float),
        rows["short_name"].astype(str).tolist(),
        np.arange(len(rows)),
    )


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def legend_groups(places: tuple[Points, ...], used: list[str], theme: Theme) -> tuple[LegendGroup, ...]:
    """Ways of help and symbols, those that are on the map."""
    colours = direction_colours(theme)
    ways = [Entry(WAYS[way], colours[way], "line", 4.0) for way in used]
    there = {layer.id for layer in places}
    symbols = [
        entry
        for name, entry in (
            ("operators", Entry("operator", theme.mentee, "dot", 4.0)),
            ("operators-idle", Entry("not in these", theme.several, "dot", 3.0)),
            ("mentors-abroad", Entry("mentor abroad", theme.mentor, "ring", 4.0)),
            ("mentees-abroad", Entry("mentee abroad", theme.mentee, "dot", 3.0)),
            ("cities", Entry("city with zones", theme.water[4], "ring", 4.0)),
        )
        if name in there
    ]
    groups = [LegendGroup("Help, arrow to the mentee", tuple(ways), inline=True)] if ways else []
    return (*groups, *([LegendGroup("Places", tuple(symbols), inline=True)] if symbols else []))
