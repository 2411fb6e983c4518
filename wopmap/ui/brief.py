"""The button that gives a brief: two to four pages as PDF, written when the reader asks for them."""

from __future__ import annotations

import streamlit as st

from wopmap.ui import loaders


def button(identity: str) -> None:
    """Offer the brief on a country or a city.

    Parameters
    ----------
    identity : str
        ISO 3166-1 alpha-3 code, or ``city_id``.
    """
    st.download_button(
        "Brief to print (PDF)",
        data=lambda: _brief(identity),
        file_name=f"wopmap_{identity}_brief.pdf",
        mime="application/pdf",
        key=f"brief-{identity}",
        icon=":material/description:",
        help="Two to four pages with map, ladder, partnerships and sources. Filters do not change it.",
        on_click="ignore",
    )


def _brief(identity: str) -> bytes:
    from wopmap.publish.brief import brief  # loads the typesetter, which no page needs before

    return brief(loaders.catalogue(), identity).content
