"""The scenario model: a case worked by hand, what may never happen, and what more of something must do."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopmap.layers import Catalogue
from wopmap.scaling import (
    FAMILIES,
    INPUTS,
    LEVERS,
    PRESETS,
    Facts,
    Plan,
    defaults,
    record,
    run,
    simulate,
    used,
)
from wopmap.scaling.model import LIMITS, MONEY_LEVERS
from wopmap.scaling.outcome import DRAWS, drawn, measures

TABLE = Catalogue().table
RECORD = record(TABLE("flows"), TABLE("motivation_evidence"), TABLE("motivation_types"))
DEFAULTS = defaults(Facts(TABLE("scaling_facts")), RECORD)
ENDS = {key: (found.low, found.high) if found else None for key, found in DEFAULTS.ranges.items()}
LONG = (0.0, 100.0, 0.0)


def point(**values: float) -> dict[str, tuple[float, float] | None]:
    """Zero-width ranges: everything 0 but what is given."""
    base = {
        **dict.fromkeys(INPUTS, 0.0),
        **{f"{kind}_years": 1.0 for kind in ("short", "long", "large")},
        **{f"{kind}_cost": 1.0 for kind in ("short", "long", "large")},
        "rate": 1.0,
        "graduate_lag": 1.0,
        **values,
    }
    return {key: (value, value) for key, value in base.items()}


def test_a_case_worked_by_hand() -> None:
    """EUR 3 million a year, EUR 500 000 each: money for 6. Two mentors that carry 4: room for 8; 3 more a year.

    Each lasts two years and reaches 1000 people, half of them in each year; 4 run already and fade over 2 years.
    Year 1: room 8 - 4 = 4, money 6, asked 10, need 20: 4 start (mentors bind). Year 2: mentors 2 + 3 = 5 carry 20,
    busy 4 x 1/2 + 4 = 6, room 14: 6 start (money). Year 3: room plenty: money again, 6. Year 4: 4 + 6 + 6 = 16
    promised, 20 needed: 4 start (need). Year 5: nothing is left to do.
    """
    ends = point(
        money=3.0,
        long_cost=500.0,
        long_years=2.0,
        long_people=1000.0,
        mentors=2.0,
        load=4.0,
        running=4.0,
        new_none=3.0,
        proposals=10.0,
    )
    plan = Plan(5, LONG, frozenset(), 20_000.0)
    outcome = run(ends, plan, 2026, seed=3, draws=50)
    started = [4, 6, 6, 4, 0]
    assert outcome.started[:, 1] == pytest.approx(started)
    assert outcome.binds == ["mentors", "money", "money", "need", "need"]
    assert outcome.bands["partnerships"][:, 1] == pytest.approx(np.cumsum(started))
    assert outcome.bands["money"][:, 1] == pytest.approx(np.cumsum(started) * 0.5)
    assert outcome.bands["people"][:, 1] == pytest.approx([2000, 7000, 13000, 18000, 20000])
    assert outcome.bands["share"][-1] == pytest.approx([100, 100, 100])
    # 4 that ran already, then half of them, then none; each new one is at work for two years.
    assert outcome.under_way[:, 1] == pytest.approx([8, 12, 12, 10, 4])
    assert outcome.capacity[:, 1] == pytest.approx([8, 20, 32, 44, 56])
    for band in outcome.bands.values():
        assert band[:, 0] == pytest.approx(band[:, 2])  # zero-width ranges give zero-width bands


def test_graduates_mentor_after_their_years() -> None:
    """Half of 4 mentees a year mentor after 2 years: mentors 4, 4, 4 + 2, 4 + 4 ..., each carries one."""
    ends = point(
        money=100.0, long_cost=1.0, mentors=4.0, load=1.0, proposals=4.0, graduate_rate=50.0, graduate_lag=2.0
    )
    x = drawn(ends, 1, 10)
    paths = simulate(x, Plan(5, LONG, frozenset({"graduates"}), 0.0 + 1e9))
    assert paths.mentors[:, 0] == pytest.approx([4, 4, 6, 8, 10])


def test_a_type_of_unknown_reach_is_named_and_not_counted() -> None:
    outcome = run(ENDS, Plan(5, (100.0, 0.0, 0.0), frozenset(), 1e6), 2026, 1, 500)
    assert outcome.uncounted == ("short",)
    assert not outcome.bands["people"].any()
    assert outcome.bands["partnerships"][-1, 0] > 0
    mixed = run(ENDS, Plan(5, (50.0, 50.0, 0.0), frozenset(), 1e6), 2026, 1, 500)
    assert mixed.uncounted == ("short",)
    assert mixed.bands["people"].any()


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, np.ndarray], Plan]:
    """Inputs of four draws and a plan."""
    x = {}
    for key, item in INPUTS.items():
        high = {"money": 200.0, "levy_money": 200.0, "mentors": 200.0}.get(key, min(item.most, 5000.0))
        if key.endswith("_cost"):
            low, high = 1.0, 5000.0
        else:
            low = item.least
        x[key] = np.array([draw(st.floats(low, high)) for _ in range(4)])
    mix = draw(st.tuples(*[st.integers(0, 5)] * 3).filter(any))
    levers = draw(st.frozensets(st.sampled_from(list(LEVERS))))
    need = draw(st.floats(0, 1e8))
    return x, Plan(draw(st.integers(1, 20)), tuple(map(float, mix)), levers, need)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_nothing_is_made_out_of_nothing(case: tuple[dict[str, np.ndarray], Plan]) -> None:
    x, plan = case
    paths = simulate(x, plan)
    assert (paths.started >= 0).all()
    assert (paths.spent <= paths.money * (1 + 1e-9) + 1e-6).all()
    assert (paths.people <= plan.need * (1 + 1e-9) + 1e-6).all()
    assert (np.diff(paths.people, axis=0) >= -1e-6).all()
    assert (paths.started <= x["proposals"] * (1 + 1e-9)).all()
    # More than the mentors can carry is at work only where it was so before anything new began.
    over = paths.under_way > paths.capacity * (1 + 1e-9) + 1e-6
    assert (paths.started[over] <= 1e-6).all()


# Capacity may only grow, so that what helps a year cannot hurt a later one.
MORE = ("money", "mentors", "load", "proposals", *(f"new_{family}" for family in FAMILIES), "graduate_rate")


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from([*MORE, *(f"{lever}_money" for lever in MONEY_LEVERS), "levy_share"]))
def test_more_of_an_input_never_gives_less(case: tuple[dict[str, np.ndarray], Plan], key: str) -> None:
    x, plan = case
    more = {**x, key: x[key] * 1.3 + 0.1}
    before, after = (measures(simulate(values, plan), plan) for values in (x, more))
    for name in ("partnerships", "people", "money"):
        assert (after[name] >= before[name] * (1 - 1e-9) - 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from(list(LEVERS)))
def test_a_lever_never_gives_less(case: tuple[dict[str, np.ndarray], Plan], lever: str) -> None:
    x, plan = case
    without = Plan(plan.years, plan.mix, plan.levers - {lever}, plan.need)
    pulled = Plan(plan.years, plan.mix, plan.levers | {lever}, plan.need)
    before, after = (measures(simulate(x, each), each) for each in (without, pulled))
    for name in ("partnerships", "people", "money"):
        assert (after[name] >= before[name] * (1 - 1e-9) - 1e-6).all()


def test_longer_or_dearer_never_gives_more_partnerships() -> None:
    x = drawn(ENDS, 5, 300)
    plan = Plan(15, LONG, frozenset(LEVERS), 1.5e8)
    before = measures(simulate(x, plan), plan)["partnerships"]
    for key in ("long_cost", "long_years", "running", "graduate_lag"):
        worse = {**x, key: x[key] * 1.5}
        assert (measures(simulate(worse, plan), plan)["partnerships"] <= before + 1e-6).all()


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    plan = PRESETS[1].plan(1.5e8)
    one, again, other = (run(ENDS, plan, 2026, seed, 2000) for seed in (4, 4, 5))
    assert (one.bands["people"] == again.bands["people"]).all()
    assert (one.bands["people"] != other.bands["people"]).any()
    # Another seed is another sample of the same thing.
    assert one.final("people")[1] == pytest.approx(other.final("people")[1], rel=0.05)


def test_bands_are_the_quantiles_of_the_draws() -> None:
    plan = PRESETS[0].plan(1.5e8)
    paths = simulate(drawn(ENDS, 9, 1999), plan)
    outcome = run(ENDS, plan, 2026, 9, 1999)
    expected = np.quantile(paths.started.cumsum(axis=0), [0.1, 0.5, 0.9], axis=1).T
    assert outcome.bands["partnerships"] == pytest.approx(expected)
    shares = [[(paths.binding[t] == i).mean() for i in range(len(LIMITS))] for t in range(plan.years)]
    assert outcome.binding == pytest.approx(np.array(shares))
    assert outcome.binding.sum(axis=1) == pytest.approx(np.ones(plan.years))


def test_what_moves_the_result_is_worked_out_one_input_at_a_time() -> None:
    plan = PRESETS[2].plan(1.5e8)
    moves = run(ENDS, plan, 2026, 1, 100).moves
    assert moves["swing"].is_monotonic_decreasing
    assert set(moves["key"]) == {key for key in used(plan) if ENDS[key] is not None}
    middle = {key: (sum(ends) / 2,) * 2 for key, ends in ENDS.items() if ends}
    first = moves.iloc[0]
    for end in ("low", "high"):
        alone = run({**middle, first["key"]: (first[end], first[end])}, plan, 2026, 1, 3)
        assert alone.final("people")[1] == pytest.approx(first[f"people_{end}"])


def test_ten_thousand_draws_over_fifteen_years_are_quick() -> None:
    plan = PRESETS[2].plan(1.5e8)
    assert plan.years == 15
    spent = []
    for seed in range(3):
        begin = time.process_time()
        run(ENDS, plan, 2026, seed, DRAWS)
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.2
