"""A mentor: whom it helps, why, what it was before, and its place among the others."""

from __future__ import annotations

from wopmap.mentor.chains import ORDER_WORDS, chains, turned
from wopmap.mentor.network import MEASURES, Network, measures, network
from wopmap.mentor.numbers import as_numbers
from wopmap.mentor.profile import Mentor, UnknownMentor, profile
from wopmap.mentor.reading import Facts, read

__all__ = [
    "MEASURES",
    "ORDER_WORDS",
    "Facts",
    "Mentor",
    "Network",
    "UnknownMentor",
    "as_numbers",
    "chains",
    "measures",
    "network",
    "profile",
    "read",
    "turned",
]
