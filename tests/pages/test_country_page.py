"""The page of a country without a browser."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import opening
from tests.pages.opening import as_read, said
from wopmap.country import as_numbers, profile, read
from wopmap.country.sentences import help_sentence, water_sentence
from wopmap.layers import Catalogue
from wopmap.selection import Selection
from wopmap.ui.country import loaders

ROOT = Path(__file__).resolve().parents[2]
opened = partial(opening.opened, "country")
GEODATA = ROOT / "geodata"
CATALOGUE = Catalogue(GEODATA)
SOURCES, COUNTRIES = CATALOGUE.table("sources"), CATALOGUE.table("countries")


def sentence_of(iso3: str, selection: Selection, residence: str = "urban") -> str:
    found = profile(read(CATALOGUE, iso3), selection, SOURCES, COUNTRIES)
    return " ".join(f"{help_sentence(found)} {water_sentence(found, residence)}".split())


def charts(page: AppTest) -> list[dict]:
    return [json.loads(element.proto.spec) for element in page.get("vega_lite_chart")]


def address(page: AppTest) -> dict[str, str]:
    return {
        name: value[0] if isinstance(value, list) else value
        for name, value in dict(page.query_params).items()
    }


@pytest.mark.parametrize(
    ("query", "selection", "residence"),
    [
        ({"place": "KEN"}, Selection(), "urban"),
        ({"place": "NLD", "people": "total"}, Selection(), "total"),
        ({"place": "FJI", "years": "2015"}, Selection(years=(2015, 2015)), "urban"),
        ({"place": "KEN", "country": "UGA"}, Selection(countries=("UGA",)), "urban"),
    ],
)
def test_a_link_shows_its_country_under_its_filters(
    query: dict[str, str], selection: Selection, residence: str
) -> None:
    page = opened(query)
    assert page.title[0].value == str(COUNTRIES.set_index("iso3").at[query["place"], "name"])
    assert sentence_of(query["place"], selection, residence) in said(page)
    assert address(page) == query
    numbers = as_numbers(profile(read(CATALOGUE, query["place"]), selection, SOURCES, COUNTRIES))[
        "partnerships"
    ]
    assert page.metric[0].value == f"{numbers['received']}, {numbers['given']}"
    assert f"{numbers['shown']} of {numbers['total']} partnership" in said(page)


def test_another_country_is_chosen_and_its_link_written() -> None:
    page = opened({"place": "KEN", "with": "UGA", "pick": "KEN>KEN", "at": "36.00,0.00,5.00"})
    page.selectbox(key="country_place").set_value("UGA").run()
    assert page.title[0].value == "Uganda"
    # It stands no longer beside itself, and neither choice nor view of the other country stays.
    assert address(page) == {"place": "UGA"}


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("partnerships", "9 of 9 partnerships shown."),
        ("water", "Without at least basic drinking water"),
        (
            "gaps",
            "Malaria Indicator Survey, 2015, at least basic drinking water: Eastern 42.4 %, Nairobi 97.7 %",
        ),
        ("operators", "Cities with figures by zone"),
        ("motives", "Stated by the mentor"),
        ("utilities", "definitions differ"),
        ("sources", "What is not known, and who would know"),
    ],
)
def test_each_part_can_be_read(part: str, expected: str) -> None:
    page = opened({"place": "KEN", "part": part})
    assert expected in said(page)
    assert address(page).get("part", "partnerships") == part


def test_conditions_at_home_of_a_mentor() -> None:
    words = said(opened({"place": "NLD", "part": "motives"}))
    rows = CATALOGUE.table("home_conditions")
    for detail in rows.loc[rows["country_iso3"] == "NLD", "detail"]:
        assert " ".join(detail.split()) in words


def test_four_countries_side_by_side_with_the_same_scales() -> None:
    page = opened({"place": "KEN", "with": "UGA,TZA,TWN"})
    words = said(page)
    for name in ("Kenya", "Uganda", "Tanzania", "Taiwan"):
        assert name in words
    specs = charts(page)
    ladders = [
        s
        for s in specs
        if s["encoding" if "encoding" in s else "layer"] and "ladder and year" in s["description"]
    ]
    strips = [s for s in specs if "active in each year" in s["description"]]
    beside = [s for s in strips if s["encoding"]["y"]["scale"]["domain"][1] > 3]
    assert len(ladders) == 4, "three beside each other (Taiwan has no estimates) and the large one"
    assert len({str(s["encoding"]["x"]["scale"]["domain"]) for s in beside}) == 1
    assert len({str(s["encoding"]["y"]["scale"]["domain"]) for s in beside}) == 1
    assert len(beside) == 4
    table = next(frame.value for frame in page.dataframe if "TWN" in frame.value)
    assert table.loc[table["label"] == "Operators on file", "TWN"].item() == "2"
    assert (
        table.loc[table["label"] == "Without at least basic drinking water, people", "TWN"].item()
        == "not known"
    )


def test_junk_in_a_link_is_named_and_the_rest_honoured() -> None:
    page = opened(
        {"place": "ZZZ", "with": "KEN,QQQ,1", "people": "x", "part": "y", "at": "z", "nonsense": "1"}
    )
    words = " ".join(as_read(warning.value) for warning in page.warning)
    for part in ('"ZZZ"', '"QQQ"', '"1"', 'people "x"', 'part "y"', '"z"', "nonsense"):
        assert part in words
    assert page.multiselect(key="country_beside").value == ["KEN"]
    assert not page.error


def test_without_a_link_it_begins_with_the_country_filtered_for_or_mentored_most() -> None:
    flows = CATALOGUE.table("flows")
    counts = flows.groupby("mentee_country")["wop_id"].nunique()
    assert counts[opened().selectbox(key="country_place").value] == counts.max()
    assert opened({"country": "UGA"}).selectbox(key="country_place").value == "UGA"


def test_a_partnership_in_the_link_shows_its_card() -> None:
    rows = CATALOGUE.table("partnerships")
    flows = CATALOGUE.table("flows")
    here = rows[
        rows["wop_id"].isin(flows.loc[flows["mentee_country"] == "KEN", "wop_id"]) & rows["stated"].notna()
    ]
    page = opened({"place": "KEN", "pick": str(here["wop_id"].iloc[0])})
    assert " ".join(here["stated"].iloc[0].split()) in said(page)
    page.button(key="card-close").click().run()
    assert "pick" not in page.query_params


def test_a_city_in_the_link_shows_what_is_known_of_it() -> None:
    row = CATALOGUE.table("cities").set_index("city_id").loc["ken-nairobi"]
    words = said(opened({"place": "KEN", "pick": "city:ken-nairobi"}))
    assert f"Household water by zone: {row['zones']} zones, census of " in words
    assert str(row["years"]).split(";")[-1] in words
    assert "no such city" in said(opened({"place": "KEN", "pick": "city:nowhere"}))


def test_the_workbook_has_every_table_its_dictionary_and_its_sources() -> None:
    found = loaders.profile("KEN", Selection())
    with zipfile.ZipFile(BytesIO(loaders.book(found, "https://example.org/country?place=KEN"))) as file:
        names = re.findall(r'<sheet name="([^"]+)"', file.read("xl/workbook.xml").decode())
        texts = file.read("xl/sharedStrings.xml").decode()
    assert names == [*loaders.sheet_names(found), "dictionary", "sources", "about"]
    assert {"partnerships", "ladder", "without", "quintiles and regions", "utility figures"} <= set(names)
    assert "https://example.org/country?place=KEN" in texts
    assert "progress-on-household-drinking-water-sanitation" in texts
    rows = loaders.sheet(found, "without").rows
    assert set(rows["residence"]) == {"total", "urban", "rural"}


def test_a_missing_layer_is_a_sentence_and_the_rest_stays(copy: Path) -> None:
    (copy / "region_use.parquet").unlink()
    (copy / "utility_performance.parquet").unlink()
    page = opened({"place": "KEN", "part": "gaps"})
    assert "Layer region_use is missing" in said(page)
    assert page.title[0].value == "Kenya"
    assert page.metric[3].value == "not surveyed"
    assert "Layer utility_performance is missing" in said(opened({"place": "KEN", "part": "utilities"}))
    # Once it is back, the next look finds it.
    shutil.copy(GEODATA / "region_use.parquet", copy / "region_use.parquet")
    page.run()
    assert "Layer region_use is missing" not in said(page)
    assert page.metric[3].value == "35 points"


def test_a_layer_it_cannot_do_without_stops_the_page_with_a_sentence(copy: Path) -> None:
    (copy / "flows.parquet").unlink()
    page = opened({"place": "KEN"})
    (error,) = page.error
    assert as_read(error.value).startswith("Layer flows is missing:")
