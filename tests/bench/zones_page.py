"""14,000 zones with their census: by address as the dashboard sends them, or inline as stock pydeck does."""

from __future__ import annotations

import json
from typing import Any

import geopandas
import pandas as pd
import pydeck
import streamlit as st

from tests.bench.city import INDICATORS, lankan_zones, shares
from wopmap.draw import deck, features
from wopmap.scene.city import border_of
from wopmap.scene.model import Areas, Scene, View
from wopmap.scene.style import EVEN_BREAKS, LIGHT
from wopmap.ui.routes import STORE

VIEW = View(80.7, 7.9, 6.6)


@st.cache_resource
def zones() -> geopandas.GeoDataFrame:
    return lankan_zones()


@st.cache_resource
def addresses() -> tuple[str, ...]:
    rows, figures = features.bearable(zones()), shares()
    series = {f"s{i}": figures[[name]].set_axis([2012], axis=1) for i, name in enumerate(INDICATORS)}
    made = features.area_files(rows, "gnd_id", "name", series, 4, shared=False)
    names = ("many.json", "many-borders.json", "many-lacking.json")
    return tuple(STORE.publish(name, blob) if blob else "" for name, blob in zip(names, made, strict=True))


@st.cache_resource
def outlines() -> list[dict[str, Any]]:
    return json.loads(features.areas(zones(), "gnd_id", "name", {}, 4))["features"]


def by_address(indicator: str) -> pydeck.Deck:
    values = shares()[indicator]
    field = f"s{INDICATORS.index(indicator)}", 0
    areas = Areas(
        "zones", "zones", "gnd_id", values, field, EVEN_BREAKS, LIGHT.water, border=border_of(len(values))
    )
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
