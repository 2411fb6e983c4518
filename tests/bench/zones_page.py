"""14,000 zones with their census: by address as the dashboard sends them, or inline as stock pydeck does."""

from __future__ import annotations

import json

import pandas as pd
import pydeck
import streamlit as st

from tests.bench.city import INDICATORS, lankan_zones, shares
from wopmap.draw import deck, features
from wopmap.scene.model import Areas, Scene, View
from wopmap.scene.style import EVEN_BREAKS, LIGHT
from wopmap.ui.routes import STORE

VIEW = View(80.7, 7.9, 6.6)


@st.cache_resource
def zones():  # type: ignore[no-untyped-def]
    return lankan_zones()


@st.cache_resource
def addresses() -> tuple[str, str]:
    rows, figures = zones(), shares()
    series = {name: figures[[name]].set_axis([2012], axis=1) for name in INDICATORS}
    polygons = features.areas(rows, "gnd_id", "name", series, 4)
    return STORE.publish("many.json", polygons), STORE.publish(
        "many-borders.json", features.borders(rows, 4, shared=False)
    )


@st.cache_resource
def outlines() -> list[dict]:
    return json.loads(features.areas(zones(), "gnd_id", "name", {}, 4))["features"]


def by_address(indicator: str) -> pydeck.Deck:
    values = shares()[indicator]
    areas = Areas("zones", "zones", "gnd_id", values, (indicator, 0), EVEN_BREAKS, LIGHT.water, border=0.2)
    scene = Scene("", "", "", LIGHT, VIEW, (areas,), ())
    return deck.draw(scene, STORE.publish, lambda _: addresses())


def inline(indicator: str) -> pydeck.Deck:
    values: pd.Series = shares()[indicator]
    coloured = []
    for feature in outlines():
        share = values.get(feature["properties"]["id"], 0.0)
        colour = [0, 90, int(255 * (0.0 if pd.isna(share) else share))]
        coloured.append({**feature, "properties": {"colour": colour}})
    layer = pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": coloured},
        get_fill_color="properties.colour",
    )
    state = pydeck.ViewState(longitude=VIEW.lon, latitude=VIEW.lat, zoom=VIEW.zoom)
    return pydeck.Deck(layers=[layer], initial_view_state=state, map_provider=None)


position = st.session_state.setdefault("position", 0)


def advance() -> None:
    st.session_state["position"] = (st.session_state["position"] + 1) % len(INDICATORS)


st.button("Next indicator", on_click=advance)
chosen = INDICATORS[position]
made = inline(chosen) if st.query_params.get("how") == "inline" else by_address(chosen)
st.pydeck_chart(made, key="zones", height=600)
st.write(f"Showing {chosen}")
