"""A country: help that reaches and leaves it, its household water, its operators, and what is not known."""

from __future__ import annotations

from wopmap.country.comparing import MOST_COMPARED, comparison
from wopmap.country.lacks import Lack, lacks
from wopmap.country.numbers import as_numbers
from wopmap.country.profile import Change, Profile, profile
from wopmap.country.reading import READ, Country, UnknownCountry, read
from wopmap.country.sheets import sheets
from wopmap.country.surveys import Spread

__all__ = [
    "MOST_COMPARED",
    "READ",
    "Change",
    "Country",
    "Lack",
    "Profile",
    "Spread",
    "UnknownCountry",
    "as_numbers",
    "comparison",
    "lacks",
    "profile",
    "read",
    "sheets",
]
