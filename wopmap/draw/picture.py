"""A scene as PNG, SVG or PDF: the same layers, colours, widths and legend as on screen, with its sources.

Everything is placed in px of 1/96 inch on one pair of axes as large as the sheet, so that a width of 8 px on
screen is 8 px here. No state is shared between pictures: they may be drawn in several threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import segno
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wopmap.draw import sheet
from wopmap.draw.imprint import SMALL, Imprint, foot_lines
from wopmap.draw.legend import BAR, CELL, LEGEND, Bar, Layout, Mark, lay
from wopmap.draw.lettering import wrapped
from wopmap.draw.painting import Painter
from wopmap.draw.ribbons import arrow_size, dashes, ribbon
from wopmap.draw.sheet import Preset
from wopmap.draw.strokes import strokes
from wopmap.errors import WopmapError
from wopmap.scene.model import Scene
from wopmap.scene.style import rgb
from wopmap.words import clean

__all__ = ["FORMATS", "Imprint", "picture"]

# Set once for the process, not for a while, because other threads would see that too: text stays text in
# SVG, whole letters are embedded in PDF, and the same scene gives the same names inside the file.
# Letters are not moved to whole dots: words and the rim around them must meet.
matplotlib.rcParams.update(
    {"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "wopmap", "text.hinting": "none"}
)

FORMATS = ("png", "svg", "pdf")
MARGIN = 30.0
LINE = 1.38
TITLE, SUBTITLE, SENTENCE = 27.0, 16.0, 13.5
MOST_LINES = {"title": 2, "subtitle": 3, "summary": 4, "sources": 2}
LEAST_MAP = 60.0
QR_SIZE = 78.0


def picture(
    scene: Scene,
    shapes: Mapping[str, pd.DataFrame],
    preset: Preset,
    form: str,
    imprint: Imprint | None = None,
) -> bytes:
    """Draw a scene.

    Parameters
    ----------
    scene : Scene
        What to show; its theme decides between light and dark.
    shapes : mapping of str to geopandas.GeoDataFrame
        Outlines (degrees) by the name an `Areas` layer asks for, with its key column.
    preset : Preset
        Size in dots and resolution.
    form : {"png", "svg", "pdf"}
    imprint : Imprint, optional
        Sources, data vintage, link and footnote.

    Returns
    -------
    bytes
        The file; the same for the same arguments.

    Raises
    ------
    WopmapError
        If `form` is none of the three, or the sheet is too small for its own words.
    """
    if form not in FORMATS:
        raise WopmapError(f"A picture cannot be written as {clean(form, 20)}. Choose {', '.join(FORMATS)}.")
    page = _Page(scene, preset, imprint or Imprint())
    top = page.head() + 10
    keys = lay(scene.legend, page.width - 2 * MARGIN)
    most = MOST_LINES["sources"]
    room = (MARGIN, top, page.width - MARGIN, page.foot_top(most) - keys.height - 16)
    if room[3] - room[1] < LEAST_MAP:
        raise WopmapError(
            f"A picture of {preset.width} x {preset.height} dots is too small for its title, legend and "
            "sources. Choose a larger size."
        )
    if sheet.is_world(scene):
        # What a tall sheet has left beside a whole world goes to the sources first, then around the map.
        needed = sheet.world_height(scene, room[2] - room[0])
        spare = max(room[3] - room[1] - needed, 0.0)
        most += int(spare // (SMALL * LINE))
        gain = page.foot_top(MOST_LINES["sources"]) - page.foot_top(most)
        over = (spare - gain) / 4
        room = (room[0], room[1] + over, room[2], room[1] + over + min(needed, room[3] - room[1]))
    on = sheet.lay_map(scene, room)
    page.map(scene, on, shapes)
    page.legend(room[3] + 8, keys)
    page.foot(most)
    return page.save(form)


class _Page(Painter):
    """One sheet being drawn; y grows downwards."""

    def __init__(self, scene: Scene, preset: Preset, imprint: Imprint) -> None:
        self.scene, self.preset, self.imprint = scene, preset, imprint
        self.width, self.height = preset.box
        self.figure = Figure(
            figsize=((preset.width + 1e-6) / preset.dpi, (preset.height + 1e-6) / preset.dpi),
            dpi=preset.dpi,
            facecolor=scene.theme.ground,
        )
        FigureCanvasAgg(self.figure)
        super().__init__(self.figure.add_axes((0, 0, 1, 1)), scene.theme)
        self.axes.set_axis_off()
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_autoscale_on(False)

    def save(self, form: str) -> bytes:
        """The finished file, without a date in it."""
        title = clean(self.scene.title, 200)
        metadata: dict[str, dict[str, str | None]] = {
            "png": {"Title": title, "Description": clean(self.scene.summary, 2000), "Software": "wopmap"},
            "svg": {"Title": title, "Description": clean(self.scene.summary, 2000), "Date": None},
            "pdf": {"Title": title, "CreationDate": None, "Producer": None},
        }
        buffer = BytesIO()
        options: dict[str, Any] = {"pil_kwargs": {"compress_level": 3}} if form == "png" else {}
        self.figure.savefig(buffer, format=form, dpi=self.preset.dpi, metadata=metadata[form], **options)
        return buffer.getvalue()

    def paragraph(
        self, y: float, words: str, size: float, colour: str, most: int, *, bold: bool = False
    ) -> float:
        """Lines as wide as the sheet from y downwards; returns where they end."""
        for line in wrapped(words, size, self.width - 2 * MARGIN, most, bold=bold):
            y += size * LINE
            self.text(MARGIN, y - size * 0.3, line, size, colour, bold=bold)
        return y

    def head(self) -> float:
        """Title, subtitle and sentence; returns where they end."""
        scene, y = self.scene, MARGIN * 0.6
        y = self.paragraph(y, scene.title, TITLE, self.theme.ink, MOST_LINES["title"], bold=True)
        y = self.paragraph(y, scene.subtitle, SUBTITLE, self.theme.ink, MOST_LINES["subtitle"])
        return self.paragraph(y, scene.summary, SENTENCE, self.theme.quiet, MOST_LINES["summary"])

    # The foot: footnote, sources, notes, vintage, link.

    def foot_lines(self, most_sources: int) -> list[tuple[str, bool]]:
        """Lines of the foot, and whether each is the maker's own."""
        room = self.width - 2 * MARGIN - (QR_SIZE + 16 if self.imprint.qr else 0)
        return foot_lines(self.imprint, self.scene, room, most_sources)

    def foot_top(self, most_sources: int) -> float:
        """Where the foot begins."""
        high = len(self.foot_lines(most_sources)) * SMALL * LINE
        return self.height - MARGIN * 0.6 - max(high, QR_SIZE if self.imprint.qr else 0) - 6

    def foot(self, most_sources: int) -> None:
        """Draw it at the lower edge."""
        y = self.foot_top(most_sources)
        self.put(Line2D([MARGIN, self.width - MARGIN], [y, y], color=self.theme.rule, linewidth=0.6))
        if self.imprint.qr:
            self.qr_code(self.width - MARGIN - QR_SIZE, y + 8)
        for words, own in self.foot_lines(most_sources):
            y += SMALL * LINE
            self.text(MARGIN, y, words, SMALL, self.theme.ink if own else self.theme.quiet)

    def qr_code(self, x: float, y: float) -> None:
        """The link for a phone: dark on light whatever the theme, with the blank rim readers need."""
        try:
            code = segno.make(self.imprint.link, error="m", micro=False)
        except segno.DataOverflowError:
            raise WopmapError(
                "The link of this view is too long for a QR code. Choose fewer filters, or leave the code out."
            ) from None
        rows = np.array([list(row) for row in code.matrix_iter(border=3)], dtype=bool)
        side = QR_SIZE / len(rows)
        self.put(Rectangle((x, y), QR_SIZE, QR_SIZE, facecolor="#ffffff", linewidth=0, zorder=8))
        corner = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
        squares = [corner * side + (x + at * side, y + row * side) for row, at in np.argwhere(rows)]
        drawn = PolyCollection(squares, facecolors="#000000", linewidths=0, antialiased=False, zorder=9)
        drawn.set_gid("qr")
        self.put(drawn)

    # The legend.

    def legend(self, y: float, keys: Layout) -> None:
        """Draw the groups from y downwards."""
        for block in keys.blocks:
            left, top = MARGIN + block.x, y + block.y
            self.text(left, top + LEGEND, block.title, LEGEND, self.theme.ink, bold=True)
            if block.bar:
                self.bar(block.bar, left, top)
            for mark in block.marks:
                self.mark(mark, left + mark.x, top + mark.y)
                self.text(
                    left + mark.words_x, top + mark.y + LEGEND * 0.36, mark.label, LEGEND, self.theme.ink
                )

    def bar(self, bar: Bar, left: float, top: float) -> None:
        """Classes side by side, the numbers between them below."""
        x, y = left + bar.x, top + bar.y
        for number, entry in enumerate(bar.entries):
            self.box(entry.colour, x + number * CELL, y, CELL, BAR)
        for number, words in enumerate(bar.ticks, start=1):
            middle = x + number * CELL
            self.put(Line2D([middle] * 2, [y, y + BAR + 3], color=self.theme.quiet, linewidth=0.6, zorder=9))
            self.text(middle, y + BAR + 3 + LEGEND, words, LEGEND - 0.5, self.theme.ink, align="center")

    def mark(self, mark: Mark, x: float, y: float) -> None:
        """What an entry looks like on the map, around the height y."""
        entry, wide = mark.entry, mark.wide
        if entry.mark in ("fill", "hatch", "outline"):
            fill = {"fill": entry.colour, "hatch": self.theme.land, "outline": "none"}[entry.mark]
            edge = entry.colour if entry.mark == "outline" else ""
            found = self.box(fill, x, y - 6, wide, 12, edge)
            if entry.mark == "hatch":
                self.hatching((x, y - 6, x + wide, y + 6), entry.colour, found, 9)
        elif entry.mark in ("line", "dash", "dashed", "dotted"):
            curve = np.column_stack([np.linspace(x, x + wide, 16), np.full(16, y), np.linspace(0, 1, 16)])
            paint = dashes if entry.mark == "dash" else ribbon
            pattern = entry.mark if entry.mark in ("dashed", "dotted") else "solid"
            for stroke in strokes(curve, pattern):
                self.polygons(*paint(stroke, entry.size, entry.colour, 1.0, arrow_size(entry.size)), 9)
        else:
            shade = [(*rgb(entry.colour), 235)]
            self.circles(
                np.array([[x + wide / 2, y]]), np.array([entry.size]), shade, entry.mark == "ring", 9
            )
