"""Selections from links: every value that is not known is named in a sentence, the others are honoured."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from wopmap.labels import MODES, SIDES
from wopmap.selection.vocabulary import FIELDS, Field, Terms, Vocabulary
from wopmap.words import clean, counted, listed, quoted

MOST_TEXT = 100
"""Longest search text, in characters."""

MOST_NAMED = 3
"""So many unknown values of one parameter are named one by one; the rest are counted."""

PARAMETERS = (*(f.parameter for f in FIELDS), "side", "years", "mode", "q")
_YEARS = re.compile(r"([0-9]{1,6})(?:\s*(?:-|–|—|\.\.|to)\s*([0-9]{1,6}))?")


def read_link(
    params: Mapping[str, Any], vocabulary: Vocabulary, allowed_extra: Collection[str] = ()
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Arguments of a `Selection` and the sentences about what could not be honoured.

    Never raises, whatever the values are.
    """
    given = {_text(key): _texts(value) for key, value in params.items()}
    problems: list[str] = []
    found: dict[str, Any] = {}
    for field in FIELDS:
        found[field.name] = _listed_values(field, given.get(field.parameter, []), vocabulary, problems)
    found["side"] = _choice("side", SIDES, given.get("side", []), problems)
    found["mode"] = _choice("mode", MODES, given.get("mode", []), problems)
    found["years"] = _years(given.get("years", []), vocabulary.years, problems)
    found["text"] = _search(given.get("q", []), problems)
    _strangers([k for k in given if k not in PARAMETERS and k not in allowed_extra], allowed_extra, problems)
    return found, tuple(problems)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else str(value)


def _texts(value: object) -> list[str]:
    """Values of one parameter as a list of texts; empty ones ask for nothing."""
    if value is None:
        return []
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [t for t in (_text(v) for v in value) if t.strip()]
    return [t for t in [_text(value)] if t.strip()]


def _listed_values(field: Field, given: list[str], vocabulary: Vocabulary, problems: list[str]) -> list[str]:
    known = vocabulary.terms(field.name)
    spelt = {code.casefold(): code for code in known}
    asked = dict.fromkeys(part.strip() for text in given for part in text.split(",") if part.strip())
    good = list(dict.fromkeys(spelt[a.casefold()] for a in asked if a.casefold() in spelt))
    bad = [a for a in asked if a.casefold() not in spelt]
    if not bad:
        return good
    shown = listed([known[code].label for code in good], most=4, more=f"more {field.many}")
    instead = f"showing {shown} only" if good else f"showing all {field.many}"
    for value in bad[:MOST_NAMED]:
        near = vocabulary.nearest(field.name, value)
        hint = f" Did you mean {_named(near, known)}?" if near else ""
        problems.append(
            f"This link asked for {field.one} {quoted(value)}, which is not in the data; {instead}.{hint}"
        )
    if len(bad) > MOST_NAMED:
        rest = counted(len(bad) - MOST_NAMED, f"more {field.one}", f"more {field.many}")
        problems.append(f"This link asked for {rest} not in the data; {instead}.")
    return good


def _named(code: str, known: Terms) -> str:
    label = known[code].label
    return code if label == code else f"{code} ({label})"


def _choice(parameter: str, choices: Terms, given: list[str], problems: list[str]) -> str:
    """First known value of a parameter that takes one value; the first choice is the default."""
    asked = dict.fromkeys(text.strip() for text in given)
    good = list(dict.fromkeys(a.casefold() for a in asked if a.casefold() in choices))
    chosen = good[0] if good else next(iter(choices))
    for value in [a for a in asked if a.casefold() not in choices][:MOST_NAMED]:
        problems.append(
            f"This link asked for {parameter} {quoted(value)}, which can only be "
            f"{listed(list(choices), 'or')}; showing {chosen}."
        )
    if len(good) > 1:
        problems.append(
            f"This link asked for {parameter} {listed(good)}, of which only one can be shown; showing {chosen}."
        )
    return chosen


def _years(given: list[str], span: tuple[int, int], problems: list[str]) -> tuple[int, int] | None:
    read = {text: _year_range(text) for text in dict.fromkeys(t.strip() for t in given)}
    ranges = [years for years in read.values() if years is not None]
    instead = f"showing {year_words(span)}" if not ranges else "showing the other years of the link"
    for text in [t for t, years in read.items() if years is None][:MOST_NAMED]:
        problems.append(
            f"This link asked for years {quoted(text)}, which is not a year or a range such as 2010-2020; "
            f"{instead}."
        )
    if not ranges:
        return None
    if len(ranges) > 1:
        asked = listed([year_words(r) for r in ranges], most=MOST_NAMED)
        problems.append(
            f"This link asked for several spans of years ({asked}), of which only one can be shown; "
            f"showing {year_words(ranges[0])}."
        )
    return _within(ranges[0], span, problems)


def _year_range(text: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(text)
    if match is None:
        return None
    return int(match[1]), int(match[2] or match[1])


def _within(asked: tuple[int, int], span: tuple[int, int], problems: list[str]) -> tuple[int, int] | None:
    low, high = min(asked), max(asked)
    noun = "year" if low == high else "years"
    if high < span[0] or low > span[1]:
        problems.append(
            f"This link asked for {noun} {year_words(asked)}, outside the data; showing {year_words(span)}."
        )
        return None
    years = max(low, span[0]), min(high, span[1])
    if years != (low, high):
        problems.append(
            f"This link asked for {noun} {year_words(asked)}, but the data cover {year_words(span)}; "
            f"showing {year_words(years)}."
        )
    elif asked != years:
        problems.append(
            f"This link asked for years {year_words(asked)}, which run backwards; showing {year_words(years)}."
        )
    return years


def year_words(years: tuple[int, int]) -> str:
    """`2010-2020`, or `2015` for a single year; also the form in a link."""
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def _search(given: list[str], problems: list[str]) -> str:
    if not given:
        return ""
    text = clean_search(given[0])
    plain = unicodedata.normalize("NFC", " ".join(given[0].split()))
    if len(plain) > MOST_TEXT:
        problems.append(
            f"This link asked for a search text of {counted(len(plain), 'character')}, more than the "
            f"{MOST_TEXT} that can be searched for; {_searching(text)}."
        )
    elif plain != text:
        problems.append(
            f"This link asked for a search text with characters that cannot be shown; {_searching(text)}."
        )
    if len(dict.fromkeys(given)) > 1:
        problems.append(
            f"This link asked for {counted(len(given), 'search text')}, of which only the first can be used; "
            f"{_searching(text)}."
        )
    return text


def _searching(text: str) -> str:
    return f"searching for {quoted(text, MOST_TEXT)}" if text else "showing all"


def clean_search(text: str) -> str:
    """Search text in its one form: composed accents, single spaces, no control characters, not too long."""
    return clean(text, MOST_TEXT)


def _strangers(names: list[str], allowed_extra: Collection[str], problems: list[str]) -> None:
    known = [*PARAMETERS, *sorted(allowed_extra)]
    for name in names[:MOST_NAMED]:
        close = difflib.get_close_matches(name[:60].casefold(), known, n=1, cutoff=0.6)
        hint = f" Did you mean {close[0]}?" if close else ""
        problems.append(
            f"This link has a part called {quoted(name)}, which is not known here; showing the rest of the link."
            f"{hint}"
        )
    if len(names) > MOST_NAMED:
        problems.append(
            f"This link has {counted(len(names) - MOST_NAMED, 'more part')} not known here; "
            "showing the rest of the link."
        )
