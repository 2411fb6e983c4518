"""The page Utilities without a browser: what it says and shows, against the layers."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.copies import GEODATA, rewrite
from tests.pages import opening
from tests.pages.opening import HOSTILE, as_read, assert_no_markup, page_file, said
from wopmap.layers import LAYERS, Catalogue
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.ui.utilities.about import book
from wopmap.utility import listing, profile, read

opened = partial(opening.opened, "utilities")
PAGE = page_file("utilities")


def frame(page: AppTest, column: str) -> pd.DataFrame:
    return next(f.value for f in page.dataframe if column in f.value)


def test_it_begins_with_the_utility_with_most_reported_values() -> None:
    page = opened()
    told = Catalogue(GEODATA).table("outcomes")
    most = told["operator_id"].value_counts().idxmax()
    assert page.selectbox(key="utility_choice").value == most == "khm-ppwsa"
    assert page.title[0].value == "Utilities"
    options = page.selectbox(key="utility_choice").options
    assert len(set(options)) == len(options) == len(listing(Catalogue(GEODATA)))
    words = said(page)
    assert "never what a partnership has caused" in words
    assert "other donors helped as well" in words


def test_every_reported_value_is_in_the_table_with_its_source() -> None:
    page = opened(utility="khm-ppwsa")
    rows = frame(page, "partner")
    layer = Catalogue(GEODATA).table("outcomes")
    mine = layer[layer["operator_id"] == "khm-ppwsa"]
    assert len(rows) == len(mine)
    wanted = sorted((str(r.year), r.phase, float(r.value_low)) for r in mine.itertuples())
    assert sorted((str(r.year), r.phase, float(r.value)) for r in rows.itertuples()) == wanted
    assert rows["link"].notna().any()
    assert rows["source"].notna().all()


def test_a_change_of_utility_changes_all_and_is_in_the_link() -> None:
    page = opened()
    page.selectbox(key="utility_choice").set_value("ken-kiwasco").run()
    assert not page.exception
    assert page.query_params["utility"] in ("ken-kiwasco", ["ken-kiwasco"])
    assert "Kisumu Water and Sanitation Company (KIWASCO)" in said(page)
    assert "contradict each other" in said(page)
    (city,) = [element.proto for element in page.get("page_link")]
    assert (city.page, city.query_string) == ("city", "city=ken-kisumu-county")
    assert "No value before or after a partnership" in said(page)


def test_search_shows_the_first_it_finds_or_says_there_is_none() -> None:
    page = opened()
    page.text_input(key="utility_search").set_value("lilongwe").run()
    assert page.selectbox(key="utility_choice").value == "mwi-lwb"
    page.text_input(key="utility_search").set_value("zzzz qqqq").run()
    assert 'Nothing here is called "zzzz qqqq".' in said(page)
    assert page.selectbox(key="utility_choice").value == "mwi-lwb"


def test_place_and_peers_of_a_large_utility() -> None:
    page = opened(utility="bra-sabesp", measure="nrw_pct")
    assert page.selectbox(key="utility_area").value == "São Paulo"
    page.selectbox(key="utility_area").set_value("Santos").run()
    assert page.query_params["area"] in ("Santos", ["Santos"])
    words = said(page)
    assert "Utilities are not ranked here, and not by losses alone" in words
    assert "614 utilities and places in Brazil" in words
    page.segmented_control(key="utility_peers").set_value("size").run()
    assert page.query_params["peers"] in ("size", ["size"])
    assert "utilities and places of 10 000 to 100 000 connections in Brazil" in said(page)
    page.selectbox(key="utility_measure").set_value("water_coverage_pct").run()
    assert "not ranked here" not in said(page)


def test_a_utility_without_data_says_what_is_known_and_how_to_bring_figures() -> None:
    words = said(opened(utility="idn-pdam-sragen"))
    for part in (
        "No figure on its performance is on file",
        "geodata/sources/utility_performance.csv",
        "python -m wopmap build",
        "Help from Oasen",
        "help from Oasen: from 2018, end not stated",
    ):
        assert part in words


def test_junk_in_a_link_is_named_and_the_rest_honoured() -> None:
    page = opened(utility="ken-kiwasko", peers="moon")
    words = "\n".join(as_read(element.value) for element in page.warning)
    assert 'There is no utility "ken-kiwasko". Did you mean ken-kiwasco' in words
    assert 'peers "moon"' in words
    assert page.selectbox(key="utility_choice").value == "khm-ppwsa"
    page = opened(utility="bra-sabesp", area="Atlantis", measure="x")
    words = "\n".join(as_read(element.value) for element in page.warning)
    assert 'no figures for "Atlantis"' in words
    assert 'no figure by the indicator "x"' in words


def test_filters_narrow_the_list_and_survive_a_change_of_page() -> None:
    page = opened(country="KEN", utility="ken-kiwasco")
    options = page.selectbox(key="utility_choice").options
    assert all("Kenya" in option for option in options)
    assert f"The filters leave {len(options)} utilities of" in said(page)
    page.switch_page(page_file("atlas")).run()
    assert page.multiselect(key="filter_countries").value == ["KEN"]
    page.switch_page(PAGE).run()
    assert page.selectbox(key="utility_choice").value == "ken-kiwasco"


def test_a_partner_of_a_like_name_can_be_gone_to() -> None:
    page = opened(utility="bgd-dhaka-wasa")
    assert "the data do not say whether they are the same" in said(page)
    page.button(key="alike-bgd-dwasa").click().run()
    assert not page.exception
    assert page.selectbox(key="utility_choice").value == "bgd-dwasa"


def test_the_workbook_holds_all_parts_and_its_sources() -> None:
    catalogue, options = Catalogue(GEODATA), UtilitiesOptions(utility="khm-ppwsa")
    seen = profile(catalogue, read(catalogue, "khm-ppwsa"))
    with ZipFile(BytesIO(book(seen, options))) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        text = archive.read("xl/sharedStrings.xml").decode()
    assert names == [
        *("figures", "before and after", "as reported", "peers", "partnerships"),
        *("dictionary", "sources", "about"),
    ]
    assert "en-phnom-penh-water-supply-authority-wikipedia" in text


def test_hostile_text_from_data_is_shown_as_text(copy: Path) -> None:
    catalogue = Catalogue(GEODATA)
    operators, told = catalogue.geo("operators"), catalogue.table("outcomes")
    phases, own = catalogue.table("partnerships"), catalogue.table("utility_performance")
    operators.loc[operators["operator_id"] == "mwi-lwb", ["name", "short_name", "city"]] = HOSTILE
    told.loc[told["operator_id"] == "mwi-lwb", ["mentor", "mentee", "unit"]] = HOSTILE
    told = told.drop_duplicates(list(LAYERS["outcomes"].key))
    own.loc[own["operator_id"] == "mwi-lwb", ["unit", "note", "city"]] = HOSTILE
    phases.loc[phases["mentees"].str.contains("mwi-lwb"), ["stated", "result"]] = HOSTILE
    changed = {"operators": operators, "outcomes": told, "partnerships": phases}
    rewrite(copy, {**changed, "utility_performance": own})
    page = opened(utility="mwi-lwb")
    assert said(page).count("onerror=alert(1)") >= 4
    assert_no_markup(page)


def test_a_damaged_layer_stops_this_page_with_a_sentence(copy: Path) -> None:
    file = copy / "utility_performance.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    page = opened()
    assert [as_read(e.value)[:38] for e in page.error] == ["Layer utility_performance is damaged: "]
    page.switch_page(page_file("data")).run()
    assert not page.exception
