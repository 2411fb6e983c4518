"""What a scene holds beyond its own moment: which partnerships lie behind a feature, and when they are active."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from wopmap.household import CountrySeries


class Member(NamedTuple):
    """A partnership behind a feature of the map.

    Attributes
    ----------
    row : str
        Its ``wop_id``: the name of its row in the table beside the map.
    first, last : int or None
        Years in which it is known to be active; None where none is stated.
    """

    row: str
    first: int | None
    last: int | None


@dataclass(frozen=True, eq=False)
class Times:
    """All years of a scene, for readers who may choose one.

    Attributes
    ----------
    members : mapping of str to tuple of Member
        Partnerships by the key of an arrow, ring or point.
    shares : DataFrame or None
        Shares (0-1), areas by years, of the scene's coloured areas.
    """

    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    shares: pd.DataFrame | None = None

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year in which a partnership is known to be active; None where none states a year."""
        stated = [
            year
            for members in self.members.values()
            for member in members
            for year in (member.first, member.last)
            if year is not None
        ]
        return (min(stated), max(stated)) if stated else None


ENDS = {"operator": "id", "country": "country", "region": "region"}


def atlas_times(shown: pd.DataFrame, edges: pd.DataFrame, level: str, series: CountrySeries | None) -> Times:
    """The years behind a map of flows.

    Parameters
    ----------
    shown : DataFrame
        Rows of the flows layer on the map (columns wop_id, active_from, active_to and the ends).
    edges : DataFrame
        What they were merged to (`wopmap.flows.merge`).
    level : {"operator", "country", "region"}
    series : CountrySeries, optional
        Household water by year.
    """
    spans = {
        str(wop): Member(str(wop), _year(first), _year(last))
        for wop, first, last in zip(shown["wop_id"], shown["active_from"], shown["active_to"], strict=True)
    }
    members = {
        str(key): tuple(spans[str(wop)] for wop in wops)
        for key, wops in zip(edges["edge_id"], edges["wop_ids"], strict=True)
    }
    for side in ("mentor", "mentee"):
        found: dict[str, dict[str, Member]] = {}
        for end, wop in zip(shown[f"{side}_{ENDS[level]}"], shown["wop_id"], strict=True):
            found.setdefault(f"{side}:{end}", {})[str(wop)] = spans[str(wop)]
        members |= {key: tuple(its.values()) for key, its in found.items()}
    return Times(members, None if series is None else series.shares)


def _year(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
