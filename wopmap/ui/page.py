"""What every page does: open the link, keep errors to the page they belong to, know the theme."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from wopmap.errors import WopmapError
from wopmap.scene.style import THEMES, Theme
from wopmap.ui.text import plain

STYLE = Path(__file__).parent / "assets" / "style.css"


def dress() -> None:
    """Load the stylesheet (a constant of this package, never data)."""
    st.html(STYLE)


def theme() -> Theme:
    """Colours that go with the look the reader has chosen."""
    return THEMES["dark" if st.context.theme.type == "dark" else "light"]


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a known failure into its sentence; other pages are not touched by it."""
    try:
        yield
    except WopmapError as error:
        st.error(plain(error))


def sentence(title: str, summary: str) -> None:
    """Title of the page and the sentence that sums up what it shows."""
    st.title(plain(title), anchor=False)
    st.markdown(plain(summary))
