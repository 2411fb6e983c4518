"""The picture of a country, its charts and its link, without a browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopmap.country import Profile, profile, read
from wopmap.country.ladder import STEPS
from wopmap.draw.charts import country as charts
from wopmap.household import country_series
from wopmap.layers import Catalogue
from wopmap.scene import atlas
from wopmap.scene.country import (
    LABEL_PX,
    country_scene,
    direction_colours,
    surroundings,
    view_of,
)
from wopmap.scene.model import Areas, Flows, Labels, Points, Scene
from wopmap.scene.options_country import PARTS, CountryOptions
from wopmap.scene.style import DARK, LIGHT, Theme, rgb
from wopmap.selection import Selection

CATALOGUE = Catalogue(Path(__file__).resolve().parents[2] / "geodata")
COUNTRIES = CATALOGUE.table("countries")
BOXES = atlas.country_boxes(CATALOGUE.geo("countries", columns=["iso3"]))
SERIES = country_series(CATALOGUE.table("country_use"), "at_least_basic", "urban")


@cache
def worked_out(iso3: str, years: tuple[int, int] | None = None) -> Profile:
    return profile(read(CATALOGUE, iso3), Selection(years=years), CATALOGUE.table("sources"), COUNTRIES)


def drawn(iso3: str, theme: Theme = LIGHT, picked: frozenset[str] = frozenset()) -> Scene:
    box = surroundings(BOXES[iso3])
    return country_scene(
        worked_out(iso3), COUNTRIES, SERIES, 2020, box, summary="s", subtitle="t", theme=theme, picked=picked
    )


def layer(scene: Scene, name: str, kind: type) -> object:
    found = scene.layer(name)
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize("iso3", ["KEN", "VNM", "BRA", "FJI"])
def test_every_flow_is_drawn_once_in_the_colour_of_its_way(iso3: str) -> None:
    flows = layer(drawn(iso3), "flows", Flows)
    assert isinstance(flows, Flows)
    rows = worked_out(iso3).country.flows
    pairs = rows.drop_duplicates(["mentor_id", "mentee_id"])
    apart = (pairs["mentor_lon"] != pairs["mentee_lon"]) | (pairs["mentor_lat"] != pairs["mentee_lat"])
    pairs = pairs[apart.to_numpy(bool)]
    assert sorted(flows.keys) == sorted(
        f"{a}>{b}" for a, b in zip(pairs["mentor_id"], pairs["mentee_id"], strict=True)
    )
    colours = direction_colours(LIGHT)
    here = {
        f"{row.mentor_id}>{row.mentee_id}": (row.mentor_country == iso3, row.mentee_country == iso3)
        for row in pairs.itertuples()
    }
    for key, colour in zip(flows.keys, flows.colours, strict=True):
        gives, gets = here[key]
        assert colour == colours["within" if gives and gets else "in" if gets else "out"]


def test_what_is_chosen_stands_out() -> None:
    wop = str(worked_out("KEN").partnerships["wop_id"].iloc[0])
    flows = layer(drawn("KEN", picked=frozenset([wop])), "flows", Flows)
    assert isinstance(flows, Flows)
    rows = worked_out("KEN").country.flows
    chosen = {
        f"{r.mentor_id}>{r.mentee_id}" for r in rows[(rows["wop_id"] == wop).to_numpy(bool)].itertuples()
    }
    assert {key for key, faded in zip(flows.keys, flows.faded, strict=True) if not faded} == chosen


def test_flows_of_a_pacific_island_are_whole_and_arrive_where_the_map_looks() -> None:
    scene = drawn("FJI")
    flows = layer(scene, "flows", Flows)
    assert isinstance(flows, Flows)
    for path in flows.paths:
        assert np.abs(np.diff(path[:, 0])).max() < 30
    west, south, east, north = surroundings(BOXES["FJI"])
    assert 100 < west < 178.5 < east < 200
    assert south < -18 < north
    ends = [path[-1] for path in flows.paths]
    assert all(west < lon % 360 < east for lon, _ in ends)
    assert scene.view.zoom > 4
    areas = layer(scene, "water", Areas)
    assert isinstance(areas, Areas)
    assert areas.tolerance == 0.01, "islands keep their shape where the map is near"


def test_operators_cities_and_partners_have_their_places() -> None:
    found, scene = worked_out("KEN"), drawn("KEN")
    points = {item.id: item for item in scene.layers if isinstance(item, Points)}
    assert set(points) == {"mentors-abroad", "mentees-abroad", "operators", "cities"} - {"mentees-abroad"} | (
        {"mentees-abroad"} if (found.country.flows["mentee_country"] != "KEN").any() else set()
    )
    assert len(points["cities"].keys) == found.cities["lon"].notna().sum()
    assert (
        len(points["operators"].keys)
        == (found.operators["as_mentee"] + found.operators["as_mentor"] > 0).sum()
    )
    legend = [entry.label for group in scene.legend for entry in group.entries]
    assert {"operator", "mentor abroad", "city with zones", "from abroad", "within", "no data"} <= set(legend)
    assert "to abroad" not in legend


@pytest.mark.parametrize("iso3", ["KEN", "VNM", "NLD"])
def test_names_do_not_lie_on_each_other_where_the_map_opens(iso3: str) -> None:
    box = surroundings(BOXES[iso3])
    labels = layer(drawn(iso3), "operator-names", Labels)
    assert isinstance(labels, Labels)
    assert len(labels.texts) >= 1
    scale = 512 * 2 ** view_of(box).zoom / 360
    boxes = [
        (lon * scale, -lat * scale, lon * scale + 8 + LABEL_PX[0] * len(text), -lat * scale + LABEL_PX[1])
        for lon, lat, text in zip(labels.lon, labels.lat, labels.texts, strict=True)
    ]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_a_country_without_partnerships_has_its_name_and_its_water() -> None:
    scene = drawn("TUV")
    labels = layer(scene, "operator-names", Labels)
    assert isinstance(labels, Labels)
    assert list(labels.texts) == ["Tuvalu"]
    assert not [item for item in scene.layers if isinstance(item, Flows | Points)]


def test_the_view_shows_the_box() -> None:
    for code in ("KEN", "FJI", "NLD", "RUS"):
        west, _, east, _ = surroundings(BOXES[code])
        view = view_of((west, *surroundings(BOXES[code])[1:]))
        wide = 512 * 2**view.zoom * (east - west) / 360
        assert wide <= 641 or view.zoom == -1
        assert west < view.lon < east


def lightness(colour: str) -> float:
    red, green, blue = rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_ways_differ_in_grey_or_in_words_and_steps_have_their_own_colours(theme: Theme) -> None:
    colours = direction_colours(theme)
    assert len(set(colours.values())) == len(colours)
    steps = charts.step_colours(theme)
    assert list(steps) == list(STEPS)
    assert len(set(steps.values())) == len(steps)
    served = [
        lightness(steps[name])
        for name in ("safely_managed", "basic", "limited", "unimproved", "surface_water")
    ]
    assert served == sorted(served, reverse=theme is DARK)


def rows_of(spec: dict) -> pd.DataFrame:
    (rows,) = spec["datasets"].values()
    return pd.DataFrame(rows)


def test_the_ladder_chart_stacks_every_year_to_the_whole() -> None:
    parts = worked_out("KEN").ladder
    urban = parts[parts["residence"] == "urban"]
    spec = charts.ladder(urban, (2000, 2024), LIGHT, "what it shows")
    assert spec["description"] == "what it shows"
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, 100]
    assert spec["encoding"]["x"]["scale"]["domain"] == [1999.5, 2024.5]
    rows = rows_of(spec)
    assert len(rows) == len(urban)
    for _, bars in rows.groupby("year"):
        assert bars["bottom"].min() == pytest.approx(0, abs=0.01)
        assert bars["top"].max() == pytest.approx(100, abs=0.05)
        assert bars["label"].tolist() == ["Safely managed", "Basic", "Limited", "Unimproved", "Surface water"]
        assert (bars["bottom"].to_numpy()[1:] == bars["top"].to_numpy()[:-1]).all()


def test_partnerships_stand_on_the_years_of_the_ladder_with_one_top_for_all() -> None:
    counts = worked_out("UGA").by_year
    spec = charts.active(counts, (2000, 2026), 13, LIGHT, "s")
    assert spec["encoding"]["x"]["scale"]["domain"] == [1999.5, 2026.5]
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, 13]
    tops = rows_of(spec).groupby("year")["top"].max()
    assert tops.to_dict() == counts.groupby("year")["partnerships"].sum().to_dict()


def test_many_regions_are_shown_from_both_ends() -> None:
    rows = pd.DataFrame(
        {"name": [f"r{i:03d}" for i in range(300)], "share": np.linspace(0, 1, 300), "rank": range(300)}
    )
    ends = charts.ends_of(rows)
    assert (len(ends), ends["name"].iloc[0], ends["name"].iloc[-1]) == (40, "r000", "r299")
    assert charts.ends_of(rows.head(40)) is not None
    assert len(charts.ends_of(rows.head(40))) == 40
    spec = charts.ranked(ends, 0.5, DARK, "s")
    assert len(spec["layer"]) == 3
    assert len(charts.ranked(ends, None, DARK, "s")["layer"]) == 1


def test_fifths_and_timeline() -> None:
    found = worked_out("KEN")
    rows = pd.concat([spread.rows.assign(year=spread.year) for spread in found.quintiles["urban"]])
    spec = charts.fifths(rows, LIGHT, "s")
    assert spec["layer"][1]["encoding"]["color"]["scale"]["domain"] == ["2000", "2020"]
    assert spec["layer"][1]["encoding"]["y"]["sort"] == ["Poorest", "Poor", "Middle", "Rich", "Richest"]
    known = found.spans[found.spans["first"].notna()]
    line = charts.timeline(known, (2000, 2026), LIGHT, "s")
    assert len(rows_of(line)) == len(known)


codes = st.from_regex(r"[A-Z]{3}", fullmatch=True)
options = st.builds(
    CountryOptions,
    place=codes,
    beside=st.lists(codes, unique=True, max_size=3).map(tuple),
    residence=st.sampled_from(["urban", "rural", "total"]),
    part=st.sampled_from(list(PARTS)),
    pick=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=60),
)


@given(options)
def test_a_link_gives_the_same_options_again(chosen: CountryOptions) -> None:
    if chosen.place in chosen.beside:
        return
    assert CountryOptions.from_query(chosen.to_query()) == (chosen, ())


@given(st.dictionaries(st.sampled_from(sorted(CountryOptions.PARAMETERS)), st.text(max_size=300)))
def test_no_link_breaks_the_options(query: dict[str, str]) -> None:
    found, problems = CountryOptions.from_query(query)
    assert len(found.beside) <= 3
    assert found.residence in ("urban", "rural", "total")
    assert all(isinstance(sentence, str) for sentence in problems)


def test_what_a_link_asks_in_vain_is_named() -> None:
    found, problems = CountryOptions.from_query(
        {"place": "ken", "with": "UGA,TZA,ETH,RWA,KEN,12", "people": "all", "part": "x", "at": "1"}
    )
    assert (found.place, found.beside) == ("KEN", ("UGA", "TZA", "ETH"))
    said = " ".join(problems)
    for part in ('"12"', "5 countries side by side; showing the first 4", '"all"', '"x"', 'place "1"'):
        assert part in said
