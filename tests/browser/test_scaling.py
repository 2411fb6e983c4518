"""Scaling up as a reader meets it: dashes that are dashes, bad numbers answered in their place, room on a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import pixels, project, shows, wait_for_app, wait_for_map
from wopmap import greatcircle, matching, scaling
from wopmap.layers import Catalogue
from wopmap.scaling.possible import possible_flows
from wopmap.scene.style import LIGHT, rgb

PARTS = ("", "?part=scenario", "?part=match&who=npl-kukl&on=nrw")


def test_possible_flows_are_dashed_where_they_should_run(open_page: OpenPage) -> None:
    """Along its middle a possible flow shows its colour in strokes with gaps; a real one shows it throughout."""
    table = Catalogue().table
    flows, countries = table("flows"), table("countries")
    known = matching.evidence(
        flows, table("operators"), countries, table("utility_performance"), table("country_use")
    )
    gaps = scaling.gaps(table("country_use"), countries[countries["iso3"].notna()], flows, "basic", 2015)
    seats = scaling.share_out(gaps, "need", 3)
    wanted = possible_flows(known, matching.standing(known), seats)
    view = {"longitude": 75.0, "latitude": 30.0, "zoom": 2.0}
    page = open_page("/scaling?placed=3&at=75,30,2", width=1280, height=900)
    canvas = wait_for_map(page)
    page.locator(".legend summary").click()
    page.wait_for_timeout(300)
    image = pixels(page, wait_for_map(page))
    box = canvas.bounding_box()
    assert box is not None
    ends = wanted[["lon", "lat", "to_lon", "to_lat"]].to_numpy(dtype=float)
    judged = 0
    for path in greatcircle.paths(*ends.T, most=64):
        places = [project(float(lon), float(lat), view, (box["width"], box["height"])) for lon, lat in path]
        along = np.concatenate([[0.0], np.hypot(*np.diff(np.array(places), axis=0).T).cumsum()])
        at = np.arange(along[-1] * 0.2, along[-1] * 0.7, 1.0)
        x, y = (np.interp(at, along, [place[axis] for place in places]) for axis in range(2))
        inside = (x > 250) & (x < box["width"] - 20) & (y > 60) & (y < box["height"] - 60)
        if inside.sum() < 60:
            continue
        on = np.array(
            [
                shows(image, (a, b), rgb(LIGHT.accent), 1, 60)
                for a, b in zip(x[inside], y[inside], strict=True)
            ]
        )
        changes = int((on[1:] != on[:-1]).sum())
        assert 0.25 < on.mean() < 0.95, f"{on.mean():.0%} of the way is coloured"
        assert changes >= 6, f"{changes} changes between stroke and gap"
        judged += 1
    assert judged, "no possible flow is in view"


def field(page: Page, label: str) -> None:
    """Choose the inputs to edit."""
    page.get_by_label("Inputs", exact=True).click()
    page.get_by_role("option", name=label, exact=True).click()
    wait_for_app(page)


def type_into(page: Page, key: str, value: str) -> None:
    box = page.locator(f".st-key-{key} input")
    box.fill(value)
    box.press("Enter")
    page.wait_for_timeout(300)
    wait_for_app(page)


def test_a_bad_number_is_answered_in_its_place_and_a_file_brings_scenarios_back(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/scaling?part=scenario", height=900)
    expect(page.get_by_text(scaling.CAVEAT).first).to_be_visible()
    field(page, "Money")
    type_into(page, "plan_a_money_low", "-4")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("-4 EUR million a year is below zero")
    # It stands under the field it is about.
    below, above = alert.bounding_box(), page.locator(".st-key-plan_a_money_low").bounding_box()
    assert below is not None
    assert above is not None
    assert 0 <= below["y"] - above["y"] < 160
    assert "plan_a" not in page.url
    type_into(page, "plan_a_money_low", "3")
    expect(alert).to_have_count(0)
    assert "money" in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Scenarios (JSON)").click()
    path = tmp_path / "scenarios.json"
    download.value.save_as(path)
    data = json.loads(path.read_text("utf-8"))
    assert data["scenarios"][0]["inputs"]["money"]["low"] == 3
    other = open_page("/scaling?part=scenario")
    other.locator('input[type="file"]').set_input_files(path)
    other.wait_for_timeout(500)
    wait_for_app(other)
    assert "money" in other.url


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_no_part_is_wider_than_the_window(
    open_page: OpenPage, width: int, scheme: Literal["light", "dark"]
) -> None:
    for part in PARTS:
        page = open_page(f"/scaling{part}", width=width, height=844, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        title = page.get_by_role("heading", name="Scaling up").bounding_box()
        choice = page.get_by_role("radiogroup").filter(has_text="Find a mentor").bounding_box()
        assert title is not None
        assert choice is not None
        assert title["y"] + title["height"] <= choice["y"] + 1  # nothing lies over the title
        page.context.close()
