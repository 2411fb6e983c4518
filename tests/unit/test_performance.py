"""Performance of utilities: everything is worked out a second time from the tables people edit, with plain loops."""

from __future__ import annotations

import csv
import itertools
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pytest

from wopmap.layers import Catalogue, values
from wopmap.performance import before_after, contradictions, figures, indicator, peers, reported_pairs
from wopmap.performance.changes import AFTER, OPEN, WITHIN
from wopmap.performance.figures import OUTCOMES, PERFORMANCE, definition
from wopmap.performance.indicators import INDICATORS, SAME, end_of_range, subject
from wopmap.performance.peers import size_class
from wopmap.performance.worded import change_words, number, rounded, signed, span_words

SOURCES = Path(__file__).resolve().parents[2] / "geodata" / "sources"
CATALOGUE = Catalogue()
PHASE_COLUMNS = ["wop_id", "mentors", "start_year", "end_year", "active_from", "active_to"]


def table(name: str) -> list[dict[str, str]]:
    with (SOURCES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def year(cell: str) -> int | None:
    return int(float(cell)) if cell else None


def own(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of the layer utility_performance, what is not given being the same for all."""
    same: dict[str, Any] = {
        "utility": "U",
        "operator_id": "o",
        "country_iso3": "KEN",
        "city": "C",
        "indicator": "nrw_pct",
    }
    same |= {"unit": "%", "source_type": "report", "note": None, "source_id": "s1", "year": None}
    return pd.DataFrame([{**same, **row} for row in rows])


def told(*rows: dict[str, Any]) -> pd.DataFrame:
    same: dict[str, Any] = {
        "mentee": "U",
        "mentor": "M",
        "indicator": "nrw_pct",
        "unit": "percent",
        "source_id": "s2",
    }
    same |= {"covers": "all", "other_donors": False, "year": None}
    return pd.DataFrame(
        [{**same, **row, "value_high": row.get("value_high", row["value_low"])} for row in rows],
        columns=[*same, "value_low", "value_high", "phase"],
    )


NOBODY = own().assign(value=[])
NOTHING = told()


def phases(*rows: tuple[Any, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=PHASE_COLUMNS)
    return frame.astype(dict.fromkeys(PHASE_COLUMNS[2:], "Int64"))


def test_before_is_the_last_year_before_the_start_and_after_the_last_within_or_after() -> None:
    rows = own(
        {"year": 2008, "value": 60.0},
        {"year": 2010, "value": 50.0},
        {"year": 2012, "value": 45.0},
        {"year": 2014, "value": 40.0},
        {"value": 99.0},
    )
    made = before_after(figures(rows, NOTHING), phases(("w", "m", 2011, 2013, 2011, 2013))).iloc[0]
    assert (made["before_year"], made["before_low"], made["before_n"]) == (2010, 50.0, 1)
    assert (made["after_year"], made["after_low"], made["after_n"]) == (2014, 40.0, 1)
    assert (made["change_low"], made["change_high"]) == (-10.0, -10.0)
    assert (made["after_when"], made["undated"], made["missing"]) == (AFTER, 1, "")


def test_where_sources_differ_the_change_is_an_interval() -> None:
    rows = own(
        {"year": 2010, "value": 50.0},
        {"year": 2010, "value": 54.0, "source_id": "s9"},
        {"year": 2012, "value": 40.0},
        {"year": 2012, "value": 41.0, "unit": "% leakage", "source_id": "s3"},
    )
    made = before_after(figures(rows, NOTHING), phases(("w", "m", 2011, 2013, 2011, 2013))).iloc[0]
    assert (made["before_n"], made["after_n"]) == (2, 2)
    assert (made["change_low"], made["change_high"]) == (40.0 - 54.0, 41.0 - 50.0)
    assert not made["same_definition"]
    assert made["source_ids"] == "s1;s3;s9"
    assert made["after_when"] == WITHIN


@pytest.mark.parametrize(
    ("start", "end", "missing", "when"),
    [
        (2009, 2012, "no figure before 2009", WITHIN),
        (2013, 2014, "no figure in or after 2013", None),
        (None, 2014, "the start of the partnership is not stated", None),
        (2012, None, "", OPEN),
    ],
)
def test_what_is_missing_is_said(start: int | None, end: int | None, missing: str, when: str | None) -> None:
    rows = own({"year": 2010, "value": 50.0}, {"year": 2012, "value": 40.0})
    made = before_after(figures(rows, NOTHING), phases(("w", "m", start, end, start, end))).iloc[0]
    assert made["missing"] == missing
    assert (None if pd.isna(made["after_when"]) else made["after_when"]) == when
    assert pd.isna(made["change_low"]) == bool(missing)


def test_places_and_indicators_are_never_compared_with_each_other() -> None:
    rows = own(
        {"year": 2010, "value": 50.0, "city": "A"},
        {"year": 2012, "value": 40.0, "city": "B"},
        {"year": 2012, "value": 90.0, "city": "A", "indicator": "metering_pct"},
    )
    made = before_after(figures(rows, NOTHING), phases(("w", "m", 2011, 2013, 2011, 2013)))
    assert len(made) == 3
    assert (made["missing"] != "").all()


def test_other_partnerships_between_the_two_years_are_counted() -> None:
    rows = own({"year": 2010, "value": 50.0}, {"year": 2014, "value": 40.0})
    others = phases(
        ("w", "m", 2011, 2013, 2011, 2013),
        ("long before", "m", 2001, 2005, 2001, 2005),
        ("ends in the first year", "m", 2009, 2010, 2009, 2010),
        ("meets", "m", 2013, 2020, 2013, 2020),
        ("no years", "m", None, None, None, None),
        ("after", "m", 2015, 2016, 2015, 2016),
    )
    made = before_after(figures(rows, NOTHING), others).set_index("wop_id")
    assert made.at["w", "others"] == 1
    assert made.at["meets", "others"] == 1


def worked_out_again() -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """Before and after of every partnership, indicator and place, from the tables alone."""
    facts: dict[str, dict[tuple[str, str], list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    for row in table("utility_performance"):
        when = year(row["year"])
        if row["operator_id"]:
            code = SAME.get(row["indicator"], row["indicator"])
            known = facts[row["operator_id"]][(code, row["city"])]
            if when is not None:
                known.append((when, float(row["value"])))
    starts = {row["wop_id"]: year(row["start_year"]) for row in table("partnerships")}
    found = {}
    for row in table("partnership_members"):
        if row["role"] != "mentee":
            continue
        start = starts[row["wop_id"]]
        for (code, place), known in facts.get(row["operator_id"], {}).items():
            earlier = [fact for fact in known if start is not None and fact[0] < start]
            later = [fact for fact in known if start is not None and fact[0] >= start]
            made: dict[str, Any] = {}
            for name, side in (("before", earlier), ("after", later)):
                if side:
                    last = max(fact[0] for fact in side)
                    here = [fact[1] for fact in side if fact[0] == last]
                    made[name] = (last, min(here), max(here))
            found[(row["operator_id"], row["wop_id"], code, place)] = made
    return found


def test_before_and_after_of_every_mentee_worked_out_again() -> None:
    expected = worked_out_again()
    layer = CATALOGUE.table("partnerships")
    seen, whole = 0, 0
    for operator in sorted({key[0] for key in expected}):
        performance = CATALOGUE.table("utility_performance", where=ds.field("operator_id") == operator)
        helped = layer[[operator in str(joined).split(";") for joined in layer["mentees"]]]
        for row in before_after(figures(performance, NOTHING), helped).to_dict("records"):
            wanted = expected[(operator, row["wop_id"], row["indicator"], row["place"])]
            for name in ("before", "after"):
                assert pd.notna(row[f"{name}_year"]) == (name in wanted)
                if name in wanted:
                    got = (row[f"{name}_year"], row[f"{name}_low"], row[f"{name}_high"])
                    assert got == wanted[name]
            if len(wanted) == 2:
                whole += 1
                assert row["change_low"] == pytest.approx(wanted["after"][1] - wanted["before"][2])
                assert row["change_high"] == pytest.approx(wanted["after"][2] - wanted["before"][1])
            assert (row["missing"] == "") == (len(wanted) == 2)
            seen += 1
    assert seen == len(expected) > 100
    assert whole > 10


def test_reported_pairs_worked_out_again() -> None:
    groups: dict[tuple[str, str, str, str], dict[str, list[tuple[int, float, float]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in table("outcomes"):
        if not row["operator_id"]:
            continue
        ends = [float(part) for part in row["value"].split("-")]
        key = (row["operator_id"], row["mentor"], row["mentee"], SAME.get(row["indicator"], row["indicator"]))
        groups[key][row["phase"]].append((year(row["year"]) or 0, ends[0], ends[-1]))
    checked = 0
    for operator in sorted({key[0] for key in groups}):
        rows = CATALOGUE.table("outcomes", where=ds.field("operator_id") == operator)
        for row in reported_pairs(figures(NOBODY, rows)).to_dict("records"):
            mentor = "" if pd.isna(row["partner"]) else row["partner"]
            sides = groups.pop((operator, mentor, row["place"], row["indicator"]))
            before, after = sides.get("before"), sides.get("after") or sides.get("during")
            assert (row["missing"] == "") == bool(before and after)
            if before and after:
                first, last = max(before), max(after)
                assert row["change_low"] == pytest.approx(last[1] - first[2])
                assert row["change_high"] == pytest.approx(last[2] - first[1])
                checked += 1
    assert not groups, "pairs that were lost"
    assert checked >= 6


def test_every_row_of_both_layers_is_a_figure_and_ranges_become_one() -> None:
    for operator in ("khm-ppwsa", "phl-mcwd", "ken-mowassco", "mwi-lwb"):
        performance = CATALOGUE.table("utility_performance", where=ds.field("operator_id") == operator)
        outcomes = CATALOGUE.table("outcomes", where=ds.field("operator_id") == operator)
        made = figures(performance, outcomes)
        highs = sum(end_of_range(code) == "high" for code in performance["indicator"])
        assert (made["origin"] == PERFORMANCE).sum() == len(performance) - highs
        assert (made["origin"] == OUTCOMES).sum() == len(outcomes)
    mcwd = figures(
        CATALOGUE.table("utility_performance", where=ds.field("operator_id") == "phl-mcwd"), NOTHING
    )
    stated = {
        r["indicator"]: float(r["value"])
        for r in table("utility_performance")
        if r["operator_id"] == "phl-mcwd"
    }
    assert list(mcwd["indicator"]) == ["nrw_pct"]
    assert (mcwd["low"].iloc[0], mcwd["high"].iloc[0]) == (stated["nrw_pct_low"], stated["nrw_pct_high"])


def test_contradictions_are_found_and_values_of_other_years_are_none() -> None:
    rows = own(
        {"year": 2010, "value": 50.0},
        {"year": 2010, "value": 54.0, "source_id": "s3"},
        {"year": 2011, "value": 20.0},
        {"value": 47.0},
        {"value": 80.2, "source_id": "s4"},
        {"year": 2012, "value": 10.0},
        {"year": 2012, "value": 10.0, "source_id": "s5"},
        {"year": 2013, "value": 10.0, "unit": "customers"},
        {"year": 2013, "value": 12.0, "unit": "meters", "source_id": "s5"},
    )
    found = contradictions(figures(rows, NOTHING))
    assert [
        (None if pd.isna(y) else int(y), low, high) for y, low, high in found[["year", "low", "high"]].values
    ] == [
        (2010, 50.0, 54.0),
        (None, 47.0, 80.2),
    ]
    assert list(found["sources"]) == [2, 2]


def test_a_reported_value_for_all_of_the_utility_can_contradict_its_own_figure() -> None:
    mine = own({"year": 2019, "value": 40.0})
    whole = told({"year": 2019, "value_low": 36.0, "phase": "before"}, {"value_low": 1.0, "phase": "after"})
    assert list(contradictions(figures(mine, whole))["figures"]) == [2]
    assert not len(contradictions(figures(mine, whole.assign(covers="part"))))


def test_every_contradiction_in_kenya_worked_out_again() -> None:
    groups = defaultdict(set)
    for row in table("utility_performance"):
        if row["country_iso3"] == "KEN" and row["operator_id"]:
            code = SAME.get(row["indicator"], row["indicator"])
            if not end_of_range(row["indicator"]):
                groups[(row["operator_id"], code, row["city"], row["year"], row["unit"])].add(row["value"])
    expected = {key[:3] for key, several in groups.items() if len(several) > 1}
    found = set()
    for operator in {
        row["operator_id"] for row in table("utility_performance") if row["country_iso3"] == "KEN"
    } - {""}:
        rows = CATALOGUE.table("utility_performance", where=ds.field("operator_id") == operator)
        for row in contradictions(figures(rows, NOTHING)).itertuples():
            found.add((operator, row.indicator, row.place))
    assert found == expected == {("ken-kiwasco", "nrw_pct", "Kisumu")}


def national(code: str, unit: str) -> dict[tuple[str, str], tuple[int, float]]:
    """The latest figure of each Brazilian utility and place, from the table."""
    latest: dict[tuple[str, str], tuple[int, float]] = {}
    for row in table("utility_performance"):
        if (row["country_iso3"], row["indicator"], row["unit"]) == ("BRA", code, unit):
            key, when = (row["utility"], row["city"]), int(float(row["year"]))
            if key not in latest or latest[key][0] < when:
                latest[key] = (when, float(row["value"]))
    return latest


NRW = "% distribution losses (SNIS IN049)"
SABESP = next(r["utility"] for r in table("utility_performance") if r["operator_id"] == "bra-sabesp")


def of_country(*codes: str) -> pd.DataFrame:
    where = (ds.field("country_iso3") == "BRA") & ds.field("indicator").isin(list(codes))
    return CATALOGUE.table("utility_performance", where=where)


def test_the_distribution_of_brazil_worked_out_again() -> None:
    beside = peers(of_country("nrw_pct"), SABESP, "Santos", "nrw_pct")
    expected = national("nrw_pct", NRW)
    assert len(beside.rows) == beside.utilities == len(expected) > 600
    values_found = sorted(value for _, value in expected.values())
    assert list(beside.rows["value"]) == values_found
    quartiles = statistics.quantiles(values_found, n=4, method="inclusive")
    assert beside.quartiles == pytest.approx(quartiles)
    mine = expected[(SABESP, "Santos")][1]
    assert beside.below == (sum(value < mine for value in values_found), len(values_found) - 1)
    assert list(beside.rows.loc[beside.rows["chosen"], "place"]) == ["Santos"]
    assert beside.own_others == sum(name == SABESP for name, _ in expected) - 1


def test_peers_of_the_same_size_are_those_of_its_class() -> None:
    beside = peers(of_country("nrw_pct"), SABESP, "Santos", "nrw_pct", "size", of_country("connections"))
    sizes = national("connections", "active water connections")
    assert beside.size_class == size_class(sizes[(SABESP, "Santos")][1])
    edges = [edge for edge in (1_000, 10_000, 100_000) if edge > sizes[(SABESP, "Santos")][1]]
    assert edges[0] == 100_000
    same = {key for key, (_, value) in sizes.items() if 10_000 <= value < 100_000}
    shown = set(zip(beside.rows["utility"], beside.rows["place"], strict=True))
    assert shown == same & set(national("nrw_pct", NRW))
    assert 50 < len(shown) < len(sizes)


def test_figures_with_another_definition_and_averages_are_no_peers() -> None:
    rows = own(
        {"utility": "A", "year": 2010, "value": 10.0},
        {"utility": "B", "year": 2009, "value": 20.0},
        {"utility": "B", "year": 2011, "value": 30.0},
        {"utility": "C", "value": 40.0},
        {"utility": "D", "year": 2011, "value": 50.0, "unit": "% leakage"},
        {"utility": "All", "city": "(national)", "operator_id": None, "year": 2011, "value": 35.0},
    ).astype({"year": "Int64"})
    beside = peers(rows, "A", "C", "nrw_pct")
    assert list(beside.rows["value"]) == [10.0, 30.0, 40.0]
    assert list(beside.averages["value"]) == [35.0]
    assert beside.left_out == 1
    assert beside.below == (0, 2)
    assert peers(rows, "A", "C", "nrw_pct", "size").problem.startswith("Its number of connections")
    assert peers(rows, "Z", "C", "nrw_pct").problem.startswith("There is no figure")


def test_two_values_of_the_chosen_one_are_both_marked_and_not_placed() -> None:
    rows = own(
        {"utility": "A", "year": 2010, "value": 10.0},
        {"utility": "A", "year": 2010, "value": 12.0, "source_id": "s2"},
        {"utility": "B", "year": 2009, "value": 11.0},
    ).astype({"year": "Int64"})
    beside = peers(rows, "A", "C", "nrw_pct")
    assert beside.rows["chosen"].sum() == 2
    assert beside.below is None


@pytest.mark.parametrize(
    ("connections", "words"),
    [
        (999, "under 1000 connections"),
        (1_000, "1000 to 10\u202f000 connections"),
        (99_999, "10\u202f000 to 100\u202f000 connections"),
        (100_000, "100\u202f000 connections and more"),
    ],
)
def test_classes_of_size(connections: int, words: str) -> None:
    assert size_class(connections) == words


def test_every_indicator_has_words_and_every_definition_its_remarks_apart() -> None:
    for code in (*values.UTILITY_INDICATORS, *values.OUTCOME_INDICATORS):
        assert indicator(code).meaning, code
        assert subject(code) in INDICATORS
    assert indicator("something_new").label == "Something new"
    for unit, kept in (
        ("connections (47% in Kigali)", "connections"),
        ("% leakage (utility report)", "% leakage"),
        (NRW, NRW),
        ("%", "%"),
    ):
        assert definition(unit) == kept


def test_values_in_words() -> None:
    assert [number(value) for value in (6.15, 72.0, -4.07, 0.0)] == ["6.15", "72", "-4.07", "0"]
    assert [rounded(value) for value in (28.245, 0.98765)] == ["28.2", "0.988"]
    assert span_words(3, 4) == "3\u20134"
    assert [signed(a, b) for a, b in ((-27.0, -27.0), (45.0, 45.0), (0.0, 0.0), (-2.0, 1.0))] == [
        "\u221227",
        "+45",
        "\u00b10",
        "\u22122 to +1",
    ]
    row = {"indicator": "nrw_pct", "before_low": 39.0, "before_high": 39.0, "before_year": 2008}
    row |= {
        "after_low": 12.0,
        "after_high": 12.0,
        "after_year": None,
        "change_low": -27.0,
        "change_high": -27.0,
    }
    assert change_words(row) == (
        "Non-revenue water: 39 in 2008, 12 (year not stated) (\u221227 percentage points)"
    )


def test_codes_for_the_same_thing_do_not_run_in_circles() -> None:
    assert not set(SAME.values()) & set(SAME)
    assert [end_of_range(code) for code in ("nrw_pct_low", "nrw_pct_high", "nrw_pct_alt", "nrw_pct")] == [
        "low",
        "high",
        "",
        "",
    ]
    assert all(a != b for a, b in itertools.pairwise(INDICATORS))
