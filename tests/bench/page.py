"""The atlas page: a rerun of its script, and what a change of year sends, against stock pydeck with inline data."""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Iterator, Mapping

import pydeck

from tests.bench.rows import Row, milliseconds
from tests.pages.opening import opened
from wopmap.draw import deck, features
from wopmap.layers import Catalogue
from wopmap.scene import atlas
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.routes import STORE

RERUNS = 15


PLACES = {
    "country": {"place": "KEN"},
    "city": {"city": "ken-nairobi"},
    "mentors": {},
    "utilities": {},
    "scaling": {},
    "data": {},
}
"""The other pages, with links that make them show much."""


def rerun_ms(name: str, query: Mapping[str, str]) -> float:
    """Median of a warm rerun, the test harness's own work included."""
    page = opened(name, query).run()
    taken = []
    for _ in range(RERUNS):
        started = time.perf_counter()
        page.run()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def stock_chart(year: int) -> pydeck.Deck:
    """The chart as pydeck makes it by default: outlines, colours and flows inside the JSON."""
    shares = loaders.country_series("at_least_basic", "total").of_year(year)
    shapes = features.straightened(Catalogue().geo("countries", columns=["iso3", "name"]), 0.15)
    land = json.loads(features.areas(shapes, "iso3", "name", {}))
    for feature in land["features"]:
        feature["properties"]["share"] = shares.get(feature["properties"]["id"])
    flows = Catalogue().table("flows")
    columns = ["mentor", "mentee", "mentor_lon", "mentor_lat", "mentee_lon", "mentee_lat"]
    return pydeck.Deck(
        layers=[
            pydeck.Layer("GeoJsonLayer", land, get_fill_color="[0, 90, properties.share * 255]"),
            pydeck.Layer(
                "ArcLayer",
                flows[columns],
                get_source_position=["mentor_lon", "mentor_lat"],
                get_target_position=["mentee_lon", "mentee_lat"],
            ),
        ],
        map_provider=None,
    )


def inline(year: int) -> str:
    """What stock pydeck sends: all of it, indented."""
    return str(stock_chart(year).to_json())


def spec(year: int) -> str:
    """The chart as the atlas sends it."""
    selection, options = Selection(), AtlasOptions()
    scene = atlas.atlas_scene(
        loaders.flow_map(selection, options, LIGHT, frozenset()),
        loaders.country_series("at_least_basic", "total"),
        year,
        title="",
        subtitle="",
        summary="",
        options=options,
        theme=LIGHT,
    )
    return deck.draw(scene, loaders.publish, loaders.water_address).to_json()


def rows() -> Iterator[Row]:
    yield Row(
        "rerun of the atlas script",
        rerun_ms("atlas", {}),
        "ms",
        30.0,
        "the inline chart alone",
        milliseconds(lambda: inline(2015), 3),
    )
    for name, query in PLACES.items():
        yield Row(f"rerun of the {name} script", rerun_ms(name, query), "ms", 30.0)
    changed = len(spec(2015).encode())
    peer = len(inline(2015).encode())
    yield Row(
        "bytes sent when the year of household water changes",
        changed / 1024,
        "kB",
        4.0,
        "inline pydeck",
        peer / 1024,
    )
    addresses = re.findall(r"/geo/([\w.-]+\.json)", spec(2015))
    flows = sum(
        len(blob.compressed or blob.plain)
        for name in addresses
        if name.startswith(("flows", "mentors", "mentees", "rings")) and (blob := STORE.get(name))
    )
    yield Row("flows, fetched once per selection (compressed)", flows / 1024, "kB", 100.0)
