"""Setting a brief: the document as JSON into a template, out comes PDF. No word of it is ever markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib
import typst

from wopmap.draw.lettering import LONGEST_TEXT, font_files, readable
from wopmap.errors import WopmapError
from wopmap.publish.document import Document
from wopmap.publish.style import PAPER
from wopmap.words import clean

TEMPLATE = Path(__file__).with_name("templates") / "brief.typ"
SERIF = "Libertinus Serif"
LOOK = ("ink", "quiet", "rule", "accent")
BREAK = "\u200b"
"""Where a web address may go on in the next line."""


class NotSet(WopmapError):
    """The typesetter refused a brief."""


@dataclass(frozen=True)
class Paper:
    """A brief that is set: the file, and how many pages it has."""

    content: bytes
    pages: int


def typeset(document: Document) -> Paper:
    """Set a brief on A4.

    Parameters
    ----------
    document : Document

    Returns
    -------
    Paper
        PDF with embedded fonts and vector figures; the same bytes for the same document.

    Raises
    ------
    NotSet
        If the typesetter cannot set it.
    """
    words = json.dumps(_plain(document), ensure_ascii=False, allow_nan=False)
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"brief": words},
    )
    try:
        # No date in the file: the same data give the same bytes.
        content = compiler.compile(format="pdf", timestamp=0)
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
    except RuntimeError as error:
        raise NotSet(
            f"The brief on {clean(document.title, 60)} could not be set: {clean(str(error), 300)}."
        ) from error
    assert isinstance(content, bytes)
    return Paper(content, int(pages))


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with the typesetter, and those pictures are lettered with."""
    folders = {str(Path(file).parent) for file in font_files()}
    folders.add(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=sorted(folders))


@cache
def families() -> tuple[str, ...]:
    """Fonts in the order they are asked for a letter."""
    known = set(_fonts().families())
    from wopmap.draw.lettering import families as lettering

    return tuple(name for name in (SERIF, *lettering()) if name in known)


def _plain(document: Document) -> dict[str, Any]:
    """The document as plain values with words that can be set."""
    values: dict[str, Any] = _readable(asdict(document))
    values["short"] = readable(clean(document.title, LONGEST_HEAD))
    for section in values["sections"]:
        for block in section["blocks"]:
            for cell in (cell for row in block.get("rows", ()) for cell in row if cell):
                cell["words"] = _narrow(cell["words"])
    values["sources"] = [
        {"title": readable(source.title), "url": _web(source.url), "shown": _breakable(source.url)}
        for source in document.sources
    ]
    values["look"] = {name: getattr(PAPER, name) for name in LOOK}
    values["fonts"] = list(families())
    foot = [*document.notes, f"Data vintage: {document.vintage}." if document.vintage else "", document.link]
    values["foot"] = readable(" ".join(part for part in foot if part))
    return values


def _readable(value: Any, key: str = "") -> Any:
    """Every text made fit to be set; pictures are left as they are."""
    if isinstance(value, str):
        return value if key in ("svg", "kind") else readable(value)
    if isinstance(value, dict):
        return {name: _readable(item, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_readable(item, key) for item in value]
    return value


LONGEST_HEAD, LONGEST_WORD = 60, 16


def _narrow(words: str) -> str:
    """Words that fit into the column of a table: a very long one may be broken anywhere."""
    return " ".join(word if len(word) <= LONGEST_WORD else BREAK.join(word) for word in words.split(" "))


def _web(url: str | None) -> str | None:
    """An address a reader may follow; None for anything else."""
    if url is None or not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        return None
    return url if urlsplit(url).hostname and len(url) < LONGEST_TEXT else None


def _breakable(url: str | None) -> str:
    """An address without its scheme, that may be broken behind any of its signs."""
    shown = readable(re.sub(r"^https?://(www\.)?", "", url or "")).rstrip("/")
    return re.sub(r"([/\-_.?=&])", rf"\1{BREAK}", shown)
