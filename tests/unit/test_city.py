from __future__ import annotations

import json
from time import perf_counter

import pytest

from wopmap.city import UnknownCity, as_numbers, places, profile, read
from wopmap.city.profile import choose
from wopmap.household import Choice
from wopmap.layers import Catalogue
from wopmap.tables import to_json

DESIGN_KEYS = [
    "city", "year", "indicator", "level", "unit_basis", "households", "without", "share", "gap_pp", "gini",
    "worst_fifth_share", "zones", "caveats", "sources",
]  # fmt: skip
ONE_OF_EACH_COUNTRY = [
    "bgd-dhaka", "bra-recife", "gha-accra", "gha-greater-accra-region", "ken-nairobi", "lao-vientiane",
    "lka-colombo-district", "mex-queretaro", "npl-kathmandu-valley", "pak-lahore", "zaf-makana-makhanda-grahamstown",
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize("city_id", ONE_OF_EACH_COUNTRY)
def test_every_number_of_the_page_is_there(catalogue: Catalogue, city_id: str) -> None:
    found = profile(read(catalogue, city_id))
    numbers = json.loads(to_json(as_numbers(found, catalogue.table("sources"))))
    assert set(DESIGN_KEYS) <= set(numbers)
    assert numbers["zones"]
    assert numbers["unit_basis"]
    assert numbers["caveats"]
    assert {s["source_id"] for s in numbers["sources"]} == set(found.source_ids)
    assert found.problems == ()


def test_households_with_and_without_are_all_households(catalogue: Catalogue) -> None:
    for city_id in ONE_OF_EACH_COUNTRY:
        sums = profile(read(catalogue, city_id)).measures
        assert sums is not None
        if sums.units is not None and sums.using is not None and sums.without is not None:
            assert sums.using + sums.without == pytest.approx(sums.units)


def test_nairobi_as_the_census_of_2019_prints_it(catalogue: Catalogue) -> None:
    found = profile(read(catalogue, "ken-nairobi"), 2019, "piped_on_premises")
    numbers = as_numbers(found)
    assert (numbers["households"], numbers["level"], len(numbers["zones"])) == (1494676, "sub-county", 11)
    assert numbers["share"] == pytest.approx(0.511, abs=0.0005)
    assert numbers["totals"][0]["share"] == pytest.approx(0.511)
    assert numbers["best"] == "ken-nairobi/sub-county/nairobi-city-kasarani"
    assert "ken-ncwsc" in numbers["city"]["operator_ids"]
    assert {row["role"] for row in numbers["partnerships"]} <= {"mentor", "mentee", "both"}


def test_years_that_ask_differently_are_not_compared_and_the_reason_is_said(catalogue: Catalogue) -> None:
    colombo = read(catalogue, "lka-colombo-district")
    piped = profile(colombo, 2024, "piped_total")
    assert piped.change is not None
    assert piped.change.comparison.ok
    assert piped.change.city_pp is not None
    asked = profile(colombo, 2024, "surface", against=2012)
    assert asked.change is not None
    assert asked.change.zones.empty
    assert "cannot be compared" in asked.problems[0]
    assert "by who supplies it" in asked.problems[0]
    assert profile(colombo, 2024, "surface").change is None
    assert profile(colombo, 2024, "piped_total", against=1999).problems == (
        "1999 has no such figures to compare 2024 with.",
    )


def test_notes_that_speak_of_the_choice_stand_beside_it_and_no_others(catalogue: Catalogue) -> None:
    caveats = profile(read(catalogue, "zaf-johannesburg"), indicator="municipal_scheme").caveats
    assert any(note.startswith("Persons, not households") for note in caveats)
    assert any("not that there is a tap at home" in note for note in caveats)
    assert not any("aged 15 to 24 only" in note for note in caveats)
    assert "21 of 130 wards have no place yet." in caveats


def test_what_a_city_does_not_have_is_said_in_a_sentence(catalogue: Catalogue) -> None:
    found = profile(read(catalogue, "ken-nairobi"), 1950, "wishes", "street")
    assert found.choice is not None
    assert found.choice.year == 2019
    assert [p.split(";")[0] for p in found.problems] == [
        'This city has no figures by the indicator "wishes"',
        'This city has no figures by the level "street"',
        "There is no census of 1950 here",
    ]


def test_the_year_may_lead_to_another_level_but_keeps_the_indicator() -> None:
    fine, coarse = Choice("ward", 2019, "piped_total"), Choice("county", 2009, "piped_total")
    assert choose([fine, coarse], 2009, "piped_total", None) == (coarse, ())
    assert choose([], 2009, None, None)[1] == ("There are no figures by zone for this city.",)


def test_a_city_without_figures_by_zone_is_told_honestly(catalogue: Catalogue) -> None:
    found = profile(read(catalogue, "uga-kampala"))
    numbers = as_numbers(found)
    assert numbers["zones"] == []
    assert numbers["households"] is None
    assert numbers["partnerships"]
    assert numbers["ladder"]
    assert "There are no figures by zone for this city yet" in numbers["caveats"][0]
    assert "whether they serve all of it is not stated" in numbers["caveats"][1]


def test_a_city_nobody_knows_names_those_that_come_near(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownCity, match=r'no city "ken-nairobbi"\. Did you mean ken-nairobi'):
        read(catalogue, "ken-nairobbi")


def test_every_place_can_be_looked_up_once(catalogue: Catalogue) -> None:
    table = places(catalogue)
    assert table["city_id"].is_unique
    assert (table["zones"] > 0).sum() == 196
    alone = table[table["zones"] == 0]
    assert (alone["partnerships"] > 0).all()
    assert (alone["seated_ids"].map(len) > 0).all()


def test_service_areas_set_the_census_beside_what_the_utility_says(catalogue: Catalogue) -> None:
    kisumu = read(catalogue, "ken-kisumu-county")
    assert list(kisumu.service["year"]) == [2009, 2019]
    assert kisumu.service["share"].between(0, 1).all()
    told = kisumu.reported[kisumu.reported["indicator"] == "water_coverage_pct"]
    assert sorted(told["value"]) == [29.1, 84.0]
    (area,) = kisumu.areas.to_dict("records")
    assert (area["reported_share"], area["reported_year"], area["reported_figures"]) == (0.84, 2021, 2)
    assert area["method"] == "zones"


def test_a_city_read_again_is_there_at_once(catalogue: Catalogue) -> None:
    profile(read(catalogue, "lka-colombo"))
    start = perf_counter()
    for _ in range(100):
        profile(read(catalogue, "lka-colombo"))
    assert (perf_counter() - start) / 100 < 0.003
