"""The picture and the charts of Scaling up: what cannot be taken for real, what stands beside every figure."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wopmap import scaling
from wopmap.draw import deck, features, ribbons
from wopmap.draw.charts import scaling as charts
from wopmap.draw.page import page
from wopmap.draw.picture import picture
from wopmap.draw.sheet import Preset
from wopmap.household import country_series
from wopmap.layers import Catalogue
from wopmap.scaling import words
from wopmap.scene import scaling as scenes
from wopmap.scene.model import Flows, Scene
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.style import DARK, LIGHT, THEMES, rgb

TABLE = Catalogue().table
GAPS = scaling.gaps(TABLE("country_use"), TABLE("countries"), TABLE("flows"), "basic", 2015)
FLOW = pd.DataFrame(
    {
        "mentor_id": ["uga-nwsc"],
        "mentor": ["NWSC"],
        "iso3": ["AGO"],
        "lon": [32.58],
        "lat": [0.31],
        "to_lon": [17.5],
        "to_lat": [-12.3],
        "partnerships": [2],
        "score": [0.53],
    }
)
POSSIBLE = scenes.possible_layer(FLOW, {"AGO": "Angola"}, LIGHT)
RECORD = scaling.record(TABLE("flows"), TABLE("motivation_evidence"), TABLE("motivation_types"))
DEFAULTS = scaling.defaults(scaling.Facts(TABLE("scaling_facts")), RECORD)
NAMED = [
    (plan.name, scaling.run(plan.ends(DEFAULTS), plan.plan(1.5e8), 2026, 1, 300)) for plan in scaling.PRESETS
]


def scene() -> Scene:
    series = country_series(TABLE("country_use"), "at_least_basic", "urban")
    return scenes.gap_scene(
        scenes.gap_layers(GAPS, "basic", 2015, LIGHT),
        scenes.gap_legend(GAPS, 2015, LIGHT),
        POSSIBLE,
        series,
        series.years[1],
        subtitle="",
        summary="",
        view=None,
        theme=LIGHT,
    )


def test_gaps_are_drawn_in_proportion_and_help_is_told_by_form() -> None:
    layers = {layer.id: layer for layer in scenes.gap_layers(GAPS, "basic", 2015, LIGHT)}
    assert layers["helped"].ring
    assert not layers["unhelped"].ring
    known = GAPS[GAPS["without"] > 0].set_index("iso3")
    for name, helped in (("helped", True), ("unhelped", False)):
        codes = [key.removeprefix("gap:") for key in layers[name].keys]
        assert ((known.loc[codes, "partnerships"] > 0) == helped).all()
        area = layers[name].radii ** 2
        large = area > scenes.GAP_RADIUS_PX[0] ** 2 * 1.01
        share = area / known.loc[codes, "without"].to_numpy(dtype=float)
        assert share[large] == pytest.approx(share[large][0])
    drawn = sum(len(layer.keys) for layer in layers.values())
    assert drawn == len(known)
    tip = layers["unhelped"].tips[layers["unhelped"].keys.index("gap:CHN")]
    assert "26.1 million urban people without at least basic drinking water" in tip
    assert "no partnership since 2015" in tip


def test_possible_flows_are_said_to_be_and_look_like_no_real_ones() -> None:
    found = scene()
    layer = found.layer("possible")
    assert isinstance(layer, Flows)
    assert layer.possible
    assert layer.tips == ["NWSC \u2192 Angola\npossible, not real; score 0.53"]
    assert scenes.POSSIBLE_NOTE in found.notes
    assert found.legend[0].entries[0].mark == "dash"
    # On screen: dashes of one width and one strength.
    spec = json.loads(
        deck.draw(found, lambda name, content: f"/{name}", lambda areas: ("/a", "/b")).to_json()
    )
    drawn = next(item for item in spec["layers"] if item["id"] == "possible")
    assert drawn["extensions"] == [{"@@type": "PathStyleExtension", "dash": True}]
    assert drawn["getDashArray"] == list(deck.DASH)
    line = json.loads(features.flows(layer))["features"][0]["properties"]
    assert len(set(line["w"])) == 1
    assert len({alpha for *_, alpha in line["c"]}) == 1
    real = Flows(layer.id, layer.paths, layer.widths, layer.colours, layer.keys, layer.tips, layer.faded)
    other = json.loads(features.flows(real))["features"][0]["properties"]
    assert len(set(other["w"])) > 1


def test_dashes_in_a_picture_leave_gaps_and_end_in_a_head() -> None:
    curve = np.column_stack([np.linspace(0, 240, 30), np.zeros(30), np.linspace(0, 1, 30)])
    polygons, shades = ribbons.dashes(curve, 4.0, LIGHT.accent, 1.0, 14.0)
    assert len(polygons) == len(shades)
    *strokes, head = polygons
    spans = [(part[:, 0].min(), part[:, 0].max()) for part in strokes]
    for (_, end), (start, _) in pairwise(spans):
        assert start - end == pytest.approx(ribbons.GAP_PX)
    assert all(np.ptp(part[:, 1]) == pytest.approx(4.0) for part in strokes)
    assert head[:, 0].max() == pytest.approx(240)


def test_a_picture_of_the_scene_is_drawn() -> None:
    outlines = {"countries": Catalogue().geo("countries", columns=["iso3", "name"])}
    content = picture(scene(), outlines, Preset(960, 640, 96), "png")
    image = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    for colour in (LIGHT.accent, LIGHT.mentee, LIGHT.mentor):
        assert (np.abs(image - np.array(rgb(colour))).max(axis=-1) < 12).any()


def test_a_page_of_its_own_draws_stripes_too() -> None:
    outlines = {"countries": Catalogue().geo("countries", columns=["iso3", "name"])}
    content = page(scene(), outlines).decode()
    (gradient,) = re.findall(r'<linearGradient id="f0-0"[^>]*>', content)
    assert 'spreadMethod="repeat"' in gradient
    assert re.search(r'stroke-dasharray="[^"]+"[^>]*d="M1,9', content)
    real = dataclasses.replace(POSSIBLE.layer, possible=False) if POSSIBLE else None
    assert real is not None
    layers = tuple(real if layer.id == "possible" else layer for layer in scene().layers)
    other = page(dataclasses.replace(scene(), layers=layers), outlines).decode()
    assert "spreadMethod" not in other


def test_the_sentence_counts_what_the_table_holds() -> None:
    sentence = scenes.gap_summary(GAPS, "basic", 2015)
    rows = GAPS[GAPS["without"] > 0]
    alone = rows[rows["partnerships"] == 0]
    assert f"{rows['without'].sum() / 1e6:.1f} million urban people in {len(rows)} countries" in sentence
    assert f"in {len(alone)} countries without a partnership on record since 2015" in sentence
    assert alone["name"].iloc[0] in sentence
    helped = rows[rows["partnerships"] > 0]
    assert "on record everywhere since 2015" in scenes.gap_summary(helped, "basic", 2015)
    assert scenes.gap_summary(rows.iloc[:0], "basic", 2015).startswith("No urban people")
    assert "state no year" in scenes.without_estimate(GAPS, "basic")
    piped = scaling.gaps(TABLE("country_use"), TABLE("countries"), TABLE("flows"), "piped", 2015)
    gone = int(piped["without"].isna().sum())
    assert (f"{gone} countries have no estimate" in scenes.without_estimate(piped, "piped")) == (gone > 1)


def data_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_bands_hold_the_quantiles_and_the_words(theme: Any) -> None:
    names = [name for name, _ in NAMED]
    rows = words.result_rows(NAMED)
    spec = charts.bands(rows[rows["measure"] == "people"], names, "People reached", theme, "What one sees.")
    assert spec["description"] == "What one sees."
    held = data_of(spec)
    assert len(held) == sum(len(outcome.years) for _, outcome in NAMED)
    last = next(row for row in held if row["scenario"] == names[1] and row["year"] == 2040)
    assert (last["low"], last["median"], last["high"]) == pytest.approx(NAMED[1][1].final("people"))
    assert len(set(charts.scenario_colours(theme))) == 3


def test_what_binds_and_what_moves_are_charted_whole() -> None:
    names = [name for name, _ in NAMED]
    rows = words.binding_rows(NAMED)
    assert rows.groupby(["scenario", "year"])["share"].sum().to_numpy() == pytest.approx(1.0)
    spec = charts.binding(rows, names, DARK, "told")
    assert [panel["title"] for panel in spec["vconcat"]] == names
    moves, by = words.move_rows(NAMED[0][1])
    assert by == "people"
    assert data_of(charts.tornado(moves, "t", LIGHT, "told"))[0]["input"] == moves["input"].iloc[0]
    past = RECORD.yearly.reset_index()
    assert len(data_of(charts.past(past, RECORD.latest, LIGHT, "told"))) == len(past)


def test_a_reason_without_evidence_is_a_dash_and_no_colour() -> None:
    rows = pd.DataFrame(
        {
            "name": ["A", "A"],
            "country": ["", ""],
            "reason": ["Size", "Past"],
            "value": [np.nan, 0.0],
            "words": ["", ""],
        }
    )
    held = {row["reason"]: row for row in data_of(charts.fit(rows, ["A"], ["Size", "Past"], LIGHT, ""))}
    assert (held["Size"]["known"], held["Size"]["text"]) == (False, "\u2013")
    assert (held["Past"]["known"], held["Past"]["text"]) == (True, "0.00")


def test_words_say_every_figure_with_its_range() -> None:
    name, outcome = NAMED[2]
    said = words.outcome_words(scaling.PRESETS[2], outcome, "basic", 1.5e8)
    assert said.startswith(f"{name}: French levy used in full; A further programme like the Dutch one")
    for measure in scaling.MEASURES:
        assert words.band_words(outcome.final(measure)) in said
    spans = words.binding_words(outcome)
    years = [int(text) for text in "".join(c if c.isdigit() else " " for c in spans).split()]
    assert min(years) == 2026
    assert max(years) == 2040
    assert words.band_words((1_010_000.0, 1_470_000.0, 2_110_000.0)) == "1.01 to 2.11 million (median 1.47)"
    assert words.number(999_600) == "1 million"


text = st.text(max_size=30)


@given(st.dictionaries(st.sampled_from(sorted(ScalingOptions.PARAMETERS)), text, max_size=6))
def test_any_link_is_read_without_an_exception_and_kept(query: dict[str, str]) -> None:
    options, _ = ScalingOptions.from_query(query)
    again, problems = ScalingOptions.from_query(options.to_query())
    assert problems == ()
    assert again == options or options.view is not None  # a view is rounded in a link
