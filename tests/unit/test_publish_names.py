"""What published files are called, and how they name the documents behind them."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.unit.publishing import catalogue, kenya
from wopmap.draw.imprint import enumerated, foot_lines
from wopmap.publish.names import file_name, selection_parts
from wopmap.publish.references import in_words
from wopmap.publish.snapshot import Order, imprint
from wopmap.selection import Selection


def test_names_say_what_files_hold() -> None:
    asked = Selection(countries=("KEN",), years=(2010, 2020))
    assert file_name((*selection_parts(asked), "flows"), "png") == "wopmap_KEN_2010-2020_flows.png"
    assert selection_parts(Selection()) == ("world",)
    assert selection_parts(Selection(years=(2015, 2015), topics=("nrw",))) == ("world", "2015", "filtered")
    many = Selection(countries=("KEN", "UGA", "TZA", "RWA", "BDI"))
    assert selection_parts(many) == ("5-places",)


@pytest.mark.parametrize(
    "part", ["../../etc/passwd", "a/b\\c:d*?", "\x00\n", "مياه نيروبي", "北京", "-", "x" * 300]
)
def test_a_name_is_one_no_file_system_minds(part: str) -> None:
    name = file_name((part, "flows"), "svg")
    assert name.startswith("wopmap_")
    assert name.endswith("flows.svg")
    assert len(name) < 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def sources(rows: list[tuple[str, str | None, str | None, int | None]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["source_id", "title", "publisher", "year"])
    return table.astype({"title": "string", "publisher": "string", "year": "Int64"})


def test_documents_are_named_with_publisher_and_year() -> None:
    table = sources(
        [
            ("a", "Annual report", "VEI", 2019),
            ("b", "Census", None, None),
            ("c", None, "gwopa.org", 2014),
            ("d", None, "gwopa.org", None),
            ("e", None, "gwopa.org", 2018),
            ("jmp", "Progress", "WHO/UNICEF JMP", 2021),
        ]
    )
    assert in_words(table, ["a", "b", "c", "d", "e", "jmp", "unknown"], first=["jmp"]) == (
        "Progress (WHO/UNICEF JMP, 2021)",
        "Annual report (VEI, 2019)",
        "Census",
        "gwopa.org (3 documents, 2014 to 2018)",
    )
    assert in_words(table, ["d"]) == ("gwopa.org (undated)",)
    assert in_words(table, []) == ()


def test_too_many_titles_are_gathered_by_publisher() -> None:
    table = sources([(f"s{i}", f"Title {i}", "VEI" if i % 3 else "JICA", 2000 + i) for i in range(30)])
    found = in_words(table, [f"s{i}" for i in range(30)])
    assert found == ("VEI (20 documents, 2001 to 2029)", "JICA (10 documents, 2000 to 2027)")


def test_sources_that_find_no_room_are_counted() -> None:
    phrases = [f"publisher-{i}.org (20{i:02d})" for i in range(60)]
    lines = enumerated(phrases, 600.0, 2)
    assert len(lines) == 2
    words = " ".join(lines)
    shown = words.count("publisher-")
    assert words.endswith(f"; and {60 - shown} more, listed with the data.")
    whole = enumerated(phrases[:3], 900.0, 2)
    assert whole == [f"Sources: {'; '.join(phrases[:3])}."]


def test_the_foot_names_the_producer_of_the_figures_first_and_everything_a_reader_needs() -> None:
    found = kenya()
    foot = imprint(found, Order(address="https://example.org/", footnote="Own words."), catalogue())
    assert foot.sources[0].startswith("Progress on household drinking water")
    assert foot.sources[0].endswith("(WHO/UNICEF JMP, 2021)")
    assert foot.link == "https://example.org/?country=KEN"
    lines = [line for line, _ in foot_lines(foot, found.scene, 1220.0, 2)]
    assert lines[0] == "Own words."
    assert any("no opinion on the legal status" in line for line in lines)
    assert any(str(catalogue().manifest["vintage"]) in line for line in lines)
    assert lines[-1] == "This view: https://example.org/?country=KEN"
