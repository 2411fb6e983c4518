from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.strategies.layers import vocabulary
from tests.unit.strategies.selections import junk_links, junk_value, selections
from wopmap.selection import FIELDS, PARAMETERS, Selection
from wopmap.words import quoted

FIRST, LAST = vocabulary().years


def read(**params: Any) -> tuple[Selection, tuple[str, ...]]:
    return Selection.from_query(params, vocabulary())


# --- there and back -------------------------------------------------------------------------------------------


@given(selections(text=st.text(max_size=150)))
@settings(max_examples=400)
def test_a_selection_comes_back_from_its_link(selection: Selection) -> None:
    query = selection.to_query()
    assert set(query) <= set(PARAMETERS)
    assert all(query.values())
    assert Selection.from_query(query, vocabulary()) == (selection, ())
    # As an address, read the way servers do: every parameter a list.
    address = urlencode(query)
    assert Selection.from_query(parse_qs(address, strict_parsing=bool(address)), vocabulary()) == (
        selection,
        (),
    )


@given(selections())
def test_the_link_is_the_same_for_the_same_selection(selection: Selection) -> None:
    again, _ = Selection.from_query(selection.to_query(), vocabulary())
    assert again.to_query() == selection.to_query()
    assert hash(again) == hash(selection)


@given(selections())
def test_values_may_be_repeated_instead_of_joined_and_in_any_case(selection: Selection) -> None:
    query: dict[str, Any] = dict(selection.to_query())
    for field in FIELDS:
        if field.parameter in query:
            query[field.parameter] = [f" {value.upper()} " for value in query[field.parameter].split(",")] * 2
    assert Selection.from_query(query, vocabulary()) == (selection, ())


def test_the_default_has_an_empty_link() -> None:
    assert Selection().to_query() == {}
    assert read() == (Selection(), ())
    assert Selection().is_default
    assert Selection(scope=("related", "wop")) == Selection()
    assert not Selection(years=(2010, 2010)).is_default


def test_names_in_a_link_are_plain() -> None:
    selection = Selection(
        countries=("KEN", "UGA"), years=(2010, 2020), topics=("nrw",), side="mentee", text="Ağ"
    )
    expected = {"country": "KEN,UGA", "years": "2010-2020", "topic": "nrw", "side": "mentee", "q": "Ağ"}
    assert selection.to_query() == expected
    assert Selection(years=(2015, 2015)).to_query() == {"years": "2015"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2010-2020", (2010, 2020)),
        ("2015", (2015, 2015)),
        (" 2010 - 2020 ", (2010, 2020)),
        ("2010–2020", (2010, 2020)),
        ("2010..2020", (2010, 2020)),
        ("2010 to 2020", (2010, 2020)),
    ],
)
def test_ways_to_write_years(text: str, years: tuple[int, int]) -> None:
    assert read(years=text) == (Selection(years=years), ())


# --- junk -----------------------------------------------------------------------------------------------------


def assert_readable(problems: tuple[str, ...]) -> None:
    """Every problem is one sentence of a sensible length that any screen and encoding can take."""
    for problem in problems:
        assert problem.startswith("This link ")
        assert problem.endswith((".", "?"))
        assert len(problem) < 700
        assert "\n" not in problem
        hidden = {c for c in problem if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\u200c", "\u200d"}
        assert not hidden
        problem.encode("utf-8")


@given(junk_links)
@settings(max_examples=600)
@example({"years": "१९९०-२०२०"})
@example({"years": "0000-999999"})
@example({"years": ["2010", "2011", "x", "", None]})
@example({"q": "\ud800\x00"})
@example({"q": ["a", "b"]})
@example({"country": ["KEN", ["UGA"], b"TZA\xff", None, 5]})
@example({"": "x", "\x00": "y"})
def test_no_link_is_an_exception_and_what_comes_of_it_is_known(params: dict[str, Any]) -> None:
    selection, problems = Selection.from_query(params, vocabulary())
    assert_readable(problems)
    for field in FIELDS:
        assert set(getattr(selection, field.name)) <= set(vocabulary().terms(field.name))
    if selection.years is not None:
        assert FIRST <= selection.years[0] <= selection.years[1] <= LAST
    assert len(selection.text) <= 100
    # What is shown instead is itself a link without problems.
    assert Selection.from_query(selection.to_query(), vocabulary()) == (selection, ())


@given(selections(), st.dictionaries(st.sampled_from(PARAMETERS), junk_value, min_size=1, max_size=5))
@settings(max_examples=300)
def test_junk_in_some_parameters_leaves_the_others_as_asked(
    selection: Selection, junk: dict[str, Any]
) -> None:
    wanted: dict[str, Any] = {**selection.to_query(), **junk}
    got, _ = Selection.from_query(wanted, vocabulary())
    names = {field.parameter: field.name for field in FIELDS} | {"q": "text"}
    for parameter in PARAMETERS:
        if parameter not in junk:
            name = names.get(parameter, parameter)
            assert getattr(got, name) == getattr(selection, name)


@given(
    st.sampled_from([field.parameter for field in FIELDS] + ["side", "mode", "years"]),
    st.text(max_size=80).filter(lambda text: "," not in text).map(lambda text: f"zz{text}zz"),
)
@settings(max_examples=300)
def test_a_value_that_is_not_known_is_named_and_said_what_is_shown(parameter: str, value: str) -> None:
    selection, problems = read(**{parameter: value, "q": "amsterdam"})
    assert selection == Selection(text="amsterdam")
    (problem,) = problems
    assert quoted(value) in problem
    assert "showing" in problem


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30, unique=True))
def test_many_unknown_values_are_named_up_to_three_and_then_counted(numbers: list[int]) -> None:
    selection, problems = read(country=["KEN", *(f"zz{n}" for n in numbers)])
    assert selection.countries == ("KEN",)
    named = [f'"zz{n}"' for n in numbers[:3]]
    assert [name for name, problem in zip(named, problems, strict=False) if name not in problem] == []
    if len(numbers) > 3:
        rest = f"{len(numbers) - 3} more {'country' if len(numbers) == 4 else 'countries'}"
        assert problems[3] == f"This link asked for {rest} not in the data; showing Kenya only."
    assert len(problems) == min(len(numbers), 4)


@pytest.mark.parametrize(
    ("params", "selection", "sentence"),
    [
        (
            {"years": "1890"},
            Selection(),
            f"This link asked for year 1890, outside the data; showing {FIRST}-{LAST}.",
        ),
        (
            {"years": "1890-2010"},
            Selection(years=(FIRST, 2010)),
            f"This link asked for years 1890-2010, but the data cover {FIRST}-{LAST}; showing {FIRST}-2010.",
        ),
        (
            {"years": "2020-2010"},
            Selection(years=(2010, 2020)),
            "This link asked for years 2020-2010, which run backwards; showing 2010-2020.",
        ),
        (
            {"years": "soon"},
            Selection(),
            'This link asked for years "soon", which is not a year or a range such as 2010-2020; '
            f"showing {FIRST}-{LAST}.",
        ),
        (
            {"years": ["2010", "2012"]},
            Selection(years=(2010, 2010)),
            "This link asked for several spans of years (2010 and 2012), of which only one can be shown; "
            "showing 2010.",
        ),
        (
            {"years": ["x", "2012"]},
            Selection(years=(2012, 2012)),
            'This link asked for years "x", which is not a year or a range such as 2010-2020; '
            "showing the other years of the link.",
        ),
        (
            {"side": ["Giver", "MENTOR"]},
            Selection(side="mentor"),
            'This link asked for side "Giver", which can only be either, mentor or mentee; showing mentor.',
        ),
        (
            {"country": "KEN,99999"},
            Selection(countries=("KEN",)),
            'This link asked for country "99999", which is not in the data; showing Kenya only.',
        ),
        (
            {"country": "Kenia"},
            Selection(),
            'This link asked for country "Kenia", which is not in the data; showing all countries. '
            "Did you mean KEN (Kenya)?",
        ),
        (
            {"topic": "nwr"},
            Selection(),
            'This link asked for topic "nwr", which is not in the data; showing all topics. '
            "Did you mean nrw (Non-revenue water)?",
        ),
        (
            {"side": "mentor,mentee"},
            Selection(),
            'This link asked for side "mentor,mentee", which can only be either, mentor or mentee; showing either.',
        ),
        (
            {"mode": ["started", "active"]},
            Selection(mode="started"),
            "This link asked for mode started and active, of which only one can be shown; showing started.",
        ),
        (
            {"q": "x" * 101},
            Selection(text="x" * 100),
            "This link asked for a search text of 101 characters, more than the 100 that can be searched for; "
            f'searching for "{"x" * 100}".',
        ),
        (
            {"q": "Li\x00ma"},
            Selection(text="Lima"),
            'This link asked for a search text with characters that cannot be shown; searching for "Lima".',
        ),
        (
            {"q": ["Lima", "Quito"]},
            Selection(text="Lima"),
            'This link asked for 2 search texts, of which only the first can be used; searching for "Lima".',
        ),
        (
            {"contry": "KEN", "topic": "nrw"},
            Selection(topics=("nrw",)),
            'This link has a part called "contry", which is not known here; showing the rest of the link. '
            "Did you mean country?",
        ),
    ],
)
def test_the_sentence_says_what_was_asked_and_what_is_shown(
    params: dict[str, Any], selection: Selection, sentence: str
) -> None:
    got, problems = Selection.from_query(params, vocabulary())
    assert got == selection
    assert problems == (sentence,)


def test_names_the_caller_reads_itself_are_not_strange() -> None:
    assert Selection.from_query({"level": "country"}, vocabulary(), allowed_extra={"level"}) == (
        Selection(),
        (),
    )


def test_many_strange_parts_are_counted() -> None:
    _, problems = read(**{f"part{n}": "x" for n in range(9)})
    assert len(problems) == 4
    assert problems[-1] == "This link has 6 more parts not known here; showing the rest of the link."


# --- the object -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"countries": "KEN"}, TypeError, "takes a tuple of texts"),
        ({"side": "giver"}, ValueError, "either, mentor or mentee; got 'giver'"),
        ({"mode": "ended"}, ValueError, "active or started; got 'ended'"),
        ({"years": (2020, 2010)}, ValueError, "from the first to the last year; got 2020 to 2010"),
    ],
)
def test_a_selection_in_code_refuses_what_it_does_not_know(
    arguments: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Selection(**arguments)


def test_equal_selections_are_one() -> None:
    one = Selection(countries=("UGA", "KEN", "UGA"), text="  são\u0301  paulo ")
    assert one == Selection(countries=("KEN", "UGA"), text="são\u0301 paulo")
    assert one.countries == ("KEN", "UGA")
