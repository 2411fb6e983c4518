"""What the page of utilities makes once and keeps: lists, profiles, charts, the map, files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from wopmap.draw.charts import Spec
from wopmap.draw.charts import utilities as charts
from wopmap.draw.charts.utilities import Axis, Period
from wopmap.partnerships import years_in_words
from wopmap.performance import indicator
from wopmap.performance.figures import OUTCOMES, PERFORMANCE
from wopmap.performance.indicators import in_order
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.scene.style import THEMES
from wopmap.scene.utility_map import WATER, UtilityMap, utility_map
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.charts import packed
from wopmap.ui.text import plain
from wopmap.ui.utilities.texts import Texts, texts
from wopmap.utility import Profile, listing, offered, profile, read
from wopmap.utility.listing import digests
from wopmap.utility.worded import marked, peers_words
from wopmap.words import counted


def key() -> tuple[str, ...]:
    """Hashes of the layers this page is made from."""
    return digests(loaders.catalogue())


def every() -> pd.DataFrame:
    """All utilities one can look up."""
    return listing(loaders.catalogue())


def offer(selection: Selection) -> tuple[str, ...]:
    """Utilities that go with the filters, in the order of the list."""
    return _offer(selection, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _offer(selection: Selection, made_of: tuple[str, ...]) -> tuple[str, ...]:
    del made_of
    flows = loaders.shown(selection).flows
    return tuple(offered(every(), selection, flows, loaders.world().countries)["utility_id"].astype(str))


def labels() -> dict[str, str]:
    """A label for every utility."""
    return _labels(key())


@st.cache_resource(show_spinner=False, max_entries=2)
def _labels(made_of: tuple[str, ...]) -> dict[str, str]:
    del made_of
    words = {str(row["utility_id"]): _label(row) for row in every().to_dict("records")}
    often = Counter(words.values())
    # A list tells its entries apart by their words.
    return {name: said if often[said] == 1 else f"{said}, {name}" for name, said in words.items()}


def _label(row: dict) -> str:
    """``KIWASCO, Kisumu, Kenya (9 figures)``."""
    short, city = str(row["short_name"]), "" if pd.isna(row["city"]) else str(row["city"])
    parts = [short, *([city] if city and city.lower() not in short.lower() else []), str(row["country"])]
    count = int(row["figures"]) + int(row["outcomes"])
    return ", ".join(parts) + (f" ({counted(count, 'figure')})" if count else "")


def found(options: UtilitiesOptions) -> Profile:
    """Everything on the chosen utility; `UnknownUtility` where it does not exist."""
    catalogue = loaders.catalogue()
    utility = read(catalogue, options.utility)
    return profile(catalogue, utility, options.area, options.measure, options.peers)


def periods(seen: Profile) -> tuple[Period, ...]:
    """Times in which the utility received help, as charts shade them."""
    rows = []
    for row in seen.mentee_phases.to_dict("records"):
        if pd.isna(row["active_from"]):
            continue
        words = {name: None if pd.isna(value) else value for name, value in row.items()}
        last = row["active_to"] if pd.notna(row["active_to"]) else row["active_from"]
        is_open = bool(pd.isna(row["start_year"]) or pd.isna(row["end_year"]))
        told = f"{seen.utility.named(row['mentors'])}, {years_in_words(words)}"
        rows.append(Period(int(row["active_from"]), int(last), is_open, told))
    return tuple(rows)


@dataclass(frozen=True)
class Panel:
    """A chart of one indicator, with heading and definition in Markdown."""

    code: str
    heading: str
    meaning: str | None
    spec: Spec

    @classmethod
    def of(cls, code: str, spec: Spec) -> Panel:
        """The chart of an indicator."""
        term = indicator(code)
        said = term.unit.lower() in term.label.lower()
        heading = f"**{plain(term.label)}**" + ("" if said else f", {plain(term.unit)}")
        return cls(code, heading, plain(term.meaning) or None, packed(spec))


def panels(options: UtilitiesOptions, theme: str) -> tuple[Panel, ...]:
    """A chart over time for each indicator that has several figures."""
    return _panels(replace(options, measure="", peers="country"), theme, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _panels(options: UtilitiesOptions, theme: str, made_of: tuple[str, ...]) -> tuple[Panel, ...]:
    del made_of
    seen = found(options)
    table, shaded = charts.with_series(seen.figures), periods(seen)
    axis = Axis.of(table, shaded)
    counts = table["indicator"].value_counts()
    codes = in_order(set(counts.index[counts > 1].astype(str)))
    return tuple(Panel.of(code, charts.over_time(table, code, shaded, axis, THEMES[theme])) for code in codes)


def comparisons(options: UtilitiesOptions, theme: str) -> tuple[Panel, ...]:
    """A chart of before and after for each indicator for which there is both."""
    return _comparisons(replace(options, measure="", peers="country"), theme, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _comparisons(options: UtilitiesOptions, theme: str, made_of: tuple[str, ...]) -> tuple[Panel, ...]:
    del made_of
    seen = found(options)
    own = seen.before_after[(seen.before_after["missing"] == "").to_numpy(bool)]
    told = seen.pairs[(seen.pairs["missing"] == "").to_numpy(bool)]
    own = own.assign(
        origin=PERFORMANCE,
        label=[
            f"{seen.utility.named(mentors)} from {start}" + (f", {place}" if len(seen.places) > 1 else "")
            for mentors, start, place in zip(own["mentors"], own["start_year"], own["place"], strict=True)
        ],
    )
    names = zip(told["partner"], told["place"], strict=True)
    told = told.assign(
        origin=OUTCOMES,
        label=[f"{place}" + ("" if pd.isna(partner) else f", {partner}") for partner, place in names],
    )
    columns = ["indicator", "label", "origin", "change_low", "change_high"]
    columns += [f"{end}_{what}" for end in ("before", "after") for what in ("year", "low", "high")]
    rows = pd.concat([told[columns], own[columns]], ignore_index=True)
    return tuple(
        Panel.of(
            code,
            charts.before_and_after(rows[(rows["indicator"] == code).to_numpy(bool)], code, THEMES[theme]),
        )
        for code in in_order(set(rows["indicator"].astype(str)))
    )


def distribution(options: UtilitiesOptions, theme: str) -> Spec | None:
    """The chart of peers; None where there is nothing to draw."""
    return _distribution(options, theme, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _distribution(options: UtilitiesOptions, theme: str, made_of: tuple[str, ...]) -> Spec | None:
    del made_of
    seen = found(options)
    if seen.peers is None or seen.peers.problem or len(seen.peers.rows) < 2:
        return None
    return packed(charts.beside_peers(seen.peers, marked(seen), peers_words(seen), THEMES[theme]))


def where(options: UtilitiesOptions, theme: str) -> UtilityMap:
    """The map of the utility and its flows."""
    return _where(options.utility, theme, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _where(utility_id: str, theme: str, made_of: tuple[str, ...]) -> UtilityMap:
    del made_of
    world, utility = loaders.world(), found(UtilitiesOptions(utility=utility_id)).utility
    series = loaders.country_series(*WATER)
    return utility_map(
        utility.operator_id or "",
        utility.short_name,
        world.flows,
        world.countries,
        series,
        series.year_for(None),
        THEMES[theme],
        world.boxes.get(utility.country_iso3),
    )


def words(options: UtilitiesOptions) -> Texts:
    """Everything in words."""
    return _words(options, key())


@st.cache_resource(show_spinner=False, max_entries=64)
def _words(options: UtilitiesOptions, made_of: tuple[str, ...]) -> Texts:
    del made_of
    return texts(found(options), loaders.table("sources"))
