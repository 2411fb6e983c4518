"""What stands beside and below the map of a city: its numbers, the chosen zone, its zones as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wopmap.city import Profile
from wopmap.city.finding import find
from wopmap.city.words import level_label, percent, points
from wopmap.household.indicators import LESS, MORE, indicator
from wopmap.household.zones import ZoneFigures
from wopmap.ui import loaders, page
from wopmap.ui.city import controls
from wopmap.ui.text import plain
from wopmap.words import counted, grouped, lower_first, quoted

TABLE = "city-zones"
LIST = "city-list"


def choose(known: pd.DataFrame, world: loaders.World, asked: str) -> None:
    """The page before a city is chosen: a search box, and all cities as a table."""
    with_zones = known[known["zones"] > 0]
    zones = int(with_zones["zones"].sum())
    page.sentence(
        "Household water in cities",
        f"{len(with_zones)} cities have household figures by zone, {grouped(zones)} zones in "
        f"{counted(with_zones['country_iso3'].nunique(), 'country', 'countries')}; "
        f"{len(known) - len(with_zones)} more cities have partnerships.",
    )
    if asked:
        near = [str(known.loc[city_id, "city"]) for city_id in find(known, asked)]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        st.warning(plain(f"This link asked for the city {quoted(asked)}, which is not known.{hint}"))
    controls.search(known, world.country_names)
    rows = with_zones.sort_values(["partnerships", "zones"], ascending=False, kind="stable")
    table = rows.assign(country=rows["country_iso3"].map(world.country_names))

    def opened() -> None:
        chosen = st.session_state[LIST]["selection"]["rows"]
        if chosen:
            controls.go_to(str(table["city_id"].iloc[chosen[0]]))

    st.dataframe(
        table,
        key=LIST,
        hide_index=True,
        height=520,
        column_order=["city", "country", "zones", "years", "partnerships"],
        column_config={
            "city": st.column_config.TextColumn("City"),
            "country": st.column_config.TextColumn("Country"),
            "zones": st.column_config.NumberColumn("Zones"),
            "years": st.column_config.TextColumn("Censuses"),
            "partnerships": st.column_config.NumberColumn("Partnerships"),
        },
        on_select=opened,
        selection_mode="single-row",
    )
    st.caption("Choose a row to open the city.")


def numbers(found: Profile, its: dict[str, Any], zone: str) -> None:
    """The city in numbers, and the zone the reader has chosen."""
    figures, choice = found.figures, found.choice
    if figures is None or choice is None:
        return
    term = indicator(choice.indicator)
    with st.container(key="city-numbers"):
        if its["without"] is not None and term.better in (MORE, LESS):
            words = "without" if term.better == MORE else lower_first(term.label)
            number = grouped(its["without"])
            st.markdown(f"### {number}\n{plain(figures.basis.many)} {plain(words)}, {choice.year}")
        st.markdown("  \n".join(_lines(found, its)))
        if zone in figures.zones.index:
            _zone(found, figures, zone)


def _lines(found: Profile, its: dict[str, Any]) -> list[str]:
    figures = found.figures
    assert figures is not None
    table = figures.zones
    lines = []
    for word, identity in (("Best", its["best"]), ("Worst", its["worst"])):
        if identity:
            row = table.loc[identity]
            lines.append(f"{word} **{plain(row['zone_name'])}** {plain(percent(row['share']))}")
    if its["gap_pp"] is not None:
        lines.append(f"Gap **{its['gap_pp']:.1f}** percentage points")
    if its["gini"] is not None:
        lines.append(f"Gini of the zones **{its['gini']:.3f}**")
    if its["worst_fifth_share"] is not None:
        share = plain(percent(its["worst_fifth_share"]))
        lines.append(f"**{share}** of those without live in the worst fifth of the zones")
    if found.change is not None and found.change.city_pp is not None:
        change = found.change
        lines.append(f"{change.year} to {change.other_year} **{plain(points(found.change.city_pp))}**")
    return lines


def _zone(found: Profile, figures: ZoneFigures, zone: str) -> None:
    row = figures.zones.loc[zone]
    rank = int(figures.zones.index.get_loc(zone)) + 1
    title, close = st.columns([4, 2], vertical_alignment="center")
    title.markdown(f"#### {plain(row['zone_name'])}")
    close.button("Close", key="city-zone-close", type="tertiary", on_click=controls.pick, args=("",))
    words = [f"**{plain(percent(row['share']))}**, number {rank} of {len(figures.zones)} from the worst"]
    if pd.notna(row["units"]):
        words.append(
            f"{plain(grouped(row['without']))} of {plain(grouped(row['units']))} {plain(figures.basis.many)} without"
        )
    st.markdown("  \n".join(words))


def zones(found: Profile, zone: str) -> None:
    """Every zone of the map as a row, the worst first; choosing a row marks it on the map."""
    figures = found.figures
    if figures is None:
        return
    rows = figures.zones.reset_index()
    st.subheader(f"The same {level_label(found)} as a table", anchor=False)

    def chosen() -> None:
        picked = st.session_state[TABLE]["selection"]["rows"]
        controls.pick(str(rows["zone_id"].iloc[picked[0]]) if picked else "")

    st.dataframe(
        rows.assign(share=rows["share"] * 100),
        key=TABLE,
        hide_index=True,
        height=420,
        column_order=["zone_name", "parent_zone", "share", "units", "without", "place_quality"],
        on_select=chosen,
        selection_mode="single-row",
    )
