"""What there is to read below the map of a country, one part at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from wopmap import labels
from wopmap.country import Profile, Spread
from wopmap.country.exchange import DIRECTIONS
from wopmap.country.people import KEY_INDICATORS
from wopmap.country.sentences import amount, people_in_words, percent
from wopmap.country.surveys import INDICATORS, SAMPLING
from wopmap.draw.charts.country import MOST_ROWS
from wopmap.household import RESIDENCES
from wopmap.scene.country import CITY_PREFIX
from wopmap.scene.options_country import PARTS, CountryOptions
from wopmap.selection import hidden_words
from wopmap.tables import csv_safe
from wopmap.ui import brief, charts, loaders, tables
from wopmap.ui.country import controls, motives, parts
from wopmap.ui.country import loaders as country_loaders
from wopmap.ui.text import plain

TABLE, CITIES = "country-partnerships", "country-cities"


def show(found: Profile, options: CountryOptions, theme: str) -> None:
    """Draw the tabs; only the open one is worked out."""
    names = {term.label: name for name, term in PARTS.items()}
    tabs = st.tabs(list(names), default=PARTS[options.part].label, key="country_part", on_change="rerun")
    for name, tab in zip(names.values(), tabs, strict=True):
        if tab.open:
            with tab:
                SECTIONS[name](found, options, theme)
            controls.change(part=name)


def partnerships(found: Profile, options: CountryOptions, theme: str) -> None:
    """Table of partnerships and their years."""
    st.markdown(plain(hidden_words(found.shown)))
    rows = found.partnerships
    parts.lacking(found, "Partnerships", "Years")
    if rows.empty:
        return

    def choose() -> None:
        chosen = st.session_state[TABLE]["selection"]["rows"]
        controls.pick(str(rows["wop_id"].iloc[chosen[0]]) if chosen else "")

    words = {name: label for name, (label, _) in tables.COLUMNS.items()}
    parts.table(
        rows.assign(help=rows["direction"].map(lambda way: DIRECTIONS[way].label)),
        {"help": "Help", **words},
        TABLE,
        on_select=choose,
        selection_mode="single-row",
    )
    st.caption("Choose a row to open its card beside the map.")
    known = found.spans["first"].notna()
    if known.any():
        st.markdown("#### When")
        spec = country_loaders.chart("timeline", found, theme, country_loaders.years_of(found))
        charts.show(spec, key="country-timeline")
        more = f" The first {MOST_ROWS} of {int(known.sum())} are drawn." if known.sum() > MOST_ROWS else ""
        st.caption(f"A filled end is a year a source states; a ring is the last year it is known of.{more}")


def water(found: Profile, options: CountryOptions, theme: str) -> None:
    """The three ladders side by side, and people without in numbers."""
    parts.lacking(found, "Ladder", "Safely managed", "Households")
    if found.ladder.empty:
        return
    years = (int(found.ladder["year"].min()), int(found.ladder["year"].max()))
    for column, residence in zip(st.columns(3), ("urban", "rural", "total"), strict=True):
        with column:
            if (found.ladder["residence"] == residence).any():
                spec = country_loaders.chart("ladder", found, theme, residence, years, 210, True, True)
                charts.show(spec, key=f"country-ladder-{residence}")
            else:
                st.caption(f"{RESIDENCES[residence].label}: no estimates.")
    st.markdown("#### Without at least basic drinking water")
    parts.table(
        without_table(found),
        {
            "people": "People",
            "year": "Year",
            "share": "Share",
            "number": "Persons",
            "households": "Households",
        },
        "country-without",
    )
    ids = [
        *found.without["source_id"].unique()[:1],
        *([found.country.household_source] if found.country.household_source else []),
    ]
    st.caption(parts.sources(ids))


def without_table(found: Profile) -> pd.DataFrame:
    """People and households without in words: the latest year and the one it is held against."""
    rows = [
        {
            "people": RESIDENCES[residence].label,
            "year": figure.year,
            "share": percent(figure.share),
            "number": people_in_words(figure),
            "households": "not known" if figure.households is None else amount(figure.households),
        }
        for residence, change in found.changes.items()
        for figure in (change.now, change.before)
        if figure is not None
    ]
    return pd.DataFrame(rows)


def gaps(found: Profile, options: CountryOptions, theme: str) -> None:
    """Wealth fifths and survey regions: what lies behind the mean."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### Poor and rich")
        spreads = found.quintiles.get(options.residence, ())
        if spreads:
            for spread in spreads:
                st.markdown(plain(gap_words(spread)))
            charts.show(
                country_loaders.chart("fifths", found, theme, options.residence), key="country-fifths"
            )
            st.caption(
                f"{RESIDENCES[options.residence].label}, at least basic drinking water. Estimates by regression over "
                f"surveys, without a range in the file. {parts.sources([spreads[0].source_id])}"
            )
        parts.lacking(found, "Wealth quintiles", "Quintiles and regions")
    with right:
        st.markdown("#### Regions")
        parts.lacking(found, "Regions")
        if found.regions:
            _regions(found, theme)


def _regions(found: Profile, theme: str) -> None:
    number = st.selectbox(
        "Survey",
        range(len(found.regions)),
        key=f"country-survey-{found.country.iso3}",
        format_func=lambda i: f"{found.regions[i].label}, {found.regions[i].level}",
    )
    spread = found.regions[number]
    st.markdown(plain(gap_words(spread)))
    charts.show(country_loaders.chart("regions", found, theme, number), key="country-regions")
    more = [SAMPLING]
    if len(spread.rows) > MOST_ROWS:
        more.append(
            f"The {MOST_ROWS // 2} lowest and highest of {len(spread.rows)} are drawn; the download has all."
        )
    if spread.unnamed:
        more.append(f"{spread.unnamed} regions have no name in the survey file and are left out.")
    st.caption(f"{plain(' '.join(more))} {parts.sources([spread.source_id])}")


def gap_words(spread: Spread) -> str:
    """Ends and gap of a spread in one sentence."""
    low, high = float(spread.rows["share"].iloc[0]), float(spread.rows["share"].iloc[-1])
    ends = f"{spread.worst} {percent(low)}, {spread.best} {percent(high)}"
    gap = "" if spread.gap_pp is None else f": a gap of {spread.gap_pp:.0f} percentage points"
    return f"{spread.label}, {INDICATORS[spread.indicator].label.lower()}: {ends}{gap}."


def operators(found: Profile, options: CountryOptions, theme: str) -> None:
    """Operators seated in the country, and its cities with figures by zone."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("#### Operators")
        if found.operators.empty:
            st.caption("No operator of this country is on file.")
        else:
            rows = found.operators.assign(
                kind=[labels.label(labels.KINDS, str(kind)) for kind in found.operators["kind"]]
            )
            words = {
                "name": "Name",
                "city": "City",
                "kind": "Kind",
                "as_mentee": "As mentee",
                "as_mentor": "As mentor",
            }
            parts.table(rows, words, "country-operators")
    with right:
        st.markdown("#### Cities with figures by zone")
        parts.lacking(found, "Cities")
        if len(found.cities):
            rows = found.cities.assign(years=found.cities["years"].str.replace(";", ", "))

            def choose() -> None:
                chosen = st.session_state[CITIES]["selection"]["rows"]
                controls.pick(f"{CITY_PREFIX}{rows['city_id'].iloc[chosen[0]]}" if chosen else "")

            parts.table(
                rows,
                {"city": "City", "zones": "Zones", "years": "Census"},
                CITIES,
                on_select=choose,
                selection_mode="single-row",
            )
            st.caption("Choose a row to see where its zones are shown.")


def utilities(found: Profile, options: CountryOptions, theme: str) -> None:
    """Utilities with performance figures, the latest of each."""
    parts.lacking(found, "Utilities")
    if found.utilities.empty:
        return
    there = [name for name in KEY_INDICATORS if name in found.utilities]
    columns = {
        "utility": "Utility", "city": "City", **{name: KEY_INDICATORS[name].label for name in there},
        "figures": "Figures", "first_year": "From", "last_year": "To",
    }  # fmt: skip
    parts.table(found.utilities, columns, "country-utilities")
    st.caption(
        "The latest year of each figure as its source gives it; definitions differ, and where sources contradict "
        "each other both values stand. Non-revenue water in % is a poor yardstick between utilities. "
        "The download has every figure with its source."
    )


def documents(found: Profile, options: CountryOptions, theme: str) -> None:
    """What is not known, and the documents behind what is."""
    told = country_loaders.lacks(found)
    if told:
        st.markdown("#### What is not known, and who would know")
        st.markdown("\n".join(f"- {plain(lack.sentence)}" for lack in told))
    st.markdown("#### Documents")
    rows = loaders.world().sources
    rows = rows[rows["source_id"].isin(found.source_ids)]
    parts.table(
        rows,
        {"title": "Title", "publisher": "Publisher", "year": "Year", "url": "Address"},
        "country-documents",
    )


SECTIONS: dict[str, Callable[[Profile, CountryOptions, str], None]] = {
    "partnerships": partnerships,
    "water": water,
    "gaps": gaps,
    "operators": operators,
    "motives": motives.show,
    "utilities": utilities,
    "sources": documents,
}


def download(found: Profile, place: Any) -> None:
    """The brief, everything as a workbook, or one table as CSV."""
    address = st.context.url or ""
    with place.popover("Download", icon=":material/download:", width="stretch"):
        brief.button(found.country.iso3)
        st.download_button(
            "Workbook (XLSX), all tables with sources and dictionary",
            data=lambda: country_loaders.book(found, address),
            file_name=f"wopmap_country_{found.country.iso3}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="country-xlsx",
            on_click="ignore",
        )
        names = country_loaders.sheet_names(found)
        if not names:
            return
        name = st.selectbox("One table", names, key=f"country-sheet-{found.country.iso3}")
        st.download_button(
            "This table (CSV)",
            data=lambda: csv_safe(country_loaders.sheet(found, name).rows),
            file_name=f"wopmap_country_{found.country.iso3}_{name.replace(' ', '_')}.csv",
            mime="text/csv",
            key="country-csv",
            on_click="ignore",
        )
