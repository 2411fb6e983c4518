"""The neutral description of a picture: what is shown, with which colours, legend, view and sources.

A scene knows nothing of browsers or printers. ``draw.deck`` turns it into a deck.gl chart, ``draw.picture`` into
PNG, SVG and PDF, so that they cannot disagree; tests read the scene itself. A layer is equal to itself only, so
that what a drawer makes of it can be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from wopmap.scene.style import Theme


@dataclass(frozen=True)
class View:
    """Where the map looks: centre in degrees, and zoom as in Web Mercator tiles (0 = world on 512 px)."""

    lon: float
    lat: float
    zoom: float


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Attributes
    ----------
    label : str
        Words and numbers with their unit.
    colour : str
        ``#rrggbb``.
    mark : {"fill", "hatch", "line", "dot", "ring", "outline", "dash"}
        How the entry looks on the map.
    size : float
        Width (lines) or radius (dots) in px; 0 where it means nothing.
    """

    label: str
    colour: str
    mark: Literal["fill", "hatch", "line", "dot", "ring", "outline", "dash", "dashed", "dotted"]
    size: float = 0.0


@dataclass(frozen=True)
class LegendGroup:
    """A heading and its entries.

    Attributes
    ----------
    ticks : tuple of str
        For classes of one scale: the breaks between the ``fill`` entries, with the unit in the last, so that a
        drawer may set them as one bar.
    inline : bool
        The entries are short enough for one line.
    """

    title: str
    entries: tuple[Entry, ...]
    ticks: tuple[str, ...] = ()
    inline: bool = False


@dataclass(frozen=True, eq=False)
class Areas:
    """Polygons coloured by a share, or by the change of a share; or plain land.

    Attributes
    ----------
    outlines : str
        Layer that holds the polygons (``countries``, ``countries_110m``, ``zones`` ...).
    key : str
        Column of ``outlines`` that names an area.
    values : pandas.Series
        Share (0-1), or change of a share (-1 to 1), by area name; an area that is absent or null has no data
        and is hatched.
    field : tuple of str, int
        The same values by reference for a drawer that holds all years already: name of the series and
        position of the year in it.
    breaks, colours : tuple
        Class breaks (shares) and one colour more than breaks.
    tolerance : float
        Degrees by which the outlines may be straightened in this view without the reader seeing it.
    only : tuple of (str, str)
        Columns of ``outlines`` and the value a row must have to belong to the picture, such as the city and
        the level of zones; empty for all rows.
    border : float
        Width of the lines between areas, px; 0 for none.
    plain : bool
        The areas are ground to see others on: drawn in the colour of land, without figures and hatching.
    tip, tips : int
        For a drawer with hover texts: which text of an area to show, and how many each has by reference, one a
        series and year (`wopmap.draw.features.tip_name`); no texts where ``tips`` is 0.
    """

    id: str
    outlines: str
    key: str
    values: pd.Series
    field: tuple[str, int]
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    tolerance: float = 0.0
    only: tuple[tuple[str, str], ...] = ()
    border: float = 1.0
    plain: bool = False
    tip: int = 0
    tips: int = 0


@dataclass(frozen=True, eq=False)
class Flows:
    """Curves from mentor to mentee, thin and pale where help starts, wide and full where it arrives.

    Attributes
    ----------
    paths : sequence of (n, 2) arrays
        Longitude and latitude in degrees, unwrapped (longitudes are continuous and may leave [-180, 180]).
    widths : (m,) array
        Width at the mentee, px.
    colours : sequence of str
        ``#rrggbb``, one a flow.
    keys, tips : sequence of str
        Identity and the words shown on hover.
    faded : (m,) bool array
        Flows put into the background because another one is chosen.
    edge_labels : sequence of str
        Where a map is so near that the far end of a flow lies outside: who is there, in which city, how far
        away, one a flow, to stand where the curve crosses the edge of the map. Empty text for none; an empty
        sequence where the map shows flows whole.
    possible : bool
        None of these flows exists; they could. Drawn in dashes of one width, so that nobody takes them for real
        ones.
    patterns : sequence of str
        ``solid``, ``dashed`` or ``dotted``, one a flow, so that kinds can be told apart without colour; an empty
        sequence where all are solid.
    zoom : float
        Where a drawer works in degrees: the zoom at which dashes have their length in px.
    """

    id: str
    paths: Sequence[np.ndarray]
    widths: np.ndarray
    colours: Sequence[str]
    keys: Sequence[str]
    tips: Sequence[str]
    faded: np.ndarray
    edge_labels: Sequence[str] = ()
    possible: bool = False
    patterns: Sequence[str] = ()
    zoom: float = 0.0


@dataclass(frozen=True, eq=False)
class Points:
    """Symbols at places; ``ring`` draws the outline only (self-flows, mentors).

    Attributes
    ----------
    lon, lat, radii : (m,) arrays
        Degrees, and px.
    rim : str
        Colour of the edge of dots; empty for that of the paper.
    """

    id: str
    lon: np.ndarray
    lat: np.ndarray
    radii: np.ndarray
    colours: Sequence[str]
    keys: Sequence[str]
    tips: Sequence[str]
    ring: bool = False
    faded: np.ndarray | None = None
    rim: str = ""


@dataclass(frozen=True, eq=False)
class Mixes:
    """Rings cut into parts, clockwise from the top: what each place is made of.

    Attributes
    ----------
    lon, lat, radii : (m,) arrays
        Degrees, and outer radius in px.
    parts : sequence of tuple of int
        For each ring a count per colour; zero for no part.
    colours : tuple of str
    keys, tips : sequence of str
        Identity and the words shown on hover.
    """

    id: str
    lon: np.ndarray
    lat: np.ndarray
    radii: np.ndarray
    parts: Sequence[tuple[int, ...]]
    colours: tuple[str, ...]
    keys: Sequence[str]
    tips: Sequence[str]
    faded: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Labels:
    """Names beside places; the drawer may leave out those that would overlap, lowest ``rank`` last.

    Attributes
    ----------
    radii : (m,) array, optional
        Of the symbols at the places, px: a name on a sheet keeps clear of its own.
    """

    id: str
    lon: np.ndarray
    lat: np.ndarray
    texts: Sequence[str]
    rank: np.ndarray
    radii: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class DotField:
    """Places of dots with their kind in every series, so that a drawer sends them once.

    Attributes
    ----------
    lon, lat : (m,) arrays
        Degrees.
    kinds : (m, k) int array
        For each dot and series (a year of an indicator): 0 = without, 1 = with, -1 = not there.
    """

    lon: np.ndarray
    lat: np.ndarray
    kinds: np.ndarray


@dataclass(frozen=True, eq=False)
class Dots:
    """Dot density: every dot stands for the same number of households, with or without.

    Attributes
    ----------
    field : DotField
        Up to some 20,000 dots.
    series : int
        Column of ``field.kinds`` to show; dots of kind -1 are not drawn.
    colours : tuple of str
        Colour of each kind: without, with.
    radius : float
        px.
    """

    id: str
    field: DotField
    series: int
    colours: tuple[str, str]
    radius: float


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines without a direction: the outline of a service area, of the zone the reader has chosen.

    Attributes
    ----------
    paths : sequence of (n, 2) arrays
        Longitude and latitude in degrees; a ring ends with its first point.
    width : float
        px.
    cased : bool
        Lie on a rim of paper, so that they stand out from any fill.
    """

    id: str
    paths: Sequence[np.ndarray]
    colour: str
    width: float
    cased: bool = False


Layer = Areas | Flows | Points | Mixes | Labels | Dots | Lines


@dataclass(frozen=True)
class Scene:
    """A whole picture.

    Attributes
    ----------
    summary : str
        One sentence made from the data: what one sees; also the alternative text.
    notes : tuple of str
        Notes that must stand on every map (boundaries, what is left out).
    sources : tuple of str
        ``source_id`` of all that is drawn.
    box : tuple of float or None
        West, south, east and north (degrees; east may exceed 180) of what must be seen whole: a drawer fits it
        to the map it has; None where the view says it all, because the reader has moved the map.
    inset : Scene or None
        A second, small map without words of its own: the flows of this one, whole, over land. Its legend
        is that of this scene.
    symbols : float
        Factor on widths, arrowheads and radii for a map that is small on its screen.
    """

    title: str
    subtitle: str
    summary: str
    theme: Theme
    view: View
    layers: tuple[Layer, ...]
    legend: tuple[LegendGroup, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: tuple[int, int] | None = field(default=None)
    box: tuple[float, float, float, float] | None = None
    inset: Scene | None = None
    symbols: float = 1.0

    def layer(self, layer_id: str) -> Layer:
        """The layer of that id; KeyError where the scene has none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(f"The scene has no layer {layer_id!r}; it has {[item.id for item in self.layers]}.")
