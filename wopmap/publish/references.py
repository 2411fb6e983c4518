"""Documents in words for the foot of a picture: who says so, and when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wopmap.words import clean, counted

MOST_TITLES = 8
"""Up to so many documents are named by title; more are gathered by publisher."""

LONGEST_TITLE = 110
UNDATED = "undated"


def in_words(sources: pd.DataFrame, cited: Sequence[str], first: Sequence[str] = ()) -> tuple[str, ...]:
    """Cited documents as phrases, those that matter most first.

    Parameters
    ----------
    sources : DataFrame
        The layer `sources`.
    cited : sequence of str
        ``source_id`` of what is drawn.
    first : sequence of str
        Those of `cited` that stand first and by title whatever their number: the figures under the flows.

    Returns
    -------
    tuple of str
        ``Title (publisher, 2021)``, or ``publisher (12 documents, 2010 to 2024)`` where there are too many.
    """
    rows = sources.set_index("source_id")
    known = [name for name in dict.fromkeys((*first, *cited)) if name in rows.index]
    leading = [name for name in dict.fromkeys(first) if name in known]
    rest = [name for name in known if name not in leading]
    titled = rows.loc[rest, "title"].notna()
    if titled.sum() <= MOST_TITLES:
        leading += [name for name in rest if titled[name]]
    rest = [name for name in rest if name not in leading]
    return (*(_document(rows.loc[name]) for name in leading), *_by_publisher(rows.loc[rest]))


def _document(row: pd.Series) -> str:
    title, publisher = (_text(row[name]) for name in ("title", "publisher"))
    year = UNDATED if pd.isna(row["year"]) else str(int(row["year"]))
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:(") + " ..."
    if not title:
        return f"{publisher or row.name} ({year})"
    inside = [part for part in (publisher, year) if part and not (part == UNDATED and not publisher)]
    return f"{title} ({', '.join(inside)})" if inside else title


def _by_publisher(rows: pd.DataFrame) -> list[str]:
    """Publishers with their number of documents and the years these span, most documents first."""
    names = rows["publisher"].fillna(rows["title"]).fillna("publisher not stated").astype(str)
    names = names.map(lambda name: _text(name).rstrip(".").removeprefix("www."))
    years: dict[str, list[int]] = {}
    number: dict[str, int] = {}
    for name, year in zip(names, rows["year"], strict=True):
        number[name] = number.get(name, 0) + 1
        years.setdefault(name, []).extend([] if pd.isna(year) else [int(year)])
    order = sorted(number, key=lambda name: (-number[name], name.casefold()))
    return [f"{name} ({_number(number[name])}{_span(years[name])})" for name in order]


def _number(documents: int) -> str:
    return f"{counted(documents, 'document')}, " if documents > 1 else ""


def _span(years: list[int]) -> str:
    if not years:
        return UNDATED
    return f"{min(years)}" if min(years) == max(years) else f"{min(years)} to {max(years)}"


def _text(value: object) -> str:
    return "" if pd.isna(value) else clean(str(value), 400)
