"""Small tools for words: search folding, link names, lists and numbers in sentences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

THIN_SPACE = "\u202f"
"""Narrow no-break space, between groups of three digits."""

# Letters that Unicode does not take apart into a base letter and an accent.
_BASE_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"}
)
_INVISIBLE_ALLOWED = "\u200c\u200d"  # joiners that Persian and Indic spelling needs


def fold(text: str) -> str:
    """Text without case, accents and doubled spaces, so that `Kardeşliği` is found as `kardesligi`."""
    low = unicodedata.normalize("NFKD", text.casefold())
    base = "".join(c for c in low if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(base.casefold().translate(_BASE_LETTERS).split())


def slug(text: str) -> str:
    """Name for a link: lower case ASCII letters, digits and hyphens, the same for ever for the same text.

    Texts that differ only in case, accents and punctuation share a slug. Where letters would be lost
    (other scripts), six hexadecimal digits of the text's SHA-256 keep the slugs apart.

    Examples
    --------
    >>> slug("Sub-Saharan Africa")
    'sub-saharan-africa'
    >>> slug("Belediye Su Kardeşliği")
    'belediye-su-kardesligi'
    """
    folded = fold(text)
    words = re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")
    lost = any(c.isalnum() and not c.isascii() for c in folded)
    if words and not lost:
        return words
    mark = hashlib.sha256(folded.encode("utf-8", "backslashreplace")).hexdigest()[:6]
    return f"{words}-{mark}" if words else f"x-{mark}"


def clean(text: str, most: int) -> str:
    """Text fit for a screen: no control characters, single spaces, composed accents, at most `most` long."""
    kept = "".join(c for c in text if c.isspace() or c in _INVISIBLE_ALLOWED or not _is_control(c))
    composed = unicodedata.normalize("NFC", " ".join(kept.split()))
    return composed[:most].strip()


def quoted(text: str, most: int = 40) -> str:
    """Text from outside, in quotation marks, shortened and without control characters."""
    shown = clean(text[: 4 * most], 4 * most)
    if len(shown) > most or len(text) > 4 * most:
        shown = shown[: most - 3].rstrip() + "..."
    return f'"{shown}"'


def listed(items: Sequence[str], joint: str = "and", most: int | None = None, more: str = "others") -> str:
    """Items as a phrase: `A`, `A and B`, `A, B and C`, or `A, B, C and 9 others` beyond `most`."""
    if most is not None and len(items) > most + 1:
        return f"{', '.join(items[:most])} and {len(items) - most} {more}"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Number with its noun: `1 country`, `1 204 countries` (groups of three from 10 000 up)."""
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


def grouped(number: float, decimals: int = 0) -> str:
    """Number with thin spaces between groups of three; four digits stay together.

    Examples
    --------
    >>> grouped(1644680).split(THIN_SPACE)
    ['1', '644', '680']
    """
    text = f"{number:,.{decimals}f}"
    return text.replace(",", THIN_SPACE if abs(number) >= 10_000 else "")


def lower_first(text: str) -> str:
    """Label for the middle of a sentence; abbreviations (`NRW`, `GIS and IT`) keep their capitals."""
    if len(text) > 1 and text[0].isupper() and not text[1].islower() and text[1] not in " -":
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Sentence with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")
