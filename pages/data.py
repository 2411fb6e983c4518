"""Data: where the facts come from, what they are, and what is missing."""

from __future__ import annotations

import streamlit as st

from wopmap.ui import data_page, page

with st.container(key="summary"):
    page.sentence("Data", data_page.opening())
data_page.dress()
data_page.open_link()
layers, dictionary, sources, missing = st.tabs(data_page.PARTS, key=data_page.PART, on_change="rerun")
described = ""
if layers.open:
    with layers:
        data_page.show_layers()
elif dictionary.open:
    with dictionary:
        described = data_page.show_dictionary()
elif sources.open:
    with sources:
        data_page.show_sources()
elif missing.open:
    with missing:
        data_page.show_missing()
data_page.write_link(described)
