"""Text from data on a page that reads Markdown: shown as it is, never as markup."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Everything Markdown, its tables, maths, emoji codes and Streamlit's own directives could take for markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~&@^=/\"'])")

# Places inside what Streamlit rewrites after Markdown has read the backslashes, so that these do not help: web and
# mail addresses become links, ``:material_x:`` and ``:streamlit:`` pictures, ``->``, ``--``, ``>=`` other signs.
_REWRITTEN = re.compile(
    r"(?<=:)(?=//|material_|streamlit:)|(?<=www)(?=\.)|(?=@)|(?<=(?<!\S)[-<>~])(?=(?:->|[->=])(?!\S))",
    re.IGNORECASE,
)
WORD_JOINER = "\u2060"
"""Invisible, without width, and no place to break a line."""


def plain(text: object) -> str:
    """The text with every character of markup escaped, on one line."""
    one_line = " ".join(str(text).split())
    return _MARKUP.sub(r"\\\1", _REWRITTEN.sub(WORD_JOINER, one_line))


def link(label: object, url: object) -> str:
    """A Markdown link for web addresses; the label alone for anything else (``javascript:``, ``data:`` ...)."""
    safe = web_address(url)
    # Markdown reads `&copy;` in an address as the sign it names.
    return plain(label) if safe is None else f"[{plain(label)}](<{safe.replace('&', '&amp;')}>)"


def web_address(url: object) -> str | None:
    """The address where it is one of the web, with what could end a Markdown link encoded; else None."""
    text = str(url).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(text, safe="%/:=&?~#+!$,;'@()*[]", errors="replace")
