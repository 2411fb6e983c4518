"""A country's numbers, worked out a second time from the layers and by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.copies import GEODATA, copied
from wopmap.country import (
    Country,
    Profile,
    UnknownCountry,
    as_numbers,
    comparison,
    lacks,
    profile,
    read,
    sheets,
)
from wopmap.country.exchange import by_year
from wopmap.country.ladder import ladder, without
from wopmap.country.people import KEY_INDICATORS
from wopmap.country.sentences import amount, help_sentence, summary, water_sentence, year_note
from wopmap.country.surveys import quintiles, regions, survey_in_words
from wopmap.errors import LayerMissing
from wopmap.layers import Catalogue
from wopmap.selection import Selection, search_text, split_values
from wopmap.workbook import dictionary

CATALOGUE = Catalogue(GEODATA)
SOURCES, COUNTRIES = CATALOGUE.table("sources"), CATALOGUE.table("countries")
PAIRS, PHASES = CATALOGUE.table("flows"), CATALOGUE.table("partnerships")
USE, REGIONS = CATALOGUE.table("country_use"), CATALOGUE.table("region_use")
SOME = ("KEN", "VNM", "NLD", "BRA", "FJI", "UGA", "TWN", "TUV")


@cache
def country(iso3: str) -> Country:
    return read(CATALOGUE, iso3)


@cache
def worked_out(iso3: str, **filters: Any) -> Profile:
    return profile(country(iso3), Selection(**filters), SOURCES, COUNTRIES)


@pytest.fixture(scope="module")
def kenya() -> Profile:
    return worked_out("KEN")


def ends(wop: str) -> list[tuple[str, str]]:
    rows = PAIRS[PAIRS["wop_id"] == wop]
    return list(zip(rows["mentor_country"], rows["mentee_country"], strict=True))


@pytest.mark.parametrize("iso3", SOME)
def test_partnerships_are_counted_by_the_way_help_goes(iso3: str) -> None:
    found = worked_out(iso3)
    arriving, leaving, inside = set(), set(), set()
    for wop in set(PAIRS["wop_id"]):
        pairs = ends(wop)
        if any(b == iso3 and a != iso3 for a, b in pairs):
            arriving.add(wop)
        if any(a == iso3 and b != iso3 for a, b in pairs):
            leaving.add(wop)
        if any(a == iso3 and b == iso3 for a, b in pairs):
            inside.add(wop)
    sums = found.exchange
    assert (sums.received, sums.given) == (len(arriving), len(leaving))
    assert sums.within == len(inside - arriving - leaving)
    assert set(found.partnerships["wop_id"]) == arriving | leaving | inside
    givers: dict[str, set[str]] = {}
    for wop in arriving:
        for a, b in ends(wop):
            if b == iso3 and a != iso3:
                givers.setdefault(a, set()).add(wop)
    table = dict(zip(sums.mentors_from["id"], sums.mentors_from["partnerships"], strict=True))
    assert table == {code: len(wops) for code, wops in givers.items()}
    assert list(table.values()) == sorted(table.values(), reverse=True)


def test_years_narrow_partnerships_and_say_what_they_hide(kenya: Profile) -> None:
    found = worked_out("KEN", years=(2015, 2016))
    rows = kenya.country.partnerships
    starts = rows["start_year"].fillna(rows["known_active_year"])
    known = rows[["start_year", "known_active_year"]].max(axis=1)
    as_of = rows["status_as_of"].where((rows["status"] == "active") & starts.notna())
    lasts = rows["end_year"].fillna(pd.concat([known, as_of], axis=1).max(axis=1))
    wanted = set(rows.loc[((starts <= 2016) & (lasts >= 2015)).fillna(False).astype(bool), "wop_id"])
    assert set(found.partnerships["wop_id"]) == wanted
    assert 0 < len(wanted) < len(rows)
    assert found.shown.n + sum(found.shown.hidden.values()) == found.shown.total == len(rows)
    # The country filter of the selection keeps its meaning: Kenya's partnerships with an operator in Uganda.
    uganda = worked_out("KEN", countries=("UGA",))
    both = PAIRS[(PAIRS["mentor_country"] == "UGA") & (PAIRS["mentee_country"] == "KEN")]
    assert set(uganda.partnerships["wop_id"]) == set(both["wop_id"])


def test_active_partnerships_by_year_are_those_of_the_rule(kenya: Profile) -> None:
    rows = PAIRS[(PAIRS["mentor_country"] == "KEN") | (PAIRS["mentee_country"] == "KEN")]
    for year in (2009, 2013, 2018, 2024):
        active = rows[(rows["active_from"] <= year) & (rows["active_to"] >= year)]
        counted = kenya.by_year[kenya.by_year["year"] == year]["partnerships"].sum()
        assert counted == active["wop_id"].nunique(), year
    by_hand = by_year(
        pd.DataFrame(
            {
                "direction": ["in", "in", "out"],
                "first": [2000.0, np.nan, 2001.0],
                "last": [2001.0, np.nan, 2001.0],
            }
        ),
        (2001, 2005),
    )
    assert by_hand.to_dict("list") == {
        "year": [2001, 2001],
        "direction": ["in", "out"],
        "partnerships": [1, 1],
    }


def use(**shares: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        [("XXX", 2020, "urban", name, share, 1000, "jmp") for name, share in shares.items()],
        columns=["country_iso3", "year", "residence", "indicator", "share", "population", "source_id"],
    )


@pytest.mark.parametrize(
    ("shares", "steps"),
    [
        (
            {"safely_managed": 0.6, "at_least_basic": 0.9, "limited": 0.05, "unimproved": 0.03, "surface_water": 0.02},
            {"safely_managed": 0.6, "basic": 0.3, "limited": 0.05, "unimproved": 0.03, "surface_water": 0.02},
        ),
        (
            {"safely_managed": None, "at_least_basic": 0.9, "limited": 0.05, "unimproved": 0.03, "surface_water": 0.02},
            {"at_least_basic": 0.9, "limited": 0.05, "unimproved": 0.03, "surface_water": 0.02},
        ),
        (
            {"safely_managed": 0.5, "at_least_basic": 0.8, "limited": 0.1, "unimproved": 0.02, "surface_water": None},
            {"safely_managed": 0.5, "basic": 0.3, "limited": 0.1, "unimproved": 0.02, "no_estimate": 0.08},
        ),
        (
            {"safely_managed": 0.4, "at_least_basic": None, "limited": None, "unimproved": None, "surface_water": None},
            {"safely_managed": 0.4, "no_estimate": 0.6},
        ),
        (
            dict.fromkeys(("safely_managed", "at_least_basic", "limited", "unimproved", "surface_water")),
            {"no_estimate": 1.0},
        ),
    ],
)  # fmt: skip
def test_the_ladder_by_hand(shares: dict[str, float | None], steps: dict[str, float]) -> None:
    found = ladder(use(**shares))
    assert dict(zip(found["step"], found["share"], strict=True)) == pytest.approx(steps)
    assert found["people"].tolist() == pytest.approx([1000 * share for share in steps.values()])


def test_ladders_of_a_third_of_all_countries_add_up_and_keep_what_is_missing() -> None:
    for iso3, rows in list(USE.groupby("country_iso3"))[::3]:
        found = ladder(rows)
        sums = found.groupby(["year", "residence"])["share"].sum()
        assert sums.between(0.9999, 1.0002).all(), iso3
        missing = rows[(rows["indicator"] == "safely_managed") & rows["share"].isna()]
        split = found[found["step"] == "safely_managed"].set_index(["year", "residence"]).index
        assert not set(zip(missing["year"], missing["residence"], strict=True)) & set(split), iso3


@pytest.mark.parametrize("iso3", ["KEN", "VNM", "FJI", "TUV"])
def test_people_and_households_without(iso3: str) -> None:
    sizes = CATALOGUE.table("household_size").set_index("country_iso3")["avg_household_size"]
    found = worked_out(iso3)
    for residence, change in found.changes.items():
        rows = USE[
            (USE["country_iso3"] == iso3)
            & (USE["residence"] == residence)
            & (USE["indicator"] == "at_least_basic")
            & USE["share"].notna()
        ].sort_values("year")
        last, first = rows.iloc[-1], rows.iloc[0]
        assert change.now.year == last["year"]
        assert change.now.people == pytest.approx((1 - last["share"]) * last["population"])
        assert change.before is not None
        assert change.before.year == first["year"]
        assert change.before.share == pytest.approx(1 - first["share"])
        if iso3 in sizes:
            assert change.now.households == pytest.approx(change.now.people / sizes[iso3])
        else:
            assert change.now.households is None
    assert set(found.changes) == {"total", "urban", "rural"}


def test_the_years_choose_the_year_of_the_water() -> None:
    found = worked_out("KEN", years=(2005, 2012)).changes["urban"]
    assert found.before is not None
    assert (found.before.year, found.now.year) == (2005, 2012)
    one = worked_out("KEN", years=(2012, 2012)).changes["urban"]
    assert one.before is not None
    assert (one.before.year, one.now.year) == (2000, 2012)
    late = worked_out("KEN", years=(2022, 2026))
    assert late.changes["urban"].now.year == 2020
    assert year_note(late.selection, late.changes["urban"]) == (
        "The estimates of household water do not reach the years chosen (2022 to 2026); 2020 is the nearest."
    )
    assert year_note(late.selection, None) == ""


def test_without_a_household_size_there_are_no_households() -> None:
    rows = use(at_least_basic=0.75)
    assert without(rows, 4.0)["households"].tolist() == [62.5]
    assert without(rows, None)["households"].isna().all()
    assert without(use(at_least_basic=None), 4.0).empty


def test_regions_and_fifths_are_those_of_the_surveys(kenya: Profile) -> None:
    rows = REGIONS[REGIONS["country_iso3"] == "KEN"]
    first = kenya.regions[0]
    assert (first.survey, first.indicator, first.label) == (
        "KEN_2015_MIS",
        "at_least_basic",
        "Malaria Indicator Survey, 2015",
    )
    same = rows[(rows["survey"] == first.survey) & (rows["indicator"] == "at_least_basic")].set_index(
        "region"
    )["share"]
    assert dict(zip(first.rows["name"], first.rows["share"], strict=True)) == same.to_dict()
    assert first.gap_pp == pytest.approx((same.max() - same.min()) * 100)
    assert (first.worst, first.best) == (same.idxmin(), same.idxmax())
    (latest, earlier) = kenya.quintiles["urban"]
    assert (latest.year, earlier.year) == (2020, 2000)
    fifths = rows[
        (rows["level"] == "wealth quintile")
        & (rows["residence"] == "urban")
        & (rows["indicator"] == "at_least_basic")
    ]
    poor, rich = (
        fifths[(fifths["year"] == 2020) & fifths["region"].str.endswith(end)]["share"].item()
        for end in ("(Poorest)", "(Richest)")
    )
    assert latest.gap_pp == pytest.approx((rich - poor) * 100)
    assert latest.rows["name"].tolist() == ["Poorest", "Poor", "Middle", "Rich", "Richest"]


def test_every_survey_of_every_country_can_be_shown() -> None:
    for iso3, rows in REGIONS.groupby("country_iso3"):
        found = regions(rows)
        fifths = [spread for name in ("total", "urban", "rural") for spread in quintiles(rows, name)]
        for spread in (*found, *fifths):
            assert spread.rows["share"].between(0, 1).all()
            assert spread.source_id in set(SOURCES["source_id"])
            assert spread.gap_pp is not None
        names = {s.survey for s in found}
        there = rows[rows["indicator"] == "at_least_basic"]
        named = there[(there["level"] == "survey region (adm1)") & there["region"].notna()]
        counts = named.groupby("survey")["region"].nunique()
        assert set(counts[counts > 1].index) <= names, iso3


def test_survey_names() -> None:
    assert survey_in_words("GHA_2014_DHS", 2014) == "Demographic and Health Survey, 2014"
    assert survey_in_words("XXX_2014_ODD", 2014) == "ODD, 2014"
    assert survey_in_words("Census 2012", 2012) == "Census 2012"
    assert survey_in_words("JMP regression estimate", 2020) == "JMP regression estimate, 2020"


def test_motives_are_those_of_the_mentors_of_its_utilities(kenya: Profile) -> None:
    evidence = CATALOGUE.table("motivation_evidence")
    here = PAIRS[PAIRS["mentee_country"] == "KEN"]
    assert set(kenya.mentors["operator_id"]) == set(here["mentor_id"])
    wanted = evidence[evidence["operator_id"].isin(here["mentor_id"])]
    assert sorted(kenya.statements["paraphrase"]) == sorted(wanted["paraphrase"])
    silent = set(here["mentor_id"]) - set(evidence["operator_id"])
    assert set(kenya.mentors[kenya.mentors["motives"].isna()]["operator_id"]) == silent
    told = next(lack.sentence for lack in lacks(kenya) if lack.about == "Motives")
    assert told.startswith(
        f"Of the {len(kenya.mentors)} mentors of its utilities, {len(silent)} have no statement"
    )
    assert set(kenya.statements["said_by"]) <= {"Stated by the mentor", "Attributed by others", "Inferred"}


def test_home_conditions_of_a_mentor() -> None:
    found = worked_out("NLD")
    rows = CATALOGUE.table("home_conditions")
    assert len(found.conditions) == (rows["country_iso3"] == "NLD").sum() > 0
    assert not any(lack.about == "Home conditions" for lack in lacks(found))
    assert any(lack.about == "Home conditions" for lack in lacks(worked_out("VNM")))


def test_utilities_show_the_latest_year_and_every_contradiction() -> None:
    rows = CATALOGUE.table("utility_performance")
    brazil = worked_out("BRA").utilities
    there = rows[rows["country_iso3"] == "BRA"]
    assert set(brazil["utility"]) == set(there["utility"])
    assert brazil["figures"].sum() == len(there)
    one = there[(there["utility"] == brazil["utility"].iloc[0]) & (there["indicator"] == "nrw_pct")]
    last = one[one["year"] == one["year"].max()]["value"]
    words = str(brazil["nrw_pct"].iloc[0])
    assert words.startswith(f"{last.min():.4g} to {last.max():.4g} %")
    assert f"({one['year'].max()}, " in words
    assert words.endswith("cities)")
    undated = rows[rows["year"].isna() & rows["indicator"].isin(list(KEY_INDICATORS))].iloc[0]
    theirs = worked_out(undated["country_iso3"]).utilities.set_index("utility")
    assert theirs.at[undated["utility"], undated["indicator"]].endswith("(year not stated)")


def test_operators_count_the_partnerships_shown(kenya: Profile) -> None:
    for row in kenya.operators.itertuples():
        assert row.as_mentee == PAIRS[PAIRS["mentee_id"] == row.operator_id]["wop_id"].nunique()
        assert row.as_mentor == PAIRS[PAIRS["mentor_id"] == row.operator_id]["wop_id"].nunique()
    assert len(kenya.operators) == (CATALOGUE.table("operators")["country_iso3"] == "KEN").sum()


def test_members_of_other_countries_have_their_names() -> None:
    for iso3 in SOME:
        names = set(CATALOGUE.table("operators")["operator_id"])
        found = worked_out(iso3).partnerships
        assert not names & {
            name for column in ("mentors", "mentees") for cell in found[column] for name in cell.split(", ")
        }
        assert not found["to_countries"].str.contains("None").any()


def test_the_header_sentence(kenya: Profile) -> None:
    assert help_sentence(kenya) == (
        "8 partnerships bring help from abroad, with mentors in Netherlands (5), Uganda (2) and Rwanda (1); "
        "none of its operators is a mentor abroad; 1 partnership is inside the country."
    )
    now, before = kenya.changes["urban"].now, kenya.changes["urban"].before
    assert before is not None
    assert water_sentence(kenya).startswith(
        f"In 2020, {now.people / 1e6:.3g} million urban people (13.0 %) used less"
    )
    assert "their share is about the same, their number has grown." in water_sentence(kenya)
    assert summary(kenya).startswith("Kenya: 8 partnerships")
    assert "next to no urban people" in water_sentence(worked_out("NLD"))
    assert help_sentence(worked_out("TUV")) == "No partnership with an operator of this country is on file."
    hidden = worked_out("KEN", years=(1995, 1996))
    assert (
        help_sentence(hidden)
        == "None of the 9 partnerships with an operator of this country passes the filters."
    )
    assert water_sentence(worked_out("TWN")) == (
        "There is no estimate of urban people without at least basic drinking water."
    )
    fallen = water_sentence(worked_out("VNM"))
    assert "has fallen by 4.2 percentage points, their number has fallen." in fallen


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0"), (7.4, "7"), (84.2, "84"), (9312, "9300"), (78_460, "78\u202f500"), (816_700, "817\u202f000"),
     (999_600, "1 million"), (1_960_689, "1.96 million"), (1.2e9, "1.2 billion")],
)  # fmt: skip
def test_amounts_are_as_precise_as_estimates(number: float, words: str) -> None:
    assert amount(number) == words


def test_what_is_missing_names_who_would_know() -> None:
    told = {lack.about: lack.sentence for lack in lacks(worked_out("TUV"))}
    assert set(told) == {"Households", "Wealth quintiles", "Regions", "Cities", "Partnerships", "Utilities"}
    for about, source in (("Regions", "DHS"), ("Cities", "statistics office"), ("Utilities", "regulator")):
        assert source in told[about]
    assert not {"Regions", "Cities", "Utilities", "Ladder"} & {
        lack.about for lack in lacks(worked_out("KEN"))
    }


def copy(tmp_path: Path, *without_layers: str) -> Catalogue:
    folder = copied(tmp_path / "layers")
    for name in without_layers:
        (folder / f"{name}.parquet").unlink()
    return Catalogue(folder)


def test_a_missing_layer_is_a_sentence_in_its_place(tmp_path: Path) -> None:
    gone = (
        "region_use",
        "household_size",
        "motivation_evidence",
        "utility_performance",
        "cities",
        "country_use",
    )
    damaged = read(copy(tmp_path, *gone), "KEN")
    found = profile(damaged, Selection(), SOURCES, COUNTRIES)
    assert set(damaged.unavailable) == set(gone)
    told = {lack.about: lack.sentence for lack in lacks(found)}
    assert told["Ladder"].startswith("Layer country_use is missing")
    assert told["Utilities"].startswith("Layer utility_performance is missing")
    assert "Regions" not in told
    assert found.exchange.received == 8
    assert as_numbers(found)["water"] == {}
    assert sheets(found)


def test_a_layer_it_cannot_do_without_stops_it(tmp_path: Path) -> None:
    with pytest.raises(LayerMissing, match="Layer flows is missing"):
        read(copy(tmp_path, "flows"), "KEN")


@pytest.mark.parametrize(
    ("asked", "near"), [("Kenia", "KEN (Kenya)"), ("Kenya", "KEN (Kenya)"), ("\x00<b>", None)]
)
def test_an_unknown_country(asked: str, near: str | None) -> None:
    with pytest.raises(UnknownCountry) as error:
        read(CATALOGUE, asked)
    assert "no country with the code" in str(error.value)
    assert near is None or near in str(error.value)
    assert read(CATALOGUE, "ken").name == "Kenya"


@pytest.mark.parametrize("iso3", SOME)
def test_everything_taken_away_is_explained_and_cited(iso3: str) -> None:
    found = worked_out(iso3)
    taken = sheets(found)
    words = dictionary(taken)
    assert not words[words["meaning"] == ""].values.tolist()
    known = set(SOURCES["source_id"])
    for sheet in taken:
        for column in ("source_id", "source_ids"):
            if column in sheet.rows:
                cells = sheet.rows[column].dropna().astype(str)
                assert {name for cell in cells for name in split_values(cell)} <= known
    assert set(found.source_ids) <= known


def test_json_holds_what_the_page_shows(kenya: Profile) -> None:
    numbers = as_numbers(kenya, SOURCES)
    assert numbers["partnerships"]["received"] == 8
    assert len(numbers["partnerships"]["rows"]) == numbers["partnerships"]["total"] == 9
    assert numbers["water"]["urban"]["latest"]["people"] == kenya.changes["urban"].now.people
    assert numbers["regions"][0]["rows"][0]["name"] == "Eastern"
    cited = {row["source_id"] for row in numbers["sources"]}
    assert {name for row in numbers["partnerships"]["rows"] for name in row["source_ids"]} <= cited


def test_countries_side_by_side() -> None:
    profiles = [worked_out(code) for code in ("KEN", "FJI", "TWN")]
    table = comparison(profiles, "urban").set_index("measure")
    assert table.loc["received", ["KEN", "FJI", "TWN"]].tolist() == [8, 4, 1]
    assert table.at["share_without", "KEN"] == pytest.approx(profiles[0].changes["urban"].now.share * 100)
    assert table.at["share_without", "TWN"] is None
    assert table.at["quintile_gap_pp", "FJI"] is None


def test_a_search_text_narrows_the_country() -> None:
    search = search_text(PHASES, CATALOGUE.table("operators"), COUNTRIES)
    found = profile(country("KEN"), Selection(text="vitens"), SOURCES, COUNTRIES, search)
    assert 0 < found.exchange.total < 9
