"""Household water by country: the ladder by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap.labels import Term

JMP = "WHO/UNICEF Joint Monitoring Programme (JMP), 2021 edition"

COUNTRY_INDICATORS: Mapping[str, Term] = {
    "at_least_basic": Term(
        "At least basic drinking water",
        "People whose main source is improved and within a 30 minute round trip, queuing included; "
        "safely managed water is part of it.",
    ),
    "safely_managed": Term(
        "Safely managed drinking water",
        "People using an improved source at home that is available when needed and free from contamination. "
        "Many countries have no estimate.",
    ),
    "accessible_on_premises": Term(
        "Water on premises", "People using an improved source at home or on the plot."
    ),
    "available_when_needed": Term(
        "Water when needed", "People using an improved source that runs when they need it."
    ),
    "free_from_contamination": Term(
        "Free from contamination", "People using an improved source free from faecal and priority chemicals."
    ),
    "piped_improved": Term(
        "Piped water", "People using improved sources that are piped, public taps included."
    ),
    "non_piped_improved": Term(
        "Improved, not piped", "People using boreholes, protected wells, springs, rain."
    ),
    "limited": Term("Limited service", "People using an improved source more than 30 minutes away and back."),
    "unimproved": Term("Unimproved source", "People using unprotected wells or springs."),
    "surface_water": Term("Surface water", "People drinking straight from rivers, lakes, ponds or canals."),
}
"""Indicators of the `country_use` layer, most used first. Shares of population (use, as surveys ask it)."""

RESIDENCES: Mapping[str, Term] = {
    "total": Term("All people"),
    "urban": Term("Urban people"),
    "rural": Term("Rural people"),
}


@dataclass(frozen=True)
class CountrySeries:
    """Shares of one indicator and residence for all countries and years.

    Attributes
    ----------
    shares : DataFrame, (countries, years)
        Share of population (0-1), index iso3, columns years; missing is NaN.
    """

    indicator: str
    residence: str
    shares: pd.DataFrame

    @property
    def short_name(self) -> str:
        """Name of the series in what a map fetches and in what is sent at every change: two or three letters."""
        return f"w{list(COUNTRY_INDICATORS).index(self.indicator)}{self.residence[0]}"

    @property
    def years(self) -> tuple[int, int]:
        """First and last year."""
        return int(self.shares.columns[0]), int(self.shares.columns[-1])

    def year_for(self, wanted: int | None) -> int:
        """The year to show: the wanted one held within the span; without a wish, the last."""
        first, last = self.years
        return last if wanted is None else min(max(wanted, first), last)

    def of_year(self, year: int) -> pd.Series:
        """Shares by iso3 in one year; countries without a figure are left out."""
        return self.shares[year].dropna()


def country_series(country_use: pd.DataFrame, indicator: str, residence: str) -> CountrySeries:
    """Shares of one indicator and residence, countries by years.

    Parameters
    ----------
    country_use : DataFrame
        The `country_use` layer (country_iso3, year, residence, indicator, share).
    indicator, residence : str
        Keys of `COUNTRY_INDICATORS` and `RESIDENCES`.
    """
    rows = country_use[(country_use["indicator"] == indicator) & (country_use["residence"] == residence)]
    years = range(int(country_use["year"].min()), int(country_use["year"].max()) + 1)
    wide = rows.pivot(index="country_iso3", columns="year", values="share")
    return CountrySeries(indicator, residence, wide.reindex(columns=years).astype(float))
