"""How the map shows things: what it is about, level, colour, focus, household water, where to look, what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from wopmap.household import COUNTRY_INDICATORS, RESIDENCES
from wopmap.scene.model import View
from wopmap.scene.options import COLOURS, LEVELS, PICTURES, AtlasOptions
from wopmap.ui import link, play
from wopmap.ui.mapkit import GoTo
from wopmap.ui.switch import switch

if TYPE_CHECKING:
    from wopmap.ui.loaders import World

KEYS = (
    "option_show",
    "option_level",
    "option_colour",
    "option_focus",
    "option_way",
    "option_moments",
    "option_since",
    "option_beside",
    "option_below",
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


def settle(world: World) -> None:
    """Drop what a link asked for that is not in the data, with a sentence for each."""
    options, problems = current().known(world.vocabulary, world.operator_ids)
    if problems:
        st.session_state[link.PROBLEMS] = (*st.session_state.get(link.PROBLEMS, ()), *problems)
        for name in ("focus", "moments", "since"):
            st.session_state.pop(f"option_{name}", None)
        change(focus=options.focus, cell=options.cell, moments=options.moments, since=options.since)


def narrows() -> bool:
    """Whether something of the page's own is set that "reset" must clear."""
    now = current()
    return bool(now.pick or now.focus or now.cell)


def clear() -> None:
    """What "reset" clears beside the filters: choice, focus and cell; the view of the map stays."""
    change(pick="", focus="", cell=None)
    st.session_state.pop("option_focus", None)


def controls(world: World) -> None:
    """What the map is about, level, colour, focus and "go to", in one row that wraps."""
    now = current()
    for name in ("show", "colour"):
        st.session_state.setdefault(f"option_{name}", getattr(now, name))
    st.session_state.setdefault("option_focus", now.focus or None)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="atlas-controls"):
        show = st.selectbox(
            "Show",
            list(PICTURES),
            key="option_show",
            format_func=lambda code: PICTURES[code].label,
            on_change=play.stop,
            width=174,
        )
        values: dict[str, Any] = {"show": show}
        if show != "missing":
            values["level"] = switch(
                "Flows between", LEVELS, "option_level", now.level, label_visibility="visible"
            )
        if show == "flows":
            values["colour"] = st.selectbox(
                "Colour by",
                list(COLOURS),
                key="option_colour",
                format_func=lambda code: COLOURS[code].label,
                width=118,
            )
        if show != "missing":
            chosen = st.selectbox(
                "Focus on",
                _focuses(world),
                key="option_focus",
                index=None,
                format_func=world.focus_name,
                placeholder="country, operator",
                width=152,
            )
            values["focus"] = chosen or ""
        st.selectbox(
            "Go to",
            world.places,
            key="option_go",
            index=None,
            format_func=world.place_name,
            placeholder="a country",
            on_change=_go,
            args=(world,),
            width=122,
        )
    if any(getattr(now, name) != value for name, value in values.items()):
        # A flow chosen at one level does not exist at another; a partnership does.
        kept = now.pick if values.get("level", now.level) == now.level or ">" not in now.pick else ""
        change(**values, pick=kept)


def _focuses(world: World) -> list[str]:
    return [*world.vocabulary.countries_in_flows, *world.operator_names]


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


def span(world: World) -> None:
    """The years the picture is about where they are not those of the filters: two moments, or since when."""
    now, (first, last) = current(), world.vocabulary.years
    words, slider = st.columns([2, 11], vertical_alignment="center")
    if now.show == "moments":
        words.markdown("**Compare**")
        st.session_state.setdefault("option_moments", now.moments)
        chosen: Any = slider.slider(
            "Earlier and later year", first, last, key="option_moments", label_visibility="collapsed"
        )
        if chosen[0] < chosen[1]:
            change(moments=(int(chosen[0]), int(chosen[1])))
        else:
            slider.caption("Two different years are needed; the last two chosen are compared.")
    else:
        words.markdown("**Since**")
        st.session_state.setdefault("option_since", now.since)
        since: Any = slider.slider(
            "Partnerships active in this year or later",
            first,
            last,
            key="option_since",
            label_visibility="collapsed",
        )
        change(since=int(since))


def pick(identity: str) -> None:
    """Choose a partnership, a flow or a place; empty for nothing."""
    change(pick=identity)


def focus_on(identity: str) -> None:
    """Put a country or an operator into focus; empty for none."""
    change(focus=identity, pick="")
    st.session_state["option_focus"] = identity or None


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
