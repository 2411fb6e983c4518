"""A city: its zones and their water, its utilities and their partnerships, and what to mind."""

from __future__ import annotations

from wopmap.city.numbers import as_numbers, ladder
from wopmap.city.places import UnknownCity, places
from wopmap.city.profile import Profile, profile
from wopmap.city.reading import City, read

__all__ = ["City", "Profile", "UnknownCity", "as_numbers", "ladder", "places", "profile", "read"]
