"""How a map page shows what the selection lets through: level, colours, household water, view. Frozen, in the link."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
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

NO_PLACE = (
    "This link asked for the place {}, which is not longitude, latitude and zoom (such as 36.80,-1.30,{}); "
    "showing {}."
)
"""What a link asked for as a place, a zoom as an example, and what is shown instead."""

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
        values, problems = read_choices(params, _CHOICES, cls(), _FIELD)
        for name, read in _PARSED.items():
            if name in params:
                found = read(params[name])
                if found is None:
                    problems.append(_UNREADABLE[name].format(quoted(params[name])))
                else:
                    values[_FIELD.get(name, name)] = found
        for name in ("pick", "focus"):
            if name in params:
                values[name] = params[name][:PICK_LIMIT]
        return cls(**values), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        query: dict[str, str] = {}
        for name, value in chosen(self).items():
            if name == "view":
                query["at"] = view_text(value)
            elif name == "moments":
                query["moments"] = f"{value[0]}-{value[1]}"
            elif name == "cell":
                query["cell"] = ">".join(value)
            else:
                query[_PARAMETER.get(name, name)] = str(value)
        return query


_FIELD = {"water": "indicator", "people": "residence", "at": "view"}
_PARAMETER = {field: parameter for parameter, field in _FIELD.items()}

_CHOICES: Mapping[str, Mapping[str, Term]] = {
    "level": LEVELS,
    "colour": COLOURS,
    "water": COUNTRY_INDICATORS,
    "people": RESIDENCES,
    "show": PICTURES,
    "way": DIRECTIONS,
    "beside": BESIDE,
    "below": BELOW,
}

_UNREADABLE = {
    "water_year": "This link asked for household water of the year {}, which is not a year; "
    "showing the year that goes with the partnerships.",
    "at": NO_PLACE.format("{}", 5, "the whole world"),
    "moments": "This link asked for the two moments {}, which are not two different years such as 2010-2020; "
    "comparing 2010 with 2020.",
    "since": "This link asked for partnerships since {}, which is not a year; counting from 2015.",
    "cell": "This link asked for flows between the regions {}, which are not two regions such as "
    "western-europe>sub-saharan-africa; showing all.",
}


WATER_YEARS = (1900, 2100)


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


_PARSED: Mapping[str, Callable[[str], Any]] = {
    "water_year": parse_year,
    "at": parse_view,
    "moments": parse_years,
    "since": parse_year,
    "cell": parse_cell,
}


def view_text(view: View, decimals: int = 2) -> str:
    """A view as a link carries it, ``lon,lat,zoom``; degrees with so many decimals."""
    return f"{view.lon:.{decimals}f},{view.lat:.{decimals}f},{view.zoom:.2f}"


def read_choices(
    params: Mapping[str, str],
    choices: Mapping[str, Mapping[str, Term]],
    default: Any,
    fields_of: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, Any], list[str]]:
    """What a link chooses of things that have a few values.

    Parameters
    ----------
    params : mapping of str to str
        What the link carries.
    choices : mapping of str to mapping
        By name in a link, what may be chosen.
    default : object
        The options of a link that asks for nothing.
    fields_of : mapping of str to str
        Field of the options, where the link has another name for it.

    Returns
    -------
    values : dict
        By field, what was chosen.
    problems : list of str
        A sentence for each value that is none of those.
    """
    values: dict[str, Any] = {}
    problems = []
    for name, known in choices.items():
        asked, field = params.get(name), fields_of.get(name, name)
        if asked in known:
            values[field] = asked
        elif asked is not None:
            problems.append(
                f"This link asked for {name} {quoted(asked)}, which is not one of "
                f"{', '.join(code for code in known if code)}; showing {known[getattr(default, field)].label.lower()}."
            )
    return values, problems


def chosen(options: Any) -> dict[str, Any]:
    """Fields of options that differ from their defaults, in their order."""
    values = ((item, getattr(options, item.name)) for item in fields(options))
    return {item.name: value for item, value in values if value != item.default}
