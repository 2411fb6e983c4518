from __future__ import annotations

import json
import math
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.strategies.places import Pair, pairs
from wopmap import greatcircle
from wopmap.draw import features
from wopmap.draw.features import DECIMALS, FADED, FULL, PALE, TAPER
from wopmap.scene.model import DotField, Flows, Labels, Lines, Points
from wopmap.scene.style import ARROW_PX

HOSTILE = '</script><img src=x onerror=alert(1)> "quoted" \\ é 水 =1+1'


def flows_of(
    lines: list[np.ndarray],
    widths: list[float] | None = None,
    faded: list[bool] | None = None,
    tip: str = "tip",
) -> Flows:
    n = len(lines)
    return Flows(
        "flows",
        lines,
        np.array(widths or [4.0] * n),
        ["#a63d6a"] * n,
        [f"k{i}" for i in range(n)],
        [tip] * n,
        np.array(faded or [False] * n, dtype=bool),
    )


def read(data: bytes) -> list[dict[str, Any]]:
    content = json.loads(data)
    assert content["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = content["features"]
    return found


def decimals(number: float) -> int:
    text = repr(number)
    return len(text.split(".")[1]) if "." in text and not text.endswith(".0") else 0


def numbers(nested: Any) -> list[float]:
    if isinstance(nested, list):
        return [number for item in nested for number in numbers(item)]
    return [nested]


# --- flows ----------------------------------------------------------------------------------------------------


def test_bytes_are_compact() -> None:
    layer = flows_of(greatcircle.paths([4.9, 28.0], [52.37, -26.2], [-77.04, 36.82], [-12.05, -1.29]))
    data = features.flows(layer)
    again = json.dumps(json.loads(data), separators=(",", ":"), ensure_ascii=False).encode()
    assert data == again  # no blank after a comma or a colon, nothing escaped that need not be
    assert data is features.flows(layer)  # made once
    assert features.collection([]) == b'{"type":"FeatureCollection","features":[]}'


def test_text_survives_and_not_a_number_is_refused() -> None:
    (line, head) = read(features.flows(flows_of([np.array([[0, 0], [1, 1]])], tip=HOSTILE)))
    assert line["properties"]["tip"] == head["properties"]["tip"] == HOSTILE
    with pytest.raises(ValueError, match="not JSON compliant"):
        features.flows(flows_of([np.array([[0, 0], [np.nan, 1]])]))


@given(st.lists(pairs, max_size=4), st.floats(1.6, 8))
def test_a_flow_is_a_line_and_an_arrowhead_at_the_mentee(rows: list[Pair], width: float) -> None:
    lines = [greatcircle.paths(*row)[0] for row in rows]
    found = read(features.flows(flows_of(lines, [width] * len(lines))))
    assert len(found) == 2 * len(lines)
    for number, path in enumerate(lines):
        line, head = found[2 * number : 2 * number + 2]
        assert line["properties"]["id"] == head["properties"]["id"] == f"k{number}"
        coordinates = line["geometry"]["coordinates"]
        assert max(decimals(value) for value in numbers(coordinates)) <= DECIMALS
        np.testing.assert_allclose(coordinates, path, atol=0.5 * 10**-DECIMALS + 1e-9)
        assert head["geometry"]["coordinates"] == coordinates[-1]
        widths, colours = line["properties"]["w"], line["properties"]["c"]
        assert len(widths) == len(colours) == len(coordinates)
        assert widths == sorted(widths)  # grows from the mentor to the mentee
        assert widths[0] == pytest.approx(width * TAPER, abs=0.06)
        assert widths[-1] == pytest.approx(width, abs=0.06)
        alphas = [colour[3] for colour in colours]
        assert alphas == sorted(alphas)
        assert (alphas[0], alphas[-1]) == (PALE, FULL)
        assert {tuple(colour[:3]) for colour in colours} == {(0xA6, 0x3D, 0x6A)}
        assert ARROW_PX[0] <= head["properties"]["s"] <= ARROW_PX[1]


def test_flows_in_the_background_are_pale_throughout() -> None:
    path = np.array([[0.0, 0.0], [10.0, 10.0]])
    bright, pale = (read(features.flows(flows_of([path], faded=[faded]))) for faded in (False, True))
    assert [c[3] for c in pale[0]["properties"]["c"]] == [int(PALE * FADED), int(FULL * FADED)]
    assert bright[1]["properties"]["c"][3] == 255
    assert pale[1]["properties"]["c"][3] == int(255 * FADED)


def test_wider_flows_have_larger_heads() -> None:
    path = np.array([[0.0, 0.0], [10.0, 10.0]])
    found = read(features.flows(flows_of([path] * 3, [1.6, 4.0, 8.0])))
    sizes = [feature["properties"]["s"] for feature in found[1::2]]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("before", "end", "angle"),
    [
        ((0, 0), (5, 0), 0),
        ((0, 0), (0, 5), 90),
        ((5, 0), (0, 0), 180),
        ((0, 5), (0, 0), -90),
        ((178, 0), (183, 0), 0),  # runs on over 180
        (
            (0, 59.9),
            (0.2, 60.1),
            math.degrees(math.atan(2)),
        ),  # a degree of latitude is drawn twice as tall there
    ],
)
def test_the_head_points_where_the_line_arrives(
    before: tuple[float, float], end: tuple[float, float], angle: float
) -> None:
    path = np.array([(-30, 10), before, end], dtype=float)
    assert features.arrival_angles([path])[0] == pytest.approx(angle, abs=0.1)
    assert read(features.flows(flows_of([path])))[1]["properties"]["a"] == pytest.approx(angle, abs=0.1)


@given(pairs)
def test_the_head_lies_on_the_great_circle(pair: Pair) -> None:
    (path,) = greatcircle.paths(*pair)
    assume(abs(pair[3]) < 75 and 100 < float(greatcircle.distance_km(*pair)) < 18_000)
    bearing = float(greatcircle.final_bearing(*pair))
    on_screen = 90 - bearing  # Web Mercator keeps angles; the last stretch is a chord of a slight curve
    assert abs((float(features.arrival_angles([path])[0]) - on_screen + 180) % 360 - 180) < 20
    exact = float(greatcircle.screen_angle(*path[-2], *path[-1]))
    assert float(features.arrival_angles([path])[0]) == pytest.approx(exact, abs=0.01)


# --- points and labels ----------------------------------------------------------------------------------------


def test_points_are_rounded_and_fade() -> None:
    layer = Points(
        "mentees",
        np.array([36.8219461, 181.5]),
        np.array([-1.2920659, 0.0]),
        np.array([2.6499, 13.0]),
        ["#7a2a10", "#e8871e"],
        ["KEN", "x"],
        [HOSTILE, ""],
        faded=np.array([False, True]),
    )
    one, other = read(features.points(layer))
    assert one["geometry"] == {"type": "Point", "coordinates": [36.8219, -1.2921]}
    assert one["properties"] == {
        "id": "KEN",
        "tip": HOSTILE,
        "r": 2.6,
        "c": [0x7A, 0x2A, 0x10, int(255 * 0.92)],
    }
    assert other["properties"]["c"] == [0xE8, 0x87, 0x1E, int(255 * FADED)]
    assert other["geometry"]["coordinates"] == [181.5, 0.0]


def test_labels() -> None:
    layer = Labels("names", np.array([36.82195]), np.array([-1.29207]), [HOSTILE], np.array([3]))
    (label,) = read(features.labels(layer))
    assert label["properties"] == {"t": HOSTILE, "k": 3}


# --- areas ----------------------------------------------------------------------------------------------------

SQUARES = geopandas.GeoDataFrame(
    {"iso3": ["AAA", "BBB", None, "CCC"], "name": ["A", HOSTILE, None, "C"]},
    geometry=[
        shapely.box(0, 0, 1, 1),
        shapely.box(1, 0, 2.123456, 1),
        shapely.box(5, 5, 6, 6),
        None,
    ],
    crs="EPSG:4326",
)
SHARES = pd.DataFrame({2000: [0.5, np.nan], 2001: [0.12345, 1.0]}, index=["AAA", "BBB"])


def test_areas_hold_every_year_as_whole_per_mille() -> None:
    data = features.areas(SQUARES, "iso3", "name", {"basic_total": SHARES})
    first, second, third = read(data)
    assert first["properties"] == {"id": "AAA", "name": "A", "basic_total": [500, 123]}
    assert second["properties"] == {"id": "BBB", "name": HOSTILE, "basic_total": [None, 1000]}
    assert third["properties"] == {"id": None, "name": None}  # land without a code: drawn, no figure
    assert max(decimals(value) for value in numbers(second["geometry"]["coordinates"])) <= 2
    assert data == json.dumps(json.loads(data), separators=(",", ":"), ensure_ascii=False).encode()


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=30))
def test_per_mille_keeps_what_is_missing_missing(shares: list[float | None]) -> None:
    frame = pd.DataFrame([shares], index=["AAA"], dtype=float)
    (row,) = features.per_mille(frame).values()
    for share, value in zip(shares, row, strict=True):
        assert (share is None) == (value is None)
        if share is not None and value is not None:
            assert abs(value - share * 1000) <= 0.5
            assert isinstance(value, int)


def test_borders_are_the_stretches_two_areas_share_each_once() -> None:
    lines = json.loads(features.borders(SQUARES[:3]))
    assert lines == [{"a": [1.0, 0.0], "b": [1.0, 1.0]}]
    assert b" " not in features.borders(SQUARES[:3])


def test_straightened_outlines_keep_every_area_and_lose_only_specks() -> None:
    archipelago = shapely.MultiPolygon([shapely.box(0, 0, 0.1, 0.1), shapely.box(3, 3, 3.001, 3.001)])
    rows = geopandas.GeoDataFrame(
        {"iso3": ["ISL", "BIG", "NON"]}, geometry=[archipelago, shapely.box(10, 10, 20, 20), None]
    )
    same = features.straightened(rows, 0)
    assert same["iso3"].tolist() == ["ISL", "BIG"]
    simple = features.straightened(rows, 0.15)
    assert simple["iso3"].tolist() == ["ISL", "BIG"]
    assert [len(shapely.get_parts(shape)) for shape in simple.geometry] == [1, 1]
    assert not simple.geometry.is_empty.any()
    assert simple.geometry.iloc[1].area == pytest.approx(100)


def test_a_shape_that_is_not_there_is_none() -> None:
    shapes = np.array([None, shapely.Polygon(), shapely.Point(1.23456, 2)], dtype=object)
    assert features.json_geometry(shapes, 2) == [None, None, {"type": "Point", "coordinates": [1.23, 2.0]}]


# --- what a city adds -----------------------------------------------------------------------------------------


def test_all_stretches_of_border_where_neighbours_need_not_share_points() -> None:
    two = geopandas.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs="EPSG:4326")
    assert json.loads(features.borders(two)) == [{"a": [1.0, 0.0], "b": [1.0, 1.0]}]
    assert len(json.loads(features.borders(two, shared=False))) == 7


def test_hover_texts_by_series_and_one_text_under_every_name() -> None:
    two = geopandas.GeoDataFrame(
        {"id": ["a", "b"], "name": ["A", "B"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    )
    texts = {"a": ("A in 2010", "A in 2020"), "b": ("B",)}
    found = json.loads(features.areas(two, "id", "name", {}, tips=texts))["features"]
    assert found[0]["properties"] == {"id": "a", "name": "A", "t0": "A in 2010", "t1": "A in 2020"}
    assert found[1]["properties"] == {"id": "b", "name": "B", "t0": "B"}
    point = Points("p", np.array([1.0]), np.array([2.0]), np.array([3.0]), ["#000000"], ["k"], ["words"])
    plain = json.loads(features.points(point))["features"][0]["properties"]
    several = json.loads(features.points(point, 2))["features"][0]["properties"]
    assert plain["tip"] == "words"
    assert (several["t0"], several["t1"]) == ("words", "words")
    assert "tip" not in several


def test_dots_lie_in_layers_that_mix_their_kinds() -> None:
    number = 4800
    kinds = np.repeat([[0], [1]], number // 2, axis=0).astype(np.int8)
    field = DotField(np.arange(number) / number, np.zeros(number), kinds)
    found = json.loads(features.dots(field))["features"]
    order = [feature["properties"]["s"] for feature in found for _ in feature["geometry"]["coordinates"]]
    assert len(order) == number
    # Whatever part is drawn last, it holds as many of one kind as of the other.
    for last in (400, 1200, 2400):
        assert order[-last:].count("w") == pytest.approx(last / 2, rel=0.02)


def test_dots_carry_one_letter_a_series() -> None:
    field = DotField(
        np.array([0.0, 1.0, 2.0]),
        np.array([0.0, 0.5, 1.0]),
        np.array([[0, 1], [1, -1], [0, 1]], dtype=np.int8),
    )
    found = json.loads(features.dots(field))["features"]
    places = {tuple(at): f["properties"]["s"] for f in found for at in f["geometry"]["coordinates"]}
    assert places == {(0.0, 0.0): "wh", (2.0, 1.0): "wh", (1.0, 0.5): "h-"}


def test_lines_carry_nothing_but_their_course() -> None:
    ring = np.array([[0.0, 0.0], [1.0, 0.123456789], [0.0, 0.0]])
    found = json.loads(features.lines(Lines("l", [ring], "#000000", 2.0)))["features"]
    assert found == [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [[0.0, 0.0], [1.0, 0.12346], [0.0, 0.0]]},
        }
    ]


# --- many areas -----------------------------------------------------------------------------------------------


def squares(side: int, points: int) -> geopandas.GeoDataFrame:
    """A checkerboard of squares with many points on every edge; 33 of them lie where binary fractions are exact."""
    ticks = np.linspace(0, 1, points)[:-1]
    ring = np.concatenate(
        [
            np.column_stack([ticks, 0 * ticks]),
            np.column_stack([1 + 0 * ticks, ticks]),
            np.column_stack([1 - ticks, 1 + 0 * ticks]),
            np.column_stack([0 * ticks, 1 - ticks]),
        ]
    )
    shapes = [shapely.Polygon(ring + np.array([x, y])) for x in range(side) for y in range(side)]
    names = [f"z{i}" for i in range(len(shapes))]
    return geopandas.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs=4326)


def test_outlines_are_straightened_only_as_far_as_a_browser_needs() -> None:
    board = squares(6, 33)
    whole = shapely.get_num_coordinates(board.geometry.to_numpy()).sum()
    assert features.bearable(board, whole) is board
    fewer = features.bearable(board, whole // 4)
    assert shapely.get_num_coordinates(fewer.geometry.to_numpy()).sum() <= whole // 4
    assert fewer["id"].tolist() == board["id"].tolist()
    assert shapely.area(fewer.geometry.to_numpy()) == pytest.approx(np.ones(36))


def test_only_areas_that_lack_a_figure_are_sent_again_for_the_hatching() -> None:
    board = squares(2, 3)
    full = pd.DataFrame({2012: [0.1, 0.2, 0.3, 0.4]}, index=board["id"])
    polygons, borders, lacking = features.area_files(board, "id", "name", {"s": full})
    assert polygons == features.areas(board, "id", "name", {"s": full})
    assert borders == features.borders(board)
    assert lacking == b""
    gone = full.mask(full > 0.35).drop(index="z0")
    found = json.loads(features.area_files(board, "id", "name", {"s": full, "t": gone})[2])
    assert [feature["properties"]["id"] for feature in found["features"]] == ["z0", "z3"]
