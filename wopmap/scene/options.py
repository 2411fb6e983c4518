"""How a map page shows what the selection lets through: level, colours, household water, view. Frozen, in the link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from wopmap.household import COUNTRY_INDICATORS, RESIDENCES
from wopmap.labels import Term
from wopmap.scene.model import View
from wopmap.words import quoted

LEVELS: Mapping[str, Term] = {
    "operator": Term("Operators", "One arrow from each mentor to each mentee."),
    "country": Term("Countries", "Arrows merged by country; a ring is help inside one country."),
    "region": Term("Regions", "Arrows merged by UN sub-region; a ring is help inside one region."),
}

COLOURS: Mapping[str, Term] = {
    "none": Term("One colour"),
    "modality": Term("Modality"),
    "programme": Term("Programme"),
    "mentor_region": Term("Mentor's region"),
    "topic": Term("Topic"),
}

PICK_LIMIT = 200


@dataclass(frozen=True)
class AtlasOptions:
    """What the atlas shows and where it looks.

    Attributes
    ----------
    level : {"operator", "country", "region"}
    colour : {"none", "modality", "programme", "mentor_region", "topic"}
    indicator, residence : str
        Household water under the flows.
    water_year : int or None
        Year of the household figures; None follows the years of the selection.
    pick : str
        What the reader has chosen: a partnership, a flow or a place; empty for nothing.
    view : View or None
        None shows the whole world.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset(
        {"level", "colour", "water", "people", "water_year", "pick", "at"}
    )
    """Names these options use in a link."""

    level: str = "country"
    colour: str = "modality"
    indicator: str = "at_least_basic"
    residence: str = "total"
    water_year: int | None = None
    pick: str = ""
    view: View | None = None

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[AtlasOptions, tuple[str, ...]]:
        """Read the options a link carries; whatever it asks that is not known is named in a sentence."""
        options, problems = cls(), []
        for name, known in (
            ("level", LEVELS),
            ("colour", COLOURS),
            ("water", COUNTRY_INDICATORS),
            ("people", RESIDENCES),
        ):
            asked = params.get(name)
            if asked is None:
                continue
            if asked in known:
                options = _with(options, _FIELD.get(name, name), asked)
            else:
                shown = known[getattr(options, _FIELD.get(name, name))].label.lower()
                problems.append(
                    f"This link asked for {name} {quoted(asked)}, which is not one of {', '.join(known)}; "
                    f"showing {shown}."
                )
        if "water_year" in params:
            options, problem = _with_water_year(options, params["water_year"])
            problems += problem
        if "at" in params:
            options, problem = _with_view(options, params["at"])
            problems += problem
        if "pick" in params:
            options = replace(options, pick=params["pick"][:PICK_LIMIT])
        return options, tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        default = AtlasOptions()
        query: dict[str, str] = {}
        for item in fields(self):
            value: Any = getattr(self, item.name)
            if value == getattr(default, item.name):
                continue
            if item.name == "view":
                query["at"] = f"{value.lon:.2f},{value.lat:.2f},{value.zoom:.2f}"
            else:
                query[_PARAMETER.get(item.name, item.name)] = str(value)
        return query


_FIELD = {"water": "indicator", "people": "residence"}
_PARAMETER = {"indicator": "water", "residence": "people"}


def _with(options: AtlasOptions, field: str, value: Any) -> AtlasOptions:
    return replace(options, **{field: value})


WATER_YEARS = (1900, 2100)


def _with_water_year(options: AtlasOptions, asked: str) -> tuple[AtlasOptions, list[str]]:
    if (
        asked.isascii()
        and asked.isdigit()
        and len(asked) == 4
        and WATER_YEARS[0] <= int(asked) <= WATER_YEARS[1]
    ):
        return replace(options, water_year=int(asked)), []
    return options, [
        f"This link asked for household water of the year {quoted(asked)}, which is not a year; "
        "showing the year that goes with the partnerships."
    ]


def _with_view(options: AtlasOptions, asked: str) -> tuple[AtlasOptions, list[str]]:
    view = parse_view(asked)
    if view is not None:
        return replace(options, view=view), []
    return options, [
        f"This link asked for the place {quoted(asked)}, which is not longitude, latitude and zoom "
        "(such as 36.80,-1.30,5); showing the whole world."
    ]


def parse_view(text: str) -> View | None:
    """Read ``lon,lat,zoom``; None where it is not three numbers within the map."""
    parts = text.split(",")
    if len(parts) != 3 or len(text) > 60:
        return None
    try:
        lon, lat, zoom = (float(part) for part in parts)
    except ValueError:
        return None
    if not all(math.isfinite(value) for value in (lon, lat, zoom)):
        return None
    if abs(lon) > 360 or abs(lat) > 85.06 or not -1.01 <= zoom <= 20:
        return None
    return View(lon, lat, zoom)
