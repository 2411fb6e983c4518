"""A brief before it is set: words, figures, tables and notes in order, with the documents behind them numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from wopmap.partnerships import Source


@dataclass(frozen=True)
class Cited:
    """Words with the numbers of the documents they rest on."""

    words: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A key figure.

    Attributes
    ----------
    value : str
        The number, with its unit.
    label : str
        What it counts.
    numbers : tuple of int
        Documents.
    """

    value: str
    label: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    words: Cited
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Figure:
    """A picture with the words below it.

    Attributes
    ----------
    svg : str
    caption : Cited
    alt : str
        What one sees, for readers who do not see it.
    """

    svg: str
    caption: Cited
    alt: str
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, part of the width, and whether its cells are numbers."""

    heading: str
    width: float = 1.0
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text; a missing cell is None."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cited | None, ...], ...]
    caption: Cited
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Points:
    """Sentences, one a line."""

    items: tuple[Cited, ...]
    kind: Literal["points"] = "points"


Block = Text | Figure | Table | Points


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; what is `kept` stays on one page."""

    heading: str
    blocks: tuple[Block, ...]
    kept: bool = False


@dataclass(frozen=True)
class Document:
    """A brief.

    Attributes
    ----------
    kind : str
        "Country brief", "City brief".
    title, subtitle : str
    lead : Cited
        The answer in two or three sentences.
    facts : tuple of Fact
    sections : tuple of Section
    sources : tuple of Source
        In the order of their numbers, from 1.
    notes : tuple of str
        What must stand on every map.
    vintage, link : str
    """

    kind: str
    title: str
    subtitle: str
    lead: Cited
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    vintage: str = ""
    link: str = ""


@dataclass
class References:
    """Numbers the documents of a brief as they are first cited."""

    documents: pd.DataFrame
    found: dict[str, int] = field(default_factory=dict)

    def cite(self, ids: Iterable[object]) -> tuple[int, ...]:
        """Numbers of documents; those that are not stated are left out."""
        named = [str(name) for name in ids if not (name is None or name is pd.NA or name != name)]
        return tuple(
            dict.fromkeys(self.found.setdefault(name, len(self.found) + 1) for name in named if name)
        )

    def sources(self) -> tuple[Source, ...]:
        """Documents in the order of their numbers."""
        known: Mapping[str, object] = {
            str(row.source_id): row for row in self.documents.itertuples(index=False)
        }
        return tuple(described(name, known.get(name)) for name in self.found)


def described(source_id: str, row: object | None) -> Source:
    """A document in one line, and its address."""
    stated = [getattr(row, name, None) for name in ("title", "publisher", "year")]
    title, publisher, year = (None if part is None or pd.isna(part) else str(part) for part in stated)
    url = getattr(row, "url", None)
    address = None if url is None or pd.isna(url) else str(url)
    if title is None and publisher and address and publisher in address:
        publisher = None  # the address says it already
    words = ", ".join(part for part in (title, publisher, year) if part)
    return Source(words or ("" if address else source_id), address)


def shortened(rows: Sequence[tuple[Cited | None, ...]], most: int) -> tuple[tuple[Cited | None, ...], ...]:
    """The first rows."""
    return tuple(rows[:most])
