"""Words on a picture: which font, how wide, and where a line breaks. Lengths in px of 1/96 inch."""

from __future__ import annotations

from functools import cache

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from wopmap.draw.sheet import SCREEN_DPI
from wopmap.words import clean

POINTS_PER_PX = 72 / SCREEN_DPI
FAMILY = "DejaVu Sans"
OTHER_SCRIPTS = (
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
)
"""Used, where the machine has them, for letters the shipped font lacks."""

LONGEST_TEXT = 4000


@cache
def _families() -> tuple[str, ...]:
    """The shipped font, then those of the machine for other scripts."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return FAMILY, *(name for name in OTHER_SCRIPTS if name in known)


@cache
def font(bold: bool, size: float) -> FontProperties:
    """The face of a size in px, with those that stand in for letters it lacks."""
    return FontProperties(
        family=list(_families()), weight="bold" if bold else "normal", size=size * POINTS_PER_PX
    )


@cache
def _files(bold: bool) -> tuple[str, ...]:
    weight = "bold" if bold else "normal"
    return tuple(font_manager.findfont(FontProperties(family=name, weight=weight)) for name in _families())


@cache
def _letters() -> frozenset[int]:
    """Every letter that can be set."""
    return frozenset().union(*(font_manager.get_font(file).get_charmap() for file in _files(False)))


def readable(words: str) -> str:
    """One line that can be set: no control characters, and a replacement sign for letters no font has."""
    return "".join(c if ord(c) in _letters() else "\ufffd" for c in clean(words, LONGEST_TEXT))


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in px."""
    # A font belongs to one thread, which is why matplotlib is asked for it each time; it keeps them.
    face = font_manager.get_font(_files(bold))
    face.set_size(100.0, 72)
    face.set_text(words)
    return float(face.get_width_height()[0]) / 64 * size / 100


def shortened(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """Words that fit into a width, with dots where some had to go."""
    words = readable(words)
    if text_width(words, size, bold=bold) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        half = (low + high + 1) // 2
        fits = text_width(words[:half].rstrip() + "\u2026", size, bold=bold) <= room
        low, high = (half, high) if fits else (low, half - 1)
    return words[:low].rstrip() + "\u2026"


def wrapped(words: str, size: float, room: float, most: int, *, bold: bool = False) -> list[str]:
    """At most so many lines, broken at blanks, inside a word only where it is wider than a line."""
    left = readable(words)
    lines: list[str] = []
    while left and len(lines) < most - 1:
        if text_width(left, size, bold=bold) <= room:
            break
        whole = shortened(left, size, room, bold=bold).removesuffix("\u2026")
        cut = whole.rfind(" ") if left[len(whole) : len(whole) + 1] != " " else len(whole)
        cut = cut if cut > 0 else max(len(whole), 1)
        lines.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*lines, shortened(left, size, room, bold=bold)] if left else lines


def families() -> tuple[str, ...]:
    """Names of the fonts words are set in, the main one first."""
    return _families()


def font_files() -> tuple[str, ...]:
    """Where they lie, for those who set words without matplotlib."""
    return tuple(dict.fromkeys((*_files(False), *_files(True))))
