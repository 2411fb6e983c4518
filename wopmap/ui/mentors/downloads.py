"""What a reader can take away: tables as CSV and as a workbook with dictionary and documents, made on click."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from wopmap import labels, mentor, motives
from wopmap.mentor.chains import TURNED
from wopmap.mentor.profile import PARTNERSHIPS
from wopmap.motives.statements import COLUMNS
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.selection import Selection
from wopmap.tables import csv_safe
from wopmap.ui import loaders
from wopmap.ui.mentors import controls
from wopmap.ui.mentors import loaders as mentors
from wopmap.workbook import Sheet, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTS = {
    "unit": "What is counted: mentors, statements or countries.",
    "both": "Units with the condition in their country and the family among their motives.",
    "condition_only": "Units with the condition, without the family.",
    "family_only": "Units with the family, without the condition (absent or not on record).",
    "neither": "Units with neither.",
    "countries": "Countries of the statements in which the condition is on record as present.",
    "odds": "Odds ratio, conditional maximum likelihood estimate; empty = not defined or infinite (see high).",
    "low": "Lower end of the exact 95 % interval.",
    "high": "Upper end of the exact 95 % interval; empty = infinite or not defined.",
    "p": "Two-sided Fisher exact test.",
    "least_expected": "Smallest expected count of the four cells.",
    "small": "Whether that is under 5.",
    "warning": "What to mind.",
}


def _about(selection: Selection, title: str) -> dict[str, str]:
    return {
        "title": title,
        "partnerships": selection.in_words(loaders.world().vocabulary),
        "who says so": controls.said_in_words(),
        "mind": motives.not_a_sample(1),
        "data vintage": str(loaders.catalogue().manifest.get("vintage") or ""),
    }


def _buttons(name: str, rows: Callable[[], pd.DataFrame], book: Callable[[], bytes]) -> None:
    one, other = st.columns(2)
    one.download_button(
        "CSV",
        data=lambda: csv_safe(rows()),
        file_name=f"wopmap_{name}.csv",
        mime="text/csv",
        key=f"{name}-csv",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )
    other.download_button(
        "XLSX",
        data=book,
        file_name=f"wopmap_{name}.xlsx",
        mime=XLSX,
        key=f"{name}-xlsx",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )


def statements(selection: Selection, options: MentorsOptions) -> None:
    """Statements, with the motives they are coded by."""

    def rows() -> pd.DataFrame:
        return mentors.statements(selection, options.said, options.family)

    def book() -> bytes:
        known = mentors.facts()
        sheets = [Sheet("statements", rows(), COLUMNS), Sheet("motives", known.types)]
        return workbook(sheets, known.sources, _about(selection, "Statements on the motives of mentors"))

    _buttons("statements", rows, book)


def conditions(selection: Selection, options: MentorsOptions) -> None:
    """Every cross-table in every unit, the conditions and the statements counted."""

    def rows() -> pd.DataFrame:
        return mentors.every_cross(selection, options.said)

    def book() -> bytes:
        known = mentors.facts()
        sheets = [
            Sheet("cross tables", rows(), COUNTS),
            Sheet("home conditions", known.conditions),
            Sheet("statements", mentors.statements(selection, options.said), COLUMNS),
        ]
        return workbook(sheets, known.sources, _about(selection, "Conditions at home beside motives"))

    left, _ = st.columns([2, 3])
    with left:
        _buttons("conditions", rows, book)


def profile(selection: Selection, found: mentor.Mentor) -> None:
    """All tables of one mentor."""
    turned = mentors.turned(Selection(), motives.SAID_BY, "")

    def book() -> bytes:
        sheets = [
            Sheet("partnerships", found.partnerships, PARTNERSHIPS),
            Sheet("mentees", found.mentees),
            Sheet("statements", found.statements, COLUMNS),
            Sheet("helped itself", found.past, PARTNERSHIPS),
            Sheet("help handed on", found.chains),
            Sheet(
                "turned mentor",
                turned[(turned["operator_id"] == found.identity).to_numpy(dtype=bool)],
                TURNED,
            ),
            Sheet("home conditions", found.conditions),
        ]
        title = f"{found.name}, {found.country} ({labels.SIDES['mentor'].label.lower()})"
        return workbook(sheets, mentors.facts().sources, _about(selection, title))

    left, _ = st.columns([2, 3])
    with left:
        _buttons(f"mentor_{found.identity}", lambda: found.partnerships, book)
