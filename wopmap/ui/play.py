"""The years: a slider with two ends, and a button that lets a window of years walk through time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from wopmap.selection import Selection, Vocabulary
from wopmap.ui import filters, link

PLAYING = "years_playing"
SECONDS_A_YEAR = 0.8


def run(view: Callable[[], None]) -> None:
    """Draw the part of a page that follows the years; again and again while they play."""
    if st.session_state.get(PLAYING):
        st.fragment(_moving, run_every=SECONDS_A_YEAR)(view)
    else:
        view()


def _moving(view: Callable[[], None]) -> None:
    """Draw one step; a button pressed in here runs this part alone, so at a pause the whole page is called again."""
    if not st.session_state.get(PLAYING):
        st.rerun()
    view()


def step(vocabulary: Vocabulary) -> None:
    """Move on by one year while playing; stop at the last."""
    if not st.session_state.get(PLAYING):
        return
    if st.session_state.pop("years_started", False):
        return
    first, last = link.selection().years or vocabulary.years
    if last >= vocabulary.years[1]:
        stop()
        st.rerun()
    _set((first + 1, last + 1))


def years(vocabulary: Vocabulary) -> Selection:
    """Draw the play button beside the years; the selection with the years chosen."""
    playing = st.session_state.get(PLAYING, False)
    button, span = st.columns([2, 11], vertical_alignment="center")
    with button.container(key="play"):
        st.button(
            "Pause" if playing else "Play",
            key="years_play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=stop if playing else _start,
            args=() if playing else (vocabulary,),
            help="Let the years pass, one at a time" if not playing else "Stay at these years",
        )
    with span:
        return filters.years(vocabulary)


def _start(vocabulary: Vocabulary) -> None:
    """Begin with the years chosen; with all years, or at their end, with the first year alone."""
    chosen = link.selection().years
    if chosen is None or chosen[1] >= vocabulary.years[1]:
        length = 0 if chosen is None else chosen[1] - chosen[0]
        first = vocabulary.years[0]
        _set((first, first + length) if first + length < vocabulary.years[1] else (first, first))
    st.session_state[PLAYING] = True
    st.session_state["years_started"] = True


def stop() -> None:
    """Stay at the years that are shown."""
    st.session_state[PLAYING] = False


def _set(span: tuple[int, int]) -> None:
    st.session_state[link.SELECTION] = replace(link.selection(), years=span)
    st.session_state["filter_years"] = span
