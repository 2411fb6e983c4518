"""Facts a scenario rests on: a row of the layer `scaling_facts`, and the numbers its own words state.

No number of a source is written in this package. A default names a row by its statement and a number by its place
in the row's figure ("the second number"), so that a changed row changes the default and a missing one leaves the
input without a default, with a sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap.errors import WopmapError

_NUMBER = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?:\s*(million|billion)\b)?(?:\s*%)?")
_SCALE = {"": 1.0, "million": 1e6, "billion": 1e9}


class FactMissing(WopmapError):
    """A default rests on a row or a number that the layer does not hold."""


@dataclass(frozen=True)
class Fact:
    """A row of the layer.

    Attributes
    ----------
    statement, figure, source_id : str
        As in the layer; `figure` may be empty.
    """

    statement: str
    figure: str
    source_id: str

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of the figure in their order; "1.6 million" is one number, a word ("five") is none.

        Examples
        --------
        >>> Fact("", "EUR 54 million; 55% ministry, 45% local", "").numbers
        (54000000.0, 55.0, 45.0)
        """
        found = _NUMBER.findall(self.figure)
        return tuple(float(digits.replace(",", "")) * _SCALE[scale] for digits, scale in found)


class Facts:
    """The layer `scaling_facts`, by statement."""

    def __init__(self, table: pd.DataFrame) -> None:
        texts = table[["statement", "figure", "source_id"]].astype(object)
        texts = texts.where(texts.notna(), "")
        self._rows: Mapping[str, Fact] = {
            str(row.statement): Fact(str(row.statement), str(row.figure), str(row.source_id))
            for row in texts.itertuples()
        }

    def row(self, statement: str) -> Fact:
        """The row with that statement.

        Raises
        ------
        FactMissing
            Where there is none.
        """
        if statement not in self._rows:
            raise FactMissing(f'The layer scaling_facts has no row "{statement}"; an input rests on it.')
        return self._rows[statement]

    def number(self, statement: str, place: int) -> float:
        """The number at a place (0 = first) of a row's figure.

        Raises
        ------
        FactMissing
            Where the row is not there or states fewer numbers.
        """
        row = self.row(statement)
        if place >= len(row.numbers):
            raise FactMissing(
                f'The row "{statement}" of scaling_facts states "{row.figure}"; an input rests on its number '
                f"{place + 1}, and there is none."
            )
        return row.numbers[place]
