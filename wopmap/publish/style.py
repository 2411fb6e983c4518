"""The look of charts and maps on paper: the light theme on white, thin rules, the font of the pictures."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from wopmap.draw.lettering import font
from wopmap.scene.style import LIGHT

PAPER = replace(LIGHT, ground="#ffffff", border="#ffffff")
"""Printed on white: the ground of the screen would come out as a grey haze."""

WIDTH_PX = 650.0
"""Width of a figure over the whole column of text (172 mm), px of 1/96 inch."""

PX_PER_INCH = 96.0
LETTER_PX, SMALL_PX = 10.5, 9.5


def sheet(width: float, height: float) -> Figure:
    """An empty figure of a size in px."""
    figure = Figure(figsize=(width / PX_PER_INCH, height / PX_PER_INCH), facecolor=PAPER.ground)
    FigureCanvasSVG(figure)
    return figure


def dress(axes: Axes, *, grid: str = "y") -> None:
    """Thin rules in place of boxes."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=PAPER.rule, linewidth=0.7)
    axes.tick_params(length=0, pad=4, colors=PAPER.ink)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(axis=grid, color=PAPER.rule, linewidth=0.5, alpha=0.5)  # type: ignore[arg-type]
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(False, SMALL_PX))
        label.set_color(PAPER.ink)


def write(axes: Axes, x: float, y: float, words: str, size: float = LETTER_PX, **more: Any) -> None:
    """Words on a chart, never read as a formula."""
    bold = bool(more.pop("bold", False))
    colour = more.pop("color", PAPER.ink)
    axes.text(x, y, words, fontproperties=font(bold, size), color=colour, parse_math=False, **more)


def svg(figure: Figure) -> str:
    """The figure as SVG without a date, its words as text."""
    buffer = StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()
