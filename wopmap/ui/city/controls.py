"""Controls of the page of a city: which city, which zones, which figures, which census, drawn how.

The options are the state; a widget is set to them before it is drawn and changes them when the reader does. So a
choice that another makes impossible (a census that has no such indicator) never lingers in a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from wopmap.city import Profile
from wopmap.city.finding import find
from wopmap.city.words import level_label
from wopmap.household.indicators import indicator
from wopmap.scene.model import View
from wopmap.scene.options_city import SHOWS, CityOptions
from wopmap.ui import link
from wopmap.ui.city import loaders as cities
from wopmap.words import quoted

CITY, LEVEL, INDICATOR, YEAR, SHOW, AGAINST = (
    f"city_{name}" for name in ("place", "level", "indicator", "year", "show", "against")
)
KEYS = (CITY, LEVEL, INDICATOR, YEAR, SHOW, AGAINST)
NOT_FOUND = "city_not_found"
MARKED = "city_marked"


def current() -> CityOptions:
    """The options of this session."""
    return link.options(CityOptions)


def change(**values: object) -> None:
    """Replace some options."""
    link.change(CityOptions, **values)


def shown_as(show: str) -> CityOptions:
    """The options with the way of drawing that is possible."""
    return replace(current(), show=show)


def go_to(city_id: str) -> None:
    """Open another city; the indicator is kept where that city has it."""
    now = current()
    if city_id != now.city:
        change(city=city_id, level="", year=None, against=None, zone="", pick="", view=None)


def pick_zone(zone: str, from_table: bool = False) -> None:
    """Choose a zone; empty for none. Unless it was chosen there, the table is to mark its row."""
    change(zone=zone)
    if not from_table:
        turn, _ = st.session_state.get(MARKED, (0, ""))
        st.session_state[MARKED] = (turn + 1, zone)


def marked() -> tuple[int, str]:
    """How often another part of the page has chosen a zone, and the last it chose: the table is then drawn anew.

    A table drawn anew forgets where the reader was in it, so it never is for a choice made in it.
    """
    marks: tuple[int, str] = st.session_state.setdefault(MARKED, (0, current().zone))
    return marks


def pick_help(identity: str) -> None:
    """Choose a partnership, a flow or a utility; empty for none."""
    change(pick=identity)


def picked_on_map(identity: str | None) -> None:
    """What a click on the map chose: a flow, a utility or a zone; a click beside everything clears the zone."""
    if identity and (">" in identity or identity.startswith(("mentor:", "mentee:"))):
        pick_help(identity)
    else:
        pick_zone(identity or "")


def looked_at(view: View | None) -> None:
    """Remember where the reader has taken the map, for the link."""
    if view is not None:
        change(view=view)


def search() -> None:
    """One box for all cities; what is typed need not be spelt right."""
    known, names = cities.places(), cities.place_names()
    now = current().city
    st.session_state[CITY] = now if now in names else None

    def chosen() -> None:
        typed = st.session_state[CITY]
        if not typed:
            return
        near = find(known, str(typed))
        if near:
            st.session_state.pop(NOT_FOUND, None)
            go_to(near[0])
        else:
            st.session_state[NOT_FOUND] = f"No city here is called {quoted(str(typed))} or nearly so."

    st.selectbox(
        "City",
        list(names),
        key=CITY,
        format_func=lambda city_id: names.get(city_id, city_id),
        placeholder="Type a city",
        accept_new_options=True,
        on_change=chosen,
        label_visibility="collapsed",
    )
    if NOT_FOUND in st.session_state:
        st.caption(st.session_state[NOT_FOUND])


def figures(found: Profile, dots: bool) -> str:
    """Indicator, level of zones, census and way of drawing, each as far as there is a choice.

    Returns
    -------
    str
        How the zones are drawn, a key of `SHOWS`.
    """
    choice = found.choice
    if choice is None:
        return "zones"
    levels = list(dict.fromkeys(c.level for c in found.choices))
    indicators = list(dict.fromkeys(c.indicator for c in found.choices if c.level == choice.level))
    same = [c for c in found.choices if (c.level, c.indicator) == (choice.level, choice.indicator)]
    years = sorted({c.year for c in same})
    numbers = found.city.zones["level"].value_counts()
    wide = 4.1 if comparable(found) else 2.9
    what, where, when, how = st.columns([7.5 - wide, 2.9, 1.9, wide], vertical_alignment="bottom")
    with what:
        meaning = indicator(choice.indicator).meaning or None
        _select(
            "Households by", INDICATOR, indicators, choice.indicator, lambda c: indicator(c).label, meaning
        )
    with where:
        _select(
            "Zones",
            LEVEL,
            levels,
            choice.level,
            lambda level: f"{int(numbers[level])} {level_label(found, level)}",
        )
    with when:
        _select("Census", YEAR, years, choice.year, str)
    with how:
        return _drawing(found, dots)


def _select(
    label: str,
    key: str,
    options: Sequence[Any],
    value: object,
    words: Callable[..., str],
    help_text: str | None = None,
) -> None:
    name = key.removeprefix("city_")
    st.session_state[key] = value

    def chosen() -> None:
        values: dict[str, object] = {name: st.session_state[key]}
        if name == "level":
            values["zone"] = ""
        change(**values)

    st.selectbox(label, options, key=key, format_func=words, on_change=chosen, help=help_text)


def _drawing(found: Profile, dots: bool) -> str:
    possible = ["zones", *(["dots"] if dots else []), *(["change"] if comparable(found) else [])]
    now = current().show if current().show in possible else "zones"
    if len(possible) == 1:
        return now
    st.session_state[SHOW] = now

    def chosen() -> None:
        change(show=st.session_state[SHOW] or "zones")

    st.segmented_control(
        "Map", possible, key=SHOW, format_func=lambda code: SHOWS[code].label, on_change=chosen, required=True
    )
    return now


def comparable(found: Profile) -> bool:
    """Whether there is a change between two censuses to draw."""
    return found.change is not None and found.change.comparison.ok and len(found.change.zones) > 0
