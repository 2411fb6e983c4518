"""What the atlas asks beyond the shared filters: two moments instead of years, and one pair of regions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wopmap import moments as two
from wopmap.breakdown import region_code
from wopmap.selection import Selection, Shown, Vocabulary
from wopmap.words import upper_first

NOT_THEN = "active in neither year"
NO_YEAR = "with year not stated"
ELSEWHERE = "between other regions"


@dataclass(frozen=True)
class Narrowing:
    """Asked for on top of a selection.

    Attributes
    ----------
    moments : tuple of int or None
        Two years, the earlier first; they stand in the place of the years of the selection.
    cell : tuple of str or None
        Regions of mentor and mentee as in a link.
    """

    moments: tuple[int, int] | None = None
    cell: tuple[str, str] | None = None

    def selection(self, selection: Selection) -> Selection:
        """The selection without what this takes the place of."""
        return replace(selection, years=None, mode="active") if self.moments else selection

    def apply(self, selection: Selection, flows: pd.DataFrame, search: pd.Series | None = None) -> Shown:
        """Flows that fit both; reasons for hiding are those of `Selection.apply` and three more."""
        shown = self.selection(selection).apply(flows, search=search)
        if self.cell:
            mentor, mentee = self.cell
            fits = np.asarray(
                (shown.flows["mentor_region"].astype(object).map(region_code, na_action=None) == mentor)
                & (shown.flows["mentee_region"].astype(object).map(region_code, na_action=None) == mentee),
                dtype=bool,
            )
            shown = _keep(shown, fits, ELSEWHERE)
        if self.moments:
            stated = shown.flows["active_from"].notna().to_numpy(dtype=bool)
            shown = _keep(shown, stated, NO_YEAR)
            shown = _keep(shown, two.changes(shown.flows, self.moments) != "", NOT_THEN)
        return shown

    def in_words(self, selection: Selection, vocabulary: Vocabulary) -> str:
        """Subtitle: the selection's own words and what this adds."""
        base = self.selection(selection)
        parts = [] if base.is_default else [base.in_words(vocabulary)]
        if self.cell:
            start, end = (vocabulary.label("regions", code) for code in self.cell)
            parts.append(f"from {start} to {end}")
        if self.moments:
            parts.append("active in {} or {}".format(*self.moments))
        return upper_first(", ".join(parts)) if parts else "All partnerships"


def _keep(shown: Shown, fits: np.ndarray, reason: str) -> Shown:
    flows = shown.flows[fits]
    left = int(flows["wop_id"].nunique())
    hidden = {**shown.hidden, **({reason: shown.n - left} if left < shown.n else {})}
    return replace(shown, flows=flows, hidden=hidden, n=left)
