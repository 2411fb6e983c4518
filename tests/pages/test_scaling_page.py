"""The page Scaling up without a browser: its figures are those of the functions, bad input gets a sentence."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import opening
from tests.pages.opening import as_read, said
from wopmap import scaling
from wopmap.layers import Catalogue
from wopmap.scaling.scenario import file_data
from wopmap.scaling.words import band_words
from wopmap.tables import to_json

ROOT = Path(__file__).resolve().parents[2]
opened = partial(opening.opened, "scaling")
TABLE = Catalogue(ROOT / "geodata").table
RECORD = scaling.record(TABLE("flows"), TABLE("motivation_evidence"), TABLE("motivation_types"))
DEFAULTS = scaling.defaults(scaling.Facts(TABLE("scaling_facts")), RECORD)
GAPS = scaling.gaps(TABLE("country_use"), TABLE("countries"), TABLE("flows"), "basic", 2015)


def frame_with(page: AppTest, column: str) -> pd.DataFrame:
    return next(frame.value for frame in page.dataframe if column in frame.value)


def test_gaps_are_those_of_the_layers() -> None:
    page = opened()
    assert page.title[0].value == "Scaling up"
    alone = GAPS[(GAPS["partnerships"] == 0) & (GAPS["without"] > 0)]
    shown = frame_with(page, "without")
    assert shown["name"].tolist() == alone["name"].tolist()
    assert shown["without"].to_numpy() == pytest.approx(alone["without"].to_numpy() / 1e6)
    assert f"{alone['without'].sum() / 1e6:.1f} million of them" in said(page)
    page.toggle(key="gaps_alone").set_value(False).run()
    assert len(frame_with(page, "without")) == int((GAPS["without"] > 0).sum())
    assert "None of them exists." in said(page)
    # Every fact on scale stands on the page with its document.
    assert len(frame_with(page, "statement")) == len(TABLE("scaling_facts"))


def test_a_country_chosen_on_the_map_leads_to_a_mentor_for_it() -> None:
    page = opened(pick="gap:SDN")
    row = GAPS.set_index("iso3").loc["SDN"]
    assert f"{row['without'] / 1e6:.1f} million urban people" in said(page)
    page.button(key="gap-match").click().run()
    assert not page.exception
    assert page.selectbox(key="match_who").value == "SDN"
    assert "Sudan best" in said(page)
    assert not opened(pick="gap:XXX").exception


def test_the_map_can_be_taken_away() -> None:
    page = opened(placed="3")
    page.button(key="export").click().run()
    assert not page.exception
    assert page.text_input(key="export-title").value == "Scaling up"


def test_possible_partnerships_stand_in_a_table() -> None:
    page = opened(placed="7", rule="equal")
    table = frame_with(page, "score")
    assert table["partnerships"].sum() == 7
    assert set(table["country"]) == set(GAPS["name"].head(7))
    assert "where 7 new partnerships would go by the rule \u201cevenly\u201d" in said(page)
    assert "None of them exists" not in said(opened(placed="0"))


def test_the_filters_limit_whose_need_it_is_and_what_counts_as_help() -> None:
    page = opened(country="KEN,UGA", since="2000")
    page.toggle(key="gaps_alone").set_value(False).run()
    assert sorted(frame_with(page, "without")["name"]) == ["Kenya", "Uganda"]
    only_jica = opened(country="KEN", programme="jica")
    flows = TABLE("flows")
    here = flows[
        (flows["mentee_country"] == "KEN") & (flows["programme"] == "JICA") & (flows["active_to"] >= 2015)
    ]
    only_jica.toggle(key="gaps_alone").set_value(False).run()
    assert frame_with(only_jica, "without")["partnerships"].tolist() == [here["wop_id"].nunique()]


def test_scenarios_show_what_the_model_says() -> None:
    page = opened(
        part="scenario", plan_a="name=Mine;years=9;on=norm;money=1..2", plan_b="none", plan_c="none"
    )
    plan = scaling.Scenario("Mine", 9, levers=frozenset({"norm"}), ranges=(("money", 1.0, 2.0),))
    need = float(GAPS["without"].sum())
    outcome = scaling.run(plan.ends(DEFAULTS), plan.plan(need), RECORD.latest + 2, 1)
    words = said(page)
    for measure in ("people", "partnerships", "money", "share"):
        assert band_words(outcome.final(measure)) in words
    assert scaling.CAVEAT in words
    (table,) = page.table
    assert as_read(table.value.iloc[0, 0]) == band_words(outcome.final("people"))
    rows = frame_with(page, "basis").set_index("input")
    assert rows.loc["Money for new partnerships", ["low", "high", "basis"]].tolist() == [1, 2, "yours"]
    assert "name=Mine;years=9;on=norm;money=1..2" in str(page.query_params["plan_a"])


def test_an_input_shows_its_row_and_takes_another_range() -> None:
    page = opened(part="scenario")
    page.selectbox(key="plan_group").set_value("long").run()
    assert "Grant size and duration per EU-WOP project." in said(page)
    assert "USD 250,000 to 450,000 per WOP; 36 months" in said(page)
    page.number_input(key="plan_a_long_cost_high").set_value(900.0).run()
    assert not page.exception
    assert "Yours. The default is 250 to 450" in said(page)
    assert "long_cost=250..900" in str(page.query_params["plan_a"])
    page.button(key="reset_plan_a_long_cost").click().run()
    assert "plan_a" not in page.query_params
    assert page.number_input(key="plan_a_long_cost_high").value == 450


@pytest.mark.parametrize(
    ("group", "key", "value", "words"),
    [
        ("money", "money_low", -1.0, "-1 EUR million a year is below zero"),
        ("money", "money_low", 99.0, "the range is reversed, from 99 to 3.5"),
        ("long", "long_years_low", 0.0, "too little; give 0.25 or more"),
        ("basics", "years", 200, "200 cannot be simulated"),
        ("basics", "long", 0, "holds no programme type"),
    ],
)
def test_bad_input_gets_a_sentence_in_its_place(group: str, key: str, value: float, words: str) -> None:
    page = opened(part="scenario")
    before = page.table[0].value.copy()
    page.selectbox(key="plan_group").set_value(group).run()
    page.number_input(key=f"plan_a_{key}").set_value(value).run()
    assert not page.exception
    (error,) = page.error
    assert words in as_read(error.value)
    # The scenario stands as it was.
    pd.testing.assert_frame_equal(page.table[0].value, before)
    assert "plan_a" not in page.query_params


def test_an_input_without_a_row_says_so() -> None:
    page = opened(part="scenario", plan_a="name=Short;mix=100-0-0", plan_b="none", plan_c="none")
    assert "no row states a figure" in said(page)
    page.selectbox(key="plan_group").set_value("short").run()
    assert page.number_input(key="plan_a_short_people_low").value is None
    assert "No row states a figure: not counted until you give a range." in said(page)
    page.number_input(key="plan_a_short_people_low").set_value(100.0).run()
    assert "give both the lower and the higher number" in as_read(page.error[0].value)
    page.number_input(key="plan_a_short_people_high").set_value(200.0).run()
    assert not page.error
    assert "short_people=100..200" in str(page.query_params["plan_a"])


def test_scenarios_are_added_and_taken_away() -> None:
    page = opened(part="scenario")
    page.button(key="plan_take").click().run()
    assert list(page.table[0].value.columns) == ["A programme like the Dutch", "Levy in full, mentees mentor"]
    page.button(key="plan_add").click().run()
    assert not page.exception
    assert [as_read(name) for name in page.table[0].value.columns][-1] == "A programme like the Dutch copy"
    page.text_input(key="plan_c_name").set_value("<b>X</b> [y](http://z)").run()
    page.checkbox(key="plan_c_norm").check().run()
    assert not page.exception
    page.radio(key="plan_slot").set_value(2).run()
    assert (
        "<b>X</b> [y](http://z): Dutch 1 % norm used in full; A further programme like the Dutch one."
        in said(page)
    )
    assert all(r"\<b\>" in str(element.value) for element in page.markdown if "<b" in as_read(element.value))


def test_a_file_of_scenarios_is_read_back() -> None:
    plan = scaling.Scenario("From a file", 7, (10, 20, 70), frozenset({"union"}), (("load", 1.0, 3.0),))
    page = opened(part="scenario")
    content = to_json(file_data((plan,), DEFAULTS)).encode()
    page.file_uploader(key="plan_file").upload("mine.json", content, "application/json").run()
    assert not page.exception
    assert page.query_params["plan_b"] in ("none", ["none"])
    assert "From a file" in str(page.query_params["plan_a"])
    page.file_uploader(key="plan_file").upload("bad.json", b"{", "application/json").run()
    assert "not JSON" in as_read(page.error[0].value)


def test_mentors_are_ranked_with_their_reasons() -> None:
    page = opened(part="match")
    assert "Choose who asks" in page.info[0].value
    page.selectbox(key="match_who").set_value("npl-kukl").run()
    page.multiselect(key="match_topics").set_value(["nrw"]).run()
    assert not page.exception
    table = frame_with(page, "mentor")
    assert table["score"].is_monotonic_decreasing
    words = said(page)
    assert f"Why {table['mentor'].iloc[0]}" in words
    assert "no evidence" in words
    assert "the ranking with the weights as they were set finds the real mentor" in words
    for name in ("topic", "region", "past", "language", "conditions", "size", "load", "public"):
        page.slider(key=f"weight_{name}").set_value(0)
    page.run()
    assert not page.exception
    near = frame_with(page, "mentor")
    assert near["score"].to_numpy() == pytest.approx(near["distance"].to_numpy())
    page.slider(key="weight_distance").set_value(0).run()
    assert "at least one reason a weight above 0" in page.info[0].value


def test_the_other_way_round() -> None:
    page = opened(part="match", way="mentees", who="uga-nwsc")
    assert "mentee" in frame_with(page, "mentee")
    page.segmented_control(key="match_way").set_value("mentors").run()
    assert not page.exception
    assert (
        frame_with(page, "mentor")["score"].notna().all() if page.selectbox(key="match_who").value else True
    )


def test_a_link_with_junk_is_named_and_the_rest_honoured() -> None:
    page = opened(
        part="moon", need="piped", since="1800", plan_a="name=X;money=-1..2;foo=1", weights="topic:9"
    )
    (warning,) = page.warning
    words = as_read(warning.value)
    for part in ('"moon"', '"1800"', "below zero", '"foo"', '"topic:9"'):
        assert part in words
    assert page.segmented_control(key="scaling_need").value == "piped"


def test_the_link_says_the_same_afterwards() -> None:
    query = {
        "part": "match",
        "who": "npl-kukl",
        "on": "nrw,finance",
        "weights": "topic:5",
        "seed": "7",
        "placed": "5",
    }
    page = opened(**query)
    found = {name: page.query_params[name] for name in query}
    assert {name: value[0] if isinstance(value, list) else value for name, value in found.items()} == query


def test_a_page_of_facts_survives_json() -> None:
    data = json.loads(to_json(file_data(scaling.PRESETS, DEFAULTS)))
    for plan in data["scenarios"]:
        for item in plan["inputs"].values():
            assert item["facts"] or item["note"]
