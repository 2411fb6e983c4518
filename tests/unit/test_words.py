from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies.layers import table
from wopmap.words import (
    THIN_SPACE,
    clean,
    counted,
    fold,
    grouped,
    listed,
    lower_first,
    quoted,
    slug,
    upper_first,
)

anything = st.text(st.characters(codec=None))  # lone surrogates too


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kardeşliği", "kardesligi"),
        ("İSKİ", "iski"),
        ("SÃO  Paulo\n", "sao paulo"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("ﬁltration", "filtration"),
        ("ᴭ", "ae"),
        ("e\u0301", "e"),
        ("zero\u200bwidth", "zerowidth"),
        ("ΑΘΗΝΑΣ", "αθηνασ"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(anything)
def test_folding_forgets_case_and_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.casefold()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sub-Saharan Africa", "sub-saharan-africa"),
        ("Belediye Su Kardeşliği", "belediye-su-kardesligi"),
        ("Côte d’Ivoire", "cote-divoire"),
        ("Utility Platform (Betreiberplattform)", "utility-platform-betreiberplattform"),
        ("  A  &  B  ", "a-b"),
    ],
)
def test_slug(text: str, name: str) -> None:
    assert slug(text) == name


@given(anything)
def test_a_slug_is_fit_for_a_link(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert slug(text) == slug(fold(text))


def test_slugs_keep_other_scripts_apart() -> None:
    names = ["水道局", "Вода", "مياه", "Вода 1", "!!!", "水道"]
    assert len({slug(name) for name in names}) == len(names)


def test_no_two_programmes_or_regions_share_a_slug_by_accident() -> None:
    for column in (table("partnerships")["programme"], table("countries")["sub_region"]):
        names = {" ".join(str(v).casefold().split()) for v in column.dropna().unique()}
        assert len({slug(name) for name in names}) == len(names)


@given(anything, st.integers(0, 50))
def test_clean_text_is_short_on_one_line_and_readable(text: str, most: int) -> None:
    cleaned = clean(text, most)
    assert len(cleaned) <= most
    assert clean(cleaned, most) == cleaned
    assert cleaned == cleaned.strip()
    assert not {c for c in cleaned if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\u200c", "\u200d"}
    cleaned.encode("utf-8")


def test_clean_keeps_what_writing_needs() -> None:
    assert clean("می\u200cخواهم", 50) == "می\u200cخواهم"
    assert clean("a\u202eb\x00c\td\r\ne", 50) == "abc d e"
    assert clean("e\u0301", 5) == "é"


@given(anything, st.integers(4, 60))
def test_a_quotation_is_short(text: str, most: int) -> None:
    said = quoted(text, most)
    assert said[0] == said[-1] == '"'
    assert len(said) <= most + 2


def test_quoted() -> None:
    assert quoted("Kenya") == '"Kenya"'
    assert quoted("x" * 41) == '"' + "x" * 37 + '..."'
    assert quoted("x" * 40) == '"' + "x" * 40 + '"'
    assert quoted("\x00" * 10_000 + "late") == '"..."'


@pytest.mark.parametrize(
    ("items", "most", "phrase"),
    [
        ([], None, ""),
        (["A"], None, "A"),
        (["A", "B"], None, "A and B"),
        (["A", "B", "C"], None, "A, B and C"),
        (["A", "B", "C"], 2, "A, B and C"),  # naming the one left over takes no more room than counting it
        (["A", "B", "C", "D"], 2, "A, B and 2 others"),
    ],
)
def test_listed(items: list[str], most: int | None, phrase: str) -> None:
    assert listed(items, most=most) == phrase


def test_listed_with_other_words() -> None:
    assert listed(["A", "B"], "or") == "A or B"
    assert listed(["A", "B", "C", "D"], most=1, more="more topics") == "A and 3 more topics"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (1204, "1204"),
        (9999, "9999"),
        (10_000, f"10{THIN_SPACE}000"),
        (1_644_680, f"1{THIN_SPACE}644{THIN_SPACE}680"),
        (-12_345, f"-12{THIN_SPACE}345"),
    ],
)
def test_grouped(number: int, text: str) -> None:
    assert grouped(number) == text


def test_grouped_with_decimals_and_counted() -> None:
    assert grouped(12345.678, 1) == f"12{THIN_SPACE}345.7"
    assert grouped(0.25, 2) == "0.25"
    assert counted(1, "country", "countries") == "1 country"
    assert counted(0, "country", "countries") == "0 countries"
    assert counted(312, "partnership") == "312 partnerships"


@given(st.integers(-(10**12), 10**12))
def test_a_grouped_number_is_that_number(number: int) -> None:
    assert int(grouped(number).replace(THIN_SPACE, "")) == number


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Non-revenue water", "non-revenue water"),
        ("NRW", "NRW"),
        ("GIS and IT", "GIS and IT"),
        ("24/7 supply", "24/7 supply"),
        ("A lake", "a lake"),
        ("A: said", "A: said"),
        ("", ""),
        ("x", "x"),
        ("X", "x"),
    ],
)
def test_lower_first(label: str, inside: str) -> None:
    assert lower_first(label) == inside


def test_upper_first() -> None:
    assert upper_first("mentees in Kenya") == "Mentees in Kenya"
    assert upper_first("") == ""
