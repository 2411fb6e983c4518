"""Layers of figures: household water by zone, region and country; utilities; outcomes."""

from __future__ import annotations

from wopmap.layers import values
from wopmap.layers.places import CITED, ISO3, SOURCE
from wopmap.layers.schema import Column, Layer

_YEAR = Column("year", "integer", "Year of the figure.", "year", nullable=False)
_YEAR_IF_STATED = Column("year", "integer", "Year of the figure; missing = not stated.", "year")
_RESIDENCE = Column(
    "residence", "text", "Whose figure it is.", allowed=tuple(values.RESIDENCES), nullable=False
)


class ZoneUse(Layer):
    """Household water by zone, year and indicator."""

    name = "zone_use"
    meaning = (
        "Household water by zone: shares by year and indicator, from censuses and some sample "
        "surveys. The indicator of a census compares with that of another only where the notes say "
        "so."
    )
    row = "a zone, year and indicator"
    columns = (
        Column("city_id", "text", "City the zone belongs to.", nullable=False),
        Column("zone_id", "text", "Zone.", nullable=False),
        _YEAR,
        Column(
            "indicator",
            "text",
            "Water source or service the share is about.",
            allowed=values.ZONE_INDICATORS,
            nullable=False,
        ),
        Column("share", "share", "Share of the units of unit_basis.", "0 to 1", nullable=False),
        Column(
            "households_count",
            "integer",
            "Households of the share (numerator), where published.",
            "households",
        ),
        Column("persons_count", "integer", "Persons of the share (numerator), where published.", "persons"),
        Column("unit_basis", "text", "What is counted.", allowed=tuple(values.UNIT_BASES), nullable=False),
        Column(
            "households", "integer", "All households (or dwellings) of the zone (denominator).", "households"
        ),
        Column("population", "integer", "All persons of the zone (denominator).", "persons"),
        Column("derived", "yes/no", "Whether it is a sum of published categories.", nullable=False),
        SOURCE,
    )
    key = ("zone_id", "year", "indicator")
    sort = ("city_id", "zone_id", "year", "indicator")
    years = ("year",)
    licence = CITED


class ZoneNotes(Layer):
    """What to mind about figures of zones."""

    name = "zone_notes"
    meaning = "What to mind about the figures of zones: stands beside them wherever they are shown."
    row = "a note"
    columns = (
        ISO3,
        Column("city_id", "text", "City it is about; missing = all of the country."),
        Column("zone_level", "text", "Kind of zone it is about; missing = all."),
        Column("year", "integer", "Year it is about; missing = all.", "year"),
        Column("indicator", "text", "Indicator it is about; missing = all.", allowed=values.ZONE_INDICATORS),
        Column("note", "text", "The note.", nullable=False),
        SOURCE,
    )
    key = ("country_iso3", "city_id", "zone_level", "year", "indicator", "note")
    sort = ("country_iso3", "city_id", "zone_level", "year", "indicator", "note")
    years = ("year",)
    licence = CITED


class ZoneComparisons(Layer):
    """Which figures of zones mean the same in two years."""

    name = "zone_comparisons"
    meaning = (
        "Whether an indicator of zones means the same in two years. What no row speaks of is not to be "
        "compared."
    )
    row = "an indicator in two years of a country"
    columns = (
        ISO3,
        Column(
            "indicator",
            "text",
            "Indicator; missing = all that have no row of their own.",
            allowed=values.ZONE_INDICATORS,
        ),
        Column("year", "integer", "The earlier year.", "year", nullable=False),
        Column("other_year", "integer", "The later year.", "year", nullable=False),
        Column("comparable", "yes/no", "Whether they may be compared.", nullable=False),
        Column("reason", "text", "Why.", nullable=False),
        SOURCE,
        Column("source_id_2", "text", "Document of the other year, in the layer sources."),
    )
    key = ("country_iso3", "indicator", "year", "other_year")
    sort = ("country_iso3", "year", "other_year", "indicator")
    years = ("year", "other_year")
    licence = CITED


class CountryUse(Layer):
    """Household water by country: the JMP ladder."""

    name = "country_use"
    meaning = (
        "Household water by country, year and residence: WHO/UNICEF JMP estimates, 2021 edition. At "
        "least basic includes safely managed; at least basic, limited, unimproved and surface water "
        "add up to 1."
    )
    row = "a country, year, residence and indicator"
    columns = (
        ISO3,
        _YEAR,
        _RESIDENCE,
        Column(
            "indicator",
            "text",
            "Step of the ladder or property of the service.",
            allowed=tuple(values.COUNTRY_INDICATORS),
            nullable=False,
        ),
        Column("share", "share", "Share of the population; missing = no estimate, never 0.", "0 to 1"),
        Column("population", "integer", "Population of that residence.", "persons", nullable=False),
        SOURCE,
    )
    key = ("country_iso3", "year", "residence", "indicator")
    sort = ("country_iso3", "year", "residence", "indicator")
    years = ("year",)
    licence = CITED
    row_group_size = 16384


class RegionUse(Layer):
    """Household water by survey region and wealth quintile."""

    name = "region_use"
    meaning = (
        "Household water by survey region or wealth quintile: surveys, not estimates; regions change "
        "between surveys."
    )
    row = "a region, survey, residence and indicator"
    columns = (
        ISO3,
        Column("region", "text", "Name of the region or quintile; missing where the survey file names none."),
        Column("level", "text", "Kind of region.", allowed=values.REGION_LEVELS, nullable=False),
        _YEAR,
        _RESIDENCE,
        Column(
            "indicator",
            "text",
            "Water source or service the share is about.",
            allowed=values.REGION_INDICATORS,
            nullable=False,
        ),
        Column("share", "share", "Share of what unit names.", "0 to 1", nullable=False),
        Column(
            "unit",
            "text",
            "What the source gives: percent of population, or of households; here as a share.",
            nullable=False,
        ),
        Column("persons", "integer", "Persons of the region, where given.", "persons"),
        Column("survey", "text", "Survey.", nullable=False),
        SOURCE,
    )
    key = ("country_iso3", "region", "level", "year", "residence", "indicator", "survey")
    sort = ("country_iso3", "level", "region", "year", "residence", "indicator", "survey")
    years = ("year",)
    licence = CITED
    row_group_size = 16384


class HouseholdSize(Layer):
    """Average size of households by country."""

    name = "household_size"
    meaning = (
        "Average number of persons in a household by country; the source table carries no reference year."
    )
    row = "a country"
    columns = (
        ISO3,
        Column(
            "avg_household_size", "number", "Average household size.", "persons per household", nullable=False
        ),
        SOURCE,
    )
    key = ("country_iso3",)
    sort = ("country_iso3",)
    licence = CITED


class UtilityPerformance(Layer):
    """Indicators of utilities by year."""

    name = "utility_performance"
    meaning = (
        "Indicators of utilities by year. Brazil is the national reporting system; the rest are "
        "single figures from news and utility pages, contradictions kept as separate rows. "
        "Definitions differ: see unit."
    )
    row = "a figure on a utility"
    columns = (
        Column("utility", "text", "Name of the utility.", nullable=False),
        Column("operator_id", "text", "The same in the layer operators, where it is there."),
        ISO3,
        Column("city", "text", "City or municipality the figure is for.", nullable=False),
        _YEAR_IF_STATED,
        Column("indicator", "text", "Indicator.", allowed=values.UTILITY_INDICATORS, nullable=False),
        Column(
            "value",
            "number",
            "Value in the unit beside it; percent stays percent.",
            "see unit",
            nullable=False,
        ),
        Column("unit", "text", "Unit and definition as the source gives them.", nullable=False),
        Column("source_type", "text", "Kind of source.", nullable=False),
        Column("note", "text", "Remark, such as the financial year."),
        SOURCE,
    )
    key = ("utility", "city", "year", "indicator", "unit", "note", "source_id", "value")
    sort = ("country_iso3", "utility", "city", "indicator", "year", "value", "source_id")
    years = ("year",)
    licence = CITED


class Outcomes(Layer):
    """Values of mentees before, during and after."""

    name = "outcomes"
    meaning = (
        "Values reported for mentees before, during or after a partnership: often pilot zones and "
        "many donors, never an effect."
    )
    row = "a reported value"
    columns = (
        Column("mentee", "text", "Mentee or part of it, as the source names it.", nullable=False),
        ISO3,
        Column("mentor", "text", "Mentor as the source names it."),
        Column("indicator", "text", "Indicator.", allowed=values.OUTCOME_INDICATORS, nullable=False),
        _YEAR_IF_STATED,
        Column(
            "value_as_stated",
            "text",
            "Value as the source gives it; may be a range.",
            "see unit",
            nullable=False,
        ),
        Column(
            "value_low",
            "number",
            "Lower end of the value; the value itself where it is no range.",
            "see unit",
            nullable=False,
        ),
        Column(
            "value_high",
            "number",
            "Upper end of the value; the value itself where it is no range.",
            "see unit",
            nullable=False,
        ),
        Column("unit", "text", "Unit, with qualifiers such as about or more than.", nullable=False),
        Column("phase", "text", "When in the partnership.", allowed=tuple(values.PHASES), nullable=False),
        SOURCE,
        Column(
            "operator_id",
            "text",
            "The mentee in the layer operators; missing = the source does not tell which.",
        ),
        Column(
            "covers",
            "text",
            "What of that operator the value is for; missing where operator_id is.",
            allowed=tuple(values.COVERS),
        ),
        Column(
            "other_donors",
            "yes/no",
            "Whether the source says that others gave help, too.",
            nullable=False,
        ),
    )
    key = ("mentee", "mentor", "indicator", "year", "value_as_stated", "phase", "source_id")
    sort = ("country_iso3", "mentee", "mentor", "indicator", "year", "phase", "value_low", "source_id")
    years = ("year",)
    licence = CITED
