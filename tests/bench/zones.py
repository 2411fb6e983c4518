"""Many zones on one map, by address or inline: `streamlit run` finds `app` here; the page is `zones_page.py`."""

from __future__ import annotations

import streamlit as st

from wopmap.ui.routes import ROUTES

app = st.App("zones_page.py", routes=ROUTES)
