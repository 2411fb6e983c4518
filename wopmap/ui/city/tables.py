"""The zones of a city as a table, the keyboard's way to every one of them, and everything to take away."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wopmap.city import Profile
from wopmap.city.words import level_label
from wopmap.household.indicators import indicator
from wopmap.tables import csv_safe
from wopmap.ui import loaders
from wopmap.ui.city import controls
from wopmap.ui.city import loaders as cities
from wopmap.ui.text import plain
from wopmap.words import upper_first
from wopmap.workbook import Sheet, workbook

TABLE = "city-zones"
MEANINGS = {
    "share": "Share of units with this indicator, 0 to 1.",
    "units": "All units of the zone: what unit_basis says.",
    "using": "Units with this indicator, or outside a lack.",
    "without": "Units left without.",
    "share_before": "Share in the earlier census, 0 to 1.",
    "share_after": "Share in the later census, 0 to 1.",
    "change_pp": "Change in percentage points.",
    "units_before": "All units in the earlier census.",
    "units_after": "All units in the later census.",
    "redrawn": "Whether the zone lost more than a tenth of its units: probably redrawn.",
    "unit_basis": "What is counted.",
}


def zone_rows(found: Profile) -> pd.DataFrame:
    """Every zone with its figures, as downloads have it: shares 0 to 1, missing empty."""
    figures = found.figures
    assert figures is not None
    choice = figures.choice
    rows = figures.zones.reset_index()
    return rows.assign(
        city_id=found.city.city_id,
        level=choice.level,
        year=choice.year,
        indicator=choice.indicator,
        unit_basis=figures.unit_basis,
        source_id=";".join(figures.source_ids),
    )


def zones(found: Profile, zone: str, link_words: str) -> None:
    """Every zone of the map as a row, the worst first; choosing a row marks it on the map."""
    figures = found.figures
    if figures is None:
        return
    rows = cities.zone_table(found)
    name = level_label(found)
    title, csv, xlsx = st.columns([6, 1.4, 1.4], vertical_alignment="bottom")
    title.subheader(f"{upper_first(name)}, worst first", anchor=False)
    file = f"wopmap_{found.city.city_id}_{figures.choice.indicator}_{figures.choice.year}"
    options: dict[str, Any] = {"icon": ":material/download:", "width": "stretch", "on_click": "ignore"}
    csv.download_button(
        "CSV", data=lambda: csv_safe(zone_rows(found)), file_name=f"{file}.csv", mime="text/csv", key="city-csv",
        **options,
    )  # fmt: skip
    xlsx.download_button(
        "XLSX", data=lambda: book(found, link_words), file_name=f"{file}.xlsx", key="city-xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", **options,
    )  # fmt: skip

    turn, marked_zone = controls.marked()
    key = f"{TABLE}-{turn}"
    at = [int(row) for row in (rows["zone_id"] == marked_zone).to_numpy(bool).nonzero()[0]]

    def chosen() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        controls.pick_zone(str(rows["zone_id"].iloc[picked[0]]) if picked else "", from_table=True)

    many = upper_first(figures.basis.many)
    config: dict[str, Any] = {
        "zone_name": st.column_config.TextColumn("Zone", width="medium"),
        "parent_zone": st.column_config.TextColumn("In", width="small"),
        "share": st.column_config.ProgressColumn(
            indicator(figures.choice.indicator).label, format="%.1f %%", min_value=0, max_value=100
        ),
        "units": st.column_config.NumberColumn(many, format="localized"),
        "without": st.column_config.NumberColumn("Without", format="localized"),
        "change_pp": st.column_config.NumberColumn("Change, points", format="%+.1f"),
        "place": st.column_config.TextColumn("On the map", width="small"),
    }
    order = [column for column in config if column in rows]
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        height=min(38 + 35 * len(rows), 420),
        column_order=order,
        column_config=config,
        on_select=chosen,
        selection_mode="single-row",
        selection_default={"selection": {"rows": at}},
    )
    names = rows.loc[(rows["zone_id"] == zone).to_numpy(bool), "zone_name"]
    marked = f" Chosen: {names.iloc[0]}." if len(names) else ""
    st.caption(
        plain(f"Choose a row to mark the zone on the map; empty cells are not stated by the source.{marked}")
    )


def book(found: Profile, link_words: str) -> bytes:
    """Everything of the page as a workbook: zones, sources of water, change, service, partnerships."""
    figures = found.figures
    assert figures is not None
    documents = ";".join(figures.source_ids)
    sheets = [Sheet("zones", zone_rows(found), MEANINGS)]
    for name, table in found.stacks.items():
        sheets.append(Sheet(f"sources {name}", table.reset_index().assign(source_id=documents), {}))
    if found.change is not None and len(found.change.zones):
        judged = ";".join(found.change.comparison.source_ids)
        rows = found.change.zones.reset_index().assign(
            year=found.change.year, other_year=found.change.other_year, source_id=judged
        )
        sheets.append(Sheet("change", rows, MEANINGS))
    its = cities.numbers(found)
    for name in ("service", "reported", "partnerships"):
        if its[name]:
            sheets.append(Sheet(name, pd.DataFrame(its[name]), MEANINGS))
    about = {
        "title": f"Household water in {found.city.name}, {found.city.country}",
        "what": f"{indicator(figures.choice.indicator).label}, {figures.choice.year}, {level_label(found)}",
        "mind": " ".join(found.caveats),
        "link": link_words,
    }
    return workbook(sheets, loaders.table("sources"), about)
