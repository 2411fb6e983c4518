"""Household water: what the indicators mean; figures of countries, of cities and of their zones."""

from __future__ import annotations

from wopmap.household.comparing import Change, Comparison, Total, change, comparison, totals
from wopmap.household.countries import COUNTRY_INDICATORS, JMP, RESIDENCES, CountrySeries, country_series
from wopmap.household.dots import Dots, dots, units_a_dot
from wopmap.household.indicators import SOURCE_GROUPS, UNIT_BASES, ZONE_INDICATORS
from wopmap.household.service import reported, service_use
from wopmap.household.zones import Choice, Measures, ZoneFigures, choices, figures, measure, stack, wide

__all__ = [
    "COUNTRY_INDICATORS",
    "JMP",
    "RESIDENCES",
    "SOURCE_GROUPS",
    "UNIT_BASES",
    "ZONE_INDICATORS",
    "Change",
    "Choice",
    "Comparison",
    "CountrySeries",
    "Dots",
    "Measures",
    "Total",
    "ZoneFigures",
    "change",
    "choices",
    "comparison",
    "country_series",
    "dots",
    "figures",
    "measure",
    "reported",
    "service_use",
    "stack",
    "totals",
    "units_a_dot",
    "wide",
]
