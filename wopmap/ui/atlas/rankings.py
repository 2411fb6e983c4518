"""Leading mentors and mentees beside the map; a row is a choice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection
from wopmap.ui import loaders

TOP = 100
HEIGHT = 440
TITLES = {"mentor": ("Mentor", "Mentees"), "mentee": ("Mentee", "Mentors")}


def show(
    selection: Selection, chosen: AtlasOptions, level: str, side: str, on_pick: Callable[[str], None]
) -> None:
    """One side's ranking, of operators or (when flows are merged) of countries."""
    level = "operator" if level == "operator" else "country"
    table = loaders.ranked(selection, side, level, chosen.narrowing, chosen.focused).head(TOP)
    if table.empty:
        st.caption("No partnership passes the filters.")
        return
    key = f"ranking-{side}-{level}"
    title, partners = TITLES[side]

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        on_pick(f"{side}:{table['id'].iloc[rows[0]]}" if rows else "")

    st.dataframe(
        table[["label", "partnerships", "partners"]],
        key=key,
        hide_index=True,
        height=HEIGHT,
        on_select=choose,
        selection_mode="single-row",
        column_config={
            "label": st.column_config.TextColumn(title, width=104),
            "partnerships": st.column_config.ProgressColumn(
                "Partnerships", format="%d", min_value=0, max_value=int(table["partnerships"].max()), width=92
            ),
            "partners": st.column_config.NumberColumn(
                partners, width=62, help="Different operators on the other side"
            ),
        },
    )
