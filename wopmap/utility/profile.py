"""Every number of the page of a utility, for one choice of place, indicator and peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap.layers import Catalogue
from wopmap.performance import (
    PEER_GROUPS,
    Peers,
    before_after,
    contradictions,
    indicator,
    peers,
    reported_pairs,
)
from wopmap.performance.figures import OUTCOMES, PERFORMANCE
from wopmap.performance.indicators import SAME, in_order
from wopmap.utility.caveats import caveats
from wopmap.utility.reading import Utility
from wopmap.words import listed, quoted

MOST_KEPT = 128
MOST_PLACES = 3
"""Places whose figures one chart can hold beside each other."""


@dataclass(frozen=True, eq=False)
class Profile:
    """A utility by one place and one indicator for its peers.

    Attributes
    ----------
    utility : Utility
    places : tuple of str
        Cities, municipalities or parts its own figures are for, by name.
    place : str
        The one shown; empty for all of them together.
    figures : DataFrame
        From `wopmap.performance.figures`: own figures of that place, and all reported of partnerships.
    contradictions, before_after, pairs : DataFrame
        From `wopmap.performance`.
    measures : tuple of str
        Indicators it can be set beside peers by.
    measure : str
        The one shown; empty where there is none.
    peers : Peers or None
    caveats : tuple of str
        What to mind, from the data.
    problems : tuple of str
        What was asked for and could not be had.
    source_ids : tuple of str
    """

    utility: Utility
    places: tuple[str, ...]
    place: str
    figures: pd.DataFrame
    contradictions: pd.DataFrame
    before_after: pd.DataFrame
    pairs: pd.DataFrame
    measures: tuple[str, ...]
    measure: str
    peers: Peers | None
    caveats: tuple[str, ...]
    problems: tuple[str, ...]
    source_ids: tuple[str, ...]

    @property
    def own(self) -> pd.DataFrame:
        """Its own figures, without those reported of partnerships."""
        return self.figures[(self.figures["origin"] == PERFORMANCE).to_numpy(bool)]

    @property
    def reported(self) -> pd.DataFrame:
        """Values reported of its partnerships."""
        return self.figures[(self.figures["origin"] == OUTCOMES).to_numpy(bool)]

    @property
    def mentee_phases(self) -> pd.DataFrame:
        """Partnerships in which it receives help."""
        return _as_mentee(self.utility)


@lru_cache(maxsize=MOST_KEPT)
def profile(
    catalogue: Catalogue, utility: Utility, place: str = "", measure: str = "", group: str = "country"
) -> Profile:
    """Figures, comparisons, peers and caveats of a utility; what was asked for lately is kept.

    Parameters
    ----------
    catalogue : Catalogue
        For the figures of its peers; only rows of its country on the indicator are read.
    utility : Utility
    place : str
        Place whose figures are wanted; where there are many and none is asked for, that of the seat, else the
        one with most connections.
    measure : str
        Indicator for the peers; the first there is where none is asked for.
    group : {"country", "size"}
    """
    every = utility.figures
    own = every[(every["origin"] == PERFORMANCE).to_numpy(bool)]
    places = tuple(sorted(own["place"].astype(str).unique()))
    shown_place, problems = _place(utility, own, places, place)
    kept = own[(own["place"] == shown_place).to_numpy(bool)] if shown_place else own
    table = pd.concat([kept, every[(every["origin"] == OUTCOMES).to_numpy(bool)]], ignore_index=True)
    measures = tuple(in_order(set(kept["indicator"].astype(str))))
    shown_measure, wrong_measure = _measure(measures, measure)
    if group not in PEER_GROUPS:
        wrong_measure += (
            f"{quoted(group)} is no group of peers; there is {listed(list(PEER_GROUPS), 'or')}.",
        )
        group = "country"
    beside = _peers(catalogue, utility, kept, shown_measure, group) if shown_measure else None
    differing = contradictions(table)
    compared, pairs = before_after(table, _as_mentee(utility)), reported_pairs(table)
    return Profile(
        utility=utility,
        places=places,
        place=shown_place,
        figures=table,
        contradictions=differing,
        before_after=compared,
        pairs=pairs,
        measures=measures,
        measure=shown_measure,
        peers=beside,
        caveats=caveats(utility, table, differing, _as_mentee(utility)),
        problems=(*problems, *wrong_measure),
        source_ids=_documents(utility, table, beside),
    )


def _as_mentee(utility: Utility) -> pd.DataFrame:
    return utility.phases[(utility.phases["role"] != "mentor").to_numpy(bool)]


def _place(
    utility: Utility, own: pd.DataFrame, places: tuple[str, ...], asked: str
) -> tuple[str, tuple[str, ...]]:
    if asked in places:
        return asked, ()
    problems = (f"{utility.short_name} has no figures for {quoted(asked)}.",) if asked else ()
    if len(places) <= MOST_PLACES:
        return "", problems
    if utility.city in places:
        return str(utility.city), problems
    large = own[(own["indicator"] == "connections").to_numpy(bool)]
    chosen = large if len(large) else own
    return str(chosen.sort_values("high").iloc[-1]["place"]), problems


def _measure(measures: tuple[str, ...], asked: str) -> tuple[str, tuple[str, ...]]:
    if asked in measures:
        return asked, ()
    first = measures[0] if measures else ""
    if not asked:
        return first, ()
    shown = f"showing {indicator(first).label.lower()}" if first else "there are no figures of its own"
    return first, (f"There is no figure by the indicator {quoted(asked)} here; {shown}.",)


def _peers(catalogue: Catalogue, utility: Utility, kept: pd.DataFrame, measure: str, group: str) -> Peers:
    codes = [measure, *(code for code, same in SAME.items() if same == measure)]
    digest = catalogue.digest("utility_performance")
    rows = _of_country(catalogue, utility.country_iso3, tuple(codes), digest)
    size = ("connections",)
    sizes = _of_country(catalogue, utility.country_iso3, size, digest) if group == "size" else None
    place = str(kept.loc[(kept["indicator"] == measure).to_numpy(bool), "place"].iloc[0])
    return peers(rows, utility.names[place], place, measure, group, sizes)


@lru_cache(maxsize=MOST_KEPT)
def _of_country(catalogue: Catalogue, country: str, codes: tuple[str, ...], digest: str) -> pd.DataFrame:
    del digest  # part of the key: another file is read anew
    where = (ds.field("country_iso3") == country) & ds.field("indicator").isin(pa.array(codes, pa.string()))
    return catalogue.table("utility_performance", where=where)


def _documents(utility: Utility, table: pd.DataFrame, beside: Peers | None) -> tuple[str, ...]:
    found = [*table["source_id"].astype(str), *utility.sources]
    for column in ("source_id", "source_id_2"):
        found += [str(name) for name in utility.phases[column].dropna()]
    if beside is not None:
        found += [str(name) for name in pd.concat([beside.rows, beside.averages])["source_id"].unique()]
    return tuple(dict.fromkeys(found))
