"""What the page of a city shows beside the filters: which city, which figures of it, how. Frozen, in the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from wopmap.labels import Term
from wopmap.scene.model import View
from wopmap.scene.options import NO_PLACE, chosen, parse_view, view_text
from wopmap.words import clean, quoted

SHOWS: Mapping[str, Term] = {
    "zones": Term("Zones", "Zones coloured by the share of their households."),
    "dots": Term("Dots", "Every dot stands for the same number of households, with or without."),
    "change": Term("Change", "Zones coloured by the change between two censuses."),
}
"""Ways to draw the zones."""

MOST_TEXT = 200
YEARS = (1900, 2100)
PLACE = "at"


@dataclass(frozen=True)
class CityOptions:
    """What the page of a city shows and where it looks.

    Attributes
    ----------
    city : str
        ``city_id``; empty for none yet.
    indicator, level : str
        Empty for what the city shows first.
    year : int or None
        Census; None for the latest, or the one that goes with the years of the filters.
    against : int or None
        Census to compare with; None for the nearest that may be compared.
    show : {"zones", "dots", "change"}
    zone : str
        ``zone_id`` the reader has chosen; empty for none.
    pick : str
        A partnership, a flow or a utility the reader has chosen, as on the atlas; empty for none.
    view : View or None
        None shows the whole city.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset(
        {"city", "indicator", "level", "year", "against", "show", "zone", "pick", PLACE}
    )
    """Names these options use in a link."""

    city: str = ""
    indicator: str = ""
    level: str = ""
    year: int | None = None
    against: int | None = None
    show: str = "zones"
    zone: str = ""
    pick: str = ""
    view: View | None = None

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[CityOptions, tuple[str, ...]]:
        """Read the options a link carries; what cannot be meant is named in a sentence.

        Whether a city of that name has such figures, only its layers can tell.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name in ("city", "indicator", "level", "zone", "pick"):
            if name in params:
                values[name] = clean(params[name], MOST_TEXT)
        for name in ("year", "against"):
            if name in params and is_year(params[name]):
                values[name] = int(params[name])
            elif name in params:
                problems.append(
                    f"This link asked for the census of {quoted(params[name])}, which is no year."
                )
        if params.get("show", "zones") in SHOWS:
            values["show"] = params.get("show", "zones")
        else:
            problems.append(
                f"This link asked to show {quoted(params['show'])}, which is not one of {', '.join(SHOWS)}; "
                "showing zones."
            )
        if PLACE in params:
            values["view"] = parse_view(params[PLACE])
            if values["view"] is None:
                problems.append(NO_PLACE.format(quoted(params[PLACE]), 10, "the whole city"))
        return replace(cls(), **values), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        query: dict[str, str] = {}
        for name, value in chosen(self).items():
            if name == "view":
                query[PLACE] = view_text(value, decimals=4)
            else:
                query[name] = str(value)
        return query


def is_year(text: str) -> bool:
    """Whether a text is a year of four digits that a census may have."""
    return text.isascii() and text.isdigit() and len(text) == 4 and YEARS[0] <= int(text) <= YEARS[1]
