"""A small picture on a page, fetched by its address: nothing of it crosses the web socket."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

HTML = '<img class="picture" alt="">'
CSS = ".picture { display: block; width: 100%; height: auto; }"
JS = """export default function picture({ parentElement, data }) {
  const image = parentElement.querySelector(".picture");
  if (image.getAttribute("src") !== data.address) image.src = data.address;
  image.alt = data.words;
}"""


@cache
def _component() -> Any:
    return st.components.v2.component("wopmap_picture", html=HTML, css=CSS, js=JS)


def show(address: str, words: str, key: str) -> None:
    """Show what lies at an address of this server; `words` say what it shows."""
    _component()(key=key, data={"address": address, "words": words})
