"""The layers a mentor is known from, read once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from wopmap import motives
from wopmap.layers import Catalogue

LAYERS = (
    "flows",
    "partnerships",
    "operators",
    "motivation_evidence",
    "motivation_types",
    "motivation_literature",
    "home_conditions",
    "sources",
)
"""Layers that are read."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of mentors.

    Attributes
    ----------
    flows, partnerships, operators, types, literature, sources : DataFrame
        The layers.
    statements : DataFrame
        From `wopmap.motives.statements`.
    conditions : DataFrame
        From `wopmap.motives.home_conditions`.
    """

    flows: pd.DataFrame
    partnerships: pd.DataFrame
    operators: pd.DataFrame
    statements: pd.DataFrame
    conditions: pd.DataFrame
    types: pd.DataFrame
    literature: pd.DataFrame
    sources: pd.DataFrame

    @classmethod
    def of(cls, table: Callable[[str], pd.DataFrame]) -> Facts:
        """Put together from a function that gives the layers by name."""
        layer = {name: table(name) for name in LAYERS}
        return cls(
            flows=layer["flows"],
            partnerships=layer["partnerships"],
            operators=layer["operators"],
            statements=motives.statements(
                layer["motivation_evidence"], layer["operators"], layer["motivation_types"], layer["sources"]
            ),
            conditions=motives.home_conditions(layer["home_conditions"], layer["sources"]),
            types=layer["motivation_types"],
            literature=layer["motivation_literature"],
            sources=layer["sources"],
        )

    def said_by(self, kinds: Collection[str]) -> Facts:
        """The same with the statements of some kinds only."""
        return replace(self, statements=motives.by_whom(self.statements, kinds))

    @property
    def mentors(self) -> frozenset[str]:
        """Operators that give help in a partnership on file."""
        return frozenset(self.flows["mentor_id"].astype(str))


def read(catalogue: Catalogue) -> Facts:
    """What is known of mentors, read once for the files as they are; never to be changed in place."""
    return _read(catalogue, tuple(catalogue.digest(name) for name in LAYERS))


@lru_cache(maxsize=2)
def _read(catalogue: Catalogue, digests: tuple[str, ...]) -> Facts:
    del digests
    return Facts.of(catalogue.table)
