"""Household water: what the indicators mean; figures of countries, of cities and of their zones."""

from __future__ import annotations

from wopmap.household.countries import COUNTRY_INDICATORS, JMP, RESIDENCES, CountrySeries, country_series

__all__ = ["COUNTRY_INDICATORS", "JMP", "RESIDENCES", "CountrySeries", "country_series"]
