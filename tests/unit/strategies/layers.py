"""The shipped layers as the unit tests use them, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from wopmap.flows import prepare
from wopmap.layers.catalogue import Catalogue
from wopmap.selection import Vocabulary, search_text

ROOT = Path(__file__).resolve().parents[3]


@cache
def table(name: str) -> pd.DataFrame:
    """A layer without its geometry; nobody changes it in place."""
    return Catalogue(ROOT / "geodata").table(name)


@cache
def prepared() -> pd.DataFrame:
    """The flows, ready to be merged."""
    return prepare(table("flows"))


@cache
def countries() -> pd.DataFrame:
    """The countries that have a code."""
    rows = table("countries")
    return rows[rows["iso3"].notna()]


@cache
def vocabulary() -> Vocabulary:
    """What may be asked for."""
    return Vocabulary.from_tables(
        table("flows"), table("partnerships"), table("countries"), table("motivation_types")
    )


@cache
def search() -> pd.Series:
    """The index behind the text search."""
    return search_text(table("partnerships"), table("operators"), table("countries"))
