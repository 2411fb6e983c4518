"""Merging flows: nothing is lost, nothing is counted twice, nothing moves while one filters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.strategies.layers import prepared, table
from wopmap.flows import (
    ATTRIBUTES,
    EDGE_COLUMNS,
    LEVELS,
    directed,
    merge,
    ranking,
    summarise,
    totals,
)
from wopmap.labels import NOT_STATED, SEVERAL
from wopmap.selection import Selection, Vocabulary

ENDS = {"operator": "id", "country": "country", "region": "region"}


def merged(flows: pd.DataFrame, level: str, colour: str | None = None) -> pd.DataFrame:
    return merge(flows, level, countries=table("countries"), colour=colour, all_flows=prepared())


subsets = st.lists(st.integers(0, len(table("flows")) - 1), min_size=0, max_size=60, unique=True)


@settings(deadline=None, max_examples=60)
@given(rows=subsets, level=st.sampled_from(LEVELS))
def test_every_pair_and_partnership_is_on_exactly_the_edges_it_belongs_to(
    rows: list[int], level: str
) -> None:
    flows = table("flows").iloc[rows]
    edges = merged(prepared().iloc[rows], level)
    assert list(edges.columns) == list(EDGE_COLUMNS)
    assert edges["pairs"].sum() == len(rows)
    expected: dict[tuple[str, str], set[str]] = {}
    for row in flows.itertuples():
        key = (getattr(row, f"mentor_{ENDS[level]}"), getattr(row, f"mentee_{ENDS[level]}"))
        expected.setdefault(key, set()).add(row.wop_id)
    found = {(e.origin, e.destination): set(e.wop_ids) for e in edges.itertuples()}
    assert found == expected
    assert edges["partnerships"].tolist() == [len(ids) for ids in edges["wop_ids"]]
    assert edges["edge_id"].is_unique
    assert (edges["self"] == (edges["origin"] == edges["destination"])).all()


@pytest.mark.parametrize("level", LEVELS)
def test_prepared_and_plain_flows_merge_alike(level: str) -> None:
    pd.testing.assert_frame_equal(
        merge(table("flows"), level, countries=table("countries"), colour="topic"),
        merge(prepared(), level, countries=table("countries"), colour="topic"),
    )


@pytest.mark.parametrize("level", ["country", "region"])
def test_partnerships_inside_one_place_are_kept_as_its_own_edge(level: str) -> None:
    flows = table("flows")
    inside = flows[flows[f"mentor_{ENDS[level]}"] == flows[f"mentee_{ENDS[level]}"]]
    assert len(inside)
    own = merged(prepared(), level)
    own = own[own["self"]]
    assert set().union(*own["wop_ids"]) == set(inside["wop_id"])
    assert (own["origin_lon"] == own["destination_lon"]).all()


@settings(deadline=None, max_examples=30)
@given(rows=subsets.filter(bool), level=st.sampled_from(LEVELS))
def test_ends_stay_where_they_are_while_one_filters(rows: list[int], level: str) -> None:
    places = ["edge_id", "origin_lon", "origin_lat", "destination_lon", "destination_lat"]
    whole = merged(prepared(), level)[places].set_index("edge_id")
    part = merged(prepared().iloc[rows], level)[places].set_index("edge_id")
    np.testing.assert_allclose(part.to_numpy(float), whole.loc[part.index].to_numpy(float), atol=1e-9)


def test_arrows_of_countries_end_where_the_countries_layer_says() -> None:
    countries = table("countries").dropna(subset="iso3").set_index("iso3")
    for edge in merged(prepared(), "country").itertuples():
        assert edge.origin_lon == countries.at[edge.origin, "lon"]
        assert edge.destination_lat == countries.at[edge.destination, "lat"]
        assert edge.origin_label == countries.at[edge.origin, "name"]


@settings(deadline=None, max_examples=40)
@given(rows=subsets, level=st.sampled_from(LEVELS), colour=st.sampled_from(sorted(ATTRIBUTES)))
def test_the_leading_value_is_the_most_frequent_among_partnerships(
    rows: list[int], level: str, colour: str
) -> None:
    flows = table("flows").iloc[rows]
    edges = merged(prepared().iloc[rows], level, colour)
    for edge in edges.itertuples():
        mine = flows[
            (flows[f"mentor_{ENDS[level]}"] == edge.origin)
            & (flows[f"mentee_{ENDS[level]}"] == edge.destination)
        ]
        votes: dict[str, set[str]] = {}
        for row in mine.itertuples():
            value = getattr(row, ATTRIBUTES[colour])
            stated = NOT_STATED if pd.isna(value) or not value else value
            for part in stated.split(";") if colour == "topic" else [stated]:
                votes.setdefault(part, set()).add(row.wop_id)
        most = max(len(ids) for ids in votes.values())
        leaders = [value for value, ids in votes.items() if len(ids) == most]
        assert edge.colour == (leaders[0] if len(leaders) == 1 else SEVERAL)


def test_years_of_an_edge_span_what_its_partnerships_state() -> None:
    flows = table("flows")
    for edge in merged(prepared(), "country").itertuples():
        mine = flows[(flows["mentor_country"] == edge.origin) & (flows["mentee_country"] == edge.destination)]
        first, last = mine["active_from"].min(), mine["active_to"].max()
        assert (edge.first_year == first) if not pd.isna(first) else pd.isna(edge.first_year)
        assert (edge.last_year == last) if not pd.isna(last) else pd.isna(edge.last_year)


@pytest.mark.parametrize("who", [("KEN",), ("UGA", "KEN"), ("uga-nwsc",), ("VNM", "nld-vei")])
def test_in_out_and_within_part_what_both_holds(who: tuple[str, ...]) -> None:
    flows = table("flows")
    parts = {d: set(directed(flows, who, d)["flow_id"]) for d in ("in", "out", "within", "both")}
    assert parts["in"] | parts["out"] | parts["within"] == parts["both"]
    assert sum(len(parts[d]) for d in ("in", "out", "within")) == len(parts["both"])
    expected_in = {
        row.flow_id
        for row in flows.itertuples()
        if {row.mentee_country, row.mentee_id} & set(who)
        and not {row.mentor_country, row.mentor_id} & set(who)
    }
    assert parts["in"] == expected_in


@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_ranking_counts_different_partnerships_and_partners(side: str, level: str) -> None:
    flows, other = table("flows"), {"mentor": "mentee", "mentee": "mentor"}[side]
    ranked = ranking(prepared(), side, level, top=None)
    groups = flows.groupby(f"{side}_{ENDS[level]}")
    assert ranked["id"].is_unique
    assert len(ranked) == len(groups)
    for row in ranked.itertuples():
        mine = groups.get_group(row.id)
        assert row.partnerships == mine["wop_id"].nunique()
        assert row.partners == mine[f"{other}_id"].nunique()
        assert row.countries == mine[f"{other}_country"].nunique()
    assert ranked["partnerships"].is_monotonic_decreasing
    assert len(ranking(prepared(), side, level, top=3)) == 3


def test_totals_and_sentence_say_the_same_as_the_tables() -> None:
    flows, partnerships = table("flows"), table("partnerships")
    sums = totals(prepared())
    assert sums.partnerships == len(partnerships)
    domestic = flows.loc[flows["mentor_country"] == flows["mentee_country"], "wop_id"].nunique()
    assert sums.domestic == domestic
    vocabulary = Vocabulary.from_tables(flows, partnerships, table("countries"), table("motivation_types"))
    sentence = summarise(Selection().apply(prepared()), vocabulary)
    assert (
        f"{flows['mentor_id'].nunique()} mentors in {flows['mentor_country'].nunique()} countries" in sentence
    )
    assert f"through {len(partnerships)} partnerships, {domestic} of them inside one country." in sentence
    giver = flows.groupby("mentor_country")["wop_id"].nunique().sort_values().index[-1]
    assert f"the mentor is in {vocabulary.label('countries', giver)} (" in sentence


def test_nothing_shown_says_which_filter_to_drop() -> None:
    vocabulary = Vocabulary.from_tables(table("flows"), table("partnerships"), table("countries"))
    shown = Selection(countries=("KEN",), years=(1995, 1996)).apply(prepared())
    assert shown.n == 0
    assert "without the filter on" in summarise(shown, vocabulary)


@pytest.mark.parametrize(
    "call",
    [
        lambda: merge(prepared(), "planet", countries=table("countries")),
        lambda: merge(prepared(), "country", countries=table("countries"), colour="mood"),
        lambda: directed(prepared(), ["KEN"], "sideways"),
        lambda: ranking(prepared(), "middle"),
    ],
)
def test_unknown_choices_are_named(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="is one of"):
        call()
