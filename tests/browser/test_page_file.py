"""The page that is one file, opened from the disk without a network: it draws, moves, tells, and asks for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.unit.scenes import HOSTILE, outlines, rows, scene, times
from wopmap.cli.show import conditions
from wopmap.draw.page import Table, page
from wopmap.layers import Catalogue
from wopmap.publish import views
from wopmap.scene.style import DARK, LIGHT, rgb

Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, tmp_path: Path) -> Iterator[Opens]:
    """Open a page from the disk; at the end nothing may have been asked for but the file, nor gone wrong."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def open_file(
        content: bytes,
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_bytes(content)
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            has_touch=touch,
            offline=True,
        )
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda message: wrong.append(message.text))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        opened = context.new_page()
        opened.goto(file.as_uri())
        opened.wait_for_timeout(150)
        return opened

    yield open_file
    for context in contexts:
        context.close()
    assert len(asked) == len(contexts), asked
    assert all(url.startswith("file://") for url in asked)
    assert wrong == []


def small() -> bytes:
    tables = (Table("Partnerships", rows()),)
    return page(scene(), {"countries": outlines()}, tables, times=times(), other=scene(DARK))


def middle(page: Page, what: str) -> tuple[float, float]:
    box = page.locator(what).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def colour_at(page: Page, x: float, y: float) -> tuple[int, ...]:
    picture = np.asarray(Image.open(BytesIO(page.screenshot())).convert("RGB"))
    return tuple(int(value) for value in picture[round(y), round(x)])


def test_it_moves_tells_and_chooses(opens: Opens) -> None:
    opened = opens(small())
    x, y = middle(opened, "[data-p='0']")
    opened.mouse.move(x, y)
    assert opened.locator("#tip").inner_text() == "A mentee"
    sea = middle(opened, "[data-a='2']")
    land = middle(opened, "[data-a='0']")
    opened.mouse.move(land[0], land[1] + 40)
    assert opened.locator("#tip").inner_text() == f"{HOSTILE}\nAt least basic drinking water (2020): 95.0 %"
    assert colour_at(opened, land[0] - 20, land[1] + 40) == rgb(LIGHT.water[3])
    assert colour_at(opened, *sea) == rgb(LIGHT.water[0])

    radius = opened.locator("[data-p='0']").bounding_box()
    opened.mouse.move(x, y)
    for _ in range(3):
        opened.mouse.wheel(0, -300)
    opened.wait_for_timeout(200)
    near = opened.locator("[data-p='0']").bounding_box()
    assert radius
    assert near
    # What the pointer (at whole px) is on stays under it, and symbols keep their size while the land grows.
    assert near["x"] + near["width"] / 2 == pytest.approx(int(x) + 8 * (x - int(x)), abs=1)
    assert near["width"] == pytest.approx(radius["width"], abs=0.5)
    grown = opened.evaluate("document.getElementById('world').getCTM().a")
    opened.locator("#map").press("0")
    opened.wait_for_timeout(100)
    assert grown / opened.evaluate("document.getElementById('world').getCTM().a") == pytest.approx(
        8, rel=0.01
    )

    opened.mouse.click(*middle(opened, "[data-p='0']"))
    assert opened.locator("tbody tr:visible").count() == 1
    assert opened.locator("section.rows [role=status]").inner_text() == "1 of 2 rows"
    assert "back" in (opened.locator("[data-f='1']").get_attribute("class") or "")
    opened.get_by_role("button", name="Show all rows").click()
    assert opened.locator("tbody tr:visible").count() == 2
    opened.locator("tbody tr").nth(0).focus()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    assert "back" in (opened.locator("[data-f='0']").get_attribute("class") or "")
    assert "back" not in (opened.locator("[data-f='1']").get_attribute("class") or "")


def test_a_year_fades_what_is_not_active_and_colours_the_water(opens: Opens) -> None:
    opened = opens(small())
    opened.get_by_label("One year").check()
    for year, away, water in ((2005, False, 2018), (2010, False, 2018)):
        opened.get_by_label("Year", exact=True).fill(str(year))
        assert ("away" in (opened.locator("[data-f='0']").get_attribute("class") or "")) is away
        assert "unsaid" in (opened.locator("[data-f='1']").get_attribute("class") or "")
        words = opened.locator("#year-words").inner_text()
        assert words.startswith(
            f"1 of 2 arrows have a partnership known to be active in {year}; 1 more, drawn pale, state no year."
        )
        assert f"Household water: {water}, the nearest year there is." in words
    assert opened.locator(".water-year").inner_text() == "2018"
    assert opened.locator("[data-a='2']").get_attribute("fill") == "url(#hatch)"
    shade = opened.locator("[data-a='0']").evaluate("node => getComputedStyle(node).fill")
    assert shade == f"rgb({', '.join(str(n) for n in rgb(LIGHT.water[0]))})"
    opened.get_by_label("One year").uncheck()
    assert opened.locator(".water-year").inner_text() == "2020"
    assert opened.locator("[data-a='2']").get_attribute("fill") is None


def test_it_is_dark_for_those_who_prefer_it_and_whole_without_a_script(opens: Opens) -> None:
    dark = opens(small(), scheme="dark", script=False)
    land = middle(dark, "[data-a='0']")
    assert colour_at(dark, 5, 400) == rgb(DARK.ground)
    assert colour_at(dark, land[0] - 20, land[1] + 40) == rgb(DARK.water[3])
    assert dark.locator("tbody tr").count() == 2
    assert not dark.locator("#years").is_visible()
    dark.emulate_media(media="print")
    assert colour_at(dark, 5, 400) == rgb(LIGHT.ground)


def test_the_whole_atlas_opens_on_a_phone(opens: Opens) -> None:
    catalogue = Catalogue()
    where = conditions("level=operator")
    both = [
        views.page("atlas").view(catalogue, where, theme, title=None, fit=False) for theme in (LIGHT, DARK)
    ]
    light, dark = (view.scene for view in both)
    content = page(light, views.outlines(catalogue, light), both[0].read(), times=both[0].times, other=dark)
    assert len(content) < 2_500_000
    opened = opens(content, width=390, touch=True)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.touchscreen.tap(*middle(opened, "[data-p='3']"))
    assert opened.locator("#tip").is_visible()
    assert opened.locator("#tip").inner_text()
