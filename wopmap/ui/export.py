"""The export panel of a map page: a picture, a page of its own or the data behind the view, made on click.

A page adds it in one line, ``export.show("city", query)``: the map is made from its link as on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from wopmap.draw.sheet import LARGEST, PRESETS, SMALLEST
from wopmap.errors import WopmapError
from wopmap.publish import views
from wopmap.publish.package import package
from wopmap.publish.snapshot import FORMATS, File, Order, draw, size, smaller
from wopmap.publish.views import PageView
from wopmap.scene.framing import box_around, fitted
from wopmap.scene.style import THEMES, Theme
from wopmap.ui import loaders, page
from wopmap.ui.text import plain
from wopmap.words import counted

WORDS = {
    "png": "PNG picture",
    "svg": "SVG, to edit",
    "pdf": "PDF, to print",
    "html": "HTML page that moves",
}
SIZES = {
    "slide": "Slide 16:9, 1920 x 1080",
    "a4-portrait": "A4 portrait, 300 dpi",
    "a4-landscape": "A4 landscape, 300 dpi",
    "square": "Square, 1080 x 1080",
    "px": "Own size in px",
    "mm": "Own size in mm, 300 dpi",
}
OWN = {"px": (1200, 800, SMALLEST, LARGEST), "mm": (160, 90, 34, 1000)}
PREVIEW_PX = 900
LONGEST_TITLE, LONGEST_FOOTNOTE = 200, 400
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}


def show(name_of_page: str, query: Mapping[str, str], key: str = "export") -> None:
    """A button that opens the panel; nothing is drawn before the reader asks for it.

    Parameters
    ----------
    name_of_page : str
        One of `wopmap.publish.views.PAGES`: ``atlas``, ``city`` ...
    query : mapping of str to str
        What the link of this view carries.
    """
    words = "This view as a picture, as a page of its own, or its data."
    if st.button("Export", key=key, icon=":material/ios_share:", width="stretch", help=words):
        st.session_state.pop(f"{key}-file", None)
        where = {parameter: [value] for parameter, value in query.items()}
        st.dialog("Take this view away", width="large")(panel)(partial(registered, name_of_page, where), key)


def registered(name_of_page: str, where: views.Where, theme: Theme) -> PageView:
    """The map of a page that is made from its link."""
    return views.page(name_of_page).view(loaders.catalogue(), where, theme, title=None, fit=False)


def panel(view: Callable[[Theme], PageView], key: str) -> None:
    """What the dialog holds: wishes on the left, the picture and its buttons on the right; see `show`."""
    first = view(page.theme())
    left, right = st.columns([2, 3], gap="medium")
    with left:
        order = _order(first, key)
    with right:
        stage = st.container()
        picture, data = st.columns(2)
        made = picture.button("Make the picture", key=f"{key}-make", type="primary", width="stretch")
        packed = data.button(
            "Make a data package",
            key=f"{key}-pack",
            width="stretch",
            help="A ZIP file: the rows shown as CSV, GeoParquet and GeoJSON, what their columns mean, the documents, "
            "the link and the picture.",
        )
        if made or packed:
            _make(view(THEMES[order.theme]), order, bool(packed), key)
        _offer(order, stage, key)


def _order(view: PageView, key: str) -> Order:
    """What the reader wants."""
    form = st.selectbox("Format", list(FORMATS), format_func=WORDS.__getitem__, key=f"{key}-form")
    preset = "slide"
    if form != "html":
        preset = st.selectbox("Size", list(SIZES), format_func=SIZES.__getitem__, key=f"{key}-size")
        if preset in OWN:
            wide, high, low, most = OWN[preset]
            one, other = st.columns(2)
            width = one.number_input("Width", low, most, wide, key=f"{key}-width-{preset}")
            height = other.number_input("Height", low, most, high, key=f"{key}-height-{preset}")
            preset = f"{int(width)}x{int(height)}{preset}"
    look = st.segmented_control(
        "Theme",
        list(THEMES),
        default=view.scene.theme.name,
        format_func=str.capitalize,
        required=True,
        key=f"{key}-theme",
    )
    title = st.text_input("Title", view.scene.title, max_chars=LONGEST_TITLE, key=f"{key}-title")
    footnote, fit, qr, address = "", False, False, _address()
    if form != "html":
        footnote = st.text_area(
            "Footnote", max_chars=LONGEST_FOOTNOTE, height=68, placeholder="none", key=f"{key}-footnote"
        )
        if view.scene.box is None and box_around(view.scene):
            fit = st.checkbox("Only the part of the world the flows touch", key=f"{key}-fit")
        if address:
            qr = st.checkbox("QR code of the link", key=f"{key}-qr")
    return Order(str(form), str(preset), str(look), title or None, footnote, address, qr, fit)


def _address() -> str:
    """Where others find the dashboard; empty where it runs for its reader alone."""
    parts = urlsplit(st.context.url or "")
    return "" if not parts.hostname or parts.hostname in LOCAL else f"{parts.scheme}://{parts.netloc}"


def _make(view: PageView, order: Order, packed: bool, key: str) -> None:
    """Make the file, and a small picture of it to look at."""
    catalogue = loaders.catalogue()
    st.session_state.pop(f"{key}-file", None)
    try:
        if order.fit:
            view = replace(view, scene=fitted(view.scene, box_around(view.scene)))
        with st.spinner("Gathering the rows ..." if packed else "Drawing ..."):
            file = package(view, order, catalogue) if packed else draw(view, order, catalogue)
            small = file.content
            if packed or order.form != "png":
                preview = smaller(size(order.preset), PREVIEW_PX)
                small = draw(view, replace(order, form="png"), catalogue, preview).content
    except WopmapError as error:
        st.error(plain(error))
        return
    st.session_state[f"{key}-file"] = order, file, small


def _offer(order: Order, stage: st.delta_generator.DeltaGenerator, key: str) -> None:
    """The file that was made, to look at and to download; said to be old where the wishes have changed."""
    found = st.session_state.get(f"{key}-file")
    if found is None:
        stage.caption(
            "Choose on the left, then make the picture. It shows what the map shows, with its sources."
        )
        return
    wished: Order = found[0]
    file: File = found[1]
    stage.image(found[2], width="stretch")
    for problem in file.problems:
        st.warning(plain(problem))
    if wished != order:
        st.caption("You have changed something since: make it again.")
    st.download_button(
        f"Download {file.name} ({counted(max(round(len(file.content) / 1000), 1), 'kB', 'kB')})",
        data=file.content,
        file_name=file.name,
        mime=file.media,
        key=f"{key}-download",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )


assert set(SIZES) - set(OWN) == set(PRESETS)
