"""Countries, their profiles and charts, kept in memory by content hash and shared between sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import pandas as pd
import streamlit as st

from wopmap import country as core
from wopmap.country import Profile
from wopmap.country.sentences import summary as in_words
from wopmap.draw import inset
from wopmap.draw.charts import Spec
from wopmap.draw.charts import country as charts
from wopmap.household import RESIDENCES
from wopmap.scene.country import country_scene, surroundings
from wopmap.scene.model import Scene
from wopmap.scene.style import THEMES, Theme
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.charts import packed
from wopmap.workbook import Sheet, workbook

Years = tuple[int, int]
MOST_KEPT = 64
"""Profiles kept in memory. A profile is equal to itself only, and a changed layer makes a new one, so what is
made of it is kept by the profile itself."""


def stamp() -> str:
    """Hash of every layer the page reads; a layer the manifest does not list counts as none."""
    listed = loaders.catalogue().manifest["layers"]
    digests = [str((listed.get(name) or {}).get("sha256")) for name in core.READ]
    return hashlib.blake2b("".join(digests).encode(), digest_size=8).hexdigest()


def profile(iso3: str, selection: Selection) -> Profile:
    """A country under a selection."""
    now = stamp()
    found = _profile(iso3, selection, now)
    if found.country.unavailable:
        # It may be back at the next look: what could not be read is not kept.
        _profile.clear(iso3, selection, now)
        _country.clear(iso3, now)
    return found


@st.cache_resource(show_spinner=False, max_entries=24)
def _country(iso3: str, _stamp: str) -> core.Country:
    return core.read(loaders.catalogue(), iso3)


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _profile(iso3: str, selection: Selection, stamp: str) -> Profile:
    world = loaders.world()
    return core.profile(_country(iso3, stamp), selection, world.sources, world.countries, world.search)


@lru_cache(maxsize=MOST_KEPT)
def scene(found: Profile, residence: str, theme: str, picked: frozenset[str]) -> Scene:
    """The map of a country, looking at it whole; where the reader has taken it is put in afterwards."""
    world, change = loaders.world(), found.changes.get(residence)
    series = loaders.country_series("at_least_basic", residence)
    return country_scene(
        found,
        world.countries,
        series,
        series.year_for(change.now.year if change else None),
        box(found.country.iso3),
        summary=in_words(found),
        subtitle=found.selection.in_words(world.vocabulary),
        theme=THEMES[theme],
        picked=picked,
    )


@lru_cache(maxsize=MOST_KEPT)
def _inset(drawn: Scene, digest: str) -> bytes:
    del digest  # another file, another coast
    outlines = loaders.catalogue().geo("countries_110m", columns=["iso3"])
    return inset.svg(drawn, {"countries_110m": outlines})


def inset_address(drawn: Scene) -> str | None:
    """Where the browser finds the small map of whole flows; None without flows."""
    if drawn.inset is None:
        return None
    return loaders.publish("inset.svg", _inset(drawn.inset, loaders.catalogue().digest("countries_110m")))


def box(iso3: str) -> tuple[float, float, float, float]:
    """A country with its surroundings; where it has no outline, the whole world."""
    boxes = loaders.world().boxes
    return surroundings(boxes[iso3]) if iso3 in boxes else (-168.0, -52.0, 192.0, 74.0)


@lru_cache(maxsize=MOST_KEPT)
def years_of(*profiles: Profile) -> Years:
    """Years of the time axis of all charts: from the first figure or partnership to the last."""
    firsts = [int(p.ladder["year"].min()) for p in profiles if len(p.ladder)]
    lasts = [int(p.ladder["year"].max()) for p in profiles if len(p.ladder)]
    for found in profiles:
        if len(found.by_year):
            firsts.append(int(found.by_year["year"].min()))
            lasts.append(int(found.by_year["year"].max()))
    first, last = loaders.world().vocabulary.years
    return (min(firsts, default=first), max(lasts, default=last))


@lru_cache(maxsize=MOST_KEPT)
def most_active(*profiles: Profile) -> int:
    """Most partnerships active in one year in any of the countries."""
    return max(
        (int(p.by_year.groupby("year")["partnerships"].sum().max()) for p in profiles if len(p.by_year)),
        default=1,
    )


@lru_cache(maxsize=4 * MOST_KEPT)
def chart(name: str, found: Profile, theme: str, *details: object) -> Spec:
    """A chart of a country; `name` is a key of `CHARTS`."""
    return packed(CHARTS[name](found, THEMES[theme], *details))


def _ladder(
    found: Profile, theme: Theme, residence: str, years: Years, height: int, titled: bool, labels: bool
) -> Spec:
    rows = found.ladder[(found.ladder["residence"] == residence).to_numpy(bool)]
    people = RESIDENCES[residence].label
    title = "" if not titled else people
    return charts.ladder(
        rows,
        years,
        theme,
        f"Household water of {people.lower()} in {found.country.name} by step of the ladder and year, % of people.",
        height=height,
        title=title,
        labels=labels,
    )


def _active(found: Profile, theme: Theme, years: Years, most: int) -> Spec:
    return charts.active(
        found.by_year,
        years,
        most,
        theme,
        f"Partnerships of {found.country.name} known to be active in each year, by the way help goes.",
    )


def _timeline(found: Profile, theme: Theme, years: Years) -> Spec:
    rows = found.spans[found.spans["first"].notna()].head(charts.MOST_ROWS)
    return charts.timeline(
        rows, years, theme, f"Years in which each partnership of {found.country.name} is known to be active."
    )


def _fifths(found: Profile, theme: Theme, residence: str) -> Spec:
    spreads = found.quintiles[residence]
    rows = pd.concat([spread.rows.assign(year=spread.year) for spread in spreads])
    people = RESIDENCES[residence].label.lower()
    return charts.fifths(
        rows,
        theme,
        f"At least basic drinking water by wealth fifth, {people} in {found.country.name}, % of people.",
    )


def _regions(found: Profile, theme: Theme, number: int) -> Spec:
    spread = found.regions[number]
    same = found.without[
        ((found.without["residence"] == "total") & (found.without["year"] == spread.year)).to_numpy(bool)
    ]
    comparable = spread.indicator == "at_least_basic" and len(same) > 0
    mean = 1 - float(same["share"].iloc[0]) if comparable else None
    return charts.ranked(
        spread.rows,
        mean,
        theme,
        f"{spread.level.capitalize()} by share, {spread.label}, {found.country.name}.",
        spread.unit,
    )


CHARTS: dict[str, Callable[..., Spec]] = {
    "ladder": _ladder,
    "active": _active,
    "timeline": _timeline,
    "fifths": _fifths,
    "regions": _regions,
}


@lru_cache(maxsize=MOST_KEPT)
def sheet_names(found: Profile) -> tuple[str, ...]:
    """Names of the tables one can take away."""
    return tuple(sheet.name for sheet in core.sheets(found))


@lru_cache(maxsize=MOST_KEPT)
def lacks(found: Profile) -> tuple[core.Lack, ...]:
    """What there is no data for."""
    return core.lacks(found)


def sheet(found: Profile, name: str) -> Sheet:
    """One of these tables."""
    return next(sheet for sheet in core.sheets(found) if sheet.name == name)


def book(found: Profile, link: str) -> bytes:
    """Everything known of a country as one workbook."""
    world = loaders.world()
    about = {
        "title": f"{found.country.name}: partnerships between water operators, and household water",
        "filters": found.selection.in_words(world.vocabulary),
        "link": link,
        "data": str(loaders.catalogue().manifest.get("vintage")),
        "figures": "Cited to their producers; the document of each row stands in its column source_id.",
    }
    return workbook(core.sheets(found), world.sources, about)
