"""The script Streamlit runs: page frame, navigation, then the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from wopmap.ui.mapkit import leave
from wopmap.ui.page import dress, guarded

PAGES = Path(__file__).resolve().parents[2] / "pages"

st.set_page_config(
    page_title="wopmap",
    page_icon=str(Path(__file__).parent / "assets" / "icon.png"),
    layout="wide",
    initial_sidebar_state="auto",
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)
dress()
page = st.navigation(
    [
        st.Page(PAGES / "atlas.py", title="Atlas", url_path="atlas", default=True),
        st.Page(PAGES / "country.py", title="Country", url_path="country"),
        st.Page(PAGES / "city.py", title="City", url_path="city"),
        st.Page(PAGES / "mentors.py", title="Mentors", url_path="mentors"),
        st.Page(PAGES / "utilities.py", title="Utilities", url_path="utilities"),
        st.Page(PAGES / "scaling.py", title="Scaling up", url_path="scaling"),
        st.Page(PAGES / "data.py", title="Data", url_path="data"),
    ],
    position="top",
)
if st.session_state.get("page") != page.url_path:
    leave()
st.session_state["page"] = page.url_path
with guarded():
    page.run()
