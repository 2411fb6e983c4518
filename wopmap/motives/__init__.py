"""Why mentors help: statements and who makes them, motive mixes, and conditions at home beside them.

What is counted here are coded statements from documents somebody found and read. They are no sample of mentors,
so every number stands beside who says so, and none is a share of "all mentors".
"""

from __future__ import annotations

from wopmap.motives.conditions import (
    UNITS,
    CrossTable,
    cross_table,
    cross_tables,
    home_conditions,
    not_a_sample,
)
from wopmap.motives.mixes import BY, ORDERS, Matrix, leading_of, matrix, mix, mix_in_words
from wopmap.motives.statements import (
    FAMILIES,
    SAID_BY,
    Kept,
    by_whom,
    flows_of,
    of_family,
    statements,
    within,
)

__all__ = [
    "BY",
    "FAMILIES",
    "ORDERS",
    "SAID_BY",
    "UNITS",
    "CrossTable",
    "Kept",
    "Matrix",
    "by_whom",
    "cross_table",
    "cross_tables",
    "flows_of",
    "home_conditions",
    "leading_of",
    "matrix",
    "mix",
    "mix_in_words",
    "not_a_sample",
    "of_family",
    "statements",
    "within",
]
