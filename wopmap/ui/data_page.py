"""Parts of the page Data: layers to take away, their dictionary, the documents, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from wopmap import downloads
from wopmap.documents import cited, citing_columns, citing_layers, documents, matching
from wopmap.errors import LayerError
from wopmap.gaps import NEEDS, gaps, not_counted
from wopmap.layers import LAYERS, Column, Layer
from wopmap.tables import csv_safe
from wopmap.ui import loaders
from wopmap.ui.text import plain, web_address
from wopmap.words import counted, grouped, listed, quoted

LAYERS_PART, DICTIONARY, SOURCES, MISSING = PARTS = ("Layers", "Dictionary", "Sources", "What is missing")
PART, LAYER, SEARCH, GAP = "data-part", "data-layer", "data-search", "data-gap"
_ASKED = "data-asked"
PARAMETER = "layer"
"""Name in the link of the layer whose dictionary is open."""

HASH_DIGITS = 8
SOURCES_HEIGHT = 520
CSV_TYPE, PARQUET_TYPE = "text/csv", "application/vnd.apache.parquet"


def open_link() -> None:
    """Open the dictionary of the layer a link asks for; name in a sentence one that does not exist."""
    asked = st.query_params.get(PARAMETER)
    if asked != st.session_state.get(_ASKED):
        st.session_state[_ASKED] = asked
        if asked in LAYERS:
            st.session_state[LAYER], st.session_state[PART] = asked, DICTIONARY
    if asked is not None and asked not in LAYERS:
        st.warning(
            plain(f"This link asked for the layer {quoted(asked)}, which does not exist; showing all layers.")
        )


def write_link(layer: str) -> None:
    """Put the layer whose dictionary is open into the link; nothing for none."""
    if st.query_params.get(PARAMETER, "") != layer and (layer or st.query_params.get(PARAMETER) in LAYERS):
        st.query_params.from_dict({PARAMETER: layer} if layer else {})
    st.session_state[_ASKED] = st.query_params.get(PARAMETER)


def problem(name: str) -> str:
    """Why a layer cannot be used, a sentence; empty where its file is the one of the manifest."""
    try:
        _verified(name, loaders.catalogue().digest(name))
    except LayerError as error:
        if error.layer == "manifest":
            raise
        return str(error)
    return ""


@st.cache_resource(show_spinner=False, max_entries=200)
def _verified(name: str, digest: str) -> bool:
    del digest  # part of the key: another file is looked at anew
    loaders.catalogue().verify(name)
    return True


def usable(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Those of the layers that can be used, with their digests: what is made of them depends on these."""
    return tuple((name, loaders.catalogue().digest(name)) for name in names if not problem(name))


def opening() -> str:
    """What there is, in a sentence."""
    manifest = loaders.catalogue().manifest
    entries = [entry for name, entry in manifest["layers"].items() if name in LAYERS]
    rows = sum(int(entry.get("rows", 0)) for entry in entries)
    cites = int(manifest["layers"].get("sources", {}).get("rows", 0))
    return (
        f"{counted(len(entries), 'layer')} with {counted(rows, 'row')}; every fact names one of "
        f"{counted(cites, 'document')}. Data vintage {manifest.get('vintage', 'not stated')}, schema version "
        f"{manifest['schema_version']}."
    )


def show_layers() -> None:
    """One row a layer: what it is, how much, under which terms, and its files; or why it cannot be used."""
    for name, layer in LAYERS.items():
        with st.container(key=f"data-row-{name}"):
            words, facts, files = st.columns([6, 3, 2], gap="medium", vertical_alignment="top")
            wrong = problem(name)
            words.markdown(f"**{plain(name)}**  \n{plain(layer.meaning)}")
            if wrong:
                words.error(plain(wrong))
                continue
            entry = loaders.catalogue().entry(name)
            words.caption(
                plain(" ".join(part for part in (entry.get("licence"), downloads.csv_note(layer)) if part))
            )
            facts.markdown(_facts(layer, entry))
            with files:
                _files(name, layer, entry["bytes"])


def _facts(layer: type[Layer], entry: dict) -> str:
    years = "{}-{}".format(*entry["years"]) if entry.get("years") else "no years"
    lines = [
        f"**{plain(counted(entry['rows'], 'row'))}**, each {plain(layer.row)}",
        plain(f"{years}; {layer.geometry or 'table without geometry'}"),
        f"SHA-256 `{str(entry['sha256'])[:HASH_DIGITS]}`",
    ]
    return "  \n".join(lines)


def _files(name: str, layer: type[Layer], size: int) -> None:
    kind = downloads.format_name(layer)
    catalogue = loaders.catalogue()
    st.download_button(
        kind,
        data=partial(downloads.geoparquet, catalogue, name),
        file_name=f"{name}.parquet",
        mime=PARQUET_TYPE,
        key=f"data-parquet-{name}",
        help=f"Download {name} as {kind}, {grouped(max(size / 1000, 1))} kB",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "CSV",
        data=partial(downloads.csv, catalogue, name),
        file_name=f"{name}.csv",
        mime=CSV_TYPE,
        key=f"data-csv-{name}",
        help=f"Download {name} as a table for spreadsheets",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def show_dictionary() -> str:
    """Columns of one layer; returns its name."""
    name = st.selectbox("Layer", list(LAYERS), key=LAYER)
    layer = LAYERS[name]
    st.markdown(plain(f"{layer.meaning} One row is {layer.row}."))
    st.markdown(
        plain(f"Key: {listed(layer.key)}. Sorted by {listed(layer.sort)}.")
        + (plain(f" Geometry: {layer.geometry}, WGS 84, longitude first.") if layer.geometry else "")
    )
    st.table(
        pd.DataFrame([_column(column) for column in layer.columns]), border="horizontal", hide_index=True
    )
    st.caption("Missing means not stated, never 0. A share is a number from 0 to 1.")
    return name


def _column(column: Column) -> dict[str, str]:
    return {
        "Column": f"**{plain(column.name)}**",
        "Meaning": plain(column.meaning),
        "Type": plain(column.type if column.nullable else f"{column.type}, never missing"),
        "Unit": plain(column.unit or ""),
        "Allowed values": plain(", ".join(column.allowed or ())),
    }


def show_sources() -> None:
    """The documents, searchable, with links that lead to the web and nowhere else."""
    wrong = problem("sources")
    if wrong:
        st.error(plain(wrong))
        return
    text = st.text_input(
        "Search", key=SEARCH, placeholder="title, publisher, address, year, layer", max_chars=100
    )
    digests = usable(("sources", *citing_layers()))
    everything = _documents(digests)
    rows = matching(everything, text)
    unread = [name for name in citing_layers() if name not in dict(digests)]
    said = f"{grouped(len(rows))} of {counted(len(everything), 'document')}."
    if unread:
        said += f" Citations in {listed(unread)} are not counted, as they cannot be read."
    st.markdown(plain(said))
    st.dataframe(
        rows,
        key="data-sources",
        hide_index=True,
        height=SOURCES_HEIGHT,
        column_order=["shown", "publisher", "year", "rows", "layers", "link", "licence"],
        column_config={
            "shown": st.column_config.TextColumn("Title", width="large"),
            "publisher": st.column_config.TextColumn("Publisher or site", width="medium"),
            "year": st.column_config.NumberColumn("Year", format="%d", width="small"),
            "rows": st.column_config.NumberColumn("Cited by rows", format="%d", width="small"),
            "layers": st.column_config.TextColumn("In layers", width="medium"),
            "link": st.column_config.LinkColumn("Link", display_text="open", width="small"),
            "licence": st.column_config.TextColumn("Licence, where known", width="medium"),
        },
    )
    st.caption(
        "Without a title, the identifier stands in its place. A missing year or licence is not stated."
    )


@st.cache_resource(show_spinner="Reading the sources ...", max_entries=2)
def _documents(digests: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    catalogue, names = loaders.catalogue(), [name for name, _ in digests if name != "sources"]
    citing = {name: catalogue.table(name, columns=citing_columns(LAYERS[name])) for name in names}
    table = documents(catalogue.table("sources"), cited(citing))
    return table.assign(
        shown=table["title"].fillna(table["source_id"]),
        link=[None if pd.isna(url) else web_address(url) for url in table["url"]],
    )


def show_missing() -> None:
    """What the layers do not know, counted, and which rows these are."""
    digests = usable(NEEDS)
    found = _gaps(digests)
    uncounted = not_counted(dict.fromkeys(name for name, _ in digests))
    for sentence in (wrong for wrong in map(problem, NEEDS) if wrong):
        st.error(plain(sentence))
    if uncounted:
        st.markdown(plain(f"Not counted because a layer cannot be read: {listed(uncounted)}."))
    if found.empty:
        return
    st.table(pd.DataFrame([_gap(row) for row in found.itertuples()]), border="horizontal", hide_index=True)
    some = found[found["count"] > 0]
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    names = dict(zip(some.index, some["about"] + " " + some["what"], strict=True))
    chosen = left.selectbox("Which ones", list(names), key=GAP, format_func=lambda i: _upper(names[i]))
    if chosen is None:
        return
    rows = pd.DataFrame({"identifier": list(found.at[chosen, "ids"])})
    right.download_button(
        "CSV",
        data=lambda: csv_safe(rows.assign(gap=names[chosen])),
        file_name="wopmap_missing.csv",
        mime=CSV_TYPE,
        key="data-gap-csv",
        help="Download this list",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    config = {"identifier": st.column_config.TextColumn(f"{counted(len(rows), 'identifier')}")}
    st.dataframe(rows, key="data-gap-rows", hide_index=True, height=240, column_config=config)


@st.cache_resource(show_spinner="Counting what is missing ...", max_entries=2)
def _gaps(digests: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    catalogue = loaders.catalogue()
    return gaps({name: catalogue.table(name) for name, _ in digests})


def _gap(row: tuple) -> dict[str, str]:
    about, what, count, of, why = row[1:6]
    share = f"{count / of:.0%}" if of else ""
    return {
        "What": f"{plain(_upper(about))} {plain(what)}",
        "Number": plain(f"{grouped(count)} of {grouped(of)}"),
        "Share": plain(share),
        "Why it matters": plain(why),
    }


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
