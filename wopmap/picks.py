"""What the reader has chosen - a partnership, a flow, a place - and the partnerships it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from wopmap.flows import SIDES
from wopmap.labels import NOT_STATED
from wopmap.selection import Shown, Vocabulary
from wopmap.words import quoted, slug


class World(Protocol):
    """What knows the names of places."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Names of regions."""
        ...

    def place_name(self, code: str) -> str:
        """Name of a country."""
        ...


@dataclass(frozen=True)
class Pick:
    """A choice and the partnerships it stands for; empty where nothing is chosen.

    Attributes
    ----------
    identity : str
        A ``wop_id`` or several joined by commas, ``origin>destination``, ``mentor:ID`` or ``mentee:ID``; empty
        for no choice.
    title : str
        Words for a flow or place.
    wop_ids : frozenset of str
        Partnerships shown that belong to it; empty when the filters hide them all.
    """

    identity: str = ""
    title: str = ""
    wop_ids: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.identity)


def resolve(identity: str, shown: Shown, world: World) -> Pick:
    """Find what a choice stands for among the partnerships shown.

    A link may ask for anything: what is not known gives a choice without partnerships, said on the card.
    """
    if not identity:
        return Pick()
    flows = shown.flows
    side, _, place = identity.partition(":")
    if side in SIDES and place:
        for end in ("id", "country"):
            rows = flows[(flows[f"{side}_{end}"] == place).to_numpy(dtype=bool)]
            if len(rows):
                title = str(rows[side].iloc[0]) if end == "id" else world.place_name(place)
                return Pick(identity, f"{title} as {side}", _partnerships(rows))
    elif ">" in identity:
        rows = _between(flows, *identity.split(">", 1))
        if len(rows):
            return Pick(identity, _title(rows, identity, world), _partnerships(rows))
    else:
        found = _partnerships(flows[flows["wop_id"].isin(identity.split(",")).to_numpy(dtype=bool)])
        if found:
            return Pick(identity, "Chosen in the table" if len(found) > 1 else "", found)
    return Pick(identity, quoted(identity))


def _between(flows: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    for end in ("id", "country", "region"):
        mask = np.ones(len(flows), dtype=bool)
        for side, value in (("mentor", origin), ("mentee", destination)):
            column = flows[f"{side}_{end}"].astype(object)
            if end == "region":
                column = column.map(lambda name: NOT_STATED if pd.isna(name) else slug(name))
            mask &= (column == value).to_numpy(dtype=bool)
        if mask.any():
            return flows[mask]
    return flows[:0]


def _partnerships(flows: pd.DataFrame) -> frozenset[str]:
    return frozenset(flows["wop_id"].astype(str))


def _title(rows: pd.DataFrame, identity: str, world: World) -> str:
    origin, destination = identity.split(">", 1)
    words = []
    for side, value in (("mentor", origin), ("mentee", destination)):
        first = rows.iloc[0]
        if first[f"{side}_id"] == value:
            words.append(str(first[side]))
        elif first[f"{side}_country"] == value:
            words.append(world.place_name(value))
        else:
            words.append(world.vocabulary.label("regions", value))
    return f"Within {words[0]}" if origin == destination else f"{words[0]} \u2192 {words[1]}"
