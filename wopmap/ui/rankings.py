"""Leading mentors and mentees beside the map; a row is a choice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection
from wopmap.ui import loaders

TOP = 100
HEIGHT = 470


def show(selection: Selection, chosen: AtlasOptions, on_pick: Callable[[str], None]) -> None:
    """Two tables, mentors and mentees, of operators or (when flows are merged) of countries."""
    level = "operator" if chosen.level == "operator" else "country"
    for tab, side, title in zip(
        st.tabs(["Leading mentors", "Leading mentees"]),
        ("mentor", "mentee"),
        ("Mentor", "Mentee"),
        strict=True,
    ):
        with tab:
            _table(selection, side, title, level, on_pick)


def _table(selection: Selection, side: str, title: str, level: str, on_pick: Callable[[str], None]) -> None:
    table = loaders.ranked(selection, side, level).head(TOP)
    if table.empty:
        st.caption("No partnership passes the filters.")
        return
    key = f"ranking-{side}-{level}"
    partners = {"mentor": "Mentees", "mentee": "Mentors"}[side]

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        on_pick(f"{side}:{table['id'].iloc[rows[0]]}" if rows else "")

    st.dataframe(
        table[["label", "partnerships", "partners", "countries"]],
        key=key,
        hide_index=True,
        height=HEIGHT,
        on_select=choose,
        selection_mode="single-row",
        column_config={
            "label": st.column_config.TextColumn(title, width=130),
            "partnerships": st.column_config.ProgressColumn(
                "Partnerships", format="%d", min_value=0, max_value=int(table["partnerships"].max()), width=96
            ),
            "partners": st.column_config.NumberColumn(partners, width=72),
            "countries": st.column_config.NumberColumn("Countries", width="small"),
        },
    )
