"""Documents behind the facts: which layers cite them, and how they are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from wopmap.layers.schema import Layer
from wopmap.layers.tables import LAYERS
from wopmap.selection import split_values
from wopmap.tables import records
from wopmap.words import fold

CITING = ("source_id", "source_id_2", "source_ids", "outline_source_id", "reported_source_id")
"""Columns that name documents; several in one cell are joined by ";"."""


def citing_columns(layer: type[Layer]) -> list[str]:
    """Columns of a layer that name documents."""
    return [] if layer.name == "sources" else [name for name in layer.names() if name in CITING]


def citing_layers() -> list[str]:
    """Layers whose rows name documents."""
    return [name for name, layer in LAYERS.items() if citing_columns(layer)]


def cited(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How often layers cite each document.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Layers by name; their citing columns are enough.

    Returns
    -------
    DataFrame
        Index: source_id. ``rows``: rows that cite it, over all layers; ``layers``: their names, joined
        by ", ".
    """
    rows: dict[str, int] = {}
    layers: dict[str, list[str]] = {}
    for name, table in tables.items():
        for document, number in _citing_rows(table[citing_columns(LAYERS[name])]).items():
            rows[document] = rows.get(document, 0) + number
            layers.setdefault(document, []).append(name)
    index = pd.Index(list(rows), name="source_id", dtype=object)
    joined = [", ".join(layers[document]) for document in rows]
    return pd.DataFrame({"rows": list(rows.values()), "layers": joined}, index=index).astype(
        {"rows": "Int64"}
    )


def _citing_rows(table: pd.DataFrame) -> dict[str, int]:
    """Number of rows that cite each document; a row that names one twice cites it once."""
    found: dict[str, int] = {}
    # A hundred thousand rows hold few distinct combinations of documents: take each of these apart once.
    for cells, number in table.value_counts(dropna=False).items():
        texts = [cell for cell in cells if not pd.isna(cell)]
        for document in {part for text in texts for part in split_values(text)}:
            found[document] = found.get(document, 0) + int(number)
    return dict(sorted(found.items()))


def documents(sources: pd.DataFrame, citations: pd.DataFrame) -> pd.DataFrame:
    """The layer of sources as people read it: what each is, and where it is cited.

    Returns
    -------
    DataFrame
        Columns of the layer, then ``rows`` and ``layers`` of `cited`; in the order of the layer.
    """
    table = sources.join(citations, on="source_id")
    return table.assign(
        rows=table["rows"].fillna(0).astype("Int64"), layers=table["layers"].astype(object).fillna("")
    )


def matching(table: pd.DataFrame, text: str) -> pd.DataFrame:
    """Rows of `documents` in which every word of the text is found, whatever its case and accents."""
    words = fold(text).split()
    if not words:
        return table
    read = ("source_id", "title", "publisher", "url", "year", "licence", "layers")
    entries = table[[name for name in read if name in table]].astype(object)
    lines = entries.where(entries.notna(), "").astype(str).agg(" ".join, axis=1).map(fold)
    return table[[all(word in line for word in words) for line in lines]]


def as_records(sources: pd.DataFrame, wanted: Collection[str]) -> list[dict[str, Any]]:
    """The wanted documents for JSON, in the order of the layer."""
    return records(sources[sources["source_id"].isin(wanted)])


def in_order(sources: pd.DataFrame | None, wanted: Iterable[str]) -> list[dict[str, Any]]:
    """The wanted documents for JSON, in the order they are asked for; without the layer the ids alone."""
    ids = list(wanted)
    if sources is None:
        return [{"source_id": name} for name in ids]
    known = {row["source_id"]: row for row in as_records(sources, ids)}
    return [known[name] for name in ids if name in known]
