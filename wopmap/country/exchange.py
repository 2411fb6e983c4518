"""Help that reaches a country, leaves it and stays inside, counted by partnership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.flows import directed, ranking
from wopmap.labels import Term

IN, OUT, BOTH, WITHIN = "in", "out", "both", "within"
DIRECTIONS: Mapping[str, Term] = {
    IN: Term("From abroad", "A mentor elsewhere helps an operator here."),
    BOTH: Term("Both ways", "In one partnership operators here help and are helped across the border."),
    OUT: Term("To abroad", "An operator here helps one elsewhere."),
    WITHIN: Term("Within the country", "Mentor and mentee are both here, and nobody elsewhere."),
}
"""Which way the help of a partnership goes, seen from one country; each partnership has one."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """Partnerships of a country under a selection.

    Attributes
    ----------
    directions : Series of str, index wop_id
        A key of `DIRECTIONS` for each partnership.
    received, given, within : int
        Partnerships that bring help from abroad, that give help abroad, and those inside the country
        alone. One that goes both ways is in the first two.
    mentors_from, mentees_in : DataFrame
        Countries at the other end, most partnerships first (`wopmap.flows.ranking`).
    """

    directions: pd.Series
    received: int
    given: int
    within: int
    mentors_from: pd.DataFrame
    mentees_in: pd.DataFrame

    @property
    def total(self) -> int:
        """Different partnerships."""
        return len(self.directions)


def exchange(flows: pd.DataFrame, iso3: str, names: Mapping[str, str]) -> Exchange:
    """Sort the partnerships of a country by the way help goes.

    Parameters
    ----------
    flows : DataFrame
        Flows with an end in the country.
    iso3 : str
    names : mapping
        Names of countries by code.
    """
    arriving, leaving = (directed(flows, [iso3], way) for way in (IN, OUT))
    gets, gives = (set(rows["wop_id"].astype(str)) for rows in (arriving, leaving))
    every = sorted(set(flows["wop_id"].astype(str)))
    ways = [
        BOTH if wop in gets and wop in gives else IN if wop in gets else OUT if wop in gives else WITHIN
        for wop in every
    ]
    return Exchange(
        directions=pd.Series(ways, index=pd.Index(every, name="wop_id"), dtype=object, name="direction"),
        received=len(gets),
        given=len(gives),
        within=ways.count(WITHIN),
        mentors_from=ranking(arriving, "mentor", "country", top=None, names=names),
        mentees_in=ranking(leaving, "mentee", "country", top=None, names=names),
    )


def spans(flows: pd.DataFrame, found: Exchange, table: pd.DataFrame) -> pd.DataFrame:
    """When each partnership is known to be active.

    Parameters
    ----------
    flows : DataFrame
        Flows of the country (active_from, active_to, start_year, end_year by wop_id).
    found : Exchange
    table : DataFrame
        `wopmap.partnerships.table` of the same partnerships.

    Returns
    -------
    DataFrame
        wop_id, label (mentors and mentees), direction, first, last (years; missing = no year stated),
        start_stated, end_stated; in the order of first, those without a year last.
    """
    rows = flows.drop_duplicates("wop_id").set_index(flows.drop_duplicates("wop_id")["wop_id"].astype(str))
    words = table.set_index("wop_id")
    out = pd.DataFrame(
        {
            "wop_id": found.directions.index,
            "label": [
                f"{words.at[w, 'mentors']} \u2192 {words.at[w, 'mentees']}" for w in found.directions.index
            ],
            "direction": found.directions.to_numpy(),
            "first": rows["active_from"]
            .reindex(found.directions.index)
            .to_numpy(dtype=float, na_value=np.nan),
            "last": rows["active_to"].reindex(found.directions.index).to_numpy(dtype=float, na_value=np.nan),
            "start_stated": rows["start_year"].reindex(found.directions.index).notna().to_numpy(),
            "end_stated": rows["end_year"].reindex(found.directions.index).notna().to_numpy(),
        }
    )
    out["last"] = np.fmax(out["first"], out["last"])
    return out.sort_values(["first", "last", "label"], ignore_index=True, na_position="last")


def by_year(when: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """Partnerships active in each year of a span, by the way help goes.

    Parameters
    ----------
    when : DataFrame
        From `spans`.
    years : tuple of int
        First and last year of the answer.

    Returns
    -------
    DataFrame
        year, direction, partnerships; rows of 0 left out. Partnerships without any year are in no row.
    """
    known = when[when["first"].notna()]
    rows = [
        (year, direction)
        for direction, first, last in zip(known["direction"], known["first"], known["last"], strict=True)
        for year in range(max(int(first), years[0]), min(int(last), years[1]) + 1)
    ]
    table = pd.DataFrame(rows, columns=["year", "direction"])
    return table.groupby(["year", "direction"]).size().rename("partnerships").reset_index()
