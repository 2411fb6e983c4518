"""Briefs: two to four pages on a country or a city, from the same numbers and pictures as the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from wopmap.city import places
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import brief_city, brief_country
from wopmap.publish.document import Document
from wopmap.publish.typesetting import typeset
from wopmap.words import fold, listed, quoted

MOST_PAGES = 4
PARTNERSHIPS = (24, 14, 8, 5)
"""Rows of the table of partnerships to try, until the brief has no more than `MOST_PAGES`."""


class UnknownPlace(WopmapError):
    """There is neither a country nor a city of that name."""

    def __init__(self, identity: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(identity, near)
        self.identity, self.near = identity, near

    def __str__(self) -> str:
        hint = f" Did you mean {listed(self.near, 'or')}?" if self.near else ""
        return (
            f"There is no country or city {quoted(self.identity)}: a country is named by its code (KEN), a city by "
            f"its id (ken-nairobi).{hint}"
        )


@dataclass(frozen=True)
class Brief:
    """A brief that is set.

    Attributes
    ----------
    content : bytes
        PDF.
    pages : int
    name : str
        What it is on.
    lead : str
        Its answer in words.
    """

    content: bytes
    pages: int
    name: str
    lead: str


def brief(catalogue: Catalogue, identity: str) -> Brief:
    """Write and set the brief on a country or a city.

    Parameters
    ----------
    catalogue : Catalogue
    identity : str
        ISO 3166-1 alpha-3 code in either case, or ``city_id``.

    Raises
    ------
    UnknownPlace
        With names that come near.
    LayerMissing, LayerDamaged, NotSet
    """
    write, name = _writer(catalogue, identity)
    document = write(catalogue, name, PARTNERSHIPS[0])
    paper = typeset(document)
    for most in PARTNERSHIPS[1:]:
        if paper.pages > MOST_PAGES:
            document = write(catalogue, name, most)
            paper = typeset(document)
    return Brief(paper.content, paper.pages, document.title, document.lead.words)


def _writer(catalogue: Catalogue, identity: str) -> tuple[Callable[[Catalogue, str, int], Document], str]:
    asked = identity.strip()
    countries = catalogue.table("countries", ["iso3", "name"])
    countries = countries[countries["iso3"].notna()]
    if asked.upper() in set(countries["iso3"]):
        return brief_country.document, asked.upper()
    known = places(catalogue)
    if asked.lower() in set(known["city_id"]):
        return brief_city.document, asked.lower()
    spelt: dict[str, str] = {}
    for name, code in zip(countries["name"], countries["iso3"], strict=True):
        spelt[fold(str(name))] = spelt[fold(str(code))] = f"{code} ({name})"
    for name, code in zip(known["city"], known["city_id"], strict=True):
        spelt.setdefault(fold(str(name)), str(code))
        spelt[fold(str(code))] = str(code)
    close = get_close_matches(fold(asked[:60]), list(spelt), n=3)
    raise UnknownPlace(identity, tuple(dict.fromkeys(spelt[c] for c in close)))
