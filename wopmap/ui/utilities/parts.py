"""Parts of the page Utilities: sentence, charts over time, before and after, reported values, peers, tables."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from wopmap.performance.indicators import NO_RANKING, POOR_YARDSTICKS
from wopmap.performance.peers import FEW
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.ui import charts, link, page
from wopmap.ui.text import plain
from wopmap.ui.utilities import controls, loaders
from wopmap.ui.utilities.texts import Texts
from wopmap.utility import Profile
from wopmap.words import counted

ACROSS = 3
TALL, TALL_PX = 10, 380
NOT_AN_EFFECT = (
    "The value in the last year before the start beside that of the last year within or after, with n, the number of "
    "figures. It says what was reported, never what a partnership has caused."
)
MARKS = "Dots: own figures. Diamonds: reported of a partnership. Bars: ranges."
SHADED = (
    " Shaded: years in which it received help, paler with a dashed edge where start or end is not stated."
)

Columns = dict[str, tuple[str, Literal["small", "medium", "large"] | int]]
LABELS: Columns = {
    "label": ("Indicator", "medium"),
    "place": ("For", "medium"),
    "partner": ("Mentor", "medium"),
    "phase": ("Phase", "small"),
    "value": ("Value", "small"),
    "unit": ("Unit and definition", "medium"),
    "note": ("Remark", "medium"),
    "source_type": ("Kind of source", "small"),
    "source": ("Source", "medium"),
}
COMPARED: dict[str, int] = {
    "Partnership with": 140,
    "Indicator": 130,
    "For": 90,
    "Before": 112,
    "After": 112,
    "Change": 140,
    "Missing or to mind": 420,
}
"""Columns of a table of comparisons, with widths in pixels."""


def head(seen: Profile, words: Texts) -> None:
    """Title and the sentence on the utility."""
    page.sentence("Utilities", words.opening)
    for problem in seen.problems:
        st.warning(plain(problem))


def over_time(seen: Profile, words: Texts) -> None:
    """A small chart for each indicator, partnership periods shaded."""
    if not len(seen.figures):
        st.markdown("No figure on its performance is on file yet.")
        return
    made, single = loaders.panels(link.options(UtilitiesOptions), page.theme().name), words.single
    _grid(made, "time")
    if single:
        st.markdown("**One figure only**" if made else "**One figure of each, so nothing to draw over time**")
    for begin in range(0, len(single), ACROSS):
        row = single[begin : begin + ACROSS]
        for column, (said, meaning) in zip(st.columns(ACROSS, gap="medium"), row, strict=False):
            column.markdown(said, help=meaning)
    if made:
        st.caption(MARKS + (SHADED if len(seen.mentee_phases) else ""))


def _grid(made: tuple[loaders.Panel, ...], name: str) -> None:
    across = min(ACROSS, max(2, len(made)))
    for begin in range(0, len(made), across):
        row = made[begin : begin + across]
        for column, panel in zip(st.columns(across, gap="medium"), row, strict=False):
            with column:
                st.markdown(panel.heading, help=panel.meaning)
                charts.show(panel.spec, key=f"utility-{name}-{panel.code}")


def mind(words: Texts) -> None:
    """What to mind, from the data."""
    if words.mind:
        st.markdown("**To mind**")
        st.markdown(words.mind)


def told(seen: Profile, words: Texts) -> None:
    """What sources state of its partnerships, in our words, and changes they report; each with its document."""
    found = words.told
    if not found:
        return
    with st.expander(
        f"What sources state of its partnerships ({len(found)})", expanded=not len(seen.figures)
    ):
        st.caption(
            "Mostly aims, scope and starting position; a change is as reported, not a measured effect."
        )
        st.markdown("\n\n".join(found))


def before_and_after(words: Texts) -> None:
    """Charts of what can be compared and a table of all, with what is missing."""
    made = loaders.comparisons(link.options(UtilitiesOptions), page.theme().name)
    tables = words.comparisons
    if not tables:
        return
    st.subheader("Before and after partnerships", anchor=False)
    st.caption(NOT_AN_EFFECT)
    if made:
        _grid(made, "change")
        st.caption("Open dot: before; full dot: within or after. Warm lines: as reported of the partnership.")
    whole, every = sum(found.whole for found in tables), sum(found.table.num_rows for found in tables)
    said = counted(every, "comparison")
    st.markdown(plain(f"{whole} of {said} can be made; the table says what is missing for the others."))
    config = {name: st.column_config.TextColumn(width=width) for name, width in COMPARED.items()}
    for number, found in enumerate(tables):
        with st.expander(f"{found.title} ({found.table.num_rows})", expanded=found.whole > 0):
            _frame(found.table, config, f"utility-comparisons-{number}")


def reported(words: Texts) -> None:
    """Every value reported before, during or after a partnership, with its source."""
    st.subheader("Reported before and after, value by value", anchor=False)
    if words.reported.num_rows:
        _frame(words.reported, _config(), "utility-reported")
    else:
        st.markdown("No value before or after a partnership of this utility is on file.")


def figures(words: Texts) -> None:
    """All own figures with their sources: the same rows as the charts."""
    if words.own.num_rows:
        st.subheader("The same figures as a table", anchor=False)
        _frame(words.own, _config(), "utility-figures")


def _config() -> dict[str, Any]:
    config: dict[str, Any] = {
        name: st.column_config.TextColumn(title, width=width) for name, (title, width) in LABELS.items()
    }
    config["year"] = st.column_config.NumberColumn("Year", format="%d", width="small")
    config["link"] = st.column_config.LinkColumn("Link", display_text="open", width="small")
    return config


def _frame(table: pa.Table, config: dict[str, Any], key: str) -> None:
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        placeholder="not stated",
        column_config=config,
        height="content" if table.num_rows < TALL else TALL_PX,
    )


def beside_peers(seen: Profile, words: Texts) -> None:
    """The distribution of one indicator over peers, the utility marked; no ranking, and why."""
    if seen.peers is None:
        return
    st.subheader("Beside its peers", anchor=False)
    controls.peers(seen)
    spec = loaders.distribution(link.options(UtilitiesOptions), page.theme().name)
    if spec is not None:
        charts.show(spec, key="utility-peers")
        if len(seen.peers.rows) >= FEW:
            st.caption("Dashed: the median of all shown.")
    st.markdown(plain(words.peers))
    if seen.measure in POOR_YARDSTICKS:
        st.markdown(plain(NO_RANKING))
