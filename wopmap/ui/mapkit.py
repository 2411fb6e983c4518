"""A map on a page: the chart, its own zoom buttons, legend and notes, and what the reader does with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from wopmap.draw import deck
from wopmap.scene.model import Flows, Scene, View
from wopmap.scene.options import parse_view, step_of

ASSETS = Path(__file__).parent / "assets"

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; east may exceed 180."""


ENTRY = "-entry"
SEEN = "map-seen"


@dataclass(frozen=True)
class GoTo:
    """A wish to look at a place; a new ``id`` makes it a new wish."""

    id: int
    box: Box


SIZES = {"small": 0.6, "middle": 0.8, "large": 1.0}
"""Sizes of a map on its screen (under 520 px wide, under 900 px, wider), and the factor on its symbols."""


@dataclass(frozen=True)
class Screen:
    """Zoom of a map and its size, one of `SIZES`."""

    zoom: float
    size: str


def alone() -> bool:
    """Whether the next map is the first of a session, which gets the browser for itself.

    Tables and charts beside it double the time until it stands. A page asks before it draws the map, leaves them
    out while this holds, and says so to `show`: the browser then asks for the next run once the map stands.
    """
    return SEEN not in st.session_state


@cache
def _component() -> Any:
    return st.components.v2.component(
        "wopmap_mapkit",
        html=(ASSETS / "mapkit.html").read_text(encoding="utf-8"),
        css=(ASSETS / "mapkit.css").read_text(encoding="utf-8"),
        js=(ASSETS / "mapkit.js").read_text(encoding="utf-8"),
    )


def show(
    scene: Scene,
    *,
    key: str,
    publish: deck.Publish,
    area_address: deck.AreaAddress,
    home: Box,
    whole: bool,
    go: GoTo | None,
    on_pick: Any,
    closest: float = 7.0,
    strip: bool = False,
    screen: Screen | None = None,
    alone: bool = False,
) -> View | None:
    """Draw a scene and return where the reader has taken the map, once it rests; None before that.

    The chart is given the view it was opened with for as long as the page is open: Streamlit would move the map
    whenever that changed, and the map must stay where the reader put it. With ``whole`` it opens on the ``home``
    box, fitted to the size the map has on this screen, no nearer than the zoom ``closest``. With ``strip`` the
    legend lies along the lower edge instead of in the corner. ``screen`` is what the caller takes zoom and width
    for: where the browser knows better it says so once the map rests, and `screen_of` has it at the next run; with
    ``alone`` it says so in any case (also where it cannot draw a map), which makes that run come.
    """
    st.session_state[SEEN] = True
    opened, fit = st.session_state.setdefault(f"{key}{ENTRY}", (scene.view, whole))
    chart = deck.draw(scene, publish, area_address)
    chart.initial_view_state.longitude = opened.lon
    chart.initial_view_state.latitude = opened.lat
    chart.initial_view_state.zoom = opened.zoom
    with st.container(key=f"{key}-frame", gap=None):
        st.pydeck_chart(chart, key=key, on_select=on_pick, height="stretch", alt=scene.summary)
        told = _component()(
            key=f"{key}-kit",
            data={
                "map": key,
                "legend": [asdict(group) for group in scene.legend],
                "notes": list(scene.notes),
                "home": list(home),
                "fit": fit,
                "opened": [opened.lon, opened.lat, opened.zoom],
                "strip": strip,
                "screen": [step_of(screen.zoom), screen.size] if screen else None,
                "alone": alone,
                "go": asdict(go) if go else None,
                "closest": closest,
                "edges": _edges(scene, publish),
                "colours": {
                    "ground": scene.theme.ground,
                    "ink": scene.theme.ink,
                    "quiet": scene.theme.quiet,
                    "rule": scene.theme.rule,
                    "land": scene.theme.land,
                    "accent": scene.theme.accent,
                },
            },
            on_view_change=_nothing,
            on_screen_change=_nothing,
        )
    return parse_view(told.view) if told.view else None


def _edges(scene: Scene, publish: deck.Publish) -> dict[str, Any] | None:
    """Labels for where flows cross the edge of the map, and the address of the flows themselves."""
    for layer in scene.layers:
        if isinstance(layer, Flows) and any(layer.edge_labels):
            words = {key: text for key, text in zip(layer.keys, layer.edge_labels, strict=True) if text}
            return {"address": deck.flows_address(layer, scene, publish), "labels": words}
    return None


def screen_of(key: str) -> Screen | None:
    """Zoom and size of a map as the browser last told them; None before that."""
    told = _told(key, "screen")
    zoom, _, size = str(told or "").partition(",")
    try:
        return Screen(float(zoom), size) if size in SIZES else None
    except ValueError:
        return None


def viewed(key: str) -> View | None:
    """Where the reader has taken a map, known from the start of a run; None before it has rested anywhere else."""
    told = _told(key, "view")
    return parse_view(told) if isinstance(told, str) else None


def _told(key: str, name: str) -> Any:
    return (st.session_state.get(f"{key}-kit") or {}).get(name)


def picked(key: str) -> str | None:
    """Identity of what the reader clicked on the map; None where a click cleared the choice."""
    event = st.session_state.get(key)
    objects = event["selection"]["objects"] if event else {}
    for found in objects.values():
        for item in found:
            identity = (item.get("properties") or item).get("id")
            if identity:
                return str(identity)
    return None


def leave() -> None:
    """Forget where maps were opened, so that they open at the last view when their page is entered again."""
    for key in [str(name) for name in st.session_state if str(name).endswith(ENTRY)]:
        del st.session_state[key]


def _nothing() -> None:
    """Streamlit wants a callback for every value a component may send."""
