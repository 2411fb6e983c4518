from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies.colours import SIGHT, contrast, difference, lab, linear, luminance
from tests.unit.strategies.layers import ROOT
from wopmap.household import COUNTRY_INDICATORS
from wopmap.scene.style import (
    BREAKS,
    CHANGE_BREAKS,
    EVEN_BREAKS,
    FINER_BREAKS,
    LACKS,
    THEMES,
    Theme,
    breaks_of,
    change_labels,
    class_labels,
    class_of,
    rgb,
    telling_breaks,
    tick_labels,
    water_colours,
)

ASIDE = 9.0
"""Least CIEDE2000 between two categories, and between a flow and the water under it, in every kind of sight."""

STEP = 4.5
"""Least CIEDE2000 between neighbouring classes of water: they lie side by side and have their order as well."""

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
sights = pytest.mark.parametrize("sight", list(SIGHT))


# --- the measures themselves, against published values --------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # Sharma et al. 2005, table 1, pairs 1, 7, 10, 16, 17, 20, 25 and 34
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_of_colours(one: tuple[float, ...], other: tuple[float, ...], expected: float) -> None:
    assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)
    assert difference(np.array(other), np.array(one)) == pytest.approx(expected, abs=1e-4)


def test_lab_contrast_and_the_simulations() -> None:
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.02)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert luminance("#ffffff") == pytest.approx(1)
    for sight, matrix in SIGHT.items():  # grey is grey to all
        assert matrix @ linear("#808080") == pytest.approx(linear("#808080"), abs=1e-4), sight
    for sight in ("protanopia", "deuteranopia"):  # a red and a green that are told apart by their hue alone
        assert (
            difference(lab("#b04040", sight), lab("#6a6a20", sight))
            < difference(lab("#b04040"), lab("#6a6a20")) / 2
        )


# --- palettes -------------------------------------------------------------------------------------------------


@themes
@sights
def test_any_two_categories_of_flows_can_be_told_apart(theme: Theme, sight: str) -> None:
    close = [
        (one, other)
        for one, other in combinations((*theme.help, theme.several), 2)
        if difference(lab(one, sight), lab(other, sight)) < ASIDE
    ]
    assert not close


@themes
@sights
def test_a_flow_can_be_told_from_the_water_under_it(theme: Theme, sight: str) -> None:
    lost = [
        (flow, water)
        for flow in (*theme.help, theme.accent)
        for water in (*theme.water, theme.land, theme.ground)
        if difference(lab(flow, sight), lab(water, sight)) < ASIDE
    ]
    assert not lost


@themes
@sights
def test_more_water_is_further_from_the_paper_in_every_sight(theme: Theme, sight: str) -> None:
    light = [float(lab(colour, sight)[0]) for colour in theme.water]
    assert light == sorted(light, reverse=theme.name == "light")
    paper = float(lab(theme.ground, sight)[0])
    away = [abs(value - paper) for value in light]
    assert away == sorted(away)
    for one, other in pairwise(theme.water):
        assert difference(lab(one, sight), lab(other, sight)) > STEP


@themes
@sights
def test_losses_and_gains_can_be_told_apart_and_from_flows_and_from_no_data(theme: Theme, sight: str) -> None:
    seen = [lab(colour, sight) for colour in theme.change]
    for one, other in combinations(range(5), 2):
        least = STEP if other - one == 1 else ASIDE
        assert difference(seen[one], seen[other]) > least, (one, other)
    for colour in seen:
        assert difference(lab(theme.accent, sight), colour) > ASIDE
    assert difference(lab(theme.hatch, sight), seen[2]) > ASIDE
    # The ends are also the dots of households without and with, on the bare land.
    for end in (0, 4):
        assert difference(lab(theme.land, sight), seen[end]) > 2 * ASIDE


@themes
@sights
def test_the_middle_of_a_change_is_the_nearest_to_the_paper(theme: Theme, sight: str) -> None:
    paper = float(lab(theme.ground, sight)[0])
    away = [abs(float(lab(colour, sight)[0]) - paper) for colour in theme.change]
    assert away[2] < away[1] < away[0]
    assert away[2] < away[3] < away[4]


@themes
def test_water_is_cool_and_help_is_warm(theme: Theme) -> None:
    for colour in theme.water:
        red, _, blue = rgb(colour)
        assert red < blue
    for colour in (*theme.help, theme.accent, theme.mentor, theme.mentee):
        red, green, blue = rgb(colour)
        assert red > green or red > blue


@themes
def test_text_is_readable_on_its_paper(theme: Theme) -> None:
    assert contrast(theme.ink, theme.ground) >= 7
    assert contrast(theme.ink, theme.land) >= 7
    assert contrast(theme.quiet, theme.ground) >= 4.5
    assert contrast(theme.accent, theme.ground) >= 4.5
    assert contrast(theme.picked, theme.land) >= 4.5
    assert contrast(theme.several, theme.ground) >= 3


@themes
def test_the_hatching_of_no_data_is_seen_on_the_land(theme: Theme) -> None:
    for sight in SIGHT:
        assert difference(lab(theme.hatch, sight), lab(theme.land, sight)) > ASIDE


@themes
def test_the_page_has_the_same_paper_and_ink_and_readable_text(theme: Theme) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][theme.name]
    grounds = [settings["backgroundColor"], settings["secondaryBackgroundColor"]]
    assert settings["textColor"] == theme.ink
    for ground in grounds:
        assert contrast(settings["textColor"], ground) >= 7
        assert contrast(settings["linkColor"], ground) >= 4.5
        assert difference(lab(ground), lab(theme.ground)) < 6
    used = {*theme.water, *theme.help, theme.accent}
    assert set(settings["chartCategoricalColors"]) <= used


@themes
def test_every_colour_is_written_in_one_way(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        for colour in (value,) if isinstance(value, str) else value:
            assert field.name == "name" or re.fullmatch("#[0-9a-f]{6}", colour), (field.name, colour)
    assert len(set(theme.help)) == 6
    assert len(set(theme.water)) == 5


def test_rgb() -> None:
    assert rgb("#0a10ff") == (10, 16, 255)


# --- classes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", sorted({*BREAKS, *COUNTRY_INDICATORS}))
def test_breaks_rise_and_fit_the_colours(indicator: str) -> None:
    breaks = breaks_of(indicator)
    assert list(breaks) == sorted(set(breaks))
    assert 0 < breaks[0] < breaks[-1] < 1
    for theme in THEMES.values():
        colours = water_colours(indicator, theme)
        assert len(colours) == len(breaks) + 1
        dark_is_high = luminance(colours[-1]) < luminance(colours[0])
        assert dark_is_high == ((theme.name == "light") != (indicator in LACKS))


def test_indicators_without_breaks_of_their_own_have_even_ones() -> None:
    assert breaks_of("something else") == EVEN_BREAKS


def test_breaks_that_tell_places_apart() -> None:
    assert telling_breaks([0.1, 0.3, 0.5, 0.7, 0.9]) == EVEN_BREAKS
    assert telling_breaks([0.97, 0.985, 0.995, 0.999, 0.94, 0.91, 0.85, 0.6]) == (0.50, 0.75, 0.90, 0.99)
    assert telling_breaks([0.005, 0.02, 0.03, 0.1, 0.2, 0.4]) in FINER_BREAKS[4:]
    assert telling_breaks([0.5]) == EVEN_BREAKS
    assert telling_breaks([]) == EVEN_BREAKS


def test_words_for_the_classes_of_a_change() -> None:
    labels = change_labels()
    assert len(labels) == len(CHANGE_BREAKS) + 1
    assert labels == (
        "over 10 points down",
        "2 to 10 down",
        "less than 2 either way",
        "2 to 10 up",
        "10 points up or more",
    )
    assert list(CHANGE_BREAKS) == [-value for value in reversed(CHANGE_BREAKS)]


def test_class_labels_and_ticks() -> None:
    assert class_labels((0.5, 0.75, 0.9, 0.99)) == (
        "under 50 %",
        "50 to 75 %",
        "75 to 90 %",
        "90 to 99 %",
        "99 % and more",
    )
    assert class_labels((0.005, 0.3)) == ("under 0.5 %", "0.5 to 30 %", "30 % and more")
    assert class_labels((0.5,), "h") == ("under 50 h", "50 h and more")
    assert tick_labels((0.25, 0.5, 0.75, 0.95)) == ("25", "50", "75", "95 %")


@given(st.sampled_from(sorted(BREAKS)), st.floats(0, 1))
def test_a_share_is_in_the_class_whose_label_holds_it(indicator: str, share: float) -> None:
    breaks = breaks_of(indicator)
    number = class_of(share, breaks)
    edges = (0.0, *breaks, 1.0)
    assert edges[number] <= share
    assert share < edges[number + 1] or number == len(breaks)


def test_a_share_on_a_break_belongs_to_the_class_above() -> None:
    assert [class_of(share, (0.5, 0.75)) for share in (0.0, 0.4999, 0.5, 0.75, 1.0)] == [0, 0, 1, 2, 2]
