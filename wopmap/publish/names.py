"""Names of files that say what they hold: ``wopmap_KEN_2010-2020_flows.png``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wopmap.selection import Selection
from wopmap.words import slug

LONGEST_PART, MOST_PLACES = 40, 4


def file_name(parts: Iterable[str], form: str) -> str:
    """Parts joined to a name no file system minds.

    Examples
    --------
    >>> file_name(("KEN", "2010-2020", "flows"), "png")
    'wopmap_KEN_2010-2020_flows.png'
    >>> file_name(("Xi'an, 西安", "../x"), "svg")
    'wopmap_xian-9690a5_x.svg'
    """
    kept = [_part(part) for part in parts]
    return "_".join(["wopmap", *(part for part in kept if part)]) + f".{form}"


def _part(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", text):
        return text[:LONGEST_PART].strip("-")
    return slug(text)[:LONGEST_PART].strip("-")


def selection_parts(selection: Selection) -> tuple[str, ...]:
    """Places and years of a selection, and that it is narrowed by more than these."""
    places = "-".join((*selection.countries, *selection.regions)) or "world"
    number = len(selection.countries) + len(selection.regions)
    if number > MOST_PLACES or len(places) > LONGEST_PART:
        places = f"{number}-places"
    years = "-".join(str(year) for year in dict.fromkeys(selection.years or ()))
    more = set(selection.to_query()) - {"country", "region", "years"}
    return tuple(part for part in (places, years, "filtered" if more else "") if part)
