"""What the page of a city needs, made once for the files as they are and shared between sessions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import shapely
import streamlit as st

from wopmap import city as cities
from wopmap.city import City, Profile
from wopmap.city.choosing import census_of
from wopmap.city.words import change_summary, summary
from wopmap.draw import features, inset
from wopmap.draw.charts import Spec
from wopmap.draw.charts import city as charts
from wopmap.household.zones import Choice
from wopmap.layers import Catalogue
from wopmap.scene import city as scenes
from wopmap.scene.atlas import ARROW, years_in_words
from wopmap.scene.city_ground import Box, Ground, city_box
from wopmap.scene.city_zones import CityDots, ZoneSeries, city_dots, zone_series
from wopmap.scene.model import Areas, Scene
from wopmap.scene.options_city import CityOptions
from wopmap.scene.style import THEMES, Theme
from wopmap.selection import Selection, Shown
from wopmap.ui import loaders
from wopmap.ui.charts import packed

LAYERS = (
    "cities", "zones", "zone_use", "zone_notes", "zone_comparisons", "operators", "partnerships", "flows",
    "service_areas", "utility_performance", "country_use", "region_use", "countries", "sources",
)  # fmt: skip
ZONE_DECIMALS = 5
LAND_DEGREES = 4.0
"""How far from the city the finer coast is sent; beyond, the coarser one will do."""


def digests() -> tuple[str, ...]:
    """What the files of all layers of a city are: part of every cache key."""
    layers = loaders.catalogue().manifest["layers"]
    return tuple(str(layers[name]["sha256"]) if name in layers else "" for name in LAYERS)


@st.cache_resource(show_spinner=False, max_entries=2)
def _catalogue(digests: tuple[str, ...]) -> Catalogue:
    """A catalogue for the files as they are: what `wopmap.city` has read of others is not asked for again."""
    del digests
    return Catalogue()


@st.cache_resource(show_spinner=False, max_entries=2)
def _places(digests: tuple[str, ...]) -> pd.DataFrame:
    return cities.places(_catalogue(digests)).set_index("city_id", drop=False)


def places() -> pd.DataFrame:
    """Every city one can look up, by its id."""
    return _places(digests())


def place_names() -> dict[str, str]:
    """City and country by id; cities with figures by zone first."""
    return _place_names(digests())


@st.cache_resource(show_spinner=False, max_entries=2)
def _place_names(digests: tuple[str, ...]) -> dict[str, str]:
    countries = loaders.world().country_names
    rows = _places(digests)
    rows = rows.assign(bare=rows["zones"] == 0).sort_values(["bare", "city"], kind="stable")
    return {
        str(city_id): f"{name}, {countries.get(str(iso3), iso3)}" + (" (no zones yet)" if bare else "")
        for city_id, name, iso3, bare in zip(
            rows["city_id"], rows["city"], rows["country_iso3"], rows["bare"], strict=True
        )
    }


def city(city_id: str) -> City:
    """All that the layers hold of a city."""
    return cities.read(_catalogue(digests()), city_id)


def found(options: CityOptions, selection: Selection) -> Profile:
    """The figures a reader asks for; the years of the filters choose the census where the reader has not."""
    its = city(options.city)
    asked = options.indicator or None, options.level or None
    year = options.year
    if year is None and selection.years is not None:
        base = cities.profile(its, None, *asked)
        year = census_of(base, selection.years)
    return cities.profile(its, year, *asked, options.against)


@st.cache_resource(show_spinner=False, max_entries=24)
def _ground(city_id: str, level: str, digests: tuple[str, ...]) -> Ground:
    catalogue = _catalogue(digests)
    columns = [
        "zone_id", "zone_name", "level", "lon", "lat", "place_quality", "geometry_method",
    ]  # fmt: skip
    zones = catalogue.geo("zones", columns, ds.field("city_id") == city_id)
    ids = list(cities.read(catalogue, city_id).operator_ids)
    where = ds.field("operator_id").isin(pa.array(ids, pa.string()))
    service = catalogue.geo("service_areas", ["operator_id", "operator", "city_ids"], where)
    operators = catalogue.table("operators", ["operator_id", "city"])
    seats = {str(k): str(v) for k, v in zip(operators["operator_id"], operators["city"], strict=True)}
    return Ground(zones[(zones["level"] == level).to_numpy(bool)], service, seats)


def ground(its: Profile) -> Ground:
    """Where the zones of the chosen level lie."""
    return _ground(its.city.city_id, its.choice.level if its.choice else "", digests())


@st.cache_resource(show_spinner=False, max_entries=24)
def _series(city_id: str, level: str, digests: tuple[str, ...]) -> ZoneSeries:
    return zone_series(cities.read(_catalogue(digests), city_id), level)


def series(its: Profile) -> ZoneSeries | None:
    """Every figure of the chosen level; None for a city without figures by zone."""
    return _series(its.city.city_id, its.choice.level, digests()) if its.choice else None


@st.cache_resource(show_spinner=False, max_entries=12)
def _dots(
    city_id: str, level: str, unit_basis: str, digests: tuple[str, ...], _choice: Choice
) -> CityDots | None:
    del unit_basis
    catalogue = _catalogue(digests)
    its = _ground(city_id, level, digests)
    return city_dots(
        cities.read(catalogue, city_id), its.outlines, _choice, _series(city_id, level, digests).choices
    )


def dots_possible(its: Profile) -> bool:
    """Whether there is ground to put dots on, and numbers of households to put there, not of a sample."""
    if its.figures is None or its.measures is None or its.figures.basis.sampled or its.measures.units is None:
        return False
    shapes = ground(its).outlines.geometry
    return bool((shapes.notna() & ~shapes.is_empty).any())


def dots(its: Profile) -> CityDots | None:
    """Dots of everything that counts the same as the chosen figures; None where these cannot be drawn."""
    if its.choice is None or its.figures is None or not dots_possible(its):
        return None
    identity = its.city.city_id, its.choice.level, its.figures.unit_basis
    return _dots(*identity, digests(), its.choice)


def shown(its: Profile, selection: Selection) -> Shown:
    """The partnerships of the city's utilities that pass the filters, with what is hidden and why."""
    return _shown(its.city.city_id, selection, digests())


@st.cache_resource(show_spinner=False, max_entries=128)
def _shown(city_id: str, selection: Selection, digests: tuple[str, ...]) -> Shown:
    its = cities.read(_catalogue(digests), city_id)
    every = loaders.world()
    ids = set(its.flows["flow_id"])
    flows = every.flows[every.flows["flow_id"].isin(ids).to_numpy(bool)]
    roles = dict(zip(its.flows["flow_id"], its.flows["role"], strict=True))
    flows = flows.assign(role=flows["flow_id"].map(roles))
    return selection.apply(flows, search=every.search)


TOLD = ["mentors", "mentees", "years", "status", "modality", "topics", "confidence", "source", "source_url"]
"""Columns the table of partnerships shows."""


def partnership_rows(its: Profile, selection: Selection) -> pd.DataFrame:
    """One row for each of these partnerships, as tables show them."""
    return _partnership_rows(its.city.city_id, selection, digests())


@st.cache_resource(show_spinner=False, max_entries=128)
def _partnership_rows(city_id: str, selection: Selection, digests: tuple[str, ...]) -> pd.DataFrame:
    wanted = _shown(city_id, selection, digests).flows["wop_id"].astype(str).unique()
    rows = loaders.partnership_rows(loaders.world())[["wop_id", *TOLD]]
    return rows[rows["wop_id"].isin(wanted).to_numpy(bool)].reset_index(drop=True)


Mark = tuple[Hashable, ...]


def mark(its: Profile) -> Mark:
    """What tells one choice of figures from another, for caches."""
    choice, change = its.choice, its.change
    chosen = (choice.level, choice.year, choice.indicator) if choice else ()
    return (its.city.city_id, *chosen, (change.year, change.other_year) if change else None)


def scene(its: Profile, options: CityOptions, selection: Selection, theme: Theme) -> Scene:
    """The map; where the reader looks does not matter to what is drawn."""
    drawn = _scene(mark(its), options.show, options.zone, selection, theme, digests(), its)
    return drawn if options.view is None else replace(drawn, view=options.view, box=None)


@st.cache_resource(show_spinner=False, max_entries=96)
def _scene(
    mark: Mark,
    show: str,
    zone: str,
    selection: Selection,
    theme: Theme,
    digests: tuple[str, ...],
    _its: Profile,
) -> Scene:
    del mark, digests
    return scenes.city_scene(
        _its,
        series(_its),
        ground(_its),
        shown(_its, selection).flows,
        theme=theme,
        title=f"{_its.city.name}, {_its.city.country}",
        subtitle=scenes.subtitle(_its, show),
        summary=change_summary(_its) if show == "change" else summary(_its),
        show=show,
        zone=zone,
        dots=dots(_its) if show == "dots" else None,
    )


def area_address(its: Profile) -> Callable[[Areas], tuple[str, ...]]:
    """Where the browser finds the zones with all their figures, and the land around the city."""

    def address(areas: Areas) -> tuple[str, ...]:
        city_id, level = its.city.city_id, its.choice.level if its.choice else ""
        name, made = ("zones", _zone_blobs) if areas.outlines == "zones" else ("land", _land_blobs)
        endings = ("", "-borders", "-lacking")
        return tuple(
            loaders.publish(f"{name}-{city_id}{ending}.json", blob) if blob else ""
            for ending, blob in zip(endings, made(city_id, level, digests()), strict=False)
        )

    return address


@st.cache_resource(show_spinner=False, max_entries=16)
def _zone_blobs(city_id: str, level: str, digests: tuple[str, ...]) -> tuple[bytes, ...]:
    every = _series(city_id, level, digests)
    rows: Any = _ground(city_id, level, digests).outlines
    rows = features.bearable(rows[~(rows.geometry.isna() | rows.geometry.is_empty)])
    return features.area_files(
        rows, "zone_id", "zone_name", every.published, ZONE_DECIMALS, every.tips, shared=False
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _land_blobs(city_id: str, level: str, digests: tuple[str, ...]) -> tuple[bytes, bytes]:
    its = cities.read(_catalogue(digests), city_id)
    near = _near(city_box(its, _ground(city_id, level, digests)))
    fine = _catalogue(digests).geo("countries", ["iso3", "name"])
    rows = fine.assign(geometry=shapely.intersection(fine.geometry.to_numpy(), near))
    rows = rows[~rows.geometry.is_empty]
    coarse = features.straightened(loaders.catalogue().geo("countries_110m", columns=["iso3", "name"]), 0.1)
    rest = coarse.assign(geometry=shapely.difference(coarse.geometry.to_numpy(), near))
    rest = rest[~rest.geometry.is_empty]
    both = pd.concat([rows, rest], ignore_index=True)
    return features.areas(both, "iso3", "name", {}, 3), features.borders(rows, 3)


def _near(box: Box) -> shapely.Geometry:
    west, south, east, north = box
    return shapely.box(
        west - LAND_DEGREES,
        max(south - LAND_DEGREES, -90),
        east + LAND_DEGREES,
        min(north + LAND_DEGREES, 90),
    )


def inset_address(its: Profile, drawn: Scene, selection: Selection) -> str | None:
    """Where the browser finds the small map of whole flows; None without flows."""
    if drawn.inset is None:
        return None
    return loaders.publish(
        "inset.svg", _inset(mark(its)[:2], selection, drawn.theme.name, digests(), drawn.inset)
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _inset(mark: Mark, selection: Selection, theme: str, digests: tuple[str, ...], _drawn: Scene) -> bytes:
    del mark, selection, theme
    outlines = _catalogue(digests).geo("countries_110m", columns=["iso3"])
    return inset.svg(_drawn, {"countries_110m": outlines})


def numbers(its: Profile) -> dict[str, Any]:
    """Every number of the page, the same as on the command line."""
    return _numbers(mark(its), digests(), its)


@st.cache_resource(show_spinner=False, max_entries=96)
def _numbers(mark: Mark, digests: tuple[str, ...], _its: Profile) -> dict[str, Any]:
    del mark
    return cities.as_numbers(_its, _catalogue(digests).table("sources"))


MOST_STACKED = 24
"""Zones the chart of sources draws: the worst ones."""

Made = tuple[Spec | None, int]
CHARTS = 96


def ranked_chart(its: Profile, zone: str, theme: Theme) -> Spec:
    """Zones in order."""
    return _ranked(mark(its), zone, theme.name, digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _ranked(mark: Mark, zone: str, theme: str, digests: tuple[str, ...], _its: Profile) -> Spec:
    del mark, digests
    every, figures, colours = series(_its), _its.figures, THEMES[theme]
    assert every is not None
    assert figures is not None
    scale = scenes.share_scale(every, figures.choice.indicator, colours)
    rows = figures.zones.reset_index()
    return packed(charts.ranked(rows, scale.breaks, scale.colours, colours, zone, summary(_its)))


def stack_chart(its: Profile, name: str, zone: str, theme: Theme) -> Spec:
    """Where the water comes from, the city first, then the chosen zone, then the worst."""
    return _stack(mark(its), name, zone, theme.name, digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _stack(mark: Mark, name: str, zone: str, theme: str, digests: tuple[str, ...], _its: Profile) -> Spec:
    del mark, digests
    assert _its.figures is not None
    table, order = _its.stacks[name], _its.figures.zones
    first = [*([""] if "" in table.index else []), *([zone] if zone and zone in table.index else [])]
    rest = [z for z in order.index if z in table.index and z not in first]
    rows = table.loc[[*first, *rest[:MOST_STACKED]]]
    names = order["zone_name"].astype(str).to_dict()
    said = f"Where households of {_its.city.name} get their water, in {_its.figures.choice.year}."
    return packed(charts.sources(rows, names, THEMES[theme], said))


def timeline_chart(its: Profile, selection: Selection, theme: Theme) -> Made:
    """Partnerships and censuses over the years, and how many state no year."""
    return _timeline(its.city.city_id, selection, theme.name, digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _timeline(
    city_id: str, selection: Selection, theme: str, digests: tuple[str, ...], _its: Profile
) -> Made:
    del city_id, digests
    flows = shown(_its, selection).flows
    phases = flows.groupby("wop_id", sort=False, observed=True)
    pairs = phases.size().sub(1)
    others = pairs.map(lambda more: f" and {more} more" if more else "")
    rows = pd.DataFrame(
        {
            "name": phases["mentor"].first().astype(str)
            + f" {ARROW} "
            + phases["mentee"].first().astype(str)
            + others,
            "first": phases["active_from"].min(),
            "last": phases["active_to"].max(),
            "open": phases["end_year"].max().isna(),
        }
    )
    dated = rows[rows["first"].notna()].sort_values("first", kind="stable")
    if dated.empty:
        return None, len(rows)
    words = [years_in_words(r.first, r.last) for r in dated.itertuples()]
    dated = dated.assign(words=words).astype({"first": int, "last": int, "open": bool, "name": str})
    censuses = sorted({c.year for c in _its.choices})
    said = f"{len(dated)} partnerships of utilities of {_its.city.name} over the years, with the censuses."
    return packed(charts.timeline(dated, censuses, THEMES[theme], said)), len(rows) - len(dated)


def ladder_chart(its: Profile, residence: str, theme: Theme) -> Spec | None:
    """The ladder of the country; None without estimates for these people."""
    return _ladder(its.city.country_iso3, residence, theme.name, digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _ladder(iso3: str, residence: str, theme: str, digests: tuple[str, ...], _its: Profile) -> Spec | None:
    del iso3, digests
    rows = cities.ladder(_its)
    rows = rows[(rows["residence"] == residence).to_numpy(bool)]
    if rows.empty:
        return None
    said = f"Drinking water of {residence} people in {_its.city.country} by year."
    return packed(charts.ladder(rows, THEMES[theme], said))


def coverage_chart(its: Profile, theme: Theme) -> Spec | None:
    """What censuses count and utilities report; None with fewer than two figures that have a year."""
    return _coverage(its.city.city_id, theme.name, digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _coverage(city_id: str, theme: str, digests: tuple[str, ...], _its: Profile) -> Spec | None:
    del city_id, digests
    city_ = _its.city
    rows = [
        (int(r.year), round(float(r.share) * 100, 1), "census", f"census of {r.year}: {r.share:.1%}")
        for r in city_.service.drop_duplicates(["year", "indicator"]).itertuples()
    ]
    rows += [
        (int(r.year), float(r.value), "utility", f"{r.utility}, {r.year}: {r.value:g} %")
        for r in city_.reported.itertuples()
        if str(r.indicator).endswith("_pct") and pd.notna(r.year)
    ]
    if len(rows) < 2:
        return None
    table = pd.DataFrame(rows, columns=["year", "percent", "kind", "words"])
    said = f"Share with piped water in {city_.name}, as censuses count it and as utilities report it."
    return packed(charts.coverage(table, THEMES[theme], said))


def zone_table(its: Profile) -> pd.DataFrame:
    """Zones for the table: shares in percent, change to the other census where there is one."""
    return _zone_table(mark(its), digests(), its)


@st.cache_resource(show_spinner=False, max_entries=CHARTS)
def _zone_table(mark: Mark, digests: tuple[str, ...], _its: Profile) -> pd.DataFrame:
    del mark, digests
    assert _its.figures is not None
    rows = _its.figures.zones.reset_index()
    whole = {name: rows[name].round().astype("Int64") for name in ("units", "without")}
    rows = rows.assign(share=rows["share"] * 100, place=rows["place_quality"].map(PLACES), **whole)
    if rows["parent_zone"].nunique(dropna=True) < 2:
        rows = rows.drop(columns="parent_zone")
    if _its.change is not None and len(_its.change.zones):
        rows = rows.assign(change_pp=rows["zone_id"].map(_its.change.zones["change_pp"]))
    return rows


PLACES = {
    "exact": "outline",
    "good": "outline",
    "approximate": "dot, approximate",
    "weak": "not on the map",
    "none": "not on the map",
}
