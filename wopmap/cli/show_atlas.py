"""``show atlas``: who helps whom, as the page Atlas counts it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wopmap import partnerships
from wopmap.cli.output import Answer, columns
from wopmap.cli.show import Where, no_identity
from wopmap.documents import as_records
from wopmap.flows import ranking, summarise
from wopmap.layers import Catalogue
from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection, Vocabulary, hidden_words, search_text
from wopmap.tables import records

TOP = 10
"""Leading mentors and mentees in the text; JSON has all of them."""

ROWS_IN_TEXT = 20
"""Partnerships spelt out in the text; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """The partnerships that pass the conditions, their rankings and sources, and what is hidden."""
    no_identity("atlas", identity)
    catalogue = Catalogue()
    names = ("flows", "partnerships", "operators", "countries", "sources", "motivation_types")
    flows, phases, operators, countries, sources, motives = (catalogue.table(name) for name in names)
    countries = countries[countries["iso3"].notna()]
    vocabulary = Vocabulary.from_tables(flows, phases, countries, motives)
    selection, problems = Selection.from_query(where, vocabulary, allowed_extra=AtlasOptions.PARAMETERS)
    options, more = AtlasOptions.from_query({name: values[0] for name, values in where.items()})
    level = options.level if "level" in where else "operator"
    shown = selection.apply(flows, search=search_text(phases, operators, countries))
    kept = phases[phases["wop_id"].isin(shown.flows["wop_id"].unique())]
    rows = partnerships.table(kept, operators, countries, sources).reset_index(drop=True)
    labels = {code: term.label for code, term in vocabulary.countries.items()}
    mentors, mentees = (
        ranking(shown.flows, side, level, top=None, names=labels) for side in ("mentor", "mentee")
    )
    cited = _cited(kept)
    data: dict[str, Any] = {
        "selection": selection.to_query(),
        "selection_in_words": selection.in_words(vocabulary),
        "summary": summarise(shown, vocabulary),
        "problems": [*problems, *more],
        "total": shown.total,
        "partnerships": shown.n,
        "flows": len(shown.flows),
        "hidden": shown.hidden,
        "year_not_stated": shown.year_not_stated,
        "level": level,
        "mentors": records(mentors),
        "mentees": records(mentees),
        "rows": [{**row, "source_ids": ids} for row, ids in zip(records(rows), cited, strict=True)],
        "sources": as_records(sources, {name for ids in cited for name in ids}),
        "vintage": catalogue.manifest.get("vintage"),
    }
    lines = (
        data["selection_in_words"],
        data["summary"],
        hidden_words(shown),
        *_ranking_lines("mentors", mentors),
        *_ranking_lines("mentees", mentees),
        *_row_lines(rows),
    )
    return Answer(lines, data, rows, (*problems, *more))


def _cited(phases: pd.DataFrame) -> list[list[str]]:
    """Documents of each partnership."""
    pairs = zip(phases["source_id"], phases["source_id_2"], strict=True)
    return [list(dict.fromkeys(str(name) for name in pair if not pd.isna(name))) for pair in pairs]


def _ranking_lines(title: str, table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    shown = table.head(TOP)
    more = f" (first {TOP} of {len(table)})" if len(table) > TOP else ""
    lines = columns(zip(shown["partnerships"], shown["label"], strict=True), right=[0])
    return ["", f"Partnerships of leading {title}{more}", *(f"  {line}" for line in lines)]


def _row_lines(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return []
    shown = rows.head(ROWS_IN_TEXT)
    more = f" (first {ROWS_IN_TEXT} of {len(rows)}; --format csv has all)" if len(rows) > ROWS_IN_TEXT else ""
    lines = [
        f"  {row.mentors} ({row.from_countries}) -> {row.mentees} ({row.to_countries}): {row.years}"
        for row in shown.itertuples(index=False)
    ]
    return ["", f"Partnerships{more}", *lines]
