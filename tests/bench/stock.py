"""The peer of the first map: a stock Streamlit page with one inline pydeck chart of the same data."""

from __future__ import annotations

import streamlit as st

from tests.bench.page import stock_chart

st.title("Stock chart")
st.pydeck_chart(stock_chart(2020))
