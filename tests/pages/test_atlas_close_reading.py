"""The atlas read closely, without a browser: focus, two moments, need, charts that filter, names that are near.

Figures are worked out a second time with plain pandas.
"""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opening import as_read, said
from tests.pages.test_atlas_page import (
    PAIRS,
    PHASES,
    TOTAL,
    active,
    counts,
    ids,
    opened,
    shown_ids,
)
from tests.unit.test_workbook import sheets
from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection
from wopmap.ui import link, loaders
from wopmap.ui.atlas import charts, exports


def asked(page: AppTest, name: str) -> str:
    """A parameter of the link as it stands now."""
    value = page.query_params[name]
    return value[0] if isinstance(value, list) else value


UGANDAN = {
    "both": (PAIRS["mentor_country"] == "UGA") | (PAIRS["mentee_country"] == "UGA"),
    "in": (PAIRS["mentee_country"] == "UGA") & (PAIRS["mentor_country"] != "UGA"),
    "out": (PAIRS["mentor_country"] == "UGA") & (PAIRS["mentee_country"] != "UGA"),
    "within": (PAIRS["mentor_country"] == "UGA") & (PAIRS["mentee_country"] == "UGA"),
}


def test_a_focus_hides_nothing_but_its_own_fill_table_and_panel() -> None:
    page = opened({"focus": "UGA", "level": "country"})
    assert counts(page) == (TOTAL, 0)
    assert shown_ids(page) == ids(UGANDAN["both"])
    labels = page.get("button_group")
    ways = next(group for group in labels if group.proto.id.endswith("option_way"))
    told = [option.content for option in ways.proto.options]
    assert told == [
        f"{word} {len(ids(UGANDAN[way]))}"
        for way, word in {"both": "All", "in": "In", "out": "Out", "within": "Within"}.items()
    ]
    page = opened({"focus": "UGA", "way": "out"})
    assert shown_ids(page) == ids(UGANDAN["out"])
    page.button(key="focus-clear").click().run()
    assert shown_ids(page) == ids(PAIRS["wop_id"].notna())
    assert "focus" not in page.query_params


def test_the_card_of_a_place_offers_to_focus_on_it() -> None:
    page = opened({"pick": "mentor:NLD"})
    page.button(key="card-focus").click().run()
    assert asked(page, "focus") == "NLD"
    assert "pick" not in page.query_params
    assert shown_ids(page) == ids((PAIRS["mentor_country"] == "NLD") | (PAIRS["mentee_country"] == "NLD"))


def test_several_rows_chosen_in_the_table_are_listed_beside_the_map() -> None:
    wanted = list(PHASES["wop_id"].iloc[[3, 40, 200]])
    page = opened({"pick": ",".join([*wanted, "no-such"])})
    assert "3 partnerships; choose one" in said(page)
    listed = next(f.value for f in page.dataframe if len(f.value) == len(wanted))
    assert set(listed["wop_id"]) == set(wanted)
    assert shown_ids(page) == ids(PAIRS["wop_id"].notna())


def test_two_moments_show_what_is_new_lasting_and_ended() -> None:
    page = opened({"show": "moments", "moments": "2008-2018"})
    then, later = ids(active(2008, 2008)), ids(active(2018, 2018))
    assert shown_ids(page) == then | later
    assert [int(metric.value) for metric in page.metric] == [
        len(later - then),
        len(then & later),
        len(then - later),
    ]
    frame = next(f.value for f in page.dataframe if "source_url" in f.value)
    kinds = dict(zip(frame["wop_id"], frame["change"], strict=True))
    assert {w for w, kind in kinds.items() if kind == "New"} == later - then
    assert {w for w, kind in kinds.items() if kind == "Ended"} == then - later
    assert counts(page)[0] == len(then | later)
    assert f"In 2008, {len(then)} partnerships were active; in 2018, {len(later)}." in said(page)
    page.slider(key="option_moments").set_value((2010, 2020)).run()
    assert "moments" not in page.query_params  # the default again
    assert shown_ids(page) == ids(active(2010, 2010)) | ids(active(2020, 2020))


def test_where_help_is_missing_is_a_list_with_numbers() -> None:
    page = opened({"show": "missing", "since": "2010"})
    frame = next(f.value for f in page.dataframe if "people_without" in f.value)
    assert frame["iso3"].iloc[0] == "IND"
    late = PAIRS[PAIRS["active_to"].fillna(PAIRS["active_from"]) >= 2010]
    by_country = late.groupby("mentee_country")["wop_id"].nunique()
    found = dict(zip(frame["iso3"], frame["partnerships"], strict=True))
    assert {iso3: n for iso3, n in found.items() if n} == {
        iso3: n for iso3, n in by_country.items() if iso3 in found
    }
    page.slider(key="option_since").set_value(2015).run()
    assert "since" not in page.query_params
    # The filters count here as well.
    narrowed = opened({"show": "missing", "since": "2010", "programme": "waterworx"})
    frame = next(f.value for f in narrowed.dataframe if "people_without" in f.value)
    worx = late[late["programme"] == "WaterWorX"].groupby("mentee_country")["wop_id"].nunique()
    found = dict(zip(frame["iso3"], frame["partnerships"], strict=True))
    assert {iso3: n for iso3, n in found.items() if n} == worx.to_dict()


def test_a_cell_of_the_matrix_filters_and_can_be_cleared() -> None:
    page = opened({"cell": "western-europe>sub-saharan-africa", "below": "regions"})
    mask = (PAIRS["mentor_region"] == "Western Europe") & (PAIRS["mentee_region"] == "Sub-Saharan Africa")
    assert counts(page)[0] == len(ids(mask))
    page.button(key="cell-clear").click().run()
    assert counts(page) == (TOTAL, 0)
    assert "cell" not in page.query_params


def test_a_search_that_finds_nothing_offers_near_names_and_a_click_searches_for_one() -> None:
    page = opened({"q": "nairoby"})
    assert counts(page)[0] == 0
    assert "Found nowhere" in "\n".join(as_read(caption.value) for caption in page.caption)
    button = page.button(key="near-0")
    assert as_read(button.label) == "Nairobi (city)"
    button.click().run()
    assert asked(page, "q") == "Nairobi"
    assert counts(page)[0] > 0
    assert not any(b.key and b.key.startswith("near-") for b in page.button)


def test_an_exact_search_stays_as_it_was_and_offers_nothing() -> None:
    page = opened({"q": "sanepar"})
    assert shown_ids(page) == ids(PAIRS["mentor"].str.contains("sanepar", case=False))
    assert not any(b.key and b.key.startswith("near-") for b in page.button)


def test_junk_in_the_new_parts_of_a_link_is_named_and_the_rest_honoured() -> None:
    page = opened({"focus": "no-such", "cell": "a>b", "moments": "x", "since": "1800", "show": "moments"})
    (warning,) = page.warning
    for part in ("no-such", "a>b", '"x"', "1800"):
        assert part in as_read(warning.value)
    assert asked(page, "show") == "moments"
    assert "focus" not in page.query_params


@pytest.mark.parametrize(
    ("picked", "wanted"),
    [
        ([{"year": [2009.6, 2015.2]}], (2010, 2015)),
        ([{"year": [1900.0, 2100.0]}], None),
        ([], None),
    ],
)
def test_years_drawn_over_become_the_years_of_the_filters(
    picked: list[dict[str, list[float]]], wanted: tuple[int, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts.charts, "picked", lambda key, parameter: picked)
    state = {link.SELECTION: Selection(years=(2001, 2002)), "filter_years": (2001, 2002)}
    monkeypatch.setattr(st, "session_state", state)
    charts._pick_years("any")
    assert link.selection().years == wanted
    assert "filter_years" not in state


def test_a_bar_filters_and_the_same_bar_again_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts.charts, "picked", lambda key, parameter: [{"code": "triangular"}])
    monkeypatch.setattr(st, "session_state", {link.SELECTION: Selection(topics=("nrw",))})
    charts._pick_bar("any", "modalities")
    assert link.selection() == Selection(topics=("nrw",), modalities=("triangular",))
    charts._pick_bar("any", "modalities")
    assert link.selection() == Selection(topics=("nrw",))


def test_charts_count_without_their_own_filter_and_with_all_others() -> None:
    selection = Selection(modalities=("triangular",), years=(2012, 2018), topics=("nrw",))
    narrowing = AtlasOptions().narrowing
    nrw = PAIRS["topics"].fillna("").map(lambda joined: "nrw" in joined.split(";"))
    modalities = loaders.counted_by(selection, narrowing, "modalities")
    expected = PAIRS[nrw & active(2012, 2018)].drop_duplicates("wop_id")["modality"].value_counts()
    assert dict(zip(modalities["code"], modalities["partnerships"], strict=True)) == expected.to_dict()
    years = loaders.counted_by(selection, narrowing, "years").set_index("year")["partnerships"]
    for year in (2005, 2014, 2020):
        mask = nrw & active(year, year) & (PAIRS["modality"] == "triangular")
        assert years[year] == len(ids(mask))


def test_the_small_charts_are_shown_with_their_numbers() -> None:
    page = opened({"beside": "charts"})
    specs = [chart.proto.spec for chart in page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")]
    assert len(specs) == 3
    assert any(f"North to South {int((PHASES['modality'] == 'north_south').sum())}" in spec for spec in specs)


def test_the_workbook_holds_everything_the_page_shows_with_sources_and_a_dictionary() -> None:
    selection = Selection(countries=("KEN",))
    chosen = AtlasOptions(show="moments", moments=(2010, 2020), since=2012)
    found = sheets(exports.book(selection, chosen))
    rows = {name: [[text for _, text in row] for row in cells] for name, cells in found.items()}
    assert list(rows) == [
        *("partnerships", "by year", "by modality", "by programme", "by region", "mentors", "mentees"),
        *("where help is missing", "dictionary", "sources", "about"),
    ]
    kenyan = (PAIRS["mentor_country"] == "KEN") | (PAIRS["mentee_country"] == "KEN")
    wanted = ids(kenyan & (active(2010, 2010) | active(2020, 2020)))
    assert {row[0] for row in rows["partnerships"][1:]} == wanted
    phases = PHASES[PHASES["wop_id"].isin(wanted)]
    documents = set(phases["source_id"]) | set(phases["source_id_2"].dropna())
    assert documents < {row[0] for row in rows["sources"][1:]}
    assert all(len(row) == 3 and row[2] for row in rows["dictionary"][1:]), "a column without a meaning"
    about = {row[0]: row[-1] for row in rows["about"][1:]}
    assert "active in 2010 or 2020" in about["selection"]
    assert "show=moments" in about["link"]


def test_the_csv_below_the_map_is_what_stands_there() -> None:
    selection, chosen = Selection(), AtlasOptions(focus="UGA", way="out")
    assert set(exports.rows(selection, chosen, "table")["wop_id"]) == ids(UGANDAN["out"])
    matrix = exports.rows(selection, AtlasOptions(), "regions")
    pairs = PAIRS.groupby(["mentor_region", "mentee_region"])["wop_id"].nunique()
    assert isinstance(matrix, pd.DataFrame)
    assert int(matrix["partnerships"].sum()) == int(pairs.sum())
