"""Official languages of countries, from the Unicode Common Locale Data Repository (CLDR) that Babel carries.

The languages of a country say nothing of those two engineers speak with one another; they are a hint why some
pairs find together more easily.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

SOURCE = "Official languages of countries: Unicode CLDR."


@cache
def official(iso3: str) -> frozenset[str]:
    """Codes of the languages that are official in a whole country, by law or in fact; empty where not known.

    Examples
    --------
    >>> sorted(official("MAR"))
    ['ar', 'fr', 'tzm']
    """
    two_letters = get_global("territory_aliases").get(iso3)
    if not two_letters:
        return frozenset()
    found = get_official_languages(two_letters[0], regional=False, de_facto=True)
    return frozenset(code.split("_")[0] for code in found)


def name(code: str) -> str:
    """English name of a language."""
    return str(Locale("en").languages.get(code, code))


def shared(one: str, other: str) -> tuple[str, ...]:
    """Names of the languages official in both countries, in alphabetical order."""
    return tuple(sorted(name(code) for code in official(one) & official(other)))
