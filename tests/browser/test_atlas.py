"""The atlas as a reader meets it: arrows where they belong, a click, a link, a dark room, a phone, no network."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage, StartServer
from tests.browser.looking import (
    CLICK_TRIES,
    click_place,
    fold_legend,
    is_uniform,
    pixels,
    project,
    screenshot,
    size_of,
    wait_for_app,
    wait_for_map,
)
from tests.browser.serving import Server
from tests.copies import rewrite
from wopmap import greatcircle
from wopmap.flows import merge, prepare
from wopmap.layers import Catalogue
from wopmap.scene.style import DARK, LIGHT, rgb


def warm(image: np.ndarray, at: tuple[float, float], reach: int = 4) -> bool:
    """Whether something of the mentoring's warm colours is near a place: red well above blue and green."""
    x, y = round(at[0]), round(at[1])
    part = image[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1].astype(int)
    return bool(((part[..., 0] - part[..., 2] > 25) & (part[..., 0] - part[..., 1] > 25)).any())


def test_arrows_run_where_the_great_circles_run(open_page: OpenPage) -> None:
    view = {"longitude": 20.0, "latitude": 15.0, "zoom": 1.5}
    page = open_page("/?colour=none&at=20,15,1.5", width=1280, height=900)
    size = size_of(page)
    fold_legend(page)
    image = pixels(page, wait_for_map(page))
    catalogue = Catalogue()
    edges = merge(prepare(catalogue.table("flows")), "country", countries=catalogue.table("countries"))
    thick = edges[~edges["self"].astype(bool)].head(25)
    ends = thick[["origin_lon", "origin_lat", "destination_lon", "destination_lat"]].to_numpy(dtype=float)
    seen = []
    for path in greatcircle.paths(*ends.T, most=40):
        middle = path[round(len(path) * 0.6)]
        at = project(float(middle[0]), float(middle[1]), view, size)
        if 130 < at[0] < size[0] - 20 and 60 < at[1] < size[1] - 40:
            seen.append(warm(image, at))
    assert len(seen) >= 10, "too few arrows in view to judge"
    assert np.mean(seen) > 0.9, f"{np.mean(seen):.0%} of {len(seen)} arrows are where they should be"


def test_a_flow_over_the_pacific_is_whole(open_page: OpenPage) -> None:
    """Between Japan and Fiji or Samoa nothing may jump at 180 degrees, whatever the centre."""
    for centre in (170.0, -170.0):
        view = {"longitude": centre, "latitude": 10.0, "zoom": 2.0}
        page = open_page(f"/?level=operator&colour=none&at={centre:g},10,2", width=1280, height=900)
        size = size_of(page)
        fold_legend(page)
        image = pixels(page, wait_for_map(page))
        flows = Catalogue().table("flows")
        across = flows[
            (flows["mentor_lon"] - flows["mentee_lon"]).abs().gt(180) & flows["mentor_region"].notna()
        ]
        ends = across[["mentor_lon", "mentor_lat", "mentee_lon", "mentee_lat"]].to_numpy(dtype=float)
        checked = []
        for path in greatcircle.paths(*ends.T, most=40):
            for lon, lat in path[len(path) // 3 : -1]:
                near = lon + 360 * round((centre - lon) / 360)
                at = project(near, lat, view, size)
                if 120 < at[0] < size[0] - 20 and 60 < at[1] < size[1] - 40:
                    checked.append(warm(image, at))
        assert len(checked) >= 5
        assert np.mean(checked) > 0.9


def test_a_click_on_a_flow_opens_its_card(open_page: OpenPage) -> None:
    view = {"longitude": 20.0, "latitude": 15.0, "zoom": 1.5}
    page = open_page("/?at=20,15,1.5&country=UGA&side=mentee", width=1280, height=900)
    size = size_of(page)
    edges = merge(
        prepare(Catalogue().table("flows")), "country", countries=Catalogue().table("countries")
    ).set_index("edge_id")
    edge = edges.loc["NLD>UGA"]
    path = greatcircle.paths(
        [edge["origin_lon"]], [edge["origin_lat"]], [edge["destination_lon"]], [edge["destination_lat"]]
    )[0]
    lon, lat = path[round(len(path) * 0.6)]
    click_place(page, project(lon, lat, view, size), re.compile("pick="))
    expect(page.locator(".st-key-card")).to_contain_text("Netherlands → Uganda")
    expect(page.locator(".st-key-card")).to_contain_text("4 partnerships")


def test_a_link_shows_the_same_again(open_page: OpenPage) -> None:
    address = "/?country=KEN&years=2010-2020&level=operator&colour=topic&at=36.00,0.00,3.00"
    first = open_page(address)
    words = first.locator(".st-key-summary").inner_text()
    counts = first.locator(".st-key-counts").inner_text()
    assert "of 312 partnerships shown" in counts
    again = open_page("/?" + first.url.split("?", 1)[1])
    assert again.locator(".st-key-summary").inner_text() == words
    assert again.locator(".st-key-counts").inner_text() == counts
    view = {"longitude": 36.0, "latitude": 0.0, "zoom": 3.0}
    image = pixels(again, wait_for_map(again))
    # Nairobi's mentee symbol lies where the link's view puts Nairobi.
    assert warm(image, project(36.82, -1.29, view, size_of(again)), reach=8)


def test_zoom_buttons_and_going_to_a_country_move_the_map_and_filters_do_not(open_page: OpenPage) -> None:
    page = open_page("/?at=0.00,20.00,2.00")
    # As soon as there is a button: a click before the first look at the map must not be lost.
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile(r"at=0\.00%2C20\.00%2C3\.00"), timeout=20000)
    # What is typed into a list while the page is drawn anew is lost.
    wait_for_app(page)
    page.get_by_role("combobox", name="Go to").fill("Kenya")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"at=3[5-9]\."), timeout=30000)
    wait_for_app(page)
    there = re.search(r"at=[^&]*", page.url)
    assert there is not None
    page.get_by_text("Regions", exact=True).click()
    page.wait_for_url(re.compile("level=region"), timeout=20000)
    wait_for_app(page)
    assert there.group() in page.url


def arrows_of(page: Page) -> set[str]:
    """Flows the map has fetched last, by their name."""
    addresses = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    last = [address for address in addresses if "/geo/flows-" in address][-1]
    found = page.request.get(last).json()["features"]
    return {f["properties"]["id"] for f in found if f["geometry"]["type"] == "Point"}


def test_flows_split_and_merge_with_the_zoom_unless_the_level_is_fixed(open_page: OpenPage) -> None:
    rows = Catalogue().table("flows")
    pairs = {
        "operator": set(rows["mentor_id"] + ">" + rows["mentee_id"]),
        "country": {
            f"{row.mentor_country}>{row.mentee_country}"
            for row in rows.itertuples()
            if row.mentor_country != row.mentee_country
        },
    }
    page = open_page("/?at=10.00,20.00,3.00")
    wait_for_map(page)
    assert arrows_of(page) == pairs["country"]
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile(r"at=10\.00%2C20\.00%2C4\.00"), timeout=30000)
    wait_for_app(page)
    wait_for_map(page)
    assert arrows_of(page) == pairs["operator"]
    fixed = open_page("/?at=10.00,20.00,4.00&level=country")
    wait_for_map(fixed)
    assert arrows_of(fixed) == pairs["country"]


def test_a_bar_is_a_filter_and_the_map_follows(open_page: OpenPage) -> None:
    page = open_page("/?beside=charts&level=country")
    bars = page.locator(".st-key-chart-modalities- canvas, .st-key-chart-modalities- svg").first
    bars.wait_for(timeout=20000)
    box = bars.bounding_box()
    assert box is not None
    # The first bar is the longest, under the title.
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + 27)
    page.wait_for_url(re.compile("modality=north_south"), timeout=20000)
    wait_for_app(page)
    rows = Catalogue().table("flows")
    wanted = rows[rows["modality"] == "north_south"]
    expect(page.locator(".st-key-counts")).to_contain_text(
        f"{wanted['wop_id'].nunique()} of 312 partnerships"
    )
    wait_for_map(page)
    assert arrows_of(page) == set(wanted["mentor_country"] + ">" + wanted["mentee_country"])


def test_where_help_is_missing_tells_its_numbers_on_hover(open_page: OpenPage) -> None:
    view = {"longitude": 79.0, "latitude": 22.0, "zoom": 3.0}
    page = open_page("/?show=missing&at=79,22,3", width=1280, height=900)
    box = wait_for_map(page).bounding_box()
    assert box is not None
    x, y = project(79.0, 22.0, view, (box["width"], box["height"]))
    tip = page.locator(".deck-tooltip")
    for nudge in range(CLICK_TRIES):
        page.mouse.move(box["x"] + x + nudge, box["y"] + y)
        page.wait_for_timeout(1500)
        if "India" in (tip.text_content() or ""):
            break
    expect(tip).to_contain_text("urban people without at least basic water")
    expect(tip).to_contain_text("active in 2015 or later")
    expect(page.locator(".legend")).to_contain_text("1 million people and more")
    expect(page.locator(".legend")).to_contain_text("3 and more")


def test_years_play_and_pause(open_page: OpenPage) -> None:
    page = open_page()
    wait_for_map(page)
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for(timeout=15000)
    page.wait_for_timeout(4000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for(timeout=15000)
    page.wait_for_url(re.compile(r"years=\d{4}"), timeout=15000)
    wait_for_app(page)
    expect(page.locator(".st-key-counts")).to_contain_text("outside the years")


def test_dark_theme_is_drawn_in_dark_colours(open_page: OpenPage) -> None:
    page = open_page(scheme="dark")
    image = pixels(page, wait_for_map(page))
    ground = np.array(rgb(DARK.ground))
    sea = (np.abs(image.astype(int) - ground).max(axis=-1) < 12).mean()
    assert sea > 0.15, f"only {sea:.0%} of the map is the dark sea"
    light = (np.abs(image.astype(int) - np.array(rgb(LIGHT.ground))).max(axis=-1) < 6).mean()
    assert light < 0.02


def test_on_a_phone_sentence_map_and_table_come_in_this_order_without_sideways_scrolling(
    open_page: OpenPage,
) -> None:
    page = open_page(width=390, height=844, touch=True)
    assert not is_uniform(pixels(page, wait_for_map(page)))
    tops = [
        page.locator(selector).first.bounding_box()
        for selector in (
            ".st-key-summary",
            '[data-testid="stDeckGlJsonChart"]',
            ".st-key-partnership-table",
        )
    ]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 3
    assert heights == sorted(heights)
    wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    screenshot(page, "atlas-phone")


@pytest.mark.parametrize("layer", ["flows", "country_use"])
def test_a_damaged_layer_is_named_and_the_data_page_still_works(
    layer: str, server_with: StartServer, open_page: OpenPage
) -> None:
    def damage(folder) -> None:  # type: ignore[no-untyped-def]
        file = folder / f"{layer}.parquet"
        file.write_bytes(file.read_bytes()[:-100])

    broken = server_with(geodata=damage)
    page = open_page(server=broken)
    expect(page.get_by_test_id("stAlert").first).to_contain_text(f"Layer {layer} is damaged")
    page.get_by_role("link", name="Data").click()
    wait_for_app(page)
    expect(page.get_by_text("operators", exact=True).first).to_be_visible()


HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) =HYPERLINK("http://x")'


def test_a_hostile_name_is_text_in_hover_card_and_table(
    server_with: StartServer, open_page: OpenPage
) -> None:
    seat: dict[str, float] = {}

    def rename(folder: Path) -> None:
        changed = {}
        for name, ids, names in (
            ("flows", ["mentor_id"], ["mentor"]),
            ("operators", ["operator_id"], ["name", "short_name"]),
        ):
            rows = Catalogue().geo(name)
            mine = rows[ids[0]] == "arg-absa"
            rows.loc[mine, names] = HOSTILE
            if name == "operators":
                seat.update(rows.loc[mine, ["lon", "lat"]].iloc[0].to_dict())
            changed[name] = rows
        rewrite(folder, changed)

    hostile = server_with(geodata=rename)
    address = "/?level=operator&country=ARG&side=mentor&pick=mentor:arg-absa&at={lon:.2f},{lat:.2f},6.00"
    page = open_page(address.format(**seat), server=hostile)
    box = wait_for_map(page).bounding_box()
    assert box is not None
    tip = page.locator(".deck-tooltip")
    for nudge in range(CLICK_TRIES):
        page.mouse.move(box["x"] + box["width"] / 2 + nudge % 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(1500)
        if "onerror" in (tip.text_content() or ""):
            break
    assert "<img src=x onerror=alert(1)>" in (tip.text_content() or "")
    expect(page.locator(".st-key-card")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("img[src='x']").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith('webgl') ? null : get.call(this, kind, ...more);
};"""


def test_a_browser_that_draws_no_map_says_so_and_shows_the_rest(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(NO_WEBGL)
    try:
        page = context.new_page()
        page.goto(server.url)
        expect(page.get_by_text("This browser draws no map")).to_be_visible(timeout=30_000)
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=30_000)
        wait_for_app(page)
        screenshot(page, "no-webgl")
    finally:
        context.close()
