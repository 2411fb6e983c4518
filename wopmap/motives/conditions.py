"""Conditions in the mentor's own country beside its motives: which go together among the statements on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio

from wopmap.labels import Term
from wopmap.motives.statements import FAMILIES
from wopmap.partnerships import document

UNITS = {
    "mentor": Term("Mentors", "A mentor counts in a family when at least one statement on it belongs there."),
    "statement": Term(
        "Statements", "Every statement counts once; several on one mentor are not independent."
    ),
    "country": Term(
        "Countries",
        "A country counts in a family when at least one statement on one of its mentors belongs there; conditions "
        "are facts of countries, so this is the strictest count.",
    ),
}
"""What one cross-table counts."""

CONFIDENCE = 0.95
LEAST_EXPECTED = 5.0
"""Cochran's rule of thumb for a 2 x 2 table (Cochran 1954): below it, read counts and not ratios."""

_KEY = {"mentor": "mentor_id", "country": "country_iso3"}


def not_a_sample(tables: int) -> str:
    """The sentence that stands with every cross-table."""
    words = "These are coded statements, not a sample: they show what goes together among the documents read, not why."
    if tables > 1:
        words += f" {tables} tables are compared at once; by chance alone about one interval in twenty leaves out 1."
    return words


@dataclass(frozen=True)
class CrossTable:
    """One condition at home against one family of motives.

    Attributes
    ----------
    both, condition_only, family_only, neither : int
        Units with the condition on record in their country and the family among their motives, and so on.
    countries : int
        Countries among the units in which the condition is on record as present.
    odds : float or None
        Conditional maximum likelihood estimate of the odds ratio; infinite where a cell off the diagonal is
        empty; None where a margin is empty, because nothing can be compared then.
    low, high : float or None
        Exact (conditional) 95 % confidence interval.
    p : float or None
        Two-sided Fisher exact test.
    least_expected : float
        Smallest expected count of the four cells were both independent.
    """

    condition: str
    family: str
    unit: str
    both: int
    condition_only: int
    family_only: int
    neither: int
    countries: int
    odds: float | None
    low: float | None
    high: float | None
    p: float | None
    least_expected: float

    @property
    def small(self) -> bool:
        """Whether the counts are too small to read the ratio as more than a hint."""
        return self.least_expected < LEAST_EXPECTED

    @property
    def warning(self) -> str:
        """What to mind, in words; empty for nothing."""
        words = []
        if self.odds is None:
            words.append("nothing to compare: a row or column of the table is empty")
        elif self.small:
            words.append(f"small counts (smallest expected {self.least_expected:.1f}, under 5)")
        if self.countries == 1:
            words.append("one country only: the condition cannot be told from that country")
        return "; ".join(words)


def home_conditions(conditions: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The layer home_conditions with its documents; columns source and source_url added."""
    documents = {row.source_id: row for row in sources.itertuples(index=False)}
    cited = [document(str(source_id), documents) for source_id in conditions["source_id"]]
    return conditions.assign(source=[c.title for c in cited], source_url=[c.url for c in cited])


def cross_table(
    rows: pd.DataFrame, conditions: pd.DataFrame, condition: str, family: str, unit: str = "mentor"
) -> CrossTable:
    """Count units by condition and family and compare them.

    Parameters
    ----------
    rows : DataFrame
        Statements, from `wopmap.motives.statements`.
    conditions : DataFrame
        The layer home_conditions.
    condition, family : str
    unit : {"mentor", "statement", "country"}

    Notes
    -----
    "With" means on record as present in the country of the mentor. Everything else is "without", be it on record
    as absent or not on record: nobody has looked for every condition in every country. Odds ratio and interval
    are those of the noncentral hypergeometric distribution (Fisher 1935; Cornfield 1956), by
    `scipy.stats.contingency.odds_ratio`.
    """
    held = conditions[(conditions["condition"] == condition) & (conditions["present"] == "yes")]
    return _table(
        _units(rows, family, unit), frozenset(held["country_iso3"].astype(str)), condition, family, unit
    )


def _table(units: pd.DataFrame, places: frozenset[str], condition: str, family: str, unit: str) -> CrossTable:
    with_it = units["country_iso3"].isin(places)
    has = units["has"]
    cells = (
        int((with_it & has).sum()),
        int((with_it & ~has).sum()),
        int((~with_it & has).sum()),
        int((~with_it & ~has).sum()),
    )
    found = len(places & set(units["country_iso3"]))
    odds, low, high, p, expected = _compare(*cells)
    return CrossTable(condition, family, unit, *cells, found, odds, low, high, p, expected)


def _units(rows: pd.DataFrame, family: str, unit: str) -> pd.DataFrame:
    """One row per unit: country_iso3, and whether the family is among its motives."""
    frame = pd.DataFrame(
        {
            "country_iso3": rows["country_iso3"].astype(str).to_numpy(),
            "has": (rows["family"] == family).to_numpy(dtype=bool),
        }
    )
    if unit == "statement":
        return frame
    key = rows[_KEY[unit]].astype(str).to_numpy()
    return frame.groupby(key, sort=True).agg(country_iso3=("country_iso3", "first"), has=("has", "any"))


@lru_cache(maxsize=4096)
def _compare(
    both: int, condition_only: int, family_only: int, neither: int
) -> tuple[float | None, float | None, float | None, float | None, float]:
    """Odds ratio, its exact interval, Fisher's p and the least expected count of a 2 x 2 table."""
    table = [[both, condition_only], [family_only, neither]]
    rows = (both + condition_only, family_only + neither)
    columns = (both + family_only, condition_only + neither)
    total = sum(rows)
    expected = min(r * c for r in rows for c in columns) / total if total else 0.0
    if not all((*rows, *columns)):
        return None, None, None, None, expected
    ratio = odds_ratio(table, kind="conditional")
    interval = ratio.confidence_interval(CONFIDENCE)
    test = fisher_exact(table)
    return float(ratio.statistic), float(interval.low), float(interval.high), float(test.pvalue), expected


def cross_tables(
    rows: pd.DataFrame, conditions: pd.DataFrame, unit: str = "mentor", families: Sequence[str] = FAMILIES
) -> pd.DataFrame:
    """Every condition against some families.

    Returns
    -------
    DataFrame, (conditions x families,)
        The fields of `CrossTable`, small and warning. Conditions held in most countries first; families in
        their order. Conditions that hold in no country of the statements are left out.
    """
    held = conditions[
        (conditions["present"] == "yes") & conditions["country_iso3"].isin(rows["country_iso3"])
    ]
    places = {
        str(name): frozenset(group.astype(str)) for name, group in held.groupby("condition")["country_iso3"]
    }
    units = {family: _units(rows, family, unit) for family in families}
    tables = [
        _table(units[family], places[name], name, family, unit)
        for name in sorted(places, key=lambda name: (-len(places[name]), name))
        for family in families
    ]
    found: list[dict[str, Any]] = [{**vars(t), "small": t.small, "warning": t.warning} for t in tables]
    return pd.DataFrame(found, columns=[*CrossTable.__dataclass_fields__, "small", "warning"])
