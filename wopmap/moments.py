"""Two moments: which partnerships and flows are new, which have ended, which last between one year and a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wopmap.labels import Term

CHANGES: Mapping[str, Term] = {
    "new": Term("New", "Active in the later year only."),
    "lasting": Term("Lasting", "Active in both years."),
    "ended": Term("Ended", "Active in the earlier year only."),
}
"""Kinds of change, in the order of legends."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Moments:
    """Numbers of different partnerships known to be active in two years.

    Attributes
    ----------
    years : tuple of int
        The earlier and the later year.
    before, after : int
        Active in the earlier, in the later year; ``ended + lasting`` and ``new + lasting``.
    """

    years: tuple[int, int]
    new: int
    lasting: int
    ended: int

    @property
    def before(self) -> int:
        """Active in the earlier year."""
        return self.ended + self.lasting

    @property
    def after(self) -> int:
        """Active in the later year."""
        return self.new + self.lasting


def active_in(flows: pd.DataFrame, year: int) -> Mask:
    """Rows known to be active in a year: from their first known year to their last (both included)."""
    first = flows["active_from"].to_numpy(dtype=float, na_value=np.nan)
    last = np.fmax(first, flows["active_to"].to_numpy(dtype=float, na_value=np.nan))
    return np.asarray((first <= year) & (last >= year), dtype=bool)


def changes(flows: pd.DataFrame, years: tuple[int, int]) -> NDArray[np.object_]:
    """``new``, ``lasting`` or ``ended`` for each row; empty where it is active in neither year."""
    before, after = (active_in(flows, year) for year in years)
    return np.select([before & after, after, before], ["lasting", "new", "ended"], default="").astype(object)


def by_partnership(flows: pd.DataFrame, years: tuple[int, int]) -> dict[str, str]:
    """The kind of change of each partnership."""
    return dict(zip(flows["wop_id"].to_numpy(object), changes(flows, years), strict=True))


def count(flows: pd.DataFrame, years: tuple[int, int]) -> Moments:
    """Count the different partnerships of each kind."""
    kinds = changes(flows, years)
    wops = flows["wop_id"].to_numpy(object)
    numbers = {kind: len(set(wops[kinds == kind])) for kind in CHANGES}
    return Moments(years, **numbers)


def of_edges(
    edges: pd.DataFrame, flows: pd.DataFrame, years: tuple[int, int]
) -> tuple[list[str], list[dict[str, int]]]:
    """The kind of each merged flow, and its partnerships by kind.

    A flow lasts where help ran between its two ends in both years, if through the same partnerships or others;
    it is new or ended where it ran in one of them only.

    Parameters
    ----------
    edges : DataFrame
        From `wopmap.flows.merge`, of rows active in at least one of the years.
    """
    kind_of = by_partnership(flows, years)
    kinds, numbers = [], []
    for wop_ids in edges["wop_ids"]:
        found = [kind_of[wop_id] for wop_id in wop_ids]
        by_kind = {kind: found.count(kind) for kind in CHANGES}
        both = by_kind["lasting"] or (by_kind["new"] and by_kind["ended"])
        kinds.append("lasting" if both else "new" if by_kind["new"] else "ended")
        numbers.append(by_kind)
    return kinds, numbers
