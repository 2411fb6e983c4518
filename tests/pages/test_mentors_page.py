"""The page of mentors without a browser: its numbers are counted a second time from the layers."""

from __future__ import annotations

import json
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from tests.copies import GEODATA, rewrite
from tests.pages import opening
from tests.pages.opening import HOSTILE, as_read, assert_no_markup, said
from wopmap import mentor
from wopmap.layers import Catalogue
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.selection import Selection
from wopmap.ui.mentors import downloads, loaders

opened = partial(opening.opened, "mentors")
EVIDENCE = Catalogue(GEODATA).table("motivation_evidence")
OPERATORS = Catalogue(GEODATA).table("operators").set_index("operator_id")
FAMILY = Catalogue(GEODATA).table("motivation_types").set_index("motivation")["family"]
FLOWS = Catalogue(GEODATA).table("flows")
SAID = EVIDENCE.assign(
    country=EVIDENCE["operator_id"].map(OPERATORS["country_iso3"]), family=EVIDENCE["motivation"].map(FAMILY)
)
PARTS = ("matrix", "conditions", "network", "typology", "statements")


def scene(page: AppTest) -> dict[str, Any]:
    return json.loads(page.get("deck_gl_json_chart")[0].proto.json)


def who_says_so(page: AppTest) -> Any:
    """The buttons that switch kinds of statements on and off."""
    groups: list[Any] = list(page.get("button_group"))
    return next(group for group in groups if group.label == "Who says so")


def test_the_page_counts_statements_and_mentors_and_says_who_says_so() -> None:
    page = opened()
    words = said(page)
    assert f"{len(SAID)} statements on {SAID['operator_id'].nunique()} mentors" in words
    silent = set(FLOWS["mentor_id"]) - set(SAID["operator_id"])
    assert f"On {len(silent)} of the {FLOWS['mentor_id'].nunique()} mentors" in words
    groups = [i for i in set(SAID["operator_id"]) if OPERATORS.at[i, "kind"] == "group"]
    assert f"{len(groups)} of the {SAID['operator_id'].nunique()} mentors are collective voices." in words
    counted = SAID["said_by"].value_counts()
    labels = " ".join(option.content for option in who_says_so(page).proto.options)
    numbers = [int(number) for number in re.findall(r"\((\d+)\)", labels)]
    assert numbers == [
        counted["stated_by_mentor"],
        counted["attributed_by_researcher"],
        counted["inferred"],
    ]
    assert not page.query_params


def test_inferred_statements_go_in_one_click_and_the_link_says_so() -> None:
    page = opened()
    who_says_so(page).set_value(["stated_by_mentor", "attributed_by_researcher"]).run()
    assert not page.exception
    left = SAID[SAID["said_by"] != "inferred"]
    words = said(page)
    assert f"{len(left)} of {len(SAID)} statements shown" in words
    assert f"{len(SAID) - len(left)} of kinds switched off" in words
    assert "Left out: inferred." in words
    assert page.query_params["said"] in (
        ["stated_by_mentor,attributed_by_researcher"],
        "stated_by_mentor,attributed_by_researcher",
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("by", ["country", "mentor"])
def test_every_part_opens_and_says_which_statements_count(part: str, by: str) -> None:
    page = opened({"part": part, "by": by, "said": "stated_by_mentor"})
    assert not page.warning
    words = said(page)
    if part != "network":
        assert "Counted: statements stated by the mentor." in words
    if part == "conditions":
        assert "coded statements, not a sample" in words


def test_a_cell_opens_its_statements_with_year_and_source() -> None:
    page = opened({"cell": "JPN:commercial"})
    wanted = SAID[(SAID["country"] == "JPN") & (SAID["family"] == "commercial")]
    words = said(page)
    assert f"{len(wanted)} statements on {wanted['operator_id'].nunique()} mentors." in words
    for row in wanted.itertuples():
        assert " ".join(row.paraphrase.split()) in words
    assert words.count("Source: [") >= len(wanted)
    assert words.count("year not stated") == wanted["year"].isna().sum()


def test_the_keyboards_way_to_a_cell() -> None:
    page = opened({"by": "mentor"})
    page.selectbox(key="mentors_cell_row").set_value("nld-vei").run()
    page.selectbox(key="mentors_cell_column").set_value("SOL").run()
    wanted = SAID[(SAID["operator_id"] == "nld-vei") & (SAID["motivation"] == "SOL")]
    words = said(page)
    assert f"{len(wanted)} statements on 1 mentor." in words
    assert all(" ".join(text.split()) in words for text in wanted["paraphrase"])


def test_the_cross_table_on_the_page_is_the_one_a_loop_counts() -> None:
    page = opened({"part": "conditions", "beside": "commercial"})
    (frame,) = [item.value for item in page.dataframe if "least_expected" in item.value]
    row = frame[frame["condition"] == "export strategy for water technology"].iloc[0]
    home = Catalogue(GEODATA).table("home_conditions")
    places = set(home[home["condition"] == row["condition"]]["country_iso3"])
    trading = set(SAID[SAID["family"] == "commercial"]["operator_id"])
    there = set(SAID[SAID["country"].isin(places)]["operator_id"])
    every = set(SAID["operator_id"])
    assert (row["both"], row["condition_only"]) == (len(there & trading), len(there - trading))
    assert (row["family_only"], row["neither"]) == (len(trading - there), len(every - there - trading))
    assert (frame["countries"] > 1).all()
    page.checkbox(key="mentors_lone").check().run()
    (more,) = [item.value for item in page.dataframe if "least_expected" in item.value]
    assert len(more) > len(frame)
    assert "cannot be told from that country" in " ".join(more["warning"])


def test_a_condition_on_record_as_absent_says_so_everywhere() -> None:
    page = opened({"part": "conditions", "pick": "FRA"})
    home = Catalogue(GEODATA).table("home_conditions")
    (absent,) = home[(home["country_iso3"] == "FRA") & (home["present"] == "no")]["condition"]
    assert said(page).count(f"{absent} (absent)") == 2
    (rows,) = [item.value for item in page.dataframe if "conditions" in item.value]
    listed = rows.set_index("id")["conditions"]
    assert f"{absent} (absent)" in listed["FRA"]
    assert set(listed.index) == set(SAID["country"]) | set(home["country_iso3"])
    assert not rows[["solidarity", "statements"]].isna().any().any()


def test_a_family_shows_its_mentors_with_their_whole_mix() -> None:
    page = opened({"family": "commercial"})
    trading = SAID[SAID["operator_id"].isin(SAID[SAID["family"] == "commercial"]["operator_id"])]
    assert f"{len(trading)} of {len(SAID)} statements shown" in said(page)


def test_a_country_in_the_link_tells_of_its_help_even_where_nothing_is_said_on_motives() -> None:
    flows = FLOWS[FLOWS["mentor_country"] == "IDN"]
    words = said(opened({"pick": "IDN"}))
    assert f"mentors in {flows['wop_id'].nunique()} partnerships" in words
    assert f"mentees in {flows['mentee_country'].nunique()} countr" in words
    assert "No statement on its motives is on file" in words


def test_a_mentor_in_the_link_shows_its_profile() -> None:
    page = opened({"pick": "bfa-onea", "part": "profile", "by": "mentor"})
    words = said(page)
    mine = FLOWS[FLOWS["mentor_id"] == "bfa-onea"]
    assert f"Mentor in {mine['wop_id'].nunique()} partnerships" in words
    past = FLOWS[(FLOWS["mentee_id"] == "bfa-onea") & ~FLOWS["mutual"]]
    assert f"Helped itself: {past['wop_id'].nunique()} partnership" in words
    for text in SAID[SAID["operator_id"] == "bfa-onea"]["paraphrase"]:
        assert " ".join(text.split()) in words
    mentees = [item.value for item in page.dataframe if "distance_km" in item.value]
    assert set(mentees[0]["mentee_id"]) == set(mine["mentee_id"])
    page.button(key="mentor-card-close").click().run()
    assert not page.exception
    assert "pick" not in page.query_params


def test_finding_a_mentor_by_name_opens_its_profile() -> None:
    page = opened()
    page.selectbox(key="mentors_find").set_value("uga-nwsc").run()
    assert not page.exception
    assert "National Water and Sewerage Corporation" in said(page)
    assert "Partnerships over time" in said(page)


def test_a_filter_takes_statements_along_and_counts_the_rest() -> None:
    page = opened({"country": "NLD", "side": "mentor"})
    dutch = SAID[SAID["country"] == "NLD"]
    assert f"{len(dutch)} of {len(SAID)} statements shown" in said(page)
    nothing = opened({"q": "nothing of this kind"})
    assert f"None of the {len(SAID)} statements on motives passes the filters." in said(nothing)


def test_rings_on_the_map_hold_the_mix_of_each_country() -> None:
    layers = {layer["id"]: layer for layer in scene(opened())["layers"]}
    assert {"land", "flows", "silent", "mixes"} <= set(layers)
    assert layers["mixes"]["iconAtlas"].startswith("/geo/")
    assert layers["mixes"]["iconMapping"].startswith("/geo/")
    assert len(json.dumps(layers["mixes"])) < 1000


def test_junk_in_a_link_is_named_and_the_rest_honoured() -> None:
    page = opened(
        {
            "said": "rumour,inferred",
            "by": "moon",
            "family": "love",
            "part": "nowhere",
            "unit": "spoons",
            "at": "x",
            "lone": "2",
            "order": "chaos",
            "measure": "height",
            "beside": "x",
        }
    )
    (warning,) = page.warning
    words = as_read(warning.value)
    for part in ("rumour", "moon", "love", "nowhere", "spoons", '"x"', '"2"', "chaos", "height"):
        assert part in words
    inferred = (SAID["said_by"] == "inferred").sum()
    assert f"{inferred} of {len(SAID)} statements shown" in said(page)


@pytest.mark.parametrize("pick", ["nothing-of-the-kind", "AAA", HOSTILE])
def test_an_unknown_choice_gets_a_sentence(pick: str) -> None:
    page = opened({"pick": pick, "part": "profile"})
    assert "No mentor or country of this name is known" in said(page)
    assert_no_markup(page)


def sheets(content: bytes) -> dict[str, str]:
    """Every sheet of a workbook by name, as the text of its cells."""
    with ZipFile(BytesIO(content)) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        strings = book.read("xl/sharedStrings.xml").decode()
        words = re.findall(r"<si>.*?</si>", strings, flags=re.DOTALL)
        found = {}
        for number, name in enumerate(names, start=1):
            cells = book.read(f"xl/worksheets/sheet{number}.xml").decode()
            used = re.findall(r't="s"><v>(\d+)</v>', cells)
            found[name] = "\n".join(words[int(i)] for i in used)
    return found


def test_workbooks_carry_rows_dictionary_and_documents() -> None:
    options = MentorsOptions(said=("stated_by_mentor",))
    every = {
        "statements": downloads.statements_book(Selection(), options),
        "conditions": downloads.conditions_book(Selection(), options),
        "network": downloads.network_book(Selection(), options),
        "profile": downloads.profile_book(mentor.profile("bfa-onea", loaders.facts()), options),
    }
    for name, content in every.items():
        found = sheets(content)
        assert {"dictionary", "sources", "about"} <= set(found), name
        assert "not a sample" in found["about"]
        assert "https://" in found["sources"]
    stated = SAID[SAID["said_by"] == "stated_by_mentor"]
    found = sheets(every["statements"])
    assert found["statements"].count("stated_by_mentor") == len(stated)
    assert all(source in found["sources"] for source in stated["source_id"])
    assert "Fisher exact" in sheets(every["conditions"])["dictionary"]
    assert "help handed on" in sheets(every["network"])


def test_no_kind_of_statement_switched_on_is_no_error() -> None:
    for part in PARTS:
        page = opened({"said": "nobody", "part": part})
        assert f"0 of {len(SAID)} statements shown" in said(page)


def test_hostile_names_are_text_on_the_page(copy: Path) -> None:
    evidence, operators = EVIDENCE.copy(), Catalogue(GEODATA).geo("operators")
    types, home = (Catalogue(GEODATA).table(name).copy() for name in ("motivation_types", "home_conditions"))
    evidence.loc[evidence["operator_id"] == "nld-vei", "paraphrase"] = [
        f"{i} {HOSTILE}" for i in range((evidence["operator_id"] == "nld-vei").sum())
    ]
    operators.loc[operators["operator_id"] == "nld-vei", ["name", "short_name", "city"]] = HOSTILE
    types.loc[types["motivation"] == "SOL", ["label", "definition"]] = HOSTILE
    home.loc[home["country_iso3"] == "NLD", "detail"] = [
        f"{i} {HOSTILE}" for i in range((home["country_iso3"] == "NLD").sum())
    ]
    rewrite(
        copy,
        {
            "motivation_evidence": evidence,
            "operators": operators,
            "motivation_types": types,
            "home_conditions": home,
        },
    )
    for query in (
        {"pick": "nld-vei", "part": "profile"},
        {"cell": "nld-vei:", "by": "mentor"},
        {"part": "typology"},
    ):
        page = opened(query)
        assert "onerror=alert(1)" in said(page)
        assert_no_markup(page)
