"""What stands below the map of a city: sources of water, service area, partnerships in time, country, caveats."""

from __future__ import annotations

import streamlit as st

from wopmap.city import Profile
from wopmap.city.words import level_label, points, survey_region
from wopmap.city.words import service as service_words
from wopmap.household import JMP
from wopmap.household.indicators import STACKS
from wopmap.scene.model import Flows, Scene
from wopmap.selection import Selection, hidden_words
from wopmap.ui import charts, page, picture
from wopmap.ui.city import controls
from wopmap.ui.city import loaders as cities
from wopmap.ui.text import link, plain
from wopmap.words import counted, grouped

STACK = "city-stack"
RESIDENCE = "city-residence"


def compared(found: Profile) -> None:
    """The change between two censuses, or why there is none."""
    if found.choice is None or not found.comparisons:
        return
    st.subheader("Between censuses", anchor=False)
    for year, verdict in sorted(found.comparisons.items()):
        here = found.choice.year
        if not verdict.ok:
            st.markdown(plain(f"{here} and {year} are not compared. {verdict.reason}"))
    change = found.change
    if change is None or not change.comparison.ok:
        return
    words = [f"{change.year} to {change.other_year}: {change.comparison.reason}"]
    if change.city_pp is not None:
        words.append(f"The city as a whole: {points(change.city_pp)}.")
    rows = change.zones
    if len(rows):
        better, worse = int((rows["change_pp"] > 0).sum()), int((rows["change_pp"] < 0).sum())
        words.append(
            f"{better} zones with a higher share, {worse} with a lower one, of {grouped(len(rows))} in both."
        )
    if change.only_before or change.only_after:
        words.append(
            f"Only in {change.year}: {change.only_before}; only in {change.other_year}: {change.only_after}."
        )
    redrawn = int(rows["redrawn"].sum()) if len(rows) else 0
    if redrawn:
        words.append(
            f"{redrawn} lost more than a tenth of their units, were probably redrawn and are not drawn."
        )
    st.markdown(plain(" ".join(words)))


def water(found: Profile, zone: str) -> None:
    """Where the water comes from, for the city and by zone."""
    if not found.stacks:
        return
    st.subheader("Where the water comes from", anchor=False)
    names = list(found.stacks)
    name = names[0]
    if len(names) > 1:
        name = str(
            st.segmented_control(
                "Question of the survey",
                names,
                key=STACK,
                default=names[0],
                format_func=lambda code: STACKS[code].label,
                required=True,
                label_visibility="collapsed",
            )
        )
    rows = len(found.stacks[name].drop(index="", errors="ignore"))
    most = cities.MOST_STACKED
    words = f"{STACKS[name].label}, % of {found.figures.basis.many if found.figures else 'units'}."
    if rows > most:
        words += f" The city, the chosen zone and the {most} worst of {grouped(rows)} {level_label(found)} are drawn."
    st.caption(plain(words))
    charts.show(cities.stack_chart(found, name, zone, page.theme()), key=f"city-stack-{name}")


def service(found: Profile) -> None:
    """What the census counts in the zones of the city, and what its utilities report."""
    city = found.city
    if city.zone_use.empty and city.reported.empty:
        return
    st.subheader("Served by the utility: two answers", anchor=False)
    lines = [f"**{plain(heading)}** {plain(words)}" for heading, words in service_words(city)]
    if not city.operator_ids and len(city.zones):
        lines.append("No operator is named with this city in the sources, so no service area is drawn.")
    elif city.reported.empty:
        lines.append("The utility's own coverage figure is not on file.")
    left, right = st.columns([3, 2], gap="medium")
    left.markdown("  \n".join(lines))
    if len(city.service) and len(city.reported):
        left.caption(
            "The two differ: area, year and definition are not the same. Neither corrects the other."
        )
    spec = cities.coverage_chart(found, page.theme())
    if spec is not None:
        with right:
            charts.show(spec, key="city-coverage")


def partnerships(found: Profile, selection: Selection, drawn: Scene) -> None:
    """Who helps, and when, against the years of the censuses; whole flows; then one row a partnership."""
    its = cities.shown(found, selection)
    st.subheader("Partnerships of its utilities", anchor=False)
    if not its.total:
        st.markdown("No partnership of its utilities is on file.")
        return
    st.markdown(plain(hidden_words(its)))
    when, where = st.columns([3, 2], gap="medium")
    with when:
        spec, without_years = cities.timeline_chart(found, selection, page.theme())
        if spec is not None:
            st.caption("Bars: years of partnerships, pale where the end is not stated. Lines: censuses.")
            charts.show(spec, key="city-timeline")
        if without_years:
            st.caption(f"{counted(without_years, 'partnership')} without any year cannot be drawn.")
    with where:
        _whole_flows(found, selection, drawn)
    rows = cities.partnership_rows(found, selection)
    if rows.empty:
        return

    def chosen() -> None:
        picked = st.session_state["city-partnerships"]["selection"]["rows"]
        controls.pick_help(str(rows["wop_id"].iloc[picked[0]]) if picked else "")

    st.dataframe(
        rows,
        key="city-partnerships",
        hide_index=True,
        height=min(38 + 35 * len(rows), 320),
        column_order=cities.TOLD,
        column_config={
            "mentors": st.column_config.TextColumn("Mentors"),
            "mentees": st.column_config.TextColumn("Mentees"),
            "years": st.column_config.TextColumn("Years"),
            "status": st.column_config.TextColumn("Status"),
            "modality": st.column_config.TextColumn("Modality"),
            "topics": st.column_config.TextColumn("Topics"),
            "confidence": st.column_config.TextColumn("Confidence"),
            "source": st.column_config.TextColumn("Source"),
            "source_url": st.column_config.LinkColumn("Link", display_text="open"),
        },
        on_select=chosen,
        selection_mode="single-row",
    )
    st.caption("Choose a row to open its card beside the map.")


def _whole_flows(found: Profile, selection: Selection, drawn: Scene) -> None:
    """The small map of whole flows, with its words."""
    address = cities.inset_address(found, drawn, selection)
    if address is not None:
        ends = [label for layer in drawn.layers if isinstance(layer, Flows) for label in layer.edge_labels]
        picture.show(address, f"World map of help {'; '.join(dict.fromkeys(ends))}.", key="city-inset")
        st.caption("The flows of the map, whole.")


def country(found: Profile) -> None:
    """The ladder of the country for context, and survey regions that bear the city's name."""
    city = found.city
    if city.ladder.empty and city.regions.empty:
        return
    st.subheader(plain(f"{city.country} for context"), anchor=False)
    residence = st.segmented_control(
        "People",
        ["urban", "total", "rural"],
        key=RESIDENCE,
        default="urban",
        format_func=str.capitalize,
        required=True,
        label_visibility="collapsed",
    )
    spec = cities.ladder_chart(found, str(residence), page.theme())
    if spec is None:
        st.caption("No estimate for these people.")
    else:
        charts.show(spec, key="city-ladder")
    st.caption(plain(f"Drinking water people use, % of people. {JMP}; missing rungs are not known, not 0."))
    region = survey_region(city)
    if region:
        st.markdown(plain(region))


def caveats(found: Profile) -> None:
    """What to mind, from the data, and the documents everything comes from."""
    st.subheader("Mind when reading", anchor=False)
    st.markdown("\n".join(f"- {plain(words)}" for words in found.caveats))
    for total in found.totals:
        if total.difference is not None and total.units is not None and total.sum_of_zones is not None:
            st.markdown(
                plain(
                    f"The source prints {grouped(total.units)} for {level_label(found, total.level)}; the zones add up "
                    f"to {grouped(total.sum_of_zones)} ({total.difference:+,.0f})."
                )
            )
    documents = cities.numbers(found)["sources"]
    with st.expander(f"Sources ({len(documents)})"):
        lines = []
        for document in documents:
            title = document.get("title") or document["source_id"]
            named = link(title, document["url"]) if document.get("url") else plain(title)
            lines.append(f"- {named}. {plain(document.get('publisher') or '')}")
        st.markdown("\n".join(lines))
