"""The way from other pages to the page of a city: points on a map of the world, and the step through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from wopmap.scene.model import Entry, LegendGroup, Points, Scene
from wopmap.scene.style import THEMES, Theme
from wopmap.ui import link, mapkit
from wopmap.ui.city import loaders as cities
from wopmap.words import counted

PAGE = Path(__file__).resolve().parents[3] / "pages" / "city.py"
PREFIX = "city:"
WANTED = "city_wanted"
RADIUS_PX = 2.6


def with_cities(drawn: Scene) -> Scene:
    """A map of the world with a point for every city that has household figures by zone, under the flows."""
    layers = list(drawn.layers)
    group = LegendGroup(
        "Cities", (Entry("figures by zone: choose to open", drawn.theme.water[-1], "dot", 3.0),)
    )
    return replace(
        drawn, layers=(*layers[:1], _points(drawn.theme), *layers[1:]), legend=(*drawn.legend, group)
    )


def _points(theme: Theme) -> Points:
    return _made(theme.name, cities.digests())


@st.cache_resource(show_spinner=False, max_entries=4)
def _made(theme: str, digests: tuple[str, ...]) -> Points:
    del digests
    rows = cities.places()
    rows = rows[((rows["zones"] > 0) & rows["lon"].notna() & rows["lat"].notna()).to_numpy(bool)]
    tips = [
        f"{row.city}\n{counted(int(row.zones), 'zone')}, {str(row.years).replace(';', ' and ')}\nchoose to open"
        for row in rows.itertuples()
    ]
    return Points(
        "cities",
        rows["lon"].to_numpy(dtype=float),
        rows["lat"].to_numpy(dtype=float),
        np.full(len(rows), RADIUS_PX),
        [THEMES[theme].water[-1]] * len(rows),
        [f"{PREFIX}{city_id}" for city_id in rows["city_id"]],
        tips,
    )


def picked_or(key: str, otherwise: Callable[[str], None]) -> None:
    """Take a click on a map: on a city it is a wish to go there, anything else is the page's own."""
    identity = mapkit.picked(key) or ""
    if identity.startswith(PREFIX):
        st.session_state[WANTED] = identity.removeprefix(PREFIX)
    else:
        otherwise(identity)


def enter() -> None:
    """Go to the city a reader has clicked on, with the filters as they are; at the top of a page."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted:
        st.switch_page(PAGE, query_params={**link.selection().to_query(), "city": wanted})
