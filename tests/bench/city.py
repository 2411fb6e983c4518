"""The page of a city: what its first view and a change send, a warm read; 14,000 zones at once in a browser."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import geopandas
import pandas as pd
import pyarrow.dataset as ds
import shapely
from playwright.sync_api import Browser, Page, TimeoutError

from tests.bench.rows import Row, milliseconds
from tests.bench.serving import a_browser, a_server
from tests.browser.looking import Pixels, pixels, wait_for_app
from tests.browser.serving import ROOT, Server
from wopmap import city
from wopmap.draw import deck
from wopmap.layers import Catalogue
from wopmap.scene.options_city import CityOptions
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.ui.city import loaders as cities
from wopmap.ui.loaders import publish
from wopmap.ui.routes import STORE

BOUNDARIES = ROOT.parent / "shared" / "boundaries"
INDICATORS = ("tap_within_unit_(main_line)", "tube_well", "protected_well_within_premises")
DRAWN_SECONDS = 120


@cache
def lankan_zones() -> geopandas.GeoDataFrame:
    """All 14,021 GN divisions, mended."""
    rows = geopandas.read_parquet(BOUNDARIES / "lk_gnd_all.parquet")
    return rows.set_geometry(shapely.buffer(rows.geometry.to_numpy(), 0), crs=rows.crs)


@cache
def shares() -> pd.DataFrame:
    """Share of households by source of drinking water, by zone."""
    table = pd.read_csv(BOUNDARIES / "lk_gnd_all_water_2012.csv").set_index("entity_id")
    out: pd.DataFrame = table[list(INDICATORS)].div(table["total_households"], axis=0)
    return out


def city_of_200() -> str:
    """The city whose finest level comes nearest to 200 zones with an outline."""
    zones = Catalogue().table("zones", ["city_id", "level", "geometry_method"])
    numbers = zones[zones["geometry_method"].notna()].groupby(["city_id", "level"]).size()
    return str((numbers - 200).abs().idxmin()[0])


def sent(options: CityOptions) -> tuple[bytes, list[str]]:
    """The map's message, and the addresses in it."""
    found = cities.found(options, Selection())
    scene = cities.scene(found, options, Selection(), LIGHT)
    made = deck.draw(scene, publish, cities.area_address(found)).to_json().encode()
    return made, re.findall(r"/geo/([\w.-]+)", made.decode())


def still_rows() -> Iterator[Row]:
    """What needs no browser."""
    identity = city_of_200()
    options = CityOptions(city=identity)
    message, names = sent(options)
    fetched = sum(len(blob.compressed or blob.plain) for name in set(names) if (blob := STORE.get(name)))
    number = len(cities.found(options, Selection()).city.zones)
    yield Row(
        f"first map of {identity} ({number} zones): bytes", (fetched + len(message)) / 1024, "kB", 300.0
    )
    found = cities.found(options, Selection())
    other = next((c for c in found.choices if c != found.choice and c.level == found.choice.level), None)  # type: ignore[union-attr]
    if other is not None:
        changed, again = sent(CityOptions(city=identity, indicator=other.indicator, year=other.year))
        yield Row("change of year or indicator: the map's message", len(changed) / 1024, "kB", 4.0)
        new = [blob for name in set(again) - set(names) if (blob := STORE.get(name))]
        size = sum(len(blob.compressed or blob.plain) for blob in new) / 1024
        yield Row("the same: symbols of zones without an outline", size, "kB", 4.0)
    catalogue, choice = Catalogue(), found.choice
    assert choice is not None
    where = (ds.field("city_id") == identity) & (ds.field("year") == choice.year)
    catalogue.table("zone_use", where=where)
    cold = milliseconds(lambda: catalogue.table("zone_use", where=where))
    warm = milliseconds(lambda: city.profile(city.read(catalogue, identity)))
    what = "the city with every number of its page, asked again"
    yield Row(what, warm, "ms", 3.0, "its rows from the file", cold)


def _differs(now: Pixels, before: Pixels | None) -> bool:
    """Whether another picture is on the map, the noise of a frame aside."""
    return (
        before is not None and now.shape == before.shape and bool((now != before).any(axis=-1).mean() > 0.02)
    )


class Zones:
    """One page of 14,000 zones in a browser, and the bytes on its socket."""

    def __init__(self, browser: Browser, server: Server, how: str) -> None:
        self.received = 0
        self.page: Page = browser.new_context(viewport={"width": 1000, "height": 800}).new_page()
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        started = time.perf_counter()
        self.page.goto(f"{server.url}/?how={how}", wait_until="commit")
        wait_for_app(self.page, DRAWN_SECONDS)
        self._until(lambda now, _: bool((now.reshape(-1, 3).std(axis=0) > 12).any()))
        self.first = time.perf_counter() - started

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)

    def _until(self, enough: Callable[[Pixels, Pixels | None], bool], before: Pixels | None = None) -> None:
        canvas = self.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
        end = time.perf_counter() + DRAWN_SECONDS
        while time.perf_counter() < end:
            try:
                now = pixels(self.page, canvas)
            except TimeoutError:
                continue  # the browser is still busy with the zones: look again
            if enough(now, before):
                return
        raise AssertionError("The zones were not drawn.")

    def change(self) -> tuple[float, float]:
        """Seconds until the next indicator is on the map, and kB on the socket."""
        canvas = self.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
        before = pixels(self.page, canvas)
        self.received = 0
        started = time.perf_counter()
        self.page.get_by_role("button", name="Next indicator").click()
        self._until(_differs, before)
        return time.perf_counter() - started, self.received / 1024


def many_rows() -> Iterator[Row]:
    """14,000 zones by address against stock pydeck with everything inline."""
    path = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "bench")])}
    with (
        tempfile.TemporaryDirectory() as folder,
        a_browser() as browser,
        a_server(Path(folder), path, "tests/bench/zones.py") as server,
    ):
        taken = {}
        for how in ("address", "inline"):
            Zones(browser, server, how).page.context.close()  # what the server keeps is made by now
            shown = Zones(browser, server, how)
            changes = sorted(shown.change() for _ in range(3))
            taken[how] = (shown.first, *changes[1])
            shown.page.context.close()
    ours, peer = taken["address"], taken["inline"]
    yield Row("14,021 zones: first map", ours[0], "s", 10.0, "inline pydeck", peer[0])
    yield Row("14,021 zones: change of indicator", ours[1], "s", 1.0, "inline pydeck", peer[1])
    yield Row("14,021 zones: bytes of that change", ours[2], "kB", 60.0, "inline pydeck", peer[2])


def rows() -> Iterator[Row]:
    yield from still_rows()
    if not (BOUNDARIES / "lk_gnd_all.parquet").exists():
        print(
            f"14,021 zones were not measured: there are no outlines in {BOUNDARIES.name} beside the project."
        )
        return
    yield from many_rows()
