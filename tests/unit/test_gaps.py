from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from wopmap.gaps import COLUMNS, GAPS, NEEDS, gaps, not_counted
from wopmap.layers import Catalogue

SOURCES = Path(__file__).resolve().parents[2] / "geodata" / "sources"


@cache
def layers() -> dict[str, pd.DataFrame]:
    catalogue = Catalogue()
    return {name: catalogue.table(name) for name in NEEDS}


@cache
def found() -> pd.DataFrame:
    return gaps(layers())


def rows_of(file: str) -> list[dict[str, str]]:
    with (SOURCES / f"{file}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def of(about: str, what: str) -> pd.Series:
    rows = found()[(found()["about"] == about) & (found()["what"] == what)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("table", "key", "what", "column"),
    [
        ("partnerships", "wop_id", "without a start year", "start_year"),
        ("partnerships", "wop_id", "without an end year", "end_year"),
        ("partnerships", "wop_id", "without a stated budget", "budget_amount"),
        ("partnerships", "wop_id", "without a reported result", "result"),
        ("partnerships", "wop_id", "without topics", "topics"),
        ("sources", "source_id", "without a title", "title"),
        ("sources", "source_id", "without an address", "url"),
        ("cities", "city_id", "not linked to an operator", "operator_ids"),
    ],
)
def test_a_gap_is_counted_as_in_the_table_people_edit(table: str, key: str, what: str, column: str) -> None:
    rows = rows_of(table)
    empty = sorted(row[key] for row in rows if not row[column].strip())
    gap = of(table, what)
    assert list(gap["ids"]) == empty
    assert (gap["count"], gap["of"]) == (len(empty), len(rows))


def test_secondary_sources_and_stand_ins_are_counted() -> None:
    partnerships, operators = rows_of("partnerships"), rows_of("operators")
    secondary = sum(row["confidence"] == "B" for row in partnerships)
    assert of("partnerships", "known from a secondary source only (confidence B)")["count"] == secondary
    stand_ins = sum(row["placeholder"] in ("1", "yes") for row in operators)
    assert of("operators", "that stand in for one the source does not name")["count"] == stand_ins > 0


def test_partner_countries_without_figures_and_the_reverse() -> None:
    country = {row["operator_id"]: row["country_iso3"] for row in rows_of("operators")}
    partners = {country[row["operator_id"]] for row in rows_of("partnership_members")}
    figures = {
        row["country_iso3"]
        for row in rows_of("country_use")
        if row["residence"] == "total" and row["at_least_basic"].strip()
    }
    assert (
        set(of("countries with partnerships", "without a household water figure")["ids"])
        == partners - figures
    )
    reverse = of("countries with household water figures", "without any partnership on file")
    assert set(reverse["ids"]) == figures - partners
    assert reverse["of"] == len(figures)


def test_cities_without_places_and_utilities_without_figures() -> None:
    placed: dict[str, list[bool]] = {}
    for zone in rows_of("zones"):
        placed.setdefault(zone["city_id"], []).append(bool(zone["lon"].strip()))
    nowhere = {city for city, known in placed.items() if not any(known)}
    partly = {city for city, known in placed.items() if any(known) and not all(known)}
    assert set(of("cities", "none of whose zones has a known place")["ids"]) == nowhere
    assert set(of("cities", "some of whose zones have no known place")["ids"]) == partly
    mentees = {row["operator_id"] for row in rows_of("partnership_members") if row["role"] == "mentee"}
    measured = {row["operator_id"] for row in rows_of("utility_performance")}
    assert set(of("mentees", "without performance figures")["ids"]) == mentees - measured


def test_every_gap_has_its_number_its_names_and_its_reason() -> None:
    assert list(found().columns) == list(COLUMNS)
    assert len(found()) == len(GAPS) == len(found().drop_duplicates(["about", "what"]))
    for row in found().itertuples(index=False):
        assert 0 <= len(row.ids) == row.count <= row.of, row.what
        assert row.why.endswith(".")
    assert {name for gap in GAPS for name in gap.needs} <= set(NEEDS)


def test_what_cannot_be_counted_is_named_and_the_rest_is_counted() -> None:
    without = {name: table for name, table in layers().items() if name != "outcomes"}
    assert not_counted(without) == ("reported outcomes without a year",)
    assert len(gaps(without)) == len(GAPS) - 1
    assert len(not_counted({})) == len(GAPS)
    assert gaps({}).empty


def test_a_world_without_gaps_counts_none() -> None:
    whole = pd.DataFrame({"source_id": ["a"], "title": ["t"], "year": [2020], "url": ["u"], "licence": ["l"]})
    counted = gaps({"sources": whole})
    assert list(counted["count"]) == [0, 0, 0, 0]
    assert list(counted["of"]) == [1, 1, 1, 1]
