"""Two moments, counts, need and narrowing: worked out a second time from the layers, and by hand."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.unit.strategies.layers import countries, prepared, table
from wopmap import breakdown, missing, moments
from wopmap.flows import directed, merge
from wopmap.labels import NOT_STATED
from wopmap.narrowing import ELSEWHERE, NO_YEAR, NOT_THEN, Narrowing
from wopmap.selection import Selection, Vocabulary
from wopmap.words import slug


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.from_tables(table("flows"), table("partnerships"), table("countries"))


@cache
def spans() -> dict[str, tuple[int | None, int | None]]:
    """First and last known year of each partnership, by the rule and not from the derived columns."""
    found = {}
    for row in table("partnerships").itertuples(index=False):
        stated = {
            name: None if pd.isna(getattr(row, name)) else int(getattr(row, name))
            for name in ("start_year", "end_year", "known_active_year", "status_as_of")
        }
        first = stated["start_year"] if stated["start_year"] is not None else stated["known_active_year"]
        last = stated["end_year"]
        if last is None:
            known = [stated["start_year"], stated["known_active_year"]]
            if row.status == "active" and first is not None:
                known.append(stated["status_as_of"])
            years = [year for year in known if year is not None]
            last = max(years) if years else None
        found[row.wop_id] = first, last
    return found


def active(wop_id: str, year: int) -> bool:
    first, last = spans()[wop_id]
    return first is not None and first <= year <= max(first, last if last is not None else first)


@pytest.mark.parametrize("years", [(2005, 2015), (2010, 2020), (1995, 2030), (2018, 2019)])
def test_new_lasting_and_ended_partnerships_are_those_of_a_plain_loop(years: tuple[int, int]) -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for wop_id in set(table("flows")["wop_id"]):
        then, later = (active(wop_id, year) for year in years)
        kinds["lasting" if then and later else "new" if later else "ended" if then else ""].add(wop_id)
    sums = moments.count(prepared(), years)
    assert (sums.new, sums.lasting, sums.ended) == tuple(len(kinds[k]) for k in ("new", "lasting", "ended"))
    assert (sums.before, sums.after) == (
        len(kinds["ended"] | kinds["lasting"]),
        len(kinds["new"] | kinds["lasting"]),
    )
    of_rows = moments.by_partnership(prepared(), years)
    assert all(wop_id in kinds[kind] for wop_id, kind in of_rows.items())


def test_a_flow_lasts_where_help_ran_in_both_years_if_through_another_partnership() -> None:
    flows = pd.DataFrame(
        {
            "wop_id": ["a", "b", "c", "d"],
            "active_from": [2000, 2012, 2012, 2001],
            "active_to": [2010, 2020, 2020, 2009],
        }
    )
    edges = pd.DataFrame({"wop_ids": [("a", "b"), ("c",), ("d",)]})
    kinds, numbers = moments.of_edges(edges, flows, (2005, 2015))
    assert kinds == ["lasting", "new", "ended"]
    assert numbers[0] == {"new": 1, "lasting": 0, "ended": 1}


def test_a_partnership_without_a_last_year_is_active_in_its_first() -> None:
    flows = pd.DataFrame(
        {"wop_id": ["a", "b"], "active_from": [2010, None], "active_to": [None, None]}, dtype="object"
    ).astype({"active_from": "Int64", "active_to": "Int64"})
    assert moments.active_in(flows, 2010).tolist() == [True, False]
    assert moments.active_in(flows, 2011).tolist() == [False, False]


@pytest.mark.parametrize("level", ["operator", "country", "region"])
def test_every_merged_flow_between_two_moments_has_a_kind_and_its_numbers_add_up(level: str) -> None:
    years = (2010, 2020)
    shown = Narrowing(moments=years).apply(Selection(), prepared())
    edges = merge(shown.flows, level, countries=countries(), all_flows=prepared())
    kinds, numbers = moments.of_edges(edges, prepared(), years)
    for edge, kind, each in zip(edges.itertuples(), kinds, numbers, strict=True):
        assert sum(each.values()) == edge.partnerships
        then = any(active(wop_id, years[0]) for wop_id in edge.wop_ids)
        later = any(active(wop_id, years[1]) for wop_id in edge.wop_ids)
        assert kind == ("lasting" if then and later else "new" if later else "ended")


def test_narrowing_counts_everything_it_hides() -> None:
    years = (2010, 2020)
    shown = Narrowing(moments=years).apply(Selection(years=(1999, 2000), mode="started"), prepared())
    every = set(table("flows")["wop_id"])
    fitting = {w for w in every if active(w, 2010) or active(w, 2020)}
    unknown = {w for w in every if spans()[w][0] is None}
    assert set(shown.flows["wop_id"]) == fitting
    assert shown.hidden == {NO_YEAR: len(unknown), NOT_THEN: len(every - fitting - unknown)}
    assert shown.n + sum(shown.hidden.values()) == shown.total == len(every)


def test_a_pair_of_regions_leaves_the_flows_between_them_in_that_direction() -> None:
    cell = ("western-europe", "sub-saharan-africa")
    shown = Narrowing(cell=cell).apply(Selection(), prepared())
    rows = table("flows")
    wanted = rows[
        (rows["mentor_region"] == "Western Europe") & (rows["mentee_region"] == "Sub-Saharan Africa")
    ]
    assert set(shown.flows["flow_id"]) == set(wanted["flow_id"])
    assert shown.hidden == {ELSEWHERE: shown.total - wanted["wop_id"].nunique()}
    assert (
        Narrowing(cell=cell).in_words(Selection(), vocabulary())
        == "From Western Europe to Sub-Saharan Africa"
    )
    assert (
        Narrowing((2010, 2020), cell).in_words(Selection(topics=("nrw",), years=(2001, 2002)), vocabulary())
        == "Non-revenue water, from Western Europe to Sub-Saharan Africa, active in 2010 or 2020"
    )


@pytest.mark.parametrize("mode", ["active", "started"])
def test_partnerships_by_year_are_those_of_a_plain_loop(mode: str) -> None:
    first, last = vocabulary().years
    starts = table("partnerships").set_index("wop_id")["start_year"]
    counted = breakdown.by_year(prepared(), (first, last), mode)
    assert counted["year"].tolist() == list(range(first, last + 1))
    for year, number in zip(counted["year"], counted["partnerships"], strict=True):
        if mode == "active":
            assert number == sum(active(wop_id, year) for wop_id in spans())
        else:
            assert number == int((starts == year).sum())


@pytest.mark.parametrize(("name", "column"), [("modalities", "modality"), ("programmes", "programme")])
def test_partnerships_by_attribute_are_those_of_the_layer(name: str, column: str) -> None:
    expected: dict[str, int] = defaultdict(int)
    for value in table("partnerships")[column]:
        code = NOT_STATED if pd.isna(value) else slug(value) if column == "programme" else value
        expected[code] += 1
    found = breakdown.by_attribute(prepared(), name, vocabulary())
    assert dict(zip(found["code"], found["partnerships"], strict=True)) == expected
    assert found["partnerships"].is_monotonic_decreasing
    # What the chart hands to the filters is what the filters know.
    assert set(found["code"]) <= set(vocabulary().terms(name))


def test_the_matrix_counts_partnerships_from_region_to_region() -> None:
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table("flows").itertuples(index=False):
        expected[row.mentor_region, row.mentee_region].add(row.wop_id)
    found = breakdown.matrix(prepared(), vocabulary())
    assert {
        (row.mentor_label, row.mentee_label): row.partnerships for row in found.itertuples(index=False)
    } == {pair: len(wops) for pair, wops in expected.items()}
    for row in found.head(5).itertuples(index=False):
        cell = Narrowing(cell=(row.mentor_region, row.mentee_region))
        assert cell.apply(Selection(), prepared()).n == row.partnerships


@pytest.mark.parametrize("since", [1995, 2010, 2018])
def test_need_and_help_by_country_are_those_of_a_plain_loop(since: int) -> None:
    latest: dict[str, tuple[int, float, float]] = {}
    for row in table("country_use").itertuples(index=False):
        if row.indicator != "at_least_basic" or row.residence != "urban" or pd.isna(row.share):
            continue
        if row.country_iso3 not in latest or row.year > latest[row.country_iso3][0]:
            latest[row.country_iso3] = int(row.year), float(row.share), float(row.population)
    helped: dict[str, set[str]] = defaultdict(set)
    for row in table("flows").itertuples(index=False):
        first, last = spans()[row.wop_id]
        if first is not None and max(first, last if last is not None else first) >= since:
            helped[row.mentee_country].add(row.wop_id)
    rows = missing.table(table("country_use"), countries(), prepared(), since)
    assert list(rows.columns) == list(missing.COLUMNS)
    assert set(rows["iso3"]) == set(countries()["iso3"])
    for row in rows.itertuples(index=False):
        assert row.partnerships == len(helped[row.iso3])
        if row.iso3 not in latest:
            assert pd.isna(row.people_without)
            assert pd.isna(row.people_class)
            continue
        year, share, people = latest[row.iso3]
        assert (row.year, row.urban_people) == (year, people)
        assert row.people_without == pytest.approx(people * (1 - share), abs=1)
        assert row.people_class == sum(row.people_without >= edge for edge in (100_000, 1_000_000))
        assert row.partnership_class == sum(row.partnerships >= edge for edge in (1, 3))
    known = rows["people_without"].dropna()
    assert known.is_monotonic_decreasing
    assert rows["people_without"].isna().to_numpy()[: len(known)].sum() == 0


def test_the_sentence_on_missing_help_names_numbers_of_the_table() -> None:
    rows = missing.table(table("country_use"), countries(), prepared(), 2015)
    many = rows[(rows["people_without"] >= 1_000_000).fillna(False).astype(bool)]
    none = many[many["partnerships"] == 0]
    said = missing.sentence(rows, 2015)
    assert said.startswith(f"{len(many)} countries have a million or more urban people without")
    assert f"{len(none)} of them are mentee in no partnership shown that was active in 2015 or later" in said
    assert f"{none['country'].iloc[0]} ({none['people_without'].iloc[0] / 1e6:.1f} million)" in said
    assert missing.sentence(rows[rows["partnerships"] > 0], 2015).endswith("2015 or later.")


def test_flows_of_a_focus_are_incoming_outgoing_or_within() -> None:
    rows = table("flows")
    mine = {side: rows[f"{side}_country"] == "UGA" for side in ("mentor", "mentee")}
    expected = {
        "in": mine["mentee"] & ~mine["mentor"],
        "out": mine["mentor"] & ~mine["mentee"],
        "within": mine["mentor"] & mine["mentee"],
        "both": mine["mentor"] | mine["mentee"],
    }
    for way, mask in expected.items():
        found = directed(prepared(), {"UGA"}, way)
        assert set(found["flow_id"]) == set(rows.loc[mask, "flow_id"]), way
    assert np.sum([len(directed(prepared(), {"UGA"}, way)) for way in ("in", "out", "within")]) == len(
        directed(prepared(), {"UGA"}, "both")
    )
