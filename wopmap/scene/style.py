"""Colours, class breaks and sizes: the one place, for screen, charts, pictures and briefs alike.

Cool is water, warm is help: household water is drawn in one blue-green sequential scale, mentoring in warm
tones, and red is kept for errors. The tests simulate three kinds of colour blindness on every palette here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

RGB = tuple[int, int, int]


def rgb(colour: str) -> RGB:
    """Red, green and blue (0-255) of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True)
class Theme:
    """One designed look.

    Attributes
    ----------
    ground : str
        The paper (sea, page).
    ink, quiet : str
        Text, and secondary text, thin rules and borders.
    land, border : str
        Land without a figure drawn on it, and the line between countries.
    rule : str
        Frames of legends, swatches and hover texts.
    hatch : str
        The hatching of "no data".
    water : tuple of str
        Five classes of household water, low to high.
    change : tuple of str
        Five classes of a change between two years, from loss (ochre) over hardly any to gain (blue-green); the
        two ends also tell households without from households with.
    help : tuple of str
        Six categories of mentoring; the first is also the single flow colour's companion for "one value".
    families : tuple of str
        The colours of `help` for the families of motives, in the order of `wopmap.motives.FAMILIES`.
    accent : str
        The one flow colour when flows are not coloured by an attribute.
    several : str
        Flows whose partnerships do not agree on the attribute, or that fall outside the named categories.
    mentee, mentor : str
        Points of those who receive and of those who give.
    picked : str
        What the reader has chosen.
    both : tuple of str
        Three classes of people without (paler to stronger in blue), each in three of partnerships (to orange).
    """

    name: str
    ground: str
    ink: str
    quiet: str
    land: str
    border: str
    rule: str
    hatch: str
    water: tuple[str, ...]
    change: tuple[str, ...]
    help: tuple[str, ...]
    families: tuple[str, ...]
    accent: str
    several: str
    mentee: str
    mentor: str
    picked: str
    both: tuple[str, ...]


LIGHT = Theme(
    name="light",
    ground="#f7f8f5",
    ink="#16324a",
    quiet="#5f7180",
    land="#ecefec",
    border="#f7f8f5",
    rule="#aab7b8",
    hatch="#9aa5a8",
    water=("#dbeae8", "#b3d7d5", "#80babf", "#4f9aa8", "#24748a"),
    change=("#b87f14", "#ead39a", "#f1efe6", "#80babf", "#24748a"),
    help=("#a63d6a", "#e8871e", "#3d1f12", "#6f5a14", "#f2a98a", "#b97bd6"),
    families=("#a63d6a", "#e8871e", "#b97bd6", "#3d1f12", "#6f5a14", "#f2a98a"),
    accent="#b5441a",
    several="#8b8680",
    mentee="#7a2a10",
    mentor="#e8871e",
    picked="#16324a",
    both=(
        *("#eceee9", "#f0bf7d", "#d9731a"),
        *("#8cc3d0", "#8e9c70", "#815e17"),
        *("#3b86a8", "#3c6c5a", "#364113"),
    ),
)

DARK = Theme(
    name="dark",
    ground="#0f1c24",
    ink="#e6eef0",
    quiet="#9db0b8",
    land="#1c2c34",
    border="#0f1c24",
    rule="#3b5059",
    hatch="#5a6c74",
    water=("#17303a", "#1f4a55", "#2b6873", "#3d8a93", "#5caab0"),
    change=("#e6cf8e", "#866928", "#2c3a40", "#2f7d88", "#6cc4c8"),
    help=("#f39c3d", "#e65672", "#a46bc0", "#ffd9e6", "#b05a3c", "#f4b9a0"),
    families=("#e65672", "#f39c3d", "#a46bc0", "#ffd9e6", "#b05a3c", "#f4b9a0"),
    accent="#f0884a",
    several="#a8a29a",
    mentee="#ffd9c2",
    mentor="#f39c3d",
    picked="#ffffff",
    both=(
        *("#1c2c34", "#6b4420", "#b86c20"),
        *("#245f6e", "#73775a", "#c09f5a"),
        *("#3f9fb5", "#8eb7a1", "#dbdfa1"),
    ),
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}

# Upper bounds (shares) between the five classes of a household water indicator. Ladder shares crowd towards
# the end of the scale that is nearly reached, so the breaks are finer there.
BREAKS: dict[str, tuple[float, ...]] = {
    "at_least_basic": (0.50, 0.75, 0.90, 0.99),
    "safely_managed": (0.25, 0.50, 0.75, 0.95),
    "accessible_on_premises": (0.25, 0.50, 0.75, 0.95),
    "available_when_needed": (0.25, 0.50, 0.75, 0.95),
    "free_from_contamination": (0.25, 0.50, 0.75, 0.95),
    "piped_improved": (0.25, 0.50, 0.75, 0.95),
    "non_piped_improved": (0.05, 0.20, 0.40, 0.60),
    "limited": (0.01, 0.05, 0.15, 0.30),
    "unimproved": (0.01, 0.05, 0.15, 0.30),
    "surface_water": (0.01, 0.05, 0.15, 0.30),
}
EVEN_BREAKS = (0.20, 0.40, 0.60, 0.80)
FINER_BREAKS = (
    EVEN_BREAKS,
    (0.25, 0.50, 0.75, 0.95),
    (0.50, 0.75, 0.90, 0.99),
    (0.80, 0.90, 0.95, 0.99),
    (0.05, 0.20, 0.40, 0.60),
    (0.01, 0.05, 0.15, 0.30),
)
"""Breaks to choose from where places are so alike that even ones would put them into one class."""

CHANGE_BREAKS = (-0.10, -0.02, 0.02, 0.10)
"""Changes of a share; between the middle two it hardly changed."""

# Indicators for which a high share is bad: the scale is turned round so that dark always means well served.
LACKS = frozenset({"limited", "unimproved", "surface_water"})

FLOW_WIDTH_PX = (1.3, 7.5)
POINT_RADIUS_PX = (2.6, 13.0)
ARROW_PX = (10.0, 20.0)
MIX_RADIUS_PX = (7.0, 21.0)
MIX_HOLE = 0.52
"""Inner radius of the ring of a mix as a share of its outer one."""


def breaks_of(indicator: str) -> tuple[float, ...]:
    """The four class breaks (shares) of an indicator."""
    return BREAKS.get(indicator, EVEN_BREAKS)


def telling_breaks(shares: Sequence[float]) -> tuple[float, ...]:
    """The first of `FINER_BREAKS` that spreads some shares over the classes nearly as evenly as any.

    The measure is the entropy of the classes; `EVENLY` of the best is enough, because even breaks are easier to
    read. To keep its meaning from year to year, give all years.
    """

    def entropy(breaks: tuple[float, ...]) -> float:
        numbers = Counter(class_of(share, breaks) for share in shares)
        return -sum(n / len(shares) * log(n / len(shares)) for n in numbers.values())

    spread = {breaks: entropy(breaks) for breaks in FINER_BREAKS}
    best = max(spread.values())
    return next(breaks for breaks, found in spread.items() if found >= EVENLY * best - 1e-9)


EVENLY = 0.75


def water_colours(indicator: str, theme: Theme) -> tuple[str, ...]:
    """Five colours, lowest class first; reversed where a high share is bad."""
    return theme.water[::-1] if indicator in LACKS else theme.water


def class_of(share: float, breaks: tuple[float, ...]) -> int:
    """The class (0-based) of a share; a share on a break belongs to the class above it."""
    return bisect_right(breaks, share)


def class_labels(breaks: tuple[float, ...], unit: str = "%") -> tuple[str, ...]:
    """Words for the classes, e.g. ``under 50 %``, ``50 to 75 %``, ..., ``99 % and more``."""
    percent = [f"{round(edge * 100, 1):g}" for edge in breaks]
    inner = [f"{low} to {high} {unit}" for low, high in pairwise(percent)]
    return (f"under {percent[0]} {unit}", *inner, f"{percent[-1]} {unit} and more")


def change_labels(breaks: tuple[float, ...] = CHANGE_BREAKS) -> tuple[str, ...]:
    """Words for the classes of a change of shares in percentage points, from loss to gain."""
    points = [f"{round(abs(edge) * 100, 1):g}" for edge in breaks]
    return (
        f"over {points[0]} points down",
        f"{points[1]} to {points[0]} down",
        f"less than {points[1]} either way",
        f"{points[2]} to {points[3]} up",
        f"{points[3]} points up or more",
    )


def tick_labels(breaks: tuple[float, ...], unit: str = "%") -> tuple[str, ...]:
    """The breaks as numbers, the last one with its unit."""
    numbers = [f"{round(edge * 100, 1):g}" for edge in breaks]
    return (*numbers[:-1], f"{numbers[-1]} {unit}")
