"""Utilities: the list, the search, one of each kind, what to mind, and the numbers for JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from wopmap.layers import Catalogue
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.selection import Selection
from wopmap.tables import to_json
from wopmap.utility import Profile, UnknownUtility, as_numbers, find, listing, offered, profile, read
from wopmap.utility.listing import lookalikes, short, short_slug
from wopmap.utility.tables import TEMPLATE, comparison_table, figure_table, statement_table, template
from wopmap.utility.worded import opening, peers_words

CATALOGUE = Catalogue()
EMBASA = "bra-empresa-baiana-de-aguas-e-saneamento-s-a"


@cache
def of(utility_id: str, area: str = "", measure: str = "", group: str = "country") -> Profile:
    return profile(CATALOGUE, read(CATALOGUE, utility_id), area, measure, group)


def test_the_list_holds_every_utility_once_those_with_figures_first() -> None:
    table = listing(CATALOGUE)
    assert table["utility_id"].is_unique
    data = ((table["figures"] + table["outcomes"]) > 0).tolist()
    assert data == sorted(data, reverse=True)
    performance = CATALOGUE.table("utility_performance")
    averages = performance["operator_id"].isna() & (performance["city"] == "(national)")
    assert table["figures"].sum() == (~averages).sum()
    told = CATALOGUE.table("outcomes")["operator_id"]
    assert table["outcomes"].sum() == told.notna().sum()
    operators = CATALOGUE.table("operators")
    left_out = operators["kind"].isin(["utility_association", "group"]) | operators["placeholder"]
    assert set(operators.loc[~left_out, "operator_id"]) == set(table["operator_id"].dropna())


def test_partnerships_of_the_list_are_those_of_the_layer() -> None:
    table = listing(CATALOGUE).set_index("utility_id")
    phases = CATALOGUE.table("partnerships")
    for operator in ("uga-nwsc", "khm-ppwsa", "nld-vei", "bra-sabesp"):
        for column, side in (("as_mentee", "mentees"), ("as_mentor", "mentors")):
            wanted = sum(operator in str(joined).split(";") for joined in phases[side])
            assert table.at[operator, column] == wanted
            role = of(operator).utility.phases["role"]
            assert (role.isin(["both", side.removesuffix("s")])).sum() == wanted


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kisumu", "ken-kiwasco"),
        ("KIWASCO", "ken-kiwasco"),
        ("sao paulo sabesp", "bra-sabesp"),
        ("fenom penh", "khm-ppwsa"),
        ("kisumo", "ken-kiwasco"),
        ("Lilongwe", "mwi-lwb"),
    ],
)
def test_search_finds_by_name_city_and_country_and_forgives_slips(text: str, first: str) -> None:
    assert find(listing(CATALOGUE), text)["utility_id"].iloc[0] == first


def test_search_for_nothing_finds_all_and_for_nonsense_none() -> None:
    table = listing(CATALOGUE)
    assert len(find(table, "  ")) == len(table)
    assert not len(find(table, "qqqqzzzz xxyyqq"))


def test_an_unknown_utility_is_named_with_what_comes_near() -> None:
    with pytest.raises(UnknownUtility, match="Did you mean ken-kiwasco"):
        read(CATALOGUE, "ken-kiwasko")
    with pytest.raises(UnknownUtility, match=r'There is no utility "9{30}"\.$'):
        read(CATALOGUE, "9" * 30)


def test_filters_narrow_the_list() -> None:
    table, countries = listing(CATALOGUE), CATALOGUE.table("countries").dropna(subset="iso3")
    flows = CATALOGUE.table("flows")
    assert len(offered(table, Selection(), flows, countries)) == len(table)
    kenya = offered(table, Selection(countries=("KEN",)), flows[:0], countries)
    assert set(kenya["country_iso3"]) == {"KEN"}
    assert len(kenya) == (table["country_iso3"] == "KEN").sum()
    south = set(countries.loc[countries["sub_region"] == "Southern Asia", "iso3"])
    region = offered(table, Selection(regions=("southern-asia",)), flows[:0], countries)
    assert set(region["utility_id"]) == set(table.loc[table["country_iso3"].isin(south), "utility_id"])
    one = flows[(flows["mentor_id"] == "khm-ppwsa").to_numpy(bool)].head(1)
    topic = offered(table, Selection(topics=("nrw",)), one, countries)
    assert set(topic["utility_id"]) == {"khm-ppwsa", *one["mentee_id"]} & set(table["utility_id"])
    assert not len(offered(table, Selection(topics=("nrw",), countries=("KEN",)), one, countries))


def test_long_names_of_registers_are_shortened_and_stay_apart() -> None:
    long = "[31062000] Companhia de Saneamento - COPASA | [31040040] Prefeitura Municipal de Araxá com um nome longo"
    assert not short(long).startswith("[")
    assert len(short(long)) <= 64
    assert short_slug(long) != short_slug(long + " B")
    assert len(short_slug(long)) < 75
    assert short_slug("KIWASCO") == "kiwasco"


def test_a_utility_without_a_link_is_shown_with_those_it_may_be() -> None:
    dhaka = of("bgd-dhaka-wasa")
    assert dhaka.utility.operator_id is None
    assert dhaka.utility.alike == ("bgd-dwasa",)
    assert lookalikes(listing(CATALOGUE), "ken-kiwasco") == ()
    assert any("not linked to a partner" in sentence for sentence in dhaka.caveats)
    assert not len(dhaka.utility.phases)


def test_of_many_places_the_main_one_is_shown_and_any_can_be_asked_for() -> None:
    assert of("bra-sabesp").place == "São Paulo"
    assert set(of("bra-sabesp").own["place"]) == {"São Paulo"}
    assert of("bra-sabesp", "Santos").place == "Santos"
    assert len(of("bra-sabesp").places) == 74
    embasa = of(EMBASA)
    sizes = embasa.utility.figures
    largest = sizes[sizes["indicator"] == "connections"].sort_values("high").iloc[-1]["place"]
    assert embasa.place == largest
    assert any("366 municipalities" in sentence for sentence in embasa.caveats)
    assert of("lka-nwsdb").place == "", "three places fit into one chart"
    wrong = of("bra-sabesp", "Atlantis", "moonshine", "planet")
    assert wrong.problems == (
        'SABESP has no figures for "Atlantis".',
        'There is no figure by the indicator "moonshine" here; showing water coverage.',
        '"planet" is no group of peers; there is country or size.',
    )


def test_what_to_mind_follows_from_the_data() -> None:
    cebu = " ".join(of("phl-mcwd").caveats)
    assert 'pilot zone: "Metro Cebu Water District (pilot zone)"' in cebu
    phnom_penh = " ".join(of("khm-ppwsa").caveats)
    assert "The source of 7 reported values says that other donors helped as well" in phnom_penh
    assert "2 of its 2 partnerships as a mentee share years" in phnom_penh
    kisumu = " ".join(of("ken-kiwasco").caveats)
    assert "contradict each other" in kisumu
    assert "7 of 9 figures state no year" in kisumu
    assert "Sources define connections in different words" in kisumu
    assert "1 value in per cent lies outside 0 to 100" in " ".join(of("bra-sabesp", "Santos").caveats)
    assert "contradict" not in phnom_penh


def test_every_figure_names_a_document_that_is_listed() -> None:
    sources = CATALOGUE.table("sources")
    for utility_id in ("khm-ppwsa", "ken-kiwasco", "bra-sabesp", "idn-pdam-sragen", EMBASA):
        numbers = as_numbers(of(utility_id), sources)
        listed = {row["source_id"] for row in numbers["sources"]}
        cited = {
            row["source_id"] for name in ("figures", "outcomes", "partnerships") for row in numbers[name]
        }
        cited |= {row["source_id"] for row in (numbers["peers"] or {"rows": []})["rows"]}
        assert cited <= listed
        assert json.loads(to_json(numbers))["utility"]["utility_id"] == utility_id


def test_a_utility_without_data_says_so_and_gives_a_row_to_fill_in() -> None:
    bare = of("idn-pdam-sragen")
    assert "No figure on its performance is on file." in opening(bare)
    assert bare.peers is None
    assert not bare.measures
    row = template(bare.utility).iloc[0]
    assert (row["operator_id"], row["country_iso3"], row["value"]) == ("idn-pdam-sragen", "IDN", "")
    table = Path(CATALOGUE.root) / "sources" / "utility_performance.csv"
    assert tuple(table.read_text(encoding="utf-8-sig").splitlines()[0].split(",")) == TEMPLATE
    told = statement_table(bare.utility, CATALOGUE.table("sources"))
    assert len(told) == 1
    assert told["who"].iloc[0] == "Help from Oasen"


def test_tables_in_words_keep_every_row() -> None:
    found = of("khm-ppwsa")
    rows = figure_table(found.figures, CATALOGUE.table("sources"))
    assert len(rows) == len(found.figures) == 12
    assert rows["source_url"].notna().any()
    pairs = comparison_table(found.pairs, found.utility)
    assert "72 (1992, n = 1)" in set(pairs["Before"])
    assert "\u221265.85 percentage points" in set(pairs["Change"])
    assert pairs["Missing or to mind"].str.contains("other donors helped as well").all()
    own = comparison_table(found.before_after, found.utility)
    assert "no figure before 1999" in set(own["Missing or to mind"])
    assert set(own["Partnership with"]) == {"Ville de Paris", "Kitakyushu Water and Sewer Bureau"}


def test_words_on_peers_name_no_rank() -> None:
    words = peers_words(of("bra-sabesp", "Santos", "nrw_pct"))
    beside = of("bra-sabesp", "Santos", "nrw_pct").peers
    assert beside is not None
    assert beside.below is not None
    assert f"{beside.below[0]} of the {beside.below[1]} others are lower than SABESP, Santos." in words
    assert "rank" not in words
    assert "No other utility of Cambodia" in peers_words(of("khm-ppwsa"))
    assert "35.8, 36.4 and 50" in peers_words(of("mwi-lwb"))
    assert "Dotted: an average as printed, 35.3" in peers_words(of("mwi-lwb"))


def test_the_options_travel_in_the_link() -> None:
    options = UtilitiesOptions("bra-sabesp", "Santos", "nrw_pct", "size")
    assert UtilitiesOptions.from_query(options.to_query()) == (options, ())
    assert UtilitiesOptions().to_query() == {}
    assert set(options.to_query()) == UtilitiesOptions.PARAMETERS
    found, problems = UtilitiesOptions.from_query({"peers": "moon", "utility": "x\x00y" * 200})
    assert found.peers == "country"
    assert len(found.utility) <= 120
    assert problems == (
        'This link asked for peers "moon", which is not one of country, size; showing same country.',
    )


def test_a_profile_of_every_partner_with_data_can_be_made() -> None:
    table = listing(CATALOGUE)
    some = table[((table["figures"] + table["outcomes"]) > 0) & table["operator_id"].notna()]
    assert len(some) > 25
    for utility_id in some["utility_id"]:
        found = of(utility_id)
        assert opening(found)
        assert found.figures["source_id"].notna().all()
        assert not found.before_after.duplicated(["wop_id", "indicator", "place"]).any()
        assert isinstance(found.pairs, pd.DataFrame)
