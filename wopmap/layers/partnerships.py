"""Layers of partnerships: the phases as sources describe them, and their flows from mentor to mentee."""

from __future__ import annotations

from wopmap.layers import values
from wopmap.layers.places import CITED, SOURCE
from wopmap.layers.schema import Column, Layer

# What partnerships and flows both carry.
_START = Column("start_year", "integer", "Year it began; missing = not stated.", "year")
_END = Column("end_year", "integer", "Year it ended or is to end; missing = not stated.", "year")
_STATUS = Column(
    "status",
    "text",
    "Status as of status_as_of, so an active one may be long over.",
    allowed=tuple(values.STATUSES),
    nullable=False,
)
_AS_OF = Column("status_as_of", "integer", "Year the status was stated for; missing = not known.", "year")
_KNOWN = Column(
    "known_active_year",
    "integer",
    "A year a page shows it under way in without saying when it began; never a start.",
    "year",
)
_FROM = Column(
    "active_from",
    "integer",
    "First year it counts as active: start_year, else known_active_year; missing = no year at all.",
    "year",
)
_TO = Column(
    "active_to",
    "integer",
    "Last year it counts as active: end_year, else the latest of start_year, known_active_year and, "
    "while the "
    "status is active, status_as_of.",
    "year",
)
_MODALITY = Column(
    "modality",
    "text",
    "Who helps whom, by one rule for all rows.",
    allowed=tuple(values.MODALITIES),
    nullable=False,
)
_PROGRAMME = Column("programme", "text", "Family of programmes.")
_TOPICS = Column("topics", "text", 'Topics, joined by ";".', allowed=tuple(values.TOPICS))
_SCOPE = Column(
    "scope",
    "text",
    "Whether it is a partnership in the strict sense.",
    allowed=tuple(values.SCOPES),
    nullable=False,
)
_MUTUAL = Column("mutual", "yes/no", "Whether no side is named mentor.", nullable=False)
_CONFIDENCE = Column("confidence", "text", "Who says so.", allowed=tuple(values.CONFIDENCES), nullable=False)
_WOP = Column("wop_id", "text", "Identifier of the partnership.", nullable=False)


class Partnerships(Layer):
    """Partnership phases as sources describe them."""

    name = "partnerships"
    meaning = "Water Operators' Partnerships, one phase a row, as a source describes it."
    row = "a phase of a partnership"
    columns = (
        _WOP,
        _START,
        _END,
        _STATUS,
        _MODALITY,
        _PROGRAMME,
        Column("facilitators", "text", 'Who brokered it, joined by ";".'),
        Column("funders", "text", 'Who paid, joined by ";".'),
        Column("budget_amount", "number", "Budget as stated, not converted.", "units of budget_currency"),
        Column("budget_currency", "text", "Currency of the budget, ISO 4217."),
        _TOPICS,
        _SCOPE,
        Column("scope_note", "text", "Why it is near to a partnership only."),
        _MUTUAL,
        _CONFIDENCE,
        SOURCE,
        _KNOWN,
        _AS_OF,
        Column("result", "text", "A reported change, where one was found."),
        Column(
            "source_id_2",
            "text",
            "Document result, status_as_of and known_active_year came from, in the layer sources.",
        ),
        Column("programme_as_stated", "text", "Programme in the wording of the source."),
        Column(
            "stated",
            "text",
            "What the source states, in our words: aims, scope, starting position, sometimes a result.",
        ),
        _FROM,
        _TO,
        Column("mentors", "text", 'Operators that give, in order, joined by ";".', nullable=False),
        Column("mentees", "text", 'Operators that receive, in order, joined by ";".', nullable=False),
        Column("n_mentors", "integer", "Number of mentors.", "operators", nullable=False),
        Column("n_mentees", "integer", "Number of mentees.", "operators", nullable=False),
    )
    key = ("wop_id",)
    sort = ("wop_id",)
    years = ("start_year", "end_year", "known_active_year", "status_as_of")
    licence = CITED


class Flows(Layer):
    """Pairs of mentor and mentee with the great circle between them."""

    name = "flows"
    meaning = (
        "Flows: each pair of mentor and mentee of a partnership, with the great circle between their "
        "seats, cut at 180 degrees."
    )
    row = "a pair of mentor and mentee"
    geometry = "MultiLineString"
    columns = (
        Column("flow_id", "text", "Identifier: wop_id/mentor>mentee.", nullable=False),
        _WOP,
        Column("mentor_id", "text", "Operator that gives.", nullable=False),
        Column("mentee_id", "text", "Operator that receives.", nullable=False),
        Column("mentor", "text", "Short name of the mentor.", nullable=False),
        Column("mentee", "text", "Short name of the mentee.", nullable=False),
        Column("mentor_country", "text", "Country of the mentor, ISO 3166-1 alpha-3.", nullable=False),
        Column("mentee_country", "text", "Country of the mentee, ISO 3166-1 alpha-3.", nullable=False),
        Column("mentor_region", "text", "UN M49 sub-region of the mentor.", allowed=values.SUB_REGIONS),
        Column("mentee_region", "text", "UN M49 sub-region of the mentee.", allowed=values.SUB_REGIONS),
        Column("mentor_lon", "number", "Longitude of the mentor's seat.", "degrees east", nullable=False),
        Column("mentor_lat", "number", "Latitude of the mentor's seat.", "degrees north", nullable=False),
        Column("mentee_lon", "number", "Longitude of the mentee's seat.", "degrees east", nullable=False),
        Column("mentee_lat", "number", "Latitude of the mentee's seat.", "degrees north", nullable=False),
        Column("distance_km", "number", "Length of the great circle.", "km", nullable=False),
        Column("domestic", "yes/no", "Whether both are in one country.", nullable=False),
        Column(
            "mentor_motives",
            "text",
            'Motive codes found for the mentor in motivation_evidence, joined by ";".',
        ),
        _START,
        _END,
        _KNOWN,
        _FROM,
        _TO,
        _STATUS,
        _AS_OF,
        _MODALITY,
        _PROGRAMME,
        _TOPICS,
        _SCOPE,
        _CONFIDENCE,
        _MUTUAL,
        SOURCE,
    )
    key = ("flow_id",)
    sort = ("hilbert", "flow_id")
    years = ("start_year", "end_year", "known_active_year", "status_as_of")
    licence = CITED
