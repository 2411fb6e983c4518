"""Who could help whom: mentors ranked for a mentee with their reasons, the reverse, and how good the ranking is."""

from __future__ import annotations

from wopmap.matching.backtest import FIRST, Backtest, backtest
from wopmap.matching.evidence import Evidence, evidence
from wopmap.matching.fitting import askers, fits, name_of
from wopmap.matching.languages import shared, spoken
from wopmap.matching.ranking import (
    COMPONENTS,
    DEFAULT_WEIGHTS,
    MOST_WEIGHT,
    Asking,
    Standing,
    asking,
    components,
    rank,
    score,
    standing,
)
from wopmap.matching.reasons import reasons
from wopmap.matching.reverse import REVERSE_COMPONENTS, REVERSE_WEIGHTS, mentees

__all__ = [
    "COMPONENTS",
    "DEFAULT_WEIGHTS",
    "FIRST",
    "MOST_WEIGHT",
    "REVERSE_COMPONENTS",
    "REVERSE_WEIGHTS",
    "Asking",
    "Backtest",
    "Evidence",
    "Standing",
    "askers",
    "asking",
    "backtest",
    "components",
    "evidence",
    "fits",
    "mentees",
    "name_of",
    "rank",
    "reasons",
    "score",
    "shared",
    "spoken",
    "standing",
]
