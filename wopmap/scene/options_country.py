"""How the page of a country shows it: which country, beside which others, whose water, where the map looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from wopmap.country import MOST_COMPARED
from wopmap.household import RESIDENCES
from wopmap.labels import Term
from wopmap.scene.model import View
from wopmap.scene.options import NO_PLACE, PICK_LIMIT, parse_view, view_text
from wopmap.words import quoted

PARTS: Mapping[str, Term] = {
    "partnerships": Term("Partnerships"),
    "water": Term("Household water"),
    "gaps": Term("Gaps"),
    "operators": Term("Operators and cities"),
    "motives": Term("Motives"),
    "utilities": Term("Utilities"),
    "sources": Term("Sources"),
}
"""What there is to read below the map, one at a time."""

_CODE = re.compile(r"[A-Z]{3}")
URBAN = "urban"


@dataclass(frozen=True)
class CountryOptions:
    """What the page of a country shows.

    Attributes
    ----------
    place : str
        ISO 3166-1 alpha-3 code; empty where the link names none, then the page chooses.
    beside : tuple of str
        Codes of the countries shown beside it, at most three.
    residence : {"urban", "rural", "total"}
        Whose household water.
    part : str
        What is read below the map, a key of `PARTS`.
    pick : str
        What the reader has chosen on the map or in the table; empty for nothing.
    view : View or None
        None shows the country in its surroundings.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset({"place", "with", "people", "part", "pick", "at"})
    """Names these options use in a link."""

    place: str = ""
    beside: tuple[str, ...] = ()
    residence: str = URBAN
    part: str = "partnerships"
    pick: str = ""
    view: View | None = None

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[CountryOptions, tuple[str, ...]]:
        """Read the options a link carries; whatever it asks that is not known is named in a sentence."""
        problems: list[str] = []
        place = _codes(params.get("place", ""), problems)[:1]
        beside = [code for code in _codes(params.get("with", ""), problems) if code not in place]
        if len(beside) >= MOST_COMPARED:
            problems.append(
                f"This link asked for {len(beside) + len(place)} countries side by side; showing the first "
                f"{MOST_COMPARED}."
            )
        options = cls(
            place=place[0] if place else "",
            beside=tuple(beside[: MOST_COMPARED - 1]),
            pick=params.get("pick", "")[:PICK_LIMIT],
        )
        if params.get("people", URBAN) in RESIDENCES:
            options = replace(options, residence=params.get("people", URBAN))
        else:
            problems.append(
                f"This link asked for people {quoted(params['people'])}, which is not one of "
                f"{', '.join(RESIDENCES)}; showing urban people."
            )
        if params.get("part", options.part) in PARTS:
            options = replace(options, part=params.get("part", options.part))
        else:
            problems.append(
                f"This link asked for the part {quoted(params['part'])}, which is not one of "
                f"{', '.join(PARTS)}; showing partnerships."
            )
        if "at" in params:
            options = replace(options, view=parse_view(params["at"]))
            if options.view is None:
                problems.append(NO_PLACE.format(quoted(params["at"]), 5, "the country in its surroundings"))
        return options, tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        query = {
            "place": self.place,
            "with": ",".join(self.beside),
            "people": "" if self.residence == URBAN else self.residence,
            "part": "" if self.part == "partnerships" else self.part,
            "pick": self.pick,
        }
        if self.view is not None:
            query["at"] = view_text(self.view)
        return {name: value for name, value in query.items() if value}


def _codes(text: str, problems: list[str]) -> list[str]:
    """Codes joined by commas, each once; what is no code is named."""
    asked = dict.fromkeys(part.strip().upper() for part in text[:200].split(",") if part.strip())
    for part in [part for part in asked if not _CODE.fullmatch(part)][:3]:
        problems.append(
            f"This link asked for the country {quoted(part)}, which is no code of three letters (ISO 3166-1) "
            "such as KEN; showing the others."
        )
    return [part for part in asked if _CODE.fullmatch(part)]
