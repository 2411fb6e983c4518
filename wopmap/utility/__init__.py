"""A utility: who it is, what is known of its performance, whom it helps and who helps it, and what to mind."""

from __future__ import annotations

from wopmap.utility.listing import UnknownUtility, find, listing, offered
from wopmap.utility.numbers import as_numbers
from wopmap.utility.profile import Profile, profile
from wopmap.utility.reading import Utility, read

__all__ = [
    "Profile",
    "UnknownUtility",
    "Utility",
    "as_numbers",
    "find",
    "listing",
    "offered",
    "profile",
    "read",
]
