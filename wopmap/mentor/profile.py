"""Everything known of one mentor, ready to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pandas as pd

from wopmap import labels, motives
from wopmap.mentor.chains import chains, one_way
from wopmap.mentor.languages import official, shared
from wopmap.mentor.reading import Facts
from wopmap.partnerships import document, years_in_words
from wopmap.selection import split_values
from wopmap.words import quoted

PARTNERSHIPS = {
    "wop_id": "Identifier of the partnership.",
    "partners": "Mentees, or mentors where it is helped itself.",
    "countries": "Their countries.",
    "years": "Years as stated.",
    "active_from": "First year it counts as active; missing = no year at all.",
    "active_to": "Last year it counts as active.",
    "end_stated": "Whether the end is stated.",
    "programme": "Programme it belongs to.",
    "topics": "What it is about.",
    "source_id": "Document, in the layer sources.",
    "source": "Title, publisher and year of the document.",
    "source_url": "Its address.",
}
"""Columns of the partnerships of a mentor."""


class UnknownMentor(ValueError):
    """No operator of that id is a mentor, nor is there a statement on it."""


@dataclass(frozen=True, eq=False)
class Mentor:
    """One mentor.

    Attributes
    ----------
    partnerships, past : DataFrame
        As mentor, and as mentee; columns as in `PARTNERSHIPS`.
    mentees : DataFrame
        mentee_id, mentee, country_iso3, country, partnerships, first_year, distance_km, languages (official in both
        countries, joined by ", "; empty for none, missing where not known).
    topics : tuple of (str, int)
        Label and number of partnerships, most first.
    statements, mix : DataFrame, dict
        Statements on its motives; statements by family.
    conditions : DataFrame
        Conditions in its country.
    chains : DataFrame
        Help handed on (`wopmap.mentor.chains.chains`), with this operator in the middle.
    """

    identity: str
    name: str
    short_name: str
    country_iso3: str
    country: str
    city: str
    kind: str
    partnerships: pd.DataFrame
    past: pd.DataFrame
    mentees: pd.DataFrame
    topics: tuple[tuple[str, int], ...]
    statements: pd.DataFrame
    mix: dict[str, int]
    conditions: pd.DataFrame
    chains: pd.DataFrame

    @cached_property
    def abroad(self) -> pd.DataFrame:
        """Mentees in other countries."""
        return self.mentees[(self.mentees["country_iso3"] != self.country_iso3).to_numpy(dtype=bool)]

    @cached_property
    def sharing(self) -> tuple[int, int]:
        """Mentees abroad in a country that shares an official language, and mentees abroad where that is known."""
        known = self.abroad["languages"].dropna()
        return int((known != "").sum()), len(known)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Documents behind all of it."""
        found: set[str] = set()
        for table in (self.partnerships, self.past, self.statements, self.conditions):
            for cell in table["source_id"].dropna():
                found.update(split_values(str(cell)))
        return tuple(sorted(found))


def profile(identity: str, facts: Facts) -> Mentor:
    """Gather what is known of one mentor.

    Parameters
    ----------
    identity : str
        ``operator_id``.
    facts : Facts

    Raises
    ------
    UnknownMentor
        If it is in no partnership as mentor and no statement is about it.
    """
    said = facts.statements[(facts.statements["mentor_id"] == identity).to_numpy(dtype=bool)]
    mine = facts.flows[(facts.flows["mentor_id"] == identity).to_numpy(dtype=bool)]
    if said.empty and mine.empty:
        raise UnknownMentor(_unknown(identity, facts))
    row = facts.operators.set_index("operator_id").loc[identity]
    before = one_way(facts.flows)
    before = before[(before["mentee_id"] == identity).to_numpy(dtype=bool)]
    country = str(row["country_iso3"])
    topics = Counter(
        topic
        for joined in mine.drop_duplicates("wop_id")["topics"].dropna()
        for topic in split_values(str(joined))
    )
    return Mentor(
        identity=identity,
        name=str(row["name"]),
        short_name=str(row["short_name"]),
        country_iso3=country,
        country=str(row["country"]),
        city="" if pd.isna(row["city"]) else str(row["city"]),
        kind=labels.label(labels.KINDS, str(row["kind"])),
        partnerships=_partnerships(mine, "mentee", facts),
        past=_partnerships(before, "mentor", facts),
        mentees=_mentees(mine, facts.operators),
        topics=tuple(
            (labels.label(labels.TOPICS, code), number)
            for code, number in sorted(topics.items(), key=lambda item: (-item[1], item[0]))
        ),
        statements=said.reset_index(drop=True),
        mix={family: int((said["family"] == family).sum()) for family in motives.FAMILIES},
        conditions=facts.conditions[(facts.conditions["country_iso3"] == country).to_numpy(dtype=bool)],
        chains=chains(facts.flows, identity),
    )


def _unknown(identity: str, facts: Facts) -> str:
    known = sorted(facts.mentors | set(facts.statements["mentor_id"].astype(str)))
    close = get_close_matches(identity, known, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"No mentor is called {quoted(identity)}.{hint}"


def _partnerships(flows: pd.DataFrame, other: str, facts: Facts) -> pd.DataFrame:
    """Partnerships of some flows, one a row, the earliest first."""
    phases = facts.partnerships.set_index("wop_id")
    documents = {row.source_id: row for row in facts.sources.itertuples(index=False)}
    names = facts.operators.set_index("operator_id")["country"].to_dict()
    rows = []
    for wop_id, group in flows.groupby(flows["wop_id"].astype(str), sort=True):
        values = phases.loc[wop_id]
        stated = {name: None if pd.isna(value) else value for name, value in values.items()}
        cited = document(str(stated["source_id"]), documents)
        rows.append(
            {
                "wop_id": wop_id,
                "partners": ", ".join(dict.fromkeys(group[other].astype(str))),
                "countries": ", ".join(
                    dict.fromkeys(str(names[i]) for i in group[f"{other}_id"].astype(str))
                ),
                "years": years_in_words(stated),
                "active_from": stated["active_from"],
                "active_to": stated["active_to"],
                "end_stated": stated["end_year"] is not None,
                "programme": stated["programme"],
                "topics": ", ".join(labels.label(labels.TOPICS, t) for t in split_values(stated["topics"])),
                "source_id": ";".join(
                    dict.fromkeys(s for s in (stated["source_id"], stated["source_id_2"]) if s)
                ),
                "source": cited.title,
                "source_url": cited.url,
            }
        )
    table = pd.DataFrame(rows, columns=list(PARTNERSHIPS)).astype(
        {"active_from": "Int64", "active_to": "Int64"}
    )
    return table.sort_values(["active_from", "active_to", "wop_id"], na_position="last", ignore_index=True)


def _mentees(flows: pd.DataFrame, operators: pd.DataFrame) -> pd.DataFrame:
    """The mentees of some flows of one mentor, those in most partnerships first."""
    country = operators.set_index("operator_id")["country"].to_dict()
    frame = pd.DataFrame(
        {
            "mentee_id": flows["mentee_id"].astype(str),
            "mentee": flows["mentee"].astype(str),
            "country_iso3": flows["mentee_country"].astype(str),
            "home": flows["mentor_country"].astype(str),
            "wop_id": flows["wop_id"].astype(str),
            "active_from": flows["active_from"].astype("Int64"),
            "distance_km": flows["distance_km"].astype(float),
        }
    )
    table = (
        frame.groupby("mentee_id", sort=True)
        .agg(
            mentee=("mentee", "first"),
            country_iso3=("country_iso3", "first"),
            home=("home", "first"),
            partnerships=("wop_id", "nunique"),
            first_year=("active_from", "min"),
            distance_km=("distance_km", "first"),
        )
        .reset_index()
    )
    table["country"] = [country.get(i) for i in table["mentee_id"]]
    table["languages"] = [
        ", ".join(shared(a, b)) if official(a) and official(b) else None
        for a, b in zip(table["home"], table["country_iso3"], strict=True)
    ]
    columns = [
        "mentee_id",
        "mentee",
        "country_iso3",
        "country",
        "partnerships",
        "first_year",
        "distance_km",
        "languages",
    ]
    return table.sort_values(["partnerships", "mentee"], ascending=[False, True], ignore_index=True)[columns]
