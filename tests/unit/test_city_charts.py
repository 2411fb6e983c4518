"""Charts of the page of a city: their rows are the figures, and names in them are names."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import pytest

from wopmap.city import ladder, profile, read
from wopmap.draw.charts import city as charts
from wopmap.household.indicators import SOURCE_GROUPS
from wopmap.layers import Catalogue
from wopmap.scene.style import DARK, EVEN_BREAKS, LIGHT, THEMES, class_of

CATALOGUE = Catalogue()
HOSTILE = "x']}; alert(1); //\u2028</script>"


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows inside a specification."""
    return [row for rows in spec["datasets"].values() for row in rows]


def nairobi() -> pd.DataFrame:
    figures = profile(read(CATALOGUE, "ken-nairobi")).figures
    assert figures is not None
    return figures.zones


def test_zones_in_order_the_worst_first_with_the_colours_of_the_map() -> None:
    zones = nairobi()
    spec = charts.ranked(zones.reset_index(), EVEN_BREAKS, LIGHT.water, LIGHT, "", "words")
    rows = rows_of(spec)
    assert [row["zone"] for row in rows] == list(zones.index)
    shares = [row["share"] for row in rows]
    assert shares == sorted(shares)
    assert shares == pytest.approx(list(zones["share"] * 100), abs=0.006)
    assert [row["colour"] for row in rows] == [LIGHT.water[class_of(s / 100, EVEN_BREAKS)] for s in shares]
    assert spec["description"] == "words"


def test_of_thousands_of_zones_some_are_drawn_and_the_chosen_one_always() -> None:
    zones = pd.DataFrame(
        {
            "zone_id": [f"z{i}" for i in range(2381)],
            "zone_name": "Zone",
            "share": [i / 2381 for i in range(2381)],
        }
    )
    spec = charts.ranked(zones, EVEN_BREAKS, DARK.water, DARK, "z100", "")
    drawn = {row["zone"] for row in rows_of(spec)}
    assert len(drawn) <= charts.MOST_BARS + 1
    assert {"z0", "z100"} <= drawn
    assert len(json.dumps(spec)) < 60_000


def test_a_name_cannot_leave_the_expression_it_stands_in() -> None:
    zones = pd.DataFrame({"zone_id": [HOSTILE, "b"], "zone_name": [HOSTILE, "B"], "share": [0.1, 0.2]})
    spec = charts.ranked(zones, EVEN_BREAKS, LIGHT.water, LIGHT, HOSTILE, "")
    text = json.dumps(spec["encoding"])
    expression = spec["encoding"]["y"]["axis"]["labelExpr"]
    assert re.fullmatch(r"\(\{('[^'\\]*(?:\\u[0-9a-f]{4}[^'\\]*)*':?,?)+\}\)\[datum\.value\]", expression)
    assert "alert(1); //" not in text.replace("\\\\u", "")
    assert "</script>" not in text


def test_where_the_water_comes_from_adds_up() -> None:
    found = profile(read(CATALOGUE, "ken-nairobi"))
    table = found.stacks["main"]
    order = ["", *[zone for zone in table.index if zone]]
    names = nairobi()["zone_name"].to_dict()
    spec = charts.sources(table.loc[order], names, LIGHT, "")
    rows = pd.DataFrame(rows_of(spec))
    sums = rows.groupby("zone")["share"].sum()
    assert sums.to_dict() == pytest.approx((table.sum(axis=1) * 100).rename(
        lambda zone: names.get(zone, charts.WHOLE_CITY)).to_dict(), abs=0.1)  # fmt: skip
    assert rows["zone"].iloc[0] == charts.WHOLE_CITY
    assert set(rows["class"]) <= {term.label for term in SOURCE_GROUPS.values()}
    for theme in THEMES.values():
        assert len(set(charts.group_colours(theme).values())) == len(SOURCE_GROUPS)


def test_the_ladder_stands_on_a_hundred_and_does_not_count_safely_managed_twice() -> None:
    rows = ladder(profile(read(CATALOGUE, "ken-nairobi")))
    urban = rows[rows["residence"] == "urban"]
    drawn = pd.DataFrame(rows_of(charts.ladder(urban, LIGHT, "")))
    sums = drawn.groupby("year")["share"].sum()
    assert sums.min() > 99.5
    assert sums.max() < 100.5
    last = urban[urban["year"] == urban["year"].max()].set_index("indicator")["share"]
    basic = drawn[(drawn["year"] == urban["year"].max()) & (drawn["rung"] == "Basic")]["share"].iloc[0]
    assert basic == pytest.approx(100 * (last["at_least_basic"] - last["safely_managed"]), abs=0.06)


def test_a_rung_that_is_not_known_is_not_zero() -> None:
    rows = pd.DataFrame(
        {
            "year": [2000] * 4,
            "indicator": ["at_least_basic", "limited", "unimproved", "surface_water"],
            "share": [0.6, 0.1, 0.2, 0.1],
        }
    )
    drawn = pd.DataFrame(rows_of(charts.ladder(rows, LIGHT, "")))
    assert "Safely managed" not in set(drawn["rung"])
    assert "Basic" not in set(drawn["rung"])
    assert drawn.set_index("rung")["share"]["At least basic (safely managed not known)"] == 60


def test_a_census_stands_in_the_middle_of_its_year_and_a_partnership_lasts_to_the_end_of_its_last() -> None:
    rows = pd.DataFrame(
        {"name": ["A \u2192 B"], "first": [2011], "last": [2013], "open": [False], "words": ["2011 to 2013"]}
    )
    found = rows_of(charts.timeline(rows, [2009, 2019], LIGHT, ""))
    bar = next(row for row in found if "until" in row)
    assert (bar["first"], bar["until"]) == (2011, 2014)
    assert [row["year"] for row in found if "label" in row] == [2009.5, 2019.5]
