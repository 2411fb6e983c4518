from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopmap.household.measures import gap_pp, gini, worst_part_share

# Gini of each list with every share repeated as often as it has units, computed by the Gini class of PySAL's
# `inequality` 1.1.2. The package itself brings scikit-learn and scipy along, so its answers stand here instead.
OF_PYSAL = [
    ([0.2, 0.9], [1, 3], 0.18103448275862086),
    ([0.1, 0.4, 0.4, 0.8, 1.0], [10, 20, 5, 40, 25], 0.2286764705882353),
    ([0.5, 0.5, 0.5], [1, 2, 3], 0.0),
    ([0.0, 1.0], [50, 50], 0.5),
    ([0.62, 0.71, 0.68, 0.93, 0.88, 0.35, 0.77], [120, 45, 310, 75, 60, 210, 5], 0.1571537832634441),
]
shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=12)


@pytest.mark.parametrize(("x", "w", "expected"), OF_PYSAL)
def test_gini_is_that_of_a_published_library(x: list[float], w: list[int], expected: float) -> None:
    assert gini(x, w) == pytest.approx(expected, abs=1e-12)


def test_gini_by_hand() -> None:
    # Shares 0.2 (1 household) and 0.8 (3): mean 0.65; the pairs differ by 0.6, counted 2 x 1 x 3 times:
    # 3.6 / (2 x 16 x 0.65) = 0.1730769...
    assert gini([0.2, 0.8], [1, 3]) == pytest.approx(3.6 / 20.8)


@given(shares, st.data())
def test_gini_is_the_mean_difference_of_all_pairs(x: list[float], data: st.DataObject) -> None:
    w = data.draw(st.lists(st.integers(1, 1000), min_size=len(x), max_size=len(x)))
    a, b = np.asarray(x), np.asarray(w, dtype=float)
    pairs = (np.outer(b, b) * np.abs(np.subtract.outer(a, a))).sum()
    assert gini(x, w) == pytest.approx(pairs / (2 * b.sum() ** 2 * np.average(a, weights=b)), abs=1e-9)


@given(shares, st.integers(2, 50))
def test_gini_does_not_change_when_every_zone_grows_alike(x: list[float], times: int) -> None:
    assert gini(x, [times] * len(x)) == pytest.approx(gini(x, [1] * len(x)), abs=1e-9)


def test_gini_leaves_out_what_is_not_stated() -> None:
    nan = float("nan")
    assert gini([0.2, nan, 0.8, 0.5], [1, 5, 3, nan]) == gini([0.2, 0.8], [1, 3])
    assert gini([0.4], [3]) is None
    assert gini([0.0, 0.0], [3, 3]) is None
    assert gini([0.1, 0.9], [3, 0]) is None


def test_the_gap_is_best_minus_worst_in_percentage_points() -> None:
    assert gap_pp([0.25, 0.5, float("nan"), 0.75]) == 50
    assert gap_pp([0.25]) is None


def test_the_worst_fifth_by_hand() -> None:
    # Five zones, the worst fifth is one: it holds 40 of 100 without.
    assert worst_part_share([0.6, 0.2, 0.9, 0.7, 0.8], [20, 40, 5, 20, 15]) == pytest.approx(0.4)
    # Four zones: four fifths of the worst one, 0.8 x 50 of 100.
    assert worst_part_share([0.1, 0.5, 0.7, 0.9], [50, 30, 15, 5]) == pytest.approx(0.4)
    # Six zones: the worst and a fifth of the next, (30 + 0.2 x 20) / 100.
    assert worst_part_share([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [30, 20, 20, 10, 10, 10]) == pytest.approx(0.34)


def test_zones_that_stand_equal_count_alike_whatever_their_order() -> None:
    x, missed = [0.5, 0.5, 0.9, 0.9, 0.9], [10.0, 30.0, 5.0, 5.0, 0.0]
    assert worst_part_share(x, missed) == pytest.approx(0.5 * 40 / 50)
    assert worst_part_share(x[::-1], missed[::-1]) == pytest.approx(0.4)


@given(shares)
def test_an_even_spread_leaves_a_fifth_in_the_worst_fifth(x: list[float]) -> None:
    assert worst_part_share(x, [7.0] * len(x)) == pytest.approx(0.2)


def test_nobody_without_has_no_worst_fifth() -> None:
    assert worst_part_share([1.0, 1.0], [0, 0]) is None
    assert worst_part_share([0.5], [9]) is None
