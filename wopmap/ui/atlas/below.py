"""Below the map: the partnerships as a table, or region by region; and what one can take away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap.scene.options import BELOW, AtlasOptions
from wopmap.selection import Selection
from wopmap.tables import csv_safe
from wopmap.ui import loaders, tables
from wopmap.ui.atlas import charts, exports, options
from wopmap.ui.switch import switch


def show(selection: Selection, chosen: AtlasOptions, more: Callable[[], None]) -> None:
    """Draw it with its switch and its downloads; `more` draws the ways to take the picture away."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        what = switch("Below the map", BELOW, "option_below", chosen.below, width="stretch")
        options.change(below=what)
        with st.container(width=190):
            more()
        st.download_button(
            "CSV",
            data=lambda: csv_safe(exports.rows(selection, chosen, what)),
            file_name=f"wopmap_{exports.NAMES[what]}.csv",
            mime="text/csv",
            key="atlas-csv",
            icon=":material/download:",
            on_click="ignore",
            help="What stands below the map",
        )
        st.download_button(
            "XLSX",
            data=lambda: exports.book(selection, chosen),
            file_name="wopmap_atlas.xlsx",
            mime=exports.XLSX_TYPE,
            key="atlas-xlsx",
            icon=":material/download:",
            on_click="ignore",
            help="Everything this page shows, with its sources and a dictionary",
        )
    if what == "regions":
        charts.regions(selection, chosen)
    else:
        rows = loaders.partnership_table(selection, chosen.narrowing, chosen.focused)
        tables.partnerships(rows, on_pick=options.pick)
