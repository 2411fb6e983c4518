"""Names offered where a search finds nothing."""

from __future__ import annotations

from functools import cache

import pytest

from wopmap.layers import Catalogue
from wopmap.selection import Name, Selection, names, near, search_text
from wopmap.words import fold


@cache
def known() -> tuple[Name, ...]:
    return names(*(Catalogue().table(name) for name in ("partnerships", "operators", "countries")))


@cache
def index():  # type: ignore[no-untyped-def]
    return search_text(*(Catalogue().table(name) for name in ("partnerships", "operators", "countries")))


@pytest.mark.parametrize(
    ("typed", "wanted", "kind"),
    [
        ("nairoby", "Nairobi", "city"),
        ("Kenia", "Kenya", "country"),
        ("uganada", "Uganda", "country"),
        ("WIETNAM", "Viet Nam", "country"),
        ("ouagadugu", "Ouagadougou", "city"),
        ("waterwrox", "WaterWorX", "programme"),
        ("Kitakushu", "Kitakyushu", "city"),
    ],
)
def test_a_misspelt_name_is_offered(typed: str, wanted: str, kind: str) -> None:
    assert not any(fold(typed) in entry for entry in index()), "the exact search already finds it"
    assert (wanted, kind) in [(name.text, name.kind) for name in near(typed, known())]


def test_the_likest_name_comes_first_and_there_are_few() -> None:
    found = near("nairoby watr", known())
    assert found[0].text == "Nairobi City Water and Sewerage Company"
    assert len(near("water works", known())) <= 5


@pytest.mark.parametrize("typed", ["", "  ", "zz", "qqqqqqqq", "x y z", "\x00", "'; drop"])
def test_what_is_like_nothing_gets_no_offer(typed: str) -> None:
    assert near(typed, known()) == []


def test_every_name_that_is_offered_is_found_by_the_exact_search() -> None:
    """Otherwise the click on it would lead nowhere again."""
    flows = Catalogue().table("flows")
    lost = [
        name
        for name in known()
        if not any(all(word in entry for word in fold(name.text[:100]).split()) for entry in index())
    ]
    assert lost == []
    for name in known()[:: len(known()) // 12]:
        assert Selection(text=name.text).apply(flows, search=index()).n > 0, name


def test_near_names_are_worked_out_by_hand() -> None:
    some = tuple(Name(text, "city", fold(text)) for text in ("Accra", "Arusha", "Kampala"))
    assert [name.text for name in near("kampalla", some)] == ["Kampala"]
    assert [name.text for name in near("akra", some)] == []
    assert [name.text for name in near("acra", some)] == ["Accra"]
