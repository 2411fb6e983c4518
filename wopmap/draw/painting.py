"""The map of a picture, layer by layer, on a pair of axes as large as the sheet (px of 1/96 inch, y downwards)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from wopmap.draw import sheet
from wopmap.draw.curves import curves, cut
from wopmap.draw.features import FADED, PERMILLE
from wopmap.draw.imprint import SMALL
from wopmap.draw.legend import LEGEND
from wopmap.draw.lettering import POINTS_PER_PX, font
from wopmap.draw.placing import edge_names, names, placed
from wopmap.draw.ribbons import Shade, arrow_size, dashes, ribbon, wedges
from wopmap.draw.sheet import Box, Floats, Map
from wopmap.draw.strokes import strokes
from wopmap.scene.model import Areas, Dots, Flows, Labels, Layer, Lines, Mixes, Points, Scene
from wopmap.scene.style import Theme, rgb

ABOVE = 4.0
"""Depth of an inset; the map itself stays below 3."""

RIM = 1.4
HATCH_STEP = 5.0
CASE_PX = 2.5
BORDER_POINTS = 0.45
INSET_SHARE, INSET_LEAST, INSET_ASPECT = 0.27, 150.0, 0.56

Shapes = Mapping[str, pd.DataFrame]


class Painter:
    """Draws scenes on axes; what it draws is never measured, so the axes keep the size of the sheet."""

    def __init__(self, axes: Axes, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self._frame: Rectangle | None = None

    def put(self, artist: Artist) -> None:
        """Draw something, cut off at the frame of the map while a map is drawn."""
        self.axes.add_artist(artist)
        if self._frame is not None:
            artist.set_clip_path(self._frame)

    @contextmanager
    def within(self, box: Box) -> Iterator[None]:
        """Cut off what is drawn at a box."""
        left, top, right, bottom = box
        before = self._frame
        self._frame = Rectangle((left, top), right - left, bottom - top, transform=self.axes.transData)
        try:
            yield
        finally:
            self._frame = before

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
        halo: bool = False,
    ) -> None:
        """One line with its baseline at y; never read as markup or formula."""
        # The halo lies below as shapes, so that the words themselves stay text in SVG and PDF.
        layers: list[tuple[str, Any]] = [(colour, None)]
        if halo:
            rim = self.theme.ground
            layers.insert(0, (rim, [withStroke(linewidth=2.6, foreground=rim)]))
        for shade, effects in layers:
            self.axes.text(
                x,
                y,
                words,
                color=shade,
                fontproperties=font(bold, size),
                parse_math=False,
                horizontalalignment=align,
                verticalalignment="baseline",
                path_effects=effects,
                zorder=10,
            )

    def box(self, colour: str, x: float, y: float, wide: float, high: float, edge: str = "") -> Rectangle:
        """A swatch with a thin frame."""
        found = Rectangle(
            (x, y), wide, high, facecolor=colour, edgecolor=edge or self.theme.rule, linewidth=0.6, zorder=8
        )
        self.put(found)
        return found

    def map(self, scene: Scene, on: Map, shapes: Shapes, depth: float = 1.0) -> None:
        """Layers in the order of the scene, an inset above them, names above all."""
        taken: list[Box] = []
        inset = inset_box(scene, on, shapes) if scene.inset else None
        if inset:
            taken.append(inset)
        with self.within(on.frame):
            for number, layer in enumerate(scene.layers):
                self.layer(layer, on, shapes, depth + number * 0.05)
        if on.world:
            self.edge(on, depth + 1.9)
        if on.km_per_px and depth < ABOVE:
            taken.append(self.scale_bar(on))
        for layer in scene.layers:
            for x, y, words in _words(layer, on, taken):
                self.text(x, y, words, LEGEND, self.theme.ink, halo=True)
        if scene.inset and inset:
            self.inset(scene.inset, inset, shapes)

    def layer(self, layer: Layer, on: Map, shapes: Shapes, zorder: float) -> None:
        """One layer without its words."""
        if isinstance(layer, Areas):
            self.areas(layer, shapes[layer.outlines], on, zorder)
        elif isinstance(layer, Flows):
            self.flows(layer, on, zorder)
        elif isinstance(layer, Points):
            self.points(layer, on, zorder)
        elif isinstance(layer, Mixes):
            self.mixes(layer, on, zorder)
        elif isinstance(layer, Dots):
            self.dots(layer, on, zorder)
        elif isinstance(layer, Lines):
            self.lines(layer, on, zorder)

    def inset(self, scene: Scene, box: Box, shapes: Shapes) -> None:
        """A small second map in a frame of its own."""
        left, top, right, bottom = box
        ground = Rectangle(
            (left, top),
            right - left,
            bottom - top,
            facecolor=self.theme.ground,
            edgecolor=self.theme.rule,
            linewidth=0.8,
            zorder=ABOVE - 0.1,
        )
        self.put(ground)
        room = left + 4, top + 4, right - 4, bottom - 4
        self.map(scene, sheet.lay_map(scene, room), shapes, ABOVE)

    def edge(self, on: Map, zorder: float) -> None:
        """The rim of the world: flows that go on beyond a side come back on the other."""
        low, high = on.latitudes
        lat, lon = np.linspace(low, high, 91), np.linspace(-180.0, 180.0, 61)
        for along, at in (
            (np.full(91, -180.0), lat),
            (np.full(91, 180.0), lat),
            (lon, np.full(61, low)),
            (lon, np.full(61, high)),
        ):
            x, y = on.place(along, at)
            self.put(Line2D(x, y, color=self.theme.rule, linewidth=0.5, zorder=zorder))

    def areas(self, layer: Areas, outlines: pd.DataFrame, on: Map, zorder: float) -> None:
        """Classes as one path each, so that a vector file stays small; land without a figure is hatched."""
        keys, polygons = sheet.land(outlines, layer.key, layer.tolerance, on, layer.only)
        # Whole per mille, as on screen: both must put a share on a break into the same class.
        share = np.round(layer.values.reindex(keys).to_numpy(dtype=float, na_value=np.nan) * PERMILLE)
        classes = np.searchsorted(np.round(np.array(layer.breaks) * PERMILLE), share, side="right")
        classes = np.where(np.isnan(share) | layer.plain, -1, classes)
        # On the paper of an inset, land is drawn darker: there is nothing else to know it by.
        land = self.theme.rule if layer.plain and zorder >= ABOVE else self.theme.land
        for number, colour in ((-1, land), *enumerate(layer.colours)):
            path = _compound(*sheet.rings(polygons[classes == number], on))
            if path is None:
                continue
            patch = PathPatch(
                path,
                facecolor=colour,
                edgecolor=self.theme.border,
                linewidth=BORDER_POINTS * layer.border,
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
        ends = np.maximum(left - starts, 0.0), np.minimum(right - starts, tall)
        lines = [
            [(start + low, bottom - low), (start + high, bottom - high)]
            for start, low, high in zip(starts, *ends, strict=True)
        ]
        strokes = LineCollection(lines, colors=colour, linewidths=0.6, zorder=zorder)
        strokes.set_gid("hatch")
        self.put(strokes)
        strokes.set_clip_path(within)

    def flows(self, layer: Flows, on: Map, zorder: float) -> None:
        """Ribbons that grow and gain strength towards the mentee, an arrowhead at their end."""
        polygons: list[Floats] = []
        colours: list[Shade] = []
        paint = dashes if layer.possible else ribbon
        patterns = layer.patterns or ["solid"] * len(layer.paths)
        for path, width, colour, faded, pattern in zip(
            layer.paths, layer.widths, layer.colours, layer.faded, patterns, strict=True
        ):
            strength, arrow = FADED if faded else 1.0, arrow_size(float(width))
            for curve in curves(path, on):
                for stroke in strokes(curve, pattern):
                    drawn = paint(stroke, float(width), colour, strength, arrow, self.theme.ground)
                    polygons += drawn[0]
                    colours += drawn[1]
        self.polygons(polygons, colours, zorder, layer.id)

    def polygons(
        self, polygons: list[Floats], colours: list[Shade], zorder: float, gid: str | None = None
    ) -> None:
        """Filled polygons without an edge."""
        if polygons:
            faces = np.array(colours) / 255
            drawn = PolyCollection(polygons, facecolors=faces, linewidths=0, edgecolors="none", zorder=zorder)
            drawn.set_gid(gid)
            self.put(drawn)

    def points(self, layer: Points, on: Map, zorder: float) -> None:
        """Dots and rings, in every copy of their place on the map."""
        faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
        places, which = placed(layer.lon, layer.lat, on)
        colours = [(*rgb(layer.colours[i]), int(255 * (FADED if faded[i] else 0.92))) for i in which]
        self.circles(places, np.asarray(layer.radii, float)[which], colours, layer.ring, zorder, layer.id)

    def circles(
        self,
        places: Floats,
        radii: Floats,
        colours: list[Shade],
        ring: bool,
        zorder: float,
        gid: str | None = None,
    ) -> None:
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
        drawn.set_gid(gid)
        self.put(drawn)

    def mixes(self, layer: Mixes, on: Map, zorder: float) -> None:
        """Rings cut into parts, each on a disc of paper that keeps it apart from what lies under it."""
        faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
        places, which = placed(layer.lon, layer.lat, on)
        radii = np.asarray(layer.radii, float)
        for depth, ((x, y), i) in enumerate(zip(places, which, strict=True)):
            above = zorder + depth * 1e-4
            strength = FADED if faded[i] else 1.0
            paper = [(*rgb(self.theme.ground), int(255 * strength))]
            self.circles(np.array([[x, y]]), radii[i : i + 1], paper, False, above)
            polygons, colours = wedges(layer.parts[i], layer.colours, radii[i] - RIM, (x, y))
            self.polygons(polygons, [(*rgb(c), int(255 * strength)) for c in colours], above + 5e-5)

    def dots(self, layer: Dots, on: Map, zorder: float) -> None:
        """Dots of one size, all of a kind as one path: points without length under a round pen."""
        kinds = np.asarray(layer.field.kinds)[:, layer.series]
        places, which = placed(layer.field.lon, layer.field.lat, on)
        # Those with water first: whoever is without must not be hidden.
        for kind in (1, 0):
            at = places[kinds[which] == kind]
            if not len(at):
                continue
            points = np.repeat(at, 2, axis=0)
            points[1::2, 0] += 0.01
            codes = np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=Path.code_type), len(at))
            path = Path(points, codes)
            path.should_simplify = False
            self.put(
                PathPatch(
                    path,
                    facecolor="none",
                    edgecolor=layer.colours[kind],
                    linewidth=2 * layer.radius * POINTS_PER_PX,
                    capstyle="round",
                    zorder=zorder,
                    gid=f"{layer.id}-{'with' if kind else 'without'}",
                )
            )

    def lines(self, layer: Lines, on: Map, zorder: float) -> None:
        """Outlines, on a rim of paper where they must stand out from any fill."""
        drawn = [piece[:, :2] for path in layer.paths for piece in curves(path, on, straight=True)]
        strokes = [(layer.colour, layer.width)]
        if layer.cased:
            strokes.insert(0, (self.theme.ground, layer.width + CASE_PX))
        for colour, width in strokes:
            collection = LineCollection(
                drawn,
                colors=colour,
                linewidths=width * POINTS_PER_PX,
                capstyle="round",
                joinstyle="round",
                zorder=zorder,
            )
            collection.set_gid(layer.id)
            self.put(collection)

    def scale_bar(self, on: Map) -> Box:
        """A round number of kilometres, where one scale holds for the whole map; returns the room it takes."""
        assert on.km_per_px is not None
        longest = 160 * on.km_per_px
        magnitude = 10 ** np.floor(np.log10(longest))
        km = max(step for step in (1, 2, 5) if step * magnitude <= longest) * magnitude
        x, y, long = on.frame[0] + 10, on.frame[3] - 10, km / on.km_per_px
        for colour, width in ((self.theme.ground, 3.5), (self.theme.ink, 1.2)):
            self.put(
                Line2D(
                    [x, x, x + long, x + long],
                    [y - 5, y, y, y - 5],
                    color=colour,
                    linewidth=width,
                    zorder=3.5,
                )
            )
        self.text(x + long + 6, y, f"{km:g} km", SMALL, self.theme.ink, halo=True)
        return x - 4, y - 14, x + long + 60, y + 6


def _words(layer: Layer, on: Map, taken: list[Box]) -> list[tuple[float, float, str]]:
    """What a layer writes on the map, where there is room."""
    if isinstance(layer, Labels):
        return names(layer, on, LEGEND, taken)
    return edge_names(layer, on, LEGEND, taken) if isinstance(layer, Flows) else []


def inset_box(scene: Scene, on: Map, shapes: Shapes) -> Box:
    """Where the inset of a scene lies: in the corner of the map where it hides least."""
    left, top, right, bottom = on.frame
    wide = min(max(INSET_SHARE * (right - left), INSET_LEAST), 0.5 * (right - left))
    tall = INSET_ASPECT * wide
    if scene.inset and sheet.is_world(scene.inset):
        tall = sheet.world_height(scene.inset, wide - 8) + 8
    tall = min(tall, 0.5 * (bottom - top))
    corners = [
        (x, y, x + wide, y + tall)
        for y in (bottom - tall - 8, top + 8)
        for x in (right - wide - 8, left + 8)
        if not (x == left + 8 and y > top + 8 and on.km_per_px)  # the scale bar's
    ]
    return min(corners, key=lambda box: _hidden(scene, box, on, shapes))


def _hidden(scene: Scene, box: Box, on: Map, shapes: Shapes) -> float:
    """How much of a scene a box would hide; flows and areas with figures count, land does not."""
    hidden = 0.0
    for layer in scene.layers:
        if isinstance(layer, Flows):
            hidden += sum(bool(cut(curve, box)) for path in layer.paths for curve in curves(path, on))
        elif isinstance(layer, Areas) and not layer.plain:
            outlines = sheet.land(shapes[layer.outlines], layer.key, layer.tolerance, on, layer.only)[1]
            points = sheet.rings(outlines, on)[0]
            inside = ((points >= box[:2]) & (points <= box[2:])).all(axis=1)
            hidden += 20.0 * float(inside.mean()) if len(points) else 0.0
    return hidden


def _compound(points: Floats, begins: Any) -> Path | None:
    """Rings as one path."""
    if not len(points):
        return None
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    codes[begins] = Path.MOVETO
    codes[np.append(begins[1:], True)] = Path.CLOSEPOLY
    return Path(points, codes)
