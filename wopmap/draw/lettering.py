"""Words on a picture: which font, how wide, and where a line breaks. Lengths in px of 1/96 inch.

Matplotlib shapes text with libraqm, so that letters of right-to-left and joining scripts come out right wherever a
font has them. Which fonts there are depends on what is installed: the first of `FACES` is the one of the screen.
"""

from __future__ import annotations

import importlib.util
import logging
from functools import cache, lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from wopmap.draw.sheet import SCREEN_DPI
from wopmap.words import clean

POINTS_PER_PX = 72 / SCREEN_DPI

PACKAGES = {
    "font_source_sans_pro": ("files/SourceSansPro-Regular.ttf", "files/SourceSansPro-Bold.ttf"),
    "noto_cjk_sans_jp_regular": ("NotoSansCJKjp-Regular.otf",),
}
"""Python packages that carry fonts, with the files used of them where they are installed."""

FACES = ("Source Sans Pro", "DejaVu Sans")
"""The main font: that of the screen where it is installed, else the one matplotlib ships."""

OTHER_SCRIPTS = (
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
)
"""Used, where the machine has them, for letters the main font lacks."""

LONGEST_TEXT = 4000

# A stand-in for another script may have one weight only, which is no reason to warn at every picture.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


@cache
def _families() -> tuple[str, ...]:
    """The main font, then those of the machine for other scripts; matplotlib's own is always among them."""
    for package, files in PACKAGES.items():
        found = importlib.util.find_spec(package)
        for file in files if found and found.origin else ():
            path = Path(found.origin).parent / file  # type: ignore[union-attr, arg-type]
            if path.exists():
                font_manager.fontManager.addfont(path)
    known = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in (*FACES, *OTHER_SCRIPTS) if name in known)


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


def unset(words: str) -> str:
    """Letters of a text for which no font is installed, each once."""
    return "".join(dict.fromkeys(c for c in clean(words, LONGEST_TEXT) if ord(c) not in _letters()))


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in px."""
    parts = words.split(" ")
    wide = sum(_word_width(part, bold) for part in parts if part)
    return (wide + (len(parts) - 1) * _word_width(" ", bold)) * size / 100


@lru_cache(maxsize=20_000)
def _word_width(word: str, bold: bool) -> float:
    """Width of a word of size 100; shaping a whole paragraph at each trial would take seconds."""
    # A font belongs to one thread, which is why matplotlib is asked for it each time; it keeps them.
    face = font_manager.get_font(_files(bold))
    face.set_size(100.0, 72)
    face.set_text(word)
    return float(face.get_width_height()[0]) / 64


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
        cut = _first_line(left, size, room, bold)
        lines.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*lines, shortened(left, size, room, bold=bold)] if left else lines


def _first_line(words: str, size: float, room: float, bold: bool) -> int:
    """How many letters go into a line, at least one."""
    blank = text_width(" ", size, bold=bold)
    used, end = -blank, 0
    for word in words.split(" "):
        used += blank + text_width(word, size, bold=bold)
        if used > room:
            break
        end += len(word) + 1
    if end:
        return end
    return max(len(shortened(words.split(" ")[0], size, room, bold=bold).removesuffix("\u2026")), 1)


def families() -> tuple[str, ...]:
    """Names of the fonts words are set in, the main one first."""
    return _families()


def font_files() -> tuple[str, ...]:
    """Where they lie, for those who set words without matplotlib."""
    return tuple(dict.fromkeys((*_files(False), *_files(True))))
