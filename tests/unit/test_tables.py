from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopmap.tables import BYTE_ORDER_MARK, csv_safe, guard, records, to_json, unguard

HOSTILE = [
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\tplain",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    '"=1"',
    "'=1",
    "“=1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠A",
    "−1+1",
    "+254 712 345",
    "'\t=1",
]


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_could_run_is_guarded_in_cells_and_headings(text: str) -> None:
    frame = pd.DataFrame({text: pd.array([text], dtype="string")})
    header, row = read(csv_safe(frame))
    assert header == ["'" + text] == row or (header[0].startswith("'") and header == row)
    assert unguard(row[0]) == text


@pytest.mark.parametrize(
    "text", ["Nairobi", "-5", "+3.5", "1e-5", "a-b", "x=1", "", "it's", "'", "''", "a; b"]
)
def test_harmless_text_and_numbers_stay(text: str) -> None:
    assert guard(text) == text


def test_a_formula_after_a_semicolon_is_guarded_too() -> None:
    # A spreadsheet whose list separator is ";" makes two cells of it.
    assert guard("leaks;=1+1") == "leaks;'=1+1"
    assert guard("leaks; meters;-5") == "leaks; meters;-5"


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@＝'\"; \t\r\n5a"), st.characters(codec="utf-8"))))
def test_no_cell_can_start_a_formula_and_all_text_comes_back(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text
    for part in re.split(r"[;\t\r\n]", guarded):
        starts = part.lstrip()[:1]
        assert starts not in tuple("=+-@＝＋－＠") or starts == "" or re.fullmatch(r"[+-][0-9.eE+-]+", part)
    assert guarded[:1] not in ("\t", "\r", "\n") or not guarded


@given(st.lists(st.tuples(st.text(), st.integers(), st.none() | st.floats(allow_nan=False)), min_size=1))
def test_a_table_comes_back_cell_by_cell(rows: list[tuple[str, int, float | None]]) -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series([row[0] for row in rows], dtype=object),
            "whole": pd.Series([row[1] for row in rows], dtype=object),
            "number": pd.array([row[2] for row in rows], dtype="Float64"),
        }
    )
    header, *found = read(csv_safe(frame))
    assert header == ["text", "whole", "number"]
    assert [unguard(cells[0]) for cells in found] == [row[0] for row in rows]
    assert [int(cells[1]) for cells in found] == [row[1] for row in rows]
    assert [float(cells[2]) if cells[2] else None for cells in found] == [row[2] for row in rows]


def test_numbers_stay_numbers_and_missing_is_empty() -> None:
    frame = pd.DataFrame(
        {
            "year": pd.array([2010, None], dtype="Int64"),
            "change": [-1.5, np.nan],
            "mixed": pd.Series([-3, None], dtype=object),
            "name": pd.array(["ü", pd.NA], dtype="string"),
            "mutual": pd.array([True, None], dtype="boolean"),
        }
    )
    assert read(csv_safe(frame))[1:] == [["2010", "-1.5", "-3", "ü", "True"], ["", "", "", "", ""]]
    assert csv_safe(frame).count(b"\r\n") == 3


def test_columns_of_the_same_name_and_an_odd_index_are_kept() -> None:
    frame = pd.DataFrame([["=1", "b"], ["c", "d"]], columns=["x", "x"], index=[7, 7])
    assert read(csv_safe(frame)) == [["x", "x"], ["'=1", "b"], ["c", "d"]]


def test_a_table_without_rows_has_its_headings() -> None:
    assert csv_safe(pd.DataFrame({"a": [], "b": []})) == BYTE_ORDER_MARK + b"a,b\r\n"


@dataclass(frozen=True)
class Sides:
    low: int
    names: tuple[str, ...]


def test_json_is_strict_and_missing_is_null() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "x": [np.nan, 0.5], "t": ["ü", None]})
    rows = records(frame)
    assert rows == [{"n": 1, "x": None, "t": "ü"}, {"n": None, "x": 0.5, "t": None}]
    value = {
        "rows": rows,
        "sides": Sides(1, ("a",)),
        "set": frozenset({"b", "a"}),
        "inf": float("inf"),
        "np": np.int64(3),
        "na": pd.NA,
        "array": np.array([1.5]),
    }
    assert json.loads(to_json(value)) == {
        "rows": rows,
        "sides": {"low": 1, "names": ["a"]},
        "set": ["a", "b"],
        "inf": None,
        "np": 3,
        "na": None,
        "array": [1.5],
    }
    assert "ü" in to_json(value)


def test_records_of_a_table_without_rows() -> None:
    assert records(pd.DataFrame({"a": []})) == []
