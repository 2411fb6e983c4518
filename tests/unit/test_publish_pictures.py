"""Pictures from links: the frame, sizes, orders that make no sense, words that try to be more than words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from urllib.parse import parse_qs

import numpy as np
import pytest
from PIL import Image

from tests.unit.publishing import SMALL, catalogue, kenya
from wopmap.draw import lettering
from wopmap.errors import WopmapError
from wopmap.publish.snapshot import NotASize, Order, draw, size, smaller, snapshot
from wopmap.scene.framing import box_around, names_of
from wopmap.scene.model import Flows, Points, Scene, View
from wopmap.scene.style import LIGHT

HOSTILE = '"; rm -rf / $(x) <script>alert(1)</script>'


# The frame


def world(paths: list[list[tuple[float, float]]], points: list[tuple[float, float]]) -> Scene:
    number = len(paths)
    flows = Flows(
        "flows", [np.array(path, float) for path in paths], np.ones(number), ["#000000"] * number,
        [""] * number, [""] * number, np.zeros(number, bool),
    )  # fmt: skip
    lon, lat = np.array(points, float).reshape(-1, 2).T
    names = [f"Place {i}\nmore" for i in range(len(points))]
    dots = Points(
        "mentees", lon, lat, np.arange(len(points), dtype=float) + 1, ["#000000"] * len(points), names, names
    )
    return Scene("", "", "", LIGHT, View(0, 0, 0.6), (flows, dots), ())


def test_the_box_goes_round_the_short_way() -> None:
    west, south, east, north = (
        box_around(world([[(170.0, 0.0), (190.0, 10.0)]], [(-175.0, -5.0)])) or (0,) * 4
    )
    assert (west, south, east, north) == pytest.approx((167.0, -8.0, 193.0, 13.0))
    assert box_around(world([], [])) is None
    assert box_around(world([], [(float("nan"), 1.0)])) is None
    one = box_around(world([], [(36.8, -1.3)]))
    assert one == pytest.approx((33.8, -4.3, 39.8, 1.7))
    wide = box_around(world([], [(-10.0, 0.0)]), [(100.0, -20.0, 120.0, 60.0)])
    assert wide is not None
    assert wide[0] < -10 < 120 < wide[2]


def test_names_are_those_of_the_largest_places_each_once() -> None:
    labels = names_of(world([], [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]), most=2)
    assert list(labels.texts) == ["Place 2", "Place 1"]
    assert labels.lon.tolist() == [5.0, 3.0]
    assert list(names_of(world([], [])).texts) == []


# Sizes and orders


def test_sizes_by_name_in_px_and_in_mm() -> None:
    assert size("slide").width == 1920
    assert (size("1080x1080").width, size("1080x1080px").dpi) == (1080, 108)
    assert (size("160x90mm").width, size("160x90mm").dpi) == (1890, 300)
    for wrong in ("huge", "", "12", "10x", "-5x10px", "1e9x1e9px", "1200x800cm"):
        with pytest.raises(
            NotASize, match=r"is not a size\. Choose slide, a4-portrait, a4-landscape or square"
        ):
            size(wrong)
    for wrong in ("0x0px", "100000x100000px", "399x800px", "1x1mm", "2000x2000mm"):
        with pytest.raises(WopmapError, match="each side needs 400 to 12,000 dots"):
            size(wrong)
    preset = smaller(size("a4-portrait"), 900)
    assert max(preset.width, preset.height) <= 900
    assert preset.box == pytest.approx(size("a4-portrait").box, rel=0.02)


def test_the_oddest_sizes_give_a_picture_or_a_sentence() -> None:
    content = draw(kenya(), Order(preset="400x400px"), catalogue()).content
    assert Image.open(io.BytesIO(content)).size == (400, 400)
    wordy = kenya(scene=replace(kenya().scene, summary="words " * 500))
    tall = draw(wordy, Order(preset="400x4000px"), catalogue()).content
    assert Image.open(io.BytesIO(tall)).size == (400, 4000)
    with pytest.raises(WopmapError, match="too small for its title, legend and sources"):
        draw(wordy, Order(preset="12000x400px"), catalogue())


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order(form="gif"), "cannot be written as gif. Choose png, svg, pdf or html"),
        (Order(theme="pink"), 'There is no theme "pink". Choose light or dark'),
        (Order(qr=True), "A QR code needs the address of the dashboard"),
        (Order(qr=True, address="javascript:alert(1)"), "A QR code needs the address of the dashboard"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_a_sentence(order: Order, said: str) -> None:
    with pytest.raises(WopmapError, match=said.replace("(", r"\(").replace(")", r"\)")):
        snapshot("atlas", {}, order, catalogue())
    with pytest.raises(WopmapError, match='There is no map of a page "moon"'):
        snapshot("moon", {}, Order(), catalogue())


def test_an_unknown_country_is_named_and_the_picture_is_made_all_the_same() -> None:
    file = snapshot("atlas", parse_qs("country=XXX"), Order(preset=SMALL), catalogue())
    assert any("XXX" in problem for problem in file.problems)
    assert file.name == "wopmap_world_flows.png"
    assert Image.open(io.BytesIO(file.content)).size == (640, 480)


def test_a_title_of_two_thousand_letters_takes_two_lines_and_ends_in_dots() -> None:
    file = snapshot("atlas", {}, Order(form="svg", title="Water " * 400), catalogue())
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", file.content.decode())
    title = [text for text in texts if text.startswith("Water Water")]
    assert len(title) == 2
    assert title[-1].endswith("\u2026")


@pytest.mark.parametrize("form", ["svg", "html"])
def test_hostile_words_of_the_maker_stay_words(form: str) -> None:
    file = snapshot(
        "atlas", {"country": ["KEN"]}, Order(form=form, title=HOSTILE, footnote=HOSTILE), catalogue()
    )
    assert b"<script>alert(1)" not in file.content
    assert file.name == f"wopmap_KEN_flows.{form}"


def test_letters_of_other_scripts_are_shaped_or_said_to_have_no_font() -> None:
    arabic = "مياه نيروبي"
    assert lettering.unset(arabic) == ""  # the font matplotlib ships has them, and libraqm joins them
    one_sign, apart = lettering.text_width("لا", 100.0), sum(lettering.text_width(c, 100.0) for c in "لا")
    assert one_sign < 0.9 * apart
    file = snapshot("atlas", {}, Order(form="svg", title=arabic), catalogue())
    assert arabic in file.content.decode()
    assert not file.problems
    nowhere = "\U00016f00"  # Miao
    lost = snapshot("atlas", {}, Order(form="svg", title=f"Water {nowhere}"), catalogue())
    assert "Water \ufffd" in lost.content.decode()
    assert [problem for problem in lost.problems if "No font on this machine has" in problem]


def test_a_qr_code_leads_to_the_view() -> None:
    with_code = draw(kenya(), Order(form="svg", address="https://example.org", qr=True), catalogue()).content
    assert b'id="qr"' in with_code
    assert (
        b'id="qr"' not in draw(kenya(), Order(form="svg", address="https://example.org"), catalogue()).content
    )
    long = kenya(query="q=" + "x" * 4000)
    with pytest.raises(WopmapError, match="too long for a QR code"):
        draw(long, Order(address="https://example.org", qr=True), catalogue())
