"""The atlas page without a browser: what filters show is worked out a second time with plain pandas."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.copies import GEODATA, rewrite
from tests.pages import opening
from tests.pages.opening import HOSTILE, as_read, assert_no_markup, page_file, said
from wopmap.layers import Catalogue

opened = partial(opening.opened, "atlas")
PHASES = Catalogue(GEODATA).table("partnerships")
PAIRS = Catalogue(GEODATA).table("flows")
TOTAL = len(PHASES)


def counts(page: AppTest) -> tuple[int, int]:
    """Partnerships shown, and hidden, as the page says."""
    words = said(page)
    found = re.search(r"(\d+) of (\d+) partnerships shown(?:; (\d+) hidden)?", words)
    assert found, words
    assert int(found.group(2)) == TOTAL
    return int(found.group(1)), int(found.group(3) or 0)


def shown_ids(page: AppTest) -> set[str]:
    """Partnerships of the table below the map: the frame with a column of sources."""
    frames = [frame.value for frame in page.dataframe if "source_url" in frame.value]
    return set(frames[-1]["wop_id"]) if frames else set()


def ids(mask: pd.Series, table: pd.DataFrame = PAIRS) -> set[str]:
    return set(table.loc[mask.fillna(False).astype(bool), "wop_id"])


def holds(column: str, value: str) -> pd.Series:
    return PAIRS[column].fillna("").map(lambda joined: value in joined.split(";"))


def active(first: int, last: int) -> pd.Series:
    """DESIGN's rule, worked out from the facts and not from the derived columns."""
    begins = PAIRS["start_year"].fillna(PAIRS["known_active_year"])
    known = pd.concat(
        [
            PAIRS["start_year"],
            PAIRS["known_active_year"],
            PAIRS["status_as_of"].where((PAIRS["status"] == "active") & begins.notna()),
        ],
        axis=1,
    ).max(axis=1)
    ends = PAIRS["end_year"].fillna(known)
    return (begins <= last) & (ends >= first)


AFRICA = "Sub-Saharan Africa"
CASES: dict[str, tuple[dict[str, str], Callable[[], set[str]]]] = {
    "country, either side": (
        {"country": "UGA"},
        lambda: ids((PAIRS["mentor_country"] == "UGA") | (PAIRS["mentee_country"] == "UGA")),
    ),
    "country as mentor": (
        {"country": "UGA", "side": "mentor"},
        lambda: ids(PAIRS["mentor_country"] == "UGA"),
    ),
    "countries as mentee": (
        {"country": "KEN,VNM", "side": "mentee"},
        lambda: ids(PAIRS["mentee_country"].isin(["KEN", "VNM"])),
    ),
    "region": (
        {"region": "sub-saharan-africa", "side": "mentee"},
        lambda: ids(PAIRS["mentee_region"] == AFRICA),
    ),
    "topic": ({"topic": "nrw"}, lambda: ids(holds("topics", "nrw"))),
    "programme": ({"programme": "waterworx"}, lambda: ids(PAIRS["programme"] == "WaterWorX")),
    "modality": ({"modality": "south_south"}, lambda: ids(PAIRS["modality"] == "south_south")),
    "motive": (
        {"motive": str(PAIRS["mentor_motives"].dropna().iloc[0]).split(";")[0]},
        lambda: ids(holds("mentor_motives", str(PAIRS["mentor_motives"].dropna().iloc[0]).split(";")[0])),
    ),
    "status": ({"status": "completed"}, lambda: ids(PHASES["status"] == "completed", PHASES)),
    "confidence": ({"confidence": "B"}, lambda: ids(PHASES["confidence"] == "B", PHASES)),
    "strict only": ({"scope": "wop"}, lambda: ids(PHASES["scope"] == "wop", PHASES)),
    "active in": ({"years": "2010-2015"}, lambda: ids(active(2010, 2015))),
    "started in": (
        {"years": "2010-2015", "mode": "started"},
        lambda: ids(PHASES["start_year"].between(2010, 2015), PHASES),
    ),
    "text": ({"q": "sanepar"}, lambda: ids(PAIRS["mentor"].str.contains("sanepar", case=False))),
    "several together": (
        {"country": "NLD", "side": "mentor", "topic": "nrw", "years": "2015-2020"},
        lambda: ids((PAIRS["mentor_country"] == "NLD") & holds("topics", "nrw") & active(2015, 2020)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_filters_show_what_plain_pandas_finds(case: str) -> None:
    query, expected = CASES[case]
    wanted = expected()
    assert 0 < len(wanted) < TOTAL
    page = opened(query)
    assert shown_ids(page) == wanted
    assert counts(page) == (len(wanted), TOTAL - len(wanted))
    # The address says the same afterwards.
    assert {name: page.query_params[name] for name in query} == {
        name: [value] if isinstance(page.query_params[name], list) else value for name, value in query.items()
    }


def test_a_filter_set_by_hand_counts_the_same_and_reset_shows_all() -> None:
    page = opened()
    assert counts(page) == (TOTAL, 0)
    without_year = PHASES["start_year"].isna() & PHASES["known_active_year"].isna()
    assert f"{int(without_year.sum())} of those shown state no year" in said(page)
    page.multiselect(key="filter_countries").set_value(["KEN"]).run()
    wanted = ids((PAIRS["mentor_country"] == "KEN") | (PAIRS["mentee_country"] == "KEN"))
    assert counts(page) == (len(wanted), TOTAL - len(wanted))
    page.slider(key="filter_years").set_value((2010, 2012)).run()
    wanted &= ids(
        active(2010, 2012) & ((PAIRS["mentor_country"] == "KEN") | (PAIRS["mentee_country"] == "KEN"))
    )
    assert shown_ids(page) == wanted
    page.button(key="filters_reset").click().run()
    assert counts(page) == (TOTAL, 0)
    assert not page.query_params


def test_junk_in_a_link_is_named_and_the_rest_honoured() -> None:
    page = opened(
        {
            "country": "KEN,ZZZ",
            "years": "1800-1801",
            "level": "moon",
            "at": "x",
            "nonsense": "1",
            "q": "a\x00b",
        }
    )
    (warning,) = page.warning
    words = as_read(warning.value)
    for part in ("ZZZ", "1800", "moon", '"x"', "nonsense"):
        assert part in words
    assert page.multiselect(key="filter_countries").value == ["KEN"]
    page.button(key="link-problems-seen").click().run()
    assert not page.warning


def test_a_partnership_in_the_link_shows_its_card() -> None:
    row = PHASES[PHASES["result"].notna() & PHASES["stated"].notna()].iloc[0]
    words = said(opened({"pick": row["wop_id"]}))
    for part in (row["stated"], row["result"], "as reported, not a measured effect", "(as of ", "Confidence"):
        assert " ".join(part.split()) in words
    url = Catalogue(GEODATA).table("sources").set_index("source_id").at[row["source_id"], "url"]
    assert url.split("//", 1)[1].split("/")[0] in words


def test_a_flow_in_the_link_lists_its_partnerships() -> None:
    page = opened({"pick": "NLD>VNM"})
    wanted = ids((PAIRS["mentor_country"] == "NLD") & (PAIRS["mentee_country"] == "VNM"))
    assert f"{len(wanted)} partnerships; choose one" in said(page)
    listed = next(f.value for f in page.dataframe if list(f.value.columns) and len(f.value) == len(wanted))
    assert set(listed["wop_id"]) == wanted


@pytest.mark.parametrize("pick", ["nothing-of-the-kind", "AAA>BBB", "mentor:", HOSTILE])
def test_an_unknown_choice_gets_a_sentence(pick: str) -> None:
    page = opened({"pick": pick})
    assert "belongs to this choice" in said(page)
    assert_no_markup(page)


def test_the_selection_survives_a_change_of_page() -> None:
    page = opened({"country": "KEN", "topic": "nrw"})
    before = counts(page)
    page.switch_page(page_file("data")).run()
    assert not page.exception
    page.switch_page(page_file("atlas")).run()
    assert counts(page) == before
    assert page.multiselect(key="filter_topics").value == ["nrw"]


def test_the_first_map_of_a_session_comes_alone_and_the_rest_with_the_next_run() -> None:
    page = opening.closed("atlas", country="KEN", pick="NLD>KEN", beside="mentees").run()
    assert not page.exception
    assert page.get("deck_gl_json_chart")
    before = counts(page)
    assert not page.dataframe
    assert not page.get("download_button")
    page.run()
    assert not page.exception
    assert counts(page) == before
    assert page.dataframe
    assert page.get("download_button")
    asked = {"country": "KEN", "pick": "NLD>KEN", "beside": "mentees"}
    assert {name: page.query_params[name] for name in asked} == asked


def test_a_damaged_layer_is_a_sentence_and_not_the_end_of_the_other_pages(copy: Path) -> None:
    file = copy / "flows.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    page = opened()
    (error,) = page.error
    assert as_read(error.value).startswith("Layer flows is damaged:")
    page.switch_page(page_file("data")).run()
    assert not page.exception
    assert page.title[0].value == "Data"


def test_hostile_names_are_text_on_the_page_and_in_the_download(copy: Path) -> None:
    wop_id = str(PHASES["wop_id"].iloc[0])
    phases, operators = PHASES.copy(), Catalogue(GEODATA).geo("operators")
    phases.loc[0, ["stated", "result", "programme", "funders"]] = HOSTILE
    mentor = str(phases.loc[0, "mentors"]).split(";")[0]
    operators.loc[operators["operator_id"] == mentor, ["name", "short_name", "city"]] = HOSTILE
    flows = Catalogue(GEODATA).geo("flows")
    flows.loc[flows["mentor_id"] == mentor, "mentor"] = HOSTILE
    rewrite(copy, {"partnerships": phases, "operators": operators, "flows": flows})
    page = opened({"pick": wop_id, "level": "operator"})
    assert said(page).count("onerror=alert(1)") >= 4
    assert_no_markup(page)
