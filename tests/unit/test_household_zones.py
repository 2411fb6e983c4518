from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from wopmap.household import (
    UNIT_BASES,
    ZONE_INDICATORS,
    Choice,
    change,
    choices,
    comparison,
    figures,
    measure,
    service_use,
    stack,
    totals,
    wide,
)
from wopmap.household.comparing import NO_NOTE, Comparison, changes_by_zone
from wopmap.household.indicators import SOURCE_GROUPS, indicator, stackable
from wopmap.layers import Catalogue, values


def zone(zone_id: str, level: str, rank: int, parent: str | None = None, quality: str = "exact") -> dict:
    return {
        "zone_id": zone_id,
        "city_id": "x",
        "zone_name": zone_id.upper(),
        "zone_code": zone_id,
        "parent_zone": parent,
        "level": level,
        "level_rank": rank,
        "place_quality": quality,
    }


def use(zone_id: str, code: str, share: float, units: int | None, year: int = 2019, **other: object) -> dict:
    row = {
        "city_id": "x",
        "zone_id": zone_id,
        "year": year,
        "indicator": code,
        "share": share,
        "households_count": None,
        "persons_count": None,
        "unit_basis": "households",
        "households": units,
        "population": None,
        "derived": False,
        "source_id": "census",
    }
    return {**row, **other}


def table(rows: list[dict]) -> pd.DataFrame:
    kinds = {
        "year": "Int64",
        "households_count": "Int64",
        "persons_count": "Int64",
        "households": "Int64",
        "population": "Int64",
        "derived": "boolean",
        "zone_code": "string",
        "parent_zone": "string",
        "zone_id": "string",
    }
    found = pd.DataFrame(rows)
    return found.astype({k: v for k, v in kinds.items() if k in found})


ZONES = table(
    [
        zone("county", "county", 1),
        zone("a", "ward", 2, "county"),
        zone("b", "ward", 2, "county"),
        zone("c", "ward", 2, "county", "none"),
    ]
)
PIPED = Choice("ward", 2019, "piped_total")


def test_a_city_by_hand() -> None:
    rows = table(
        [
            use("a", "piped_total", 0.9, 100),
            use("b", "piped_total", 0.5, 300),
            use("c", "piped_total", 0.2, 100),
        ]
    )
    found = figures(rows, ZONES, PIPED)
    assert found is not None
    assert list(found.zones.index) == ["c", "b", "a"]
    assert found.zones["without"].round(6).to_dict() == {"c": 80, "b": 150, "a": 10}
    assert (found.unplaced, found.not_stated, found.source_ids) == (1, 0, ("census",))
    sums = measure(found)
    assert (sums.units, sums.best, sums.worst) == (500, "a", "c")
    assert sums.using == pytest.approx(260)
    assert sums.without == pytest.approx(240)
    assert sums.share == pytest.approx(0.52)
    assert sums.gap_pp == pytest.approx(70)
    # Pairs: 2 x (300 x 100 x 0.4 + 100 x 100 x 0.7 + 300 x 100 x 0.3) = 56,000 over 2 x 500 x 500 x 0.52.
    assert sums.gini == pytest.approx(56_000 / 260_000)
    # The worst fifth of three zones is 0.6 of the worst: 48 of 240.
    assert sums.worst_fifth_share == pytest.approx(0.2)


def test_levels_are_never_added_up() -> None:
    rows = table(
        [
            use("county", "piped_total", 0.55, 410),
            use("a", "piped_total", 0.9, 100),
            use("b", "piped_total", 0.5, 300),
        ]
    )
    found = figures(rows, ZONES, PIPED)
    assert found is not None
    assert measure(found).units == 400
    assert found.not_stated == 1
    (printed,) = totals(rows, ZONES, PIPED)
    assert (printed.level, printed.units, printed.sum_of_zones, printed.difference) == (
        "county",
        410,
        400,
        -10,
    )
    assert printed.share == pytest.approx(0.55)
    assert totals(rows, ZONES, Choice("county", 2019, "piped_total")) == ()


def test_choices_begin_with_the_finest_level_the_first_indicator_the_last_year() -> None:
    rows = table(
        [
            use("county", "piped_on_premises", 0.5, 1),
            use("a", "surface", 0.5, 1),
            use("a", "piped_total", 0.5, 1, 2009),
            use("a", "piped_total", 0.5, 1),
        ]
    )
    assert choices(rows, ZONES) == (
        PIPED,
        Choice("ward", 2009, "piped_total"),
        Choice("ward", 2019, "surface"),
        Choice("county", 2019, "piped_on_premises"),
    )
    assert wide(rows, ZONES, "ward", 2019).columns.tolist() == ["piped_total", "surface"]


def test_an_indicator_that_names_a_lack_is_turned_round() -> None:
    rows = table([use("a", "surface", 0.1, 100), use("b", "surface", 0.4, 100)])
    found = figures(rows, ZONES, Choice("ward", 2019, "surface"))
    assert found is not None
    sums = measure(found)
    assert (sums.worst, sums.best) == ("b", "a")
    assert sums.without == pytest.approx(50)
    assert sums.using == pytest.approx(150)
    assert sums.share == pytest.approx(0.25)


def test_a_published_count_is_used_where_it_agrees_with_the_share() -> None:
    rows = table(
        [
            use("a", "piped_total", 0.3333, 3000, households_count=1000),
            use("b", "piped_total", 0.5, 3000, households_count=900),
        ]
    )
    found = figures(rows, ZONES, PIPED)
    assert found is not None
    assert found.zones["using"].to_dict() == {"a": 1000, "b": 1500}


def test_shares_without_counts_give_a_gap_and_no_totals() -> None:
    rows = table([use("a", "piped_total", 0.3, None), use("b", "piped_total", 0.5, None)])
    found = figures(rows, ZONES, PIPED)
    assert found is not None
    sums = measure(found)
    assert (sums.units, sums.without, sums.share, sums.gini, sums.worst_fifth_share) == (None,) * 5
    assert sums.gap_pp == pytest.approx(20)
    assert figures(rows, ZONES, Choice("ward", 1999, "piped_total")) is None


def test_a_sum_of_nothing_is_missing_not_zero() -> None:
    rows = table(
        [
            use("a", "piped_total", 0.0, 5, derived=True),
            use("a", "improved", 0.0, 5, derived=True),
            use("b", "piped_total", 0.0, 5),
        ]
    )
    found = figures(rows, ZONES, PIPED)
    assert found is not None
    assert list(found.zones.index) == ["b"]


def test_young_persons_are_their_own_total() -> None:
    youth: dict[str, Any] = {"unit_basis": "persons aged 15-24", "population": 1000}
    rows = table(
        [
            use("a", "youth_piped_on_site", 0.75, None, persons_count=150, **youth),
            use("a", "youth_no_piped_water", 0.25, None, persons_count=50, **youth),
        ]
    )
    found = figures(rows, ZONES, Choice("ward", 2019, "youth_piped_on_site"))
    assert found is not None
    assert measure(found).units == 200
    assert measure(found).without == 50


def test_the_stack_leaves_out_sums_and_adds_up_by_zone_and_for_the_city() -> None:
    rows = table(
        [
            use(z, code, share, units)
            for z, units, shares in (("a", 100, (0.6, 0.3, 0.1)), ("b", 300, (0.2, 0.2, 0.6)))
            for code, share in (
                ("piped_into_dwelling", shares[0]),
                ("piped_to_yard", shares[1]),
                ("piped_on_premises", shares[0] + shares[1]),
                ("surface", shares[2]),
                ("improved", 0.5),
            )
        ]
    )
    found = stack(rows, ZONES, "ward", 2019)["main"]
    assert found.columns.tolist() == ["piped_into_dwelling", "piped_to_yard", "surface"]
    assert found.loc[""].round(6).to_dict() == {
        "piped_into_dwelling": 0.3,
        "piped_to_yard": 0.225,
        "surface": 0.475,
    }


COMPARISONS = pd.DataFrame(
    {
        "country_iso3": ["KEN", "KEN"],
        "indicator": pd.array(["piped_total", None], dtype="string"),
        "year": [2009, 2009],
        "other_year": [2019, 2019],
        "comparable": [True, False],
        "reason": ["tap water in both", "asked differently"],
        "source_id": ["a", "a"],
        "source_id_2": pd.array(["b", None], dtype="string"),
    }
)


def test_years_compare_only_where_a_note_says_so() -> None:
    assert comparison(COMPARISONS, "KEN", "piped_total", 2019, 2009) == Comparison(
        True, "tap water in both", ("a", "b")
    )
    assert comparison(COMPARISONS, "KEN", "surface", 2009, 2019).reason == "asked differently"
    assert comparison(COMPARISONS, "UGA", "piped_total", 2009, 2019) == Comparison(False, NO_NOTE)
    assert not comparison(COMPARISONS, "KEN", "piped_total", 2009, 2009).ok


def test_change_by_hand() -> None:
    rows = table(
        [
            use("a", "piped_total", 0.5, 100, 2009),
            use("b", "piped_total", 0.4, 100, 2009),
            use("a", "piped_total", 0.6, 200),
            use("b", "piped_total", 0.9, 50),
            use("c", "piped_total", 0.1, 50),
        ]
    )
    before, after = (figures(rows, ZONES, Choice("ward", year, "piped_total")) for year in (2009, 2019))
    assert before is not None
    assert after is not None
    found = change(before, after, Comparison(True, ""))
    assert found.zones["change_pp"].round(6).to_dict() == {"a": 10, "b": 50}
    assert found.zones["redrawn"].to_dict() == {"a": False, "b": True}
    assert changes_by_zone(found) == pytest.approx({"a": 10})
    assert (found.only_before, found.only_after) == (0, 1)
    # (120 + 45 + 5) / 300 - (50 + 40) / 200
    assert found.city_pp == pytest.approx(100 * (170 / 300 - 0.45))
    refused = change(before, after, Comparison(False, "asked differently"))
    assert refused.zones.empty
    assert refused.city_pp is None
    with pytest.raises(ValueError, match="one level and indicator in two years"):
        change(after, before, Comparison(True, ""))


def test_nobody_counts_twice_where_a_town_lies_in_its_district() -> None:
    zones = pd.concat(
        [ZONES[ZONES["level"] == "ward"], table([{**zone("g", "gn", 3, "a"), "city_id": "town"}])]
    )
    rows = table(
        [
            use("a", "piped_total", 0.9, 100),
            use("b", "piped_total", 0.5, 300),
            use("g", "piped_total", 1.0, 40, city_id="town"),
        ]
    )
    (row,) = service_use(zones, rows).to_dict("records")
    assert (row["units"], row["zones"], row["counted"]) == (400, 2, "households")
    assert row["share"] == pytest.approx(0.6)


def test_samples_say_nothing_of_a_service_area() -> None:
    rows = table([use("a", "piped_total", 0.9, 100, unit_basis="sampled households")])
    assert service_use(ZONES, rows).empty


def test_every_code_of_the_layers_has_words() -> None:
    assert set(ZONE_INDICATORS) == set(values.ZONE_INDICATORS)
    assert set(UNIT_BASES) == set(values.UNIT_BASES)
    assert {i.group for i in ZONE_INDICATORS.values()} <= set(SOURCE_GROUPS)
    assert indicator("new_kind_of_tap").label == "New kind of tap"


def test_the_stacks_of_every_census_add_up() -> None:
    rows = Catalogue().table("zone_use", ["city_id", "zone_id", "year", "indicator", "share", "derived"])
    rows = rows[~rows["zone_id"].isin(["ken-narok-county/sub-county/narok-mau-forest"])]
    for (country, year), census in rows.groupby([rows["city_id"].str[:3], "year"]):
        shares = census.pivot(index="zone_id", columns="indicator", values="share")
        kept = [
            list(k)
            for name in ("main", "drinking", "general", "youth")
            if len(k := stackable(shares, name)) > 1
        ]
        for names in kept:
            total = shares[names].sum(axis=1)
            assert total.between(0.99, 1.01).all(), (country, year, names, total[~total.between(0.99, 1.01)])


def test_the_sum_of_zones_is_near_what_the_source_prints_for_the_whole() -> None:
    catalogue = Catalogue()
    rows, zones = (catalogue.table(name) for name in ("zone_use", "zones"))
    by_use, by_zone = dict(list(rows.groupby("city_id"))), dict(list(zones.groupby("city_id")))
    seen = set()
    for city, choice in (
        *((c, Choice("sub-county", 2019, "piped_total")) for c in by_zone if c.startswith("ken-")),
        *((c, Choice("local-unit", 2011, "piped_total")) for c in by_zone if c.startswith("npl-")),
        *((c, Choice("ward", 2011, "municipal_scheme")) for c in by_zone if c.startswith("zaf-")),
        ("bra-recife", Choice("bairro", 2010, "piped_total")),
    ):
        for total in totals(by_use[city], by_zone[city], choice):
            assert total.units
            # Forests of Kenya with a handful of households are printed without figures.
            assert abs(total.difference or 0) <= 0.001 * total.units, city
            seen.add(city[:3])
    assert seen == {"ken", "npl", "zaf", "bra"}
