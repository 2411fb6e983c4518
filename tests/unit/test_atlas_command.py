"""``show atlas`` and the picture of a link, read closely: the same numbers as the page, and from the same link."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from wopmap.cli.show import conditions
from wopmap.cli.show_atlas import answer
from wopmap.layers import Catalogue
from wopmap.publish import atlas
from wopmap.scene.model import Areas, Flows, Labels
from wopmap.scene.style import LIGHT


@cache
def flows() -> pd.DataFrame:
    return Catalogue().table("flows")


def asked(link: str) -> dict:
    return answer(None, conditions(link)).data


def last_year() -> pd.Series:
    return flows()[["active_from", "active_to"]].max(axis=1)


def test_numbers_of_the_charts_are_in_the_answer() -> None:
    data = asked("programme=waterworx")
    mine = flows()[flows()["programme"] == "WaterWorX"].drop_duplicates("wop_id")
    active = {row["year"]: row["partnerships"] for row in data["by_year"]}
    for year in (2016, 2019, 2022):
        assert active[year] == int(((mine["active_from"] <= year) & (last_year()[mine.index] >= year)).sum())
    assert {row["code"]: row["partnerships"] for row in data["by_modality"]} == mine[
        "modality"
    ].value_counts().to_dict()
    assert [row["code"] for row in data["by_programme"]] == ["waterworx"]
    regions = flows()[flows()["programme"] == "WaterWorX"].groupby(["mentor_region", "mentee_region"])
    assert {
        (row["mentor_label"], row["mentee_label"]): row["partnerships"] for row in data["by_region"]
    } == regions["wop_id"].nunique().to_dict()


@pytest.mark.parametrize("way", ["both", "in", "out", "within"])
def test_a_focus_is_counted_each_way_and_its_partnerships_are_the_rows(way: str) -> None:
    data = asked(f"focus=IDN&way={way}")
    gives, gets = flows()["mentor_country"] == "IDN", flows()["mentee_country"] == "IDN"
    masks = {"both": gives | gets, "in": gets & ~gives, "out": gives & ~gets, "within": gives & gets}
    for name, mask in masks.items():
        assert data["focus"][name] == flows().loc[mask, "wop_id"].nunique()
    assert {row["wop_id"] for row in data["rows"]} == set(flows().loc[masks[way], "wop_id"])
    assert data["partnerships"] == data["total"]  # a focus hides nothing


def test_two_moments_are_counted() -> None:
    data = asked("show=moments&moments=2012-2019")
    then, later = (
        set(flows().loc[(flows()["active_from"] <= year) & (last_year() >= year), "wop_id"])
        for year in (2012, 2019)
    )
    assert data["moments"] == {
        "years": [2012, 2019],
        "new": len(later - then),
        "lasting": len(then & later),
        "ended": len(then - later),
        "before": len(then),
        "after": len(later),
    }
    assert {row["wop_id"] for row in data["rows"]} == then | later
    assert data["partnerships"] + sum(data["hidden"].values()) == data["total"]


def test_where_help_is_missing_is_listed_with_its_source() -> None:
    data = asked("show=missing&since=2018")
    rows = {row["iso3"]: row for row in data["help_missing"]}
    late = flows()[last_year() >= 2018].groupby("mentee_country")["wop_id"].nunique()
    assert {iso3: row["partnerships"] for iso3, row in rows.items() if row["partnerships"]} == late.to_dict()
    known = [row for row in data["help_missing"] if row["people_without"] is not None]
    assert known[0]["people_without"] == max(row["people_without"] for row in known)
    documents = {row["source_id"] for row in data["sources"]}
    assert {row["source_id"] for row in known} <= documents
    assert data["since"] == 2018


def test_a_search_in_vain_gets_near_names_and_an_exact_one_none() -> None:
    assert {"name": "Nairobi", "kind": "city"} in asked("q=nairoby")["near_names"]
    assert asked("q=nairobi")["near_names"] == []
    # Found, but hidden by another filter: nothing is misspelt.
    assert asked("q=nairobi&country=FJI&years=1995")["near_names"] == []


def test_what_is_not_in_the_data_is_named() -> None:
    found = answer(None, conditions("focus=nobody&cell=x>y&country=KEN"))
    assert len(found.problems) == 2
    assert found.data["selection"] == {"country": "KEN"}


def test_the_picture_of_a_link_shows_what_the_page_shows() -> None:
    catalogue = Catalogue()
    two = atlas.view(catalogue, {"show": ["moments"], "moments": ["2010-2020"]}, LIGHT)
    layer = two.scene.layer("flows")
    assert isinstance(layer, Flows)
    assert set(layer.patterns) == {"solid", "dashed", "dotted"}
    assert two.scene.summary.startswith("In 2010, ")
    assert [layer.id for layer in two.scene.layers if isinstance(layer, Labels)] == ["names"]
    need = atlas.view(catalogue, {"show": ["missing"], "since": ["2018"]}, LIGHT)
    (areas,) = need.scene.layers
    assert isinstance(areas, Areas)
    assert len(areas.colours) == 9
    assert set(need.rows()["where_help_is_missing"]["iso3"]) >= set(areas.values.index)
    focus = atlas.view(catalogue, {"focus": ["nobody"]}, LIGHT)
    assert any("nobody" in problem for problem in focus.problems)
    plain = atlas.view(catalogue, {}, LIGHT)
    assert plain.name[-1] == "flows"
