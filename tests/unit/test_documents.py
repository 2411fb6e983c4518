from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from wopmap.documents import as_records, cited, citing_columns, citing_layers, documents, in_order, matching
from wopmap.layers import LAYERS, Catalogue

SOURCES = Path(__file__).resolve().parents[2] / "geodata" / "sources"


@pytest.fixture(scope="module")
def everything() -> pd.DataFrame:
    catalogue = Catalogue()
    tables = {name: catalogue.table(name, columns=citing_columns(LAYERS[name])) for name in citing_layers()}
    return documents(catalogue.table("sources"), cited(tables))


def test_every_fact_cites_a_document_of_the_list(everything: pd.DataFrame) -> None:
    catalogue = Catalogue()
    tables = {name: catalogue.table(name, columns=citing_columns(LAYERS[name])) for name in citing_layers()}
    assert set(cited(tables).index) <= set(everything["source_id"])


def test_citations_are_counted_as_in_the_tables_people_edit(everything: pd.DataFrame) -> None:
    catalogue = Catalogue()
    with (SOURCES / "outcomes.csv").open(encoding="utf-8-sig", newline="") as handle:
        wanted = Counter(row["source_id"] for row in csv.DictReader(handle))
    found = cited({"outcomes": catalogue.table("outcomes")})
    assert dict(found["rows"]) == dict(wanted)
    assert set(found["layers"]) == {"outcomes"}


def test_a_row_that_names_a_document_twice_cites_it_once() -> None:
    phases = pd.DataFrame({"source_id": ["a", "a", "b"], "source_id_2": ["a", "b", None]})
    cities = pd.DataFrame({"source_ids": ["b;c", "c"]})
    found = cited({"partnerships": phases, "cities": cities})
    assert dict(found["rows"]) == {"a": 2, "b": 3, "c": 2}
    assert dict(found["layers"]) == {"a": "partnerships", "b": "partnerships, cities", "c": "cities"}


def test_documents_nobody_cites_are_kept_with_a_zero() -> None:
    sources = pd.DataFrame({"source_id": ["a", "b"], "title": ["A", None]})
    table = documents(sources, cited({"outcomes": pd.DataFrame({"source_id": ["a"]})}))
    assert list(table["rows"]) == [1, 0]
    assert list(table["layers"]) == ["outcomes", ""]
    assert list(documents(sources, cited({}))["rows"]) == [0, 0]


def test_documents_are_found_by_all_words_whatever_their_case_and_accents() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b"],
            "title": ["Évaluation of Água", "Water <b>"],
            "year": pd.array([2019, None], "Int64"),
        }
    )
    table = documents(sources, cited({}))
    assert list(matching(table, "agua EVALUATION 2019")["source_id"]) == ["a"]
    assert list(matching(table, "<b>")["source_id"]) == ["b"]
    assert matching(table, "water 2019").empty
    assert len(matching(table, "  ")) == 2
    assert as_records(sources, {"b"}) == [{"source_id": "b", "title": "Water <b>", "year": None}]


def test_documents_for_json_keep_the_order_asked_for_and_leave_out_what_is_not_in_the_layer() -> None:
    sources = pd.DataFrame({"source_id": ["a", "b", "c"], "title": ["A", "B", "C"]})
    found = in_order(sources, ("c", "gone", "a"))
    assert found == [{"source_id": "c", "title": "C"}, {"source_id": "a", "title": "A"}]
    assert in_order(None, ("c", "gone")) == [{"source_id": "c"}, {"source_id": "gone"}]
