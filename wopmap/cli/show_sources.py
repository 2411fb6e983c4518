"""``show sources``: the documents behind the facts."""

from __future__ import annotations

import pandas as pd

from wopmap.cli.output import Answer
from wopmap.cli.show import Where, no_identity
from wopmap.documents import cited, citing_columns, citing_layers, documents, matching
from wopmap.layers import LAYERS, Catalogue
from wopmap.selection.link import MOST_TEXT, clean_search
from wopmap.tables import records
from wopmap.words import counted, listed, quoted

CONDITIONS = ("q", "layer")


def answer(identity: str | None, where: Where) -> Answer:
    """Documents that match the search text and are cited by the layer asked for."""
    no_identity("sources", identity)
    catalogue = Catalogue()
    tables = {name: catalogue.table(name, columns=citing_columns(LAYERS[name])) for name in citing_layers()}
    everything = documents(catalogue.table("sources"), cited(tables))
    layers, problems = _layers(where)
    text = clean_search(" ".join(where.get("q", [])))
    if len(" ".join(where.get("q", []))) > MOST_TEXT:
        problems.append(
            f"The search text is longer than {MOST_TEXT} characters; searching for {quoted(text)}."
        )
    rows = matching(everything, text)
    for layer in layers:
        rows = rows[[layer in names.split(", ") for names in rows["layers"]]]
    said = counted(len(rows), "document") + f" of {len(everything)}"
    lines = (f"{said}.", *(_line(row) for row in rows.itertuples(index=False)))
    data = {
        "selection": {name: value for name, value in (("q", text), ("layer", ",".join(layers))) if value},
        "problems": problems,
        "documents": len(rows),
        "total": len(everything),
        "sources": records(rows),
    }
    return Answer(lines, data, rows, tuple(problems))


def _layers(where: Where) -> tuple[list[str], list[str]]:
    known = citing_layers()
    asked = [part.strip() for value in where.get("layer", []) for part in value.split(",") if part.strip()]
    problems = [
        f"There is no layer {quoted(name)} that cites documents; those are {listed(known)}."
        for name in asked
        if name not in known
    ]
    problems += [
        f"Sources have no condition {quoted(name)}; known are {listed(CONDITIONS)}."
        for name in where
        if name not in CONDITIONS
    ]
    return [name for name in asked if name in known], problems


def _line(row: tuple[object, ...]) -> str:
    found = row._asdict()  # type: ignore[attr-defined]
    stated = [str(found[name]) for name in ("title", "publisher", "year", "url") if not pd.isna(found[name])]
    return f"[{found['source_id']}] {', '.join(stated)}; cited by {counted(int(found['rows']), 'row')}"
