"""Charts and the map of the page Utilities: every figure where it belongs, nothing joined that must not be."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wopmap import household
from wopmap.draw.charts.utilities import (
    REPORTED,
    STRIP_MOST,
    Axis,
    Period,
    before_and_after,
    beside_peers,
    over_time,
    with_series,
)
from wopmap.flows import prepare
from wopmap.layers import Catalogue
from wopmap.performance.figures import OUTCOMES
from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.model import Areas, Flows
from wopmap.scene.style import DARK, LIGHT
from wopmap.scene.utility_map import UtilityMap, utility_map
from wopmap.utility import Profile, profile, read
from wopmap.utility.worded import peers_words

CATALOGUE = Catalogue()


@cache
def of(utility_id: str, area: str = "", measure: str = "") -> Profile:
    return profile(CATALOGUE, read(CATALOGUE, utility_id), area, measure)


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of a chart."""
    return [row for table in spec["datasets"].values() for row in table]


def points(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        dict(t)
        for t in {
            tuple(sorted(row.items(), key=str)) for row in rows(spec) if "low" in row and "value" in row
        }
    ]


PERIODS = (
    Period(2008, 2010, False, "CWW, 2008 to 2010"),
    Period(2024, 2024, True, "Miami, seen active in 2024"),
)


@pytest.mark.parametrize("utility_id", ["khm-ppwsa", "ken-kiwasco", "mwi-lwb", "phl-mcwd"])
def test_every_figure_is_a_point_or_a_bar(utility_id: str) -> None:
    table = with_series(of(utility_id).figures)
    axis = Axis.of(table, ())
    for code, about in table.groupby("indicator"):
        spec = over_time(table, str(code), (), axis, LIGHT)
        drawn = sorted((row["x"], row["low"], row["high"]) for row in points(spec))
        wanted = sorted({(axis.at(row.year), row.low, row.high) for row in about.itertuples()})
        assert sorted(set(drawn)) == wanted
        assert spec["description"].startswith(str(spec["description"].split(",")[0]))
        assert all(str(int(year)) in spec["description"] for year in about["year"].dropna().head(3))


def test_figures_without_a_year_stand_apart_at_the_left() -> None:
    table = of("ken-kiwasco").figures
    axis = Axis.of(table, PERIODS)
    assert axis.undated is not None
    assert axis.undated < axis.first - 1
    spec = over_time(with_series(table), "nrw_pct", PERIODS, axis, LIGHT)
    assert {row["x"] for row in points(spec)} == {axis.undated}
    assert {row["value"] for row in points(spec)} == {"47", "80.2"}
    assert "no year" in str(spec)
    dated = of("khm-ppwsa").figures
    assert Axis.of(dated, ()).undated is None
    assert "no year" not in str(over_time(with_series(dated), "nrw_pct", (), Axis.of(dated, ()), LIGHT))


def test_contradicting_figures_are_not_joined_by_a_line() -> None:
    table = with_series(of("mwi-lwb").figures)
    spec = over_time(table, "nrw_pct", (), Axis.of(table, ()), LIGHT)
    own = [row for row in points(spec) if row["origin"] == "own"]
    assert len([row for row in own if row["x"] == 2024]) == 2
    assert {row["series"] for row in own} == {""}
    joined = with_series(of("uga-nwsc").figures)
    spec = over_time(joined, "network_km", (), Axis.of(joined, ()), LIGHT)
    assert all(row["series"] for row in points(spec))


def test_reported_values_look_other_than_own_ones_and_periods_are_shaded() -> None:
    table = with_series(of("phl-mcwd").figures)
    axis = Axis.of(table, PERIODS)
    for theme in (LIGHT, DARK):
        spec = over_time(table, "nrw_pct", PERIODS, axis, theme)
        kinds = {row["kind"] for row in points(spec)}
        assert kinds == {"its own figure", f"{REPORTED} (before)", f"{REPORTED} (after)"}
        shades = [row for row in rows(spec) if "x2" in row]
        assert {(row["x"], row["x2"]) for row in shades} == {(2007.6, 2010.4), (2023.6, 2024.4)}
        assert any(
            layer["mark"].get("strokeDash") == [3, 3]
            for layer in spec["layer"]
            if layer["mark"]["type"] == "rect"
        )
        assert theme.accent in str(spec)
    bars = [row for row in points(over_time(table, "nrw_pct", (), axis, LIGHT)) if row["high"] > row["low"]]
    assert [row["value"] for row in bars] == ["30\u201332"]


def test_before_and_after_has_two_ends_a_line() -> None:
    pairs = of("khm-ppwsa").pairs
    made = pairs[pairs["missing"] == ""].assign(origin=OUTCOMES, label=pairs["place"])
    spec = before_and_after(made[made["indicator"] == "nrw_pct"], "nrw_pct", LIGHT)
    ends = {(row["end"], row["middle"], row["year"]) for row in rows(spec) if "end" in row}
    assert ends == {("before", 72.0, "1992"), ("after", 6.15, "2008")}
    assert "72 in 1992, 6.15 in 2008" in spec["description"]


def test_many_peers_are_a_histogram_and_few_are_points() -> None:
    many = of("bra-sabesp", "Santos", "nrw_pct")
    assert many.peers is not None
    assert len(many.peers.rows) > STRIP_MOST
    spec = beside_peers(many.peers, "SABESP, Santos", peers_words(many), LIGHT)
    assert spec["layer"][0]["mark"]["type"] == "bar"
    assert spec["description"] == peers_words(many)
    marked = [row for row in rows(spec) if row.get("name") == "SABESP, Santos"]
    assert [row["value"] for row in marked] == list(many.peers.rows.loc[many.peers.rows["chosen"], "value"])
    few = of("ken-kiwasco", "", "nrw_pct")
    assert few.peers is not None
    spec = beside_peers(few.peers, "KIWASCO", peers_words(few), LIGHT)
    assert spec["layer"][0]["mark"]["type"] == "point"
    drawn = {row["value"] for row in rows(spec) if "who" in row}
    assert set(few.peers.rows["value"]) <= drawn


@cache
def mapped(operator_id: str) -> UtilityMap:
    countries = CATALOGUE.table("countries").dropna(subset="iso3")
    series = household.country_series(CATALOGUE.table("country_use"), "at_least_basic", "total")
    every = prepare(CATALOGUE.table("flows"))
    return utility_map(operator_id, "It", every, countries, series, 2020, LIGHT, (1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize("operator_id", ["khm-ppwsa", "phl-mcwd", "nld-vei", "ken-kiwasco"])
def test_the_map_holds_the_flows_of_the_utility_and_looks_at_all_of_them(operator_id: str) -> None:
    flows = CATALOGUE.table("flows")
    mine = flows[(flows["mentor_id"] == operator_id) | (flows["mentee_id"] == operator_id)]
    made = mapped(operator_id)
    drawn = made.scene.layer("flows")
    assert isinstance(drawn, Flows)
    pairs = {f"{a}>{b}" for a, b in zip(mine["mentor_id"], mine["mentee_id"], strict=True) if a != b}
    assert set(drawn.keys) == pairs
    west, south, east, north = made.box
    for path in drawn.paths:
        assert (path[:, 0] >= west).all()
        assert (path[:, 0] <= east).all()
        assert (path[:, 1] >= south).all()
        assert (path[:, 1] <= north).all()
    assert isinstance(made.scene.layer("water"), Areas)
    assert (
        str(mine.loc[mine["mentor_id"] == operator_id, "wop_id"].nunique()) in made.scene.summary
        or not (mine["mentor_id"] == operator_id).any()
    )


def test_a_utility_without_partnerships_is_shown_in_its_country() -> None:
    made = mapped("")
    assert made.box == (1.0, 2.0, 3.0, 4.0)
    assert [layer.id for layer in made.scene.layers] == ["water"]
    assert "no partnership of it is on file" in made.scene.summary
    assert made.box != WORLD_BOX
    assert np.isfinite(made.box).all()
    assert isinstance(of("bgd-dhaka-wasa").figures, pd.DataFrame)
