"""A page's map for one link: the scene, the link that gives it again, and the rows behind it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol, cast

import pandas as pd

from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.layers import LAYERS, Catalogue
from wopmap.scene.model import Areas, Scene
from wopmap.scene.style import THEMES, Theme
from wopmap.scene.times import Times
from wopmap.words import listed, quoted

Where = Mapping[str, list[str]]
"""Conditions by name, as in a link: every value given for it."""

PAGES = {
    "atlas": "wopmap.publish.atlas",
    "country": "wopmap.publish.country_page",
    "city": "wopmap.publish.city_page",
    "mentors": "wopmap.publish.mentors_page",
    "utilities": "wopmap.publish.utilities_page",
    "scaling": "wopmap.publish.scaling_page",
}
"""Pages with a map: the module that has ``view`` and ``each``; a new one is a line here."""


@dataclass(frozen=True)
class PageView:
    """What a page shows for one link.

    Attributes
    ----------
    scene : Scene
        With the ids of its sources.
    query : str
        What the link carries after its question mark.
    name : tuple of str
        Parts of a file name, see `wopmap.publish.names`.
    problems : tuple of str
        What the link asked for in vain, a sentence each.
    rows : callable
        Gives the tables behind the map by name: DataFrames, or GeoDataFrames in degrees.
    leading : tuple of str
        Sources that stand first, see `wopmap.publish.references`.
    meanings : mapping of str to str
        What columns of the rows hold that no layer knows.
    read : callable
        Gives the tables as people read them, for a page of their own.
    times : Times or None
        The years behind the scene, for a page of their own.
    """

    page: str
    scene: Scene
    query: str
    name: tuple[str, ...]
    problems: tuple[str, ...] = ()
    rows: Callable[[], Mapping[str, pd.DataFrame]] = field(default=dict)
    leading: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[], tuple[Table, ...]] = field(default=tuple)
    times: Times | None = None


class Page(Protocol):
    """What the module of a page offers."""

    def view(
        self, catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None, fit: bool
    ) -> PageView:
        """The map for a link; with `fit`, of the part of the world the flows touch, where the link names none."""
        ...

    def each(self, catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
        """Every country, city or utility a link covers, with the link narrowed to it."""
        ...


def page(name: str) -> Page:
    """The module of a page.

    Raises
    ------
    WopmapError
        If no page of that name has a map.
    """
    if name not in PAGES:
        raise WopmapError(f"There is no map of a page {quoted(name)}. Choose {listed(list(PAGES), 'or')}.")
    return cast("Page", importlib.import_module(PAGES[name]))


def theme(name: str) -> Theme:
    """A look by name.

    Raises
    ------
    WopmapError
        If there is none.
    """
    if name not in THEMES:
        raise WopmapError(f"There is no theme {quoted(name)}. Choose {listed(list(THEMES), 'or')}.")
    return THEMES[name]


def outlines(catalogue: Catalogue, scene: Scene) -> dict[str, pd.DataFrame]:
    """Outlines of the areas of a scene and of its inset, only the rows they ask for."""
    asked: dict[str, list[Areas]] = {}
    for part in (scene, scene.inset):
        for layer in part.layers if part else ():
            if isinstance(layer, Areas):
                asked.setdefault(layer.outlines, []).append(layer)
    return {name: _outlines(catalogue, name, layers) for name, layers in asked.items()}


def _outlines(catalogue: Catalogue, name: str, layers: list[Areas]) -> pd.DataFrame:
    import pyarrow.dataset as ds

    known = LAYERS[name].names()
    called = [column for column in ("name", "zone_name") if column in known]
    columns = list(dict.fromkeys(c for layer in layers for c in (layer.key, *dict(layer.only), *called)))
    where: Any = None
    if len({layer.only for layer in layers}) == 1:
        for column, value in layers[0].only:
            condition = ds.field(column) == value
            where = condition if where is None else where & condition
    return _kept(catalogue, name, tuple(columns), where)


_KEPT: dict[tuple[Any, ...], pd.DataFrame] = {}
_LOCK = Lock()
MOST_KEPT = 8


def _kept(catalogue: Catalogue, name: str, columns: tuple[str, ...], where: Any) -> pd.DataFrame:
    """Outlines as they were read before: what drawers make of them is kept by identity."""
    key = (name, catalogue.digest(name), columns, str(where))
    with _LOCK:
        found = _KEPT.get(key)
    if found is None:
        found = catalogue.geo(name, columns=list(columns), where=where)
        with _LOCK:
            while len(_KEPT) >= MOST_KEPT:
                _KEPT.pop(next(iter(_KEPT)))
            _KEPT[key] = found
    return found
