"""The page that is one file: nothing from outside, data only ever text, the same bytes for the same scene."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.unit.scenes import HOSTILE, near, outlines, rows, scene, times, zones
from wopmap.draw import sheet, vector
from wopmap.draw.page import NotTheSame, PageTooLarge, Table, json_text, page
from wopmap.draw.ribbons import ribbon
from wopmap.flows import merge, prepare
from wopmap.layers import Catalogue
from wopmap.scene.model import Flows, View
from wopmap.scene.style import DARK, LIGHT
from wopmap.scene.times import Times, atlas_times

GOLDEN = Path(__file__).parent / "golden" / "page_body.html"
SHAPES = {"countries": outlines()}


class Reader(HTMLParser):
    """What a browser would make of the page: elements with their attributes, and the text of each."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def data(self) -> dict:
        return dict(json.loads(self.texts["script"][0]))


def whole(**changes: object) -> bytes:
    options = {"vintage": "2026", "link": "?country=KEN", "times": times(), "other": scene(DARK)}
    return page(scene(), SHAPES, (Table("Partnerships", rows()),), **{**options, **changes})  # type: ignore[arg-type]


def test_hostile_names_are_text_everywhere() -> None:
    content = whole(link=HOSTILE)
    read = Reader(content)
    assert len(read.all("script")) == 2
    assert read.all("img") == []
    assert b"<script>alert" not in content
    assert read.data["flows"][0]["tip"] == HOSTILE
    assert read.data["areas"][0][0] == HOSTILE
    assert HOSTILE in read.texts["td"]
    assert HOSTILE in read.texts["span"]
    assert any(HOSTILE in text for text in read.texts["p"])


def test_no_attribute_can_run_and_only_web_addresses_are_links() -> None:
    read = Reader(whole(link="https://atlas.example/?country=KEN"))
    assert [
        n for _, attributes in read.elements for n in attributes if n.startswith("on") or n == "style"
    ] == []
    assert [a["href"] for a in read.all("a")] == [
        "https://example.org/a?b=1&c=2",
        "https://atlas.example/?country=KEN",
    ]
    assert "javascript:alert(3)" in read.texts["td"]


@pytest.mark.parametrize("address", ["https://", "http:///x", "https://a b", 'https://a"onclick="x', "//a.b"])
def test_what_is_no_plain_web_address_is_no_link(address: str) -> None:
    assert Reader(whole(link=address)).all("a")[1:] == []


def test_the_policy_names_the_one_style_and_the_one_script() -> None:
    read = Reader(whole())
    (policy,) = [m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for rule, text in (("style-src", read.texts["style"][0]), ("script-src", read.texts["script"][1])):
        assert rules[rule] == f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "style-src", "script-src", "img-src", "base-uri", "form-action"}
    first = [name for name, _ in read.elements].index("meta")
    assert read.elements[first + 1][1].get("http-equiv") == "Content-Security-Policy"


def test_nothing_points_outside() -> None:
    content = whole().decode()
    fetched = [
        value
        for tag, attributes in Reader(content.encode()).elements
        for name, value in attributes.items()
        if name in {"src", "srcset", "data", "poster", "xlink:href"} or (name == "href" and tag != "a")
    ]
    assert fetched == ["data:,"]
    style = "".join(Reader(content.encode()).texts["style"])
    assert set(re.findall(r"url\(([^)]*)\)", style)) == {"#hatch"}
    assert "@import" not in style
    assert set(re.findall(r"url\(([^)]*)\)", content)) >= {"#hatch", "#f0-0"}


def test_json_for_a_script_cannot_end_it() -> None:
    text = json_text({"a": "</script><!-- & \u2028\u2029"})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"a": "</script><!-- & \u2028\u2029"}


def test_the_page_says_all_without_a_script() -> None:
    read = Reader(whole())
    texts = [text for found in read.texts.values() for text in found]
    for words in ("Who helps whom", "Two flows.", "Vitens", "2005 to 2010", "A note on borders.", "no data"):
        assert words in texts
    assert read.texts["span"].count("not stated") == 1
    (sheet,) = [a for a in read.all("svg") if a.get("id") == "sheet"]
    assert sheet["aria-label"] == "Two flows."
    assert sum("data-a" in a for a in read.all("path")) == 3
    assert sum("data-f" in a for a in read.all("g")) == 2
    assert sum("data-p" in a for a in read.all("circle")) == 2


def test_colours_are_those_of_the_scene_in_both_themes() -> None:
    read = Reader(whole())
    style = read.texts["style"][0]
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    groups = [a for a in read.all("g") if "data-f" in a]
    for number, theme in ((0, LIGHT), (1, LIGHT)):
        assert f".{groups[number]['class']}{{color:{theme.help[number]}}}" in light
        assert f".{groups[number]['class']}{{color:{DARK.help[number]}}}" in dark
    # The colour of mentors is that of a category of help in one theme and not in the other.
    assert LIGHT.help[1] == LIGHT.mentor
    assert DARK.help[1] != DARK.mentor
    (mentor,) = [a for a in read.all("circle") if "data-p" not in a]
    assert f".{mentor['class']}{{color:{DARK.mentor}}}" in dark
    areas = [a for a in read.all("path") if "data-a" in a]
    assert f".{areas[0]['class']}{{color:{LIGHT.water[3]}}}" in light
    assert areas[1]["fill"] == "url(#hatch)"
    assert f".{areas[2]['class']}{{color:{LIGHT.water[0]}}}" in light


def test_one_theme_alone_stays_as_it_is() -> None:
    style = Reader(page(scene(DARK), SHAPES)).texts["style"][0]
    assert "prefers-color-scheme" not in style
    assert f"--ground:{DARK.ground}" in style
    dark_first = Reader(page(scene(DARK), SHAPES, other=scene())).texts["style"][0]
    light, dark = dark_first.split("@media screen and (prefers-color-scheme: dark)")
    assert f"--ground:{LIGHT.ground}" in light
    assert f"--ground:{DARK.ground}" in dark


def test_two_scenes_that_differ_are_refused() -> None:
    with pytest.raises(NotTheSame, match="does not show the same features"):
        page(scene(), SHAPES, other=scene(DARK, layers=scene(DARK).layers[:2]))


def test_years_and_rows_travel_with_the_page() -> None:
    data = Reader(whole()).data
    assert data["years"] == [2005, 2010]
    assert data["members"]["f0"] == [["w0", 2005, 2010]]
    assert data["members"]["f1"] == [["w1", None, None]]
    assert data["share_years"] == [2018, 2019, 2020]
    assert [values for _, values in data["areas"]] == [[300, 600, 950], None, [None, 100, 200]]
    assert data["breaks"] == [500, 750, 900, 990]
    assert data["measure"] == "At least basic drinking water"
    still = Reader(page(scene(), SHAPES)).data
    assert (still["years"], still["share_years"]) == (None, None)


def test_the_same_scene_gives_the_same_bytes() -> None:
    assert whole() == whole()


def test_the_markup_is_the_one_looked_at() -> None:
    body = whole().decode().split("<body>")[1].split('<script type="application/json"')[0]
    # After a change that is meant: look at the page in a browser, then write the file anew.
    assert body == GOLDEN.read_text("utf-8")


def test_an_outline_is_as_long_as_what_it_draws() -> None:
    on = vector.lay_map(scene(view=View(0.0, 0.0, 2.0)))
    path = vector.outline_path(outlines().geometry[1], on)
    found = re.fullmatch(r"M(-?\d+),(-?\d+)l(.*)z", path)
    assert found
    steps = np.array([[int(n) for n in step.split(",")] for step in found[3].split("l")])
    corners = np.cumsum(np.vstack([[int(found[1]), int(found[2])], steps]), axis=0)
    scale = 512 * 4 / 360 * vector.WIDTH / 880 * vector.FINE
    assert corners[:, 0].min() == pytest.approx(vector.WIDTH / 2 * vector.FINE + 20 * scale, abs=1)
    assert np.ptp(corners[:, 0]) == pytest.approx(20 * scale, abs=2)


def test_a_ribbon_grows_as_in_the_picture() -> None:
    curve = np.column_stack([np.linspace(0, 200, 30), np.zeros(30), np.linspace(0, 1, 30)])
    pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", vector.ribbon_path(curve, 8.0, 20.0))
    points = np.array(pairs, dtype=float)
    drawn = np.vstack(ribbon(curve, 8.0, "#b5441a", 1.0, 20.0)[0])
    assert points[:, 0].max() == pytest.approx(drawn[:, 0].max(), abs=0.1)
    for x in (0.0, 188.0):
        width = [np.ptp(side[np.abs(side[:, 0] - x) < 0.6][:, 1]) for side in (points, drawn)]
        assert width[0] == pytest.approx(width[1], abs=0.2)


def test_a_flow_keeps_both_ends_when_points_go() -> None:
    layer = next(layer for layer in scene().layers if isinstance(layer, Flows))
    on = vector.lay_map(scene())
    drawing = vector.draw(scene(), SHAPES)
    pieces = sorted(drawing.data["flows"][1]["p"], key=lambda piece: piece[1])
    assert len(pieces) == 2  # this one goes over the meridian at which the world is cut
    assert pieces[0][1] == 0
    assert pieces[0][2] == pieces[1][1]
    assert pieces[-1][2] == 1
    end = on.place(np.array([(layer.paths[1][-1, 0] - on.centre + 180) % 360 - 180]), layer.paths[1][-1:, 1])
    assert pieces[-1][0][-2:] == pytest.approx([float(end[0][0]), float(end[1][0])], abs=0.01)
    assert sum(len(p[0]) for p in pieces) < 200


def test_more_than_five_megabytes_are_refused_with_a_sentence() -> None:
    many = pd.DataFrame({"Words": ["x" * 1900] * 2800})
    with pytest.raises(PageTooLarge, match=r"would have 5\.\d MB, 5 MB are the most\. Filter the rows"):
        page(scene(), SHAPES, (Table("Many", many),))


def test_words_in_other_scripts_and_long_titles_stay_whole_or_end() -> None:
    content = page(scene(title="水" * 2000, summary="شركة المياه \u202egnp.exe"), SHAPES)
    read = Reader(content)
    assert read.texts["h1"] == ["水" * 300]
    assert "شركة المياه gnp.exe" in read.texts["p"]


def test_a_city_has_its_zones_dots_outline_and_names_at_the_edge() -> None:
    read = Reader(page(near(), {**SHAPES, "zones": zones()}, other=near(DARK)))
    data = read.data
    assert [name for name, _ in data["areas"]] == ["Kibra", "Westlands"]
    assert data["change"] is True
    dots = [a["d"] or "" for a in read.all("path") if (a.get("d") or "").endswith("h0")]
    assert [path.count("M") for path in dots] == [1, 1]  # one with, then one without; the third is not there
    assert len([a for a in read.all("path") if (a.get("class") or "").startswith("line")]) == 2
    (name,) = [a for a in read.all("text") if "data-e" in a]
    x, y = (float(n) for n in re.findall(r"[-\d.]+", name["transform"] or ""))
    assert name.get("visibility") is None
    assert 0 < x < vector.WIDTH
    assert y == 16  # help comes from the north, over the upper edge
    # What does not exist is dashed, on the map and in the legend; what exists is not.
    dashed = [a for a in read.all("path") if a.get("class") == "dashes"]
    assert len(dashed) == 2
    assert [flow.get("dashed", False) for flow in data["flows"]] == [False, True]
    (mix,) = [a for a in read.all("g") if "data-p" in a]
    assert data["points"][int(mix["data-p"] or 0)]["tip"] == "Three of four"
    on = vector.lay_map(near())
    corner = on.place(np.array([36.6 - 36.8]), np.array([-1.1]))
    assert 0 < float(corner[0][0]) < vector.WIDTH
    assert float(corner[1][0]) == pytest.approx(vector.HEIGHT * (1 - sheet.BOX_SHARE) / 2, abs=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_members_of_arrows_and_points_are_those_of_the_layer(catalogue: Catalogue) -> None:
    flows, countries = prepare(catalogue.table("flows")), catalogue.table("countries")
    edges = merge(flows, "country", countries=countries[countries["iso3"].notna()])
    found = atlas_times(flows, edges, "country", None)
    plain: dict[str, set[tuple[str, int | None, int | None]]] = {}
    for row in catalogue.table("flows").to_dict("records"):
        years = tuple(None if pd.isna(row[n]) else int(row[n]) for n in ("active_from", "active_to"))
        for key in (
            f"{row['mentor_country'].lower()}>{row['mentee_country'].lower()}",
            f"mentor:{row['mentor_country']}",
            f"mentee:{row['mentee_country']}",
        ):
            plain.setdefault(key.lower(), set()).add((row["wop_id"], *years))
    assert {key.lower(): {tuple(m) for m in its} for key, its in found.members.items()} == plain
    stated = [y for its in plain.values() for _, *years in its for y in years if y is not None]
    assert found.years == (min(stated), max(stated))
    assert Times().years is None
