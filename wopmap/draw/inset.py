"""The small map in the corner: whole flows over the land of the world, as SVG for the browser."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wopmap.draw import sheet
from wopmap.draw.curves import curves
from wopmap.draw.ribbons import ribbon
from wopmap.draw.sheet import Floats, Map
from wopmap.scene.model import Areas, Flows, Points, Scene

SIZE = (236.0, 132.0)
"""Width and height, px."""

ARROW_PX = 8.0


def svg(scene: Scene, shapes: Mapping[str, pd.DataFrame]) -> bytes:
    """Draw an inset.

    Parameters
    ----------
    scene : Scene
        Plain land, flows and points; nothing else is drawn.
    shapes : mapping of str to geopandas.GeoDataFrame
        Outlines (degrees) by the name an `Areas` layer asks for.

    Returns
    -------
    bytes
        One SVG image without scripts, links or text; numbers and colours only, so nothing needs escaping.
    """
    width, height = SIZE
    on = sheet.lay_map(scene, (0.0, 0.0, width, height))
    parts = []
    for layer in scene.layers:
        if isinstance(layer, Areas):
            _, polygons = sheet.land(shapes[layer.outlines], layer.key, LAND_TOLERANCE, on)
            points, begins = sheet.rings(polygons, on)
            parts.append(f'<path d="{_path(points, begins)}" fill="{scene.theme.rule}" fill-rule="evenodd"/>')
        elif isinstance(layer, Flows):
            parts += _flows(layer, on)
        elif isinstance(layer, Points):
            parts += _points(layer, on, scene.theme.ground)
    body = "".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
    return f"{head}{body}</svg>".encode()


LAND_TOLERANCE = 0.5


def _path(points: Floats, begins: np.ndarray) -> str:
    letters = np.where(begins, "M", "L")
    return "".join(f"{letter}{x:.1f} {y:.1f}" for letter, (x, y) in zip(letters, points, strict=True))


def _flows(layer: Flows, on: Map) -> list[str]:
    out = []
    for path, width, colour in zip(layer.paths, layer.widths, layer.colours, strict=True):
        for curve in curves(path, on):
            polygons, shades = ribbon(curve, float(width), colour, 1.0, ARROW_PX)
            for polygon, (*_, opacity) in zip(polygons, shades, strict=True):
                begins = np.arange(len(polygon)) == 0
                d = _path(polygon, begins)
                out.append(f'<path d="{d}Z" fill="{colour}" fill-opacity="{opacity / 255:.2f}"/>')
    return out


def _points(layer: Points, on: Map, rim: str) -> list[str]:
    lon = (np.asarray(layer.lon, float) - on.centre + 180) % 360 - 180
    x, y = on.place(lon, np.asarray(layer.lat, float))
    return [
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:g}" fill="{colour}" stroke="{rim}"/>'
        for cx, cy, radius, colour in zip(x, y, layer.radii, layer.colours, strict=True)
    ]
