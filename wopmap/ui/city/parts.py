"""What stands beside the map of a city: its numbers, the chosen zone or partnership, its zones in order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wopmap.city import Profile
from wopmap.city.finding import find
from wopmap.city.words import level_label, percent, points
from wopmap.draw.charts.city import MOST_BARS, PICK
from wopmap.household.indicators import LESS, MORE, indicator
from wopmap.household.zones import ZoneFigures
from wopmap.selection import Selection
from wopmap.ui import cards, charts, loaders, page
from wopmap.ui.city import controls
from wopmap.ui.city import loaders as cities
from wopmap.ui.text import plain
from wopmap.words import counted, grouped, lower_first, quoted, upper_first

LIST = "city-list"
RANKED = "city-ranked"
RANKED_HEIGHT = 300


def choose(known: pd.DataFrame, world: loaders.World, asked: str) -> None:
    """The page before a city is chosen: a search box, and all cities as a table."""
    with_zones = known[known["zones"] > 0]
    zones = int(with_zones["zones"].sum())
    with st.container(key="summary"):
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
    controls.search()
    rows = with_zones.sort_values(["partnerships", "zones"], ascending=False, kind="stable")
    rows = rows[["city_id", "city", "country_iso3", "zones", "years", "partnerships"]]
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


def problems(found: Profile) -> None:
    """What was asked for and could not be had."""
    if found.problems:
        st.warning("  \n".join(plain(words) for words in found.problems))


def beside(found: Profile, selection: Selection, world: loaders.World) -> None:
    """The numbers, what the reader has chosen, and the zones in order."""
    chosen = controls.current()
    help_pick = cards.resolve(chosen.pick, cities.shown(found, selection), world)
    if help_pick:
        cards.show(help_pick, world, on_close=lambda: controls.pick_help(""), on_pick=controls.pick_help)
        return
    figures = found.figures
    if figures is None:
        _bare(found)
        return
    if chosen.zone in figures.zones.index:
        _zone(figures, chosen.zone)
    else:
        numbers(found, cities.numbers(found))
    _ranked(found, figures, chosen.zone)


def _bare(found: Profile) -> None:
    """What to do for a city without figures by zone."""
    st.markdown("#### Not yet on the map")
    st.markdown("  \n".join(plain(words) for words in found.caveats))
    st.markdown("Bring a census table, and outlines of its zones where you have them:")
    city_id = found.city.city_id
    st.code(
        f"python -m wopmap import figures FILE\npython -m wopmap import outlines FILE --city {city_id} --key COLUMN",
        language=None,
        wrap_lines=True,
    )


def numbers(found: Profile, its: dict[str, Any]) -> None:
    """How many are without, how unequal zones are, how it changed."""
    figures = found.figures
    assert figures is not None
    term = indicator(figures.choice.indicator)
    with st.container(key="city-numbers", gap="small"):
        if its["without"] is not None and term.better in (MORE, LESS):
            lack = " without" if term.better == MORE else f": {lower_first(term.label)}"
            if its["derived"]:
                lack += ", summed from published categories"
            st.markdown(f"### {grouped(its['without'])}")
            st.markdown(plain(f"{figures.basis.many}{lack}, {figures.choice.year}"))
        st.markdown("  \n".join(_lines(found, its)))
        if found.notes:
            st.caption(plain(" ".join(found.notes)))
        with st.popover("How these are worked out", type="tertiary"):
            method()


def _lines(found: Profile, its: dict[str, Any]) -> list[str]:
    figures = found.figures
    assert figures is not None
    lines = []
    for word, identity in (("Best zone", its["best"]), ("Worst zone", its["worst"])):
        if identity:
            row = figures.zones.loc[identity]
            lines.append(f"{word} **{plain(row['zone_name'])}**, {plain(percent(row['share']))}")
    if its["gap_pp"] is not None:
        lines.append(f"Gap between them **{its['gap_pp']:.1f}** percentage points")
    if its["gini"] is not None:
        lines.append(f"Gini of the zones **{its['gini']:.3f}**")
    if its["worst_fifth_share"] is not None:
        share = plain(percent(its["worst_fifth_share"]))
        lines.append(f"Worst fifth of the zones holds **{share}** of those without")
    if found.change is not None and found.change.city_pp is not None:
        change = found.change
        lines.append(f"{change.year} to {change.other_year} **{plain(points(found.change.city_pp))}**")
    return lines


def method() -> None:
    """The formulas behind the numbers, with their sources."""
    st.markdown(
        "**Without** = units of a zone minus those using; units are what the census counts (households or persons)."
    )
    st.markdown("**Gap** = best share minus worst share, in percentage points.")
    st.markdown("**Gini** of the shares $x_i$ of zones with units $w_i$, total $W$ and weighted mean $\\mu$:")
    st.latex(r"G = \frac{\sum_i \sum_j w_i w_j |x_i - x_j|}{2 W^2 \mu}")
    st.caption("0 = the same share in every zone. Cowell (2011), Measuring Inequality, ch. 5.")
    st.markdown(
        "**Worst fifth** = the fifth of the zones with the lowest shares; 20 % of those without would live there "
        "if they were spread evenly over the zones."
    )
    st.caption("Concentration curve read at one fifth: Kakwani (1980), Income Inequality and Poverty, ch. 8.")


def _zone(figures: ZoneFigures, zone: str) -> None:
    """The zone the reader has chosen."""
    row = figures.zones.loc[zone]
    rank = int(figures.zones.index.get_loc(zone)) + 1
    with st.container(key="city-zone"):
        title, close = st.columns([4, 2], vertical_alignment="center")
        title.markdown(f"#### {plain(row['zone_name'])}")
        close.button(
            "Whole city", key="city-zone-close", type="tertiary", on_click=controls.pick_zone, args=("",)
        )
        words = [f"**{plain(percent(row['share']))}**, number {rank} of {len(figures.zones)} from the worst"]
        if pd.notna(row["units"]):
            words.append(
                f"**{plain(grouped(row['without']))}** of {plain(grouped(row['units']))} "
                f"{plain(figures.basis.many)} without"
            )
        else:
            words.append("The source gives no count.")
        if pd.notna(row["parent_zone"]):
            words.append(f"in {plain(row['parent_zone'])}")
        if row["place_quality"] in ("weak", "none"):
            words.append("It has no place on the map yet.")
        st.markdown("  \n".join(words))


def _ranked(found: Profile, figures: ZoneFigures, zone: str) -> None:
    """Zones in order, the worst first; a bar is a choice."""
    if len(figures.zones) < 2:
        return
    number = len(figures.zones)
    step = -(-number // MOST_BARS)
    drawn = "" if step == 1 else f"; one bar for every {step} zones"
    st.caption(plain(upper_first(f"{level_label(found)}, worst first{drawn}")))

    def chosen() -> None:
        picked = charts.picked(RANKED, PICK)
        controls.pick_zone(str(picked[0]["zone"]) if picked and "zone" in picked[0] else "")

    spec = cities.ranked_chart(found, zone, page.theme())
    with st.container(height=RANKED_HEIGHT, border=False):
        charts.show(spec, key=RANKED, on_pick=chosen)
