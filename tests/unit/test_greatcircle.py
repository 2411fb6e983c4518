from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.unit.strategies.layers import table
from tests.unit.strategies.places import Pair, close_by, nearly_opposite, pairs
from wopmap import greatcircle
from wopmap.greatcircle import (
    MEAN_RADIUS_KM,
    MOST_POINTS,
    STEP_KM,
    cut_at_antimeridian,
    distance_km,
    final_bearing,
    initial_bearing,
    paths,
    screen_angle,
)

ELLIPSOID = Geod(ellps="WGS84")
SPHERE = Geod(a=MEAN_RADIUS_KM * 1000, b=MEAN_RADIUS_KM * 1000)

# Lines whose geodesic is published: (lon, lat, lon, lat), km, bearing at the start, bearing at the end.
PUBLISHED = {
    # GeographicLib documentation, GeodSolve: John F. Kennedy airport to Singapore Changi.
    "JFK to SIN": ((-73.7789, 40.6397, 103.9894, 1.3592), 15347.628, 3.308, 177.486),
    # GeographicLib documentation of the Python package: Wellington to Salamanca, nearly opposite places.
    "Wellington to Salamanca": ((174.81, -41.32, -5.50, 40.96), 19959.679, 161.068, 18.825),
    # Geocentric Datum of Australia technical manual: Flinders Peak to Buninyong.
    "Flinders Peak to Buninyong": (
        (144.424867888, -37.951033417, 143.926495528, -37.652821139),
        54.972271,
        306.868,
        307.174,
    ),
}


def km(sphere: Geod, line: np.ndarray) -> float:
    """Length of a line on a globe, added up from point to point."""
    lon, lat = line[:, 0], line[:, 1]
    return float(sum(sphere.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])) / 1000


def apart(one: float, other: float) -> float:
    """Smallest angle between two directions, degrees."""
    return abs((one - other + 180) % 360 - 180)


def xyz(points: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(points[..., 0]), np.radians(points[..., 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


# --- distance -------------------------------------------------------------------------------------------------


@given(pairs)
@settings(max_examples=600)
@example((0.0, 0.0, 0.0, 1.0))
@example((0.0, 0.0, 180.0, 0.0))
@example((0.0, 90.0, 12.0, -90.0))
@example((180.0, 0.5, -180.0, 0.5))
def test_distances_agree_with_a_geodesic_library(pair: Pair) -> None:
    exact = ELLIPSOID.inv(*pair)[2] / 1000
    assert float(distance_km(*pair)) == pytest.approx(exact, rel=0.005, abs=1e-5)


def test_distances_of_all_real_flows_agree_with_a_geodesic_library() -> None:
    flows = table("flows")
    ends = [flows[f"{side}_{axis}"].to_numpy() for side in ("mentor", "mentee") for axis in ("lon", "lat")]
    exact = np.asarray(ELLIPSOID.inv(*ends)[2]) / 1000
    np.testing.assert_allclose(distance_km(*ends), exact, rtol=0.0025, atol=1e-6)
    np.testing.assert_allclose(flows["distance_km"], exact, rtol=0.0025, atol=0.06)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_lines(name: str) -> None:
    pair, length, start, end = PUBLISHED[name]
    assert float(distance_km(*pair)) == pytest.approx(length, rel=0.0025)
    # Between nearly opposite places the way round an ellipsoid and that round a sphere part.
    near = 20 if length > 19_000 else 0.3
    assert apart(float(initial_bearing(*pair)), start) < near
    assert apart(float(final_bearing(*pair)), end) < near


def test_amsterdam_to_lima_by_the_law_of_cosines() -> None:
    lon1, lat1, lon2, lat2 = 4.90, 52.37, -77.04, -12.05
    a, b, c = (math.radians(v) for v in (lat1, lat2, lon2 - lon1))
    by_hand = 6371.0088 * math.acos(math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(c))
    assert by_hand == pytest.approx(10_500, rel=0.003)
    assert float(distance_km(lon1, lat1, lon2, lat2)) == pytest.approx(by_hand, rel=0.003)


def test_a_quarter_of_the_equator_and_of_a_meridian() -> None:
    quarter = math.pi / 2 * 6371.0088
    assert float(distance_km(0, 0, 90, 0)) == pytest.approx(quarter, rel=1e-12)
    assert float(distance_km(30, 0, 30, 90)) == pytest.approx(10_001.966, rel=0.001)


def test_distance_is_the_same_both_ways_and_nothing_for_one_place() -> None:
    assert float(distance_km(36.8, -1.3, 36.8, -1.3)) == 0
    assert float(distance_km(180, 10, -180, 10)) == pytest.approx(0, abs=1e-6)
    there, back = distance_km([4.9, 36.8], [52.4, -1.3], [36.8, 4.9], [-1.3, 52.4])
    assert there == back
    assert distance_km(4.9, 52.4, [36.8, -77.0], [-1.3, -12.0]).shape == (2,)


# --- paths ----------------------------------------------------------------------------------------------------


@given(pairs)
@settings(max_examples=400)
@example((179.0, 10.0, -179.0, -10.0))
@example((-180.0, 0.0, 180.0, 0.0))
@example((0.0, 60.0, 180.0, 60.0))
@example((5.0, 90.0, 100.0, -90.0))
@example((10.0, 10.0, -170.0, -10.0))
@example((36.8, -1.3, 36.8, -1.3))
def test_a_path_runs_from_end_to_end_without_a_jump(pair: Pair) -> None:
    (path,) = paths(*pair)
    assert 2 <= len(path) <= MOST_POINTS
    assert -180 <= path[0, 0] <= 180
    assert path[0, 1] == pair[1]
    assert path[-1, 1] == pair[3]
    assert apart(path[0, 0], pair[0]) < 1e-9
    assert apart(path[-1, 0], pair[2]) < 1e-9
    assert np.abs(np.diff(path[:, 0])).max() <= 180 + 1e-9
    assert np.abs(path[:, 1]).max() <= 90


@given(pairs)
@settings(max_examples=400)
def test_a_path_is_a_great_circle_of_the_shortest_length(pair: Pair) -> None:
    (path,) = paths(*pair)
    shortest = SPHERE.inv(*pair)[2] / 1000
    assert km(SPHERE, path) == pytest.approx(shortest, rel=1e-6, abs=1e-3)
    legs = np.array([km(SPHERE, path[i : i + 2]) for i in range(len(path) - 1)])
    np.testing.assert_allclose(legs, legs.mean(), rtol=1e-5, atol=1e-3)
    most = max(STEP_KM, shortest / (MOST_POINTS - 1))
    assert legs.max() <= most * (1 + 1e-6) + 1e-3


@given(st.lists(pairs, min_size=1, max_size=6), st.floats(50, 2000), st.integers(2, 40))
def test_many_paths_at_once_are_the_same_as_one_by_one(rows: list[Pair], step: float, most: int) -> None:
    lon1, lat1, lon2, lat2 = np.array(rows).T
    together = paths(lon1, lat1, lon2, lat2, step_km=step, most=most)
    assert len(together) == len(rows)
    for path, row in zip(together, rows, strict=True):
        np.testing.assert_allclose(path, paths(*row, step_km=step, most=most)[0], atol=1e-9)


def test_a_path_over_the_pacific_runs_on_beyond_180() -> None:
    (path,) = paths(174.76, -36.85, -171.77, -13.83)  # Auckland to Apia
    assert path[0, 0] == 174.76
    assert path[-1, 0] == pytest.approx(188.23)
    assert (np.diff(path[:, 0]) > 0).all()


def test_a_path_over_the_pole_steps_half_a_turn_there() -> None:
    (path,) = paths(0, 60, 180, 60)
    assert path[:, 1].max() > 85
    assert set(np.round(path[:, 0]).tolist()) <= {0.0, 180.0, -180.0}


def test_opposite_places_and_poles_have_the_path_that_is_promised() -> None:
    east, meridian = paths([10, 25], [0, 90], [-170, 140], [0, -90])
    assert (np.diff(east[:, 0]) > 0).all()
    np.testing.assert_allclose(east[:, 1], 0, atol=1e-9)
    np.testing.assert_allclose(meridian[1:-1, 0], 25, atol=1e-9)


def test_no_pairs_give_no_paths() -> None:
    assert paths([], [], [], []) == []


# --- cutting --------------------------------------------------------------------------------------------------


@given(pairs)
@settings(max_examples=400)
@example((179.0, 10.0, -179.0, -10.0))
@example((180.0, 0.0, -180.0, 40.0))
@example((-180.0, 0.0, 170.0, 40.0))
@example((0.0, 60.0, 180.0, 60.0))
@example((180.0, 10.0, 180.0, 10.0))
@example((180.0, -30.0, 180.0, 50.0))
@example((135.0, 30.0, -135.0, 89.999))
@example((-1.0, 90.0, 179.0000001, -90.0))
@example((100.0, 80.0, -80.0000000001, 80.0))
@example((-100.0, -80.0, 80.0000000001, -80.0))
def test_a_cut_path_lies_in_one_world_and_nothing_of_it_is_lost(pair: Pair) -> None:
    (path,) = paths(*pair)
    cut = cut_at_antimeridian(path)
    assert cut.geom_type == "MultiLineString"
    coordinates = shapely.get_coordinates(cut)
    assert np.abs(coordinates[:, 0]).max() <= 180
    pieces = [shapely.get_coordinates(part) for part in cut.geoms]
    assert sum(km(SPHERE, piece) for piece in pieces) == pytest.approx(km(SPHERE, path), rel=1e-6, abs=1e-3)
    # Every point of the path is on the cut line, and each cut is at 180 on one side, -180 on the other.
    gaps = np.linalg.norm(xyz(path)[:, None] - xyz(coordinates)[None], axis=-1).min(axis=1)
    assert gaps.max() < 1e-9
    for before, after in pairwise(pieces):
        assert (before[-1, 0], after[0, 0]) in {(180.0, -180.0), (-180.0, 180.0)}
        assert before[-1, 1] == after[0, 1]
    np.testing.assert_allclose(xyz(pieces[0][0]), xyz(path[0]), atol=1e-12)
    np.testing.assert_allclose(xyz(pieces[-1][-1]), xyz(path[-1]), atol=1e-12)


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-80, 80)), min_size=2, max_size=30))
def test_any_wandering_line_is_cut_into_one_world(steps: list[tuple[float, float]]) -> None:
    path = np.column_stack([np.cumsum([step for step, _ in steps]), [lat for _, lat in steps]])
    cut = cut_at_antimeridian(path)
    assert np.abs(shapely.get_coordinates(cut)[:, 0]).max() <= 180
    widths = sum(
        np.abs(np.diff(shapely.get_coordinates(part)[:, 0])).sum() for part in cut.geoms
    )  # nothing doubled, nothing dropped
    assert widths == pytest.approx(np.abs(np.diff(path[:, 0])).sum(), abs=1e-6)


def test_a_cut_is_where_the_great_circle_meets_180() -> None:
    cut = cut_at_antimeridian([(170, 0), (190, 60)])
    (one, two) = (shapely.get_coordinates(part) for part in cut.geoms)
    # Half-way in longitude: tan(lat) = tan(60) sin(10) / sin(20).
    lat = math.degrees(
        math.atan(math.tan(math.radians(60)) * math.sin(math.radians(10)) / math.sin(math.radians(20)))
    )
    np.testing.assert_allclose(one, [(170, 0), (180, lat)])
    np.testing.assert_allclose(two, [(-180, lat), (-170, 60)])


@pytest.mark.parametrize(
    "path",
    [
        [(170, 0), (180, 10), (175, 20)],
        [(180, 0), (170, 10)],
        [(170, 10), (180, 0)],
        [(-180, 0), (-170, 5)],
        [(180, -10), (180, 10)],
    ],
)
def test_a_path_that_only_touches_180_stays_whole(path: list[tuple[float, float]]) -> None:
    cut = cut_at_antimeridian(path)
    assert len(cut.geoms) == 1
    np.testing.assert_allclose(xyz(shapely.get_coordinates(cut)), xyz(np.array(path, float)), atol=1e-12)


def test_a_path_without_length_keeps_its_place() -> None:
    (path,) = paths(36.8, -1.3, 36.8, -1.3)
    np.testing.assert_array_equal(shapely.get_coordinates(cut_at_antimeridian(path)), [(36.8, -1.3)] * 2)


# --- bearings -------------------------------------------------------------------------------------------------


@given(pairs)
@settings(max_examples=400)
def test_bearings_agree_with_a_geodesic_library(pair: Pair) -> None:
    angle = SPHERE.inv(*pair)[2] / SPHERE.a
    # At the poles every direction is south or north; at one place and at opposite ones there is none.
    assume(1e-4 < angle < math.pi - 1e-4 and abs(pair[1]) < 89.9 and abs(pair[3]) < 89.9)
    forward, back, _ = SPHERE.inv(*pair)
    assert apart(float(initial_bearing(*pair)), forward) < 1e-4
    assert apart(float(final_bearing(*pair)), back + 180) < 1e-4
    for bearing in (initial_bearing, final_bearing):
        assert 0 <= float(bearing(*pair)) < 360


@given(pairs)
def test_bearings_are_close_to_those_on_the_ellipsoid(pair: Pair) -> None:
    angle = SPHERE.inv(*pair)[2] / SPHERE.a
    assume(1e-4 < angle < math.radians(150) and abs(pair[1]) < 85 and abs(pair[3]) < 85)
    forward, back, _ = ELLIPSOID.inv(*pair)
    assert apart(float(initial_bearing(*pair)), forward) < 0.5
    assert apart(float(final_bearing(*pair)), back + 180) < 0.5


def test_bearings_by_hand() -> None:
    assert float(initial_bearing(0, 0, 0, 10)) == pytest.approx(0, abs=1e-9)
    assert float(initial_bearing(0, 0, 10, 0)) == pytest.approx(90)
    assert float(final_bearing(0, 0, -10, 0)) == pytest.approx(270)
    assert float(final_bearing(0, 60, 180, 60)) == pytest.approx(180)
    assert float(initial_bearing(10, 0, -170, 0)) == 90
    assert np.isnan(initial_bearing(5, 5, 5, 5))
    assert np.isnan(final_bearing(5, 5, 5, 5))


@given(close_by() | nearly_opposite())
def test_the_angle_on_the_screen_is_that_of_the_drawn_line(pair: Pair) -> None:
    (path,) = paths(*pair)
    assume(abs(path[-1, 1]) < 80)
    ends = *path[-2], *path[-1]
    angle = float(screen_angle(*ends))
    east = math.radians(path[-1, 0] - path[-2, 0])
    north = [
        math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
        for lat in np.clip(path[-2:, 1], -85.05, 85.05)
    ]
    assume(math.hypot(east, north[1] - north[0]) > 1e-5)
    assert -180 < angle <= 180
    assert apart(angle, math.degrees(math.atan2(north[1] - north[0], east))) < 1e-3


def test_the_angle_on_the_screen_by_hand() -> None:
    angles = screen_angle(
        [0, 0, 0, 0, 0, 7], [0, 0, 0, 0, -0.0, 7], [5, 0, -5, 0, -5, 7], [0, 5, 0, -5, -1e-300, 7]
    )
    np.testing.assert_array_equal(angles, [0, 90, 180, -90, 180, np.nan])
    # On this map a degree of latitude at 60 degrees is twice as tall as one of longitude is wide.
    assert float(screen_angle(0, 59.9, 0.2, 60.1)) == pytest.approx(math.degrees(math.atan(2)), abs=0.1)


# --- errors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function", [distance_km, paths, initial_bearing, final_bearing, screen_angle, greatcircle.point_arrays]
)
@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (
            (0, 91, 0, 0),
            "Pair 0: latitude 91.0 is not on the globe; give longitudes in degrees and latitudes",
        ),
        (([0, 0], [0, 0], [0, float("nan")], [0, 0]), "Pair 1: longitude nan is not on the globe"),
        ((0, 0, math.inf, 0), "Pair 0: longitude inf is not on the globe"),
        ((0, 0, 0, -90.001), "Pair 0: latitude -90.001 is not on the globe"),
    ],
)
def test_a_place_off_the_globe_is_named(function: object, pair: tuple[object, ...], words: str) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match="^" + words.replace(".", r"\.")):
        function(*pair)


def test_steps_and_shapes_that_make_no_line_are_named() -> None:
    with pytest.raises(
        ValueError, match=r"^A path needs a step above 0 km and at least 2 points; got 0 km and 64\.$"
    ):
        paths(0, 0, 1, 1, step_km=0)
    with pytest.raises(ValueError, match=r"at least 2 points; got 250\.0 km and 1\.$"):
        paths(0, 0, 1, 1, most=1)
    with pytest.raises(
        ValueError, match=r"^A path is an array of at least 2 points .* got shape \(1, 2\)\.$"
    ):
        cut_at_antimeridian([(0, 0)])
