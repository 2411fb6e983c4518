"""Layers of places: countries, operators, cities and their zones."""

from __future__ import annotations

from wopmap.layers import values
from wopmap.layers.schema import Column, Layer

CITED = (
    "Facts, cited to the sources named in each row; the terms of those producers apply where they "
    "state any (column licence of the layer sources)."
)
NATURAL_EARTH = (
    "Outlines: public domain (Natural Earth). Names and groupings: cited to the UN Statistics Division."
)

LON = Column("lon", "number", "Longitude of the point, WGS 84.", "degrees east, -180 to 180")
LAT = Column("lat", "number", "Latitude of the point, WGS 84.", "degrees north, -90 to 90")
ISO3 = Column("country_iso3", "text", "Country, ISO 3166-1 alpha-3 code.", nullable=False)
SOURCE = Column("source_id", "text", "Document that says so, in the layer sources.", nullable=False)


class Countries(Layer):
    """Countries and land without a country at 1:50m."""

    name = "countries"
    meaning = (
        "Countries with their UN regions and outlines at 1:50m (1:10m where that scale leaves a country out), "
        "cut at 180 degrees and closed over the pole; land without a country code as well."
    )
    row = "a country or territory with an ISO code, or a piece of land without one"
    geometry = "MultiPolygon"
    columns = (
        Column(
            "iso3",
            "text",
            "ISO 3166-1 alpha-3 code; XKX Kosovo, CHI Channel Islands; missing = land without a country.",
        ),
        Column("m49", "text", "UN M49 code, three digits; missing where M49 lists no such entry."),
        Column("name", "text", "Short name in English.", nullable=False),
        Column("region", "text", "UN M49 region.", allowed=values.REGIONS),
        Column(
            "sub_region",
            "text",
            "UN M49 sub-region: THE region of filters and regional flows.",
            allowed=values.SUB_REGIONS,
        ),
        Column("intermediate_region", "text", "UN M49 intermediate region, where there is one."),
        Column("note", "text", "Remark on the entry or its outline."),
        Column(
            "lon",
            "number",
            "Longitude of a label point well inside the largest part; missing without outline.",
            LON.unit,
        ),
        Column("lat", "number", "Latitude of that label point.", LAT.unit),
        Column("source_id", "text", "Document that lists the entry, in the layer sources.", nullable=False),
        Column(
            "outline_scale",
            "text",
            "Scale of the outline; missing = no outline.",
            allowed=("1:10m", "1:50m", "1:110m"),
        ),
        Column("outline_source_id", "text", "Where the outline comes from, in the layer sources."),
    )
    key = ("iso3", "name")
    sort = ("hilbert", "iso3", "name")
    licence = NATURAL_EARTH


class CountriesSmallScale(Countries):
    """The same at 1:110m, for views of the world."""

    name = "countries_110m"
    meaning = (
        "The same rows with outlines at 1:110m, for views of the whole world; small countries have "
        "none at this scale. Label points are those of the layer countries."
    )


class Operators(Layer):
    """Utilities and other partners at their seats."""

    name = "operators"
    meaning = "Utilities and other partners, placed at their seat with the precision of a city."
    row = "a utility or other partner"
    geometry = "Point"
    columns = (
        Column("operator_id", "text", "Identifier.", nullable=False),
        Column("name", "text", "Full name.", nullable=False),
        Column("short_name", "text", "Name for maps and tables.", nullable=False),
        ISO3,
        Column("country", "text", "Name of the country.", nullable=False),
        Column("sub_region", "text", "UN M49 sub-region of the country.", allowed=values.SUB_REGIONS),
        Column("city", "text", "City of its seat.", nullable=False),
        LON,
        LAT,
        Column(
            "kind",
            "text",
            "Kind of operator; group = a collective voice, not an operator.",
            allowed=tuple(values.OPERATOR_KINDS),
            nullable=False,
        ),
        Column(
            "placeholder",
            "yes/no",
            "Whether the source names no operator and this row stands in for it.",
            nullable=False,
        ),
        Column("source_id", "text", SOURCE.meaning),
    )
    key = ("operator_id",)
    sort = ("hilbert", "operator_id")
    licence = CITED


class Cities(Layer):
    """Cities, counties or districts for which a census or survey gives figures by zone."""

    name = "cities"
    meaning = "Cities (or counties and districts, see their name) with household water figures by zone."
    row = "a city"
    geometry = "Point"
    columns = (
        Column("city_id", "text", "Identifier.", nullable=False),
        Column("city", "text", "Name.", nullable=False),
        ISO3,
        Column("zone_levels", "text", 'Kinds of zones with figures, joined by ";".', nullable=False),
        Column("years", "text", 'Years with figures, joined by ";".', nullable=False),
        Column("zones", "integer", "Number of zones.", "zones", nullable=False),
        LON,
        LAT,
        Column("zones_with_point", "integer", "Zones the source table could place; missing = none.", "zones"),
        Column("operator_ids", "text", 'Operators that serve the city, joined by ";".'),
        Column(
            "source_ids",
            "text",
            'Documents the figures of its zones come from, joined by ";".',
            nullable=False,
        ),
    )
    key = ("city_id",)
    sort = ("hilbert", "city_id")
    licence = CITED


class Zones(Layer):
    """Zones of cities with their outlines."""

    name = "zones"
    meaning = (
        "Zones of cities. Outlines are Voronoi cells of the points of zones, clipped to land and to a sensible "
        "distance, unless real ones were brought: geometry_method says which, and voronoi is approximate. A zone "
        "whose place is approximate is a point to be drawn as a symbol (lon, lat); one whose place is weak or not "
        "known stays in tables and charts."
    )
    row = "a zone of a city"
    geometry = "MultiPolygon"
    columns = (
        Column("zone_id", "text", "Identifier: city/level/name or code.", nullable=False),
        Column("city_id", "text", "City it belongs to.", nullable=False),
        Column(
            "zone_level",
            "text",
            "Kind of zone as its census calls it (ward, sub-county, GN division, ...).",
            nullable=False,
        ),
        Column(
            "level",
            "text",
            "Level the kind belongs to: kinds that lie beside each other share one; levels nest and "
            "are never added up.",
            nullable=False,
        ),
        Column("level_label", "text", "Name of the level, for one zone.", nullable=False),
        Column("level_label_plural", "text", "Name of the level, for several zones.", nullable=False),
        Column(
            "level_rank",
            "integer",
            "1 = the largest zones; zones of a higher rank lie inside those of a lower one.",
            nullable=False,
        ),
        Column("zone_code", "text", "Code in its census."),
        Column("zone_name", "text", "Name.", nullable=False),
        Column("parent_zone", "text", "Larger unit it lies in."),
        Column(
            "place_quality",
            "text",
            "How well its place is known.",
            allowed=tuple(values.PLACE_QUALITIES),
            nullable=False,
        ),
        LON,
        LAT,
        Column("point_note", "text", "How the point was found and how exact it is."),
        Column(
            "geometry_method",
            "text",
            "How the outline was made: voronoi = approximate, boundary = brought by a user; missing = "
            "no outline.",
            allowed=("voronoi", "boundary"),
        ),
        Column(
            "source_ids",
            "text",
            'Documents the figures of the zone come from, joined by ";".',
            nullable=False,
        ),
    )
    key = ("zone_id",)
    sort = ("city_id", "hilbert", "zone_id")
    licence = CITED


class ServiceAreas(Layer):
    """Where operators serve."""

    name = "service_areas"
    meaning = (
        "Operators named with a city that has figures by zone: the zones of their cities as one area, what the "
        "latest census says of piped water there, and the coverage the utility itself reports. The two differ: "
        "area, year and definition are not the same. The area is that of the zones, not the limits of the "
        "operator's licence; where shared_with is filled several operators are named with the same zones. "
        "Associations have no row."
    )
    row = "an operator"
    geometry = "MultiPolygon"
    columns = (
        Column("operator_id", "text", "Operator, in the layer operators.", nullable=False),
        Column("operator", "text", "Its short name.", nullable=False),
        ISO3,
        Column("city_ids", "text", 'Cities it is named with, joined by ";".', nullable=False),
        Column("shared_with", "text", 'Other operators named with some of these cities, joined by ";".'),
        Column(
            "method",
            "text",
            "How the area was made: zones = union of the zones of its cities, boundary = brought by a "
            "user; missing = no zone has an outline.",
            allowed=("zones", "boundary"),
        ),
        Column(
            "zones",
            "integer",
            "Zones counted; of each city the finest level, none inside another.",
            "zones",
        ),
        Column("year", "integer", "Latest census with counts of piped water.", "year"),
        Column(
            "indicator",
            "text",
            "Indicator that stands for piped water there.",
            allowed=values.ZONE_INDICATORS,
        ),
        Column("unit_basis", "text", "What is counted.", allowed=tuple(values.UNIT_BASES)),
        Column("households", "integer", "All households of the zones.", "households"),
        Column("persons", "integer", "All persons of the zones, where these are counted.", "persons"),
        Column("share", "share", "Share of these using piped water in that census.", "0 to 1"),
        Column("source_ids", "text", 'Documents of the census, joined by ";".'),
        Column(
            "reported_share",
            "share",
            "Coverage the utility itself reports, the latest figure.",
            "0 to 1",
        ),
        Column("reported_year", "integer", "Year of that figure; missing = not stated.", "year"),
        Column(
            "reported_figures",
            "integer",
            "Coverage figures on file; they may contradict each other.",
            "figures",
            nullable=False,
        ),
        Column("reported_source_id", "text", "Document of that figure, in the layer sources."),
    )
    key = ("operator_id",)
    sort = ("hilbert", "operator_id")
    years = ("year",)
    licence = CITED
