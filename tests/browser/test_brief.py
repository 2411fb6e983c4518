"""The brief as a reader gets it: a click on the page of a city or a country brings the file the command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage
from wopmap.layers import Catalogue
from wopmap.publish.brief import brief


@pytest.mark.parametrize(
    ("address", "identity"), [("/city?city=lka-galle", "lka-galle"), ("/country?place=FJI", "FJI")]
)
def test_a_click_brings_the_brief(open_page: OpenPage, address: str, identity: str) -> None:
    page = open_page(address)
    button = page.get_by_role("button", name="Brief to print (PDF)")
    if identity == "FJI":
        page.get_by_role("button", name="Download", exact=True).first.click()
    button.scroll_into_view_if_needed()
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == f"wopmap_{identity}_brief.pdf"
    assert Path(download.value.path()).read_bytes() == brief(Catalogue(), identity).content
