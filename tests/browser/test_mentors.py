"""The page of mentors as a reader meets it: rings where mentors are, a click, who says so, no network."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import (
    click_place,
    fold_legend,
    pixels,
    project,
    size_of,
    wait_for_app,
    wait_for_map,
)
from wopmap.layers import Catalogue
from wopmap.scene.mentors import family_colours
from wopmap.scene.style import LIGHT, rgb

VIEW = {"longitude": 120.0, "latitude": 25.0, "zoom": 2.0}
AT = "at=120,25,2"


def place_of(country: str, size: tuple[float, float]) -> tuple[float, float]:
    row = Catalogue().table("countries").set_index("iso3").loc[country]
    return project(float(row["lon"]), float(row["lat"]), VIEW, size)


def shares(image: np.ndarray, at: tuple[float, float], reach: int = 22) -> dict[str, float]:
    """How much of what is near a place has the colour of each family."""
    x, y = round(at[0]), round(at[1])
    part = image[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach, :3].astype(int)
    return {
        family: float((np.abs(part - np.array(rgb(colour))).sum(axis=-1) < 30).mean())
        for family, colour in family_colours(LIGHT).items()
    }


def test_a_ring_shows_every_family_a_country_has_and_a_click_opens_it(open_page: OpenPage) -> None:
    page = open_page(f"/mentors?{AT}", width=1280, height=900)
    size = size_of(page)
    fold_legend(page)
    found = shares(pixels(page, wait_for_map(page)), place_of("JPN", size))
    # Japan: solidarity 4, organisational 3, domestic political 8, commercial 11 of 26 statements.
    assert found["commercial"] > found["domestic_political"] > found["solidarity"] > 0.005
    assert found["organisational"] > 0.005
    click_place(page, place_of("JPN", size), re.compile("pick=JPN"))
    card = page.locator(".st-key-mentor-card")
    expect(card).to_contain_text("Japan")
    expect(card).to_contain_text("export strategy for water technology")
    expect(card).to_contain_text("Attributed by others")


def test_inferred_goes_in_one_click_and_a_cell_opens_its_statements(open_page: OpenPage) -> None:
    page = open_page("/mentors", width=1280, height=1000)
    wait_for_map(page)
    page.get_by_role("button", name=re.compile(r"^Inferred \(\d+\)$")).click()
    page.wait_for_url(re.compile("said=stated_by_mentor"), timeout=20000)
    wait_for_app(page)
    expect(page.locator(".st-key-counts")).to_contain_text("146 of 186 statements shown")
    cell = page.locator('.st-key-mentors-matrix [aria-label*="Japan"][aria-label*="Trade"]').last
    cell.scroll_into_view_if_needed()
    cell.click(force=True)
    page.wait_for_url(re.compile("cell=JPN"), timeout=20000)
    expect(page.get_by_text("Fujiwara finds that major utilities seek business abroad")).to_be_visible()
    expect(page.get_by_text("Inferred, ")).to_have_count(0)


def test_the_profile_of_a_link_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/mentors?by=mentor&pick=bfa-onea&part=profile", width=390, height=844, scheme="dark")
    wait_for_map(page)
    expect(page.get_by_text("Help handed on")).to_be_attached()
    expect(page.locator(".st-key-mentor-card")).to_contain_text("ONEA")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
