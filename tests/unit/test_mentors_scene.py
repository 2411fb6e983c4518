"""The map of mentors as a scene, its pictures, its options in a link."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.unit.strategies.colours import SIGHT, difference, lab
from tests.unit.strategies.layers import table
from wopmap import mentor, motives
from wopmap.draw import deck, features, textures
from wopmap.draw.picture import picture
from wopmap.draw.ribbons import wedges
from wopmap.draw.sheet import Preset
from wopmap.flows import prepare
from wopmap.labels import SEVERAL
from wopmap.layers import Catalogue
from wopmap.scene.mentors import MentorMap, family_colours, mentor_map, mentors_scene
from wopmap.scene.model import Flows, Mixes, Points, Scene
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import LIGHT, MIX_HOLE, MIX_RADIUS_PX, THEMES, Theme, rgb

FLOWS = prepare(table("flows"))
COUNTRIES = table("countries")
COUNTRIES = COUNTRIES[COUNTRIES["iso3"].notna()]
OPERATORS = table("operators")
FACTS = mentor.read(Catalogue())
SAID = table("motivation_evidence")
FAMILY = table("motivation_types").set_index("motivation")["family"].to_dict()
SHEET = Preset(960, 640, 96)


def drawn(options: MentorsOptions, theme: Theme = LIGHT) -> MentorMap:
    rows = motives.by_whom(FACTS.statements, options.said)
    return mentor_map(FLOWS, FLOWS, rows, FACTS.statements, OPERATORS, COUNTRIES, options, theme)


def scene(options: MentorsOptions, theme: Theme = LIGHT) -> Scene:
    return mentors_scene(
        drawn(options, theme), title="Why", subtitle="", summary="", options=options, theme=theme
    )


def layer(found: MentorMap, name: str) -> Flows | Points | Mixes:
    return next(item for item in found.layers if item.id == name)


@pytest.mark.parametrize("by", list(motives.BY))
def test_every_ring_holds_the_statements_of_its_place(by: str) -> None:
    found = layer(drawn(MentorsOptions(by=by)), "mixes")
    assert isinstance(found, Mixes)
    country = OPERATORS.set_index("operator_id")["country_iso3"].to_dict()
    expected: dict[str, Counter[str]] = {}
    for row in SAID.to_dict("records"):
        who = row["operator_id"] if by == "mentor" else country[row["operator_id"]]
        expected.setdefault(who, Counter())[FAMILY[row["motivation"]]] += 1
    assert set(found.keys) == set(expected)
    for key, parts in zip(found.keys, found.parts, strict=True):
        assert parts == tuple(expected[key][family] for family in motives.FAMILIES)
    assert np.isfinite(found.lon).all()
    assert np.isfinite(found.lat).all()
    sizes = [sum(parts) for parts in found.parts]
    order = np.argsort(sizes)
    assert (np.diff(found.radii[order]) >= 0).all()
    assert found.radii.max() == MIX_RADIUS_PX[1]


def test_an_arrow_has_the_colour_of_the_family_that_leads_and_none_where_several_do() -> None:
    found = drawn(MentorsOptions(by="mentor"))
    arrows = layer(found, "flows")
    assert isinstance(arrows, Flows)
    colours = family_colours(LIGHT)
    families: dict[str, Counter[str]] = {}
    for row in SAID.to_dict("records"):
        families.setdefault(row["operator_id"], Counter())[FAMILY[row["motivation"]]] += 1
    seen = set()
    for key, colour in zip(arrows.keys, arrows.colours, strict=True):
        counts = families.get(key.split(">")[0], Counter())
        most = [f for f in counts if counts[f] == max(counts.values())]
        leading = most[0] if len(most) == 1 else (SEVERAL if most else "")
        assert colour == colours[leading]
        seen.add(leading)
    assert {"", SEVERAL, "commercial"} <= seen


def test_mentors_without_a_statement_are_shown_as_such() -> None:
    found = drawn(MentorsOptions(by="mentor"))
    dots = layer(found, "silent")
    assert set(dots.keys) == set(table("flows")["mentor_id"]) - set(SAID["operator_id"])
    assert all("no statement on its motives" in tip for tip in dots.tips)
    inside = table("flows")
    countries = drawn(MentorsOptions())
    same = inside["mentor_country"] == inside["mentee_country"]
    assert countries.at_home == inside[same]["wop_id"].nunique()
    assert f"{countries.at_home} partnerships" in scene(MentorsOptions()).notes[0]


def test_leaving_out_inferred_statements_changes_rings_but_not_their_scale() -> None:
    every, some = (drawn(MentorsOptions(said=kinds)) for kinds in (motives.SAID_BY, motives.SAID_BY[:2]))
    all_rings, rings = layer(every, "mixes"), layer(some, "mixes")
    assert isinstance(rings, Mixes)
    assert isinstance(all_rings, Mixes)
    assert sum(map(sum, rings.parts)) == (SAID["said_by"] != "inferred").sum()
    assert rings.radii.max() < all_rings.radii.max()
    assert "inferred" not in " ".join(rings.tips)


def test_a_choice_fades_the_others() -> None:
    found = drawn(MentorsOptions(by="mentor", pick="uga-nwsc"))
    rings, arrows = layer(found, "mixes"), layer(found, "flows")
    assert rings.faded is not None
    assert arrows.faded is not None
    assert [k for k, pale in zip(rings.keys, rings.faded, strict=True) if not pale] == ["uga-nwsc"]
    full = [k for k, pale in zip(arrows.keys, arrows.faded, strict=True) if not pale]
    assert full
    assert all("uga-nwsc" in key.split(">") for key in full)


def test_the_deck_fetches_rings_and_their_places_by_address() -> None:
    stored: dict[str, bytes] = {}

    def publish(name: str, data: bytes) -> str:
        stored[name] = data
        return f"/geo/{name}"

    chart = json.loads(deck.draw(scene(MentorsOptions()), publish, lambda areas: ("/a", "/b")).to_json())
    rings = next(item for item in chart["layers"] if item["id"] == "mixes")
    assert rings["iconAtlas"] == "/geo/mixes.png"
    assert rings["iconMapping"] == "/geo/mixes-places.json"
    places = json.loads(stored["mixes-places.json"])
    used = {item["properties"]["k"] for item in json.loads(stored["mixes.json"])["features"]}
    assert used == set(places)
    sheet = Image.open(BytesIO(stored["mixes.png"]))
    for place in places.values():
        assert place["x"] + place["width"] <= sheet.width
        assert place["y"] + place["height"] <= sheet.height


def test_a_ring_is_cut_clockwise_from_the_top() -> None:
    colours = ("#ff0000", "#00ff00", "#0000ff")
    png, mapping = textures.rings(((1, 2, 1),), colours, "#ffffff", 0.5)
    place = json.loads(mapping)[features.ring_name((1, 2, 1))]
    image = Image.open(BytesIO(png)).crop((0, 0, place["width"], place["height"]))
    middle, reach = place["width"] / 2, place["width"] * 0.37

    pixels = np.asarray(image)

    def at(degrees: float) -> list[int]:
        turn = np.radians(degrees - 90)
        return pixels[int(middle + reach * np.sin(turn)), int(middle + reach * np.cos(turn)), :3].tolist()

    assert at(45) == [255, 0, 0]
    assert at(135) == at(225) == [0, 255, 0]
    assert at(315) == [0, 0, 255]
    assert pixels[int(middle), int(middle)].tolist() == [255, 255, 255, 255]
    assert pixels[1, 1, 3] == 0


@given(st.lists(st.integers(0, 20), min_size=6, max_size=6).filter(any))
def test_wedges_share_the_ring_as_the_counts_say(parts: list[int]) -> None:
    polygons, colours = wedges(tuple(parts), LIGHT.families, 20.0, (0.0, 0.0))
    shares = np.array([part for part in parts if part]) / sum(parts)
    assert len(polygons) == len(shares) == len(colours)
    whole = np.pi * 20.0**2 * (1 - MIX_HOLE**2)
    gap = 0.0 if len(shares) == 1 else 1 / 20 / (2 * np.pi)
    for polygon, share in zip(polygons, shares, strict=True):
        if share > 2 * gap:
            assert shapely.Polygon(polygon).area / whole == pytest.approx(share - gap, abs=0.02)


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_map_of_mentors_is_drawn_as_a_picture(form: str) -> None:
    box = gpd.GeoDataFrame({"iso3": ["AAA"]}, geometry=[shapely.box(-20, -20, 0, 20)], crs=4326)
    found = picture(scene(MentorsOptions()), {"countries": box}, SHEET, form)
    assert len(found) > 10_000
    if form == "png":
        pixels = np.asarray(Image.open(BytesIO(found)).convert("RGB")).reshape(-1, 3)
        for colour in LIGHT.families[:4]:
            assert (np.abs(pixels.astype(int) - np.array(rgb(colour))).sum(axis=1) < 12).sum() > 40, colour


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("sight", list(SIGHT))
def test_families_are_told_apart_from_one_another_and_from_nothing_said(theme: Theme, sight: str) -> None:
    colours = list(family_colours(theme).values())
    assert set(theme.families) == set(theme.help)
    assert len(colours) == len(set(colours)) == len(motives.FAMILIES) + 2
    close = [
        (one, other)
        for at, one in enumerate(colours)
        for other in colours[at + 1 :]
        if difference(lab(one, sight), lab(other, sight)) < 9.0
    ]
    assert not close


# --- options --------------------------------------------------------------------------------------------------


@given(
    st.builds(
        MentorsOptions,
        said=st.sets(st.sampled_from(motives.SAID_BY)).map(
            lambda kinds: tuple(k for k in motives.SAID_BY if k in kinds)
        ),
        by=st.sampled_from(list(motives.BY)),
        family=st.sampled_from(["", *motives.FAMILIES]),
        part=st.sampled_from(["matrix", "conditions", "profile"]),
        pick=st.text(max_size=30),
        cell=st.text(max_size=30),
        order=st.sampled_from(list(motives.ORDERS)),
        unit=st.sampled_from(list(motives.UNITS)),
        beside=st.sampled_from(motives.FAMILIES),
        lone=st.booleans(),
        measure=st.sampled_from(list(mentor.MEASURES)),
    )
)
def test_options_come_back_from_their_link(options: MentorsOptions) -> None:
    query = options.to_query()
    assert set(query) <= MentorsOptions.PARAMETERS
    assert MentorsOptions.from_query(query) == (options, ())


@given(st.dictionaries(st.sampled_from(sorted(MentorsOptions.PARAMETERS)), st.text(max_size=300)))
def test_junk_gives_sentences_and_never_an_error(query: dict[str, str]) -> None:
    options, problems = MentorsOptions.from_query(query)
    assert all(problems)
    again, none = MentorsOptions.from_query(options.to_query())
    assert (again, none) == (options, ())


def test_the_default_link_is_empty() -> None:
    assert MentorsOptions().to_query() == {}
