"""A scene as PNG, SVG or PDF: the same layers, colours, widths and legend as on screen, with its sources.

Everything is placed in px of 1/96 inch on one pair of axes as large as the sheet, so that a width of 8 px on
screen is 8 px here. No state is shared between pictures: they may be drawn in several threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from wopmap.draw import sheet
from wopmap.draw.features import FADED, PERMILLE
from wopmap.draw.lettering import POINTS_PER_PX, font, readable, shortened, text_width, wrapped
from wopmap.draw.ribbons import Shade, arrow_size, dashes, ribbon, wedges
from wopmap.draw.sheet import Box, Floats, Map, Preset
from wopmap.draw.strokes import strokes
from wopmap.errors import WopmapError
from wopmap.scene.model import Areas, Entry, Flows, Labels, LegendGroup, Mixes, Points, Scene
from wopmap.scene.style import rgb
from wopmap.words import clean, counted

# Set once for the process, not for a while, because other threads would see that too: text stays text in
# SVG, whole letters are embedded in PDF, and the same scene gives the same names inside the file.
matplotlib.rcParams.update({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "wopmap"})

FORMATS = ("png", "svg", "pdf")
MARGIN = 30.0
LINE = 1.38
TITLE, SUBTITLE, SENTENCE, LEGEND, SMALL = 25.0, 14.5, 12.5, 11.5, 10.0
MOST_LINES = {"title": 2, "subtitle": 3, "summary": 4, "small": 6}


@dataclass(frozen=True)
class Imprint:
    """What stands at the foot of a picture beside the notes of the scene.

    Attributes
    ----------
    vintage : str
        Which data were drawn.
    link : str
        Where the same view opens in the dashboard.
    """

    vintage: str = ""
    link: str = ""


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
        Data vintage and link.

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
    page = _Page(scene, preset)
    top = page.head()
    bottom = page.foot(imprint or Imprint())
    columns, strip = page.legend_size()
    room = (MARGIN, top + 8, page.width - MARGIN, bottom - strip - 12)
    if room[3] - room[1] < 60:
        raise WopmapError(
            f"A picture of {preset.width} x {preset.height} dots is too small for its title, legend and "
            "sources. Choose a larger size."
        )
    on = sheet.lay_map(scene, room)
    page.map(on, shapes)
    page.legend(bottom - strip - 2, columns)
    return page.save(form)


class _Page:
    """One sheet being drawn; y grows downwards."""

    def __init__(self, scene: Scene, preset: Preset) -> None:
        self.scene, self.theme, self.preset = scene, scene.theme, preset
        self.width, self.height = preset.box
        self.figure = Figure(
            figsize=((preset.width + 1e-6) / preset.dpi, (preset.height + 1e-6) / preset.dpi),
            dpi=preset.dpi,
            facecolor=self.theme.ground,
        )
        FigureCanvasAgg(self.figure)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
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

    def put(self, artist: Artist) -> None:
        """Draw something, without measuring it: the axes keep the size of the sheet."""
        self.axes.add_artist(artist)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """One line with its baseline at y; never read as markup or formula."""
        self.axes.text(
            x,
            y,
            words,
            color=colour,
            fontproperties=font(bold, size),
            parse_math=False,
            horizontalalignment=align,
            verticalalignment="baseline",
            zorder=10,
        )

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
        scene, y = self.scene, MARGIN * 0.7
        y = self.paragraph(y, scene.title, TITLE, self.theme.ink, MOST_LINES["title"], bold=True)
        y = self.paragraph(y, scene.subtitle, SUBTITLE, self.theme.ink, MOST_LINES["subtitle"])
        return self.paragraph(y, scene.summary, SENTENCE, self.theme.quiet, MOST_LINES["summary"])

    def foot(self, imprint: Imprint) -> float:
        """Notes, sources, vintage and link at the lower edge; returns where they begin."""
        scene, lines = self.scene, []
        facts = []
        if scene.sources:
            number = counted(len(set(scene.sources)), "document")
            facts.append(f"Sources: {number}, listed with the data.")
        if imprint.vintage:
            facts.append(f"Data vintage: {imprint.vintage}.")
        for words in (" ".join(scene.notes), " ".join(facts), imprint.link and f"This view: {imprint.link}"):
            lines += wrapped(words, SMALL, self.width - 2 * MARGIN, MOST_LINES["small"])
        top = self.height - MARGIN * 0.7 - len(lines) * SMALL * LINE
        self.put(
            Line2D([MARGIN, self.width - MARGIN], [top - 4, top - 4], color=self.theme.rule, linewidth=0.6)
        )
        for number_of_line, line in enumerate(lines, start=1):
            self.text(
                MARGIN, top + number_of_line * SMALL * LINE - SMALL * 0.25, line, SMALL, self.theme.quiet
            )
        return top - 6

    # The legend: groups side by side in rows, the entries of each in columns.

    def legend_size(self) -> tuple[list[list[_Block]], float]:
        """Rows of blocks, and the height they need in px."""
        room = self.width - 2 * MARGIN
        most = 3 if self.width > self.height else 4
        rows: list[list[_Block]] = []
        used = 0.0
        for group in self.scene.legend:
            block = _Block.of(group, most, room)
            if not rows or used + block.width > room:
                rows.append([])
                used = 0.0
            rows[-1].append(block)
            used += block.width + GAP
        return rows, sum(max(block.height for block in row) + 10 for row in rows)

    def legend(self, y: float, rows: list[list[_Block]]) -> None:
        """Draw the rows from y downwards."""
        for row in rows:
            x = MARGIN
            for block in row:
                self.text(x, y + LEGEND, block.title, LEGEND, self.theme.ink, bold=True)
                for (across, down), label, entry in block.places:
                    self.mark(entry, x + across, y + down)
                    self.text(
                        x + across + SWATCH + 8, y + down + LEGEND * 0.36, label, LEGEND, self.theme.ink
                    )
                x += block.width + GAP
            y += max(block.height for block in row) + 10

    def mark(self, entry: Entry, x: float, y: float) -> None:
        """What an entry looks like on the map, in a space `SWATCH` wide around the height y."""
        middle = x + SWATCH / 2
        if entry.mark in ("fill", "hatch", "outline"):
            fill = {"fill": entry.colour, "hatch": self.theme.land, "outline": "none"}[entry.mark]
            edge = entry.colour if entry.mark == "outline" else self.theme.rule
            box = Rectangle((x, y - 6), SWATCH, 12, facecolor=fill, edgecolor=edge, linewidth=0.6, zorder=8)
            self.put(box)
            if entry.mark == "hatch":
                self.hatching((x, y - 6, x + SWATCH, y + 6), entry.colour, box, 9)
        elif entry.mark in ("line", "dash", "dashed", "dotted"):
            size = min(arrow_size(entry.size), SWATCH * 0.6)
            curve = np.column_stack([np.linspace(x, x + SWATCH, 12), np.full(12, y), np.linspace(0, 1, 12)])
            draw = dashes if entry.mark == "dash" else ribbon
            pattern = entry.mark if entry.mark in ("dashed", "dotted") else "solid"
            for stroke in strokes(curve, pattern):
                self.polygons(*draw(stroke, entry.size, entry.colour, 1.0, size), 9)
        else:
            ring = entry.mark == "ring"
            self.circles(
                np.array([[middle, y]]), np.array([entry.size]), [(*rgb(entry.colour), 235)], ring, 9
            )

    # The map.

    def map(self, on: Map, shapes: Mapping[str, pd.DataFrame]) -> None:
        """Layers in the order of the scene."""
        left, top, right, bottom = on.frame
        frame = Rectangle((left, top), right - left, bottom - top, transform=self.axes.transData)
        taken: list[Box] = []
        for depth, layer in enumerate(self.scene.layers):
            zorder = 1 + depth * 0.1
            if isinstance(layer, Areas):
                self.areas(layer, shapes[layer.outlines], on, zorder)
            elif isinstance(layer, Flows):
                self.flows(layer, on, zorder)
            elif isinstance(layer, Points):
                self.points(layer, on, zorder)
            elif isinstance(layer, Mixes):
                self.mixes(layer, on, zorder)
            elif isinstance(layer, Labels):
                self.labels(layer, on, taken)
        for artist in (*self.axes.collections, *self.axes.patches):
            if artist.get_clip_path() is None and artist.get_zorder() < 3:
                artist.set_clip_path(frame)
        if on.world:
            self.edge(on)
        if on.km_per_px:
            self.scale_bar(on)

    def edge(self, on: Map) -> None:
        """The meridian at which the world is cut: flows that go on beyond it come back on the other side."""
        for side in (-180.0, 180.0):
            lat = np.linspace(-90.0, 90.0, 181)
            x, y = on.place(np.full(181, side), lat)
            seen = (y >= on.frame[1]) & (y <= on.frame[3])
            self.put(Line2D(x[seen], y[seen], color=self.theme.rule, linewidth=0.5, zorder=2.9))

    def areas(self, layer: Areas, outlines: pd.DataFrame, on: Map, zorder: float) -> None:
        """Classes as one path each, so that a vector file stays small; land without a figure is hatched."""
        names, polygons = sheet.land(outlines, layer.key, layer.tolerance, on)
        # Whole per mille, as on screen: both must put a share on a break into the same class.
        share = np.round(layer.values.reindex(names).to_numpy(dtype=float, na_value=np.nan) * PERMILLE)
        classes = np.searchsorted(np.round(np.array(layer.breaks) * PERMILLE), share, side="right")
        classes = np.where(np.isnan(share), -1, classes)
        for number, colour in ((-1, self.theme.land), *enumerate(layer.colours)):
            path = _compound(*sheet.rings(polygons[classes == number], on))
            if path is None:
                continue
            patch = PathPatch(
                path,
                facecolor=colour,
                edgecolor=self.theme.border,
                linewidth=0.45,
                joinstyle="round",
                zorder=zorder,
                gid=f"{layer.id}-{'no-data' if number < 0 else number}",
            )
            self.put(patch)
            if number < 0 and not layer.plain:
                self.hatching(on.frame, self.theme.hatch, patch, zorder + 0.01)

    def hatching(self, box: Box, colour: str, within: Any, zorder: float) -> None:
        """Diagonals over a box, seen inside a patch."""
        left, top, right, bottom = box
        tall = bottom - top
        starts = np.arange(left - tall, right, HATCH_STEP)
        lines = [[(start, bottom), (start + tall, top)] for start in starts]
        strokes = LineCollection(lines, colors=colour, linewidths=0.6, zorder=zorder)
        strokes.set_gid("hatch")
        self.put(strokes)
        strokes.set_clip_path(within)

    def flows(self, layer: Flows, on: Map, zorder: float) -> None:
        """Ribbons that grow and gain strength towards the mentee, an arrowhead at their end."""
        polygons: list[Floats] = []
        colours: list[Shade] = []
        patterns = layer.patterns or ["solid"] * len(layer.paths)
        for path, width, colour, faded, pattern in zip(
            layer.paths, layer.widths, layer.colours, layer.faded, patterns, strict=True
        ):
            strength, arrow = FADED if faded else 1.0, arrow_size(float(width))
            draw = dashes if layer.possible else ribbon
            for curve in sheet.curves(path, on):
                for stroke in strokes(curve, pattern):
                    drawn = draw(stroke, float(width), colour, strength, arrow)
                    polygons += drawn[0]
                    colours += drawn[1]
        self.polygons(polygons, colours, zorder)

    def polygons(self, polygons: list[Floats], colours: list[Shade], zorder: float) -> None:
        """Filled polygons without an edge."""
        if polygons:
            faces = np.array(colours) / 255
            drawn = PolyCollection(polygons, facecolors=faces, linewidths=0, edgecolors="none", zorder=zorder)
            self.put(drawn)

    def points(self, layer: Points, on: Map, zorder: float) -> None:
        """Dots and rings, in every copy of their place on the map."""
        faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
        places, which = _placed(np.asarray(layer.lon, float), np.asarray(layer.lat, float), on)
        colours = [(*rgb(layer.colours[i]), int(255 * (FADED if faded[i] else 0.92))) for i in which]
        self.circles(places, np.asarray(layer.radii, float)[which], colours, layer.ring, zorder)

    def circles(self, places: Floats, radii: Floats, colours: list[Shade], ring: bool, zorder: float) -> None:
        """Rings in their colour, or dots with a rim of paper."""
        if not len(places):
            return
        shades = np.array(colours) / 255
        drawn = EllipseCollection(
            2 * radii,
            2 * radii,
            np.zeros(len(radii)),
            units="xy",
            offsets=places,
            offset_transform=self.axes.transData,
            facecolors="none" if ring else shades,
            edgecolors=shades if ring else self.theme.ground,
            linewidths=(1.8 if ring else 0.8) * POINTS_PER_PX,
            zorder=zorder,
        )
        self.put(drawn)

    def mixes(self, layer: Mixes, on: Map, zorder: float) -> None:
        """Rings cut into parts, each on a disc of paper that keeps it apart from what lies under it."""
        faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
        places, which = _placed(np.asarray(layer.lon, float), np.asarray(layer.lat, float), on)
        radii = np.asarray(layer.radii, float)
        for depth, ((x, y), i) in enumerate(zip(places, which, strict=True)):
            above = zorder + depth * 1e-4
            strength = FADED if faded[i] else 1.0
            paper = [(*rgb(self.theme.ground), int(255 * strength))]
            self.circles(np.array([[x, y]]), radii[i : i + 1], paper, False, above)
            polygons, colours = wedges(layer.parts[i], layer.colours, radii[i] - RIM, (x, y))
            self.polygons(polygons, [(*rgb(c), int(255 * strength)) for c in colours], above + 5e-5)

    def labels(self, layer: Labels, on: Map, taken: list[Box]) -> None:
        """Names beside their places, most important first; one that finds no room is left out."""
        left, top, right, bottom = on.frame
        places, which = _placed(np.asarray(layer.lon, float), np.asarray(layer.lat, float), on)
        for at in np.argsort(layer.rank[which], kind="stable"):
            words = readable(layer.texts[which[at]])
            wide, tall = text_width(words, LEGEND), LEGEND * 1.1
            x, y = places[at]
            for corner_x, corner_y in (
                (x + 7, y - tall / 2),
                (x - 7 - wide, y - tall / 2),
                (x - wide / 2, y - 7 - tall),
                (x - wide / 2, y + 7),
            ):
                box = (corner_x, corner_y, corner_x + wide, corner_y + tall)
                inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
                if inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    self.text(corner_x, corner_y + tall * 0.8, words, LEGEND, self.theme.ink)
                    break

    def scale_bar(self, on: Map) -> None:
        """A round number of kilometres, where one scale holds for the whole map."""
        assert on.km_per_px is not None
        longest = 160 * on.km_per_px
        magnitude = 10 ** np.floor(np.log10(longest))
        km = max(step for step in (1, 2, 5) if step * magnitude <= longest) * magnitude
        x, y, long = on.frame[0] + 10, on.frame[3] - 10, km / on.km_per_px
        for colour, width in ((self.theme.ground, 3.5), (self.theme.ink, 1.2)):
            self.axes.plot(
                [x, x, x + long, x + long], [y - 5, y, y, y - 5], color=colour, linewidth=width, zorder=6
            )
        self.text(x + long + 6, y, f"{km:g} km", SMALL, self.theme.ink)


RIM = 1.4
HATCH_STEP = 5.0
SWATCH = 26.0
GAP = 34.0
ROW = 18.0


@dataclass(frozen=True)
class _Block:
    """A group of the legend with the place of each entry."""

    title: str
    places: tuple[tuple[tuple[float, float], str, Entry], ...]
    width: float
    height: float

    @classmethod
    def of(cls, group: LegendGroup, most: int, room: float) -> _Block:
        """Entries in columns of at most `most` rows; in more rows where the columns would be too wide."""
        title = shortened(group.title, LEGEND, room, bold=True)
        labels = [shortened(entry.label, LEGEND, room - SWATCH - 8) for entry in group.entries]
        rows, (places, wide) = most, _in_columns(group.entries, labels, most)
        while wide > room and rows < len(labels):
            rows += 1
            places, wide = _in_columns(group.entries, labels, rows)
        deep = LEGEND + 10 + min(rows, len(labels)) * ROW
        return cls(title, tuple(places), max(wide, text_width(title, LEGEND, bold=True)), deep)


def _in_columns(
    entries: tuple[Entry, ...], labels: list[str], rows: int
) -> tuple[list[tuple[tuple[float, float], str, Entry]], float]:
    """Place of each entry below its group's title, and the width of all columns together."""
    x, places = 0.0, []
    for first in range(0, len(labels), rows):
        column = labels[first : first + rows]
        for row, label in enumerate(column):
            places.append(((x, LEGEND + 16 + row * ROW), label, entries[first + row]))
        x += SWATCH + 8 + max(text_width(label, LEGEND) for label in column) + 16
    return places, x - 16


def _compound(points: Floats, begins: Any) -> Path | None:
    """Rings as one path."""
    if not len(points):
        return None
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    codes[begins] = Path.MOVETO
    codes[np.append(begins[1:], True)] = Path.CLOSEPOLY
    return Path(points, codes)


def _placed(lon: Floats, lat: Floats, on: Map) -> tuple[Floats, Any]:
    """Places on the sheet inside the map, and which point each of them is."""
    base = (lon - on.centre + 180) % 360 - 180
    turns = [shift + on.centre for shift in on.copies(on.centre - 180, on.centre + 180)]
    places, which = [np.empty((0, 2))], [np.empty(0, dtype=np.int64)]
    for turn in turns:
        inside = np.flatnonzero(np.abs(base + turn) <= on.reach)
        x, y = on.place(base[inside] + turn, lat[inside])
        places.append(np.column_stack([x, y]))
        which.append(inside)
    return np.vstack(places), np.concatenate(which)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
