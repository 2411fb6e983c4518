"""Beside the map: the card of what is chosen, the focus, what changed, rankings, small charts, the list of need."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap import moments
from wopmap.flows import DIRECTIONS as WAYS
from wopmap.flows import totals
from wopmap.scene.options import BESIDE, DIRECTIONS, AtlasOptions
from wopmap.selection import Selection
from wopmap.ui import cards, loaders
from wopmap.ui.atlas import charts, options, rankings
from wopmap.ui.switch import switch
from wopmap.ui.text import plain
from wopmap.words import counted

LIST = "missing-list"
LIST_HEIGHT = 430


def show(
    selection: Selection, chosen: AtlasOptions, level: str, pick: cards.Pick, world: loaders.World
) -> None:
    """Draw what belongs beside the map now."""
    if pick:
        cards.show(pick, world, on_close=lambda: options.pick(""), on_pick=options.pick)
        _offer_focus(pick.identity, chosen, world)
        return
    if chosen.cell:
        _cell(chosen, world)
    if chosen.show == "missing":
        _missing(selection, chosen, on_pick=options.pick)
        return
    if chosen.focus:
        _focus(selection, chosen, world)
    elif chosen.show == "moments":
        _moments(selection, chosen)
    what = switch("Beside the map", BESIDE, "option_beside", chosen.beside, width="stretch")
    options.change(beside=what)
    if what == "charts":
        charts.small(selection, chosen)
    else:
        side = "mentee" if what == "mentees" else "mentor"
        rankings.show(selection, chosen, level, side, on_pick=options.pick)


def _offer_focus(identity: str, chosen: AtlasOptions, world: loaders.World) -> None:
    place = identity.partition(":")[2]
    known = place in world.operator_names or place in world.vocabulary.countries
    if chosen.show != "missing" and known and place != chosen.focus:
        st.button(
            f"Focus on {plain(world.focus_name(place))}",
            key="card-focus",
            on_click=options.focus_on,
            args=(place,),
        )


def _cell(chosen: AtlasOptions, world: loaders.World) -> None:
    assert chosen.cell is not None  # the caller has looked
    start, end = (world.vocabulary.label("regions", code) for code in chosen.cell)
    words, button = st.columns([4, 1.4], vertical_alignment="center")
    words.markdown(f"Only from **{plain(start)}** to **{plain(end)}**")
    button.button("All", key="cell-clear", on_click=options.change, kwargs={"cell": None}, type="tertiary")


def _focus(selection: Selection, chosen: AtlasOptions, world: loaders.World) -> None:
    """Whose flows stay, which of them, and how many there are of each kind."""
    numbers = {
        way: loaders.flows(selection, chosen.narrowing, (chosen.focus, way))["wop_id"].nunique()
        for way in WAYS
    }
    words, button = st.columns([4, 1.4], vertical_alignment="top")
    words.markdown(f"#### {plain(world.focus_name(chosen.focus))}")
    button.button("Clear", key="focus-clear", on_click=options.focus_on, args=("",), type="tertiary")
    ways = {way: f"{term.label} {numbers[way]}" for way, term in DIRECTIONS.items()}
    switch("Flows of the focus", ways, "option_way", chosen.way, on_change=_way)
    sums = totals(loaders.flows(selection, chosen.narrowing, chosen.focused))
    st.caption(
        f"{counted(sums.partnerships, 'partnership')} between {counted(sums.mentors, 'mentor')} in "
        f"{counted(sums.mentor_countries, 'country', 'countries')} and {counted(sums.mentees, 'mentee')} in "
        f"{counted(sums.mentee_countries, 'country', 'countries')}. All other flows are faded; table, rankings "
        "and charts show the focus alone."
    )


def _way() -> None:
    options.change(way=st.session_state["option_way"])


def _moments(selection: Selection, chosen: AtlasOptions) -> None:
    """How many partnerships are new, last and have ended."""
    sums = moments.count(loaders.shown(selection, chosen.narrowing).flows, chosen.moments)
    for column, (kind, term) in zip(st.columns(3), moments.CHANGES.items(), strict=True):
        column.metric(term.label, getattr(sums, kind), help=term.meaning)


def _missing(selection: Selection, chosen: AtlasOptions, on_pick: Callable[[str], None]) -> None:
    """Countries by urban people without at least basic water, with the partnerships they receive."""
    rows = loaders.missing_table(selection, chosen.narrowing, chosen.since)
    listed = rows[rows["people_without"].notna()].reset_index(drop=True)

    def choose() -> None:
        picked = st.session_state[LIST]["selection"]["rows"]
        on_pick(f"mentee:{listed['iso3'].iloc[picked[0]]}" if picked else "")

    st.dataframe(
        listed.assign(millions=listed["people_without"].astype(float) / 1e6),
        key=LIST,
        hide_index=True,
        height=LIST_HEIGHT,
        on_select=choose,
        selection_mode="single-row",
        column_order=["country", "millions", "partnerships"],
        column_config={
            "country": st.column_config.TextColumn("Country", width=94),
            "millions": st.column_config.NumberColumn(
                "Millions", format="%.2f", width=66, help="Million urban people without at least basic water"
            ),
            "partnerships": st.column_config.NumberColumn(
                "Partnerships", width=90, help=f"As mentee, active in {chosen.since} or later"
            ),
        },
    )
    unknown = len(rows) - len(listed)
    st.caption(
        f"{counted(unknown, 'country', 'countries')} without an estimate {'is' if unknown == 1 else 'are'} not listed. "
        "The years of the filters do not count here; partnerships that state no year are in no count. "
        "Estimates: WHO/UNICEF JMP, 2021 edition."
    )
