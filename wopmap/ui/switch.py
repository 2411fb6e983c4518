"""A switch: one of a few, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from wopmap.labels import Term


def switch(
    label: str,
    choices: Mapping[str, Term] | Mapping[str, str],
    key: str,
    now: str,
    *,
    label_visibility: Literal["visible", "collapsed"] = "collapsed",
    **how: Any,
) -> str:
    """Draw a switch of which one side is always on, and return the code of that side.

    Parameters
    ----------
    label : str
        What is chosen; where it is not shown, a screen reader says it.
    choices : mapping of str to Term or str
        What each side is called, by code.
    key : str
        The widget's place in the session.
    now : str
        Code that is on when the widget is new to the page: the one the options hold.
    how
        What else `streamlit.segmented_control` is to know.
    """
    names = {code: name if isinstance(name, str) else name.label for code, name in choices.items()}
    st.session_state.setdefault(key, now)
    chosen = st.segmented_control(
        label,
        list(names),
        key=key,
        format_func=names.__getitem__,
        required=True,
        label_visibility=label_visibility,
        **how,
    )
    return str(chosen or now)
