"""How the map shows things: level, colour, household water, where to look, what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from wopmap.household import COUNTRY_INDICATORS, RESIDENCES
from wopmap.scene.model import View
from wopmap.scene.options import COLOURS, LEVELS, AtlasOptions
from wopmap.ui import link
from wopmap.ui.mapkit import GoTo

if TYPE_CHECKING:
    from wopmap.ui.loaders import World

KEYS = (
    "option_level",
    "option_colour",
    "option_indicator",
    "option_residence",
    "option_water_year",
    "option_go",
)
_WISH = "map_wish"
FOLLOW = "matching"


def current() -> AtlasOptions:
    """The options of this session."""
    return link.options(AtlasOptions)


def change(**values: Any) -> None:
    """Replace some options."""
    link.change(AtlasOptions, **values)


def controls(world: World) -> None:
    """Level, colour and "go to", above the map."""
    now = current()
    st.session_state.setdefault("option_level", now.level)
    st.session_state.setdefault("option_colour", now.colour)
    level, colour, place = st.columns([6, 4, 4], vertical_alignment="bottom")
    chosen = level.segmented_control(
        "Flows between",
        list(LEVELS),
        key="option_level",
        format_func=lambda code: LEVELS[code].label,
        required=True,
    )
    dyed = colour.selectbox(
        "Colour by", list(COLOURS), key="option_colour", format_func=lambda code: COLOURS[code].label
    )
    place.selectbox(
        "Go to",
        world.places,
        key="option_go",
        index=None,
        format_func=world.place_name,
        placeholder="a country",
        on_change=_go,
        args=(world,),
    )
    if (chosen, dyed) != (now.level, now.colour):
        # A flow chosen at one level does not exist at another; a partnership does.
        kept = now.pick if chosen == now.level or ">" not in now.pick else ""
        change(level=chosen, colour=dyed, pick=kept)


def household_water() -> None:
    """Indicator, people and year of the household water under the flows, in the sidebar."""
    now = current()
    for name in ("indicator", "residence"):
        st.session_state.setdefault(f"option_{name}", getattr(now, name))
    st.session_state.setdefault("option_water_year", now.water_year or FOLLOW)
    with st.sidebar:
        st.markdown("#### Household water")
        indicator = st.selectbox(
            "Indicator",
            list(COUNTRY_INDICATORS),
            key="option_indicator",
            format_func=lambda code: COUNTRY_INDICATORS[code].label,
            help="Shares of people by the service they use (WHO/UNICEF JMP). Surveys ask for use, not access.",
        )
        st.caption(COUNTRY_INDICATORS[indicator].meaning)
        people, year = st.columns(2)
        residence = people.selectbox(
            "People",
            list(RESIDENCES),
            key="option_residence",
            format_func=lambda code: RESIDENCES[code].label,
        )
        asked = year.selectbox("Year", [FOLLOW, *range(2020, 1999, -1)], key="option_water_year")
    change(indicator=indicator, residence=residence, water_year=None if asked == FOLLOW else int(asked))


def pick(identity: str) -> None:
    """Choose a partnership, a flow or a place; empty for nothing."""
    change(pick=identity)


def looked_at(view: View | None) -> None:
    """Remember where the reader has taken the map, for the link."""
    if view is not None:
        change(view=view)


def wish() -> GoTo | None:
    """Where the reader last asked to go."""
    return st.session_state.get(_WISH)


def _go(world: World) -> None:
    place = st.session_state["option_go"]
    if place:
        before = wish()
        st.session_state[_WISH] = GoTo((before.id if before else 0) + 1, world.box(place))
