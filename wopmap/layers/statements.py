"""Layers of statements: motives, conditions at home, facts on scaling up, and the documents behind them."""

from __future__ import annotations

from wopmap.layers import values
from wopmap.layers.places import CITED, ISO3, SOURCE
from wopmap.layers.schema import Column, Layer

OWN_WORDS = "Own wording of the atlas; the documents it rests on are cited."
_MOTIVE = Column("motivation", "text", "Code of the motive, in the layer motivation_types.", nullable=False)


class MotivationTypes(Layer):
    """Motives of mentors."""

    name = "motivation_types"
    meaning = "Motives of mentors, with the family they belong to."
    row = "a motive"
    columns = (
        Column("motivation", "text", "Code.", nullable=False),
        Column("label", "text", "Label.", nullable=False),
        Column("family", "text", "Family of motives.", allowed=tuple(values.MOTIVE_FAMILIES), nullable=False),
        Column("definition", "text", "Definition.", nullable=False),
    )
    key = ("motivation",)
    sort = ("motivation",)
    licence = OWN_WORDS


class MotivationLiterature(Layer):
    """Documents that discuss a motive."""

    name = "motivation_literature"
    meaning = "Documents that discuss a motive."
    row = "a motive in a document"
    columns = (_MOTIVE, SOURCE)
    key = ("motivation", "source_id")
    sort = ("motivation", "source_id")
    licence = OWN_WORDS


class MotivationEvidence(Layer):
    """Statements on why a mentor helps."""

    name = "motivation_evidence"
    meaning = "Statements on why a mentor helps: a reading of what is said, not a sample."
    row = "a statement on a mentor"
    columns = (
        Column("operator_id", "text", "The mentor, in the layer operators.", nullable=False),
        _MOTIVE,
        Column("said_by", "text", "Who says so.", allowed=tuple(values.SAID_BY), nullable=False),
        Column("year", "integer", "Year of the statement; missing = not stated.", "year"),
        Column("paraphrase", "text", "The statement in our words.", nullable=False),
        SOURCE,
    )
    key = ("operator_id", "motivation", "said_by", "source_id", "paraphrase")
    sort = ("operator_id", "motivation", "year", "source_id", "paraphrase")
    years = ("year",)
    licence = CITED


class HomeConditions(Layer):
    """Conditions in the mentor's own country."""

    name = "home_conditions"
    meaning = "Conditions in the mentor's own country that bear on its motives."
    row = "a condition in a country"
    columns = (
        ISO3,
        Column("condition", "text", "The condition.", nullable=False),
        Column("present", "text", "Whether it holds.", allowed=tuple(values.PRESENT), nullable=False),
        Column("since_year", "integer", "Since when; missing = not stated.", "year"),
        Column("detail", "text", "What is known, in our words.", nullable=False),
        SOURCE,
    )
    key = ("country_iso3", "condition", "detail")
    sort = ("country_iso3", "condition", "since_year", "detail")
    years = ("since_year",)
    licence = CITED


class ScalingFacts(Layer):
    """Barriers to and enablers of scaling up."""

    name = "scaling_facts"
    meaning = (
        'Barriers to and enablers of scaling up, with a figure where one is given; "Derived by the '
        'compiler" marks our own arithmetic.'
    )
    row = "a statement"
    columns = (
        Column("statement", "text", "The statement in our words.", nullable=False),
        Column("kind", "text", "Barrier or enabler.", allowed=tuple(values.SCALING_KINDS), nullable=False),
        Column("figure", "text", "Figure with its unit, as stated."),
        SOURCE,
    )
    key = ("statement",)
    sort = ("kind", "statement")
    licence = CITED


class Sources(Layer):
    """Documents behind the facts."""

    name = "sources"
    meaning = "Documents every fact of the other layers is cited to."
    row = "a document"
    columns = (
        Column("source_id", "text", "Identifier.", nullable=False),
        Column("title", "text", "Title, where known."),
        Column("publisher", "text", "Publisher or site."),
        Column("url", "text", "Address."),
        Column("year", "integer", "Year of the document; missing = not stated.", "year"),
        Column("licence", "text", "Licence of the document or its data, only where truly known."),
    )
    key = ("source_id",)
    sort = ("source_id",)
    years = ("year",)
    licence = "Bibliographic facts, free to use."
