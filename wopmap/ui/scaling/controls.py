"""What the reader chooses on the page Scaling up, beside the shared filters."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap import scaling
from wopmap.scene.options_scaling import PARTS, PLACED, SINCE, ScalingOptions
from wopmap.ui import link
from wopmap.ui.scaling import forms, loaders
from wopmap.ui.switch import switch

KEYS = (
    *("scaling_part", "scaling_need", "scaling_since", "scaling_rule", "scaling_placed", "scaling_measure"),
    *forms.KEYS,
    *("match_who", "match_way", "match_topics"),
    *(f"weight_{name}" for name in ("topic", "region", "past", "language", "distance", "conditions")),
    *(f"weight_{name}" for name in ("size", "load", "public", "need")),
)
NEED_LABELS = {"basic": "At least basic", "piped": "Piped"}


def current() -> ScalingOptions:
    """The options of this session."""
    return link.options(ScalingOptions)


def change(**values: Any) -> None:
    """Replace some options."""
    link.change(ScalingOptions, **values)


def ask(country: str) -> None:
    """Go and find a mentor for a country."""
    change(part="match", way="mentors", who=country, pick="", weights=())
    for key in ("scaling_part", "match_who", "match_way"):
        st.session_state.pop(key, None)


def part() -> str:
    """Which part of the page is shown."""
    chosen = switch("Part", PARTS, "scaling_part", current().part)
    change(part=chosen)
    return chosen


def demand() -> None:
    """What counts as need, and since when help counts; in the sidebar, for all parts."""
    now = current()
    st.session_state.setdefault("scaling_since", now.since)
    with st.sidebar:
        st.markdown("#### Need")
        need = switch(
            "Urban people without",
            NEED_LABELS,
            "scaling_need",
            now.need,
            label_visibility="visible",
            help="Use as surveys ask it (WHO/UNICEF JMP, 2021 edition): people x (1 - share using it), the latest "
            "estimate of each country.",
        )
        since = st.number_input(
            "Help counts when under way in or after",
            *SINCE,
            key="scaling_since",
            step=1,
            help="A partnership counts when it is known to be under way in this year or later.",
        )
    change(need=need, since=int(since))


def placing() -> None:
    """Under which rule, and how many, new partnerships are put on the map."""
    now = current()
    st.session_state.setdefault("scaling_rule", now.rule)
    st.session_state.setdefault("scaling_placed", now.placed)
    rule, count = st.columns([3, 2], vertical_alignment="bottom")
    chosen = rule.selectbox(
        "New partnerships would go by",
        list(scaling.RULES),
        key="scaling_rule",
        format_func=lambda code: scaling.RULES[code][0],
        help=" ".join(f"{label}: {meaning}" for label, meaning in scaling.RULES.values()),
    )
    number = count.slider("Partnerships placed", 0, PLACED[1], key="scaling_placed")
    change(rule=chosen, placed=int(number))


def need_total(selection: Any) -> float:
    """Urban people without in the countries chosen."""
    now = current()
    return loaders.people_without(selection, now.need, now.since)
