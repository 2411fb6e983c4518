"""A page that shows hostile texts the way all pages show text from data; `test_texts.py` looks at it."""

from __future__ import annotations

import streamlit as st

from tests.unit.strategies.texts import HOSTILE
from wopmap.ui.text import link, plain

for number, text in enumerate(HOSTILE):
    with st.container(key=f"text-{number}"):
        st.markdown(plain(text))
    with st.container(key=f"bold-{number}"):
        st.markdown(f"**{plain('x' + text + 'x')}** end")
    with st.container(key=f"link-{number}"):
        st.markdown(link("x" + text, "https://example.org/?a=1&copy;=(2)_*3*[4]"))
    with st.container(key=f"help-{number}"):
        st.caption(plain(text))
