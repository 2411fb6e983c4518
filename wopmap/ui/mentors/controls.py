"""Who says so, by whom, which family, where to look, which part: what the reader sets on the page of mentors."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from wopmap import motives
from wopmap.labels import FAMILIES, SAID_BY
from wopmap.scene.model import View
from wopmap.scene.options_mentors import PARTS, MentorsOptions
from wopmap.selection import Selection
from wopmap.ui import link
from wopmap.ui.mentors import loaders as mentors
from wopmap.words import listed, lower_first

SHORT = {"stated_by_mentor": "The mentor", "attributed_by_researcher": "Others", "inferred": "Inferred"}
"""Who says so, in one or two words."""

_PREFIX = "mentors_"
NAMES = ("said", "by", "family", "part", "order", "unit", "beside", "lone", "measure")
CELL_ROW, CELL_COLUMN = f"{_PREFIX}cell_row", f"{_PREFIX}cell_column"
FIND = f"{_PREFIX}find"
KEYS = (*(f"{_PREFIX}{name}" for name in NAMES), CELL_ROW, CELL_COLUMN, FIND)
"""Widgets that take their values from the link."""


def current() -> MentorsOptions:
    """The options of this session."""
    return link.options(MentorsOptions)


def key(name: str) -> str:
    """Key of the widget of an option, after giving it the value the option has where it is new."""
    value = getattr(current(), name)
    st.session_state.setdefault(f"{_PREFIX}{name}", list(value) if name == "said" else value)
    return f"{_PREFIX}{name}"


def take(name: str) -> None:
    """Take over what a widget was set to."""
    value: Any = st.session_state[f"{_PREFIX}{name}"]
    link.change(MentorsOptions, **{name: value})


def who_says_so(selection: Selection) -> None:
    """The filter that is always on the page: each kind of statement on or off in one click, with its number."""
    numbers = mentors.by_kind(selection)

    def said() -> None:
        chosen = set(st.session_state[f"{_PREFIX}said"])
        link.change(MentorsOptions, said=tuple(kind for kind in motives.SAID_BY if kind in chosen))

    st.pills(
        "Who says so",
        list(motives.SAID_BY),
        selection_mode="multi",
        key=key("said"),
        format_func=lambda kind: f"{SHORT[kind]} ({numbers[kind]})",
        on_change=said,
        help="  \n".join(f"{term.label}: {lower_first(term.meaning)}" for term in SAID_BY.values()),
    )


def said_in_words() -> str:
    """Which kinds of statements count, for a caption."""
    said = current().said
    if not said:
        return "No kind of statement is switched on."
    left = [kind for kind in motives.SAID_BY if kind not in said]
    counted = listed([lower_first(SAID_BY[kind].label) for kind in said])
    words = f"Counted: statements {counted}."
    if left:
        words += f" Left out: {listed([lower_first(SAID_BY[kind].label) for kind in left])}."
    return words


def whose(by: DeltaGenerator, family: DeltaGenerator) -> None:
    """Rings of countries or mentors, of all or of those with a statement of one family."""

    def changed() -> None:
        # A cell or a place chosen at one level does not exist at another.
        take("by")
        link.change(MentorsOptions, cell="")

    by.segmented_control(
        "Rings and rows",
        list(motives.BY),
        key=key("by"),
        format_func=lambda code: motives.BY[code].label,
        on_change=changed,
        required=True,
    )
    family.selectbox(
        "Mentors with a statement of",
        ["", *motives.FAMILIES],
        key=key("family"),
        format_func=lambda code: FAMILIES[code].label if code else "any family",
        on_change=take,
        args=("family",),
    )


def part() -> str:
    """Which part stands under the map."""
    names = [name for name in PARTS if name != "profile" or _is_mentor(current().pick)]
    if current().part not in names:
        link.change(MentorsOptions, part="matrix")
        st.session_state.pop(f"{_PREFIX}part", None)
    st.segmented_control(
        "Part",
        names,
        key=key("part"),
        format_func=lambda name: PARTS[name].label,
        on_change=take,
        args=("part",),
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    return current().part


def _is_mentor(pick: str) -> bool:
    return bool(pick) and mentors.profile(pick, motives.SAID_BY) is not None


def pick(identity: str) -> None:
    """Choose a mentor or a country; an arrow stands for who gives; empty for nothing."""
    origin = identity.partition(">")[0]
    show = "profile" if _is_mentor(origin) else ("matrix" if current().part == "profile" else current().part)
    link.change(MentorsOptions, pick=origin, part=show)
    st.session_state.pop(f"{_PREFIX}part", None)
    st.session_state.pop(FIND, None)


def find() -> None:
    """Choose a mentor by name: the keyboard's way to every ring."""
    names = dict(zip(mentors.everyone()["id"], mentors.everyone()["words"], strict=True))

    def chosen() -> None:
        pick(st.session_state[FIND] or "")

    st.session_state.setdefault(FIND, current().pick if current().pick in names else None)
    st.selectbox(
        "Find a mentor",
        list(names),
        key=FIND,
        index=None,
        format_func=lambda code: names.get(code, code),
        placeholder="by name or country",
        on_change=chosen,
    )


def looked_at(view: View | None) -> None:
    """Remember where the reader has taken the map, for the link."""
    if view is not None:
        link.change(MentorsOptions, view=view)


def reset() -> None:
    """What "Reset" of the filters clears beside them."""
    link.change(MentorsOptions, pick="", cell="", family="", said=motives.SAID_BY)
    for name in KEYS:
        st.session_state.pop(name, None)
