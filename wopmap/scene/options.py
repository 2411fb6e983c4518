"""How a map page shows what the selection lets through: level, colours, household water, view. Frozen, in the link."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from wopmap.household import COUNTRY_INDICATORS, RESIDENCES
from wopmap.labels import Term
from wopmap.narrowing import Narrowing
from wopmap.scene.model import View
from wopmap.selection import Vocabulary
from wopmap.words import quoted

AUTOMATIC = "auto"
LEVELS: Mapping[str, Term] = {
    AUTOMATIC: Term("By zoom", "Regions far out, countries nearer, operators close by."),
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

PICTURES: Mapping[str, Term] = {
    "flows": Term("Flows", "Who helps whom."),
    "moments": Term("Two moments", "What began, lasts and ended between two years."),
    "missing": Term(
        "Where help is missing", "Urban people without at least basic water against partnerships."
    ),
}

DIRECTIONS: Mapping[str, Term] = {
    "both": Term("All"),
    "in": Term("In"),
    "out": Term("Out"),
    "within": Term("Within"),
}

BESIDE: Mapping[str, Term] = {
    "mentors": Term("Mentors"),
    "mentees": Term("Mentees"),
    "charts": Term("Charts"),
}

BELOW: Mapping[str, Term] = {
    "table": Term("Partnerships"),
    "regions": Term("Region by region"),
}

PICK_LIMIT = 1200
ZOOM_STEP = 0.5
LEVEL_FROM_ZOOM = ((3.5, "operator"), (0.0, "country"), (-math.inf, "region"))
"""From this zoom on, flows are merged to that level, where the level goes by zoom."""

FIRST_ZOOM = 0.0
"""What the zoom is taken for until the browser has told how large its map is."""


def step_of(zoom: float) -> int:
    """Zoom in whole half steps: level and names change at these, not in between."""
    return math.floor(zoom / ZOOM_STEP + 1e-6)


def level_at(zoom: float) -> str:
    """Level of flows at a zoom."""
    return next(level for start, level in LEVEL_FROM_ZOOM if step_of(zoom) * ZOOM_STEP >= start)


@dataclass(frozen=True)
class AtlasOptions:
    """What the atlas shows and where it looks.

    Attributes
    ----------
    level : {"auto", "operator", "country", "region"}
    colour : {"none", "modality", "programme", "mentor_region", "topic"}
    indicator, residence : str
        Household water under the flows.
    water_year : int or None
        Year of the household figures; None follows the years of the selection.
    pick : str
        What the reader has chosen: a partnership, a flow or a place; empty for nothing.
    view : View or None
        None shows the whole world.
    show : {"flows", "moments", "missing"}
        What the map is about.
    moments : tuple of int
        Earlier and later year of the two moments.
    since : int
        Where help is missing: partnerships known to be active in this year or later count.
    focus : str
        A country (ISO code) or an operator whose flows stay while the rest fades; empty for none.
    way : {"both", "in", "out", "within"}
        Which flows of the focus.
    cell : tuple of str or None
        Regions of mentor and mentee: only flows between them.
    beside, below : str
        What stands beside the map and below it.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset(
        {"level", "colour", "water", "people", "water_year", "pick", "at"}
        | {"show", "moments", "since", "focus", "way", "cell", "beside", "below"}
    )
    """Names these options use in a link."""

    level: str = AUTOMATIC
    colour: str = "modality"
    indicator: str = "at_least_basic"
    residence: str = "total"
    water_year: int | None = None
    pick: str = ""
    view: View | None = None
    show: str = "flows"
    moments: tuple[int, int] = (2010, 2020)
    since: int = 2015
    focus: str = ""
    way: str = "both"
    cell: tuple[str, str] | None = None
    beside: str = "mentors"
    below: str = "table"

    @property
    def narrowing(self) -> Narrowing:
        """What is asked for on top of the filters."""
        return Narrowing(self.moments if self.show == "moments" else None, self.cell)

    @property
    def focused(self) -> tuple[str, str] | None:
        """The focus and which of its flows; None without one."""
        return (self.focus, self.way) if self.focus else None

    def drawn_level(self, zoom: float | None = None) -> str:
        """The level flows are merged to: the chosen one, or the one that goes with a zoom (default: the view's)."""
        if self.level != AUTOMATIC:
            return self.level
        if zoom is None:
            zoom = self.view.zoom if self.view else FIRST_ZOOM
        return level_at(zoom)

    def known(
        self, vocabulary: Vocabulary, operators: Collection[str]
    ) -> tuple[AtlasOptions, tuple[str, ...]]:
        """The options without what is not in the data, and a sentence for each thing asked in vain."""
        options, problems = self, []
        if self.focus and self.focus not in vocabulary.countries and self.focus not in operators:
            options = replace(options, focus="")
            problems.append(
                f"This link asked for the focus {quoted(self.focus)}, which is neither a country nor an operator "
                "in the data; showing all flows alike."
            )
        if self.cell and not set(self.cell) <= set(vocabulary.regions):
            options = replace(options, cell=None)
            problems.append(_UNREADABLE["cell"].format(quoted(">".join(self.cell), 80)))
        first, last = vocabulary.years
        held = min(max(self.moments[0], first), last - 1), min(max(self.moments[1], first + 1), last)
        if held != self.moments:
            options = replace(options, moments=held)
            problems.append(
                f"This link asked for the moments {self.moments[0]} and {self.moments[1]}, but the data cover "
                f"{first}-{last}; comparing {held[0]} with {held[1]}."
            )
        if not first <= self.since <= last:
            options = replace(options, since=min(max(self.since, first), last))
            problems.append(
                f"This link asked for partnerships since {self.since}, but the data cover {first}-{last}; "
                f"counting from {options.since}."
            )
        return options, tuple(problems)

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[AtlasOptions, tuple[str, ...]]:
        """Read the options a link carries; whatever it asks that is not known is named in a sentence."""
        options, problems = cls(), []
        for name, known in (
            ("level", LEVELS),
            ("colour", COLOURS),
            ("water", COUNTRY_INDICATORS),
            ("people", RESIDENCES),
            ("show", PICTURES),
            ("way", DIRECTIONS),
            ("beside", BESIDE),
            ("below", BELOW),
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
        for name, read in (("moments", parse_years), ("since", parse_year), ("cell", parse_cell)):
            if name in params:
                found = read(params[name])
                if found is None:
                    problems.append(_UNREADABLE[name].format(quoted(params[name])))
                else:
                    options = _with(options, name, found)
        for name in ("pick", "focus"):
            if name in params:
                options = _with(options, name, params[name][:PICK_LIMIT])
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
            elif item.name == "moments":
                query["moments"] = f"{value[0]}-{value[1]}"
            elif item.name == "cell":
                query["cell"] = ">".join(value)
            else:
                query[_PARAMETER.get(item.name, item.name)] = str(value)
        return query


_FIELD = {"water": "indicator", "people": "residence"}
_PARAMETER = {"indicator": "water", "residence": "people"}


_UNREADABLE = {
    "moments": "This link asked for the two moments {}, which are not two different years such as 2010-2020; "
    "comparing 2010 with 2020.",
    "since": "This link asked for partnerships since {}, which is not a year; counting from 2015.",
    "cell": "This link asked for flows between the regions {}, which are not two regions such as "
    "western-europe>sub-saharan-africa; showing all.",
}


def _with(options: AtlasOptions, field: str, value: Any) -> AtlasOptions:
    return replace(options, **{field: value})


WATER_YEARS = (1900, 2100)


def _with_water_year(options: AtlasOptions, asked: str) -> tuple[AtlasOptions, list[str]]:
    year = parse_year(asked)
    if year is not None:
        return replace(options, water_year=year), []
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


def parse_year(text: str) -> int | None:
    """Read a year; None where it is none."""
    fits = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if fits and WATER_YEARS[0] <= int(text) <= WATER_YEARS[1] else None


def parse_years(text: str) -> tuple[int, int] | None:
    """Read ``2010-2020``; None where it is not two different years, the earlier first."""
    first, _, last = text.partition("-")
    low, high = parse_year(first), parse_year(last)
    return (low, high) if low is not None and high is not None and low < high else None


def parse_cell(text: str) -> tuple[str, str] | None:
    """Read ``region>region``; None where it is not two names."""
    start, _, end = text.partition(">")
    return (start, end) if _REGION.fullmatch(start) and _REGION.fullmatch(end) else None


_REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


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
