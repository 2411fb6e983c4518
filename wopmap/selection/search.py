"""The index behind the text search, and the names to offer where a search finds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz

from wopmap.selection.filters import split_values
from wopmap.words import fold

NEAR = 74.0
"""Least likeness (0-100) of a name that is offered."""

LEAST_LETTERS = 3
MOST_OFFERED = 5
KINDS = ("country", "programme", "operator", "city")


@dataclass(frozen=True)
class Name:
    """A name one may search for.

    Attributes
    ----------
    text : str
        As it is written.
    kind : {"country", "programme", "operator", "city"}
    folded : str
        Without case and accents.
    """

    text: str
    kind: str
    folded: str


def names(partnerships: pd.DataFrame, operators: pd.DataFrame, countries: pd.DataFrame) -> tuple[Name, ...]:
    """Every operator, city, country and programme that some partnership names; each is found by its own text.

    Parameters
    ----------
    partnerships, operators, countries : DataFrame
        The layers.
    """
    members = {
        member
        for side in ("mentors", "mentees")
        for joined in partnerships[side].dropna()
        for member in split_values(joined)
    }
    taking_part = operators[operators["operator_id"].isin(members)]
    of_countries = countries[countries["iso3"].isin(taking_part["country_iso3"])]
    found = {
        "country": of_countries["name"],
        "programme": pd.concat([partnerships["programme"], partnerships["programme_as_stated"]]),
        "operator": pd.concat([taking_part["short_name"], taking_part["name"]]),
        "city": taking_part["city"],
    }
    once: dict[str, Name] = {}
    for kind in KINDS:
        for text in found[kind].dropna().astype(str).unique():
            folded = fold(text)
            if folded:
                once.setdefault(folded, Name(text, kind, folded))
    return tuple(once.values())


def near(text: str, known: Iterable[Name], most: int = MOST_OFFERED) -> list[Name]:
    """Names that look like what was typed, most alike first; for a search that finds nothing.

    A name is as like as its spelling is, or as each word typed is to the likest word of the name on average:
    ``nairoby water`` is near to ``Nairobi City Water and Sewerage Company``.

    Parameters
    ----------
    text : str
        What was typed; words under three letters count only as part of the whole.
    known : iterable of Name
    """
    typed = fold(text)
    words = [word for word in typed.split() if len(word) >= LEAST_LETTERS]
    if not words:
        return []
    scored = []
    for name in known:
        whole = fuzz.ratio(typed, name.folded)
        likeness = max(whole, _by_words(words, name.folded.split()))
        if likeness >= NEAR:
            scored.append((-likeness, -whole, KINDS.index(name.kind), name.text, name))
    return [name for *_, name in sorted(scored, key=lambda row: row[:4])[:most]]


def _by_words(typed: list[str], words: list[str]) -> float:
    """Likeness of the likest word to each word typed, on average."""
    long = [word for word in (word.strip("(),.;:-/") for word in words) if len(word) >= LEAST_LETTERS]
    if not long:
        return 0.0
    return sum(max(fuzz.ratio(one, word) for word in long) for one in typed) / len(typed)


def search_text(partnerships: pd.DataFrame, operators: pd.DataFrame, countries: pd.DataFrame) -> pd.Series:
    """Text in which a partnership is searched for.

    Parameters
    ----------
    partnerships, operators, countries : DataFrame
        The layers.

    Returns
    -------
    Series of str, index wop_id
        Names (short and full), cities and countries of mentors and mentees, programme (also as the
        source words it), facilitators, funders and what the source states; folded by
        `wopmap.words.fold`, so that case and accents do not matter.
    """
    country_names = dict(zip(countries["iso3"], countries["name"], strict=True))
    columns = ["operator_id", "name", "short_name", "city", "country_iso3"]
    of_operator = {
        ident: _joined([name, short, city, country_names.get(iso3), iso3])
        for ident, name, short, city, iso3 in operators[columns].itertuples(index=False)
    }
    own = ["programme", "programme_as_stated", "facilitators", "funders", "stated"]
    texts = {}
    for wop_id, mentors, mentees, *facts in partnerships[["wop_id", "mentors", "mentees", *own]].itertuples(
        index=False
    ):
        members = [m for side in (mentors, mentees) if not pd.isna(side) for m in split_values(side)]
        texts[wop_id] = fold(_joined([*(of_operator.get(m) for m in members), *facts]))
    return pd.Series(texts, dtype=object, name="search_text").rename_axis("wop_id")


def _joined(values: list[str | None]) -> str:
    # The bar keeps a word from being found across two facts.
    return " | ".join(str(v) for v in values if not pd.isna(v) and v)
