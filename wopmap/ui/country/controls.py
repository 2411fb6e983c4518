"""Which country, beside which others, whose water; what the reader has chosen; where the map looks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap.country import MOST_COMPARED, UnknownCountry
from wopmap.scene.model import View
from wopmap.scene.options_country import CountryOptions
from wopmap.ui import link
from wopmap.ui.loaders import World
from wopmap.ui.switch import switch

KEYS = ("country_place", "country_beside", "country_people", "country_part")
PEOPLE = {"urban": "Urban", "rural": "Rural", "total": "All"}


def current() -> CountryOptions:
    """The options of this session."""
    return link.options(CountryOptions)


def change(**values: Any) -> None:
    """Replace some options."""
    link.change(CountryOptions, **values)


def settle(world: World) -> CountryOptions:
    """Hold what the link asked for against the countries there are; without any, begin with one."""
    now, known = current(), world.vocabulary.countries
    for code in [code for code in (now.place, *now.beside) if code and code not in known]:
        told = st.session_state.get(link.PROBLEMS, ())
        st.session_state[link.PROBLEMS] = (*told, f"{UnknownCountry(code)} Showing the others.")
    place = now.place if now.place in known else first(world)
    beside = tuple(code for code in now.beside if code in known and code != place)
    if (place, beside) != (now.place, now.beside):
        change(place=place, beside=beside)
    return current()


def first(world: World) -> str:
    """The country to begin with: the one filtered for, else the one mentored most."""
    wanted = link.selection().countries
    if len(wanted) == 1:
        return wanted[0]
    counts = world.flows.groupby("mentee_country", observed=True)["wop_id"].nunique()
    return str(counts.sort_values(ascending=False, kind="stable").index[0])


def head(world: World) -> tuple[Any, Any]:
    """Title with the country beside it; what follows is the place for the sentence, and that for downloads."""
    now = current()
    codes = list(world.vocabulary.countries)
    st.session_state.setdefault("country_place", now.place)
    st.session_state.setdefault("country_beside", list(now.beside))
    with st.container(key="country-head"):
        title, place, beside, download = st.columns([5, 3, 5, 2], vertical_alignment="center")
    place.selectbox(
        "Country",
        codes,
        key="country_place",
        format_func=world.place_name,
        label_visibility="collapsed",
        on_change=_place,
    )
    beside.multiselect(
        "Beside it",
        [code for code in codes if code != now.place],
        key="country_beside",
        format_func=world.place_name,
        max_selections=MOST_COMPARED - 1,
        placeholder="Compare with up to three",
        label_visibility="collapsed",
        on_change=_beside,
    )
    return title, download


def people() -> None:
    """Whose household water."""
    switch("People", PEOPLE, "country_people", current().residence, on_change=_people)


def _place() -> None:
    place = st.session_state["country_place"]
    beside = tuple(code for code in current().beside if code != place)
    st.session_state["country_beside"] = list(beside)
    change(place=place, beside=beside, pick="", view=None)


def _beside() -> None:
    change(beside=tuple(st.session_state["country_beside"]))


def _people() -> None:
    change(residence=st.session_state["country_people"])


def pick(identity: str) -> None:
    """Choose a partnership, a flow, an operator or a city; empty for nothing."""
    change(pick=identity)


def reset() -> None:
    """What goes with clearing the filters."""
    change(pick="")


def looked_at(view: View | None) -> None:
    """Remember where the reader has taken the map, for the link."""
    if view is not None:
        change(view=view)
