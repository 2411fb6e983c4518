"""Motive mixes and matrices, counted a second time with plain loops over the layers."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from tests.unit.strategies.layers import table
from wopmap import labels, motives
from wopmap.flows import prepare
from wopmap.labels import SEVERAL
from wopmap.layers import values
from wopmap.motives.mixes import summarise
from wopmap.motives.statements import NO_PARTNERSHIP, NOT_SHOWN
from wopmap.selection import Selection

EVIDENCE = table("motivation_evidence").to_dict("records")
OPERATORS = {row["operator_id"]: row for row in table("operators").to_dict("records")}
FAMILY = {row["motivation"]: row["family"] for row in table("motivation_types").to_dict("records")}
FLOWS = prepare(table("flows"))
MENTORS = frozenset(FLOWS["mentor_id"].astype(str))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    names = ("motivation_evidence", "operators", "motivation_types", "sources")
    return motives.statements(*(table(name) for name in names))


def country(row: dict) -> str:
    return str(OPERATORS[row["operator_id"]]["country_iso3"])


def test_every_statement_is_there_once_with_its_document(rows: pd.DataFrame) -> None:
    key = ["mentor_id", "motivation", "said_by", "source_id", "paraphrase"]
    expected = Counter(tuple(row[k.replace("mentor_id", "operator_id")] for k in key) for row in EVIDENCE)
    assert Counter(rows[key].itertuples(index=False, name=None)) == expected
    assert rows["family"].tolist() == [FAMILY[code] for code in rows["motivation"]]
    urls = table("sources").set_index("source_id")["url"]
    assert rows["source_url"].fillna("").tolist() == urls.reindex(rows["source_id"]).fillna("").tolist()


@pytest.mark.parametrize("kinds", [motives.SAID_BY, motives.SAID_BY[:2], ("inferred",), ()])
@pytest.mark.parametrize("by", list(motives.BY))
def test_a_mix_counts_statements_and_mentors(rows: pd.DataFrame, by: str, kinds: tuple[str, ...]) -> None:
    wanted = [row for row in EVIDENCE if row["said_by"] in kinds]
    who = {"mentor": lambda row: row["operator_id"], "country": country}[by]
    found = motives.mix(motives.by_whom(rows, kinds), by).set_index("id")
    assert set(found.index) == {who(row) for row in wanted}
    for identity, row in found.iterrows():
        its = [item for item in wanted if who(item) == identity]
        families = Counter(FAMILY[item["motivation"]] for item in its)
        assert row["statements"] == len(its)
        assert row["mentors"] == len({item["operator_id"] for item in its})
        assert {f: row[f] for f in motives.FAMILIES} == {f: families[f] for f in motives.FAMILIES}
        assert {k: row[k] for k in motives.SAID_BY} == {
            k: sum(item["said_by"] == k for item in its) for k in motives.SAID_BY
        }
        most = [f for f in families if families[f] == max(families.values())]
        assert row["leading"] == (most[0] if len(most) == 1 else SEVERAL)


@pytest.mark.parametrize("order", list(motives.ORDERS))
@pytest.mark.parametrize("by", list(motives.BY))
def test_the_matrix_holds_every_statement_in_its_cell(rows: pd.DataFrame, by: str, order: str) -> None:
    found = motives.matrix(rows, by, order)
    if by == "mentor":
        keys = [(item["operator_id"], item["motivation"]) for item in EVIDENCE]
    else:
        keys = [(country(item), FAMILY[item["motivation"]]) for item in EVIDENCE]
    expected = Counter(keys)
    mentors: dict[tuple[str, str], set[str]] = {}
    for key, item in zip(keys, EVIDENCE, strict=True):
        mentors.setdefault(key, set()).add(item["operator_id"])
    cells = found.cells.set_index(["row", "column"])
    assert cells["statements"].to_dict() == dict(expected)
    assert cells["mentors"].to_dict() == {key: len(ids) for key, ids in mentors.items()}
    assert (cells[list(motives.SAID_BY)].sum(axis=1) == cells["statements"]).all()
    assert [code for code, _ in found.rows] == list(dict(found.rows))
    assert {code for code, _ in found.rows} == {row for row, _ in keys}
    assert {code for code, _ in found.columns} == {column for _, column in keys}


@pytest.mark.parametrize("by", list(motives.BY))
def test_rows_stand_at_the_mean_place_of_their_statements(rows: pd.DataFrame, by: str) -> None:
    found = motives.matrix(rows, by)
    place = {code: i for i, (code, _) in enumerate(found.columns)}
    means = []
    for code, _ in found.rows:
        its = found.cells[found.cells["row"] == code]
        spots = [place[c] for c, n in zip(its["column"], its["statements"], strict=True) for _ in range(n)]
        means.append(sum(spots) / len(spots))
    assert means == sorted(means)
    families = found.cells.drop_duplicates("column").set_index("column")["family"]
    order = [motives.FAMILIES.index(families[code]) for code, _ in found.columns]
    assert order == sorted(order)
    by_count = motives.matrix(rows, by, "count")
    totals = found.cells.groupby("row")["statements"].sum()
    numbers = [int(totals[code]) for code, _ in by_count.rows]
    assert numbers == sorted(numbers, reverse=True)


def test_a_tie_leads_to_no_label_and_nothing_to_none() -> None:
    assert motives.leading_of({"solidarity": 2, "commercial": 2, "other": 1}) == SEVERAL
    assert motives.leading_of({"solidarity": 0, "commercial": 3}) == "commercial"
    assert motives.leading_of({"solidarity": 0}) == ""
    assert motives.mix_in_words({"other": 1, "commercial": 2, "solidarity": 2}) == (
        "solidarity 2, trade 2, other 1"
    )


CASES = {
    "everything": (Selection(), lambda mentor, flows: True),
    "mentors in a country": (
        Selection(countries=("NLD",), side="mentor"),
        lambda mentor, flows: OPERATORS[mentor]["country_iso3"] == "NLD",
    ),
    "mentees in a country": (
        Selection(countries=("KEN",), side="mentee"),
        lambda mentor, flows: any(flow["mentee_country"] == "KEN" for flow in flows),
    ),
    "years": (
        Selection(years=(2000, 2005)),
        lambda mentor, flows: any(
            flow["active_from"] <= 2005 and flow["active_to"] >= 2000
            for flow in flows
            if not pd.isna(flow["active_from"])
        ),
    ),
    "a motive": (
        Selection(motives=("ATI",)),
        lambda mentor, flows: any(
            row["operator_id"] == mentor and row["motivation"] == "ATI" for row in EVIDENCE
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_statements_go_with_the_partnerships_shown_and_the_others_are_counted(
    rows: pd.DataFrame, case: str
) -> None:
    selection, fits = CASES[case]
    of_mentor: dict[str, list[dict]] = {}
    for flow in table("flows").to_dict("records"):
        of_mentor.setdefault(flow["mentor_id"], []).append(flow)
    wanted = {m for m in {row["operator_id"] for row in EVIDENCE} if fits(m, of_mentor.get(m, []))}
    kept = motives.within(rows, selection, selection.apply(FLOWS), MENTORS)
    assert set(kept.rows["mentor_id"]) == wanted
    assert len(kept.rows) + sum(kept.hidden.values()) == len(rows)
    gone = [row for row in EVIDENCE if row["operator_id"] not in wanted]
    assert kept.hidden.get(NO_PARTNERSHIP, 0) == sum(row["operator_id"] not in MENTORS for row in gone)
    assert kept.hidden.get(NOT_SHOWN, 0) == sum(row["operator_id"] in MENTORS for row in gone)


def test_the_sentence_says_how_many_on_whom_and_who_says_so(rows: pd.DataFrame) -> None:
    one = rows[rows["mentor_id"] == "hun-budapest-waterworks"]
    assert "on 1 mentor in 1 country" in summarise(one, len(rows))
    words = summarise(rows, len(rows))
    families = Counter(FAMILY[row["motivation"]] for row in EVIDENCE)
    for family, number in families.most_common(3):
        assert f"{labels.FAMILIES[family].label.lower()} ({number} on" in words
    for kind, said in Counter(row["said_by"] for row in EVIDENCE).items():
        assert f"{said} {'stated' if kind == 'stated_by_mentor' else ''}".strip() in words
    assert summarise(rows[:0], 186) == "None of the 186 statements on motives passes the filters."


def test_families_have_words() -> None:
    assert set(labels.FAMILIES) == set(values.MOTIVE_FAMILIES) == set(motives.FAMILIES)
    assert {code: term.label for code, term in labels.FAMILIES.items()} == values.MOTIVE_FAMILIES
