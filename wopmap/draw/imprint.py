"""What stands at the foot of a picture: footnote, sources, notes of the map, data vintage and link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wopmap.draw.lettering import LONGEST_TEXT, wrapped
from wopmap.scene.model import Scene
from wopmap.words import counted

SMALL = 10.5
"""Size of its letters, px."""

MOST_FOOTNOTE, MOST_NOTES, MOST_LINK = 4, 6, 3


@dataclass(frozen=True)
class Imprint:
    """What stands at the foot of a picture beside the notes of the scene.

    Attributes
    ----------
    vintage : str
        Which data were drawn.
    link : str
        Where the same view opens in the dashboard.
    sources : tuple of str
        Documents in words, with their years, most important first; as many are printed as the sheet has room
        for, the others are counted. Where there are none, the documents of the scene are counted.
    footnote : str
        Words of whoever makes the picture.
    qr : bool
        Draw the link as a QR code too.
    """

    vintage: str = ""
    link: str = ""
    sources: tuple[str, ...] = ()
    footnote: str = ""
    qr: bool = False


def foot_lines(imprint: Imprint, scene: Scene, width: float, most_sources: int) -> list[tuple[str, bool]]:
    """Lines of the foot from top to bottom, and whether a line is the maker's own.

    Parameters
    ----------
    width : float
        Room for a line, px.
    most_sources : int
        Lines the sources may take.
    """
    lines = [(line, True) for line in wrapped(imprint.footnote, SMALL, width, MOST_FOOTNOTE)]
    if imprint.sources:
        sources = enumerated(imprint.sources, width, max(most_sources, 1))
    elif scene.sources:
        number = counted(len(set(scene.sources)), "document")
        sources = wrapped(f"Sources: {number}, listed with the data.", SMALL, width, 2)
    else:
        sources = []
    facts = list(scene.notes)
    if imprint.vintage:
        facts.append(f"Data vintage: {imprint.vintage}.")
    lines += [(line, False) for line in sources]
    lines += [(line, False) for line in wrapped(" ".join(facts), SMALL, width, MOST_NOTES)]
    link = imprint.link and f"This view: {imprint.link}"
    return lines + [(line, False) for line in wrapped(link, SMALL, width, MOST_LINK)]


def enumerated(phrases: Sequence[str], width: float, most: int) -> list[str]:
    """``Sources: a; b; c.`` in so many lines; what finds no room is counted at the end."""
    low, high = 0, len(phrases)
    while low < high:
        half = (low + high + 1) // 2
        if _fits(_sentence(phrases, half), width, most):
            low = half
        else:
            high = half - 1
    return wrapped(_sentence(phrases, max(low, 1)), SMALL, width, most)


def _sentence(phrases: Sequence[str], shown: int) -> str:
    words = "; ".join(phrases[:shown])
    left = len(phrases) - shown
    ending = f"; and {left} more, listed with the data." if left else "."
    return f"Sources: {words}{ending}"


def _fits(words: str, width: float, most: int) -> bool:
    """Whether words fit without being shortened."""
    return len(words) < LONGEST_TEXT and len(wrapped(words, SMALL, width, most + 1)) <= most
