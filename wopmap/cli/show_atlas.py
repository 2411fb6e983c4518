"""``show atlas``: who helps whom, as the page Atlas counts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from wopmap import breakdown, missing, moments, partnerships
from wopmap.cli.output import Answer, columns
from wopmap.cli.show import Where, no_identity
from wopmap.documents import as_records
from wopmap.flows import DIRECTIONS, LEVELS, SIDES, directed, ranking, summarise
from wopmap.layers import Catalogue
from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection, Shown, Vocabulary, hidden_words, names, near, search_text
from wopmap.tables import plain_value, records
from wopmap.words import fold

TOP = 10
"""Leading mentors and mentees in the text; JSON has all of them."""

ROWS_IN_TEXT = 20
"""Partnerships spelt out in the text; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """The partnerships that pass the conditions, their rankings and sources, and what is hidden."""
    no_identity("atlas", identity)
    catalogue = Catalogue()
    layers = ("flows", "partnerships", "operators", "countries", "sources", "motivation_types")
    flows, phases, operators, countries, sources, motives = (catalogue.table(name) for name in layers)
    countries = countries[countries["iso3"].notna()]
    vocabulary = Vocabulary.from_tables(flows, phases, countries, motives)
    selection, problems = Selection.from_query(where, vocabulary, allowed_extra=AtlasOptions.PARAMETERS)
    options, more = AtlasOptions.from_query({name: values[0] for name, values in where.items()})
    ids = {str(name) for side in SIDES for name in flows[f"{side}_id"]}
    options, unknown = options.known(vocabulary, ids)
    narrowing = options.narrowing
    level = options.level if "level" in where and options.level in LEVELS else "operator"
    shown = narrowing.apply(selection, flows, search=search_text(phases, operators, countries))
    pairs = directed(shown.flows, {options.focus}, options.way) if options.focus else shown.flows
    kept = phases[phases["wop_id"].isin(pairs["wop_id"].unique())]
    rows = partnerships.table(kept, operators, countries, sources).reset_index(drop=True)
    labels = {code: term.label for code, term in vocabulary.countries.items()}
    mentors, mentees = (ranking(pairs, side, level, top=None, names=labels) for side in SIDES)
    cited = _cited(kept)
    data: dict[str, Any] = {
        "selection": selection.to_query(),
        "selection_in_words": narrowing.in_words(selection, vocabulary),
        "options": {name: value for name, value in options.to_query().items() if name != "at"},
        "summary": summarise(shown, vocabulary),
        "problems": [*problems, *more, *unknown],
        "total": shown.total,
        "partnerships": shown.n,
        "flows": len(shown.flows),
        "hidden": shown.hidden,
        "year_not_stated": shown.year_not_stated,
        "level": level,
        "mentors": records(mentors),
        "mentees": records(mentees),
        "rows": [{**row, "source_ids": ids} for row, ids in zip(records(rows), cited, strict=True)],
        **_close_reading(selection, options, shown, pairs, vocabulary),
        "near_names": _near(selection.text, phases, operators, countries) if not shown.n else [],
        "sources": as_records(sources, {name for ids in cited for name in ids}),
        "vintage": catalogue.manifest.get("vintage"),
    }
    if options.show == "missing":
        need = missing.table(
            catalogue.table("country_use"),
            countries,
            narrowing.apply(
                replace(selection, years=None), flows, search_text(phases, operators, countries)
            ).flows,
            options.since,
        )
        data["since"], data["help_missing"] = options.since, records(need)
        data["sources"] = as_records(
            sources, {*(name for ids in cited for name in ids), *need["source_id"].dropna()}
        )
    lines = (
        data["selection_in_words"],
        data["summary"],
        hidden_words(shown),
        *_close_lines(data),
        *_ranking_lines("mentors", mentors),
        *_ranking_lines("mentees", mentees),
        *_row_lines(rows),
    )
    return Answer(lines, data, rows, (*problems, *more, *unknown))


def _close_reading(
    selection: Selection,
    options: AtlasOptions,
    shown: Shown,
    pairs: pd.DataFrame,
    vocabulary: Vocabulary,
) -> dict[str, Any]:
    """What stands in the charts beside and below the map, the focus and the two moments, as numbers."""
    found: dict[str, Any] = {
        "by_year": records(breakdown.by_year(pairs, vocabulary.years, selection.mode)),
        "by_modality": records(breakdown.by_attribute(pairs, "modalities", vocabulary)),
        "by_programme": records(breakdown.by_attribute(pairs, "programmes", vocabulary)),
        "by_region": records(breakdown.matrix(pairs, vocabulary)),
    }
    if options.focus:
        found["focus"] = {
            "id": options.focus,
            **{
                way: int(directed(shown.flows, {options.focus}, way)["wop_id"].nunique())
                for way in DIRECTIONS
            },
        }
    if options.show == "moments":
        sums = moments.count(pairs, options.moments)
        found["moments"] = {**plain_value(sums), "before": sums.before, "after": sums.after}
    return found


def _near(
    text: str, phases: pd.DataFrame, operators: pd.DataFrame, countries: pd.DataFrame
) -> list[dict[str, str]]:
    """Names like a search text that is found nowhere."""
    words = fold(text).split()
    entries = search_text(phases, operators, countries)
    if not words or any(all(word in entry for word in words) for entry in entries):
        return []
    return [
        {"name": name.text, "kind": name.kind} for name in near(text, names(phases, operators, countries))
    ]


def _close_lines(data: dict[str, Any]) -> list[str]:
    """Near names, focus, two moments and where help is missing, in words."""
    lines = []
    if data["near_names"]:
        lines.append("Did you mean: " + ", ".join(f"{n['name']} ({n['kind']})" for n in data["near_names"]))
    if "focus" in data:
        found = data["focus"]
        lines.append(
            f"Focus on {found['id']}: {found['both']} partnerships, {found['in']} incoming, {found['out']} outgoing, "
            f"{found['within']} within."
        )
    if "moments" in data:
        found = data["moments"]
        first, last = found["years"]
        lines.append(
            f"{first}: {found['before']} active, {last}: {found['after']}; {found['new']} new, {found['lasting']} "
            f"lasting, {found['ended']} ended."
        )
    if "help_missing" in data:
        head = (
            f"Urban people without at least basic water, and partnerships since {data['since']} (first {TOP})"
        )
        rows = [(r["people_without"], r["partnerships"], r["country"]) for r in data["help_missing"][:TOP]]
        lines += ["", head, *(f"  {line}" for line in columns(rows, right=[0, 1]))]
    return lines


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
