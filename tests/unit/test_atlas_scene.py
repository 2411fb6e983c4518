"""The atlas's picture without a browser: level by zoom, names, focus, two moments, need in nine classes."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.strategies.colours import SIGHT, difference, lab, luminance
from tests.unit.strategies.layers import countries, prepared, table
from wopmap import missing
from wopmap.draw import features
from wopmap.draw.strokes import LEAST_PIECES, MOST_PIECES, strokes
from wopmap.narrowing import Narrowing
from wopmap.scene import change, naming
from wopmap.scene import missing as need
from wopmap.scene.atlas import FlowMap, flow_map
from wopmap.scene.model import Flows, Labels
from wopmap.scene.options import AtlasOptions, level_at, step_of
from wopmap.scene.style import LIGHT, THEMES, Theme, class_of
from wopmap.selection import Selection, Vocabulary


@cache
def drawn(options: AtlasOptions, zoom: float = 0.0, picked: frozenset[str] = frozenset()) -> FlowMap:
    every = prepared()
    shown = options.narrowing.apply(Selection(), every)
    return flow_map(shown.flows, every, countries(), options, LIGHT, picked, zoom)


def arrows(found: FlowMap) -> Flows:
    (layer,) = (layer for layer in found.layers if isinstance(layer, Flows))
    return layer


def labels(found: FlowMap) -> Labels:
    (layer,) = (layer for layer in found.layers if isinstance(layer, Labels))
    return layer


# --- level and names by zoom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zoom", "level"),
    [
        (-0.6, "region"),
        (-0.01, "region"),
        (0.0, "country"),
        (3.49, "country"),
        (3.5, "operator"),
        (9, "operator"),
    ],
)
def test_the_level_goes_by_zoom_unless_it_is_fixed(zoom: float, level: str) -> None:
    assert level_at(zoom) == level == AtlasOptions().drawn_level(zoom)
    for fixed in ("region", "country", "operator"):
        assert AtlasOptions(level=fixed).drawn_level(zoom) == fixed
    edges = drawn(AtlasOptions(), zoom).edges
    assert len(edges) == len(drawn(AtlasOptions(level=level), zoom).edges)


@pytest.mark.parametrize(("zoom", "step"), [(0.0, 0), (0.49, 0), (0.5, 1), (-0.1, -1), (3.5, 7)])
def test_zoom_goes_in_half_steps(zoom: float, step: int) -> None:
    assert step_of(zoom) == step


@pytest.mark.parametrize("level", ["region", "country", "operator"])
@pytest.mark.parametrize("zoom", [-0.5, 0.5, 2.0, 4.5])
def test_names_do_not_overlap_and_the_most_important_are_there(level: str, zoom: float) -> None:
    found = drawn(AtlasOptions(level=level), zoom)
    names = labels(found)
    boxes = naming.boxes(names.lon, names.lat, list(names.texts), zoom)
    for one, other in combinations(boxes, 2):
        apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
        assert apart, (one, other)
    ends = pd.concat(
        [
            found.edges[[f"{end}_label", "partnerships"]].set_axis(["name", "n"], axis=1)
            for end in ("origin", "destination")
        ]
    )
    sums = ends.groupby("name")["n"].sum()
    first = naming.shortened(str(sums[sums == sums.max()].index.sort_values()[0]))
    assert names.texts[0] == first


def test_nearer_there_is_room_for_more_names() -> None:
    many = [len(labels(drawn(AtlasOptions(level="country"), zoom)).texts) for zoom in (-0.5, 1.0, 2.5)]
    assert many == sorted(many)
    assert many[0] < many[-1] <= naming.MOST


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-84, 84), st.integers(1, 30)), min_size=1, max_size=25
    ),
    zoom=st.floats(-1, 6),
)
def test_names_that_are_free_at_a_zoom_are_free_nearer(
    places: list[tuple[float, float, int]], zoom: float
) -> None:
    lon, lat = np.array([p[0] for p in places]), np.array([p[1] for p in places])
    texts = ["x" * p[2] for p in places]
    kept = naming.without_overlap(naming.boxes(lon, lat, texts, zoom), naming.WORLD_PX * 2**zoom)
    assert kept[0] == 0
    nearer = naming.boxes(lon[kept], lat[kept], [texts[i] for i in kept], zoom + 1.5)
    assert naming.without_overlap(nearer, naming.WORLD_PX * 2 ** (zoom + 1.5)) == list(range(len(kept)))


# --- focus ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("focus", "way"), [("UGA", "both"), ("UGA", "out"), ("KEN", "in"), ("nld-vei", "both")]
)
def test_the_flows_of_the_focus_stay_and_the_rest_fades(focus: str, way: str) -> None:
    layer = arrows(drawn(AtlasOptions(level="operator", focus=focus, way=way)))
    rows = table("flows")
    gives = (rows["mentor_country"] == focus) | (rows["mentor_id"] == focus)
    gets = (rows["mentee_country"] == focus) | (rows["mentee_id"] == focus)
    mine = {"both": gives | gets, "out": gives & ~gets, "in": gets & ~gives}[way]
    key = rows["mentor_id"].astype(str) + ">" + rows["mentee_id"].astype(str)
    kept = {k for k, faded in zip(layer.keys, layer.faded, strict=True) if not faded}
    assert kept == set(key[mine])
    assert set(layer.keys) == set(key)
    # The focus is drawn last, on top of the rest.
    assert list(layer.faded) == sorted(layer.faded, reverse=True)


def test_a_focus_counts_its_own_partnerships_alone_on_a_merged_flow() -> None:
    found = drawn(AtlasOptions(level="country", focus="nld-vei", way="out")).edges.set_index("edge_id")
    rows = table("flows")
    mine = rows[(rows["mentor_id"] == "nld-vei") & (rows["mentee_country"] == "KEN")]
    assert found.loc["NLD>KEN", "partnerships"] == mine["wop_id"].nunique()


# --- two moments ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_three_kinds_differ_in_line_and_in_grey(theme: Theme) -> None:
    assert len(set(change.PATTERNS.values())) == 3
    greys = sorted(luminance(colour) for colour in change.colours(theme).values())
    assert min(b / a for a, b in pairwise(greys)) > 1.25
    entries = change.legend((2010, 2020), theme).entries
    assert [entry.label for entry in entries] == ["new", "lasting", "ended"]
    assert {entry.mark for entry in entries} == {"line", "dashed", "dotted"}


def test_two_moments_are_drawn_in_three_lines_with_numbers_in_the_hover_text() -> None:
    options = AtlasOptions(show="moments", moments=(2010, 2020))
    layer = arrows(drawn(options))
    assert set(layer.patterns) == {"solid", "dashed", "dotted"}
    by_pattern = dict(zip(layer.patterns, layer.colours, strict=True))
    assert by_pattern["solid"] == change.colours(LIGHT)["lasting"]
    tip = layer.tips[layer.patterns.index("dashed")]
    assert "2010: 0, 2020: " in tip
    assert " new)" in tip
    assert "\n\n" not in tip
    lines = json.loads(features.flows(layer))["features"]
    strokes = [f for f in lines if f["geometry"]["type"] == "LineString"]
    assert len(strokes) > 3 * len(layer.paths)
    assert all(len(f["properties"]["c"]) == len(f["geometry"]["coordinates"]) for f in strokes)
    heads = [f for f in lines if f["geometry"]["type"] == "Point"]
    assert len(heads) == len(layer.paths)


@pytest.mark.parametrize("pattern", ["dashed", "dotted"])
@pytest.mark.parametrize("length", [1.0, 40.0, 5000.0])
def test_dashes_lie_on_the_curve_and_end_where_it_ends(pattern: str, length: float) -> None:
    turn = np.linspace(0, 2, 30)
    curve = np.column_stack([np.cos(turn) * length, np.sin(turn) * length, turn / 2])
    found = strokes(curve, pattern)
    assert LEAST_PIECES <= len(found) <= MOST_PIECES
    assert found[-1][-1] == pytest.approx(curve[-1])
    along = [edge for stroke in found for edge in (stroke[0, 2], stroke[-1, 2])]
    assert along == sorted(along)
    assert all(start < end for start, end in zip(along[::2], along[1::2], strict=True))
    for stroke in found:
        assert np.hypot(stroke[:, 0], stroke[:, 1]) == pytest.approx(np.full(len(stroke), length), rel=2e-3)


def test_a_solid_line_is_left_as_it_is() -> None:
    curve = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    assert strokes(curve, "solid")[0] is curve
    assert len(strokes(np.zeros((4, 3)), "dashed")) == 1


# --- where help is missing ------------------------------------------------------------------------------------


def test_nine_classes_are_coloured_as_the_legend_says() -> None:
    rows = missing.table(table("country_use"), countries(), table("flows"), 2015)
    areas = need.areas(rows, LIGHT, 0.15)
    legend = need.legend(2015, "2020", LIGHT)
    assert [group.title.split(",")[0] for group in legend[1:]] == list(reversed(need.PEOPLE_WORDS))
    for row in rows.itertuples(index=False):
        if pd.isna(row.people_without):
            assert row.iso3 not in areas.values.index
            continue
        colour = areas.colours[class_of(float(areas.values[row.iso3]), areas.breaks)]
        band = 0 if row.people_without < 1e5 else 1 if row.people_without < 1e6 else 2
        helped = 0 if row.partnerships == 0 else 1 if row.partnerships < 3 else 2
        assert colour == legend[3 - band].entries[helped].colour
    assert "2015" in legend[0].title
    assert legend[0].entries[0].mark == "hatch"


def test_hover_words_of_a_country_hold_its_numbers() -> None:
    rows = missing.table(table("country_use"), countries(), table("flows"), 2015)
    words = need.tips(rows, 2015)
    first = rows.iloc[0]
    assert str(first["country"]) in words[first["iso3"]][0]
    assert f"{first['share_without'] * 100:.1f} %" in words[first["iso3"]][0]
    unknown = rows[rows["people_without"].isna()].iloc[0]
    assert "no estimate" in words[unknown["iso3"]][0]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("sight", list(SIGHT))
def test_any_two_of_the_nine_colours_can_be_told_apart(theme: Theme, sight: str) -> None:
    for one, other in combinations(theme.both, 2):
        assert difference(lab(one, sight), lab(other, sight)) > 9.0, (one, other)


# --- the link -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {"show": "moments", "moments": "2005-2015"},
        {"show": "missing", "since": "2018"},
        {"focus": "KEN", "way": "in", "level": "country"},
        {"cell": "western-europe>sub-saharan-africa", "below": "regions", "beside": "charts"},
    ],
)
def test_options_go_into_the_link_and_come_back(query: dict[str, str]) -> None:
    options, problems = AtlasOptions.from_query(query)
    assert problems == ()
    assert options.to_query() == query
    assert AtlasOptions.from_query(options.to_query()) == (options, ())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("moments", "2015-2005", "not two different years"),
        ("moments", "2015", "not two different years"),
        ("since", "soon", "not a year"),
        ("cell", "a>", "not two regions"),
        ("cell", "<b>>c", "not two regions"),
        ("show", "all", "not one of flows, moments, missing"),
        ("way", "up", "not one of both, in, out, within"),
    ],
)
def test_what_a_link_asks_in_vain_is_named(name: str, value: str, words: str) -> None:
    options, (problem,) = AtlasOptions.from_query({name: value})
    assert options == AtlasOptions()
    assert words in problem


def test_what_is_not_in_the_data_is_named_and_dropped() -> None:
    vocabulary = Vocabulary.from_tables(table("flows"), table("partnerships"), table("countries"))
    first, last = vocabulary.years
    asked = AtlasOptions(
        focus="no-such", cell=("atlantis", "western-europe"), moments=(1900, 1950), since=1900
    )
    found, problems = asked.known(vocabulary, {"nld-vei"})
    assert (found.focus, found.cell, found.moments, found.since) == ("", None, (first, first + 1), first)
    assert len(problems) == 4
    for part, problem in zip(("no-such", "atlantis", "1900 and 1950", "since 1900"), problems, strict=True):
        assert part in problem
    fine = AtlasOptions(focus="nld-vei", cell=("western-europe", "sub-saharan-africa"))
    assert fine.known(vocabulary, {"nld-vei"}) == (fine, ())
    assert Narrowing() == fine.known(vocabulary, {"nld-vei"})[0].narrowing.__class__()
    assert last > 2020
