"""Scenarios to take away: JSON that the page reads again, results as CSV, everything as a workbook."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap import scaling
from wopmap.scaling import words
from wopmap.scaling.scenario import file_data, to_text
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.selection import Selection
from wopmap.tables import csv_safe, to_json
from wopmap.ui import loaders as shared
from wopmap.ui.scaling import controls, loaders
from wopmap.workbook import Sheet, workbook

Make = Callable[[ScalingOptions, Selection], bytes]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _people(now: ScalingOptions, selection: Selection) -> float:
    return loaders.people_without(selection, now.need, now.since)


def _as_json(now: ScalingOptions, selection: Selection) -> bytes:
    del selection
    return to_json(file_data(now.plans, loaders.ground().defaults)).encode()


def _as_csv(now: ScalingOptions, selection: Selection) -> bytes:
    texts = tuple(to_text(plan) for plan in loaders.unlike(now.plans))
    return csv_safe(loaders.results(texts, _people(now, selection), now.seed))


def _as_workbook(now: ScalingOptions, selection: Selection) -> bytes:
    """Results, what binds and all inputs with their documents."""
    texts = tuple(to_text(plan) for plan in loaders.unlike(now.plans))
    people = _people(now, selection)
    inputs = [
        Sheet(f"inputs {'ABC'[slot]}", loaders.inputs(text), words.INPUT_MEANINGS)
        for slot, text in enumerate(texts)
    ]
    return workbook(
        [
            Sheet("results", loaders.results(texts, people, now.seed), words.RESULT_MEANINGS),
            Sheet(
                "what binds",
                words.binding_rows(loaders.named(texts, people, now.seed)),
                words.BINDING_MEANINGS,
            ),
            *inputs,
        ],
        shared.table("sources"),
        {
            "title": "Scaling up: scenarios",
            "note": scaling.CAVEAT,
            "selection": selection.in_words(shared.world().vocabulary),
            "need": f"{people:.0f} urban people {scaling.NEEDS[now.need][1]}",
            "draws and seed": f"{scaling.DRAWS}, {now.seed}",
        },
    )


FILES: tuple[tuple[str, str, str, Make], ...] = (
    ("Scenarios (JSON)", "scenarios.json", "application/json", _as_json),
    ("Results (CSV)", "scenario_results.csv", "text/csv", _as_csv),
    ("Workbook (XLSX)", "scenarios.xlsx", XLSX, _as_workbook),
)


def buttons(selection: Selection) -> None:
    """One button a file; each is made when it is clicked."""
    now = controls.current()
    nothing = _people(now, selection) <= 0
    for column, (label, name, mime, make) in zip(st.columns(len(FILES)), FILES, strict=True):
        column.download_button(
            label,
            data=_made(make, now, selection),
            file_name=f"wopmap_{name}",
            mime=mime,
            key=f"plans-{name.replace('.', '-')}",
            icon=":material/download:",
            width="stretch",
            on_click="ignore",
            disabled=nothing,
        )


def _made(make: Make, now: ScalingOptions, selection: Selection) -> Callable[[], bytes]:
    """The file as it stands now: it is made outside the session, where nothing of it can be asked."""
    return lambda: make(now, selection)
