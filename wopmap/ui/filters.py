"""The shared filters: one selection for all pages, shown in the sidebar of those that use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from wopmap.selection import Selection, Vocabulary
from wopmap.ui import link, loaders
from wopmap.ui.switch import switch
from wopmap.ui.text import plain

SIDES = {"either": "Either", "mentor": "Mentor", "mentee": "Mentee"}
MODES = {"active": "active in", "started": "started in"}

LISTS = {
    "regions": "Region",
    "topics": "Topic",
    "programmes": "Programme",
    "modalities": "Modality",
    "motives": "Motive of the mentor",
    "status": "Status",
    "confidence": "Confidence",
    "scope": "Scope",
}
HELP = {
    "regions": "UN (M49) sub-regions.",
    "motives": "What a source says about why the mentor helps. It is a reading of statements, not a sample.",
    "confidence": "A: said by a partner, the programme or the funder. B: a secondary source says so.",
    "scope": "Related: near to a partnership between water operators but not strictly one.",
    "status": "As of the year of the source; it may be long over.",
}
FIRST = ("regions", "topics", "programmes", "modalities")

KEYS = tuple(f"filter_{name}" for name in ("text", "countries", "side", "years", "mode", *LISTS))


def sidebar(
    vocabulary: Vocabulary, on_reset: Callable[[], None] = lambda: None, more_set: bool = False
) -> Selection:
    """Draw the filters and return the selection they stand for.

    `on_reset` runs when the reader clears them; `more_set` says that the page itself narrows what is shown, so
    that there is something to clear.
    """
    current = link.selection()
    seed(current, vocabulary)
    with st.sidebar:
        top, button = st.columns([3, 2], vertical_alignment="center")
        top.markdown("#### Filters")
        button.button(
            "Reset",
            key="filters_reset",
            on_click=reset,
            args=(on_reset,),
            width="stretch",
            disabled=current == Selection() and not more_set,
        )
        text = st.text_input("Search", key="filter_text", placeholder="utility, city, country, programme")
        _offer_near(" ".join(text.split()))
        countries = st.multiselect(
            "Country",
            vocabulary.countries_in_flows,
            key="filter_countries",
            format_func=lambda code: vocabulary.label("countries", code),
            placeholder="All countries",
        )
        side = switch(
            "Country or region takes part as", SIDES, "filter_side", current.side, label_visibility="visible"
        )
        lists: dict[str, Any] = {name: _choices(name, vocabulary) for name in FIRST}
        more = [name for name in LISTS if name not in FIRST]
        chosen = sum(bool(getattr(current, name)) for name in more)
        with st.expander(f"More filters ({chosen} set)" if chosen else "More filters", expanded=bool(chosen)):
            lists |= {name: _choices(name, vocabulary) for name in more}
    selection = replace(
        current,
        text=" ".join(text.split()),
        countries=tuple(sorted(countries)),
        side=side,
        **lists,
    )
    st.session_state[link.SELECTION] = selection
    return selection


def _offer_near(text: str) -> None:
    """Where a search text is found nowhere: names like it, to search for with one click."""
    if not text:
        return
    found = loaders.near_names(text)
    if found:
        st.caption("Found nowhere. Did you mean:")
        for position, name in enumerate(found):
            st.button(
                f"{plain(name.text)} ({name.kind})",
                key=f"near-{position}",
                type="tertiary",
                on_click=change,
                kwargs={"text": name.text},
            )


def change(**values: Any) -> None:
    """Set some filters from elsewhere on the page: a chart, a suggestion. For callbacks, before filters are drawn."""
    selection = replace(link.selection(), **values)
    st.session_state[link.SELECTION] = selection
    for name in values:
        st.session_state.pop(f"filter_{name}", None)


def _choices(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    chosen = st.multiselect(
        LISTS[name],
        list(vocabulary.terms(name)),
        key=f"filter_{name}",
        format_func=lambda code: vocabulary.label(name, code),
        placeholder="All",
        help=HELP.get(name),
    )
    return tuple(sorted(chosen))


def seed(selection: Selection, vocabulary: Vocabulary) -> None:
    """Give every filter that is not on the page yet the value the selection holds."""
    values: dict[str, Any] = {name: list(getattr(selection, name)) for name in LISTS}
    values |= {"text": selection.text, "side": selection.side, "mode": selection.mode}
    values["countries"] = [code for code in selection.countries if code in vocabulary.countries_in_flows]
    values["years"] = selection.years or vocabulary.years
    for name, value in values.items():
        st.session_state.setdefault(f"filter_{name}", value)


def years(vocabulary: Vocabulary) -> Selection:
    """Draw the years and how they count, and return the selection with them."""
    current = link.selection()
    first, last = vocabulary.years
    seed(current, vocabulary)
    span, mode = st.columns([9, 5], vertical_alignment="center")
    chosen: Any = span.slider("Years", first, last, key="filter_years", label_visibility="collapsed")
    with mode:
        how = switch("Years mean", MODES, "filter_mode", current.mode, width="stretch")
    whole = tuple(chosen) == (first, last)
    selection = replace(current, years=None if whole else tuple(chosen), mode=how)
    st.session_state[link.SELECTION] = selection
    return selection


def reset(on_reset: Callable[[], None] = lambda: None) -> None:
    """Show everything again; what else goes with that is the page's own; the view of the map stays."""
    st.session_state[link.SELECTION] = Selection()
    on_reset()
    for key in KEYS:
        st.session_state.pop(key, None)
