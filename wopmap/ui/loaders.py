"""Layers and what is made of them once, kept in memory by content hash and shared between sessions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from wopmap import household, partnerships
from wopmap.draw import features
from wopmap.flows import prepare, ranking, summarise
from wopmap.household import COUNTRY_INDICATORS, RESIDENCES, CountrySeries
from wopmap.layers.catalogue import Catalogue
from wopmap.scene import atlas
from wopmap.scene.model import Areas
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection, Shown, Vocabulary, search_text
from wopmap.ui.routes import STORE

publish = STORE.publish


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
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """Countries one can go to, by name."""
        return [code for code in self.vocabulary.countries if code in self.boxes]

    @property
    def country_names(self) -> dict[str, str]:
        """Names of countries by their code."""
        return {code: term.label for code, term in self.vocabulary.countries.items()}

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
        boxes=_boxes(),
    )


def _boxes() -> dict[str, tuple[float, float, float, float]]:
    """Boxes of countries around their largest parts, so that far islands do not widen the view."""
    outlines = catalogue().geo("countries", columns=["iso3"])
    return atlas.country_boxes(outlines)


@st.cache_resource(show_spinner=False, max_entries=256)
def shown(selection: Selection) -> Shown:
    """The flows a selection lets through, with what it hides and why."""
    everything = world()
    return selection.apply(everything.flows, search=everything.search)


def partnership_rows(everything: World) -> pd.DataFrame:
    """All partnerships in words, one a row."""
    return _partnership_rows(tuple(catalogue().digest(name) for name in WORLD_LAYERS), everything)


@st.cache_resource(show_spinner=False, max_entries=2)
def _partnership_rows(digests: tuple[str, ...], _everything: World) -> pd.DataFrame:
    del digests
    return partnerships.table(
        _everything.partnerships, _everything.operators, _everything.countries, _everything.sources
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def partnership_table(selection: Selection) -> pd.DataFrame:
    """The partnerships a selection lets through, in words."""
    rows = partnership_rows(world())
    return rows[rows["wop_id"].isin(shown(selection).flows["wop_id"].unique())].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=256)
def ranked(selection: Selection, side: str, level: str) -> pd.DataFrame:
    """Who takes part in most partnerships on one side, all of them."""
    return ranking(shown(selection).flows, side, level, top=None, names=world().country_names)


@st.cache_resource(show_spinner=False, max_entries=256)
def summary(selection: Selection) -> str:
    """One sentence on what the selection shows."""
    return summarise(shown(selection), world().vocabulary)


def flow_map(
    selection: Selection, options: AtlasOptions, theme: Theme, picked: frozenset[str]
) -> atlas.FlowMap:
    """The dressed flows of a selection; the view and the household water do not matter to them."""
    plain = replace(
        options, view=None, indicator="at_least_basic", residence="total", water_year=None, pick=""
    )
    return _flow_map(selection, plain, theme, picked)


@st.cache_resource(show_spinner=False, max_entries=128)
def _flow_map(
    selection: Selection, options: AtlasOptions, theme: Theme, picked: frozenset[str]
) -> atlas.FlowMap:
    everything = world()
    return atlas.flow_map(
        shown(selection).flows, everything.flows, everything.countries, options, theme, picked
    )


def water(options: AtlasOptions, selection: Selection) -> tuple[CountrySeries, int]:
    """The household water series under the flows and the year to show of it."""
    series = country_series(options.indicator, options.residence)
    wanted = options.water_year or (selection.years[1] if selection.years else None)
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
        f"{indicator}_{residence}": country_series(indicator, residence).shares
        for indicator in COUNTRY_INDICATORS
        for residence in RESIDENCES
    }
    shapes: Any = features.straightened(catalogue().geo(outlines, columns=["iso3", "name"]), tolerance)
    return features.areas(shapes, "iso3", "name", series), features.borders(shapes)
