"""The profile of one mentor: partnerships over time, mentees, motives, its own past, conditions at home."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from wopmap import mentor, motives
from wopmap.mentor.languages import SOURCE
from wopmap.mentor.numbers import distances
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.ui import charts
from wopmap.ui.mentors import cards, downloads, parts
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.text import link, plain
from wopmap.words import counted, grouped, listed, lower_first

CHAINS_NAMED = 12
CHART_HEIGHT = 480
"""Beyond it the years of partnerships scroll on their own."""


def show(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """Everything known of the mentor that is chosen."""
    found = mentors.profile(options.pick, options.said)
    assert found is not None  # the part is offered for known mentors only
    st.markdown(f"#### {plain(found.name)}")
    st.markdown(plain(_opening(found)))
    left, right = st.columns([7, 5], gap="large")
    with left:
        _over_time(found, theme)
        _mentees(found)
    with right:
        _own_past(found)
        st.markdown(f"**Why: {counted(len(found.statements), 'statement')}**")
        if len(found.statements):
            st.markdown(plain(motives.mix_in_words(found.mix)))
            with st.container(height=360, border=False):
                cards.spelt_out(found.statements, with_mentor=False)
        else:
            st.markdown("None on file among those that count; that does not mean that it has no motive.")
        st.markdown(f"**Conditions at home: {plain(found.country)}**")
        if len(found.conditions):
            with st.expander(f"{counted(len(found.conditions), 'condition')} on record"):
                parts.conditions_of_a_country(found.conditions)
        else:
            st.markdown("None on record.")
    downloads.profile(selection, found)


@lru_cache(maxsize=64)
def _opening(found: mentor.Mentor) -> str:
    where = ", ".join(part for part in (found.city, found.country) if part)
    words = f"{found.kind} in {where}."
    if found.partnerships.empty:
        return f"{words} No partnership as mentor is on file."
    words += (
        f" Mentor in {counted(len(found.partnerships), 'partnership')} with {counted(len(found.mentees), 'mentee')} in "
        f"{counted(found.mentees['country_iso3'].nunique(), 'country', 'countries')}"
    )
    topics = [lower_first(label) for label, _ in found.topics[:4]]
    words += f", most often on {listed(topics)}." if topics else "."
    km = distances(found)
    if km:
        sharing, known = found.sharing
        words += (
            f" Mentees abroad are {grouped(km['least'])} to {grouped(km['most'])} km away, median "
            f"{grouped(km['median'])} km; {sharing} of {known} are in a country with a common official language."
        )
    return words


def _over_time(found: mentor.Mentor, theme: Theme) -> None:
    st.markdown("**Partnerships over time**")
    spec = mentors.partnerships_chart(found.identity, theme.name)
    if spec is None:
        st.markdown("No partnership states a year.")
    else:
        tall = spec.get("height", 0) > CHART_HEIGHT
        with st.container(height=CHART_HEIGHT if tall else "content", border=False):
            charts.show(spec, key="mentor-over-time")
    st.caption("Pale: the end is not stated, the bar goes as far as the partnership is known to run.")
    silent = int(found.partnerships["active_from"].isna().sum() + found.past["active_from"].isna().sum())
    if silent:
        st.caption(
            f"{counted(silent, 'partnership')} without any year {'is' if silent == 1 else 'are'} not drawn."
        )


def _mentees(found: mentor.Mentor) -> None:
    if found.mentees.empty:
        return
    st.markdown("**Mentees**")
    st.dataframe(
        found.mentees,
        key="mentor-mentees",
        hide_index=True,
        height=min(38 + 35 * len(found.mentees), 330),
        column_order=["mentee", "country", "partnerships", "first_year", "distance_km", "languages"],
        column_config={
            "mentee": st.column_config.TextColumn("Mentee", width=140),
            "country": st.column_config.TextColumn("Country", width=90),
            "partnerships": st.column_config.NumberColumn("WOPs", width=56, help="Partnerships"),
            "first_year": st.column_config.NumberColumn("First year", format="%d", width=70),
            "distance_km": st.column_config.NumberColumn("km", format="%.0f", width=64, help="Distance"),
            "languages": st.column_config.TextColumn("Common language", width=110),
        },
    )
    st.caption(f"Distance between the seats on the sphere. {SOURCE}")


def _own_past(found: mentor.Mentor) -> None:
    if found.past.empty:
        return
    st.markdown(f"**Helped itself: {counted(len(found.past), 'partnership')}**")
    blocks = []
    for row in found.past.itertuples():
        source = link(row.source, row.source_url) if row.source_url else plain(row.source)
        blocks.append(
            f"{plain(row.partners)} ({plain(row.countries)}), {plain(row.years)}  \nSource: {source}"
        )
    st.markdown("\n\n".join(blocks))
    if len(found.chains):
        st.markdown("**Help handed on**")
        st.markdown("  \n".join(plain(line) for line in _handed_on(found)))


@lru_cache(maxsize=64)
def _handed_on(found: mentor.Mentor) -> tuple[str, ...]:
    """``VEI (2005) -> ONEA -> SEEN (2010), SEG (2012)``: one line for each that helped first."""
    lines = []
    for _, group in found.chains.groupby("first_id", sort=False):
        first = group.iloc[0]
        after = [f"{row.next} ({row.next_year})" for row in group.itertuples()]
        lines.append(
            f"{first['first']} ({first['first_year']}) \u2192 {first['turned']} \u2192 "
            f"{listed(after, most=CHAINS_NAMED, more='others')}"
        )
    return tuple(lines)
