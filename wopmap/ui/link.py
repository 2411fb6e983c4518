"""The link is the state: read once when a page is opened, written whenever the reader changes something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from wopmap.scene.options import PARAMETERS, AtlasOptions
from wopmap.selection import Selection, Vocabulary
from wopmap.ui.text import plain

SELECTION = "selection"
OPTIONS = "atlas_options"
PROBLEMS = "link_problems"
_WRITTEN = "link_written"

ELSEWHERE = frozenset({"embed", "embed_options", "city", "operator", "layer"})
"""Parameters other pages or Streamlit itself own."""


def open_link(vocabulary: Vocabulary, widget_keys: Iterable[str]) -> None:
    """Take over what the address asks for: at the start of a session, and after "back" or an edited address."""
    asked = dict(st.query_params)
    fresh = SELECTION not in st.session_state
    if not fresh and (not asked or asked == st.session_state.get(_WRITTEN)):
        return
    selection, wrong_filters = Selection.from_query(asked, vocabulary, allowed_extra=PARAMETERS | ELSEWHERE)
    options, wrong_options = AtlasOptions.from_query(asked)
    st.session_state[SELECTION] = selection
    st.session_state[OPTIONS] = options
    st.session_state[PROBLEMS] = (*wrong_filters, *wrong_options)
    st.session_state[_WRITTEN] = asked
    for key in widget_keys:
        st.session_state.pop(key, None)


def selection() -> Selection:
    """The filters of this session."""
    return st.session_state[SELECTION]


def options() -> AtlasOptions:
    """How the map of this session shows things."""
    return st.session_state[OPTIONS]


def write_link(*parts: Mapping[str, str]) -> None:
    """Put the state into the address, where it differs."""
    query = {name: value for part in parts for name, value in part.items()}
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)
    st.session_state[_WRITTEN] = query


def show_problems() -> None:
    """Say what a link asked for that could not be had."""
    problems = st.session_state.get(PROBLEMS, ())
    if not problems:
        return
    words, button = st.columns([8, 1], vertical_alignment="center")
    words.warning("  \n".join(plain(problem) for problem in problems))
    if button.button("Understood", key="link-problems-seen"):
        st.session_state[PROBLEMS] = ()
        st.rerun()
