"""Screen, picture and page show the same: ten links of the atlas drawn in all three and compared feature by feature."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PIL import Image

from wopmap.draw import deck, sheet
from wopmap.draw.page import page
from wopmap.draw.picture import picture
from wopmap.draw.placing import placed
from wopmap.draw.sheet import Preset
from wopmap.layers import Catalogue
from wopmap.publish import views
from wopmap.publish.snapshot import Order, snapshot
from wopmap.publish.views import PageView
from wopmap.scene.model import Areas, Flows, Points, Scene
from wopmap.scene.style import THEMES, class_of, rgb

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
HALF = Preset(960, 540, 72)
LINKS = [
    ("", "light"),
    ("country=KEN", "light"),
    ("country=KEN,UGA&years=2010-2020&colour=topic", "dark"),
    ("level=region&at=170,10,0.8", "light"),
    ("level=region&colour=mentor_region", "dark"),
    ("level=operator&country=VNM&colour=programme", "light"),
    ("level=operator&colour=none&at=36,0,4.2", "light"),
    ("water=surface_water&people=rural&side=mentor&region=western-europe", "light"),
    ("water=safely_managed&water_year=2005&at=105,12,3.1", "dark"),
    ("country=AUS&at=150,-10,2.2&pick=mentor:AUS", "light"),
]
NAMES = [link or "everything" for link, _ in LINKS]
each_link = pytest.mark.parametrize(("link", "theme"), LINKS, ids=NAMES)
SVG = "{http://www.w3.org/2000/svg}"


@cache
def catalogue() -> Catalogue:
    return Catalogue(GEODATA)


@cache
def view(link: str, theme: str) -> PageView:
    found = views.page("atlas").view(catalogue(), parse_qs(link), THEMES[theme], title=None, fit=False)
    assert not found.problems
    return found


def layers(scene: Scene, kind: type) -> list[Any]:
    return [layer for layer in scene.layers if isinstance(layer, kind)]


class Deck(NamedTuple):
    """What the browser is given."""

    spec: dict[str, Any]
    files: dict[str, bytes]

    def features(self, layer: str) -> list[dict[str, Any]]:
        return list(json.loads(self.files[f"{layer}.json"])["features"])

    def layer(self, name: str) -> dict[str, Any]:
        return next(layer for layer in self.spec["layers"] if layer["id"] == name)


def on_screen(scene: Scene) -> Deck:
    files: dict[str, bytes] = {}

    def publish(name: str, content: bytes) -> str:
        files[name] = content
        return f"/geo/{name}"

    return Deck(json.loads(deck.draw(scene, publish, lambda _: ("/land", "/borders")).to_json()), files)


def drawn(found: PageView, form: str, preset: Preset = HALF) -> bytes:
    return picture(found.scene, views.outlines(catalogue(), found.scene), preset, form)


def group(root: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((item for item in root.iter(f"{SVG}g") if item.get("id") == name), None)


def fills(element: ElementTree.Element) -> set[str]:
    styles = [item.get("style") or "" for item in element.iter()]
    return {colour for style in styles for colour in re.findall(r"fill: (#[0-9a-f]{6})", style)}


@each_link
def test_the_browser_gets_every_feature_of_the_scene_in_its_colour(link: str, theme: str) -> None:
    scene = view(link, theme).scene
    shown = on_screen(scene)
    for layer in layers(scene, Flows):
        lines = [f for f in shown.features(layer.id) if f["geometry"]["type"] != "Point"]
        assert [f["properties"]["id"] for f in lines] == list(layer.keys)
        assert [tuple(f["properties"]["c"][-1][:3]) for f in lines] == [rgb(c) for c in layer.colours]
        assert [max(f["properties"]["w"]) for f in lines] == pytest.approx(list(layer.widths), abs=0.06)
    for layer in layers(scene, Points):
        points = shown.features(layer.id)
        assert [f["properties"]["id"] for f in points] == list(layer.keys)
        assert [tuple(f["properties"]["c"][:3]) for f in points] == [rgb(c) for c in layer.colours]
        assert [f["properties"]["r"] for f in points] == pytest.approx(list(layer.radii), abs=0.06)
    (areas,) = layers(scene, Areas)
    fill = shown.layer(areas.id)["_subLayerProps"]["polygons-fill"]["getFillColor"]
    chain = fill.split(":", 1)[1]
    assert [int(edge) for edge in re.findall(r"<(\d+)\?", chain)] == [round(b * 1000) for b in areas.breaks]
    found = re.findall(r"\[(\d+),(\d+),(\d+)\]", chain)
    assert [tuple(map(int, colour)) for colour in found] == [rgb(colour) for colour in areas.colours]


@each_link
def test_the_picture_holds_the_same_features_colours_and_classes(link: str, theme: str) -> None:
    found = view(link, theme)
    scene, root = found.scene, ElementTree.fromstring(drawn(found, "svg"))
    (areas,) = layers(scene, Areas)
    names = set(views.outlines(catalogue(), scene)[areas.outlines]["iso3"].dropna())
    shares = areas.values[areas.values.index.isin(names)]
    classes = {class_of(round(share, 3), areas.breaks) for share in shares}
    world = sheet.is_world(scene)
    for number, colour in enumerate(areas.colours):
        part = group(root, f"{areas.id}-{number}")
        if world:
            assert (part is not None) == (number in classes)
        if part is not None:
            assert number in classes
            assert fills(part) == {colour}
    for layer in layers(scene, Flows):
        part = group(root, layer.id)
        seen = set() if part is None else fills(part) - {scene.theme.ground}
        assert seen == set(layer.colours) if world else seen <= set(layer.colours)
    for layer in layers(scene, Points):
        part = group(root, layer.id)
        assert part is not None
        marks = [item for item in part.iter() if item.tag in (f"{SVG}use", f"{SVG}path")]
        uses = [item for item in marks if item.tag == f"{SVG}use"] or marks
        if world:
            assert len(uses) == len(layer.keys)


@each_link
def test_the_page_holds_the_same_flows_classes_and_colours(link: str, theme: str) -> None:
    found = view(link, theme)
    scene = found.scene
    html = page(scene, views.outlines(catalogue(), scene)).decode()
    data = json.loads(
        re.findall(r"<script[^>]*type=\"application/json\"[^>]*>(.*?)</script>", html, re.DOTALL)[0]
    )
    colours = dict(re.findall(r"\.(c\d+)\{color:(#[0-9a-f]{6})\}", html))
    (flows,), (areas,) = layers(scene, Flows), layers(scene, Areas)
    assert [flow["id"] for flow in data["flows"]] == list(flows.keys)
    assert [flow["w"] for flow in data["flows"]] == pytest.approx(list(flows.widths), abs=0.01)
    lines = re.findall(r'<g data-f="(\d+)" class="(c\d+)"', html)
    assert [colours[name] for _, name in lines] == list(flows.colours)
    assert data["breaks"] == [round(edge * 1000) for edge in areas.breaks]
    assert [colours[name] for name in data["shades"]] == list(areas.colours)


@each_link
def test_all_three_have_the_legend_of_the_scene(link: str, theme: str) -> None:
    found = view(link, theme)
    root = ElementTree.fromstring(drawn(found, "svg"))
    texts = {"".join(item.itertext()) for item in root.iter(f"{SVG}text")}
    html = page(found.scene, views.outlines(catalogue(), found.scene)).decode()
    read = re.sub(r"<[^>]+>", "", html)
    for part in found.scene.legend:
        assert part.title in texts
        assert part.title.replace("'", "&#x27;") in read
        classes = part.entries[: len(part.ticks) + 1] if part.ticks else ()
        assert set(part.ticks) <= texts
        assert {entry.label for entry in part.entries if entry not in classes} <= texts
        assert all(entry.label.replace("'", "&#x27;") in read for entry in part.entries)
    assert any(entry.mark == "hatch" for part in found.scene.legend for entry in part.entries)


def laid(found: PageView, monkeypatch: pytest.MonkeyPatch) -> tuple[NDArray[np.int64], sheet.Map]:
    """The picture in dots, and the map as it was laid on it."""
    seen: list[sheet.Map] = []
    whole = sheet.lay_map

    def keep(scene: Scene, room: sheet.Box) -> sheet.Map:
        seen.append(whole(scene, room))
        return seen[-1]

    monkeypatch.setattr(sheet, "lay_map", keep)
    content = drawn(found, "png")
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=np.int64), seen[0]


@each_link
def test_what_lies_at_a_place_has_the_colour_the_scene_gives_it(
    link: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = view(link, theme)
    image, on = laid(found, monkeypatch)
    (areas,) = layers(found.scene, Areas)
    outlines = views.outlines(catalogue(), found.scene)[areas.outlines].dropna(subset=["iso3"])
    outlines = outlines[shapely.area(outlines.geometry.to_numpy()) > 2.0]
    inside = shapely.point_on_surface(outlines.geometry.to_numpy())
    places, which = placed(shapely.get_x(inside), shapely.get_y(inside), on)
    dots = places * HALF.dpi / 96
    left, top, right, bottom = (edge * HALF.dpi / 96 for edge in on.frame)
    right_colour, wrong_class, seen = 0, [], 0
    palette = {rgb(colour) for colour in areas.colours}
    for (x, y), at in zip(dots, which, strict=True):
        name = outlines["iso3"].iloc[at]
        if not (left + 1 < x < right - 1 and top + 1 < y < bottom - 1) or name not in areas.values.index:
            continue
        expected = rgb(areas.colours[class_of(round(areas.values[name], 3), areas.breaks)])
        pixel = tuple(image[int(y), int(x)])
        seen += 1
        right_colour += pixel == expected
        if pixel in palette - {expected}:
            wrong_class.append(name)
    # Flows, symbols and names lie over the land; where they do not, the class must be right.
    assert not wrong_class
    assert seen >= 4
    assert right_colour >= 0.25 * seen


@each_link
def test_arrows_arrive_where_the_scene_says(link: str, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = view(link, theme)
    image, on = laid(found, monkeypatch)
    (flows,) = layers(found.scene, Flows)
    left, top, right, bottom = on.frame
    hits = seen = 0
    for path, colour, faded in zip(flows.paths, flows.colours, flows.faded, strict=True):
        (places, _) = placed(path[-1:, 0], path[-1:, 1], on)
        for x, y in places:
            if faded or not (left + 12 < x < right - 12 and top + 12 < y < bottom - 12):
                continue
            column, row = int(x * HALF.dpi / 96), int(y * HALF.dpi / 96)
            near = image[row - 8 : row + 9, column - 8 : column + 9]
            seen += 1
            hits += bool((np.abs(near - np.array(rgb(colour))).max(axis=-1) <= 45).any())
    assert seen
    assert hits >= 0.9 * seen  # where many arrive, one head hides another


def test_the_same_link_gives_the_same_picture_byte_for_byte() -> None:
    where = parse_qs("country=KEN&years=2010-2020")
    first = snapshot("atlas", where, Order(form="svg"), catalogue())
    again = snapshot("atlas", dict(reversed(where.items())), Order(form="svg"), Catalogue(GEODATA))
    assert first.name == "wopmap_KEN_2010-2020_flows.svg"
    assert first.content == again.content
    other = snapshot("atlas", parse_qs("country=KEN&years=2010-2019"), Order(form="svg"), catalogue())
    assert other.content != first.content
