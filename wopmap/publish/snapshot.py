"""A picture of a page's map: from a link to bytes and a name, the same for the same link and data."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from wopmap.draw.imprint import Imprint
from wopmap.draw.lettering import unset
from wopmap.draw.page import page as html_page
from wopmap.draw.picture import FORMATS as PICTURES
from wopmap.draw.picture import picture
from wopmap.draw.sheet import PRESETS, SCREEN_DPI, Preset, custom
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import references, views
from wopmap.publish.names import file_name
from wopmap.publish.views import PageView, Where
from wopmap.words import clean, listed, quoted

__all__ = ["FORMATS", "File", "NotASize", "Order", "draw", "imprint", "size", "snapshot"]

LONGEST = 2000
"""Letters of a title or footnote that are read at all; the picture shows as many as have room."""

FORMATS = (*PICTURES, "html")

MEDIA = {
    "html": "text/html",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class NotASize(WopmapError):
    """A text that names no size."""


@dataclass(frozen=True)
class Order:
    """How a picture is to be made.

    Attributes
    ----------
    form : {"png", "svg", "pdf", "html"}
        HTML is a page of its own that moves; size, footnote and code mean nothing to it.
    preset : str
        A preset, or a size such as ``1200x800px`` or ``160x90mm``, see `size`.
    theme : {"light", "dark"}
    title : str or None
        None for that of the page.
    footnote : str
        Words of the maker, at the foot.
    address : str
        Address of the dashboard, for the link.
    qr : bool
        Draw the link as a QR code too; needs an address.
    fit : bool
        Show the part of the world the flows touch, unless the link says where to look.
    """

    form: str = "png"
    preset: str = "slide"
    theme: str = "light"
    title: str | None = None
    footnote: str = ""
    address: str = ""
    qr: bool = False
    fit: bool = False


@dataclass(frozen=True)
class File:
    """Bytes under a name, and what must be said about them."""

    name: str
    content: bytes
    summary: str = ""
    problems: tuple[str, ...] = ()

    @property
    def media(self) -> str:
        """Media type."""
        return MEDIA.get(self.name.rpartition(".")[2], "application/octet-stream")


def snapshot(page: str, where: Where, order: Order, catalogue: Catalogue | None = None) -> File:
    """The picture of a page for a link.

    Raises
    ------
    WopmapError
        If page, format, size or theme make no sense.
    """
    catalogue = catalogue or Catalogue()
    size(order.preset)
    look = views.theme(order.theme)
    title = clean(order.title, LONGEST) if order.title else None
    view = views.page(page).view(catalogue, where, look, title=title, fit=order.fit)
    return draw(view, order, catalogue)


def draw(view: PageView, order: Order, catalogue: Catalogue, preset: Preset | None = None) -> File:
    """The picture of a view; `preset` in place of the size of the order."""
    if order.form not in FORMATS:
        raise WopmapError(
            f"A picture cannot be written as {clean(order.form, 20)}. Choose {listed(list(FORMATS), 'or')}."
        )
    scene = view.scene
    if order.title:
        scene = replace(scene, title=clean(order.title, LONGEST))
    foot, shapes = imprint(view, order, catalogue), views.outlines(catalogue, scene)
    if order.form == "html":
        content = html_page(
            scene, shapes, view.read(), vintage=foot.vintage, link=foot.link, times=view.times
        )
    else:
        content = picture(scene, shapes, preset or size(order.preset), order.form, foot)
    name = file_name((*view.name, *(["dark"] if order.theme == "dark" else [])), order.form)
    return File(name, content, scene.summary, (*view.problems, *_letters(scene.title + order.footnote)))


def imprint(view: PageView, order: Order, catalogue: Catalogue) -> Imprint:
    """The foot of a picture: its documents in words, the data vintage, the link.

    Raises
    ------
    WopmapError
        If a QR code is asked for without an address of the dashboard.
    """
    address = clean(order.address, LONGEST).rstrip("/")
    if order.qr and not address.startswith(("http://", "https://")):
        raise WopmapError(
            "A QR code needs the address of the dashboard, such as https://example.org. Give it, or leave the "
            "code out."
        )
    where = {"atlas": ""}.get(view.page, view.page)
    link = f"{address}/{where}?{view.query}".rstrip("?") if address else view.query
    return Imprint(
        vintage=str(catalogue.manifest.get("vintage") or ""),
        link=link,
        sources=references.in_words(catalogue.table("sources"), view.scene.sources, view.leading),
        footnote=clean(order.footnote, LONGEST),
        qr=order.qr,
    )


def size(text: str) -> Preset:
    """A preset by name, or a size of one's own.

    Raises
    ------
    NotASize
        If it is neither.
    WopmapError
        If it is too small or large to be drawn.

    Examples
    --------
    >>> size("1200x800px")
    Preset(width=1200, height=800, dpi=144)
    """
    if text in PRESETS:
        return PRESETS[text]
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)x(\d{1,6}(?:\.\d+)?)(px|mm)?", text.strip().lower())
    if not found:
        raise NotASize(
            f"{quoted(text)} is not a size. Choose {listed(list(PRESETS), 'or')}, or write it as 1200x800px or "
            "160x90mm."
        )
    width, height, unit = float(found[1]), float(found[2]), found[3] or "px"
    if unit == "mm":
        return custom(width, height, unit, dpi=300)
    # Letters grow with the picture: at every size they stand to it as they do on a slide.
    dpi = round(SCREEN_DPI * math.sqrt(width * height) / USUAL_SIDE)
    return custom(width, height, unit, dpi=min(max(dpi, LEAST_DPI), MOST_DPI))


USUAL_SIDE = 960.0
"""Square root of the area of a slide in px of 1/96 inch."""

LEAST_DPI, MOST_DPI = 40, 600


def smaller(preset: Preset, longest: int) -> Preset:
    """The same picture in fewer dots, no side longer than so many."""
    dpi = max(int(preset.dpi * min(longest / max(preset.width, preset.height), 1.0)), 1)
    width, height = preset.box
    return Preset(round(width * dpi / SCREEN_DPI), round(height * dpi / SCREEN_DPI), dpi)


def _letters(words: str) -> tuple[str, ...]:
    """A sentence where letters of a title could not be set."""
    missing = unset(words)
    if not missing:
        return ()
    return (
        f"No font on this machine has {quoted(missing)}, so a sign stands in their place. Install a font for that "
        "script, such as one of the Noto family.",
    )
