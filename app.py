"""The server's face: `streamlit run app.py` serves the dashboard and the addresses of its heavy layers."""

from __future__ import annotations

import streamlit as st

from wopmap.ui.first import prepare
from wopmap.ui.routes import ROUTES

prepare()
app = st.App("wopmap/ui/shell.py", routes=ROUTES)
