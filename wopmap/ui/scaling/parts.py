"""The parts of the page: demand and supply with the map, the scenarios, who fits whom."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap import scaling
from wopmap.scaling import words
from wopmap.scaling.scenario import file_data, to_text
from wopmap.scene import scaling as scenes
from wopmap.scene.atlas import WORLD_BOX
from wopmap.selection import Selection
from wopmap.tables import csv_safe, to_json
from wopmap.ui import charts, mapkit, page
from wopmap.ui import loaders as shared
from wopmap.ui.scaling import controls, forms, loaders
from wopmap.ui.text import plain

MAP = "scaling-map"
GAP_TABLE = "gap-table"
LIST_HEIGHT = 440


def today(selection: Selection) -> None:
    """Gaps on the map and in a list, what mentors did so far, and what sources say of scale."""
    now = controls.current()
    table = loaders.gaps(selection, now.need, now.since)
    with st.container(key="summary"):
        st.markdown(plain(scenes.gap_summary(table, now.need, now.since)))
    left, right = st.columns([7, 3], gap="medium")
    with left:
        controls.placing()
        _map(selection)
    with right:
        _gaps(table)
    _supply()


def _map(selection: Selection) -> None:
    now, theme = controls.current(), page.theme()
    table = loaders.gaps(selection, now.need, now.since)
    symbols, legend = loaders.symbols(selection, now.need, now.since, theme.name)
    possible = (
        loaders.possible(selection, now.need, now.since, now.rule, now.placed, theme.name)
        if now.placed
        else None
    )
    series = shared.country_series(scaling.NEEDS[now.need][0], "urban")
    scene = scenes.gap_scene(
        symbols,
        legend,
        possible,
        series,
        series.years[1],
        subtitle=f"Urban people {scaling.NEEDS[now.need][1]}",
        summary=scenes.gap_summary(table, now.need, now.since),
        view=now.view,
        theme=theme,
    )
    looked = mapkit.show(
        scene,
        key=MAP,
        publish=shared.publish,
        area_address=shared.water_address,
        home=WORLD_BOX,
        whole=now.view is None,
        go=None,
        on_pick=lambda: controls.change(pick=mapkit.picked(MAP) or ""),
    )
    if looked is not None:
        controls.change(view=looked)
    st.caption(plain(_placed_words(selection)))


def _placed_words(selection: Selection) -> str:
    """What the dashes are, and what is missing on the map."""
    now = controls.current()
    missing = scenes.without_estimate(loaders.gaps(selection, now.need, now.since), now.need)
    if not now.placed:
        return missing
    placed = loaders.placed(selection, now.need, now.since, now.rule, now.placed)
    label, meaning = scaling.RULES[now.rule]
    return (
        f"Dashed: where {int(placed['partnerships'].sum())} new partnerships would go by the rule "
        f"\u201c{label.lower()}\u201d ({meaning.rstrip('.').lower()}), each with the mentor from another country that "
        f"fits best and takes at most two. None of them exists. {missing}"
    )


def _gaps(table: Any) -> None:
    """Ranked gaps, first those without help."""
    alone = st.toggle("Without help only", value=True, key="gaps_alone")
    rows = table[table["without"].fillna(0) > 0]
    rows = rows[rows["partnerships"] == 0] if alone else rows
    if rows.empty:
        st.caption("No country is left in this list.")
        return
    st.dataframe(
        rows[["name", "without", "share", "partnerships", "year"]].assign(
            without=rows["without"] / 1e6, share=100 * (1 - rows["share"])
        ),
        key=GAP_TABLE,
        hide_index=True,
        column_order=("name", "without", "share", *(() if alone else ("partnerships",))),
        height=LIST_HEIGHT,
        column_config={
            "name": st.column_config.TextColumn("Country", width=104),
            "without": st.column_config.ProgressColumn(
                "Million",
                format="%.2f",
                min_value=0,
                max_value=float(rows["without"].max()) / 1e6,
                width=92,
                help="Urban people without, million.",
            ),
            "share": st.column_config.NumberColumn("%", format="%.1f", width=48, help="Of urban people."),
            "partnerships": st.column_config.NumberColumn(
                "Help", width=48, help="Partnerships since the year."
            ),
        },
    )
    st.download_button(
        "Download CSV",
        data=lambda: csv_safe(table.drop(columns=["lon", "lat"])),
        file_name="wopmap_gaps.csv",
        mime="text/csv",
        key="gaps-csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption("WHO/UNICEF JMP, 2021 edition; urban people, the latest estimate of each country.")


def _supply() -> None:
    """What mentors did so far, and what sources say of scale."""
    base = loaders.ground()
    digests = (shared.catalogue().digest("flows"),)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Supply so far", anchor=False)
        charts.show(loaders.past_chart(page.theme().name, digests), key="past")
        last = base.record.yearly.loc[base.record.latest]
        st.caption(
            plain(
                f"Only partnerships whose year is stated. {base.record.latest + 1} is still being filled. In "
                f"{base.record.latest}: {int(last.started)} started, {int(last.mentors)} mentors at work, "
                f"{last.load:.2f} partnerships each."
            )
        )
    with right:
        st.subheader("What sources say of scale", anchor=False)
        st.dataframe(
            loaders.fact_rows(),
            hide_index=True,
            height=250,
            column_config={
                "kind": st.column_config.TextColumn("Kind", width=70),
                "statement": st.column_config.TextColumn("Statement", width=320),
                "figure": st.column_config.TextColumn("Figure", width=260),
                "source": st.column_config.TextColumn("Source", width=160),
                "url": st.column_config.LinkColumn("Link", display_text="open", width=60),
            },
        )


def scenarios(selection: Selection) -> None:
    """Up to three scenarios: their inputs left, their results right."""
    base = loaders.ground()
    for problem in base.defaults.problems:
        st.warning(plain(problem))
    left, right = st.columns([4, 7], gap="medium")
    with left:
        slot = forms.choose()
        forms.edit(slot, base.defaults)
    with right:
        _results(selection, slot)
    _details(selection, slot)


def _results(selection: Selection, slot: int) -> None:
    now, theme = controls.current(), page.theme()
    people = controls.need_total(selection)
    if people <= 0:
        st.info("The countries chosen have no urban people without on record; choose others in the filters.")
        return
    plans = loaders.unlike(now.plans)
    texts = tuple(to_text(plan) for plan in plans)
    st.markdown(f"**{plain(scaling.CAVEAT)}**")
    measure = st.segmented_control(
        "Result",
        list(scaling.MEASURES),
        key="scaling_measure",
        default=now.measure,
        format_func=lambda code: scaling.MEASURES[code][0],
        required=True,
        label_visibility="collapsed",
    )
    controls.change(measure=measure)
    charts.show(loaders.band_chart(texts, people, now.seed, str(measure), theme.name), key="bands")
    st.caption(
        plain(
            f"Line: median of {scaling.DRAWS} draws; band: 10 to 90 % of them. Every input is drawn evenly from its "
            "range, independently of the others."
        )
    )
    chosen = loaders.outcome(plans[slot], people, now.seed)
    st.markdown(plain(words.outcome_words(plans[slot], chosen, now.need, people)))
    if chosen.uncounted:
        st.caption(plain(words.uncounted_words(chosen)))
    _side_by_side(texts, people)
    charts.show(loaders.binding_chart(texts, people, now.seed, theme.name), key="binding")
    st.markdown(f"**Which input moves the result most: {plain(plans[slot].name)}**")
    chart = loaders.move_chart(texts[slot], people, now.seed, theme.name)
    if chart is None:
        st.caption(plain(words.most_moving(chosen)))
    else:
        charts.show(chart, key="moves")
        st.caption("Bar: from the low to the high end of one input, all others half-way; dot: its high end.")


def _side_by_side(texts: tuple[str, ...], people: float) -> None:
    """Scenarios beside each other at the end of their years."""
    table = loaders.side_by_side(texts, people, controls.current().seed)
    st.table(table.rename(columns=plain, index=plain).map(plain))


def _details(selection: Selection, slot: int) -> None:
    """All inputs with their rows, and the ways in and out."""
    now, base = controls.current(), loaders.ground()
    people = controls.need_total(selection)
    texts = tuple(to_text(plan) for plan in loaders.unlike(now.plans))
    st.subheader("Inputs and what they rest on", anchor=False)
    st.dataframe(
        loaders.inputs(texts[slot]),
        hide_index=True,
        height=300,
        column_order=("input", "low", "high", "unit", "basis", "note", "figures", "sources"),
        column_config={
            "input": st.column_config.TextColumn("Input", width=200),
            "low": st.column_config.NumberColumn("Low", format="%.4g", width=70),
            "high": st.column_config.NumberColumn("High", format="%.4g", width=70),
            "unit": st.column_config.TextColumn("Unit", width=130),
            "basis": st.column_config.TextColumn("Basis", width=80),
            "note": st.column_config.TextColumn("How", width=260),
            "figures": st.column_config.TextColumn("Rows of scaling_facts", width=300),
            "sources": st.column_config.TextColumn("Sources", width=200),
        },
    )
    one, two, three = st.columns([2, 2, 3], vertical_alignment="bottom")
    one.download_button(
        "Scenarios (JSON)",
        data=lambda: to_json(file_data(now.plans, base.defaults)).encode(),
        file_name="wopmap_scenarios.json",
        mime="application/json",
        key="plans-json",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )
    two.download_button(
        "Results (CSV)",
        data=lambda: csv_safe(loaders.results(texts, people, now.seed)),
        file_name="wopmap_scenario_results.csv",
        mime="text/csv",
        key="results-csv",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
        disabled=people <= 0,
    )
    with three:
        forms.bring()
