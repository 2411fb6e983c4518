"""Charts of the atlas that are filters: what the reader picks in them goes into the shared filters."""

from __future__ import annotations

from functools import partial

import streamlit as st

from wopmap.draw.charts import Spec
from wopmap.draw.charts import atlas as made
from wopmap.narrowing import Narrowing
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import THEMES
from wopmap.selection import Selection
from wopmap.ui import charts, filters, loaders, page
from wopmap.ui.atlas import options

TITLES = {"modalities": "By modality", "programmes": "By programme"}


def small(selection: Selection, chosen: AtlasOptions) -> None:
    """By year, by modality, by programme."""
    theme = page.theme().name
    if chosen.show != "moments":
        key = f"chart-years-{selection.years}"
        charts.show(
            _years(selection, chosen.narrowing, chosen.focused, theme),
            key=key,
            on_pick=partial(_pick_years, key),
        )
    for name in TITLES:
        key = f"chart-{name}-{'.'.join(getattr(selection, name))}"
        charts.show(
            _bars(selection, chosen.narrowing, chosen.focused, name, theme),
            key=key,
            on_pick=partial(_pick_bar, key, name),
        )
    st.caption("Click a bar to filter by it, again to show all; draw over the years to choose some.")


def regions(selection: Selection, chosen: AtlasOptions) -> None:
    """Mentor region by mentee region."""
    rows = loaders.counted_by(selection, chosen.narrowing, "regions", chosen.focused)
    if rows.empty:
        st.caption("No partnership passes the filters.")
        return
    key = f"chart-regions-{chosen.cell}"
    charts.show(
        _matrix(selection, chosen.narrowing, chosen.focused, page.theme().name),
        key=key,
        on_pick=partial(_pick_cell, key),
    )
    st.caption(
        "Partnerships by UN sub-region. A partnership with mentors in two regions counts in both. "
        "Click a cell to show only its flows, again to show all."
    )


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=loaders.AS_TEXT)
def _years(selection: Selection, narrowing: Narrowing, focus: loaders.Focus, theme: str) -> Spec:
    rows = loaders.counted_by(selection, narrowing, "years", focus)
    return made.years(
        rows, selection.years, f"Partnerships {filters.MODES[selection.mode]} the year", THEMES[theme]
    )


@st.cache_resource(show_spinner=False, max_entries=128, hash_funcs=loaders.AS_TEXT)
def _bars(selection: Selection, narrowing: Narrowing, focus: loaders.Focus, name: str, theme: str) -> Spec:
    rows = loaders.counted_by(selection, narrowing, name, focus)
    return made.bars(rows, getattr(selection, name), TITLES[name], THEMES[theme])


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=loaders.AS_TEXT)
def _matrix(selection: Selection, narrowing: Narrowing, focus: loaders.Focus, theme: str) -> Spec:
    return made.matrix(
        loaders.counted_by(selection, narrowing, "regions", focus), narrowing.cell, THEMES[theme]
    )


def _pick_years(key: str) -> None:
    """Years drawn over; nothing drawn shows all."""
    found = charts.picked(key, made.YEARS)
    span = found[0].get("year") if found else None
    first, last = loaders.world().vocabulary.years
    if not span:
        filters.change(years=None)
        return
    low, high = (min(max(round(float(year)), first), last) for year in sorted(span))
    filters.change(years=None if (low, high) == (first, last) else (low, high))


def _pick_bar(key: str, name: str) -> None:
    """The value clicked; the one that is chosen already shows all."""
    codes = tuple(sorted(str(row["code"]) for row in charts.picked(key, made.BARS)))
    now: tuple[str, ...] = getattr(filters.link.selection(), name)
    filters.change(**{name: () if codes == now else codes})


def _pick_cell(key: str) -> None:
    """The cell clicked; the one that is chosen already shows all."""
    found = charts.picked(key, made.CELLS)
    cell = (str(found[0]["mentor_region"]), str(found[0]["mentee_region"])) if found else None
    options.change(cell=None if cell == options.current().cell else cell)
