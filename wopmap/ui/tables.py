"""The table with the same rows as the map, and the count of what is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
import streamlit as st

from wopmap.selection import Shown, hidden_words
from wopmap.ui.text import plain

TABLE = "partnership-table"
MOST_CHOSEN = 15
"""So many rows fit into a link."""
COLUMNS: dict[str, tuple[str, Literal["small", "medium"]]] = {
    "mentors": ("Mentors", "medium"),
    "from_countries": ("From", "small"),
    "mentees": ("Mentees", "medium"),
    "to_countries": ("To", "small"),
    "years": ("Years", "small"),
    "status": ("Status", "small"),
    "modality": ("Modality", "small"),
    "programme": ("Programme", "small"),
    "topics": ("Topics", "medium"),
    "confidence": ("Confidence", "small"),
    "source": ("Source", "medium"),
}


def counts(shown: Shown, years_open: bool) -> None:
    """How many partnerships are shown and why the others are not; `years_open` where years could be chosen."""
    words = hidden_words(shown)
    if years_open and shown.year_not_stated:
        stating = "states" if shown.year_not_stated == 1 else "state"
        words += f" {shown.year_not_stated} of those shown {stating} no year and will be hidden once years are chosen."
    st.markdown(plain(words))


def partnerships(rows: pd.DataFrame, on_pick: Callable[[str], None]) -> None:
    """One row per partnership shown; what is chosen stands out on the map, and one alone opens its card."""
    if rows.empty:
        st.caption("No partnership passes the filters.")
        return

    def choose() -> None:
        chosen = st.session_state[TABLE]["selection"]["rows"]
        on_pick(",".join(rows["wop_id"].iloc[chosen[:MOST_CHOSEN]].astype(str)))

    config: dict[str, Any] = {
        name: st.column_config.TextColumn(label, width=width) for name, (label, width) in COLUMNS.items()
    }
    config["change"] = st.column_config.TextColumn("Change", width="small")
    config["source_url"] = st.column_config.LinkColumn("Link", display_text="open", width="small")
    st.dataframe(
        rows,
        key=TABLE,
        hide_index=True,
        height=420,
        column_order=[*(["change"] if "change" in rows else []), *COLUMNS, "source_url"],
        column_config=config,
        on_select=choose,
        selection_mode="multi-row",
    )
    st.caption(
        f"Choose a row to open its card beside the map, up to {MOST_CHOSEN} to see them stand out on it. "
        "Click a heading to sort."
    )
