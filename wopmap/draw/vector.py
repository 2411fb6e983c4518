"""A scene as SVG for a page: whole without a script, and with the numbers a script needs to draw it nearer.

The world lies in one piece, so that a reader may wander: in Equal Earth for a view of the whole, in Web Mercator
as on screen for a nearer one. Lengths are px at the width the page is made for; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import shapely

from wopmap.draw import sheet
from wopmap.draw.curves import curves
from wopmap.draw.features import FADED, FULL, PALE, PERMILLE, TAPER, mercator_y, per_mille
from wopmap.draw.ribbons import DASH_PX, GAP_PX, HEAD, arrow_size, wedges
from wopmap.draw.sheet import Floats, Map
from wopmap.draw.strokes import strokes
from wopmap.scene.model import Areas, Dots, Flows, Labels, Lines, Mixes, Points, Scene

WIDTH, HEIGHT = 1200.0, 660.0
FINEST = 0.05
"""Degrees: outlines are never straightened more than this, because the reader may come nearer."""

FINE = 100
"""Outlines are written in whole hundredths of a px."""

NO_DATA = -1
LABEL_PX = 12.0


@dataclass
class Drawing:
    """What a page needs of a scene.

    Attributes
    ----------
    box : tuple of float
        Left, top, width and height of the view one begins with.
    body : list of str
        SVG of the layers; only numbers, classes of this module and escaped text.
    data : dict
        What the script reads: ``areas``, ``flows``, ``points``, ``labels`` and the classes of ``shades``.
    """

    box: tuple[float, float, float, float]
    body: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


def lay_map(scene: Scene) -> Map:
    """The whole world on a sheet, the view of the scene in its middle."""
    if sheet.is_world(scene):
        return sheet.lay_map(scene, (0.0, 0.0, WIDTH, HEIGHT))
    middle, north, scale = sheet.fitted(scene, (0.0, 0.0, WIDTH, HEIGHT))

    def place(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        rise = np.degrees(mercator_y(np.asarray(lat, float))) - north
        return WIDTH / 2 + np.asarray(lon, float) * scale, HEIGHT / 2 - rise * scale

    return Map(middle, 180.0, place, (0.0, 0.0, WIDTH, HEIGHT), world=True)


def draw(scene: Scene, shapes: Mapping[str, pd.DataFrame], shares: pd.DataFrame | None = None) -> Drawing:
    """Draw the layers of a scene.

    Parameters
    ----------
    scene : Scene
        With the names of classes where its colours were: what they look like is the business of the style.
    shapes : mapping of str to geopandas.GeoDataFrame
        Outlines (degrees) by the name an `Areas` layer asks for, with its key column; names of areas in
        ``name`` where there is one.
    shares : DataFrame, optional
        Shares of the areas in all years, areas by years.
    """
    on = lay_map(scene)
    left, top, right, bottom = on.frame
    drawing = Drawing((left, top, right - left, bottom - top))
    if sheet.is_world(scene):
        # What lies beyond the frame of a world map (the ice of the south) is no part of it.
        box = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
        drawing.body.append(f'<defs><clipPath id="frame"><rect {box}/></clipPath></defs>')
        drawing.body.append(f'<g clip-path="url(#frame)"><path class="edge" d="{_edges(on)}"/>')
    drawing.data |= {"areas": [], "flows": [], "points": [], "labels": [], "edges": []}
    drawing.data |= {"breaks": [], "shades": [], "share_years": None, "change": False}
    for layer in scene.layers:
        if isinstance(layer, Areas):
            _areas(drawing, layer, shapes[layer.outlines], on, shares)
        elif isinstance(layer, Flows):
            _flows(drawing, layer, on)
        elif isinstance(layer, Points):
            _points(drawing, layer, on)
        elif isinstance(layer, Mixes):
            _mixes(drawing, layer, on)
        elif isinstance(layer, Dots):
            _dots(drawing, layer, on)
        elif isinstance(layer, Lines):
            _lines(drawing, layer, on)
        else:
            _labels(drawing, layer, on)
    if sheet.is_world(scene):
        drawing.body.append("</g>")
    return drawing


def _edges(on: Map) -> str:
    """The meridian at which the world is cut: flows that go on beyond it come back on the other side."""
    lat = np.linspace(-90.0, 90.0, 91)
    sides = [np.column_stack([*on.place(np.full(91, side), lat)]) for side in (-180.0, 180.0)]
    return "".join(_line(side) for side in sides)


def _areas(
    drawing: Drawing,
    layer: Areas,
    outlines: pd.DataFrame,
    on: Map,
    shares: pd.DataFrame | None,
) -> None:
    """One path an area, each with its class; land without a figure is hatched."""
    rows = _only(outlines, layer)
    names, shapes = sheet.land(rows, layer.key, min(layer.tolerance, FINEST), on)
    pen = "" if layer.border == 1.0 else f' stroke-width="{layer.border * BORDER_PX:g}"'
    if layer.plain:
        path = "".join(outline_path(shape, on) for shape in shapes)
        drawing.body.append(f'<g class="ground" transform="scale({1 / FINE:g})"{pen}><path d="{path}"/></g>')
        return
    called = next((column for column in ("name", "zone_name") if column in rows), layer.key)
    words = dict(zip(rows[layer.key], rows[called], strict=True))
    frame = shares if shares is not None else layer.values.to_frame()
    figures = per_mille(frame)
    breaks = [round(edge * PERMILLE) for edge in layer.breaks]
    now = per_mille(layer.values.to_frame())
    drawing.body.append(f'<g class="areas" transform="scale({1 / FINE:g})"{pen}>')
    found = drawing.data["areas"]
    for name, shape in zip(names, shapes, strict=True):
        known = None if pd.isna(name) else str(name)
        (value,) = now.get(known, [None]) if known else [None]
        shade = NO_DATA if value is None else int(np.searchsorted(breaks, value, side="right"))
        path = outline_path(shape, on)
        if not path:
            continue
        fill = 'fill="url(#hatch)"' if shade == NO_DATA else f'class="{layer.colours[shade]}"'
        drawing.body.append(f'<path data-a="{len(found)}" {fill} d="{path}"/>')
        label = words.get(name)
        found.append([None if pd.isna(label) else str(label), figures.get(known) if known else None])
    drawing.body.append("</g>")
    drawing.data |= {
        "breaks": breaks,
        "shades": list(layer.colours),
        "share_years": [int(year) for year in frame.columns] if shares is not None else None,
        "change": bool(layer.breaks) and min(layer.breaks) < 0,
    }


BORDER_PX = 0.6


def _only(outlines: pd.DataFrame, layer: Areas) -> pd.DataFrame:
    """Rows that belong to the picture."""
    kept = np.ones(len(outlines), dtype=bool)
    for column, value in layer.only:
        kept &= (outlines[column] == value).to_numpy(dtype=bool, na_value=False)
    return outlines if kept.all() else outlines[kept]


def outline_path(shape: Any, on: Map) -> str:
    """A polygon as path in whole hundredths of a px, each point relative to the one before."""
    points, begins = sheet.rings(np.array([shape]), on)
    if not len(points):
        return ""
    whole = np.round(points * FINE).astype(int)
    parts = []
    for ring in np.split(whole, np.flatnonzero(begins)[1:]):
        steps = np.diff(ring, axis=0)
        steps = steps[(steps != 0).any(axis=1)][:-1]  # the last point is the first again
        if len(steps) > 1:
            text = "l".join(f"{x},{y}" for x, y in steps.tolist())
            parts.append(f"M{ring[0, 0]},{ring[0, 1]}l{text}z")
    return "".join(parts)


def _flows(drawing: Drawing, layer: Flows, on: Map) -> None:
    """Ribbons with a head (dashes for those that do not exist), each over a wider line that a pointer finds."""
    found, gradients, body = drawing.data["flows"], [], []
    patterns = layer.patterns or ["solid"] * len(layer.paths)
    for path, width, colour, key, tip, faded, pattern in zip(
        layer.paths, layer.widths, layer.colours, layer.keys, layer.tips, layer.faded, patterns, strict=True
    ):
        whole = [simplified(curve) for curve in curves(path, on, whole=True)]
        pieces = [stroke for curve in whole for stroke in strokes(curve, pattern)]
        number = len(found)
        found.append(
            {
                "id": key,
                "tip": tip,
                "w": round(float(width), 2),
                "s": round(arrow_size(float(width)), 1),
                **({"dashed": True} if layer.possible else {}),
                "p": [
                    [np.round(curve[:, :2], 2).ravel().tolist(), *np.round(curve[[0, -1], 2], 3).tolist()]
                    for curve in pieces
                ],
            }
        )
        drawn = []
        for piece, curve in enumerate(pieces):
            if not layer.possible:
                gradients.append(_gradient(f"f{number}-{piece}", curve, colour))
            ribbon = ribbon_path(curve, float(width), arrow_size(float(width)), layer.possible)
            fill = "currentColor" if layer.possible else f"url(#f{number}-{piece})"
            drawn.append(f'<path class="ribbon" fill="{fill}" d="{ribbon}"/>')
        lines = "".join(_line(curve) for curve in pieces)
        if layer.possible:
            drawn.insert(0, dashes(lines, float(width)))
        pale = f' opacity="{FADED}"' if faded else ""
        body.append(
            f'<g data-f="{number}" class="{colour}"{pale}><path class="find" d="{lines}"/>{"".join(drawn)}</g>'
        )
    drawing.body += ["<defs>", *gradients, "</defs>", '<g class="flows">', *body, "</g>"]
    if layer.edge_labels:
        _edge_names(drawing, layer.edge_labels, len(found) - len(layer.keys), on)


def _edge_names(drawing: Drawing, names: Sequence[str], first: int, on: Map) -> None:
    """Who is at the far end, where a flow crosses the edge of the view; the script moves them as the reader does."""
    drawing.body.append('<g class="labels edges">')
    taken: list[tuple[float, float, float, float]] = []
    for number, text in enumerate(names, start=first):
        at = _crossing(drawing.data["flows"][number]["p"], on.frame) if text else None
        place, seen = "", ' visibility="hidden"'
        if at is not None:
            wide = len(text) * LETTER_PX
            x = float(
                np.clip(at[0] - wide / 2, on.frame[0] + 6, max(on.frame[2] - wide - 6, on.frame[0] + 6))
            )
            y = float(np.clip(at[1], on.frame[1] + 16, on.frame[3] - 8))
            step = 16.0 if y < (on.frame[1] + on.frame[3]) / 2 else -16.0
            while any(b[0] < x + wide and x < b[2] and abs(b[1] - y) < 15 for b in taken) and len(taken) < 30:
                y += step
            taken.append((x, y, x + wide, y))
            place, seen = f' transform="translate({x:.1f},{y:.1f})"', ""
        drawing.body.append(f'<text data-e="{len(drawing.data["edges"])}"{place}{seen}>{escape(text)}</text>')
        drawing.data["edges"].append([number, len(text)])
    drawing.body.append("</g>")


LETTER_PX = 6.7


def _crossing(
    pieces: list[list[Any]], frame: tuple[float, float, float, float]
) -> tuple[float, float] | None:
    """Where a flow with one end inside a frame crosses its edge; None where it never does."""
    left, top, right, bottom = frame
    for flat, *_ in pieces:
        points = np.array(flat).reshape(-1, 2)
        x, y = points.T
        inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
        if inside[0] == inside[-1]:
            continue
        at = int(np.flatnonzero(inside[:-1] != inside[1:])[0])
        low, high = (points[at], points[at + 1]) if inside[at] else (points[at + 1], points[at])
        for _ in range(24):
            half = (low + high) / 2
            within = left <= half[0] <= right and top <= half[1] <= bottom
            low, high = (half, high) if within else (low, half)
        return float(low[0]), float(low[1])
    return None


def simplified(curve: Floats) -> Floats:
    """The curve with as few points as show it to a twentieth of a px; their place along it kept."""
    keep = shapely.get_coordinates(shapely.simplify(shapely.linestrings(curve[:, :2]), 0.05))
    at = [int(np.hypot(*(curve[:, :2] - point).T).argmin()) for point in keep]
    at[0], at[-1] = 0, len(curve) - 1
    return curve[sorted(set(at))]


def dashes(path: str, width: float) -> str:
    """A line of one width for a flow that does not exist."""
    return f'<path class="dashes" stroke-width="{width:g}" stroke-dasharray="{DASH_PX:g} {GAP_PX:g}" d="{path}"/>'


def ribbon_path(curve: Floats, width: float, arrow: float, bare: bool = False) -> str:
    """The outline of a flow: growing towards the mentee, with a head where it arrives; `bare` is the head alone."""
    length = np.concatenate([[0.0], np.hypot(*np.diff(curve[:, :2], axis=0).T).cumsum()])
    whole, arrives = float(length[-1]), curve[-1, 2] > 1 - 1e-9
    stop = max(whole - 0.6 * arrow, 0.0) if arrives else whole
    parts = []
    if stop > 0.5 and not bare:
        at = np.unique(np.concatenate([length[length < stop], [stop]]))
        x, y, along = (np.interp(at, length, curve[:, axis]) for axis in range(3))
        heading = np.column_stack([np.gradient(x, at), np.gradient(y, at)])
        heading /= np.maximum(np.hypot(*heading.T), 1e-9)[:, None]
        across = heading[:, ::-1] * [-1.0, 1.0] * (width * (TAPER + (1 - TAPER) * along) / 2)[:, None]
        spine = np.column_stack([x, y])
        parts.append(polygon(np.vstack([spine + across, (spine - across)[::-1]])))
    if arrives:
        tip = curve[-1, :2]
        back = [np.interp(max(whole - 0.7 * arrow, 0.0), length, curve[:, axis]) for axis in range(2)]
        direction = tip - np.array(back)
        size = float(np.hypot(*direction))
        cos, sin = direction / size if size > 1e-9 else (1.0, 0.0)
        # Turned the way the ribbon is, so that where both lie they do not cut each other out.
        parts.append(polygon(tip + arrow * HEAD[[2, 1, 0, 3]] @ np.array([[cos, sin], [-sin, cos]])))
    return "".join(parts)


def _gradient(name: str, curve: Floats, shade: str) -> str:
    """From pale to full along the way the piece takes."""
    (x, y, first), (to_x, to_y, last) = curve[0], curve[-1]
    if abs(x - to_x) + abs(y - to_y) < 0.1:
        to_x += 0.1
    stops = "".join(
        f'<stop class="{shade}" offset="{place}" stop-opacity="{(PALE + (FULL - PALE) * along) / 255:.2f}"/>'
        for place, along in ((0, first), (1, last))
    )
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" {ends}>{stops}</linearGradient>'


def _points(drawing: Drawing, layer: Points, on: Map) -> None:
    """Dots with a rim of paper, or rings."""
    found = drawing.data["points"]
    faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
    x, y = _placed(layer.lon, layer.lat, on)
    drawing.body.append(f'<g class="{"rings" if layer.ring else "dots"}">')
    for i, (key, tip) in enumerate(zip(layer.keys, layer.tips, strict=True)):
        if not (np.isfinite(x[i]) and np.isfinite(y[i])):
            continue
        radius = round(float(layer.radii[i]), 2)
        pale = f' opacity="{FADED}"' if faded[i] else ""
        drawing.body.append(
            f'<circle data-p="{len(found)}" class="{layer.colours[i]}"{pale} '
            f'cx="{x[i]:.2f}" cy="{y[i]:.2f}" r="{radius}"/>'
        )
        found.append({"id": key, "tip": tip, "r": radius})
    drawing.body.append("</g>")


def _mixes(drawing: Drawing, layer: Mixes, on: Map) -> None:
    """Rings cut into parts, each on a disc of paper that keeps it apart from what lies under it."""
    found = drawing.data["points"]
    faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
    x, y = _placed(layer.lon, layer.lat, on)
    drawing.body.append('<g class="mixes">')
    for i, (key, tip) in enumerate(zip(layer.keys, layer.tips, strict=True)):
        if not (np.isfinite(x[i]) and np.isfinite(y[i])):
            continue
        radius = float(layer.radii[i])
        polygons, classes = wedges(layer.parts[i], layer.colours, radius - RIM_PX, (0.0, 0.0))
        parts = "".join(
            f'<path class="{name}" d="{polygon(shape)}"/>'
            for shape, name in zip(polygons, classes, strict=True)
        )
        pale = f' opacity="{FADED}"' if faded[i] else ""
        place = f'transform="translate({x[i]:.2f},{y[i]:.2f})"'
        drawing.body.append(f'<g data-p="{len(found)}" {place}{pale}><circle r="{radius:.1f}"/>{parts}</g>')
        found.append({"id": key, "tip": tip, "x": round(float(x[i]), 2), "y": round(float(y[i]), 2)})
    drawing.body.append("</g>")


RIM_PX = 1.2


def _dots(drawing: Drawing, layer: Dots, on: Map) -> None:
    """Dots of a kind as one path: points without length under a round pen; those without lie on top."""
    kinds = np.asarray(layer.field.kinds)[:, layer.series]
    x, y = _placed(layer.field.lon, layer.field.lat, on)
    drawing.body.append(f'<g class="density" stroke-width="{2 * layer.radius:g}">')
    for kind in (1, 0):
        places = np.column_stack([x, y])[(kinds == kind) & np.isfinite(x) & np.isfinite(y)]
        path = "".join(f"M{a:.1f},{b:.1f}h0" for a, b in places.tolist())
        drawing.body.append(f'<path class="{layer.colours[kind]}" d="{path}"/>')
    drawing.body.append("</g>")


CASE_PX = 2.5


def _lines(drawing: Drawing, layer: Lines, on: Map) -> None:
    """Outlines, on a rim of paper where they must stand out from any fill."""
    parts = []
    for line in layer.paths:
        turn = 360 * np.round((line[:, 0].mean() - on.centre) / 360)
        parts.append(_line(np.column_stack(on.place(line[:, 0] - on.centre - turn, line[:, 1]))))
    path = "".join(parts)
    if layer.cased:
        drawing.body.append(f'<path class="line case" stroke-width="{layer.width + CASE_PX:g}" d="{path}"/>')
    drawing.body.append(f'<path class="line {layer.colour}" stroke-width="{layer.width:g}" d="{path}"/>')


def _labels(drawing: Drawing, layer: Labels, on: Map) -> None:
    """Names, most important first; one that finds no room is hidden until the reader comes nearer."""
    x, y = _placed(layer.lon, layer.lat, on)
    found, taken = drawing.data["labels"], [np.empty((0, 4))]
    drawing.body.append('<g class="labels">')
    for at in np.argsort(layer.rank, kind="stable"):
        if not (np.isfinite(x[at]) and np.isfinite(y[at])):
            continue
        text = layer.texts[at]
        box = np.array([x[at] + 7, y[at] - 7, x[at] + 7 + len(text) * LABEL_PX * 0.56, y[at] + 7])
        others = np.vstack(taken)
        meets = (others[:, 0] < box[2]) & (box[0] < others[:, 2]) & (others[:, 1] < box[3])
        hidden = bool((meets & (box[1] < others[:, 3])).any())
        if not hidden:
            taken.append(box[None])
        seen = ' visibility="hidden"' if hidden else ""
        place = f'transform="translate({x[at]:.2f},{y[at]:.2f})"'
        drawing.body.append(f'<text data-l="{len(found)}" {place} dx="7" dy="4"{seen}>{escape(text)}</text>')
        found.append([round(float(x[at]), 2), round(float(y[at]), 2), len(text)])
    drawing.body.append("</g>")


def _placed(lon: np.ndarray, lat: np.ndarray, on: Map) -> tuple[Floats, Floats]:
    turned = (np.asarray(lon, float) - on.centre + 180) % 360 - 180
    return on.place(turned, np.asarray(lat, float))


def _line(curve: Floats) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in curve[:, :2].tolist())


def polygon(points: Floats) -> str:
    """A closed path through points."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points.tolist()) + "z"
