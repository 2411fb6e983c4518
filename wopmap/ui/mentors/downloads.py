"""What a reader can take away: tables as CSV and as a workbook with dictionary and documents, made on click."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from wopmap import mentor, motives
from wopmap.mentor.chains import TURNED
from wopmap.mentor.network import MEASURES
from wopmap.mentor.profile import PARTNERSHIPS
from wopmap.motives.statements import COLUMNS
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.selection import Selection
from wopmap.tables import csv_safe
from wopmap.ui import loaders
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.mentors.controls import said_in_words
from wopmap.workbook import Sheet, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTS = {
    "condition": "Condition in the country of the mentor.",
    "family": "Family of motives.",
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
MEASURED = {
    "id": "Operator, in the layer operators.",
    "label": "Its short name.",
    "country": "Name of its country.",
    **{name: term.meaning for name, term in MEASURES.items()},
}
CHAIN = {
    "first_id": "Operator that helps first.",
    "first": "Its short name.",
    "first_year": "First year it is known to help the next.",
    "turned_id": "Operator that is helped and helps later.",
    "turned": "Its short name.",
    "next_id": "Operator it helps.",
    "next": "Its short name.",
    "next_year": "First year it is known to help that one.",
}


def statements_book(selection: Selection, options: MentorsOptions) -> bytes:
    """Statements shown, with the motives they are coded by."""
    known = mentors.facts()
    rows = mentors.statements(selection, options.said, options.family)
    sheets = [Sheet("statements", rows, COLUMNS), Sheet("motives", known.types)]
    return workbook(sheets, known.sources, _about(selection, options, "Statements on the motives of mentors"))


def conditions_book(selection: Selection, options: MentorsOptions) -> bytes:
    """Every cross-table in every unit, the conditions, and the statements counted."""
    known = mentors.facts()
    sheets = [
        Sheet("cross tables", mentors.every_cross(selection, options.said), COUNTS),
        Sheet("home conditions", known.conditions),
        Sheet("statements", mentors.statements(selection, options.said), COLUMNS),
    ]
    return workbook(sheets, known.sources, _about(selection, options, "Conditions at home beside motives"))


def network_book(selection: Selection, options: MentorsOptions) -> bytes:
    """Measures of the mentors shown, mentees that became mentors, help handed on."""
    known, shown = mentors.facts(), mentors.flows(selection, options.said, options.family)
    sheets = [
        Sheet("mentors", mentors.measures(selection, options.said, options.family), MEASURED),
        Sheet("turned mentor", mentors.turned(selection, options.said, options.family), TURNED),
        Sheet("help handed on", mentor.chains(shown), CHAIN),
        Sheet("flows", shown),
    ]
    return workbook(sheets, known.sources, _about(selection, options, "The network of mentors"))


def profile_book(found: mentor.Mentor, options: MentorsOptions) -> bytes:
    """All tables of one mentor, whatever the filters."""
    sheets = [
        Sheet("partnerships", found.partnerships, PARTNERSHIPS),
        Sheet("mentees", found.mentees),
        Sheet("statements", found.statements, COLUMNS),
        Sheet("helped itself", found.past, PARTNERSHIPS),
        Sheet("help handed on", found.chains, CHAIN),
        Sheet("home conditions", found.conditions),
    ]
    title = f"{found.name}, {found.country}"
    return workbook(sheets, mentors.facts().sources, _about(Selection(), options, title))


def _about(selection: Selection, options: MentorsOptions, title: str) -> dict[str, str]:
    return {
        "title": title,
        "partnerships": selection.in_words(loaders.world().vocabulary),
        "who says so": said_in_words(options.said),
        "mind": motives.not_a_sample(1),
        "data vintage": str(loaders.catalogue().manifest.get("vintage") or ""),
    }


def statements(selection: Selection, options: MentorsOptions) -> None:
    """Buttons for the statements."""
    _buttons(
        "statements",
        lambda: mentors.statements(selection, options.said, options.family),
        lambda: statements_book(selection, options),
    )


def conditions(selection: Selection, options: MentorsOptions) -> None:
    """Buttons for the cross-tables."""
    _buttons(
        "conditions",
        lambda: mentors.every_cross(selection, options.said),
        lambda: conditions_book(selection, options),
    )


def network(selection: Selection, options: MentorsOptions) -> None:
    """Buttons for the network."""
    _buttons(
        "mentors",
        lambda: mentors.measures(selection, options.said, options.family),
        lambda: network_book(selection, options),
    )


def profile(found: mentor.Mentor, options: MentorsOptions) -> None:
    """Buttons for one mentor."""
    _buttons(f"mentor_{found.identity}", lambda: found.partnerships, lambda: profile_book(found, options))


def _buttons(name: str, rows: Callable[[], pd.DataFrame], book: Callable[[], bytes]) -> None:
    one, other, _ = st.columns([2, 2, 5])
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
