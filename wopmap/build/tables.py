"""The tables people edit, column by column: what may stand in a cell and what it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wopmap.layers import values

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Kind:
    """What a cell of some kind looks like.

    Parameters
    ----------
    pattern : str
        Regular expression the whole cell has to match.
    reason, mend : str
        What to say when it does not.
    low, high : float
        Range of a number.
    """

    pattern: str
    reason: str
    mend: str
    low: float | None = None
    high: float | None = None

    @property
    def is_number(self) -> bool:
        """Whether the cell is read as a number."""
        return self.low is not None


_WHOLE = r"[+-]?[0-9]+(?:\.0+)?"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_INFINITE = float("inf")
_MOST = 1e15  # well within 64 bits, and every whole number up to it is exact as a decimal too
RANGE = rf"\s*(?P<low>{_DECIMAL})\s*(?:[-\u2013]\s*(?P<high>{_DECIMAL})\s*)?"
"""A number, or two as the ends of a range."""

KINDS = {
    "text": Kind(
        r"(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*",
        "holds control characters, or nothing but spaces",
        "type it anew, or leave the cell empty",
    ),
    "id": Kind(
        r"[^\s;][^;]*[^\s;]|[^\s;]", "is no identifier", "use text without ; and without spaces at its ends"
    ),
    "iso3": Kind(
        r"[A-Z]{3}", "is no country code", "use the ISO 3166-1 alpha-3 code in capitals, such as KEN"
    ),
    "m49": Kind(r"[0-9]{3}", "is no M49 code", "use three digits, such as 004"),
    "currency": Kind(r"[A-Z]{3}", "is no currency code", "use the ISO 4217 code in capitals, such as EUR"),
    "url": Kind(
        r"(?i)https?://\S[^\r\n]*",
        "is no web address",
        "give an address that starts with http:// or https://",
    ),
    "yes": Kind(r"yes", "is not yes", "write yes, or leave the cell empty"),
    "digit": Kind(r"[01]", "is neither 0 nor 1", "write 0 or 1"),
    "range": Kind(RANGE, "is no number", "write a number, or a range such as 3-4"),
    "year": Kind(
        _WHOLE,
        "is no whole year",
        f"write a year from {EARLIEST_YEAR} to {LATEST_YEAR}, or leave the cell empty where none is stated",
        EARLIEST_YEAR,
        LATEST_YEAR,
    ),
    "count": Kind(
        _WHOLE, "is no whole number of 0 or more", "write digits only, without separators", 0, _MOST
    ),
    "number": Kind(
        _DECIMAL,
        "is no number",
        "write digits with a decimal point, without separators or units",
        -_INFINITE,
        _INFINITE,
    ),
    "amount": Kind(
        _DECIMAL,
        "is no number of 0 or more",
        "write digits with a decimal point, without separators",
        0,
        _INFINITE,
    ),
    "percent": Kind(
        _DECIMAL, "is no share from 0 to 100", "write a percentage from 0 to 100 without the sign", 0, 100
    ),
    "lon": Kind(
        _DECIMAL, "is no longitude", "write decimal degrees from -180 to 180, east positive", -180, 180
    ),
    "lat": Kind(_DECIMAL, "is no latitude", "write decimal degrees from -90 to 90, north positive", -90, 90),
}

WHOLE_KINDS = ("year", "count")


@dataclass(frozen=True)
class Cell:
    """What may stand in one column.

    Parameters
    ----------
    name : str
    kind : str
        One of `KINDS`.
    required : bool
        Whether the cell has to be filled.
    allowed : tuple of str, optional
        The only values that may stand there.
    refers : str, optional
        ``"table.column"`` where the value has to be found.
    many : bool
        Whether several values may stand there, joined by ";".
    """

    name: str
    kind: str = "text"
    required: bool = False
    allowed: tuple[str, ...] | None = None
    refers: str | None = None
    many: bool = False


@dataclass(frozen=True)
class SourceTable:
    """One table: its file is ``NAME.csv``; no two rows share the key."""

    name: str
    cells: tuple[Cell, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.csv"


def _country(name: str = "country_iso3", required: bool = True) -> Cell:
    return Cell(name, "iso3", required, refers="countries.iso3")


def _source(name: str = "source_id", required: bool = True) -> Cell:
    return Cell(name, "id", required, refers="sources.source_id")


def _one_of(name: str, allowed: Iterable[str], required: bool = True, many: bool = False) -> Cell:
    return Cell(name, "text", required, allowed=tuple(allowed), many=many)


def _text(*names: str, required: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell(name, "text", required) for name in names)


_OPERATOR = Cell("operator_id", "id", True, refers="operators.operator_id")
_MOTIVE = Cell("motivation", "id", True, refers="motivation_types.motivation")
_YEAR = Cell("year", "year", True)
_YEAR_IF_STATED = Cell("year", "year")
_RESIDENCE = _one_of("residence", values.RESIDENCES)
_ALL_THERE_IS = ("utility", "city", "year", "indicator", "unit", "note", "source_id", "value")

TABLES = {
    table.name: table
    for table in (
        SourceTable(
            "countries",
            (
                Cell("iso3", "iso3", True),
                Cell("m49", "m49"),
                *_text("name", required=True),
                _one_of("region", values.REGIONS),
                _one_of("sub_region", values.SUB_REGIONS, required=False),
                *_text("intermediate_region", "note"),
                _source(),
            ),
            ("iso3",),
        ),
        SourceTable(
            "outlines_without_code",
            (
                Cell("outline_id", "m49"),
                *_text("outline_name", required=True),
                _country("iso3", required=False),
                *_text("note"),
                _source(),
            ),
            ("outline_id", "outline_name"),
        ),
        SourceTable(
            "operators",
            (
                Cell("operator_id", "id", True),
                *_text("name", "short_name", required=True),
                _country(),
                *_text("city", required=True),
                Cell("lon", "lon", True),
                Cell("lat", "lat", True),
                _one_of("kind", values.OPERATOR_KINDS),
                Cell("placeholder", "yes"),
                _source(required=False),
            ),
            ("operator_id",),
        ),
        SourceTable(
            "partnerships",
            (
                Cell("wop_id", "id", True),
                Cell("start_year", "year"),
                Cell("end_year", "year"),
                _one_of("status", values.STATUSES),
                _one_of("modality", values.MODALITIES),
                *_text("programme", "facilitators", "funders"),
                Cell("budget_amount", "amount"),
                Cell("budget_currency", "currency"),
                _one_of("topics", values.TOPICS, required=False, many=True),
                _one_of("scope", values.SCOPES),
                *_text("scope_note"),
                Cell("mutual", "yes"),
                _one_of("confidence", values.CONFIDENCES),
                _source(),
                Cell("known_active_year", "year"),
                Cell("status_as_of", "year"),
                *_text("result"),
                _source("source_id_2", required=False),
                *_text("programme_as_stated", "stated"),
            ),
            ("wop_id",),
        ),
        SourceTable(
            "partnership_members",
            (
                Cell("wop_id", "id", True, refers="partnerships.wop_id"),
                _OPERATOR,
                _one_of("role", values.ROLES),
                Cell("position", "count", True),
            ),
            ("wop_id", "role", "position"),
        ),
        SourceTable(
            "cities",
            (
                Cell("city_id", "id", True),
                *_text("city", required=True),
                _country(),
                *_text("zone_levels", required=True),
                Cell("years", "year", True, many=True),
                Cell("zones", "count", True),
                Cell("lon", "lon"),
                Cell("lat", "lat"),
                Cell("zones_with_point", "count"),
                Cell("operator_ids", "id", refers="operators.operator_id", many=True),
            ),
            ("city_id",),
        ),
        SourceTable(
            "zones",
            (
                Cell("zone_id", "id", True),
                Cell("city_id", "id", True, refers="cities.city_id"),
                *_text("zone_level", required=True),
                *_text("zone_code"),
                *_text("zone_name", required=True),
                *_text("parent_zone"),
                _one_of("place_quality", values.PLACE_QUALITIES),
                Cell("lon", "lon"),
                Cell("lat", "lat"),
                *_text("point_note"),
            ),
            ("zone_id",),
        ),
        SourceTable(
            "zone_levels",
            (
                _country(),
                *_text("zone_level", required=True),
                Cell("level", "id", True),
                *_text("label", "label_plural", required=True),
                Cell("rank", "count", True),
                _source(),
            ),
            ("country_iso3", "zone_level"),
        ),
        SourceTable(
            "zone_notes",
            (
                _country(),
                Cell("city_id", "id", refers="cities.city_id"),
                *_text("zone_level"),
                _YEAR_IF_STATED,
                _one_of("indicator", values.ZONE_INDICATORS, required=False),
                *_text("note", required=True),
                _source(),
            ),
            ("country_iso3", "city_id", "zone_level", "year", "indicator", "note"),
        ),
        SourceTable(
            "zone_comparisons",
            (
                _country(),
                _one_of("indicator", values.ZONE_INDICATORS, required=False),
                _YEAR,
                Cell("other_year", "year", True),
                _one_of("comparable", ("yes", "no")),
                *_text("reason", required=True),
                _source(),
                _source("source_id_2", required=False),
            ),
            ("country_iso3", "indicator", "year", "other_year"),
        ),
        SourceTable(
            "zone_use",
            (
                Cell("zone_id", "id", True, refers="zones.zone_id"),
                _YEAR,
                _one_of("indicator", values.ZONE_INDICATORS),
                Cell("value_pct", "percent", True),
                Cell("households_count", "count"),
                Cell("persons_count", "count"),
                _one_of("unit_basis", values.UNIT_BASES),
                Cell("households", "count"),
                Cell("population", "count"),
                Cell("derived", "digit", True),
                _source(),
            ),
            ("zone_id", "year", "indicator"),
        ),
        SourceTable(
            "country_use",
            (
                _country(),
                _YEAR,
                _RESIDENCE,
                Cell("population", "count", True),
                _source(),
                *(Cell(name, "percent") for name in sorted(values.COUNTRY_INDICATORS)),
            ),
            ("country_iso3", "year", "residence"),
        ),
        SourceTable(
            "region_use",
            (
                _country(),
                *_text("region"),
                _one_of("level", values.REGION_LEVELS),
                _YEAR,
                _RESIDENCE,
                _one_of("indicator", values.REGION_INDICATORS),
                Cell("value", "percent", True),
                *_text("unit", required=True),
                Cell("persons", "count"),
                *_text("survey", required=True),
                _source(),
            ),
            ("country_iso3", "region", "level", "year", "residence", "indicator", "survey"),
        ),
        SourceTable(
            "household_size",
            (_country(), Cell("avg_household_size", "amount", True), _source()),
            ("country_iso3",),
        ),
        SourceTable(
            "utility_performance",
            (
                *_text("utility", required=True),
                Cell("operator_id", "id", refers="operators.operator_id"),
                _country(),
                *_text("city", required=True),
                _YEAR_IF_STATED,
                _one_of("indicator", values.UTILITY_INDICATORS),
                Cell("value", "number", True),
                *_text("unit", "source_type", required=True),
                *_text("note"),
                _source(),
            ),
            _ALL_THERE_IS,
        ),
        SourceTable(
            "outcomes",
            (
                *_text("mentee", required=True),
                _country(),
                *_text("mentor"),
                _one_of("indicator", values.OUTCOME_INDICATORS),
                _YEAR_IF_STATED,
                Cell("value", "range", True),
                *_text("unit", required=True),
                _one_of("phase", values.PHASES),
                _source(),
                Cell("operator_id", "id", refers="operators.operator_id"),
                Cell("covers", allowed=tuple(values.COVERS)),
                Cell("other_donors", "yes"),
            ),
            ("mentee", "mentor", "indicator", "year", "value", "phase", "source_id"),
        ),
        SourceTable(
            "motivation_types",
            (
                Cell("motivation", "id", True),
                *_text("label", required=True),
                _one_of("family", values.MOTIVE_FAMILIES),
                *_text("definition", required=True),
            ),
            ("motivation",),
        ),
        SourceTable("motivation_literature", (_MOTIVE, _source()), ("motivation", "source_id")),
        SourceTable(
            "motivation_evidence",
            (
                _OPERATOR,
                _MOTIVE,
                _one_of("said_by", values.SAID_BY),
                _YEAR_IF_STATED,
                *_text("paraphrase", required=True),
                _source(),
            ),
            ("operator_id", "motivation", "said_by", "source_id", "paraphrase"),
        ),
        SourceTable(
            "home_conditions",
            (
                _country(),
                *_text("condition", required=True),
                _one_of("present", values.PRESENT),
                Cell("since_year", "year"),
                *_text("detail", required=True),
                _source(),
            ),
            ("country_iso3", "condition", "detail"),
        ),
        SourceTable(
            "scaling_facts",
            (
                *_text("statement", required=True),
                _one_of("kind", values.SCALING_KINDS),
                *_text("figure"),
                _source(),
            ),
            ("statement",),
        ),
        SourceTable(
            "sources",
            (
                Cell("source_id", "id", True),
                *_text("title", "publisher"),
                Cell("url", "url"),
                Cell("year", "year"),
                *_text("licence"),
            ),
            ("source_id",),
        ),
    )
}
"""Every table of `geodata/sources`, by name."""
