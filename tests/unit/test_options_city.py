"""Options of the page of a city: there and back through a link, with anything at all in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopmap.scene.model import View
from wopmap.scene.options_city import SHOWS, CityOptions
from wopmap.selection.model import FIELDS

WORDS = st.text(
    st.characters(whitelist_categories=("Ll", "Lu", "Nd"), whitelist_characters="-_/"), max_size=60
).map(lambda text: unicodedata.normalize("NFC", text))
YEARS = st.none() | st.integers(1900, 2100)
OPTIONS = st.builds(
    CityOptions,
    city=WORDS,
    indicator=WORDS,
    level=WORDS,
    year=YEARS,
    against=YEARS,
    show=st.sampled_from(list(SHOWS)),
    zone=WORDS,
    pick=WORDS,
)


@given(OPTIONS)
def test_there_and_back(options: CityOptions) -> None:
    query = options.to_query()
    assert set(query) <= CityOptions.PARAMETERS
    again, problems = CityOptions.from_query(query)
    assert problems == ()
    assert again.to_query() == query


def test_the_link_of_the_plan() -> None:
    asked = {"city": "ken-nairobi", "indicator": "piped_total", "year": "2019"}
    options, problems = CityOptions.from_query(asked)
    assert problems == ()
    assert options == CityOptions(city="ken-nairobi", indicator="piped_total", year=2019)
    assert options.to_query() == asked


def test_a_view_keeps_ten_metres() -> None:
    options = CityOptions(city="x", view=View(36.81234, -1.28676, 12.5))
    assert options.to_query()["at"] == "36.8123,-1.2868,12.50"
    assert CityOptions.from_query(options.to_query())[0].view == View(36.8123, -1.2868, 12.5)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"year": "1890"}, 'This link asked for the census of "1890", which is no year.'),
        ({"against": "soon"}, 'This link asked for the census of "soon", which is no year.'),
        (
            {"show": "heat"},
            'This link asked to show "heat", which is not one of zones, dots, change; showing zones.',
        ),
        ({"at": "somewhere"}, 'This link asked for the place "somewhere", which is not longitude, latitude'),
    ],
)
def test_bad_values_are_named(asked: dict[str, str], sentence: str) -> None:
    options, problems = CityOptions.from_query(asked)
    assert options == CityOptions()
    assert len(problems) == 1
    assert problems[0].startswith(sentence)


@given(st.dictionaries(st.sampled_from(sorted(CityOptions.PARAMETERS)), st.text(max_size=300)))
def test_anything_in_a_link_gives_options(asked: dict[str, str]) -> None:
    options, problems = CityOptions.from_query(asked)
    assert options.show in SHOWS
    assert options.year is None or 1900 <= options.year <= 2100
    assert all(len(text) <= 200 for text in (options.city, options.zone, options.indicator))
    assert all(isinstance(problem, str) for problem in problems)


def test_no_name_is_one_of_the_filters() -> None:
    taken = {field.parameter for field in FIELDS} | {"years", "mode", "side", "q"}
    assert not taken & CityOptions.PARAMETERS
