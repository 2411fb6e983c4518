"""What gaps, scenarios and rankings rest on, read once for the files as they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wopmap import matching
from wopmap.layers import Catalogue
from wopmap.scaling.facts import Facts
from wopmap.scaling.inputs import Defaults, defaults
from wopmap.scaling.record import Record, record

LAYERS = (
    *("flows", "operators", "countries", "country_use", "scaling_facts", "motivation_evidence"),
    *("motivation_types", "utility_performance", "home_conditions", "sources"),
)
"""Layers that are read, or that the page makes something of."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The record, the defaults and the evidence.

    Attributes
    ----------
    titles, urls : dict of str to str
        Of documents, by their id.
    first_year : int
        Of the scenarios.
    """

    record: Record
    facts: Facts
    defaults: Defaults
    evidence: matching.Evidence
    standing: matching.Standing
    titles: dict[str, str]
    urls: dict[str, str]
    first_year: int


def digests(catalogue: Catalogue) -> tuple[str, ...]:
    """Hashes of these layers as they are now."""
    return tuple(catalogue.digest(name) for name in LAYERS)


def ground(catalogue: Catalogue) -> Ground:
    """The ground, made once for the files as they are; never to be changed in place."""
    return _ground(catalogue, digests(catalogue))


@lru_cache(maxsize=2)
def _ground(catalogue: Catalogue, key: tuple[str, ...]) -> Ground:
    del key
    table = catalogue.table
    found = record(table("flows"), table("motivation_evidence"), table("motivation_types"))
    facts = Facts(table("scaling_facts"))
    known = matching.evidence(
        *(table(name) for name in ("flows", "operators", "countries", "utility_performance", "country_use"))
    )
    sources = table("sources").astype(object)
    names = sources["title"].where(sources["title"].notna(), sources["source_id"])
    return Ground(
        record=found,
        facts=facts,
        defaults=defaults(facts, found),
        evidence=known,
        standing=matching.standing(known),
        titles=dict(zip(sources["source_id"], names, strict=True)),
        urls=dict(zip(sources["source_id"], sources["url"], strict=True)),
        first_year=found.latest + 2,
    )
