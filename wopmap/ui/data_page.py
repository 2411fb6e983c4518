"""Parts of the page Data: layers to take away, their dictionary, the documents, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd
import streamlit as st

from wopmap import downloads
from wopmap.documents import cited, citing_columns, citing_layers, documents, matching
from wopmap.errors import LayerError
from wopmap.gaps import NEEDS, gaps, not_counted
from wopmap.layers import LAYERS, Column, Layer
from wopmap.selection.link import MOST_TEXT
from wopmap.tables import csv_safe
from wopmap.ui import loaders
from wopmap.ui.text import plain, web_address
from wopmap.words import counted, grouped, listed, quoted, upper_first

DICTIONARY = "Dictionary"
PARTS = ("Layers", DICTIONARY, "Sources", "What is missing")
PART, LAYER, SEARCH, GAP = "data-part", "data-layer", "data-search", "data-gap"
_ASKED = "data-asked"
PARAMETER = "layer"
"""Name in the link of the layer whose dictionary is open."""

HASH_DIGITS = 8
FIELD_WIDTH = 460
SOURCES_HEIGHT = 520
LIST_HEIGHT = 240
CSV_TYPE, PARQUET_TYPE = "text/csv", "application/vnd.apache.parquet"
STYLE = """<style>
.stMainBlockContainer h1 { padding: 0.6rem 0 0.8rem !important; }
[class*="st-key-data-row-"] {
  gap: 0; padding: 0.8rem 0; border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent);
}
[class*="st-key-data-row-"] .stVerticalBlock { gap: 0.35rem; }
.st-key-data-row-countries { border-top: 0; padding-top: 0; }
.stTabs .stVerticalBlock:has(> * > [class*="st-key-data-row-"]) { gap: 0; }
.stTabs [data-testid="stCaptionContainer"] { opacity: 0.82; }
[class*="st-key-data-table-"] td { vertical-align: top; }
@media (max-width: 640px) {
  [class*="st-key-data-table-"] thead { display: none; }
  [class*="st-key-data-table-"] :is(table, tbody, tr) { display: block; width: 100% !important; }
  [class*="st-key-data-table-"] td {
    display: inline-block; border: 0 !important; padding: 0.1rem 0.8rem 0.1rem 0 !important;
  }
  [class*="st-key-data-table-"] td:first-child { display: block; font-weight: 600; }
  [class*="st-key-data-table-"] tr {
    padding: 0.5rem 0; border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  }
}
</style>"""
"""Thin rules between rows, captions one can read, and on a phone the cells of a row one below the other."""


def dress() -> None:
    """Load the rules for this page's look."""
    st.html(STYLE)


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
    there = st.query_params.get(PARAMETER, "")
    if layer != there and (layer or there in LAYERS):
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
    entries = {name: entry for name, entry in manifest["layers"].items() if name in LAYERS}
    rows = sum(int(entry.get("rows", 0)) for entry in entries.values())
    cites = int(entries.get("sources", {}).get("rows", 0))
    return (
        f"{counted(len(entries), 'layer')} with {counted(rows, 'row')}, from "
        f"{counted(cites, 'document')}. Data vintage {manifest.get('vintage', 'not stated')}, schema version "
        f"{manifest['schema_version']}."
    )


def show_layers() -> None:
    """One row a layer: what it is, how much, under which terms, and its files; or why it cannot be used."""
    for name, layer in LAYERS.items():
        with st.container(key=f"data-row-{name}"):
            words, facts, files = st.columns([6, 3, 2.2], gap="medium")
            wrong = problem(name)
            words.markdown(f"**{plain(name)}**  \n{plain(layer.meaning)}")
            if wrong:
                words.error(plain(wrong))
                continue
            entry = loaders.catalogue().entry(name)
            terms = (entry.get("licence"), downloads.csv_note(layer))
            words.caption(plain(" ".join(part for part in terms if part)))
            facts.markdown(_facts(layer, entry))
            with files:
                _files(name, layer)


def _facts(layer: type[Layer], entry: dict) -> str:
    years = "Years {}-{}".format(*entry["years"]) if entry.get("years") else "No years"
    geometry = f"geometry {layer.geometry}" if layer.geometry else "no geometry"
    size = f"{grouped(max(entry['bytes'] / 1000, 1))} kB"
    lines = [
        f"**{plain(counted(entry['rows'], 'row'))}**, each {plain(layer.row)}",
        plain(f"{years}, {geometry}"),
        f"SHA-256 `{str(entry['sha256'])[:HASH_DIGITS]}`, {plain(size)}",
    ]
    return "  \n".join(lines)


def _files(name: str, layer: type[Layer]) -> None:
    """Buttons whose files are read, compared with the manifest and made only when one is clicked."""
    kind, catalogue = downloads.format_name(layer), loaders.catalogue()
    with st.container(horizontal=True, gap="small"):
        _button(kind, f"{name}.parquet", partial(downloads.geoparquet, catalogue, name), PARQUET_TYPE)
        _button("CSV", f"{name}.csv", partial(downloads.csv, catalogue, name), CSV_TYPE)


def _button(label: str, file: str, make: Callable[[], bytes], kind: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file,
        mime=kind,
        key=f"data-file-{file}",
        help=f"Download {plain(file)}",
        on_click="ignore",
    )


def show_dictionary() -> str:
    """Columns of one layer; returns its name."""
    name = st.selectbox("Layer", list(LAYERS), key=LAYER, width=FIELD_WIDTH)
    layer = LAYERS[name]
    order = ["place along a Hilbert curve" if column == "hilbert" else column for column in layer.sort]
    words = f"{layer.meaning} One row is {layer.row}; key: {listed(layer.key)}; sorted by {listed(order)}."
    if layer.geometry:
        words += f" Geometry: {layer.geometry}, WGS 84, longitude first."
    st.markdown(plain(words))
    _table("dictionary", [_column(column) for column in layer.columns])
    st.caption("Missing means not stated, never 0. A share is a number from 0 to 1.")
    return name


def _table(name: str, rows: list[dict[str, str]]) -> None:
    """A table of Markdown cells, every one escaped where it is made."""
    with st.container(key=f"data-table-{name}"):
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


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
        "Search",
        key=SEARCH,
        placeholder="title, publisher, address, year, layer",
        max_chars=MOST_TEXT,
        width=FIELD_WIDTH,
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
        placeholder="not stated",
        column_order=["shown", "publisher", "year", "link", "rows", "layers", "licence"],
        column_config={
            "shown": st.column_config.TextColumn("Title", width="large"),
            "publisher": st.column_config.TextColumn("Publisher or site", width="medium"),
            "year": st.column_config.NumberColumn("Year", format="%d", width="small"),
            "link": st.column_config.LinkColumn("Link", display_text="open", width="small"),
            "rows": st.column_config.NumberColumn(
                "Cited by", format="%d", width="small", help="Rows that cite it"
            ),
            "layers": st.column_config.TextColumn("In the layers", width="medium"),
            "licence": st.column_config.TextColumn("Licence", width="medium"),
        },
    )
    st.caption("Without a title, the identifier stands in its place. Click a heading to sort.")


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
    for wrong in filter(None, map(problem, NEEDS)):
        st.error(plain(wrong))
    digests = usable(NEEDS)
    uncounted = not_counted(dict.fromkeys(name for name, _ in digests))
    if uncounted:
        st.markdown(plain(f"Not counted, because a layer cannot be read: {listed(uncounted)}."))
    found = _gaps(digests)
    if found.empty:
        return
    _table("missing", [_gap(row) for row in found.itertuples()])
    some = found[found["count"] > 0]
    names = dict(zip(some.index, some["about"] + " " + some["what"], strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Which ones",
            list(names),
            key=GAP,
            format_func=lambda gap: upper_first(names[gap]),
            width=FIELD_WIDTH,
        )
        if chosen is None:
            return
        rows = pd.DataFrame({"identifier": list(found.at[chosen, "ids"])})
        listing = rows.assign(gap=names[chosen])
        _button("CSV", "wopmap_missing.csv", partial(csv_safe, listing), CSV_TYPE)
    config = {"identifier": st.column_config.TextColumn(counted(len(rows), "identifier"))}
    st.dataframe(
        rows,
        key="data-gap-rows",
        hide_index=True,
        height=LIST_HEIGHT,
        width=FIELD_WIDTH,
        column_config=config,
    )


@st.cache_resource(show_spinner="Counting what is missing ...", max_entries=2)
def _gaps(digests: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    catalogue = loaders.catalogue()
    return gaps({name: catalogue.table(name) for name, _ in digests})


def _gap(row: tuple) -> dict[str, str]:
    about, what, count, of, why = row[1:6]
    share = f"{count / of:.0%}" if of else ""
    return {
        "What": f"{plain(upper_first(about))} {plain(what)}",
        "Number": plain(f"{grouped(count)} of {grouped(of)}"),
        "Share": plain(share),
        "Why it matters": plain(why),
    }
