"""Pictures carry what the scene says: sizes, colours, arrows, hatching, words; in every format, every time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray
from PIL import Image

from wopmap import greatcircle
from wopmap.cli import main
from wopmap.draw import sheet
from wopmap.draw.curves import curves
from wopmap.draw.lettering import readable, shortened, text_width, wrapped
from wopmap.draw.picture import Imprint, picture
from wopmap.draw.ribbons import ribbon
from wopmap.draw.sheet import PRESETS, Preset, custom, lay_map, world_centre
from wopmap.errors import WopmapError
from wopmap.scene.model import Areas, Entry, Flows, Labels, LegendGroup, Points, Scene, View
from wopmap.scene.style import DARK, LIGHT, Theme, rgb

SMALL = Preset(960, 640, 96)
HOSTILE = "</text><script>alert(1)</script> & $x_1$ \"'"
SVG = "{http://www.w3.org/2000/svg}"


def outlines() -> gpd.GeoDataFrame:
    """A well served box, one without data, and one that 180 degrees cuts in two."""
    return gpd.GeoDataFrame(
        {"iso3": ["AAA", "BBB", "CCC"]},
        geometry=[
            shapely.box(-20, -20, 0, 20),
            shapely.box(20, -20, 40, 20),
            shapely.MultiPolygon([shapely.box(160, 40, 180, 60), shapely.box(-180, 40, -172, 60)]),
        ],
        crs=4326,
    )


def flows(pairs: list[tuple[float, float, float, float]], colour: str = "#b5441a") -> Flows:
    number = len(pairs)
    return Flows(
        "flows",
        greatcircle.paths(*np.array(pairs, dtype=float).T, most=40) if pairs else [],
        np.full(number, 8.0),
        [colour] * number,
        [f"f{i}" for i in range(number)],
        [""] * number,
        np.zeros(number, bool),
    )


def scene(theme: Theme = LIGHT, pairs: Any = ((-10.0, 0.0, 100.0, 0.0),), **changes: Any) -> Scene:
    water = Areas(
        "water",
        "countries",
        "iso3",
        pd.Series({"AAA": 0.95, "CCC": 0.2}),
        ("at_least_basic_total", 0),
        (0.5, 0.75, 0.9, 0.99),
        theme.water,
    )
    dots = Points(
        "mentees",
        np.array([-60.0]),
        np.array([0.0]),
        np.array([9.0]),
        [theme.mentee],
        ["d"],
        [""],
    )
    legend = (
        LegendGroup("Arrow", (Entry("mentor to mentee", theme.accent, "line", 4.0),)),
        LegendGroup(
            "Water",
            (
                Entry("under 50 %", theme.water[0], "fill"),
                Entry("no data", theme.hatch, "hatch"),
                Entry("mentor", theme.mentor, "ring", 5.0),
                Entry("mentee", theme.mentee, "dot", 4.0),
            ),
        ),
    )
    made = Scene(
        "Who helps whom",
        "All partnerships",
        "One mentor helps one mentee.",
        theme,
        View(0.0, 0.0, 0.6),
        (water, dots, flows(list(pairs))),
        legend,
        ("Borders imply no opinion.",),
        ("source-1", "source-2"),
    )
    return replace(made, **changes)


def drawn(of: Scene, form: str = "png", preset: Preset = SMALL, imprint: Imprint | None = None) -> bytes:
    return picture(of, {"countries": outlines()}, preset, form, imprint)


def pixels(content: bytes) -> NDArray[np.int64]:
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=np.int64)


def svg_texts(content: bytes) -> list[str]:
    root = ElementTree.fromstring(content)
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def laid(of: Scene, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, sheet.Map]:
    """A picture, and the map as it was laid on it."""
    seen: list[sheet.Map] = []
    whole = lay_map

    def keep(what: Scene, room: sheet.Box) -> sheet.Map:
        seen.append(whole(what, room))
        return seen[-1]

    monkeypatch.setattr(sheet, "lay_map", keep)
    return drawn(of), seen[0]


def at(on: sheet.Map, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of a place; px are dots in the small preset."""
    x, y = on.place(np.array([(lon - on.centre + 180) % 360 - 180]), np.array([lat]))
    return int(x[0]), int(y[0])


def near(image: NDArray[np.int64], place: tuple[int, int], colour: str, within: int, off: int = 40) -> int:
    """Pixels of about a colour in the square around a place."""
    column, row = place
    part = image[row - within : row + within + 1, column - within : column + within + 1]
    return int((np.abs(part - np.array(rgb(colour))).max(axis=-1) <= off).sum())


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("slide", (1920, 1080)),
        ("a4-portrait", (2480, 3508)),
        ("a4-landscape", (3508, 2480)),
        ("square", (1080, 1080)),
    ],
)
def test_a_preset_has_exactly_its_size(name: str, size: tuple[int, int]) -> None:
    assert Image.open(BytesIO(drawn(scene(), preset=PRESETS[name]))).size == size


def test_a_size_of_ones_own() -> None:
    assert Image.open(BytesIO(drawn(scene(), preset=custom(777, 501)))).size == (777, 501)
    assert custom(160, 90, "mm", dpi=254) == Preset(1600, 900, 254)
    for wrong in (0.0, -5.0, 100_000.0, float("nan"), float("inf")):
        with pytest.raises(WopmapError, match=r"each side needs 400 to 12,000 dots. Choose another size."):
            custom(wrong, 800)


def test_another_format_and_a_sheet_without_room_are_refused_in_a_sentence() -> None:
    with pytest.raises(WopmapError, match=r"A picture cannot be written as gif\. Choose png, svg, pdf"):
        drawn(scene(), "gif")
    with pytest.raises(WopmapError, match="too small for its title, legend and sources"):
        drawn(scene(title="word " * 400, summary="word " * 400), preset=Preset(400, 400, 144))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_scene_gives_the_same_bytes_in_any_thread(form: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: drawn(scene(), form), range(3)))
    assert made[0] == made[1] == made[2]


def test_pdf_is_one_page_with_its_fonts_embedded() -> None:
    content = drawn(scene(), "pdf", PRESETS["a4-landscape"])
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in content
    assert b"/Type3" not in content
    fonts = re.findall(rb"/BaseFont /(\S+)", content)
    assert fonts
    assert all(
        re.fullmatch(rb"[A-Z]{6}\+(?:SourceSansPro|DejaVuSans|NotoSansCJK)\S*", name) for name in fonts
    )
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", content)
    assert box is not None
    assert [float(side) for side in box.groups()] == pytest.approx(
        [297 / 25.4 * 72, 210 / 25.4 * 72], abs=0.5
    )


def test_svg_text_is_text_and_every_word_of_the_scene_is_in_it() -> None:
    whole = scene()
    texts = svg_texts(
        drawn(whole, "svg", imprint=Imprint("0123abcd", "https://example.org/?country=KEN&years=2010-2020"))
    )
    wanted = [whole.title, whole.subtitle, whole.summary]
    wanted += [entry.label for group in whole.legend for entry in group.entries]
    wanted += [group.title for group in whole.legend]
    wanted += ["Sources: 2 documents, listed with the data."]
    wanted += ["Borders imply no opinion. Data vintage: 0123abcd."]
    wanted += ["This view: https://example.org/?country=KEN&years=2010-2020"]
    assert set(wanted) <= set(texts)


def test_hostile_words_stay_words() -> None:
    content = drawn(scene(title=HOSTILE, subtitle=HOSTILE + "\x00\x1b\u202e"), "svg")
    assert svg_texts(content).count(HOSTILE) == 2  # a formula would have lost its dollar signs
    assert b"<script" not in content
    root = ElementTree.fromstring(content)
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_letters_no_font_has_are_named_as_such_and_long_titles_end_in_dots() -> None:
    assert readable("Nairobi \u0644\u0645\u064a\u0627\u0647 \U000e0101").startswith("Nairobi ")
    assert readable("a\U0010ffffb") in ("ab", "a\ufffdb")
    lines = wrapped("a long title " * 160, 25.0, 600.0, 2, bold=True)
    assert len(lines) == 2
    assert lines[-1].endswith("\u2026")
    assert all(text_width(line, 25.0, bold=True) <= 600.0 for line in lines)
    assert wrapped("", 12.0, 100.0, 2) == []
    assert "".join(wrapped("x" * 200, 12.0, 300.0, 99)) == "x" * 200
    assert shortened("short", 12.0, 300.0) == "short"
    drawn(scene(title="w" * 2000, legend=(LegendGroup("t" * 500, (Entry("l" * 500, "#aabbcc", "fill"),)),)))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_land_points_and_arrows_are_where_and_as_the_scene_says(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = scene(theme)
    content, on = laid(of, monkeypatch)
    image = pixels(content)
    assert tuple(image[3, 3]) == rgb(theme.ground)
    assert tuple(image[at(on, -10, 12)[::-1]]) == rgb(theme.water[3])
    assert tuple(image[at(on, -60, 0)[::-1]]) == pytest.approx(rgb(theme.mentee), abs=25)
    # The head fills the place just before the mentee; there is nothing beyond it, and little at the mentor.
    tip = at(on, 100, 0)
    assert near(image, (tip[0] - 8, tip[1]), "#b5441a", 3) > 30
    assert near(image, (tip[0] + 8, tip[1]), "#b5441a", 4) == 0
    middle, start = at(on, 70, 0), at(on, 5, 0)
    assert near(image, middle, "#b5441a", 6, 60) > near(image, start, "#b5441a", 6, 60)


def test_land_without_a_figure_is_hatched(monkeypatch: pytest.MonkeyPatch) -> None:
    content, on = laid(scene(), monkeypatch)
    image = pixels(content)
    place = at(on, 30, 12)
    assert near(image, place, LIGHT.land, 9, 4) > 100
    assert near(image, place, LIGHT.hatch, 9, 45) > 20
    known = at(on, -10, 12)
    assert near(image, known, LIGHT.hatch, 9, 20) == 0
    texts = svg_texts(drawn(scene(), "svg"))
    assert "no data" in texts


def test_land_that_180_degrees_cuts_is_whole_again(monkeypatch: pytest.MonkeyPatch) -> None:
    content, on = laid(scene(view=View(170.0, 0.0, 0.6), pairs=()), monkeypatch)
    image = pixels(content)
    row = at(on, 179, 50)[1]
    across = image[row, at(on, 170, 50)[0] : at(on, -175, 50)[0]]
    assert (across == np.array(rgb(LIGHT.water[0]))).all()


def test_a_share_on_a_break_falls_into_the_class_above_as_on_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    water = scene().layers[0]
    assert isinstance(water, Areas)
    edge = replace(water, values=pd.Series({"AAA": 0.8999, "BBB": 0.4}))
    content, on = laid(scene(layers=(edge,)), monkeypatch)
    # 0.8999 is 900 per mille, which is what the browser compares.
    assert tuple(pixels(content)[at(on, -10, 12)[::-1]]) == rgb(LIGHT.water[3])


def test_a_flow_over_the_pacific_is_whole_where_the_map_can_be_turned_to_it() -> None:
    over = [(140.0, 36.0, -85.0, 12.0)]
    centre = world_centre(scene(view=View(170.0, 0.0, 0.6), pairs=over))
    assert centre == pytest.approx(152.0)  # cut in the Atlantic
    on = lay_map(scene(view=View(170.0, 0.0, 0.6), pairs=over), (0, 0, 900, 500))
    assert len(curves(greatcircle.paths(140, 36, -85, 12)[0], on)) == 1
    home = lay_map(scene(view=View(15.0, 0.0, 0.6), pairs=over), (0, 0, 900, 500))
    pieces = curves(greatcircle.paths(140, 36, -85, 12)[0], home)
    assert len(pieces) == 2
    ends = sorted((float(piece[0, 2]), float(piece[-1, 2])) for piece in pieces)
    assert ends[0][0] == 0.0
    assert ends[1][1] == 1.0
    assert ends[0][1] == pytest.approx(ends[1][0])
    # It leaves at one edge of the world and comes back at the other, at the same height.
    leaving, coming = sorted(pieces, key=lambda piece: float(piece[0, 2]))
    assert leaving[-1, 1] == pytest.approx(coming[0, 1], abs=0.01)
    assert leaving[-1, 0] > 700
    assert coming[0, 0] < 200


def test_a_ribbon_grows_and_gains_strength_towards_the_mentee() -> None:
    curve = np.column_stack([np.linspace(0, 200, 30), np.zeros(30), np.linspace(0, 1, 30)])
    polygons, colours = ribbon(curve, 8.0, "#102030", 1.0, 20.0)
    heights = [float(np.ptp(polygon[:, 1])) for polygon in polygons[:-1]]
    opacity = [shade[3] for shade in colours[:-1]]
    assert heights == sorted(heights)
    assert opacity == sorted(opacity)
    assert {shade[:3] for shade in colours} == {(16, 32, 48)}
    assert polygons[-1][:, 0].max() == pytest.approx(200.0)  # the tip lies on the mentee
    assert max(polygon[:, 0].max() for polygon in polygons[:-1]) < 190.0
    cut = ribbon(curve * [1, 1, 0.5], 8.0, "#102030", 1.0, 20.0)
    assert max(len(polygon) for polygon in cut[0]) == min(len(polygon) for polygon in cut[0])  # no head
    assert ribbon(np.zeros((2, 3)) + np.array([5, 5, 1]), 8.0, "#102030", 1.0, 20.0)[
        0
    ]  # both ends in one place


def test_names_never_overlap_and_the_important_ones_win() -> None:
    names = Labels(
        "names", np.array([10.0, 10.2, 60.0]), np.zeros(3), ["Behind", "First", "Apart"], np.array([9, 1, 5])
    )
    crowd = Labels("crowd", np.full(30, 10.0), np.zeros(30), [f"Place {i}" for i in range(30)], np.arange(30))
    assert {"First", "Apart"} <= set(svg_texts(drawn(scene(layers=(names,)), "svg")))
    shown = [text for text in svg_texts(drawn(scene(layers=(crowd,)), "svg")) if text.startswith("Place")]
    assert shown == ["Place 0", "Place 1", "Place 2", "Place 3"]


def test_flows_from_one_place_are_named_once_at_the_edge() -> None:
    many = flows([(-80.0, 50.0, 0.0, 0.0), (-80.0, 50.0, 1.0, 1.0), (80.0, 50.0, 1.0, 0.0)])
    named = replace(many, edge_labels=["from Here", "from Here", "from There"])
    texts = svg_texts(drawn(scene(view=View(0.0, 0.0, 5.0), layers=(named,)), "svg"))
    assert sorted(text for text in texts if text.startswith("from")) == ["from Here", "from There"]


def test_a_near_view_has_a_scale_bar_and_the_world_has_none() -> None:
    near_by = svg_texts(drawn(scene(view=View(0.0, 0.0, 6.0)), "svg"))
    assert [text for text in near_by if text.endswith(" km")] == ["100 km"]
    assert not [text for text in svg_texts(drawn(scene(), "svg")) if text.endswith(" km")]


def test_nothing_to_show_is_still_a_map() -> None:
    assert pixels(drawn(scene(pairs=(), layers=()))).shape == (640, 960, 3)
    drawn(scene(pairs=()))


def test_the_command_writes_the_file_and_names_what_it_does_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "kenya.svg"
    asked = ["snapshot", "atlas", "--where", "country=KEN&colour=none", "--out", str(out)]
    assert main([*asked, "--title", HOSTILE, "--link", "https://example.org/atlas"]) == 0
    texts = svg_texts(out.read_bytes())
    assert HOSTILE in texts
    assert "no data" in texts
    assert any(text.startswith("This view: https://example.org/atlas/?country=KEN") for text in texts)
    assert any(text.startswith("Sources: ") for text in texts)
    assert main(["snapshot", "atlas", "--where", "country=XXX", "--out", str(tmp_path / "x.png")]) == 1
    assert "XXX" in capsys.readouterr().err
    assert Image.open(tmp_path / "x.png").size == (1920, 1080)


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--out", "x.gif"], 2, "x.gif does not end in .png, .svg, .pdf"),
        (["--out", "x.png", "--size", "huge"], 2, '"huge" is not a size'),
        (["--out", "x.png", "--size", "0x0px"], 1, "each side needs 400 to 12,000 dots"),
        (["--out", "x.png", "--size", "100000x100000"], 1, "each side needs 400 to 12,000 dots"),
    ],
)
def test_the_command_refuses_in_a_sentence_and_leaves_no_file(
    more: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["snapshot", "atlas", *more]) == code
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
