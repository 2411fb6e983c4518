"""Maps of briefs: the pictures of the pages without their words, because the brief has its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from wopmap.draw.picture import MARGIN, picture
from wopmap.draw.sheet import Preset
from wopmap.publish.style import WIDTH_PX
from wopmap.scene.model import Scene

POINTS_PER_PX = 0.75
HEAD_PX, FOOT_PX = 22.0, 28.0
"""Blank margins of a picture without title and notes, px."""


def plain_map(scene: Scene, shapes: Mapping[str, pd.DataFrame], height: float) -> str:
    """A map with its legend as SVG.

    Parameters
    ----------
    scene : Scene
        In the theme of paper.
    shapes : mapping of str to geopandas.GeoDataFrame
        Outlines by the name an `Areas` layer asks for.
    height : float
        px, legend included.
    """
    silent = replace(scene, title="", subtitle="", summary="", notes=(), sources=())
    wide, tall = WIDTH_PX + 2 * MARGIN, height + HEAD_PX + FOOT_PX
    drawn = picture(silent, shapes, Preset(round(wide), round(tall), 96), "svg").decode()
    return cropped(drawn, (MARGIN, HEAD_PX, WIDTH_PX, height))


def cropped(svg: str, box: tuple[float, float, float, float]) -> str:
    """A part of an SVG: left, top, width and height in px."""
    left, top, wide, tall = (side * POINTS_PER_PX for side in box)
    head, rest = re.match(r"(.*?<svg\b)(.*)", svg, re.DOTALL).groups()  # type: ignore[union-attr]
    attributes, body = rest.split(">", 1)
    attributes = re.sub(r'\s(?:width|height|viewBox)="[^"]*"', "", attributes)
    size = f' width="{wide:g}pt" height="{tall:g}pt" viewBox="{left:g} {top:g} {wide:g} {tall:g}"'
    return f"{head}{size}{attributes}>{body}"
