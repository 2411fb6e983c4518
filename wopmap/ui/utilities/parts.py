"""Parts of the page Utilities: sentence, charts over time, before and after, reported values, peers, table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap.performance import indicator
from wopmap.performance.indicators import NO_RANKING, POOR_YARDSTICKS
from wopmap.performance.peers import FEW
from wopmap.performance.worded import year_words
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.ui import charts, link, page
from wopmap.ui.text import plain, web_address
from wopmap.ui.utilities import controls, loaders
from wopmap.utility import Profile
from wopmap.utility.tables import comparison_table
from wopmap.utility.worded import opening, peers_words
from wopmap.words import counted

ACROSS = 3
NOT_AN_EFFECT = (
    "The value in the last year before the start beside that of the last year within or after. It says what was "
    "reported, never what a partnership has caused."
)


def head(seen: Profile) -> None:
    """Title and the sentence on the utility."""
    page.sentence("Utilities", opening(seen))
    for problem in seen.problems:
        st.warning(plain(problem))


def over_time(seen: Profile) -> None:
    """A small chart for each indicator, partnership periods shaded."""
    made = loaders.panels(link.options(UtilitiesOptions), page.theme().name)
    if not len(seen.figures):
        st.markdown(plain(f"No figure on the performance of {seen.utility.short_name} is on file yet."))
        return
    _grid(made, "time")
    _single(loaders.single(link.options(UtilitiesOptions)), bool(made))
    if not made:
        return
    words = "Dots: own figures. Diamonds: reported of a partnership. Bars: ranges."
    if loaders.periods(seen):
        words += " Shaded: years in which it received help, paler with a dashed edge where start or end is not stated."
    st.caption(plain(words))


def _single(rows: Any, others: bool) -> None:
    """Indicators with one figure: the value, its unit and its year."""
    if not len(rows):
        return
    st.markdown("**One figure only**" if others else "**One figure of each, so nothing to draw over time**")
    records = rows.to_dict("records")
    for begin in range(0, len(records), ACROSS):
        for column, row in zip(
            st.columns(ACROSS, gap="medium"), records[begin : begin + ACROSS], strict=False
        ):
            term, year = indicator(str(row["indicator"])), year_words(row["year"])
            words = f"{plain(term.label)}  \n**{plain(row['value'])}** {plain(row['unit'])}, {plain(year)}"
            if row["origin"] == "outcomes":
                words += f", {plain(row['phase'])} ({plain(row['place'])})"
            column.markdown(words, help=plain(term.meaning) or None)


def _heading(code: str) -> str:
    term = indicator(code)
    said = term.unit.lower() in term.label.lower()
    return f"**{plain(term.label)}**" + ("" if said else f", {plain(term.unit)}")


def _grid(made: tuple[loaders.Panel, ...], name: str) -> None:
    across = min(ACROSS, max(2, len(made)))
    for begin in range(0, len(made), across):
        for column, panel in zip(
            st.columns(across, gap="medium"), made[begin : begin + across], strict=False
        ):
            term = indicator(panel.code)
            with column:
                st.markdown(_heading(panel.code), help=plain(term.meaning) or None)
                charts.show(panel.spec, key=f"utility-{name}-{panel.code}")


def mind(seen: Profile) -> None:
    """What to mind, from the data."""
    if seen.caveats:
        st.markdown("**To mind**")
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in seen.caveats))


def before_and_after(seen: Profile) -> None:
    """Charts of what can be compared and a table of all, with what is missing."""
    made = loaders.comparisons(link.options(UtilitiesOptions), page.theme().name)
    if not len(seen.before_after) and not len(seen.pairs):
        return
    st.subheader("Before and after partnerships", anchor=False)
    st.caption(plain(NOT_AN_EFFECT))
    if made:
        _grid(made, "change")
        st.caption("Open dot: before; full dot: within or after. Warm lines: as reported of the partnership.")
    whole = sum(int((frame["missing"] == "").sum()) for frame in (seen.before_after, seen.pairs))
    every = len(seen.before_after) + len(seen.pairs)
    st.markdown(
        plain(
            f"{whole} of {counted(every, 'comparison')} can be made; the table says what is missing for the others."
        )
    )
    for title, rows in (
        ("From its own figures over time", seen.before_after),
        ("As reported of partnerships", seen.pairs),
    ):
        if len(rows):
            with st.expander(
                f"{title} ({len(rows)})", expanded=whole > 0 and bool((rows["missing"] == "").any())
            ):
                st.dataframe(
                    comparison_table(rows, seen.utility),
                    column_config={
                        name: st.column_config.TextColumn(width=width) for name, width in COMPARED.items()
                    },
                    hide_index=True,
                    key=f"utility-comparisons-{title}",
                    height="content" if len(rows) < 10 else 380,
                )


COMPARED: dict[str, int] = {
    "Partnership with": 150,
    "Indicator": 130,
    "For": 100,
    "Before": 90,
    "After": 90,
    "Change": 140,
    "Missing or to mind": 420,
}
"""Widths of columns in pixels."""


def reported(seen: Profile) -> None:
    """Every value reported before, during or after a partnership, with its source."""
    st.subheader("Reported before and after, value by value", anchor=False)
    rows = loaders.rows(link.options(UtilitiesOptions))
    rows = rows[(rows["origin"] == "outcomes").to_numpy(bool)]
    if not len(rows):
        st.markdown(
            plain(
                f"No source on file reports a value before or after a partnership of {seen.utility.short_name}."
            )
        )
        return
    columns = ["label", "place", "partner", "phase", "year", "value", "unit", "source", "link"]
    _frame(rows, columns, "utility-reported")


def figures(seen: Profile) -> None:
    """All own figures with their sources: the same rows as the charts."""
    rows = loaders.rows(link.options(UtilitiesOptions))
    rows = rows[(rows["origin"] == "utility_performance").to_numpy(bool)]
    if not len(rows):
        return
    st.subheader("The same figures as a table", anchor=False)
    columns = ["label", "place", "year", "value", "unit", "note", "source_type", "source", "link"]
    _frame(rows, columns, "utility-figures")


LABELS: dict[str, tuple[str, Any]] = {
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


def _frame(rows: Any, columns: list[str], key: str) -> None:
    config: dict[str, Any] = {
        name: st.column_config.TextColumn(title, width=width) for name, (title, width) in LABELS.items()
    }
    config["year"] = st.column_config.NumberColumn("Year", format="%d", width="small")
    config["link"] = st.column_config.LinkColumn("Link", display_text="open", width="small")
    st.dataframe(
        rows.assign(link=[web_address(url) for url in rows["source_url"]]),
        key=key,
        hide_index=True,
        placeholder="not stated",
        column_order=columns,
        column_config=config,
        height="content" if len(rows) < 10 else 380,
    )


def beside_peers(seen: Profile) -> None:
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
    st.markdown(plain(peers_words(seen)))
    if seen.measure in POOR_YARDSTICKS:
        st.markdown(plain(NO_RANKING))
