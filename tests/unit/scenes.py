"""A small scene with all that a scene may hold, and names that try to be more than text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from wopmap import greatcircle
from wopmap.scene.model import (
    Areas,
    DotField,
    Dots,
    Entry,
    Flows,
    Labels,
    LegendGroup,
    Lines,
    Mixes,
    Points,
    Scene,
    View,
)
from wopmap.scene.style import LIGHT, Theme
from wopmap.scene.times import Member, Times

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"'"


def outlines() -> gpd.GeoDataFrame:
    """A well served box, one without data, and one that 180 degrees cuts in two."""
    return gpd.GeoDataFrame(
        {"iso3": ["AAA", "BBB", "CCC"], "name": [HOSTILE, "Bee", "Sea"]},
        geometry=[
            shapely.box(-20, -20, 0, 20),
            shapely.box(20, -20, 40, 20),
            shapely.MultiPolygon([shapely.box(160, 40, 180, 60), shapely.box(-180, 40, -172, 60)]),
        ],
        crs=4326,
    )


def scene(theme: Theme = LIGHT, tip: str = HOSTILE, **changes: Any) -> Scene:
    """Water in two of three countries, two flows and a ring, a dot, two names of which one has no room."""
    pairs = np.array([(-10.0, 0.0, 100.0, 0.0), (140.0, 35.0, -70.0, -30.0)])
    layers = (
        Areas(
            "water", "countries", "iso3", pd.Series({"AAA": 0.95, "CCC": 0.2}), ("at_least_basic_total", 0),
            (0.5, 0.75, 0.9, 0.99), theme.water,
        ),
        Points(
            "mentees", np.array([-40.0]), np.array([-30.0]), np.array([9.0]), [theme.mentee],
            ["mentee:x"], ["A mentee"],
        ),
        Points(
            "rings", np.array([-60.0]), np.array([10.0]), np.array([8.0]), [theme.help[1]],
            ["own"], ["Help inside"], ring=True,
        ),
        Flows(
            "flows", greatcircle.paths(*pairs.T, most=40), np.array([8.0, 3.0]), [theme.help[0], theme.help[1]],
            ["f0", "f1"], [tip, "Second flow"], np.array([False, True]),
        ),
        Labels("names", np.array([0.0, 0.3]), np.array([0.0, 0.0]), ["First", "Second"], np.array([0, 1])),
    )  # fmt: skip
    legend = (
        LegendGroup(
            "At least basic drinking water, 2020",
            (*(Entry(f"class {i}", c, "fill") for i, c in enumerate(theme.water)),
             Entry("no data", theme.hatch, "hatch")),
        ),
        LegendGroup("Flow", (Entry(HOSTILE, theme.help[0], "line", 4.0), Entry("mentor", theme.mentor, "ring", 5.0))),
    )  # fmt: skip
    whole = Scene(
        "Who helps whom", "All partnerships", "Two flows.", theme, View(15.0, 18.0, 0.6), layers, legend,
        notes=("A note on borders.",), sources=("s1",),
    )  # fmt: skip
    return replace(whole, **changes)


def times() -> Times:
    """One partnership of 2005 to 2010, one without a year; water in three years."""
    shares = pd.DataFrame({2018: [0.3, np.nan], 2019: [0.6, 0.1], 2020: [0.95, 0.2]}, index=["AAA", "CCC"])
    members = {
        "f0": (Member("w0", 2005, 2010),),
        "f1": (Member("w1", None, None),),
        "mentee:x": (Member("w0", 2005, 2010),),
    }
    return Times(members, shares)


def rows() -> pd.DataFrame:
    """The table behind it."""
    return pd.DataFrame(
        {
            "Mentors": ["Vitens", HOSTILE],
            "Years": ["2005 to 2010", None],
            "Link": ["https://example.org/a?b=1&c=2", "javascript:alert(3)"],
        },
        index=["w0", "w1"],
    )


def near(theme: Theme = LIGHT) -> Scene:
    """A city: plain land, two zones of three, dots, an outline, help that comes in, help that could, a mix."""
    path = greatcircle.paths(*np.array([[5.0, 52.0, 36.8, -1.3]]).T, most=60)
    layers: tuple[Any, ...] = (
        Areas("land", "countries", "iso3", pd.Series(dtype=float), ("", 0), (), (theme.land,), plain=True),
        Areas(
            "zones", "zones", "zone_id", pd.Series({"z1": -0.12, "z2": 0.05}), ("piped_change", 0),
            (-0.1, -0.02, 0.02, 0.1), theme.water, only=(("city_id", "c"),),
        ),
        Dots(
            "dots", DotField(np.array([36.75, 36.8, 36.85]), np.full(3, -1.3), np.array([[0], [1], [-1]])), 0,
            (theme.help[0], theme.water[-1]), 1.5,
        ),
        Lines("service", [np.array([(36.7, -1.4), (36.9, -1.4), (36.9, -1.2), (36.7, -1.4)])], theme.ink, 1.2, True),
        Flows(
            "flows", path, np.array([3.0]), [theme.accent], ["m>n"], ["Vitens to NCWSC"], np.zeros(1, bool),
            ["from Vitens, Zwolle, 6 626 km"],
        ),
    )  # fmt: skip
    more = (
        replace(layers[4], id="possible", keys=["p"], tips=["Not real"], edge_labels=(), possible=True),
        Mixes(
            "motives", np.array([36.75]), np.array([-1.25]), np.array([12.0]), [(3, 0, 1)], theme.help[:3],
            ["mix"], ["Three of four"],
        ),
    )  # fmt: skip
    layers = (*layers, *more)
    box = (36.6, -1.5, 37.0, -1.1)
    legend = (LegendGroup("Not real", (Entry("possible", theme.accent, "dash", 2.5),)),)
    return Scene("Nairobi", "Zones", "Two zones.", theme, View(36.8, -1.3, 10), layers, legend, box=box)


def zones() -> gpd.GeoDataFrame:
    """Two zones of the city and one of another."""
    return gpd.GeoDataFrame(
        {
            "zone_id": ["z1", "z2", "z3"],
            "zone_name": ["Kibra", "Westlands", "Away"],
            "city_id": ["c", "c", "d"],
        },
        geometry=[
            shapely.box(36.7, -1.4, 36.8, -1.2),
            shapely.box(36.8, -1.4, 36.9, -1.2),
            shapely.box(0, 0, 1, 1),
        ],
        crs=4326,
    )
