"""Where new partnerships would go: seats handed out by a stated rule."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wopmap.scaling.model import Floats

RULES: Mapping[str, tuple[str, str]] = {
    "need": ("Largest need", "In proportion to urban people without."),
    "unhelped": (
        "Largest need without help",
        "The same, countries with a partnership since the year left out.",
    ),
    "language": (
        "Largest need per mentor who shares a language",
        "In proportion to urban people without, divided by one more than the mentors of other countries that share "
        "a language: those whom few can help in their language come first.",
    ),
    "equal": ("Evenly", "The same number to every country with a gap, the largest gaps first."),
}


def share_out(table: pd.DataFrame, rule: str, seats: int, speakers: pd.Series | None = None) -> pd.Series:
    """Hand out a number of partnerships to countries.

    Parameters
    ----------
    table : DataFrame
        `wopmap.scaling.record.gaps`: iso3, without, partnerships.
    rule : str
        Key of `RULES`.
    seats : int
        Partnerships to hand out.
    speakers : Series, index iso3, optional
        Mentors that share a language with the country; needed by the rule "language".

    Returns
    -------
    Series, index iso3
        Whole numbers that sum to `seats` (to 0 where no country has a gap), largest first, zeros left out.

    References
    ----------
    Highest averages with divisors 1, 3, 5 ... (Webster; Sainte-Laguë 1910), so that a country with a small need
    is not shut out as by 1, 2, 3 ...
    """
    rows = table[table["without"].fillna(0.0) > 0]
    if rule == "unhelped":
        rows = rows[rows["partnerships"] == 0]
    weights = rows["without"].to_numpy(dtype=float)
    if rule == "language":
        if speakers is None:
            raise ValueError('The rule "language" needs the number of mentors that share a language.')
        weights = weights / (1.0 + speakers.reindex(rows["iso3"]).fillna(0).to_numpy(dtype=float))
    elif rule == "equal":
        weights = np.ones(len(rows))
    counts = highest_averages(weights, seats)
    found = pd.Series(counts, index=rows["iso3"].astype(str), dtype=int)
    return found[found > 0].sort_values(ascending=False, kind="stable")


def highest_averages(weights: Floats, seats: int) -> np.ndarray:
    """Seats by the largest weight over 1, 3, 5 ...; ties go to the earlier one."""
    counts = np.zeros(len(weights), dtype=int)
    if not len(weights) or weights.max() <= 0:
        return counts
    for _ in range(seats):
        counts[int(np.argmax(weights / (2 * counts + 1)))] += 1
    return counts
