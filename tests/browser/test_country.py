"""The page of a country as a policy officer meets it: one screen, a link, another country, a dark room, a phone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, StartServer
from tests.browser.looking import is_uniform, pixels, project, screenshot, shows, wait_for_app, wait_for_map
from wopmap.layers import Catalogue
from wopmap.scene.style import DARK, LIGHT, rgb

MAP_FRAME = '[class*="st-key-country-map"][class*="-frame"]'
CHART = '[data-testid="stVegaLiteChart"]'
LADDER = f".st-key-country-beside-map {CHART} >> nth=0"
ACTIVE = f".st-key-country-beside-map {CHART} >> nth=1"


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_the_first_screen_says_it_all_and_its_link_reproduces_it(open_page: OpenPage) -> None:
    page = open_page("/country?place=KEN&at=37.50,0.50,5.00")
    canvas = wait_for_map(page)
    words = page.locator(".st-key-summary").inner_text()
    assert "8 partnerships bring help from abroad" in words
    assert "1.96 million urban people" in words
    assert "35 points" in page.locator(".st-key-figures").inner_text()
    for selector in (".st-key-figures", MAP_FRAME, LADDER, ACTIVE):
        assert bottom(page, selector) <= 720, f"{selector} is not on the first screen"
    # Operators of the country where the view of the link puts them.
    box = canvas.bounding_box()
    assert box is not None
    view = {"longitude": 37.5, "latitude": 0.5, "zoom": 5.0}
    seats = Catalogue().table("operators")
    seats = seats[
        seats["operator_id"].isin(Catalogue().table("flows").query("mentee_country == 'KEN'")["mentee_id"])
    ]
    page.locator(".legend summary").click()
    page.wait_for_timeout(300)
    image = pixels(page, canvas)
    seen = [
        shows(
            image, project(row.lon, row.lat, view, (box["width"], box["height"])), rgb(LIGHT.mentee), reach=7
        )
        for row in seats[seats["country_iso3"] == "KEN"].itertuples()
    ]
    assert np.mean(seen) > 0.7
    # The ladder is drawn, dark steps below.
    ladder = pixels(page, page.locator(LADDER))
    assert (np.abs(ladder.astype(int) - np.array(rgb(LIGHT.water[4]))).max(axis=-1) < 8).mean() > 0.1
    again = open_page("/country?" + page.url.split("?", 1)[1])
    assert again.locator(".st-key-summary").inner_text() == words
    assert re.search(r"at=37\.50(,|%2C)0\.50(,|%2C)5\.00", again.url)


def test_another_country_moves_the_map_and_changes_what_is_said(open_page: OpenPage) -> None:
    page = open_page("/country?place=KEN&part=gaps")
    wait_for_map(page)
    expect(page.get_by_text("JMP regression estimate, 2020").first).to_be_visible()
    page.wait_for_timeout(
        3000
    )  # a reader looks at a country before asking for another; the map has come to rest
    page.locator(".st-key-country_place").get_by_role("combobox").fill("Fiji")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("place=FJI"), timeout=20000)
    wait_for_app(page)
    expect(page.get_by_role("heading", name="Fiji")).to_be_visible()
    expect(page.locator(".st-key-summary")).to_contain_text("4 partnerships bring help from abroad")
    # What is read below stays, and says what there is not.
    expect(page.get_by_text("There is no survey by region.")).to_be_visible()
    # The map is that of Fiji, and no view of Kenya has been taken along.
    expect(page.locator('[class*="st-key-country-map-FJI"]').first).to_be_visible()
    wait_for_map(page)
    assert not re.search(r"at=3\d", page.url)


def test_four_countries_stand_side_by_side_and_a_dark_room_is_dark(open_page: OpenPage) -> None:
    page = open_page("/country?place=KEN&with=UGA,TZA,ETH", scheme="dark", width=1280, height=1000)
    for code in ("KEN", "UGA", "TZA", "ETH"):
        charts = page.locator(f".st-key-country-beside-{code} {CHART}")
        expect(charts).to_have_count(2)
        assert not is_uniform(pixels(page, charts.first))
    image = pixels(page)
    ground = np.array(rgb(DARK.ground))
    assert (np.abs(image.astype(int) - ground).max(axis=-1) < 14).mean() > 0.3
    water = np.array(rgb(DARK.water[3]))
    assert (np.abs(image.astype(int) - water).max(axis=-1) < 10).any()
    screenshot(page, "country-side-by-side")


def test_on_a_phone_sentence_map_and_ladder_come_in_this_order(open_page: OpenPage) -> None:
    page = open_page("/country?place=VNM", width=390, height=844, touch=True)
    assert not is_uniform(pixels(page, wait_for_map(page)))
    selectors = (".st-key-summary", ".st-key-figures", MAP_FRAME, LADDER)
    tops = [box["y"] for s in selectors if (box := page.locator(s).first.bounding_box())]
    assert len(tops) == 4
    assert tops == sorted(tops)
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0


def test_a_missing_layer_costs_its_part_only(open_page: OpenPage, server_with: StartServer) -> None:
    def damage(folder: Path) -> None:
        (folder / "region_use.parquet").unlink()

    page = open_page("/country?place=KEN&part=gaps", server=server_with(geodata=damage))
    expect(page.get_by_text("Layer region_use is missing")).to_be_visible()
    expect(page.locator(".st-key-figures")).to_contain_text("not surveyed")
    expect(page.locator(".st-key-summary")).to_contain_text("1.96 million urban people")
