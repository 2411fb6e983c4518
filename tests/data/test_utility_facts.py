"""Facts on utilities: links hold, and no figure of them is typed into the code that shows them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.data.conftest import ROOT

Tables = dict[str, pd.DataFrame]
PLACES = ("wopmap/performance", "wopmap/utility", "wopmap/ui/utilities")
FILES = (
    "wopmap/draw/charts/utilities.py",
    "wopmap/scene/utility_map.py",
    "wopmap/scene/options_utilities.py",
    "wopmap/cli/show_utility.py",
    "pages/utilities.py",
)
MEASURED = re.compile(
    r"\d[\d.,]*\s*(?:%|per ?cent\b|percentage points|m3\b|m\u00b3|km\b|hours\b|connections\b|people\b|persons\b)",
    re.IGNORECASE,
)
NAMES = {"Staff per 1,000 connections", "staff per 1,000 connections"}
"""A unit of the field, not a figure."""

LARGE = 300
"""Whole numbers up to here are sizes on screen, numbers of rows and the like; powers of ten are class breaks."""


def code_files() -> list[Path]:
    return [
        *(path for place in PLACES for path in sorted((ROOT / place).glob("*.py"))),
        *(ROOT / f for f in FILES),
    ]


def constants(tree: ast.AST) -> Iterator[tuple[int, object]]:
    """Constants of a file with their line; examples and words in docstrings are left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node.lineno, node.value


def typed_figures(tree: ast.AST, figures: set[float]) -> list[str]:
    """What looks like a figure of a utility in the code: a number with its unit, or a value of the layers."""
    found = []
    for line, value in constants(tree):
        if isinstance(value, str):
            if value not in NAMES and MEASURED.search(value):
                found.append(f"line {line}: {value!r}")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            plain = float(value).is_integer() and (abs(value) <= LARGE or str(int(value)).strip("0") == "1")
            if not plain and float(value) in figures:
                found.append(f"line {line}: {value}")
    return found


def all_figures(layers: Tables) -> set[float]:
    own = layers["utility_performance"]
    told = layers["outcomes"]
    known = {float(v) for v in own.loc[own["country_iso3"] != "BRA", "value"]}
    return known | {float(v) for end in ("value_low", "value_high") for v in told[end]}


def test_no_figure_is_typed_into_the_code(layers: Tables) -> None:
    figures, seen = all_figures(layers), 0
    for path in code_files():
        assert not typed_figures(ast.parse(path.read_text("utf-8")), figures), path.name
        seen += 1
    assert seen >= 15


TYPED = ['x = "NRW fell to 6.15 %"', "x = 6.15", "CONNECTIONS = 366330", 'f"{n} of 90 percent"']


@pytest.mark.parametrize("code", TYPED)
def test_a_typed_figure_would_be_seen(code: str, layers: Tables) -> None:
    assert typed_figures(ast.parse(code), all_figures(layers))


def test_reported_values_are_linked_to_an_operator_of_their_country(layers: Tables) -> None:
    told = layers["outcomes"]
    countries = layers["operators"].set_index("operator_id")["country_iso3"]
    linked = told[told["operator_id"].notna()]
    assert len(linked) > 25
    assert (linked["operator_id"].map(countries) == linked["country_iso3"]).all()
    assert (told["covers"].notna() == told["operator_id"].notna()).all()


def test_a_mentee_of_reported_values_is_a_mentee_of_a_partnership_or_says_otherwise(layers: Tables) -> None:
    mentees = {name for joined in layers["partnerships"]["mentees"] for name in str(joined).split(";")}
    assert set(layers["outcomes"]["operator_id"].dropna()) <= mentees


def test_what_a_source_calls_a_pilot_is_a_part_and_donors_are_noted(layers: Tables) -> None:
    told = layers["outcomes"]
    pilot = told["mentee"].str.contains("pilot|district|Lahan|Tema", regex=True) & told["operator_id"].notna()
    assert set(told.loc[pilot, "covers"]) == {"part"}
    named = told["mentor"].fillna("").str.contains("donor")
    assert (told["other_donors"].astype(bool) == named).all()
    assert named.any()


def test_figures_of_operators_are_of_their_country(layers: Tables) -> None:
    own = layers["utility_performance"]
    linked = own[own["operator_id"].notna()]
    countries = layers["operators"].set_index("operator_id")["country_iso3"]
    assert (linked["operator_id"].map(countries) == linked["country_iso3"]).all()


def test_both_ends_of_a_range_are_there_and_in_order(layers: Tables) -> None:
    own = layers["utility_performance"]
    keys = ["utility", "city", "year", "unit", "source_id"]
    ends = {}
    for end in ("low", "high"):
        rows = own[own["indicator"].str.endswith(f"_{end}")]
        names = rows["indicator"].str.removesuffix(f"_{end}")
        ends[end] = rows.assign(indicator=names).set_index([*keys, "indicator"])["value"].sort_index()
    assert list(ends["low"].index) == list(ends["high"].index)
    assert len(ends["low"]) >= 3
    assert (ends["low"].to_numpy() < ends["high"].to_numpy()).all()
