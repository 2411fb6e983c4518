"""Conditions at home against families: counts by loops, ratios by hand and by another way of working them out."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import nchypergeom_fisher
from scipy.stats.contingency import odds_ratio

from tests.unit.strategies.layers import table
from wopmap import motives
from wopmap.motives.conditions import LEAST_EXPECTED, _compare

EVIDENCE = table("motivation_evidence").to_dict("records")
COUNTRY = table("operators").set_index("operator_id")["country_iso3"].to_dict()
FAMILY = table("motivation_types").set_index("motivation")["family"].to_dict()
HOME = table("home_conditions")
EXPORT = "export strategy for water technology"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    names = ("motivation_evidence", "operators", "motivation_types", "sources")
    return motives.statements(*(table(name) for name in names))


def counted(condition: str, family: str, unit: str) -> tuple[int, int, int, int]:
    """Both, condition only, family only, neither: by loops over the layers."""
    places = {
        row["country_iso3"]
        for row in HOME.to_dict("records")
        if row["condition"] == condition and row["present"] == "yes"
    }
    units: dict[object, tuple[bool, bool]] = {}
    for number, row in enumerate(EVIDENCE):
        place = COUNTRY[row["operator_id"]]
        name = {"statement": number, "mentor": row["operator_id"], "country": place}[unit]
        before = units.get(name, (False, False))[1]
        units[name] = (place in places, before or FAMILY[row["motivation"]] == family)
    found = [sum(pair == wanted for pair in units.values()) for wanted in product((True, False), repeat=2)]
    return found[0], found[1], found[2], found[3]


@pytest.mark.parametrize("unit", list(motives.UNITS))
def test_cells_are_counted_the_same_by_loops(rows: pd.DataFrame, unit: str) -> None:
    found = motives.cross_tables(rows, HOME, unit)
    held = HOME[
        (HOME["present"] == "yes") & HOME["country_iso3"].isin(COUNTRY[r["operator_id"]] for r in EVIDENCE)
    ]
    assert len(found) == held["condition"].nunique() * len(motives.FAMILIES)
    for row in found.itertuples(index=False):
        assert (row.both, row.condition_only, row.family_only, row.neither) == counted(
            row.condition, row.family, unit
        )
        assert row.countries == held[held["condition"] == row.condition]["country_iso3"].nunique()


def test_the_finding_of_the_page_stands(rows: pd.DataFrame) -> None:
    """Where the country has an export strategy for water technology, more mentors are on record with trade."""
    found = motives.cross_table(rows, HOME, EXPORT, "commercial")
    assert (found.both, found.condition_only, found.family_only, found.neither) == (16, 5, 9, 36)
    scipy = odds_ratio([[16, 5], [9, 36]], kind="conditional")
    assert found.odds == pytest.approx(scipy.statistic)
    assert found.low == pytest.approx(scipy.confidence_interval(0.95).low)
    assert found.high == pytest.approx(scipy.confidence_interval(0.95).high)
    assert found.low is not None
    assert found.low > 1
    assert not found.small
    assert found.warning == ""


def noncentral(a: int, b: int, c: int, d: int) -> tuple[float, float, float]:
    """Estimate and exact 95 % interval from the distribution itself, by root finding (Cornfield 1956)."""
    total, row, column = a + b + c + d, a + b, a + c

    def distribution(log_odds: float) -> nchypergeom_fisher:
        return nchypergeom_fisher(total, row, column, math.exp(log_odds))

    estimate = brentq(lambda x: distribution(x).mean() - a, -12, 12)
    low = brentq(lambda x: distribution(x).sf(a - 1) - 0.025, -15, 15)
    high = brentq(lambda x: distribution(x).cdf(a) - 0.025, -15, 15)
    return math.exp(estimate), math.exp(low), math.exp(high)


@pytest.mark.parametrize("cells", [(16, 5, 9, 36), (9, 12, 17, 28), (3, 1, 1, 3), (2, 7, 5, 2)])
def test_ratios_are_those_of_the_distribution(cells: tuple[int, int, int, int]) -> None:
    odds, low, high, _, _ = _compare(*cells)
    assert (odds, low, high) == pytest.approx(noncentral(*cells), rel=2e-3)


def test_fishers_tea_by_hand() -> None:
    """Three of four cups told right (Fisher 1935): the chances of 0 to 4 go as 1, 16 w, 36 w2, 16 w3, w4."""
    odds, low, high, p, expected = _compare(3, 1, 1, 3)
    assert p == pytest.approx((1 + 16 + 16 + 1) / 70)
    assert expected == 2.0
    # Upper end: 4 cups right with chance 0.975; lower end: 3 or 4 right with chance 0.025; both solved for w.
    upper = positive_root([1 - 0.975, -0.975 * 16, -0.975 * 36, -0.975 * 16, -0.975])
    lower = positive_root([1 - 0.025, 16 * (1 - 0.025), -0.025 * 36, -0.025 * 16, -0.025])
    # Estimate: the mean number of cups told right is 3.
    middle = positive_root([4 - 3, 16 * (3 - 3), 36 * (2 - 3), 16 * (1 - 3), 0 - 3])
    assert (odds, low, high) == pytest.approx((middle, lower, upper), rel=1e-4)
    assert odds == pytest.approx(6.4083, rel=1e-4)


def positive_root(polynomial: list[float]) -> float:
    roots = np.roots(polynomial)
    (found,) = [root.real for root in roots if abs(root.imag) < 1e-9 and root.real > 0]
    return float(found)


def test_small_and_lonely_tables_are_marked(rows: pd.DataFrame) -> None:
    found = motives.cross_tables(rows, HOME)
    for row in found.itertuples(index=False):
        cells = (row.both, row.condition_only, row.family_only, row.neither)
        (a, b), (c, d) = cells[:2], cells[2:]
        expected = min(r * k / sum(cells) for r, k in product((a + b, c + d), (a + c, b + d)))
        assert row.least_expected == pytest.approx(expected)
        assert row.small == (expected < LEAST_EXPECTED)
        assert ("small counts" in row.warning) == row.small
        assert ("one country only" in row.warning) == (row.countries == 1)
    assert found["small"].any()
    assert not found["small"].all()


def test_an_empty_margin_is_said_and_an_empty_cell_is_infinite(rows: pd.DataFrame) -> None:
    nothing = motives.cross_table(rows[rows["country_iso3"] == "NLD"], HOME, EXPORT, "commercial")
    assert (nothing.odds, nothing.low, nothing.high, nothing.p) == (None, None, None, None)
    assert nothing.warning.startswith("nothing to compare")
    assert motives.cross_table(rows[:0], HOME, EXPORT, "commercial").odds is None
    odds, low, high, _, _ = _compare(6, 0, 9, 13)
    assert (odds, high) == (math.inf, math.inf)
    assert low is not None
    assert low > 1
    odds, low, _, _, _ = _compare(0, 6, 9, 13)
    assert (odds, low) == (0.0, 0.0)


def test_the_caution_stands_and_names_the_number_of_comparisons() -> None:
    assert "coded statements, not a sample" in motives.not_a_sample(1)
    assert "156 tables are compared at once" in motives.not_a_sample(156)
