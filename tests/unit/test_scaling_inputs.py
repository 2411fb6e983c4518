"""Where the figures of a scenario come from: every default from a row, every range worked out a second time."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopmap.layers import Catalogue
from wopmap.scaling import INPUTS, LEVERS, PRESETS, Facts, Scenario, defaults, gaps, record, share_out, used
from wopmap.scaling.inputs import EU_GRANT, SPREAD
from wopmap.scaling.scenario import (
    FILE_LIMIT,
    MOST,
    file_data,
    from_file,
    from_text,
    mix_problem,
    range_problem,
    to_text,
    years_problem,
)
from wopmap.scaling.sharing import highest_averages
from wopmap.tables import to_json

TABLE = Catalogue().table
FACTS = TABLE("scaling_facts")
FLOWS = TABLE("flows")
RECORD = record(FLOWS, TABLE("motivation_evidence"), TABLE("motivation_types"))
DEFAULTS = defaults(Facts(FACTS), RECORD)
RANGES = DEFAULTS.ranges

# Read off the rows by eye and worked out by hand.
BY_HAND = {
    "money": (14 / 5, 14 / 4),  # EUR 14 million, 2026 to 2030
    "proposals": (140 / 5, 140),  # over 140 proposals in 2021, next call 2026
    "short_cost": (60, 65),
    "short_years": (14 / 12, 29 / 12),  # 14 months; 2 years 5 months
    "long_cost": (250, 450),
    "long_years": (36 / 12, 48 / 12),
    "long_people": (250_000 / 34, 450_000 / 30),
    "large_cost": (54_000 / 39 * (1 - SPREAD), 54_000 / 39 * (1 + SPREAD)),
    "large_years": (5, 10),
    "large_people": (1.6e6 / 39 * (1 - SPREAD), 1.6e6 / 39 * (1 + SPREAD)),
    "levy_money": (120 - 31.7, 120 - 20),
    "norm_money": ((15 - 6.3) * (1 - SPREAD), (15 - 6.3) * (1 + SPREAD)),
    "national_money": (54 / 5 * 0.55, 54 / 5),
    "platform_money": (2 * (1 - SPREAD), 2 * (1 + SPREAD)),
}


@pytest.mark.parametrize("key", BY_HAND)
def test_defaults_are_what_the_rows_say(key: str) -> None:
    found = RANGES[key]
    assert found is not None
    assert (found.low, found.high) == pytest.approx(BY_HAND[key], rel=0.01)


def test_every_default_has_a_row_or_says_that_it_is_an_assumption() -> None:
    assert DEFAULTS.problems == ()
    rows = {(row.statement, row.source_id) for row in FACTS.itertuples()}
    for key in INPUTS:
        found = RANGES[key]
        if found is None:
            assert key == "short_people"  # no row states whom a short WOP reaches
            continue
        assert found.low <= found.high
        assert all((fact.statement, fact.source_id) in rows for fact in found.facts)
        if found.basis == "sourced":
            assert found.facts
        elif found.basis == "assumed":
            assert any(word in found.note for word in ("no row", "not a range", "one number"))
        assert found.note


def test_a_row_that_goes_or_changes_takes_its_default_along() -> None:
    without = FACTS[FACTS["statement"] != EU_GRANT]
    left = defaults(Facts(without), RECORD)
    assert left.ranges["long_cost"] is None
    assert any(EU_GRANT in problem for problem in left.problems)
    assert "long_cost" in Scenario().missing(left)
    changed = FACTS.assign(
        figure=FACTS["figure"].where(FACTS["statement"] != EU_GRANT, "USD 1,000 to 2,000 per WOP; 12 months")
    )
    found = defaults(Facts(changed), RECORD).ranges["long_cost"]
    assert found is not None
    assert (found.low, found.high) == (1, 2)
    empty = FACTS.assign(figure=FACTS["figure"].where(FACTS["statement"] != EU_GRANT, "to be agreed"))
    assert any("there is none" in problem for problem in defaults(Facts(empty), RECORD).problems)


def test_no_figure_of_a_source_is_typed_into_the_code() -> None:
    """The numbers of the rows (54 million, 39 utilities ...) stand in the layer only."""
    typed = set()
    for path in (Path(__file__).resolve().parents[2] / "wopmap" / "scaling").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                typed.add(float(node.value))
    stated = {
        54e6,
        39.0,
        1.6e6,
        14e6,
        140.0,
        250_000.0,
        450_000.0,
        31.7e6,
        120e6,
        6.3e6,
        15e6,
        34.0,
        65_000.0,
    }
    assert not typed & stated


def test_supply_is_what_plain_loops_count() -> None:
    latest = int(FLOWS["start_year"].max()) - 1
    assert RECORD.latest == latest
    for year in (2012, 2019, latest):
        pairs = set()
        started = set()
        for row in FLOWS.itertuples():
            if pd.notna(row.active_from) and row.active_from <= year <= row.active_to:
                pairs.add((row.wop_id, row.mentor_id))
            if pd.notna(row.start_year) and row.start_year == year:
                started.add(row.wop_id)
        mentors = {mentor for _, mentor in pairs}
        found = RECORD.yearly.loc[year]
        assert (found.started, found.mentors, found.carried) == (len(started), len(mentors), len(pairs))
        assert found.load == pytest.approx(len(pairs) / len(mentors))
    new = sum(high for _, high in RECORD.new_mentors.values())
    assert new >= RECORD.window("new_mentors")[1] - 1e-9


def test_gaps_are_people_times_the_share_without() -> None:
    use = TABLE("country_use")
    table = gaps(use, TABLE("countries"), FLOWS, "basic", 2015).set_index("iso3")
    rows = use[(use["country_iso3"] == "KEN") & (use["residence"] == "urban") & (use["year"] == 2020)]
    share = float(rows.loc[rows["indicator"] == "at_least_basic", "share"].iloc[0])
    people = int(rows["population"].iloc[0])
    assert table.at["KEN", "without"] == pytest.approx(people * (1 - share))
    since = FLOWS[(FLOWS["mentee_country"] == "KEN") & (FLOWS["active_to"] >= 2015)]
    assert table.at["KEN", "partnerships"] == since["wop_id"].nunique() > 0
    none = FLOWS[(FLOWS["mentee_country"] == "KEN") & FLOWS["active_to"].isna()]
    assert table.at["KEN", "undated"] == none["wop_id"].nunique()
    assert table["without"].dropna().is_monotonic_decreasing
    piped = gaps(use, TABLE("countries"), FLOWS, "piped", 2015)
    assert piped["without"].sum() > table["without"].sum()


def test_partnerships_are_handed_out_by_the_rule_and_none_is_lost() -> None:
    table = gaps(TABLE("country_use"), TABLE("countries"), FLOWS, "basic", 2015)
    for rule in ("need", "unhelped", "equal"):
        seats = share_out(table, rule, 37)
        assert seats.sum() == 37
    helped = set(table.loc[table["partnerships"] > 0, "iso3"])
    assert not helped & set(share_out(table, "unhelped", 50).index)
    assert share_out(table, "equal", 20).max() == 1
    with pytest.raises(ValueError, match="number of mentors"):
        share_out(table, "language", 5)
    # Sainte-Laguë by hand: 53, 24, 23 over 1, 3, 5, 7: 53, 24, 23, 17.7, 10.6 -> three, one and one of five.
    assert highest_averages(pd.Series([53.0, 24.0, 23.0]).to_numpy(), 5).tolist() == [3, 1, 1]


@pytest.mark.parametrize(
    ("key", "low", "high", "words"),
    [
        ("money", -1.0, 3.0, "below zero"),
        ("money", 3.0, 2.0, "the range is reversed, from 3 to 2"),
        ("long_years", 0.0, 4.0, "too little; give 0.25 or more"),
        ("levy_share", 0.0, 120.0, "at most 100"),
        ("load", float("nan"), 2.0, "a number is missing"),
    ],
)
def test_a_bad_range_gets_a_sentence(key: str, low: float, high: float, words: str) -> None:
    problem = range_problem(key, low, high)
    assert problem is not None
    assert problem.startswith(INPUTS[key].label)
    assert words in problem


def test_bad_years_and_a_bad_mix_get_a_sentence() -> None:
    assert years_problem(15) is None
    assert years_problem(200) == "A scenario runs 1 to 60 years; 200 cannot be simulated."
    assert years_problem(0) is not None
    assert mix_problem((0, 1, 0)) is None
    assert "above 0" in str(mix_problem((0, 0, 0)))
    assert "three weights" in str(mix_problem((-1, 1, 1)))


keys = st.sampled_from(list(INPUTS))
spans = st.tuples(st.floats(0.5, 50), st.floats(0, 50)).map(
    lambda pair: (float(f"{pair[0]:.6g}"), float(f"{pair[0] + pair[1]:.6g}"))
)
scenarios = st.builds(
    lambda name, years, mix, levers, ranges: Scenario(
        name,
        years,
        mix,
        levers,
        tuple(
            (key, *ranges[key])
            for key in INPUTS
            if key in ranges and range_problem(key, *ranges[key]) is None
        ),
    ),
    st.from_regex(r"[A-Za-z][A-Za-z0-9 ]{0,20}[a-z]", fullmatch=True).map(
        lambda text: " ".join(text.split())
    ),
    st.integers(1, 60),
    st.tuples(*[st.integers(0, 100)] * 3).filter(any),
    st.frozensets(st.sampled_from(list(LEVERS))),
    st.dictionaries(keys, spans, max_size=4),
)


@given(scenarios)
def test_a_scenario_goes_into_a_link_and_a_file_and_comes_back(scenario: Scenario) -> None:
    assert from_text(to_text(scenario)) == (scenario, ())
    used_only = Scenario(
        scenario.name,
        scenario.years,
        scenario.mix,
        scenario.levers,
        tuple(item for item in scenario.ranges if item[0] in used(scenario.plan(1.0))),
    )
    content = to_json(file_data((scenario,), DEFAULTS)).encode()
    (found,), problems = from_file(content)
    assert problems == ()
    assert found.ends(DEFAULTS) == used_only.ends(DEFAULTS)
    assert (found.name, found.years, found.mix, found.levers) == (
        scenario.name,
        scenario.years,
        scenario.mix,
        scenario.levers,
    )


@given(st.text(max_size=200))
def test_any_text_of_a_link_is_read_without_an_exception(text: str) -> None:
    scenario, problems = from_text(text)
    assert from_text(to_text(scenario)) == (scenario, ())
    assert all(problem.strip() for problem in problems)


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["kind", "scenarios", "inputs", "money", "low", "high", "mix", "years", "levers"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps({"kind": "wopmap scenarios", "scenarios": value}).encode())
)
def test_any_file_is_read_without_an_exception(content: bytes) -> None:
    plans, problems = from_file(content)
    assert plans or problems
    assert len(plans) <= MOST


def test_a_bad_file_is_named() -> None:
    assert "not JSON" in from_file(b"{")[1][0]
    assert "holds no scenarios" in from_file(b"[1]")[1][0]
    assert "bytes" in from_file(b" " * (FILE_LIMIT + 1))[1][0]
    bad = {
        "kind": "wopmap scenarios",
        "scenarios": [{"years": 200, "inputs": {"money": {"low": -1, "high": 2}}}] * 4,
    }
    plans, problems = from_file(json.dumps(bad).encode())
    assert len(plans) == MOST
    assert any("4 scenarios" in problem for problem in problems)
    assert any("200 cannot be simulated" in problem for problem in problems)
    assert any("below zero" in problem for problem in problems)


def test_the_page_opens_with_scenarios_that_can_run() -> None:
    assert len(PRESETS) == MOST
    assert len({plan.name for plan in PRESETS}) == MOST
    assert all(plan.missing(DEFAULTS) == () for plan in PRESETS)
