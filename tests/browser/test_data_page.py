"""The page Data as a browser shows it: files that are those of the manifest, and room on a phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import wait_for_app
from tests.browser.serving import ROOT

OpenPage = Callable[..., Page]
PARTS = ("Layers", "Dictionary", "Sources", "What is missing")


def taken(page: Page, layer: str, button: str) -> tuple[str, bytes]:
    """Name and content of what a button of a layer downloads."""
    with page.expect_download() as download:
        page.locator(f".st-key-data-row-{layer}").get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_click_downloads_the_file_of_the_manifest_and_a_table(open_page: OpenPage) -> None:
    page = open_page("/data")
    entry = json.loads((ROOT / "geodata" / "manifest.json").read_text("utf-8"))["layers"]["operators"]
    name, content = taken(page, "operators", "GeoParquet")
    assert name == "operators.parquet"
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    name, content = taken(page, "operators", "CSV")
    assert name == "operators.csv"
    assert content.startswith(b"\xef\xbb\xbfoperator_id,")
    assert content.count(b"\r\n") >= entry["rows"] + 1


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_part_is_wider_than_the_window(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page("/data", width=width, height=844, scheme=scheme)
    for part in PARTS:
        page.get_by_role("tab", name=part).click()
        wait_for_app(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        overflowing = page.evaluate(
            "[...document.querySelectorAll('.stTabs p, .stTabs td')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.innerText)"
        )
        assert overflowing == []


def test_the_dictionary_of_a_layer_is_in_the_link(open_page: OpenPage) -> None:
    page = open_page("/data?layer=flows")
    assert page.get_by_role("tab", name="Dictionary").get_attribute("aria-selected") == "true"
    assert page.get_by_text("mentor_motives").count() > 0
    page.get_by_role("tab", name="Layers").click()
    wait_for_app(page)
    assert "layer=" not in page.url
