"""Languages two countries share, from the Unicode CLDR (territory languages, through Babel)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_territory_language_info

OFFICIAL = frozenset({"official", "de_facto_official"})
LEAST_SHARE = 0.05
"""A language spoken by fewer than this share of people (and not official) opens no door."""

_NOT_IN_CLDR = {"XKX": "XK"}
"""Codes of the atlas for which CLDR keeps another than ISO 3166."""


@dataclass(frozen=True)
class Shared:
    """The language that carries furthest between two countries.

    Attributes
    ----------
    score : float
        0-1: how widely the language is known on the side where it is known less; official counts as known by all.
    language : str
        Its name in English; empty where none is shared.
    official : tuple of bool
        Whether it is official on the first and on the second side.
    shares : tuple of float
        Share of people who know it, as CLDR estimates it.
    """

    score: float
    language: str = ""
    official: tuple[bool, bool] = (False, False)
    shares: tuple[float, float] = (0.0, 0.0)


@lru_cache(maxsize=512)
def spoken(iso3: str) -> Mapping[str, tuple[float, bool]] | None:
    """Languages of a country by code: share of people (0-1), and whether official; None where CLDR has none.

    Regional official languages count by their share alone.
    """
    aliases = get_global("territory_aliases").get(iso3)
    territory = aliases[0] if aliases else _NOT_IN_CLDR.get(iso3)
    info = get_territory_language_info(territory) if territory else None
    if not info:
        return None
    found: dict[str, tuple[float, bool]] = {}
    for code, known in info.items():
        share = min(float(known["population_percent"] or 0.0) / 100, 1.0)
        official = known["official_status"] in OFFICIAL
        if official or share >= LEAST_SHARE:
            base = code.split("_")[0]
            before = found.get(base, (0.0, False))
            found[base] = (min(before[0] + share, 1.0), before[1] or official)
    return found


@lru_cache(maxsize=65536)
def shared(one: str, other: str) -> Shared | None:
    """The language shared best by two countries; None where CLDR knows nothing of one of them."""
    first, second = spoken(one), spoken(other)
    if first is None or second is None:
        return None
    best = Shared(0.0)
    for code in sorted(first.keys() & second.keys()):
        (a, a_official), (b, b_official) = first[code], second[code]
        score = min(1.0 if a_official else a, 1.0 if b_official else b)
        if (score, a + b) > (best.score, sum(best.shares)):
            best = Shared(score, code, (a_official, b_official), (a, b))
    return Shared(best.score, name(best.language), best.official, best.shares) if best.language else best


@lru_cache(maxsize=1024)
def name(code: str) -> str:
    """English name of a language."""
    return str(Locale("en").languages.get(code, code))
