"""Layers and what is made of them once, kept in memory by content hash and shared between sessions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from wopmap import breakdown, household, missing, moments, partnerships
from wopmap.draw import features
from wopmap.flows import SIDES, directed, prepare, ranking, summarise
from wopmap.household import COUNTRY_INDICATORS, RESIDENCES, CountrySeries
from wopmap.layers.catalogue import Catalogue
from wopmap.narrowing import Narrowing
from wopmap.scene import atlas, change
from wopmap.scene import missing as missing_picture
from wopmap.scene.model import Areas
from wopmap.scene.options import FIRST_ZOOM, ZOOM_STEP, AtlasOptions, step_of
from wopmap.scene.style import THEMES, Theme
from wopmap.selection import Name, Selection, Shown, Vocabulary, names, near, search_text
from wopmap.ui.routes import STORE
from wopmap.words import fold

publish = STORE.publish
ALL = Narrowing()
AS_TEXT: dict[str | type, Callable[[Any], Any]] = {Selection: repr, Narrowing: repr, AtlasOptions: repr}
"""How caches tell these frozen objects apart: by their text, which takes a tenth of looking into every field."""


@st.cache_resource(show_spinner=False)
def catalogue() -> Catalogue:
    """The layers of this server."""
    return Catalogue()


@st.cache_resource(show_spinner=False, max_entries=40)
def _table(name: str, digest: str) -> pd.DataFrame:
    del digest  # part of the cache key: another file, another table
    return catalogue().table(name)


def table(name: str) -> pd.DataFrame:
    """A whole layer without geometry; shared between sessions, so never to be changed in place."""
    return _table(name, catalogue().digest(name))


@dataclass(frozen=True)
class World:
    """What the atlas needs of the layers, unfiltered."""

    flows: pd.DataFrame
    partnerships: pd.DataFrame
    operators: pd.DataFrame
    countries: pd.DataFrame
    sources: pd.DataFrame
    vocabulary: Vocabulary
    search: pd.Series
    names: tuple[Name, ...] = ()
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """Countries one can go to, by name."""
        return [code for code in self.vocabulary.countries if code in self.boxes]

    @property
    def country_names(self) -> dict[str, str]:
        """Names of countries by their code."""
        return {code: term.label for code, term in self.vocabulary.countries.items()}

    @property
    def operator_ids(self) -> frozenset[str]:
        """Operators that take part in some partnership."""
        return frozenset(self.operator_names)

    @cached_property
    def operator_names(self) -> dict[str, str]:
        """Short names of the operators that take part, by their id, in the order of the names."""
        both = [self.flows[[f"{side}_id", side]].set_axis(["id", "name"], axis=1) for side in SIDES]
        once = pd.concat(both).astype(str).drop_duplicates("id")
        once = once.sort_values("name", key=lambda column: column.map(fold))
        return dict(zip(once["id"], once["name"], strict=True))

    def focus_name(self, identity: str) -> str:
        """Name of a country or an operator."""
        return self.operator_names.get(identity) or self.place_name(identity)

    def place_name(self, code: str) -> str:
        """Name of a country."""
        return self.vocabulary.label("countries", code)

    def box(self, code: str) -> tuple[float, float, float, float]:
        """West, south, east and north of a country."""
        return self.boxes[code]


WORLD_LAYERS = ("flows", "partnerships", "operators", "countries", "sources", "motivation_types")


def world() -> World:
    """The atlas's tables and vocabulary, made once for the files as they are."""
    return _world(tuple(catalogue().digest(name) for name in WORLD_LAYERS))


@st.cache_resource(show_spinner=False, max_entries=2)
def _world(digests: tuple[str, ...]) -> World:
    del digests
    flows, phases, operators, countries, sources, motives = (table(name) for name in WORLD_LAYERS)
    return World(
        flows=prepare(flows),
        partnerships=phases,
        operators=operators,
        countries=countries[countries["iso3"].notna()],
        sources=sources,
        vocabulary=Vocabulary.from_tables(flows, phases, countries, motives),
        search=search_text(phases, operators, countries),
        names=names(phases, operators, countries),
        boxes=_boxes(),
    )


def _boxes() -> dict[str, tuple[float, float, float, float]]:
    """Boxes of countries around their largest parts, so that far islands do not widen the view."""
    outlines = catalogue().geo("countries", columns=["iso3"])
    return atlas.country_boxes(outlines)


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=AS_TEXT)
def shown(selection: Selection, narrowing: Narrowing = ALL) -> Shown:
    """The flows that pass, with what is hidden and why."""
    everything = world()
    return narrowing.apply(selection, everything.flows, search=everything.search)


Focus = tuple[str, str] | None
"""A country or an operator, and which of its flows."""


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=AS_TEXT)
def flows(selection: Selection, narrowing: Narrowing = ALL, focus: Focus = None) -> pd.DataFrame:
    """The rows of the flows layer that pass; with a focus, its own alone."""
    passing = shown(selection, narrowing).flows
    return passing if focus is None else directed(passing, {focus[0]}, focus[1])


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=AS_TEXT)
def near_names(text: str) -> tuple[Name, ...]:
    """Names like a search text that is found in no partnership at all; none where it is found."""
    everything = world()
    words = fold(text).split()
    if not words or any(all(word in entry for word in words) for entry in everything.search):
        return ()
    return tuple(near(text, everything.names))


def partnership_rows(everything: World) -> pd.DataFrame:
    """All partnerships in words, one a row."""
    return _partnership_rows(tuple(catalogue().digest(name) for name in WORLD_LAYERS), everything)


@st.cache_resource(show_spinner=False, max_entries=2)
def _partnership_rows(digests: tuple[str, ...], _everything: World) -> pd.DataFrame:
    del digests
    return partnerships.table(
        _everything.partnerships, _everything.operators, _everything.countries, _everything.sources
    )


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=AS_TEXT)
def partnership_table(selection: Selection, narrowing: Narrowing = ALL, focus: Focus = None) -> pd.DataFrame:
    """The partnerships that pass, in words; between two moments, with the kind of change."""
    rows = partnership_rows(world())
    pairs = flows(selection, narrowing, focus)
    found = rows[rows["wop_id"].isin(pairs["wop_id"].unique())].reset_index(drop=True)
    if narrowing.moments is None:
        return found
    kind_of = moments.by_partnership(pairs, narrowing.moments)
    return found.assign(change=[moments.CHANGES[kind_of[wop_id]].label for wop_id in found["wop_id"]])


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=AS_TEXT)
def ranked(
    selection: Selection, side: str, level: str, narrowing: Narrowing = ALL, focus: Focus = None
) -> pd.DataFrame:
    """Who takes part in most partnerships on one side, all of them."""
    pairs = flows(selection, narrowing, focus)
    return ranking(pairs, side, level, top=None, names=world().country_names)


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=AS_TEXT)
def summary(selection: Selection, narrowing: Narrowing = ALL) -> str:
    """One sentence on what is shown."""
    passing = shown(selection, narrowing)
    if narrowing.moments is None or not passing.n:
        return summarise(passing, world().vocabulary)
    return change.summary(moments.count(passing.flows, narrowing.moments))


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=AS_TEXT)
def missing_table(selection: Selection, narrowing: Narrowing, since: int) -> pd.DataFrame:
    """Urban people without and partnerships received of every country; the years of the selection do not count."""
    pairs = flows(replace(selection, years=None), narrowing)
    return missing.table(table("country_use"), world().countries, pairs, since)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=AS_TEXT)
def counted_by(selection: Selection, narrowing: Narrowing, what: str, focus: Focus = None) -> pd.DataFrame:
    """Partnerships by year, modality or programme, or by the regions of both sides.

    Each is counted without the filter it is itself, so that one sees what else there would be.
    """
    vocabulary = world().vocabulary
    if what == "years":
        pairs = flows(replace(selection, years=None), narrowing, focus)
        return breakdown.by_year(pairs, vocabulary.years, selection.mode)
    if what == "regions":
        return breakdown.matrix(flows(selection, replace(narrowing, cell=None), focus), vocabulary)
    dropped: dict[str, Any] = {what: ()}
    return breakdown.by_attribute(flows(replace(selection, **dropped), narrowing, focus), what, vocabulary)


def flow_map(
    selection: Selection, options: AtlasOptions, theme: Theme, picked: frozenset[str], step: int | None = None
) -> atlas.FlowMap:
    """The dressed flows of a selection; what does not matter to them does not make them anew.

    `step` is the zoom in half steps, None for that of the view.
    """
    if step is None:
        step = step_of(options.view.zoom if options.view else FIRST_ZOOM)
    plain = AtlasOptions(
        level=options.level,
        colour=options.colour,
        show=options.show,
        moments=options.moments,
        focus=options.focus,
        way=options.way,
        cell=options.cell,
    )
    return _flow_map(selection, plain, theme.name, picked, step)


@st.cache_resource(show_spinner=False, max_entries=128, hash_funcs=AS_TEXT)
def _flow_map(
    selection: Selection, options: AtlasOptions, theme: str, picked: frozenset[str], step: int
) -> atlas.FlowMap:
    everything = world()
    return atlas.flow_map(
        flows(selection, options.narrowing),
        everything.flows,
        everything.countries,
        options,
        THEMES[theme],
        picked,
        step * ZOOM_STEP,
    )


def water(options: AtlasOptions, selection: Selection) -> tuple[CountrySeries, int]:
    """The household water series under the flows and the year to show of it."""
    series = country_series(options.indicator, options.residence)
    moving = options.moments if options.show == "moments" else selection.years
    wanted = options.water_year or (moving[1] if moving else None)
    return series, series.year_for(wanted)


def country_series(indicator: str, residence: str) -> CountrySeries:
    """Shares of one indicator and residence, countries by years."""
    return _country_series(indicator, residence, catalogue().digest("country_use"))


@st.cache_resource(show_spinner=False, max_entries=32)
def _country_series(indicator: str, residence: str, digest: str) -> CountrySeries:
    del digest
    return household.country_series(table("country_use"), indicator, residence)


def water_address(areas: Areas) -> tuple[str, str]:
    """Addresses of the country outlines with every indicator, residence and year, and of their borders."""
    digests = catalogue().digest(areas.outlines), catalogue().digest("country_use")
    polygons, lines = _water_blobs(areas.outlines, areas.tolerance, *digests)
    return publish(f"{areas.outlines}.json", polygons), publish(f"{areas.outlines}-borders.json", lines)


@st.cache_resource(show_spinner=False, max_entries=4)
def _water_blobs(outlines: str, tolerance: float, *digests: Hashable) -> tuple[bytes, bytes]:
    del digests
    series = {
        found.short_name: found.shares
        for indicator in COUNTRY_INDICATORS
        for residence in RESIDENCES
        for found in [country_series(indicator, residence)]
    }
    shapes: Any = features.straightened(catalogue().geo(outlines, columns=["iso3", "name"]), tolerance)
    return features.areas(shapes, "iso3", "name", series), features.borders(shapes)


def missing_address(
    selection: Selection, narrowing: Narrowing, since: int
) -> Callable[[Areas], tuple[str, str]]:
    """Addresses for the map of where help is missing: outlines with their class and hover words, and borders."""

    def address(areas: Areas) -> tuple[str, str]:
        blob = _missing_blob(selection, narrowing, since, areas.outlines, areas.tolerance)
        return publish(f"{areas.id}.json", blob), water_address(areas)[1]

    return address


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=AS_TEXT)
def _missing_blob(
    selection: Selection, narrowing: Narrowing, since: int, outlines: str, tolerance: float
) -> bytes:
    rows = missing_table(selection, narrowing, since)
    shapes: Any = features.straightened(catalogue().geo(outlines, columns=["iso3", "name"]), tolerance)
    series = {"class": missing_picture.series(rows)}
    return features.areas(shapes, "iso3", "name", series, tips=missing_picture.tips(rows, since))
