"""How tests open a page without a browser, and how they read what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

from wopmap.ui import mapkit
from wopmap.ui.text import WORD_JOINER

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) =HYPERLINK("http://x") $a$ :red[b]'
"""Text that is more than text wherever it is not taken for text."""

MARKUP = re.compile(r"(?<!\\)<img|(?<!\\)\]\(javascript|(?<!\\):red")
"""Signs of it that no backslash takes the meaning from."""

SHELL = str(ROOT / "wopmap" / "ui" / "shell.py")


def page_file(name: str) -> str:
    """The script of a page."""
    return str(ROOT / "pages" / f"{name}.py")


def closed(name: str, query: Mapping[str, str] | None = None, /, **more: str) -> AppTest:
    """A page before its first run, with a link's parameters."""
    page = AppTest.from_file(SHELL, default_timeout=120)
    page.switch_page(page_file(name))
    for parameter, value in {**(query or {}), **more}.items():
        page.query_params[parameter] = value
    return page


def opened(name: str, query: Mapping[str, str] | None = None, /, **more: str) -> AppTest:
    """A page as it stands once the first map of the session is drawn, everything beside it included."""
    page = closed(name, query, **more)
    page.session_state[mapkit.SEEN] = True
    page.run()
    assert not page.exception
    return page


def assert_no_markup(page: AppTest) -> None:
    """Fail where the hostile text is more than text in what a page writes as Markdown."""
    for element in (*page.markdown, *page.caption, *page.title, *page.error, *page.warning):
        assert not MARKUP.search(element.value)


def as_read(markdown: str) -> str:
    """Markdown as it is read."""
    plain = markdown.replace("**", "").replace(WORD_JOINER, "")
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", plain)


def said(page: AppTest) -> str:
    """All text and captions of a page as they are read."""
    return "\n".join(as_read(element.value) for element in (*page.markdown, *page.caption))
