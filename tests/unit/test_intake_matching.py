from __future__ import annotations

import pandas as pd
import pytest

from wopmap.errors import BadInput
from wopmap.intake.levels import best_level
from wopmap.intake.matching import (
    BY_CODE,
    BY_NAME,
    Matches,
    accepted,
    as_text,
    bare_code_key,
    bracketless_name_key,
    code_key,
    match,
    name_key,
    plain_name_key,
)


def zones(*rows: tuple[str, str | None, str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["zone_id", "zone_code", "zone_name", "parent_zone"], dtype="string")
    return table.assign(
        level="ward", zone_level="ward", level_label="ward", level_label_plural="wards", level_rank=1
    )


def brought(*texts: object) -> pd.Series:
    return pd.Series([as_text(t) for t in texts], index=range(1, len(texts) + 1), dtype=object)


def pairs(found: Matches) -> dict[str, tuple[int, ...]]:
    return {p.zone_id: p.features for p in found.pairs}


@pytest.mark.parametrize(
    ("value", "text"),
    [(288.0, "288"), (None, ""), (float("nan"), ""), (pd.NA, ""), (" x ", "x"), (1.5, "1.5")],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("key", "ours", "theirs"),
    [
        (code_key, "LK-1103005", "lk 1103005"),
        (bare_code_key, "0900200010010", "900200010010"),
        (name_key, "São José", "SAO  JOSE"),
        (name_key, "Ward 07", "ward 7"),
        (name_key, "Murang'a", "MURANGA"),
        (name_key, "Vannarponnai N.W.", "Vannarponnai NW."),
        (plain_name_key, "Ward No. 12", "12"),
        (plain_name_key, "Lalitpur Sub-Metropolitan City", "Lalitpur"),
        (bracketless_name_key, "Rampura (slum sample)", "RAMPURA"),
    ],
)
def test_what_is_the_same(key: object, ours: str, theirs: str) -> None:
    assert callable(key)
    assert key(ours) == key(theirs) != ""


def test_codes_come_before_names() -> None:
    ours = zones(("a", "01", "North", None), ("b", "02", "South", None))
    found = match(ours, brought("02", "01"), brought("North", "South"))
    assert pairs(found) == {"a": (2,), "b": (1,)}
    assert {p.kind for p in found.pairs} == {BY_CODE}


def test_zeros_lost_by_a_spreadsheet() -> None:
    found = match(zones(("a", "0901", "X", None)), brought(901), brought("Y"))
    assert [(p.zone_id, p.how) for p in found.pairs] == [("a", "by code, zeros at its front apart")]


def test_names_stage_by_stage() -> None:
    ours = zones(
        ("a", None, "Alpha", None), ("b", None, "Beta Ward", None), ("c", None, "Gamma (slum)", None)
    )
    found = match(ours, brought("", "", ""), brought("ALPHA", "beta", "gamma"))
    assert pairs(found) == {"a": (1,), "b": (2,), "c": (3,)}
    assert {p.kind for p in found.pairs} == {BY_NAME}
    assert len({p.how for p in found.pairs}) == 3


def test_what_stands_for_several_is_not_taken() -> None:
    ours = zones(("a", None, "Mulpani", "East"), ("b", None, "Mulpani", "West"), ("c", "9", "Nine", None))
    found = match(ours, brought("", "9", "9"), brought("Mulpani", "x", "y"))
    assert pairs(found) == {}
    assert {(s.value, s.zone_ids, s.features) for s in found.several} == {
        ("9", ("c",), (2, 3)),
        ("Mulpani", ("a", "b"), (1,)),
    }
    assert not found.zones_left
    assert not found.features_left


def test_the_larger_unit_tells_namesakes_apart() -> None:
    ours = zones(("a", None, "Mulpani", "East"), ("b", None, "Mulpani", "West District"))
    names, parents = brought("Mulpani", "Mulpani", "Mulpani"), brought("WEST", "East", "South")
    found = match(ours, brought("", "", ""), names, parents)
    assert pairs(found) == {"a": (2,), "b": (1,)}
    assert found.features_left == (3,)


def test_parts_are_merged_only_when_asked() -> None:
    ours, codes = zones(("a", "1", "A", None)), brought("1", "1")
    assert match(ours, codes, codes).pairs == ()
    assert pairs(match(ours, codes, codes, merge_parts=True)) == {"a": (1, 2)}


def test_likeness_suggests_and_takes_nothing() -> None:
    ours = zones(("a", None, "Bageswori", None), ("b", None, "Alto Santa Teresinha", None))
    found = match(ours, brought("", ""), brought("Bageswari", "Alto Santa Terezinha"))
    assert found.pairs == ()
    assert set(found.zones_left) == {"a", "b"}
    assert [(s.zone_id, s.feature, s.clear) for s in found.suggestions] == [("b", 2, True), ("a", 1, True)]
    assert {p.zone_id for p in accepted(found)} == {"a", "b"}


@pytest.mark.parametrize("theirs", ["Mattakkuliya West", "Mattakkuliya 2", "Mattakkuliya Upper"])
def test_neighbours_are_not_alike(theirs: str) -> None:
    found = match(zones(("a", None, "Mattakkuliya East", None)), brought(""), brought(theirs))
    assert found.suggestions == ()


def test_two_that_are_equally_like_are_not_clear() -> None:
    found = match(zones(("a", None, "Siddhipur", None)), brought("", ""), brought("Sidhdipur", "Siddhepur"))
    assert [s.clear for s in found.suggestions] == [False]
    assert accepted(found) == ()
    both = zones(("a", None, "Siddhipuur", None), ("b", None, "Siddhhipur", None))
    assert accepted(match(both, brought(""), brought("Siddhipur"))) == ()


def test_numbers_alone_are_never_alike() -> None:
    assert match(zones(("a", None, "Ward 1234", None)), brought(""), brought("Ward 1235")).suggestions == ()


def nested() -> pd.DataFrame:
    wards = zones(("w/recife", "1", "Recife", None), ("w/b", "2", "Boa Vista", None))
    whole = zones(("m/recife", "3", "Recife", None)).assign(
        level="municipality",
        zone_level="municipality",
        level_label="municipality",
        level_label_plural="municipalities",
    )
    return pd.concat([wards, whole], ignore_index=True)


def test_one_level_at_a_time_the_one_most_fits() -> None:
    names = brought("Recife", "Boa Vista")
    level, found, others = best_level(nested(), "bra-recife", None, brought("", ""), names)
    assert (level, others) == ("ward", {"municipality": 1})
    assert set(pairs(found)) == {"w/recife", "w/b"}
    level, found, others = best_level(nested(), "bra-recife", "Municipalities", brought("", ""), names)
    assert (level, set(pairs(found)), others) == ("municipality", {"m/recife"}, {})


def test_levels_that_fit_equally_are_asked_for() -> None:
    with pytest.raises(BadInput, match="1 of the file fit each; say which with --level"):
        best_level(nested(), "bra-recife", None, brought(""), brought("Recife"))
    with pytest.raises(BadInput, match="'street' is not a level of bra-recife; name one of"):
        best_level(nested(), "bra-recife", "street", brought(""), brought("Recife"))
