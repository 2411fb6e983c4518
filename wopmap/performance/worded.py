"""Values and changes in words, the same on the page, in charts and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from wopmap.performance.indicators import indicator
from wopmap.words import grouped

MINUS = "\u2212"
DASH = "\u2013"


def number(value: float) -> str:
    """A value with as many decimals as it has, three at most.

    Examples
    --------
    >>> number(6.15), number(72.0)
    ('6.15', '72')
    """
    text = grouped(value, 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: float) -> str:
    """A value that was worked out, with three digits that count.

    Examples
    --------
    >>> rounded(28.245), rounded(0.98765)
    ('28.2', '0.988')
    """
    return number(float(f"{value:.3g}"))


def span_words(low: float, high: float) -> str:
    """A value, or both ends of a range."""
    return number(low) if low == high else f"{number(low)}{DASH}{number(high)}"


def signed(low: float, high: float) -> str:
    """A change with its sign, or the least and the most it can be."""

    def one(value: float) -> str:
        sign = "+" if value > 0 else MINUS if value < 0 else "\u00b1"
        return f"{sign}{number(abs(value))}"

    return one(low) if low == high else f"{one(low)} to {one(high)}"


def year_words(year: Any) -> str:
    """A year, or that none is stated."""
    return "year not stated" if year is None or pd.isna(year) else str(int(year))


def change_unit(code: str) -> str:
    """Unit of a difference between two values of an indicator."""
    unit = indicator(code).unit
    return "percentage points" if unit == "%" else unit


def change_words(row: Mapping[str, Any]) -> str:
    """``Non-revenue water: 72 in 1992, 6.15 in 2008 (−65.85 percentage points)``.

    Parameters
    ----------
    row : mapping
        A row of `before_after` or `reported_pairs` that can be compared.
    """
    code = str(row["indicator"])
    before, after = (span_words(row[f"{name}_low"], row[f"{name}_high"]) for name in ("before", "after"))
    years = [
        f"({year_words(row[f'{name}_year'])})"
        if pd.isna(row[f"{name}_year"])
        else f"in {int(row[f'{name}_year'])}"
        for name in ("before", "after")
    ]
    change = signed(row["change_low"], row["change_high"])
    return f"{indicator(code).label}: {before} {years[0]}, {after} {years[1]} ({change} {change_unit(code)})"
