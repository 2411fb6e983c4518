"""The page Utilities as a reader meets it: charts drawn, a search, the filters kept, a phone, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import is_uniform, pixels, screenshot, wait_for_app, wait_for_map
from wopmap.scene.style import THEMES, rgb

CHARTS = '[data-testid="stVegaLiteChart"]'


def holds(image: np.ndarray, colour: str, least: int) -> bool:
    """Whether a colour, give or take a little, covers at least so many pixels."""
    near = np.abs(image.astype(int) - np.array(rgb(colour))).max(axis=-1) <= 12
    return int(near.sum()) >= least


def chart(page: Page, number: int) -> np.ndarray:
    """What one of the charts looks like, counted from the top."""
    drawn = page.locator(CHARTS).nth(number)
    drawn.scroll_into_view_if_needed()
    drawn.locator("canvas, svg").first.wait_for(state="visible")
    page.wait_for_timeout(800)
    return pixels(page, drawn)


def no_wider_than(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_and_map_are_drawn_in_the_colours_of_the_theme(
    open_page: OpenPage, scheme: Literal["light", "dark"]
) -> None:
    look = THEMES[scheme]
    page = open_page("/utilities?utility=khm-ppwsa", scheme=scheme)
    assert not is_uniform(pixels(page, wait_for_map(page)))
    # Coverage has own figures (water) and reported ones (warm).
    image = chart(page, 0)
    assert holds(image, look.water[-1], 40)
    assert holds(image, look.accent, 20)
    # Four charts over time, then before and after; of non-revenue water there are reported values alone.
    image = chart(page, 5)
    assert holds(image, look.accent, 60)
    assert not holds(image, look.water[-1], 20)
    screenshot(page, f"utilities-{scheme}")


def test_a_search_leads_to_another_utility_and_the_link_to_it(open_page: OpenPage) -> None:
    page = open_page("/utilities")
    search = page.locator(".st-key-utility_search input")
    search.fill("sao paulo sabesp")
    search.press("Enter")
    page.wait_for_url("**utility=bra-sabesp**")
    wait_for_app(page)
    expect(page.locator(".st-key-summary")).to_contain_text("SABESP")
    expect(page.get_by_text("Figures of (74 places)")).to_be_visible()
    again = open_page("/utilities?" + page.url.split("?", 1)[1])
    expect(again.locator(".st-key-summary")).to_contain_text("SABESP")


def test_filters_go_along_from_page_to_page_and_back(open_page: OpenPage) -> None:
    page = open_page("/?country=KEN")
    counts = page.locator(".st-key-counts").inner_text()
    page.get_by_role("link", name="Utilities").click()
    page.wait_for_url("**/utilities**")
    wait_for_app(page)
    expect(page.get_by_text("The filters leave")).to_be_visible()
    assert "country=KEN" in page.url
    page.get_by_role("link", name="Atlas").click()
    expect(page.locator(".st-key-counts")).to_be_visible()
    wait_for_app(page)
    assert page.locator(".st-key-counts").inner_text() == counts


def test_a_phone_shows_all_and_nothing_wider_than_itself(open_page: OpenPage) -> None:
    page = open_page("/utilities?utility=ken-kiwasco", width=390, height=844, touch=True)
    no_wider_than(page, 390)
    assert not is_uniform(chart(page, 1))
    wait_for_map(page)
    assert page.locator(".legend").first.get_attribute("open") is None
    for title in ("Before and after partnerships", "Beside its peers", "The same figures as a table"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    no_wider_than(page, 390)


def test_a_click_downloads_figures_with_their_sources(open_page: OpenPage) -> None:
    page = open_page("/utilities?utility=khm-ppwsa")
    for button, name, begin in (
        ("utility-csv", "wopmap_khm-ppwsa.csv", b"\xef\xbb\xbf"),
        ("utility-xlsx", "wopmap_khm-ppwsa.xlsx", b"PK"),
    ):
        with page.expect_download() as download:
            page.locator(f".st-key-{button} button").first.click()
        assert download.value.suggested_filename == name
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(begin)
        if button == "utility-csv":
            assert b"en-phnom-penh-water-supply-authority-wikipedia" in content
            assert content.count(b"\r\n") == 13
