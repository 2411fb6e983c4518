"""Who could help whom: every reason worked out a second time, and the backtest against plain loops."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from babel.languages import get_territory_language_info

from wopmap import greatcircle, matching
from wopmap.layers import Catalogue
from wopmap.matching import (
    COMPONENTS,
    DEFAULT_WEIGHTS,
    FIRST,
    REVERSE_COMPONENTS,
    REVERSE_WEIGHTS,
    asking,
    backtest,
    components,
    mentees,
    rank,
    score,
    shared,
    spoken,
)
from wopmap.matching.evidence import Pair
from wopmap.matching.ranking import HALF_WORLD_KM, in_order
from wopmap.matching.reverse import needs_on_record
from wopmap.scaling.possible import EACH, possible_flows, speakers

TABLE = Catalogue().table
FLOWS, OPERATORS, COUNTRIES = TABLE("flows"), TABLE("operators"), TABLE("countries")
KNOWN = matching.evidence(FLOWS, OPERATORS, COUNTRIES, TABLE("utility_performance"), TABLE("country_use"))
FACTS = matching.standing(KNOWN)
NAMES = dict(zip(COUNTRIES["iso3"], COUNTRIES["name"], strict=True))
COLUMN = {name: i for i, name in enumerate(COMPONENTS)}


def ranked(identity: str, *topics: str) -> pd.DataFrame:
    who = asking(KNOWN, identity, topics)
    assert who is not None
    return rank(KNOWN, FACTS, who).set_index("mentor_id")


def of(mentor: str, mask: pd.Series | None = None) -> int:
    rows = FLOWS[FLOWS["mentor_id"] == mentor]
    return int((rows if mask is None else rows[mask.reindex(rows.index)])["wop_id"].nunique())


@pytest.mark.parametrize("mentor", ["uga-nwsc", "nld-vei", "prt-adp"])
def test_experience_is_counted_from_the_partnerships(mentor: str) -> None:
    row = ranked("ken-kiwasco", "nrw", "finance").loc[mentor]
    topics = FLOWS["topics"].fillna("").str.split(";")
    counts = [of(mentor, topics.map(lambda held, name=name: name in held)) for name in ("nrw", "finance")]
    assert row["topic"] == pytest.approx(np.mean([1 - 0.5**count for count in counts]))
    region = of(mentor, FLOWS["mentee_region"] == "Sub-Saharan Africa")
    assert row["region"] == pytest.approx(1 - 0.5**region)
    assert row["past"] == pytest.approx(1 - 0.5 ** of(mentor, FLOWS["mentee_country"] == "KEN"))
    running = of(mentor, (FLOWS["active_to"] >= KNOWN.year).fillna(False).astype(bool))
    assert row["load"] == pytest.approx(1 / (1 + running))
    assert row["partnerships"] == of(mentor)


def test_place_conditions_and_size_are_worked_out_again() -> None:
    row = ranked("npl-kukl").loc["rwa-wasac"]
    seats = OPERATORS.set_index("operator_id")
    km = float(
        greatcircle.distance_km(
            *seats.loc["rwa-wasac", ["lon", "lat"]], *seats.loc["npl-kukl", ["lon", "lat"]]
        )
    )
    assert row["distance"] == pytest.approx(1 - km / HALF_WORLD_KM)
    use = TABLE("country_use")
    use = use[(use["residence"] == "urban") & (use["indicator"] == "at_least_basic") & use["share"].notna()]
    shares = use.sort_values("year").groupby("country_iso3")["share"].last()
    assert row["conditions"] == pytest.approx(1 - abs(shares["RWA"] - shares["NPL"]))
    figures = TABLE("utility_performance")
    figures = figures[(figures["indicator"] == "connections") & figures["year"].notna()]
    latest = {
        name: rows.loc[rows["year"] == rows["year"].max(), "value"].max()
        for name, rows in figures[figures["operator_id"].isin(["rwa-wasac", "npl-kukl"])].groupby(
            "operator_id"
        )
    }
    assert row["size"] == pytest.approx(min(latest.values()) / max(latest.values()))


def test_no_evidence_is_not_zero() -> None:
    table = ranked("npl-kukl", "nrw")
    assert math.isnan(table.at["nld-vei", "size"])  # no connections on record
    assert table.at["uga-nwsc", "past"] == 0  # many partnerships, none of them in Nepal
    assert table["evidence"].between(0, 1).all()
    assert (table["evidence"] < 1).any()
    no_topic = ranked("npl-kukl")
    assert no_topic["topic"].isna().all()  # nothing was asked, so nothing is known and nothing counts


def test_the_score_is_the_weighted_mean_with_the_average_in_gaps() -> None:
    values = np.array([[1.0, np.nan, 0.0], [0.0, 0.5, np.nan], [0.5, 0.1, np.nan]])
    total, evidence = score(values, np.array([2.0, 1.0, 1.0]))
    # Means of those who have evidence: 0.5, 0.3, 0.
    assert total == pytest.approx([(2 + 0.3 + 0) / 4, (0 + 0.5 + 0) / 4, (1 + 0.1 + 0) / 4])
    assert evidence == pytest.approx([3 / 4, 3 / 4, 3 / 4])
    nobody, _ = score(np.full((2, 3), np.nan), np.ones(3))
    assert np.isnan(nobody).all()
    unweighted, _ = score(values, np.zeros(3))
    assert np.isnan(unweighted).all()


def test_the_ranking_is_in_order_and_leaves_out_who_asks_and_who_cannot_come() -> None:
    table = ranked("uga-nwsc", "nrw")
    assert table["score"].is_monotonic_decreasing
    assert "uga-nwsc" not in table.index
    kinds = OPERATORS.set_index("operator_id")
    assert not kinds.loc[table.index, "placeholder"].astype(bool).any()
    assert not kinds.loc[table.index, "kind"].isin(["group", "utility_association"]).any()
    values = table[list(COMPONENTS)].to_numpy(dtype=float)
    again, _ = score(values, in_order(DEFAULT_WEIGHTS))
    assert again == pytest.approx(table["score"].to_numpy())


def test_a_weight_of_zero_takes_a_reason_out() -> None:
    who = asking(KNOWN, "KEN", ("nrw",))
    assert who is not None
    only = rank(KNOWN, FACTS, who, {"distance": 1})
    assert only["score"].to_numpy() == pytest.approx(only["distance"].to_numpy())


def test_languages_are_those_of_the_cldr() -> None:
    info = get_territory_language_info("NL")
    assert info["en"]["population_percent"] == 90  # what the case below rests on
    found = shared("NLD", "KEN")
    assert found is not None
    assert (found.language, found.score, found.official) == ("English", 0.9, (False, True))
    portuguese = shared("BRA", "AGO")
    assert portuguese is not None
    assert (portuguese.language, portuguese.score) == ("Portuguese", 1.0)
    nothing = shared("JPN", "PRY")
    assert nothing is not None
    assert (nothing.score, nothing.language) == (0.0, "")
    assert shared("KEN", "NOT") is None
    assert spoken("XKX") is not None


def test_every_country_with_a_mentor_or_mentee_has_languages() -> None:
    codes = set(FLOWS["mentor_country"]) | set(FLOWS["mentee_country"])
    assert [code for code in sorted(codes) if spoken(str(code)) is None] == []


def test_hiding_a_partnership_is_as_if_it_had_never_been() -> None:
    """Counted out of the whole, and counted anew from layers without it: the same reasons."""
    wop_id = "nld-vei--mwi-lwb"
    assert wop_id in set(FLOWS["wop_id"])
    who = asking(KNOWN, "mwi-lwb", ("nrw", "finance"))
    assert who is not None
    hidden = components(KNOWN, FACTS, who, [pair for pair in KNOWN.pairs if pair.wop_id == wop_id])
    fresh = matching.evidence(
        FLOWS[FLOWS["wop_id"] != wop_id],
        OPERATORS,
        COUNTRIES,
        TABLE("utility_performance"),
        TABLE("country_use"),
    )
    again = components(fresh, matching.standing(fresh), who)
    both = [name for name in KNOWN.mentors if name in fresh.mentors]
    rows = [KNOWN.mentors.index(name) for name in both], [fresh.mentors.index(name) for name in both]
    assert np.allclose(hidden[rows[0]], again[rows[1]], equal_nan=True)


def test_the_backtest_against_plain_loops() -> None:
    """Every pair again with the slow path: reasons, ranks, hits."""
    result = backtest(KNOWN)
    found = popular = tried = 0
    by_wop: dict[str, list[Pair]] = {}
    for pair in KNOWN.pairs:
        by_wop.setdefault(pair.wop_id, []).append(pair)
    for pairs in list(by_wop.values()):
        who = asking(KNOWN, pairs[0].mentees[0], pairs[0].topics)
        assert who is not None
        values = components(KNOWN, FACTS, who, pairs)
        scores, counts = {}, {}
        means: list[float | None] = [
            np.nanmean(column) if not np.isnan(column).all() else None for column in values.T
        ]
        for i, name in enumerate(KNOWN.mentors):
            if name == who.operator:
                continue
            weight = whole = 0.0
            for j, component in enumerate(COMPONENTS):
                mean = means[j]
                if mean is None:
                    continue
                value = values[i, j] if not np.isnan(values[i, j]) else mean
                weight += DEFAULT_WEIGHTS[component] * value
                whole += DEFAULT_WEIGHTS[component]
            scores[i] = round(weight / whole, 12)
            counts[i] = KNOWN.total[i] - sum(pair.mentor == i for pair in pairs)
        for pair in pairs:
            if pair.mentor in scores:
                tried += 1
                found += sum(value >= scores[pair.mentor] for value in scores.values()) <= FIRST
                popular += sum(value >= counts[pair.mentor] for value in counts.values()) <= FIRST
    assert (result.partnerships, result.popular) == (tried, popular)
    assert abs(result.found - found) <= 2  # ties beyond the twelfth digit
    assert result.chance == pytest.approx(FIRST / len(KNOWN.mentors), rel=0.02)
    words = result.in_words()
    assert f"{result.share:.0%}" in words
    assert f"{result.popular_share:.0%}" in words
    assert ("no more often" in words) == (result.found <= result.popular)


def test_mentees_for_a_mentor_fit_the_same_reasons() -> None:
    table = mentees(KNOWN, FACTS, FLOWS, COUNTRIES, "uga-nwsc").set_index("id")
    assert table["score"].is_monotonic_decreasing
    assert "uga-nwsc" not in table.index
    needs = needs_on_record(FLOWS)
    for identity in ("ken-kiwasco", "npl-kukl"):
        who = asking(KNOWN, identity, needs[identity])
        assert who is not None
        values = components(KNOWN, FACTS, who)[KNOWN.mentors.index("uga-nwsc")]
        for name in ("topic", "region", "past", "language", "distance"):
            assert table.at[identity, name] == pytest.approx(values[COLUMN[name]])
    lack = 1 - KNOWN.served
    assert table.at["npl-kukl", "need"] == pytest.approx(lack["NPL"] / lack.max())
    # Countries that have a gap and no mentee on record are candidates as a whole.
    whole = table[table["whole_country"]]
    assert len(whole) > 20
    assert (
        not set(whole.index)
        & set(FLOWS["mentee_country"])
        & set(
            OPERATORS.loc[
                OPERATORS["operator_id"].isin(table.index[~table["whole_country"].astype(bool)]),
                "country_iso3",
            ]
        )
    )
    assert mentees(KNOWN, FACTS, FLOWS, COUNTRIES, "npl-kukl").empty  # no mentor on record
    assert set(REVERSE_WEIGHTS) == set(REVERSE_COMPONENTS)


def test_reasons_name_what_they_rest_on() -> None:
    who = asking(KNOWN, "npl-kukl", ("nrw",))
    assert who is not None
    rows = {row["mentor_id"]: row for row in rank(KNOWN, FACTS, who).to_dict("records")}
    found = {reason.component: reason for reason in matching.reasons(KNOWN, who, rows["nld-vei"], NAMES)}
    assert list(found) == list(COMPONENTS)
    here = FLOWS[(FLOWS["mentor_id"] == "nld-vei") & (FLOWS["mentee_country"] == "NPL")]
    assert set(found["past"].wop_ids) == set(here["wop_id"])
    assert found["past"].words == f"{here['wop_id'].nunique()} partnerships in Nepal"
    assert found["size"].value is None
    assert found["size"].words == "no connections on record for the mentor"
    assert "km" in found["distance"].words


def test_nobody_asks_for_what_is_not_there() -> None:
    assert asking(KNOWN, "nowhere") is None
    country = asking(KNOWN, "KEN")
    assert country is not None
    assert (country.operator, country.region) == ("", "Sub-Saharan Africa")


def test_possible_flows_keep_the_seats_and_spare_the_mentors() -> None:
    seats = pd.Series({"KEN": 3, "IND": 2, "NPL": 1})
    table = possible_flows(KNOWN, FACTS, seats)
    assert table["partnerships"].sum() == 6
    assert table.groupby("iso3")["partnerships"].sum().to_dict() == seats.to_dict()
    assert table.groupby("mentor_id")["partnerships"].sum().max() <= EACH
    homes = OPERATORS.set_index("operator_id")["country_iso3"]
    assert all(homes[row.mentor_id] != row.iso3 for row in table.itertuples())
    assert possible_flows(KNOWN, FACTS, pd.Series(dtype=int)).empty
    few = speakers(KNOWN, FACTS, ["KEN", "AGO"])
    portuguese = sum(code in {"PRT", "BRA", "MOZ"} for code in FACTS.countries)
    assert few["AGO"] >= portuguese > 0
    assert few["KEN"] > few["AGO"]
