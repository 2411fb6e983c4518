from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wopmap.household.dots import FEWEST, MOST, dots, frame, largest_remainder, units_a_dot

SQUARES = np.array([shapely.box(x, 0, x + 1, 1) for x in range(4)], dtype=object)
IDS = ["a", "b", "c", "d"]


def test_largest_remainder_by_hand() -> None:
    # 3.6 + 2.3 + 1.1 = 7: one of 7 - 6 is left, and 0.6 is the largest remainder.
    assert largest_remainder([3.6, 2.3, 1.1]).tolist() == [4, 2, 1]
    assert largest_remainder([0.5, 0.5]).tolist() == [1, 0]
    assert largest_remainder([0.1 + 0.2, 0.7 - 1e-12, 2.0]).tolist() == [0, 1, 2]
    assert largest_remainder([1.3, 1.3, 1.3], [1, 2, 1]).tolist() == [1, 2, 1]
    assert largest_remainder([]).tolist() == []


def test_more_than_may_be_given_is_an_error() -> None:
    with pytest.raises(ValueError, match="less than the quotas"):
        largest_remainder([2.0, 2.0], [2, 1])


@given(
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 1)), min_size=4, max_size=4),
    st.sampled_from([1, 5, 20]),
)
def test_totals_are_kept(zones: list[tuple[float, float]], each: int) -> None:
    units, shares = (np.array(v) for v in zip(*zones, strict=True))
    found = dots(SQUARES, IDS, units, shares, each)
    assert len(found.zone) == round(float((units / each).sum()))
    assert found.with_water.sum() == round(float((units * shares / each).sum()))
    per_zone = np.bincount(found.zone, minlength=4)
    assert (np.abs(per_zone - units / each) <= 1).all()


def test_dots_lie_in_their_zone() -> None:
    found = dots(SQUARES, IDS, [500.0] * 4, [0.5] * 4, 1)
    inside = shapely.contains_xy(shapely.buffer(SQUARES[found.zone], 1e-6), found.lon, found.lat)
    assert inside.all()
    assert set(frame(found, IDS)["zone_id"]) == set(IDS)


def test_a_dot_keeps_its_place_and_a_rising_share_only_adds_water() -> None:
    early = dots(SQUARES, IDS, [400, 100, 50, 10], [0.2, 0.5, 0.0, 1.0], 1)
    late = dots(SQUARES, IDS, [600, 100, 50, 30], [0.6, 0.7, 0.4, 1.0], 1)
    places = {(z, r): (x, y) for z, r, x, y in zip(late.zone, late.rank, late.lon, late.lat, strict=True)}
    water = {(z, r): w for z, r, w in zip(late.zone, late.rank, late.with_water, strict=True)}
    for z, r, x, y, w in zip(early.zone, early.rank, early.lon, early.lat, early.with_water, strict=True):
        assert places[z, r] == (x, y)
        assert water[z, r] or not w


def test_dots_of_a_zone_do_not_depend_on_the_others_but_on_the_seed() -> None:
    both = dots(SQUARES[:2], IDS[:2], [50, 50], [0.5, 0.5], 1)
    alone = dots(SQUARES[1:2], IDS[1:2], [50], [0.5], 1)
    other = dots(SQUARES[1:2], IDS[1:2], [50], [0.5], 1, seed=1)
    assert both.lon[both.zone == 1].tolist() == alone.lon.tolist()
    assert other.lon.tolist() != alone.lon.tolist()


def test_zones_without_outline_or_figure_are_counted_not_drawn() -> None:
    shapes = np.array([SQUARES[0], None, SQUARES[2], SQUARES[3]], dtype=object)
    found = dots(shapes, IDS, [10, 20, 30, np.nan], [0.5, 0.5, np.nan, 0.5], 1)
    assert (len(found.zone), found.left_out) == (10, 20)
    assert len(dots(shapes[1:2], ["b"], [20], [0.5]).zone) == 0


@given(st.integers(FEWEST, 10**9))
def test_some_thousand_dots_show(units: int) -> None:
    step = units_a_dot(units)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert FEWEST <= units / step <= MOST


def test_a_zone_across_180_degrees_has_its_dots_on_both_sides() -> None:
    shape = shapely.MultiPolygon([shapely.box(179.9, -17, 180, -16.9), shapely.box(-180, -17, -179.9, -16.9)])
    found = dots(np.array([shape], dtype=object), ["x"], [400], [0.5], 1)
    assert len(found.lon) == 400
    assert {bool(v) for v in found.lon > 0} == {True, False}
    assert (np.abs(found.lon) >= np.float32(179.9)).all()
    assert (np.abs(found.lon) <= 180).all()
