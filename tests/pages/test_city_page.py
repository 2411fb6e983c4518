"""The page of a city without a browser: its figures are those of the command line, its link is its state."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import opening
from tests.pages.opening import as_read
from wopmap.city import as_numbers, places, profile, read
from wopmap.cli import main
from wopmap.layers import Catalogue
from wopmap.scene.model import Points, Scene, View
from wopmap.scene.style import LIGHT
from wopmap.ui.city import entrance
from wopmap.words import THIN_SPACE, grouped

ROOT = Path(__file__).resolve().parents[2]
opened = partial(opening.opened, "city")
CATALOGUE = Catalogue(ROOT / "geodata")


def said(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.warning, *page.subheader, *page.title]
    return "\n".join(as_read(element.value) for element in parts).replace(THIN_SPACE, " ")


def zone_frame(page: AppTest) -> pd.DataFrame:
    return next(frame.value for frame in page.dataframe if "zone_id" in frame.value)


@pytest.mark.parametrize(
    ("city_id", "indicator", "year"),
    [
        ("ken-nairobi", "piped_total", "2019"),
        ("lka-colombo", "piped_on_premises", "2012"),
        ("bra-recife", "piped_total", "2000"),
        ("bgd-dhaka", "piped_into_dwelling", "2017"),
    ],
)
def test_the_page_shows_the_numbers_of_the_command_line(
    city_id: str, indicator: str, year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = f"indicator={indicator}&year={year}"
    assert main(["show", "city", city_id, "--where", where, "--format", "json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    page = opened(city=city_id, indicator=indicator, year=year)
    words = said(page)
    assert f"{grouped(numbers['without'])} did not".replace(THIN_SPACE, " ") in words
    assert f"Gap between them {numbers['gap_pp']:.1f} percentage points" in words
    assert f"Gini of the zones {numbers['gini']:.3f}" in words
    assert (
        f"Worst fifth of the zones holds {numbers['worst_fifth_share'] * 100:.1f} % of those without" in words
    )
    table = zone_frame(page)
    assert table["zone_id"].tolist() == [row["zone_id"] for row in numbers["zones"]]
    assert table["share"].tolist() == pytest.approx([row["share"] * 100 for row in numbers["zones"]])
    for caveat in numbers["caveats"]:
        assert caveat in words
    documents = {document["title"] or document["source_id"] for document in numbers["sources"]}
    assert all(title in words for title in documents)


def test_the_link_is_the_state() -> None:
    page = opened(city="ken-nairobi", indicator="piped_total", year="2019")
    assert page.query_params == {"city": "ken-nairobi", "indicator": "piped_total", "year": "2019"}
    page.selectbox(key="city_indicator").set_value("public_tap").run()
    assert page.query_params["indicator"] == "public_tap"
    assert "Public tap" in said(page)
    page.selectbox(key="city_level").set_value("county").run()
    assert page.query_params["level"] == "county"
    assert len(zone_frame(page)) == 1


def test_levels_are_one_list_and_never_added_together() -> None:
    page = opened(city="bra-recife")
    levels = page.selectbox(key="city_level").options
    assert len(levels) > 1
    rows = {
        len(zone_frame(opened(city="bra-recife", level=level))) for level in ("bairro", "rpa", "municipality")
    }
    assert rows == {94, 6, 1}


def test_another_city_keeps_the_indicator_and_forgets_the_zone() -> None:
    page = opened(
        city="ken-nairobi",
        indicator="piped_total",
        zone="ken-nairobi/sub-county/nairobi-city-kibra",
        at="36.8,-1.3,11",
    )
    assert "number 1 of 11 from the worst" in said(page) or "of 11 from the worst" in said(page)
    page.selectbox(key="city_place").set_value("lka-colombo").run()
    assert page.query_params == {"city": "lka-colombo", "indicator": "piped_total"}
    assert "Colombo, Sri Lanka" in said(page)


def test_years_of_the_filters_choose_the_census() -> None:
    assert "In 2010" in said(opened(city="mex-tijuana", years="2005-2012"))
    assert "In 2020" in said(opened(city="mex-tijuana", years="2015-2024"))
    chosen = said(opened(city="mex-tijuana", years="2015-2024", year="2010"))
    assert "In 2010" in chosen


def test_years_filter_the_partnerships_too() -> None:
    everything = said(opened(city="ken-nairobi"))
    assert "3 of 3 partnerships shown." in everything
    words = said(opened(city="ken-nairobi", years="2014-2015"))
    assert re.search(r"2 of 3 partnerships shown; 1 hidden: 1 with year not stated\.", words), words


def test_what_may_not_be_compared_is_said_with_its_reason() -> None:
    words = said(opened(city="lka-colombo-district", indicator="piped_total"))
    assert "2012 to 2024: All piped water, whoever supplies it, in both censuses." in words
    refused = said(opened(city="lka-colombo-district", indicator="rainwater"))
    verdict = profile(read(CATALOGUE, "lka-colombo-district"), indicator="rainwater").comparisons
    assert verdict
    assert all(not found.ok for found in verdict.values())
    assert "are not compared. The census of 2012 split piped water by where the tap is" in refused
    assert not [box for box in opened(city="ken-nairobi").segmented_control if "Change" in box.options]


def test_census_and_utility_stand_side_by_side() -> None:
    words = said(opened(city="ken-kisumu-county"))
    city = read(CATALOGUE, "ken-kisumu-county")
    for row in city.service.itertuples():
        assert f"{row.year}, census. {row.share * 100:.1f} % of" in words
    coverage = city.reported[city.reported["indicator"] == "water_coverage_pct"]
    assert len(coverage)
    for row in coverage.itertuples():
        year = "year not stated" if pd.isna(row.year) else row.year
        assert f"{year}, KIWASCO itself. Water coverage {row.value:g} %" in words
    assert "The two differ: area, year and definition are not the same." in words
    assert "The utility's own coverage figure is not on file." in said(opened(city="ken-nairobi"))


def test_a_city_without_zones_gets_an_honest_page() -> None:
    page = opened(city="uga-kampala")
    words = said(page)
    assert "There are no household figures by zone for Kampala yet." in words
    assert "17 of 17 partnerships shown." in words
    assert "Survey region Kampala" in words
    assert "import outlines FILE --city uga-kampala" in page.code[0].value
    assert not [frame for frame in page.dataframe if "zone_id" in frame.value]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"city": "ken-nairoby"}, 'This link asked for the city "ken-nairoby", which is not known.'),
        ({"city": "ken-nairobi", "indicator": "gold"}, 'This city has no figures by the indicator "gold"'),
        ({"city": "ken-nairobi", "level": "moon"}, 'This city has no figures by the level "moon"'),
        ({"city": "ken-nairobi", "year": "1999"}, "There is no census of 1999 here; showing 2019."),
        (
            {"city": "ken-nairobi", "year": "soon"},
            'This link asked for the census of "soon", which is no year.',
        ),
        ({"city": "ken-nairobi", "show": "heat"}, 'This link asked to show "heat"'),
    ],
)
def test_bad_links_are_answered_in_sentences(query: dict[str, str], sentence: str) -> None:
    assert sentence in said(opened(**query))


def test_before_a_city_is_chosen_all_are_listed() -> None:
    page = opened()
    known = places(CATALOGUE)
    number = int((known["zones"] > 0).sum())
    assert f"{number} cities have household figures by zone" in said(page)
    assert len(page.dataframe[0].value) == number


def test_hostile_links_do_no_harm() -> None:
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) :red[b]"
    for name in ("city", "indicator", "zone", "pick"):
        page = opened(**{"city": "ken-nairobi", name: hostile})
        written = "\n".join(e.value for e in [*page.markdown, *page.warning, *page.caption])
        assert not re.search(r"(?<!\\)<img|(?<!\\)\]\(javascript|(?<!\\):red", written)


def test_numbers_are_those_of_the_core() -> None:
    found = profile(read(CATALOGUE, "zaf-ethekwini-durban"))
    numbers = as_numbers(found)
    words = said(opened(city="zaf-ethekwini-durban"))
    assert grouped(numbers["without"]).replace(THIN_SPACE, " ") in words
    assert "10 of 103 wards have no place yet" in words


def test_a_point_of_the_atlas_leads_to_its_city_with_the_filters() -> None:
    page = opening.opened("atlas", topic="nrw")
    page.session_state[entrance.WANTED] = "ken-nairobi"
    page.run()
    assert not page.exception
    assert "Nairobi, Kenya" in said(page)
    assert page.query_params == {"city": "ken-nairobi", "topic": "nrw"}


def test_every_city_with_figures_and_a_place_is_a_point_of_the_atlas() -> None:
    known = places(CATALOGUE)
    wanted = known[(known["zones"] > 0) & known["lon"].notna()]
    bare = Scene("", "", "", LIGHT, View(0, 0, 1), (), ())
    points = entrance.with_cities(bare).layer("cities")
    assert isinstance(points, Points)
    assert set(points.keys) == {f"city:{city_id}" for city_id in wanted["city_id"]}
    at = points.keys.index("city:ken-nairobi")
    row = wanted.set_index("city_id").loc["ken-nairobi"]
    assert (points.lon[at], points.lat[at]) == (row["lon"], row["lat"])
