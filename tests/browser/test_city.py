"""The page of a city as a reader meets it: zones where they belong, a click, the row, the link, a phone."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.dataset as ds
import shapely
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import click_place, pixels, project, shows, wait_for_app, wait_for_map
from wopmap.layers import Catalogue
from wopmap.scene.style import DARK, EVEN_BREAKS, LIGHT, class_of, rgb

VIEW = {"longitude": 36.85, "latitude": -1.30, "zoom": 10.6}
AT = "36.8500,-1.3000,10.60"
LINK = f"/city?city=ken-nairobi&indicator=piped_total&year=2019&at={AT}"


def middles(city_id: str, level: str) -> dict[str, tuple[float, float]]:
    """A point well inside each zone that has an outline, by zone_id."""
    zones = Catalogue().geo("zones", ["zone_id", "level"], ds.field("city_id") == city_id)
    zones = zones[(zones["level"] == level).to_numpy(bool) & zones.geometry.notna().to_numpy()]
    points = shapely.get_coordinates(shapely.point_on_surface(zones.geometry.to_numpy()))
    return {str(z): (float(x), float(y)) for z, (x, y) in zip(zones["zone_id"], points, strict=True)}


def canvas_size(page: Page) -> tuple[float, float]:
    box = wait_for_map(page).bounding_box()
    assert box is not None
    return box["width"], box["height"]


def test_zones_have_the_colour_of_their_share_and_a_click_marks_row_and_link(open_page: OpenPage) -> None:
    page = open_page(LINK, width=1280, height=900)
    size = canvas_size(page)
    page.locator(".legend summary").click()
    page.wait_for_timeout(400)
    image = pixels(page, wait_for_map(page))
    use = Catalogue().table("zone_use", where=ds.field("city_id") == "ken-nairobi")
    use = use[(use["year"] == 2019) & (use["indicator"] == "piped_total")].set_index("zone_id")["share"]
    places = {zone: project(*at, VIEW, size) for zone, at in middles("ken-nairobi", "sub-county").items()}
    assert len(places) == 7
    right = [
        shows(image, at, rgb(LIGHT.water[class_of(float(use[zone]), EVEN_BREAKS)]), reach=12, tolerance=14)
        for zone, at in places.items()
    ]
    assert sum(right) >= 6, right  # a label or an arrow may lie on one

    chosen = "ken-nairobi/sub-county/nairobi-city-kibra"
    click_place(
        page,
        places[chosen],
        re.compile(r"zone=ken-nairobi(%2F|/)sub-county(%2F|/)nairobi-city-kibra"),
    )
    wait_for_app(page)
    expect(page.get_by_role("heading", name="Kibra")).to_be_visible()
    expect(page.get_by_text("Chosen: Kibra.")).to_be_visible()
    # The link alone brings the same back.
    again = open_page(page.url[page.url.index("/city") :])
    expect(again.get_by_role("heading", name="Kibra")).to_be_visible()


def test_dots_in_the_dark_and_labels_at_the_edge(open_page: OpenPage) -> None:
    page = open_page(LINK + "&show=dots", width=1280, height=900, scheme="dark")
    size = canvas_size(page)
    assert size[0] > 500
    image = pixels(page, wait_for_map(page)).astype(int)
    counts = {
        name: int((np.abs(image - np.array(rgb(DARK.change[end]))).max(axis=-1) < 25).sum())
        for name, end in (("without", 0), ("with", 4))
    }
    assert min(counts.values()) > 400, counts
    labels = page.locator(".edges span")
    expect(labels).to_have_count(3)
    texts = labels.all_inner_texts()
    assert any(re.fullmatch(r"from NWSC, Kampala, 505 km", text) for text in texts), texts
    # Help from Kampala comes in from the west, north of west: its label lies at the left edge.
    box = page.get_by_text("from NWSC, Kampala, 505 km").bounding_box()
    frame = page.locator('[class*="st-key-city-map"][class*="-frame"]').first.bounding_box()
    assert box is not None
    assert frame is not None
    assert box["x"] - frame["x"] < 60
    expect(page.locator(".scale span")).to_have_text(re.compile(r"^\d+ (km|m)$"))
    expect(page.locator("img.picture")).to_have_attribute("alt", re.compile("from NWSC, Kampala"))
    assert page.locator("img.picture").evaluate("image => image.naturalWidth") > 0


def test_on_a_phone_come_sentence_map_and_table_in_that_order_without_sideways_scrolling(
    open_page: OpenPage,
) -> None:
    page = open_page(
        "/city?city=lka-colombo-district&indicator=piped_total&show=change", width=390, height=844
    )
    tops = []
    for part in ("h1", '[data-testid="stDeckGlJsonChart"]', '[data-testid="stDataFrame"]'):
        box = page.locator(part).first.bounding_box()
        assert box is not None, part
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 391, part
        tops.append(box["y"])
    assert tops == sorted(tops)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_a_typed_name_need_not_be_spelt_right(open_page: OpenPage) -> None:
    page = open_page("/city?city=ken-nairobi")
    box = page.get_by_role("combobox", name=re.compile("City")).first
    box.click()
    box.fill("Colmbo")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("city=lka-colombo"), timeout=15_000)
    wait_for_app(page)
    expect(page.get_by_role("heading", name="Colombo, Sri Lanka")).to_be_visible()


def test_the_table_is_the_keyboards_way_to_a_zone(open_page: OpenPage) -> None:
    """Arrows move in the table, Shift and space choose the row: the second from the worst is Dagoretti."""
    page = open_page("/city?city=ken-nairobi")
    table = page.locator('[data-testid="stDataFrame"] canvas[data-testid="data-grid-canvas"]').first
    table.scroll_into_view_if_needed()
    table.focus()
    for key in ("ArrowDown", "ArrowRight", "Shift+Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    page.wait_for_url(re.compile(r"zone="), timeout=10_000)
    wait_for_app(page)
    expect(page.get_by_role("heading", name="Dagoretti")).to_be_visible()
