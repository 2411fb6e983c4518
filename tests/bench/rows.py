"""One line of the table: what was measured, against what, and whether it keeps its budget."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measurement.

    Attributes
    ----------
    what : str
    value, budget : float
        In ``unit``; the value must not be above the budget.
    peer : str
        The named other way of doing the same work, or empty where there is none.
    peer_value : float or None
        Its measurement in the same run.
    """

    what: str
    value: float
    unit: str
    budget: float
    peer: str = ""
    peer_value: float | None = None

    @property
    def kept(self) -> bool:
        return self.value <= self.budget

    def __str__(self) -> str:
        ratio = ""
        if self.peer_value is not None:
            times = self.peer_value / self.value if self.value else float("inf")
            ratio = f"{self.peer}: {self.peer_value:,.1f} {self.unit}, {times:,.1f} times ours"
        mark = "kept" if self.kept else "MISSED"
        return f"{self.what:<58}{self.value:>10,.1f} {self.unit:<3} of {self.budget:>7,.0f}  {mark:<7}{ratio}"


def milliseconds(work: Callable[[], object], times: int = 9) -> float:
    """Median wall time of some work after one run to warm up."""
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
