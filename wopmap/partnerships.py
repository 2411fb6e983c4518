"""Partnerships in words: the table people read and the card with everything that is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wopmap import labels
from wopmap.labels import Term
from wopmap.selection.filters import split_values
from wopmap.words import grouped

Row = dict[Any, Any]
"""One row of the layer by column, a missing value being None."""

NOT_STATED = "not stated"
COLUMNS = {
    "wop_id": "Identifier of the partnership.",
    "mentors": "Operators that give help.",
    "from_countries": "Countries of the mentors.",
    "mentees": "Operators that receive help.",
    "to_countries": "Countries of the mentees.",
    "years": "Years as stated.",
    "status": "Status as of the year of the source.",
    "modality": "Who helps whom.",
    "programme": "Programme it belongs to.",
    "topics": "What it is about.",
    "budget": "Budget as stated, not converted.",
    "result": "A reported change.",
    "stated": "What the source states.",
    "confidence": "Who says so.",
    "scope": "Whether it is a partnership in the strict sense.",
    "source": "Document.",
    "source_url": "Its address.",
}
"""Columns of the table for people."""


@dataclass(frozen=True)
class Fact:
    """One line of a card: a heading and words for it."""

    name: str
    words: str
    meaning: str = ""


@dataclass(frozen=True)
class Source:
    """A document behind a card: a title to show, and its address where it has one."""

    title: str
    url: str | None


@dataclass(frozen=True)
class Card:
    """Everything known of one partnership, worded.

    Attributes
    ----------
    title : str
        Mentors, an arrow, mentees.
    mentors, mentees : tuple of str
        Full name, city and country of each operator.
    stated, result : str
        What the source states, and a reported change; empty where there is none. Neither is a measured
        effect.
    facts : tuple of Fact
        Years, status, modality, programme, topics, money, who brokered and paid, confidence, scope.
    sources : tuple of Source
    """

    wop_id: str
    title: str
    mentors: tuple[str, ...]
    mentees: tuple[str, ...]
    stated: str
    result: str
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]


def card(
    wop_id: str, partnerships: pd.DataFrame, operators: pd.DataFrame, sources: pd.DataFrame
) -> Card | None:
    """The card of a partnership; None where the layer has no such partnership.

    Parameters
    ----------
    wop_id : str
    partnerships, operators, sources : DataFrame
        The layers.
    """
    rows = partnerships[partnerships["wop_id"] == wop_id]
    if rows.empty:
        return None
    row: Row = {name: None if pd.isna(value) else value for name, value in rows.iloc[0].items()}
    known = operators.set_index("operator_id")
    mentors, mentees = (split_values(row[side]) for side in ("mentors", "mentees"))
    short = [
        ", ".join(str(known["short_name"].get(member, member)) for member in side)
        for side in (mentors, mentees)
    ]
    arrow = "\u2194" if row["mutual"] else "\u2192"
    return Card(
        wop_id=wop_id,
        title=f"{short[0]} {arrow} {short[1]}",
        mentors=tuple(_full_name(known, member) for member in mentors),
        mentees=tuple(_full_name(known, member) for member in mentees),
        stated=str(row["stated"] or ""),
        result=str(row["result"] or ""),
        facts=_facts(row),
        sources=_sources(row, sources),
    )


def table(
    partnerships: pd.DataFrame,
    operators: pd.DataFrame,
    countries: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Partnerships as people read them, one a row, in the order given; columns as in `COLUMNS`.

    Parameters
    ----------
    partnerships : DataFrame
        Rows of the layer.
    operators, countries, sources : DataFrame
        The layers.
    """
    names = operators.set_index("operator_id")["short_name"].to_dict()
    of_country = operators.set_index("operator_id")["country_iso3"].to_dict()
    country_names = dict(zip(countries["iso3"], countries["name"], strict=True))
    documents = {row.source_id: row for row in sources.itertuples(index=False)}

    def places(members: tuple[str, ...]) -> str:
        codes = dict.fromkeys(of_country.get(member) for member in members)
        return ", ".join(str(country_names.get(code, code)) for code in codes)

    rows = []
    for values in partnerships.to_dict("records"):
        row: Row = {name: None if pd.isna(value) else value for name, value in values.items()}
        mentors, mentees = (split_values(row[side]) for side in ("mentors", "mentees"))
        cited = document(row["source_id"], documents)
        rows.append(
            {
                "wop_id": row["wop_id"],
                "mentors": ", ".join(str(names.get(member, member)) for member in mentors),
                "from_countries": places(mentors),
                "mentees": ", ".join(str(names.get(member, member)) for member in mentees),
                "to_countries": places(mentees),
                "years": years_in_words(row),
                "status": status_in_words(row),
                "modality": labels.label(labels.MODALITIES, row["modality"]),
                "programme": row["programme"],
                "topics": ", ".join(
                    labels.label(labels.TOPICS, topic) for topic in split_values(row["topics"])
                ),
                "budget": budget_in_words(row) or None,
                "result": row["result"],
                "stated": row["stated"],
                "confidence": row["confidence"],
                "scope": labels.label(labels.SCOPE, row["scope"]),
                "source": cited.title,
                "source_url": cited.url,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def years_in_words(row: Row) -> str:
    """``2014 to 2017``, ``from 2014, end not stated``, ``start not stated, seen active in 2019`` ..."""
    start, end, seen = (row[name] for name in ("start_year", "end_year", "known_active_year"))
    if start is not None and end is not None:
        return f"{start}" if start == end else f"{start} to {end}"
    if start is not None:
        return f"from {start}, end not stated"
    if seen is not None:
        ending = f", ended {end}" if end is not None else ""
        return f"start not stated, seen active in {seen}{ending}"
    if end is not None:
        return f"start not stated, until {end}"
    return "years not stated"


def status_in_words(row: Row) -> str:
    """Status with the year it was stated for: a source of 2012 cannot say what is active today."""
    name = labels.label(labels.STATUS, row["status"])
    if row["status"] == "unknown":
        return name
    return f"{name} (as of {row['status_as_of'] or 'a year not stated'})"


def budget_in_words(row: Row) -> str:
    """Money as stated, not converted; empty where none is stated."""
    if row["budget_amount"] is None:
        return ""
    return f"{grouped(row['budget_amount'])} {row['budget_currency'] or ''}".strip()


def topics_in_words(row: Row) -> list[str]:
    """Labels of the topics."""
    return [labels.label(labels.TOPICS, topic) for topic in split_values(row["topics"])]


def _full_name(operators: pd.DataFrame, member: str) -> str:
    if member not in operators.index:
        return member
    row = operators.loc[member]
    name, short = row["name"], row["short_name"]
    parts = [f"{name} ({short})" if not pd.isna(short) and short != name else str(name)]
    parts += [str(row[column]) for column in ("city", "country") if not pd.isna(row[column])]
    kind = labels.label(labels.KINDS, row["kind"]) if not pd.isna(row["kind"]) else ""
    return ", ".join(parts) + (f" - {kind.lower()}" if kind else "")


def _facts(row: Row) -> tuple[Fact, ...]:
    topics, budget = ", ".join(topics_in_words(row)), budget_in_words(row)
    programme = row["programme"] or NOT_STATED
    if row["programme_as_stated"] and row["programme_as_stated"] != row["programme"]:
        programme += f' (in the source: "{row["programme_as_stated"]}")'
    scope = labels.term(labels.SCOPE, row["scope"])
    facts = [
        Fact("Years", years_in_words(row)),
        Fact("Status", status_in_words(row), labels.term(labels.STATUS, row["status"]).meaning),
        _coded("Modality", labels.term(labels.MODALITIES, row["modality"])),
        Fact("Programme", programme),
        Fact("Topics", topics or NOT_STATED),
        Fact("Budget", f"{budget} (as stated, not converted)" if budget else NOT_STATED),
        Fact("Brokered by", _joined(row["facilitators"])),
        Fact("Paid by", _joined(row["funders"])),
        _coded("Confidence", labels.term(labels.CONFIDENCE, row["confidence"])),
        Fact("Scope", scope.label + (f": {row['scope_note']}" if row["scope_note"] else ""), scope.meaning),
    ]
    if row["mutual"]:
        facts.append(Fact("Roles", "The sources name no side mentor: help goes both ways."))
    return tuple(facts)


def _coded(name: str, term: Term) -> Fact:
    return Fact(name, term.label, term.meaning)


def _joined(values: str | None) -> str:
    return ", ".join(split_values(values)) or NOT_STATED


def _sources(row: Row, sources: pd.DataFrame) -> tuple[Source, ...]:
    wanted = dict.fromkeys(s for s in (row["source_id"], row["source_id_2"]) if s)
    documents = {
        found.source_id: found for found in sources[sources["source_id"].isin(wanted)].itertuples(index=False)
    }
    return tuple(document(source_id, documents) for source_id in wanted)


def document(source_id: str, documents: dict) -> Source:
    """Title, publisher and year of a document as one line, and its address."""
    found = documents.get(source_id)
    if found is None:
        return Source(source_id, None)
    stated = [None if pd.isna(v) else str(v) for v in (found.title, found.publisher, found.year)]
    title = ", ".join(part for part in stated if part) or source_id
    return Source(title, None if pd.isna(found.url) else str(found.url))
