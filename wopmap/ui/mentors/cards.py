"""Beside the map: leading mentors, or the card of the mentor or country that is chosen; and statements as text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from wopmap import motives
from wopmap.labels import FAMILIES, SAID_BY
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.ui import charts, loaders
from wopmap.ui.mentors import controls
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.text import link, plain
from wopmap.words import counted, lower_first

HEIGHT = 430
MOST = 40
"""Statements spelt out at once; the table of all statements has the rest."""


def beside_the_map(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """The card of what is chosen, else the leading mentors or countries."""
    if options.pick:
        with st.container(key="mentor-card"):
            _card(selection, options, theme)
    else:
        _leading(selection, options, theme)


def _leading(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """Who mentors most, with the mix of motives as six small bars."""
    drawn = mentors.leading(selection, options.said, options.by, options.family)
    if drawn.empty:
        st.caption("No mentor passes the filters.")
        return
    name = f"mentors-leading-{options.by}"

    def choose() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        controls.pick(str(drawn["id"].iloc[rows[0]]) if rows else "")

    st.dataframe(
        drawn,
        key=name,
        hide_index=True,
        height=HEIGHT,
        row_height=34,
        column_order=["label", "mix", "partnerships"],
        column_config={
            "label": st.column_config.TextColumn("Mentor" if options.by == "mentor" else "Country", width=98),
            "partnerships": st.column_config.NumberColumn(
                "WOPs", width=58, help="Partnerships in which it is a mentor"
            ),
            "mix": st.column_config.BarChartColumn(
                "Motives",
                width=74,
                color=theme.accent,
                help="Statements by family, in the order of the legend: "
                + ", ".join(lower_first(FAMILIES[f].label) for f in motives.FAMILIES),
            ),
        },
        on_select=choose,
        selection_mode="single-row",
    )


def _card(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    found = mentors.profile(options.pick, options.said)
    names = loaders.world().country_names
    words, button = st.columns([5, 1], vertical_alignment="top")
    button.button("Close", key="mentor-card-close", on_click=controls.pick, args=("",), type="tertiary")
    if found is not None:
        words.markdown(f"#### {plain(found.short_name)}")
        parts = [found.name] if found.name != found.short_name else []
        st.markdown(plain(", ".join([*parts, found.city or "", found.country]).strip(", ")))
        st.markdown(plain(_helps(found.partnerships, found.mentees)))
        if len(found.past):
            st.markdown(plain(f"Helped itself in {counted(len(found.past), 'partnership')}."))
    elif options.pick in names:
        words.markdown(f"#### {plain(names[options.pick])}")
        held = mentors.conditions_of(options.pick)
        st.markdown(
            "**At home** " + "; ".join(plain(name) for name in dict.fromkeys(held["condition"]))
            if len(held)
            else "No condition at home is on record."
        )
    else:
        words.markdown(f"#### {plain(options.pick)}")
        st.markdown("No mentor or country of this name is known: the link is out of date.")
        return
    rows = mentors.chosen(selection, options.said, options.pick)
    if rows.empty:
        st.markdown("No statement on its motives is on file among those that count.")
        return
    mix = mentors.mix_chart(selection, options.said, options.pick, theme.name)
    assert mix is not None  # there are rows
    charts.show(mix, key="mentor-card-mix")
    st.caption("Full: the mentor says so. Half: others say so. Hollow: inferred.")
    with st.container(height=230, border=False):
        spelt_out(rows, with_mentor=found is None)


def _helps(partnerships: pd.DataFrame, mentees: pd.DataFrame) -> str:
    if partnerships.empty:
        return "No partnership as mentor is on file."
    return (
        f"Mentor in {counted(len(partnerships), 'partnership')} with {counted(len(mentees), 'mentee')} in "
        f"{counted(mentees['country_iso3'].nunique(), 'country', 'countries')}."
    )


def spelt_out(rows: pd.DataFrame, *, with_mentor: bool) -> None:
    """Statements as text: motive, who says so, year, what is said, source."""
    blocks = []
    for row in rows.head(MOST).itertuples():
        year = "year not stated" if pd.isna(row.year) else str(row.year)
        head = f"**{plain(row.motive)}**"
        if with_mentor:
            head = f"**{plain(row.mentor)}**, {plain(lower_first(str(row.motive)))}"
        source = link(row.source, row.source_url) if row.source_url else plain(row.source)
        blocks.append(
            f"{head}  \n*{plain(SAID_BY[str(row.said_by)].label)}, {year}*  \n{plain(row.paraphrase)}  \n"
            f"Source: {source}"
        )
    st.markdown("\n\n".join(blocks))
    if len(rows) > MOST:
        st.caption(f"{len(rows) - MOST} more stand in the table of all statements.")


def clicked(name: str, parameter: str, columns: tuple[str, ...]) -> Callable[[], tuple[str, ...] | None]:
    """A function that reads what a chart was clicked on; None where a click cleared the choice."""

    def read() -> tuple[str, ...] | None:
        found = charts.picked(name, parameter)
        if not found or any(column not in found[0] for column in columns):
            return None
        return tuple(str(found[0][column]) for column in columns)

    return read
