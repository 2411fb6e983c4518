"""Mentors: profiles, chains and the network, worked out a second time from the layers by loops."""

from __future__ import annotations

from collections import deque
from itertools import product

import pandas as pd
import pytest

from tests.unit.strategies.layers import table
from wopmap import mentor
from wopmap.layers import Catalogue
from wopmap.mentor.chains import one_way
from wopmap.mentor.languages import official, shared

FLOWS = table("flows").to_dict("records")
ONE_WAY = [f for f in FLOWS if not f["mutual"] and f["mentor_id"] != f["mentee_id"]]
CHOSEN = ("nld-vei", "uga-nwsc", "bfa-onea", "mar-onee", "fra-sedif", "jpn-osaka", "rwa-wasac")


@pytest.fixture(scope="module")
def facts() -> mentor.Facts:
    return mentor.read(Catalogue())


@pytest.fixture(scope="module")
def measured(facts: mentor.Facts) -> pd.DataFrame:
    return mentor.measures(facts.flows).set_index("id")


def edges() -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for flow in ONE_WAY:
        out.setdefault(flow["mentor_id"], set()).add(flow["mentee_id"])
    return out


def steps_from(start: str, out: dict[str, set[str]]) -> dict[str, int]:
    """Operators one can reach and in how many steps, breadth first."""
    found, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for there in out.get(here, ()):
            if there not in found:
                found[there] = found[here] + 1
                queue.append(there)
    return found


def test_counts_of_every_mentor(measured: pd.DataFrame) -> None:
    assert set(measured.index) == {flow["mentor_id"] for flow in FLOWS}
    out = edges()
    for identity, row in measured.iterrows():
        mine = [flow for flow in FLOWS if flow["mentor_id"] == identity]
        years: set[int] = set()
        for flow in mine:
            if not pd.isna(flow["active_from"]):
                years |= set(range(int(flow["active_from"]), int(flow["active_to"]) + 1))
        assert row["partnerships"] == len({flow["wop_id"] for flow in mine})
        assert row["mentees"] == len({flow["mentee_id"] for flow in mine})
        assert row["countries"] == len({flow["mentee_country"] for flow in mine})
        assert row["years_active"] == len(years)
        assert (None if pd.isna(row["first_year"]) else row["first_year"]) == (min(years) if years else None)
        assert (None if pd.isna(row["last_year"]) else row["last_year"]) == (max(years) if years else None)
        assert row["mentors"] == len({f["mentor_id"] for f in ONE_WAY if f["mentee_id"] == identity})
        assert row["reach"] == len(steps_from(str(identity), out)) - 1


def test_betweenness_counts_shortest_paths_through_an_operator(measured: pd.DataFrame) -> None:
    out = edges()
    nodes = sorted(set(out) | {m for several in out.values() for m in several})
    steps = {node: steps_from(node, out) for node in nodes}

    def paths(a: str, b: str) -> int:
        """Number of shortest paths, by walking back one step at a time."""
        if a == b:
            return 1
        last = [n for n in out if b in out[n] and steps[a].get(n) == steps[a][b] - 1]
        return sum(paths(a, n) for n in last)

    expected = dict.fromkeys(nodes, 0.0)
    for a, b in product(nodes, nodes):
        if a == b or b not in steps[a] or steps[a][b] < 2:
            continue
        total = paths(a, b)
        for node in steps[a]:
            if node not in (a, b) and b in steps[node] and steps[a][node] + steps[node][b] == steps[a][b]:
                expected[node] += paths(a, node) * paths(node, b) / total
    for identity, row in measured.iterrows():
        assert row["betweenness"] == pytest.approx(expected.get(str(identity), 0.0), abs=1e-5), identity
    assert (measured["betweenness"] > 0).sum() > 5


def first_years() -> dict[tuple[str, str], int | None]:
    years: dict[tuple[str, str], int | None] = {}
    for flow in ONE_WAY:
        pair = flow["mentor_id"], flow["mentee_id"]
        year = None if pd.isna(flow["active_from"]) else int(flow["active_from"])
        known = [y for y in (years.get(pair), year) if y is not None]
        years[pair] = min(known) if known else None
    return years


def test_chains_are_those_a_loop_finds(facts: mentor.Facts) -> None:
    years = first_years()
    expected = {
        (a, first, b, c, later)
        for (a, b), first in years.items()
        for (b2, c), later in years.items()
        if b == b2 and a != c and first is not None and later is not None and first < later
    }
    found = mentor.chains(facts.flows)
    columns = ["first_id", "first_year", "turned_id", "next_id", "next_year"]
    assert {tuple(row) for row in found[columns].itertuples(index=False, name=None)} == expected
    assert len(found) == len(expected) > 20
    one = mentor.chains(facts.flows, "bfa-onea")
    assert len(one) == sum(turned == "bfa-onea" for _, _, turned, _, _ in expected)


def test_mentees_that_became_mentors(facts: mentor.Facts) -> None:
    years = first_years()
    found = mentor.turned(facts.flows, facts.operators).set_index("operator_id")
    assert set(found.index) == {a for a, _ in years} & {b for _, b in years}
    for identity, row in found.iterrows():
        helped = [y for (_, b), y in years.items() if b == identity and y is not None]
        helps = [y for (a, _), y in years.items() if a == identity and y is not None]
        if not helped or not helps:
            order = "not_stated"
        elif min(helped) == min(helps):
            order = "same_year"
        else:
            order = "mentee_first" if min(helped) < min(helps) else "mentor_first"
        assert row["order"] == order, identity
        assert row["helped_by"].count("(") >= len({a for a, b in years if b == identity})
    rank = [list(mentor.ORDER_WORDS).index(order) for order in found["order"]]
    assert rank == sorted(rank)
    assert (found["order"] == "mentee_first").sum() >= 5


def test_the_network_as_a_whole(facts: mentor.Facts) -> None:
    whole = mentor.network(facts.flows)
    out = edges()
    nodes = set(out) | {m for several in out.values() for m in several}
    beside: dict[str, set[str]] = {node: set() for node in nodes}
    for a, several in out.items():
        for b in several:
            beside[a].add(b)
            beside[b].add(a)
    groups, seen = [], set()
    for node in nodes:
        if node not in seen:
            part = set(steps_from(node, beside))
            seen |= part
            groups.append(len(part))
    assert (whole.operators, whole.pairs) == (len(nodes), sum(len(several) for several in out.values()))
    assert (whole.groups, whole.largest) == (len(groups), max(groups))
    assert whole.both == len(set(out) & {m for several in out.values() for m in several})
    assert mentor.network(facts.flows[:0]).operators == 0
    assert f"{whole.operators} operators" in whole.in_words()


def test_a_small_network_by_hand() -> None:
    """A helps B and X, B helps C, C helps B: B lies between A and C, and C is reached from A in two steps."""
    names = [("A", "B", 2000), ("A", "X", 2001), ("B", "C", 2005), ("C", "B", 2004)]
    flows = pd.DataFrame(
        {
            "wop_id": [f"w{i}" for i in range(4)],
            **{f"mentor{end}": [a for a, _, _ in names] for end in ("", "_id", "_country")},
            **{f"mentee{end}": [b for _, b, _ in names] for end in ("", "_id", "_country")},
            "active_from": pd.array([y for *_, y in names], dtype="Int64"),
            "active_to": pd.array([y + 1 for *_, y in names], dtype="Int64"),
            "mutual": [False] * 4,
        }
    )
    found = mentor.measures(flows).set_index("id")
    assert found["betweenness"].to_dict() == {"A": 0.0, "B": 1.0, "C": 0.0}
    assert found["reach"].to_dict() == {"A": 3, "B": 1, "C": 1}
    assert found["years_active"].to_dict() == {"A": 3, "B": 2, "C": 2}
    ways = mentor.chains(flows)[["first_id", "turned_id", "next_id"]].to_numpy().tolist()
    assert ways == [["A", "B", "C"]]
    assert len(one_way(flows.assign(mutual=True))) == 0


@pytest.mark.parametrize("identity", CHOSEN)
def test_a_profile_gathers_what_the_layers_say(facts: mentor.Facts, identity: str) -> None:
    found = mentor.profile(identity, facts)
    mine = [flow for flow in FLOWS if flow["mentor_id"] == identity]
    assert set(found.partnerships["wop_id"]) == {flow["wop_id"] for flow in mine}
    assert set(found.mentees["mentee_id"]) == {flow["mentee_id"] for flow in mine}
    for row in found.mentees.itertuples():
        its = [flow for flow in mine if flow["mentee_id"] == row.mentee_id]
        assert row.partnerships == len({flow["wop_id"] for flow in its})
        assert row.distance_km == its[0]["distance_km"]
    assert set(found.past["wop_id"]) == {f["wop_id"] for f in ONE_WAY if f["mentee_id"] == identity}
    topics: dict[str, set[str]] = {}
    for flow in mine:
        for topic in str(flow["topics"] or "").split(";"):
            topics.setdefault(topic, set()).add(flow["wop_id"])
    numbers = sorted(
        (len(ids) for topic, ids in topics.items() if topic not in ("", "nan", "<NA>")), reverse=True
    )
    assert [number for _, number in found.topics] == numbers
    said = table("motivation_evidence")
    assert set(found.statements["paraphrase"]) == set(said[said["operator_id"] == identity]["paraphrase"])
    assert sum(found.mix.values()) == len(found.statements)
    home = table("home_conditions")
    assert len(found.conditions) == (home["country_iso3"] == found.country_iso3).sum()
    known = set(table("sources")["source_id"])
    assert set(found.source_ids) <= known
    assert found.source_ids or not mine


def test_an_unknown_mentor_gets_a_sentence_with_the_nearest(facts: mentor.Facts) -> None:
    with pytest.raises(
        mentor.UnknownMentor, match=r'No mentor is called "nld-veii"\. Did you mean nld-vei\?'
    ):
        mentor.profile("nld-veii", facts)
    with pytest.raises(mentor.UnknownMentor, match="No mentor is called"):
        mentor.profile("ken-garissa-that-is-no-mentor-of-any", facts)


def test_languages_that_are_official_in_both_countries(facts: mentor.Facts) -> None:
    assert shared("FRA", "BFA") == ("French",)
    assert shared("MAR", "TUN") == ("Arabic", "French")
    assert shared("NLD", "KEN") == ()
    assert official("XXX") == frozenset()
    found = mentor.profile("mar-onee", facts)
    sharing, known = found.sharing
    abroad = [row for row in found.mentees.itertuples() if row.country_iso3 != "MAR"]
    assert known == len(abroad)
    assert sharing == sum(bool(official("MAR") & official(row.country_iso3)) for row in abroad)
