"""Performance of utilities: figures over time, before and after a partnership, and beside their peers."""

from __future__ import annotations

from wopmap.performance.changes import before_after, reported_pairs
from wopmap.performance.figures import contradictions, figures
from wopmap.performance.indicators import Indicator, indicator
from wopmap.performance.peers import PEER_GROUPS, Peers, peers

__all__ = [
    "PEER_GROUPS",
    "Indicator",
    "Peers",
    "before_after",
    "contradictions",
    "figures",
    "indicator",
    "peers",
    "reported_pairs",
]
