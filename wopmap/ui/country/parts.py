"""The first screen of a country: numbers, ladder and partnerships on the same years, the card of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from wopmap.country import Profile
from wopmap.country.sentences import NOBODY, amount, help_sentence, people_in_words, year_note
from wopmap.errors import LayerError
from wopmap.household import RESIDENCES
from wopmap.scene.country import CITY_PREFIX
from wopmap.scene.model import Scene
from wopmap.scene.options_country import CountryOptions
from wopmap.ui import cards, charts, loaders, picture
from wopmap.ui.country import controls
from wopmap.ui.country import loaders as country_loaders
from wopmap.ui.text import link, plain
from wopmap.words import counted, listed

CITY_PAGE = Path(__file__).resolve().parents[3] / "pages" / "city.py"
LADDER_PX = 214
ROW_PX, HEAD_PX, MOST_PX = 35, 38, 420
WIDTHS: dict[str, Any] = {"title": 460, "label": 330}
"""Widths of columns with long text, px."""


def numbers(found: Profile, options: CountryOptions) -> None:
    """The figures of a brief, side by side."""
    change = found.changes.get(options.residence)
    people = RESIDENCES[options.residence].label.lower()
    sums = found.exchange
    columns = st.columns([2, 3, 3, 3], gap="small")
    with columns[0]:
        st.metric("Partnerships in, out", f"{sums.received}, {sums.given}", help=_inside(found))
    with columns[1]:
        st.metric(
            f"{people.capitalize()} without, {change.now.year}"
            if change
            else f"{people.capitalize()} without",
            people_in_words(change.now) if change else "no estimate",
            help="People who use less than at least basic drinking water: share times population.",
        )
    with columns[2]:
        households = change.now.households if change else None
        st.metric(
            "In households",
            "not known"
            if change is None or households is None
            else amount(households)
            if change.now.share >= NOBODY
            else "next to none",
            help=_household_words(found),
        )
    with columns[3]:
        fifths = next(iter(found.quintiles.get(options.residence, ())), None)
        st.metric(
            f"Richest minus poorest fifth, {fifths.year}" if fifths else "Richest minus poorest fifth",
            f"{fifths.gap_pp:.0f} points" if fifths and fifths.gap_pp is not None else "not surveyed",
            help="At least basic drinking water, percentage points between the richest and the poorest fifth of "
            f"{people}.",
        )


def _inside(found: Profile) -> str:
    within = found.exchange.within
    more = f" {counted(within, 'partnership')} inside the country beside these." if within else ""
    return "Partnerships shown with a mentor from abroad, and with a mentee abroad." + more


def _household_words(found: Profile) -> str:
    size = found.country.household_size
    if size is None:
        return "The average household size of this country is not known."
    return f"People divided by {size:.1f} persons per household, one average for the country; its year is not carried."


def whole_flows(found: Profile, drawn: Scene) -> None:
    """The small map of the world with the flows from end to end."""
    try:
        address = country_loaders.inset_address(drawn)
    except LayerError as error:
        st.caption(plain(error))
        return
    if address is not None:
        picture.show(address, f"World map: {help_sentence(found)}", key="country-inset")
        st.caption("The flows of the map, whole.")


def ladder(found: Profile, options: CountryOptions, theme: str) -> None:
    """Ladder over the years and below it the partnerships active in each."""
    controls.people()
    years = country_loaders.years_of(found)
    if (found.ladder["residence"] == options.residence).any():
        spec = country_loaders.chart(
            "ladder", found, theme, options.residence, years, LADDER_PX, False, False
        )
        charts.show(spec, key="country-ladder")
    else:
        st.caption(f"There are no JMP estimates for {RESIDENCES[options.residence].label.lower()}.")
    if len(found.by_year):
        most = country_loaders.most_active(found)
        charts.show(country_loaders.chart("active", found, theme, years, most), key="country-active")
    else:
        st.caption(
            "No partnership shown states a year." if found.exchange.total else "No partnership is shown."
        )
    change = found.changes.get(options.residence)
    note = year_note(found.selection, change)
    ids = [*found.without["source_id"].unique()[:1]]
    if change and change.now.households is not None and found.country.household_source:
        ids.append(found.country.household_source)
    st.caption(f"{plain(note)} {sources(ids, short=True)}".strip())


def sources(ids: Sequence[str], *, short: bool = False) -> str:
    """Documents as links on one line; short, by publisher and year alone."""
    return _sources(tuple(ids), short, loaders.catalogue().digest("sources")) if len(ids) else ""


@lru_cache(maxsize=512)
def _sources(ids: tuple[str, ...], short: bool, digest: str) -> str:
    del digest  # another file, other titles
    known = loaders.world().sources.set_index("source_id")
    words = []
    for name in ids:
        if name not in known.index:
            words.append(plain(name))
            continue
        row = known.loc[name]
        title = ", ".join(
            str(row[part]) for part in ("title", "publisher", "year")[short:] if not pd.isna(row[part])
        )
        words.append(plain(title or name) if pd.isna(row["url"]) else link(title or name, row["url"]))
    return f"{'Source' if len(words) == 1 else 'Sources'}: {'; '.join(words)}"


def card(found: Profile, chosen: cards.Pick) -> None:
    """What is chosen: a partnership, a flow, an operator - or a city with figures by zone."""
    if chosen.identity.startswith(CITY_PREFIX):
        _city(found, chosen.identity.removeprefix(CITY_PREFIX))
    else:
        cards.show(chosen, loaders.world(), on_close=lambda: controls.pick(""), on_pick=controls.pick)


def _city(found: Profile, city_id: str) -> None:
    rows = found.cities[(found.cities["city_id"] == city_id).to_numpy(bool)]
    with st.container(key="card"):
        words, button = st.columns([5, 1], vertical_alignment="top")
        button.button("Close", key="card-close", on_click=controls.pick, args=("",), type="tertiary")
        if rows.empty:
            words.markdown("This country has no such city with household water by zone.")
            return
        row = rows.iloc[0]
        words.markdown(f"#### {plain(row['city'])}")
        years = listed(str(row["years"]).split(";"))
        st.markdown(
            plain(f"Household water by zone: {counted(int(row['zones']), 'zone')}, census of {years}.")
        )
        st.page_link(
            CITY_PAGE,
            label=f"Its zones on the page City: {plain(row['city'])}",
            query_params={"city": city_id},
        )
        st.caption(sources(str(row["source_ids"]).split(";")))


def lacking(found: Profile, *about: str) -> None:
    """The sentences on what is not known, of some subjects."""
    told = [lack.sentence for lack in country_loaders.lacks(found) if lack.about in about]
    if told:
        st.caption("  \n".join(plain(sentence) for sentence in told))


def table(rows: pd.DataFrame, columns: dict[str, str], key: str, *, most: int = MOST_PX, **more: Any) -> None:
    """Some columns of a table under words; what is missing says so."""
    config: dict[str, Any] = {
        name: st.column_config.Column(label, width=WIDTHS.get(name)) for name, label in columns.items()
    }
    st.dataframe(
        rows[list(columns)],
        key=key,
        hide_index=True,
        height=min(most, HEAD_PX + ROW_PX * len(rows)),
        placeholder="not stated",
        column_config=config,
        **more,
    )
