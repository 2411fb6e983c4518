"""A city in sentences, and finding one."""

from __future__ import annotations

import pytest

from wopmap.city import places, profile, read
from wopmap.city.finding import find
from wopmap.city.words import percent, points, summary
from wopmap.layers import Catalogue
from wopmap.words import THIN_SPACE

CATALOGUE = Catalogue()
KNOWN = places(CATALOGUE)


def said(city_id: str, **asked: object) -> str:
    return summary(profile(read(CATALOGUE, city_id), **asked)).replace(THIN_SPACE, " ")  # type: ignore[arg-type]


def test_nairobi_in_two_sentences() -> None:
    assert said("ken-nairobi") == (
        "In 2019, 51.1 % of the 1 494 676 households of Nairobi used piped water at home; 730 768 did not. "
        "Between 11 sub-counties the share runs from 31.6 % (Kibra) to 68.7 % (Kasarani)."
    )


def test_a_source_that_is_neither_good_nor_bad_leaves_nobody_without() -> None:
    words = said("ken-nairobi", indicator="borehole")
    assert words.startswith("Borehole or tube well: 4.3 % of the 1 494 676 households of Nairobi in 2019.")
    assert "did not" not in words


def test_shares_without_counts_are_said_to_be_such() -> None:
    assert "the source gives shares of zones without counts" in said("gha-greater-accra-region")


@pytest.mark.parametrize(
    ("city_id", "words"),
    [
        ("nld-utrecht", "VEI takes part in 49 partnerships, as mentor in 49."),
        ("uga-kampala", "take part in 17 partnerships, as mentee in"),
    ],
)
def test_a_city_without_figures_says_what_there_is(city_id: str, words: str) -> None:
    assert words in said(city_id)
    assert "There are no household figures by zone" in said(city_id)


def test_what_is_nearly_all_is_not_called_all() -> None:
    assert percent(0.99996) == "100.00 %"
    assert percent(0.9999) == "99.99 %"
    assert percent(1.0) == "100.0 %"
    assert percent(0.0) == "0.0 %"
    assert percent(0.0003) == "0.03 %"
    assert points(-1.26) == "\u22121.3 percentage points"
    assert points(2.0) == "+2.0 percentage points"


@pytest.mark.parametrize(
    ("typed", "city_id"),
    [
        ("Nairobi", "ken-nairobi"),
        ("nairoby", "ken-nairobi"),
        ("NAIROBI ", "ken-nairobi"),
        ("Colmbo", "lka-colombo"),
        ("Ciudad de Mexico", "mex-ciudad-de-mexico"),
        ("durban", "zaf-ethekwini-durban"),
        ("Kampla", "uga-kampala"),
        ("zaf-ethekwini-durban", "zaf-ethekwini-durban"),
    ],
)
def test_a_city_is_found_however_it_is_typed(typed: str, city_id: str) -> None:
    assert find(KNOWN, typed)[0] == city_id


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "\u200b", "<script>", "0" * 500])
def test_nothing_is_found_where_nothing_is_near(typed: str) -> None:
    assert find(KNOWN, typed) == ()
