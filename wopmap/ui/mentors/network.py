"""The part on the network: leading mentors, where they work, mentees that became mentors."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wopmap import mentor
from wopmap.draw.charts.mentor import CELL
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.ui import charts
from wopmap.ui.mentors import cards, controls
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.text import plain
from wopmap.words import counted, listed, lower_first


def show(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """Leading mentors, where they work, and mentees that became mentors."""
    table = mentors.ranked(selection, options.said, options.family, options.measure)
    if table.empty:
        st.markdown("No partnership passes the filters.")
        return
    st.markdown(plain(mentors.network(selection, options.said, options.family)))
    st.selectbox(
        "Rank by",
        list(mentor.MEASURES),
        key=controls.key("measure"),
        format_func=lambda code: mentor.MEASURES[code].label,
        on_change=controls.take,
        args=("measure",),
        width=320,
    )
    st.caption(plain(mentor.MEASURES[options.measure].meaning))
    _ranking(table, options)
    left, right = st.columns(2, gap="large")
    with left:
        _reach(selection, options, theme, min(len(table), mentors.LEADING))
    with right:
        _turned(selection, options, theme)


def _reach(selection: Selection, options: MentorsOptions, theme: Theme, number: int) -> None:
    read = cards.clicked("mentors-reach", CELL, ("id",))

    def picked() -> None:
        found = read()
        if found:
            controls.pick(found[0])

    st.markdown("#### Where they work")
    st.markdown(f"Partnerships of the first {number} by region of the mentee.")
    spec = mentors.reach_chart(selection, options.said, options.family, options.measure, theme.name)
    charts.show(spec, key="mentors-reach", on_pick=picked)


def _ranking(table: pd.DataFrame, options: MentorsOptions) -> None:
    def choose() -> None:
        rows = st.session_state["mentors-ranking"]["selection"]["rows"]
        controls.pick(str(table["id"].iloc[rows[0]]) if rows else "")

    first = options.measure
    others = [name for name in mentor.MEASURES if name != first]
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            term.label, help=term.meaning, width="small", format="%.1f" if name == "betweenness" else "%d"
        )
        for name, term in mentor.MEASURES.items()
    }
    st.dataframe(
        table,
        key="mentors-ranking",
        hide_index=True,
        height=390,
        column_order=["label", "country", first, *others],
        column_config={
            "label": st.column_config.TextColumn("Mentor", width=130),
            "country": st.column_config.TextColumn("Country", width=100),
            **config,
        },
        on_select=choose,
        selection_mode="single-row",
    )
    st.caption("Choose a mentor to see it on the map and read its profile. Click a heading to sort.")


def _turned(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    table = mentors.turned(selection, options.said, options.family)
    st.markdown("#### Mentees that became mentors")
    if table.empty:
        st.markdown("None among the partnerships shown.")
        return
    numbers = table["order"].value_counts()
    st.markdown(
        plain(
            f"{counted(len(table), 'operator')} on both sides: "
            + listed(
                [f"{numbers[k]} {lower_first(w)}" for k, w in mentor.ORDER_WORDS.items() if k in numbers]
            )
            + ", as far as years are stated."
        )
    )
    charts.show(
        mentors.turned_chart(selection, options.said, options.family, theme.name), key="mentors-turned"
    )
    with st.expander("The same as a table, with the operators on both sides"):
        st.dataframe(
            table.assign(order=table["order"].map(mentor.ORDER_WORDS)),
            key="mentors-turned-rows",
            hide_index=True,
            column_order=[
                "operator",
                "country",
                "first_as_mentee",
                "helped_by",
                "first_as_mentor",
                "helps",
                "order",
                "without_start",
            ],
            column_config={
                "operator": st.column_config.TextColumn("Operator"),
                "country": st.column_config.TextColumn("Country"),
                "first_as_mentee": st.column_config.NumberColumn("Mentee from", format="%d"),
                "helped_by": st.column_config.TextColumn("Helped by", width="medium"),
                "first_as_mentor": st.column_config.NumberColumn("Mentor from", format="%d"),
                "helps": st.column_config.TextColumn("Helps", width="medium"),
                "order": st.column_config.TextColumn("Order"),
                "without_start": st.column_config.NumberColumn("Partnerships without a start year"),
            },
        )
    st.caption(
        "A first year is the earliest stated start, or where none is stated the earliest year in which a partnership "
        "was seen under way. Partnerships in which no side is named mentor are left out."
    )
