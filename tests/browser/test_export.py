"""A view taken away in a real browser: what is downloaded is what the command line writes for the same link."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import wait_for_app
from wopmap.publish.snapshot import Order, snapshot


def test_the_picture_of_the_page_is_the_picture_of_its_link(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/?country=KEN&colour=none")
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Take this view away")).to_be_visible()
    dialog.get_by_label("Format").click()
    page.get_by_role("option", name="SVG, to edit").click()
    wait_for_app(page)
    dialog.get_by_role("button", name="Make the picture").click()
    button = dialog.get_by_role("button", name="Download wopmap_KEN_flows.svg")
    expect(button).to_be_visible(timeout=30_000)
    expect(dialog.get_by_role("img")).to_be_visible()
    with page.expect_download() as waiting:
        button.click()
    kept = tmp_path / "kept.svg"
    waiting.value.save_as(kept)
    assert waiting.value.suggested_filename == "wopmap_KEN_flows.svg"
    written = snapshot("atlas", parse_qs("country=KEN&colour=none"), Order(form="svg"))
    assert kept.read_bytes() == written.content
