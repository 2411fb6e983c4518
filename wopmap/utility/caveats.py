"""What to mind about the figures of a utility: every sentence follows from the data."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from wopmap.performance import indicator
from wopmap.performance.figures import OUTCOMES, PERFORMANCE
from wopmap.utility.reading import Utility
from wopmap.words import counted, listed, lower_first, quoted

MOST_NAMED = 4


def caveats(
    utility: Utility, table: pd.DataFrame, differing: pd.DataFrame, phases: pd.DataFrame
) -> tuple[str, ...]:
    """Sentences on parts, donors, other partnerships, gaps and contradictions.

    Parameters
    ----------
    utility : Utility
    table, differing : DataFrame
        Figures shown and where they contradict each other.
    phases : DataFrame
        Partnerships in which it receives help.
    """
    own = table[(table["origin"] == PERFORMANCE).to_numpy(bool)]
    told = table[(table["origin"] == OUTCOMES).to_numpy(bool)]
    sentences = [*_told(told), *_together(phases), *_differing(differing), *_gaps(own), *_odd(own)]
    return (*sentences, *_identity(utility))


def _told(told: pd.DataFrame) -> Iterator[str]:
    part = told[(told["covers"] == "part").to_numpy(bool)]
    if len(part):
        names = listed([quoted(str(name), 60) for name in part["place"].unique()], most=MOST_NAMED)
        yield (
            f"{len(part)} of {counted(len(told), 'value')} reported of partnerships "
            f"{'is' if len(part) == 1 else 'are'} for a part of the utility only, such as a pilot zone: {names}. "
            "What holds there need not hold for all of it."
        )
    donors = told[told["other_donors"].fillna(False).to_numpy(bool)]
    if len(donors):
        yield (
            f"The source of {counted(len(donors), 'reported value')} says that other donors helped as well; "
            "what came of whom cannot be told."
        )


def _together(phases: pd.DataFrame) -> Iterator[str]:
    known = phases[phases["active_from"].notna().to_numpy(bool)]
    spans = list(zip(known["active_from"].astype(int), known["active_to"].astype(int), strict=True))
    meeting = sum(
        any(a <= d and c <= b for j, (c, d) in enumerate(spans) if j != i) for i, (a, b) in enumerate(spans)
    )
    if meeting:
        yield (
            f"{meeting} of its {counted(len(phases), 'partnership')} as a mentee share years with another one, "
            "so that a change cannot be laid to one of them."
        )
    unknown = int(phases["start_year"].isna().sum())
    if unknown:
        yield (
            f"{unknown} of its {counted(len(phases), 'partnership')} as a mentee "
            f"{'states' if unknown == 1 else 'state'} no year of the start, so there is no before and after for "
            f"{'it' if unknown == 1 else 'them'}."
        )


def _differing(differing: pd.DataFrame) -> Iterator[str]:
    for code, rows in differing.groupby("indicator", sort=False):
        years = [str(int(year)) for year in rows["year"].dropna()]
        when = (
            f"of {listed(years, most=MOST_NAMED)}"
            if years
            else "without a year (they may be of different ones)"
        )
        yield (
            f"Figures on {lower_first(indicator(str(code)).label)} {when} contradict each other; "
            "all of them are shown, as separate points."
        )


def _gaps(own: pd.DataFrame) -> Iterator[str]:
    undated = int(own["year"].isna().sum())
    if undated:
        yield (
            f"{undated} of {counted(len(own), 'figure')} {'states' if undated == 1 else 'state'} no year: drawn at "
            'the left as "no year", and left out of before and after.'
        )
    several = own.groupby("indicator")["definition"].nunique()
    mixed = [lower_first(indicator(str(code)).label) for code in several[several > 1].index]
    if mixed:
        yield f"Sources define {listed(mixed, most=MOST_NAMED)} in different words; the unit stands beside each value."


def _odd(own: pd.DataFrame) -> Iterator[str]:
    percent = own[own["unit"].astype(str).str.startswith("%").to_numpy(bool)]
    outside = percent[((percent["low"] < 0) | (percent["high"] > 100)).to_numpy(bool)]
    if len(outside):
        yield (
            f"{counted(len(outside), 'value')} in per cent {'lies' if len(outside) == 1 else 'lie'} outside 0 to 100, "
            "as the source prints them."
        )


def _identity(utility: Utility) -> Iterator[str]:
    if utility.operator_id is not None:
        return
    yield "These figures are not linked to a partner of the atlas, so no partnerships can be shown for them."
    if len(utility.names) > 1:
        yield (
            f"The source gives this name for {len(utility.names)} municipalities; it does not say whether that is one "
            "utility or several of one name."
        )
