"""The parts of the page: demand and supply with the map, the scenarios, who fits whom."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap import scaling
from wopmap.scaling import words
from wopmap.scaling.scenario import to_text
from wopmap.scene import scaling as scenes
from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.model import Scene
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.tables import csv_safe
from wopmap.ui import charts, export, mapkit, page
from wopmap.ui import loaders as shared
from wopmap.ui.scaling import controls, downloads, forms, loaders
from wopmap.ui.switch import switch
from wopmap.ui.text import link as anchor
from wopmap.ui.text import plain

MAP = "scaling-map"
GAP_TABLE = "gap-table"
LIST_HEIGHT = 440


def sentence(selection: Selection) -> str:
    """What the part of the page says in one sentence."""
    now = controls.current()
    if now.part == "today":
        return scenes.gap_summary(loaders.gaps(selection, now.need, now.since), now.need, now.since)
    if now.part == "scenario":
        return scaling.CAVEAT
    return "Who has done what is asked for, speaks the language and has hands free: a suggestion to talk."


def today(selection: Selection) -> None:
    """Gaps on the map and in a list, what mentors did so far, and what sources say of scale."""
    now = controls.current()
    table = loaders.gaps(selection, now.need, now.since)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        controls.placing()
        _map(selection)
    with right:
        _chosen(table)
        _gaps(table)
        export.show("scaling", {**selection.to_query(), **now.to_query()})
    _supply()


def _scene(selection: Selection, now: ScalingOptions, theme: Theme) -> Scene:
    """The map of gaps and possible flows in a theme."""
    table = loaders.gaps(selection, now.need, now.since)
    symbols, legend = loaders.symbols(selection, now.need, now.since, theme.name)
    possible = (
        loaders.possible(selection, now.need, now.since, now.rule, now.placed, theme.name)
        if now.placed
        else None
    )
    series = shared.country_series(scaling.NEEDS[now.need][0], "urban")
    return scenes.today_scene(table, symbols, legend, possible, series, now, theme)


def _map(selection: Selection) -> None:
    now = controls.current()
    scene = _scene(selection, now, page.theme())
    looked = mapkit.show(
        scene,
        key=MAP,
        publish=shared.publish,
        area_address=shared.water_address,
        home=WORLD_BOX,
        whole=now.view is None,
        go=None,
        on_pick=lambda: controls.change(pick=mapkit.picked(MAP) or ""),
        strip=True,
    )
    if looked is not None:
        controls.change(view=looked)
    st.caption(plain(_placed_words(selection)))

    if now.placed:
        with st.expander("The possible partnerships as a table"):
            st.dataframe(
                loaders.placed_rows(selection, now.need, now.since, now.rule, now.placed),
                hide_index=True,
                column_config={
                    "mentor": st.column_config.TextColumn("Mentor"),
                    "country": st.column_config.TextColumn("Country"),
                    "partnerships": st.column_config.NumberColumn("Partnerships"),
                    "score": st.column_config.NumberColumn("Fit, 0 to 1", format="%.2f"),
                },
            )


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


def _chosen(table: Any) -> None:
    """The country chosen on the map or in the list, and the way to a mentor for it."""
    kind, _, rest = controls.current().pick.partition(":")
    code = rest.rpartition(">")[2] if kind in ("gap", "possible") else ""
    rows = table[table["iso3"] == code]
    if rows.empty:
        return
    row = rows.iloc[0]
    with st.container(key="gap-chosen", border=True):
        st.markdown(f"**{plain(row['name'])}**")
        st.markdown(plain(scenes.gap_words(row, controls.current().need, controls.current().since)))
        go, close = st.columns([3, 2])
        go.button("Find a mentor", key="gap-match", on_click=controls.ask, args=(code,), width="stretch")
        close.button("Close", key="gap-close", on_click=controls.change, kwargs={"pick": ""}, width="stretch")


def _gaps(table: Any) -> None:
    """Ranked gaps, first those without help."""
    alone = st.toggle("Without help only", value=True, key="gaps_alone")
    rows = table[["iso3", "name", "without", "share", "partnerships", "year"]]
    listed = rows["without"].fillna(0) > 0
    rows = rows[(listed & (rows["partnerships"] == 0) if alone else listed).to_numpy(bool)]
    if rows.empty:
        st.caption("No country is left in this list.")
        return

    def choose() -> None:
        found = st.session_state[key]["selection"]["rows"]
        controls.change(pick=f"gap:{rows['iso3'].iloc[found[0]]}" if found else "")

    key = f"{GAP_TABLE}-{'alone' if alone else 'all'}"
    st.dataframe(
        rows[["name", "without", "share", "partnerships", "year"]].assign(
            without=rows["without"] / 1e6, share=100 * (1 - rows["share"])
        ),
        key=key,
        on_select=choose,
        selection_mode="single-row",
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
        for told, source in words.funded_words(base.facts):
            title = anchor(base.titles.get(source, source), base.urls.get(source))
            st.caption(f"{plain(told)} ({title})")
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
    measures = {code: name for code, (name, _) in scaling.MEASURES.items()}
    measure = switch("Result", measures, "scaling_measure", now.measure)
    controls.change(measure=measure)
    charts.show(loaders.band_chart(texts, people, now.seed, measure, theme.name), key="bands")
    st.caption(
        plain(
            f"{scaling.CAVEAT} Line: median of {scaling.DRAWS} draws; band: 10 to 90 % of them. Every input is drawn "
            "evenly from its range, independently of the others."
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
    now = controls.current()
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
    buttons, bring = st.columns([2, 1], vertical_alignment="bottom")
    with buttons:
        downloads.buttons(selection)
    with bring:
        forms.bring()
