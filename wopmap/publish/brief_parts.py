"""What both briefs are made of: paragraphs, the map, the table of partnerships, the ladder, words for numbers."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wopmap.country.ladder import NO_ESTIMATE
from wopmap.household.countries import JMP
from wopmap.layers import Catalogue
from wopmap.publish import charts
from wopmap.publish.document import Cited, Column, Figure, Points, References, Table, Text
from wopmap.publish.maps import plain_map
from wopmap.publish.views import outlines
from wopmap.scene.model import Scene
from wopmap.words import counted, grouped

PARTNERSHIP_COLUMNS = (
    Column("Mentors", 1.5),
    Column("Mentees", 1.5),
    Column("Years", 0.85),
    Column("Programme", 0.95),
    Column("Topics", 1.5),
    Column("Confidence", 0.75),
)


def paragraph(words: str, numbers: tuple[int, ...] = ()) -> Text:
    """A paragraph with the numbers of the documents it rests on."""
    return Text(Cited(words, numbers))


def one_a_line(sentences: Iterable[str]) -> Points:
    """Sentences that rest on no document, one a line."""
    return Points(tuple(Cited(words) for words in sentences))


def map_figure(catalogue: Catalogue, scene: Scene, height: float, caption: Cited) -> Figure:
    """The map of a page on paper, so many px high; its alternative text is the summary of the scene."""
    return Figure(plain_map(scene, outlines(catalogue, scene), height), caption, scene.summary)


def partnership_table(rows: pd.DataFrame, references: References, most: int, whose: str) -> Table | None:
    """Partnerships as a table; of more than so many the latest, the others counted.

    Parameters
    ----------
    rows : DataFrame
        Of `wopmap.partnerships.table`, with ``source_ids`` (joined by ";") and ``last`` (the last year it is
        known to be active, for the order).
    """
    if rows.empty:
        return None
    ordered = rows.sort_values(["last", "mentors"], ascending=[False, True], na_position="last")
    shown = ordered.head(most)
    cells = tuple(
        (
            Cited(f"{row.mentors} ({row.from_countries})"),
            Cited(f"{row.mentees} ({row.to_countries})"),
            said(row.years),
            said(row.programme),
            said(row.topics),
            Cited(str(row.confidence), references.cite(str(row.source_ids).split(";"))),
        )
        for row in shown.itertuples(index=False)
    )
    words = f"Partnerships {whose}, the latest first."
    if len(rows) > len(shown):
        words += (
            f" {counted(len(rows) - len(shown), 'earlier one')} not shown here; the atlas lists them all."
        )
    words += (
        " Confidence A: said by a partner, the programme or the funder; B: by a secondary source. "
        "Topics are what a partnership set out to do, not what came of it."
    )
    return Table(PARTNERSHIP_COLUMNS, cells, Cited(words))


def said(value: object) -> Cited | None:
    """Words, or None where nothing is stated."""
    if value is None or value is pd.NA or value != value:
        return None
    words = str(value).strip()
    return Cited(words) if words and words != "not stated" else None


def ladder_figure(
    parts: pd.DataFrame, name: str, references: References, source_ids: Iterable[object]
) -> Figure | None:
    """The ladder of the country, urban and rural."""
    rows = parts[parts["residence"].isin(["urban", "rural"]) & (parts["step"] != NO_ESTIMATE)]
    if rows.empty:
        return None
    first, last = int(rows["year"].min()), int(rows["year"].max())
    return Figure(
        charts.ladder(parts),
        Cited(
            f"Household drinking water in {name} by step of the JMP ladder, {first} to {last}, % of people. "
            f"Estimates of the {JMP}; where safely managed water is not estimated, basic and safely managed "
            "are one step.",
            references.cite(source_ids),
        ),
        f"Stacked bars of the drinking water ladder in {name}, urban and rural people, {first} to {last}.",
    )


def of_all(number: float, whole: float | None) -> str:
    """A number with thin spaces, and its part of a whole where there is one."""
    return grouped(round(number)) if not whole else f"{grouped(round(number))} ({number / whole * 100:.1f} %)"
