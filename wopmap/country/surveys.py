"""What lies behind the mean of a country: wealth quintiles and survey regions, and the gap between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap.household.measures import gap_pp
from wopmap.labels import Term

QUINTILE = "wealth quintile"
QUINTILE_NAMES = ("Poorest", "Poor", "Middle", "Rich", "Richest")
ALL_OF_IT = "country"
"""Level of rows that are the country itself: no region."""

INDICATORS: Mapping[str, Term] = {
    "at_least_basic": Term("At least basic drinking water"),
    "improved": Term("Improved source"),
    "improved_source": Term("Improved source"),
    "piped": Term("Piped water"),
    "piped_on_premises": Term("Piped water on premises"),
    "source_on_premises": Term("Source on premises"),
    "improved_on_premises": Term("Improved source on premises"),
    "piped_into_dwelling": Term("Piped into the dwelling"),
    "available_when_needed": Term("Water when needed"),
    "improved_available_when_needed": Term("Improved source, when needed"),
}
"""Indicators of regions in which more is better, the one to show first at the top."""

LEVELS = ("survey region (adm1)", "state", "province", "district", "municipality")
"""Kinds of region, the one to show first at the top."""

SAMPLING = (
    "Sampling error is not in the file: small regions may lie some points higher or lower. "
    "Regions change between surveys, so two surveys compare with care."
)


@dataclass(frozen=True, eq=False)
class Spread:
    """Regions or quintiles of one survey by one indicator.

    Attributes
    ----------
    level, survey, indicator, unit, source_id : str
    year : int
    residence : str
    rows : DataFrame
        name, share (0 to 1), rank (1 = worst); the worst first. For quintiles the poorest first.
    unnamed : int
        Regions whose name the survey file does not give; left out of `rows`.
    gap_pp : float or None
        Best minus worst in percentage points; for quintiles the richest minus the poorest.
    """

    level: str
    survey: str
    year: int
    residence: str
    indicator: str
    unit: str
    source_id: str
    rows: pd.DataFrame
    unnamed: int
    gap_pp: float | None

    @property
    def worst(self) -> str:
        """Name of the first row."""
        return str(self.rows["name"].iloc[0])

    @property
    def best(self) -> str:
        """Name of the last row."""
        return str(self.rows["name"].iloc[-1])

    @property
    def label(self) -> str:
        """The survey in words, as ``Demographic and Health Survey, 2014``."""
        return survey_in_words(self.survey, self.year)


SURVEYS: Mapping[str, str] = {
    "AIS": "AIDS Indicator Survey",
    "DHS": "Demographic and Health Survey",
    "DHS_Dry": "Demographic and Health Survey, dry season",
    "DHS_Wet": "Demographic and Health Survey, wet season",
    "MICS": "Multiple Indicator Cluster Survey",
    "MIS": "Malaria Indicator Survey",
}
"""Families of surveys by the end of their file name; one that is not here is shown as it is."""


def survey_in_words(survey: str, year: int) -> str:
    """Name and year of a survey; a file name such as ``KEN_2014_DHS`` is spelt out."""
    parts = survey.split("_")
    if len(parts) >= 3 and len(parts[0]) == 3 and parts[1].isdigit():
        family = "_".join(parts[2:])
        return f"{SURVEYS.get(family, family)}, {year}"
    return survey if str(year) in survey else f"{survey}, {year}"


def regions(rows: pd.DataFrame) -> tuple[Spread, ...]:
    """Every survey of regions, the one to begin with first.

    Each survey is shown by the first of `INDICATORS` it has. In order: at least basic before others, then the
    kind of region, then the latest.

    Parameters
    ----------
    rows : DataFrame
        Rows of `region_use` of one country.
    """
    kept = rows[rows["level"].isin(LEVELS) & rows["indicator"].isin(list(INDICATORS))]
    found = []
    for _, group in kept.groupby(["level", "survey", "year", "source_id"], observed=True):
        there = set(group["indicator"])
        indicator = next(name for name in INDICATORS if name in there)
        found.append(_spread(group[group["indicator"] == indicator]))
    usable = [spread for spread in found if len(spread.rows) > 1]
    return tuple(
        sorted(
            usable,
            key=lambda s: (list(INDICATORS).index(s.indicator) > 0, LEVELS.index(s.level), -s.year, s.survey),
        )
    )


def quintiles(rows: pd.DataFrame, residence: str) -> tuple[Spread, ...]:
    """Wealth quintiles of one residence by at least basic drinking water, a spread per year, the latest first."""
    mask = (
        (rows["level"] == QUINTILE)
        & (rows["residence"] == residence)
        & (rows["indicator"] == "at_least_basic")
    )
    kept = rows[mask.to_numpy(bool)]
    groups = kept.groupby(["survey", "year", "source_id"], observed=True)
    found = [_spread(group) for _, group in groups]
    return tuple(sorted(found, key=lambda s: (-s.year, s.survey)))


def _spread(group: pd.DataFrame) -> Spread:
    first = group.iloc[0]
    named = group[group["region"].notna()]
    table = pd.DataFrame(
        {"name": named["region"].astype(str).to_numpy(), "share": named["share"].astype(float).to_numpy()}
    )
    if first["level"] == QUINTILE:
        numbers = table["name"].str.extract(r"quintile (\d)", expand=False).astype(int)
        table = table.assign(name=[QUINTILE_NAMES[n - 1] for n in numbers], rank=numbers.to_numpy())
        table = table.sort_values("rank", ignore_index=True)
        ends = table.set_index("rank")["share"]
        gap = float((ends[5] - ends[1]) * 100) if {1, 5} <= set(ends.index) else None
    else:
        table = table.sort_values(["share", "name"], ignore_index=True)
        table = table.assign(rank=range(1, len(table) + 1))
        gap = gap_pp(table["share"])
    return Spread(
        level=str(first["level"]),
        survey=str(first["survey"]),
        year=int(first["year"]),
        residence=str(first["residence"]),
        indicator=str(first["indicator"]),
        unit=str(first["unit"]),
        source_id=str(first["source_id"]),
        rows=table,
        unnamed=len(group) - len(named),
        gap_pp=gap,
    )
