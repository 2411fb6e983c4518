"""The link is the state: read once when a page is opened, written whenever the reader changes something.

The filters are shared by all pages; beside them each page has options of its own, a frozen object that knows the
names it uses in a link.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Protocol, Self, TypeVar, runtime_checkable

import streamlit as st

from wopmap.selection import Selection, Vocabulary
from wopmap.ui.text import plain


@runtime_checkable
class PageOptions(Protocol):
    """What a page shows beside the filters; a frozen dataclass."""

    PARAMETERS: ClassVar[frozenset[str]]
    """Names these options use in a link."""

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[Self, tuple[str, ...]]:
        """Read the options of a link; whatever it asks that is not known is named in a sentence."""
        ...

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        ...


O = TypeVar("O", bound=PageOptions)  # noqa: E741

SELECTION = "selection"
PROBLEMS = "link_problems"
_WRITTEN = "link_written"
_PAGE = "link_page"

OF_STREAMLIT = frozenset({"embed", "embed_options"})


def _slot(kind: type[PageOptions]) -> str:
    return f"options_{kind.__name__}"


def open_link(vocabulary: Vocabulary, kind: type[PageOptions], widget_keys: Collection[str]) -> None:
    """Take over what the address asks for: at the start of a session, and after "back" or an edited address.

    Parameters
    ----------
    vocabulary : Vocabulary
        What filters may ask for.
    kind : type
        Options of this page.
    widget_keys : collection of str
        Widgets that must take their values from the link anew.
    """
    asked = dict(st.query_params)
    if st.session_state.get(_PAGE) != kind.__name__:
        # A widget of the last page is another one than that of this page, though they share a key: unless the key
        # is forgotten, this page's begins empty, and the filters would be lost.
        for key in widget_keys:
            st.session_state.pop(key, None)
    st.session_state[_PAGE] = kind.__name__
    fresh = SELECTION not in st.session_state or (_slot(kind) not in st.session_state and bool(asked))
    if not fresh and (not asked or asked == st.session_state.get(_WRITTEN)):
        st.session_state.setdefault(_slot(kind), kind.from_query({})[0])
        return
    selection, wrong_filters = Selection.from_query(
        asked, vocabulary, allowed_extra=kind.PARAMETERS | OF_STREAMLIT
    )
    options, wrong_options = kind.from_query(asked)
    st.session_state[SELECTION] = selection
    st.session_state[_slot(kind)] = options
    st.session_state[PROBLEMS] = (*wrong_filters, *wrong_options)
    st.session_state[_WRITTEN] = asked
    for key in widget_keys:
        st.session_state.pop(key, None)


def selection() -> Selection:
    """The filters of this session."""
    return st.session_state[SELECTION]


def options(kind: type[O]) -> O:
    """What a page of this session shows beside the filters."""
    return st.session_state[_slot(kind)]


def change(kind: type[PageOptions], **values: Any) -> None:
    """Replace some options of a page."""
    st.session_state[_slot(kind)] = replace(st.session_state[_slot(kind)], **values)


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
