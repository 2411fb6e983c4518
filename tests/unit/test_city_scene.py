"""The map of a city: every figure it shows is worked out a second time from the layers."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
import shapely

from wopmap.city import Profile, profile, read
from wopmap.city.reading import City
from wopmap.draw import deck, features, inset
from wopmap.household import dots as dots_of
from wopmap.household.zones import Choice
from wopmap.layers import Catalogue
from wopmap.scene import city as scenes
from wopmap.scene.city_flows import flow_layers
from wopmap.scene.city_ground import Ground, city_box, fitted, outline
from wopmap.scene.city_zones import ZoneSeries, city_dots, zone_series
from wopmap.scene.model import Areas, Dots, Flows, Lines, Points, Scene
from wopmap.scene.style import LIGHT, class_of

CATALOGUE = Catalogue()
USE = CATALOGUE.table("zone_use")
ZONES = CATALOGUE.table("zones")
SEATS = dict(
    CATALOGUE.table("operators", ["operator_id", "city"]).astype(str).itertuples(index=False, name=None)
)
SEVERAL = (
    "ken-nairobi", "lka-colombo", "lka-colombo-district", "mex-queretaro", "zaf-ethekwini-durban", "bgd-dhaka",
    "pak-lahore", "bra-recife", "gha-accra", "lao-vientiane", "npl-kathmandu-valley",
)  # fmt: skip
CHANGE_BYTES = 4096


def ground_of(city: City, level: str) -> Ground:
    zones = CATALOGUE.geo("zones", where=ds.field("city_id") == city.city_id)
    served = ds.field("operator_id").isin(pa.array(list(city.operator_ids), pa.string()))
    return Ground(
        zones[(zones["level"] == level).to_numpy(bool)], CATALOGUE.geo("service_areas", where=served), SEATS
    )


def drawn(
    city_id: str, year: int | None = None, indicator: str | None = None, show: str = "zones", zone: str = ""
) -> tuple[Scene, Profile, ZoneSeries | None, Ground]:
    city = read(CATALOGUE, city_id)
    found = profile(city, year, indicator)
    level = found.choice.level if found.choice else ""
    series, ground = zone_series(city, level) if level else None, ground_of(city, level)
    dotted = None
    if show == "dots" and series is not None and found.choice is not None:
        dotted = city_dots(city, ground.outlines, found.choice, series.choices)
    scene = scenes.city_scene(
        found, series, ground, city.flows, theme=LIGHT, title="", subtitle="", summary="", show=show, zone=zone,
        dots=dotted,
    )  # fmt: skip
    return scene, found, series, ground


def share(zone: str, year: int, indicator: str) -> float:
    """A figure straight from the layer."""
    rows = USE[(USE["zone_id"] == zone) & (USE["year"] == year) & (USE["indicator"] == indicator)]
    return float(rows["share"].iloc[0])


def chart(scene: Scene) -> dict[str, Any]:
    """What the browser is sent, heavy things left out."""
    made = deck.draw(
        scene, lambda name, data: f"/geo/{name}", lambda areas: (f"/{areas.id}.json", f"/{areas.id}-b")
    )
    return dict(json.loads(made.to_json()))


# --- figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city_id", SEVERAL)
def test_every_zone_is_an_outline_a_symbol_or_counted(city_id: str) -> None:
    scene, found, _, ground = drawn(city_id)
    assert found.figures is not None
    its = set(found.figures.zones.index)
    rows = ground.outlines[ground.outlines["zone_id"].isin(its)]
    outlined = set(rows.loc[rows.geometry.notna(), "zone_id"])
    marks = {key for layer in scene.layers if layer.id == "zone-points" for key in layer.keys} & its  # type: ignore[union-attr]
    assert not outlined & marks
    left = len(its) - len(outlined) - len(marks)
    said = " ".join(scene.notes)
    counted = re.search(r"(\d+) of (\d+) .* have no place yet", said)
    assert (int(counted.group(1)) if counted else 0) == left
    quality = ZONES.set_index("zone_id")["place_quality"]
    assert all(quality[zone] not in ("weak", "none") for zone in marks)
    assert (f"{len(marks)} drawn as dots: position approximate." in said) == bool(marks)


@pytest.mark.parametrize("city_id", SEVERAL)
def test_the_map_and_the_reference_hold_the_figures_of_the_layer(city_id: str) -> None:
    """What a drawer finds by reference is what the scene says, and both are what the layer says."""
    scene, found, series, ground = drawn(city_id)
    assert found.choice is not None
    assert series is not None
    choice = found.choice
    published = {
        zone: share(zone, choice.year, choice.indicator) for zone in series.series[choice.indicator].index
    }
    (name, at), _ = series.place(choice)
    for zone, value in published.items():
        assert series.published[name].loc[zone].iloc[at] == pytest.approx(value, nan_ok=True)
    areas = [layer for layer in scene.layers if isinstance(layer, Areas) and layer.id == "zones"]
    if not areas:
        return
    blob = json.loads(
        features.areas(ground.outlines, "zone_id", "zone_name", series.published, 4, series.tips)
    )
    for feature in blob["features"]:
        zone = feature["properties"]["id"]
        if zone in areas[0].values:
            per_mille = feature["properties"][areas[0].field[0]][areas[0].field[1]]
            assert per_mille == round(published[zone] * 1000) == round(areas[0].values[zone] * 1000)


def test_symbols_have_the_colour_of_their_class_and_say_so() -> None:
    scene, found, series, _ = drawn("zaf-ethekwini-durban")
    points = scene.layer("zone-points")
    assert isinstance(points, Points)
    assert found.choice is not None
    assert series is not None
    assert len(points.keys) == 75
    scale = scenes.share_scale(series, found.choice.indicator, LIGHT)
    for zone, colour, tip in zip(points.keys, points.colours, points.tips, strict=True):
        value = share(zone, found.choice.year, found.choice.indicator)
        assert colour == scale.colours[class_of(value, scale.breaks)]
        assert tip.endswith("position approximate")


def test_hover_text_has_the_figures_of_its_year() -> None:
    _, found, series, _ = drawn("mex-tijuana", 2010)
    assert found.choice is not None
    assert series is not None
    assert found.choice.year == 2010
    _, at = series.place(found.choice)
    zone = next(iter(found.figures.zones.index)) if found.figures else ""
    value = share(zone, 2010, found.choice.indicator)
    assert f"2010: {value * 100:.1f} %" in series.tips[zone][at]


# --- change ---------------------------------------------------------------------------------------------------


def test_change_is_the_difference_of_both_censuses_and_leaves_redrawn_zones_out() -> None:
    scene, found, series, _ = drawn("mex-tijuana", show="change")
    areas = scene.layer("zones")
    assert isinstance(areas, Areas)
    assert found.change is not None
    assert series is not None
    before, after = found.change.year, found.change.other_year
    redrawn = set(found.change.zones.index[found.change.zones["redrawn"]])
    assert redrawn
    assert not redrawn & set(areas.values.index)
    assert len(areas.values) > 100
    for zone, moved in areas.values.items():
        code = found.choice.indicator if found.choice else ""
        assert moved == pytest.approx(
            share(str(zone), after, code) - share(str(zone), before, code), abs=1e-9
        )
    name, at = areas.field
    by_reference = series.published[name].iloc[:, at].dropna()
    assert by_reference.to_dict() == pytest.approx(areas.values.to_dict())


def test_what_may_not_be_compared_is_drawn_as_zones() -> None:
    scene, found, _, _ = drawn("ken-nairobi", show="change")
    assert found.change is None
    areas = scene.layer("zones")
    assert isinstance(areas, Areas)
    assert areas.values.min() > 0


# --- dots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city_id", ["ken-nairobi", "lka-colombo", "lka-colombo-district", "mex-tijuana"])
def test_dots_add_up_and_keep_their_places(city_id: str) -> None:
    city = read(CATALOGUE, city_id)
    found = profile(city)
    assert found.choice is not None
    ground = ground_of(city, found.choice.level)
    series = zone_series(city, found.choice.level)
    made = city_dots(city, ground.outlines, found.choice, series.choices)
    assert made is not None
    assert 2_000 <= len(made.field.lon) <= 20_200
    outlined = set(ground.outlines.loc[ground.outlines.geometry.notna(), "zone_id"])
    shapes = dict(zip(ground.outlines["zone_id"], ground.outlines.geometry, strict=True))
    for choice, column in made.columns.items():
        its = profile(city, choice.year, choice.indicator, choice.level).figures
        assert its is not None
        rows = its.zones[its.zones.index.isin(outlined) & its.zones["units"].notna()]
        kinds = made.field.kinds[:, column]
        assert (kinds >= 0).sum() == pytest.approx(rows["units"].sum() / made.each, abs=1)
        assert (kinds == 1).sum() == pytest.approx(rows["using"].sum() / made.each, abs=1)
        assert made.left_out[choice] == round(its.zones["units"].sum() - rows["units"].sum())
        # The dots of this choice alone, drawn by themselves, lie where the common ones lie.
        zones = sorted(rows.index)
        table = rows.loc[zones]
        alone = dots_of(
            [shapes[z] for z in zones], zones, table["units"], table["using"] / table["units"], made.each
        )
        together = set(zip(made.field.lon[kinds >= 0], made.field.lat[kinds >= 0], strict=True))
        assert set(zip(alone.lon, alone.lat, strict=True)) == together
        if column == 3:
            break


def test_samples_have_no_dots_and_a_year_is_one_letter() -> None:
    scene, found, _, _ = drawn("lka-colombo-district", show="dots")
    layer = scene.layer("dots")
    assert isinstance(layer, Dots)
    assert isinstance(scene.layer("zones"), Areas)
    collection = json.loads(features.dots(layer.field))
    letters = [feature["properties"]["s"][layer.series] for feature in collection["features"]]
    places = [len(feature["geometry"]["coordinates"]) for feature in collection["features"]]
    number = {
        kind: sum(n for letter, n in zip(letters, places, strict=True) if letter == kind) for kind in "wh-"
    }
    kinds = layer.field.kinds[:, layer.series]
    assert number == {"w": (kinds == 0).sum(), "h": (kinds == 1).sum(), "-": (kinds == -1).sum()}
    assert found.figures is not None


# --- flows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "city_id", ["ken-nairobi", "mex-ciudad-de-mexico", "lka-galle", "uga-kampala", "gha-accra"]
)
def test_flows_end_on_the_map_and_tell_who_is_beyond_it(city_id: str) -> None:
    scene, found, _, ground = drawn(city_id)
    flows = scene.layer("flows")
    assert isinstance(flows, Flows)
    west, south, east, north = city_box(found.city, ground)
    by_key = {f"{r.mentor_id}>{r.mentee_id}": r for r in found.city.flows.itertuples()}
    assert set(flows.keys) <= set(by_key)
    for key, path, words in zip(flows.keys, flows.paths, flows.edge_labels, strict=True):
        row = by_key[key]
        incoming = row.role != "mentor"
        lon, lat = path[-1] if incoming else path[0]
        assert west - 1e-6 <= lon <= east + 1e-6, "the end at the city must lie where the city is drawn"
        assert south - 1e-6 <= lat <= north + 1e-6
        far = str(row.mentor if incoming else row.mentee)
        assert words.startswith("from " if incoming else "to ")
        assert far in words
        assert words.endswith(" km")


def test_the_seat_of_a_utility_far_away_gives_way_to_the_middle_of_the_city() -> None:
    """The national board has its seat near Colombo; its help to Galle ends in Galle."""
    city = read(CATALOGUE, "lka-galle")
    ground = ground_of(city, "gn-division")
    box = city_box(city, ground)
    flows = next(x for x in flow_layers(city, city.flows, ground, box, LIGHT) if isinstance(x, Flows))
    for path in flows.paths:
        assert path[-1] == pytest.approx([city.lon, city.lat], abs=1e-6)


def test_the_inset_shows_the_same_flows_whole_without_text() -> None:
    scene, *_ = drawn("mex-ciudad-de-mexico")
    assert scene.inset is not None
    flows = scene.inset.layer("inset-flows")
    assert isinstance(flows, Flows)
    assert not any(flows.edge_labels)
    drawing = inset.svg(scene.inset, {"countries_110m": CATALOGUE.geo("countries_110m", columns=["iso3"])})
    text = drawing.decode()
    assert text.count(LIGHT.accent) > 3
    assert set(re.findall(r"<(\w+)", text)) == {"svg", "path", "circle"}
    assert len(drawing) < 100_000


def test_a_city_without_flows_has_none() -> None:
    city = read(CATALOGUE, "ken-nairobi")
    ground = ground_of(city, "sub-county")
    assert flow_layers(city, city.flows[:0], ground, city_box(city, ground), LIGHT) == []


# --- places ---------------------------------------------------------------------------------------------------


def frame(shapes: list[Any], quality: str = "good") -> geopandas.GeoDataFrame:
    number = len(shapes)
    return geopandas.GeoDataFrame(
        {
            "zone_id": [f"z{i}" for i in range(number)],
            "zone_name": [f"Zone {i}" for i in range(number)],
            "lon": [np.nan] * number,
            "lat": [np.nan] * number,
            "place_quality": [quality] * number,
            "geometry_method": ["voronoi"] * number,
        },
        geometry=shapes,
        crs="EPSG:4326",
    )


def test_a_city_across_180_degrees_is_one_box() -> None:
    city = read(CATALOGUE, "ken-nairobi")
    rows = frame([shapely.box(179.8, -17, 179.99, -16.8), shapely.box(-179.99, -17, -179.7, -16.7)])
    west, south, east, north = city_box(city, Ground(rows, rows[:0], {}))
    assert 179 < west < 180 < east < 181
    assert east - west < 1
    assert (south, north) == (pytest.approx(-17, abs=0.05), pytest.approx(-16.7, abs=0.05))


@pytest.mark.parametrize(
    "city_id", ["ken-nairobi", "mex-ciudad-de-mexico", "lka-colombo", "uga-kampala", "gha-accra"]
)
def test_the_view_shows_the_whole_box(city_id: str) -> None:
    city = read(CATALOGUE, city_id)
    found = profile(city)
    box = city_box(city, ground_of(city, found.choice.level if found.choice else ""))
    view = fitted(box, (880.0, 420.0))
    px = 512 * 2**view.zoom / 360
    assert (box[2] - box[0]) * px <= 880 + 10
    tall = np.degrees(np.diff(np.arctanh(np.sin(np.radians([box[1], box[3]])))))[0] * px
    assert tall <= 420 + 5
    assert box[0] < view.lon < box[2]
    assert box[1] < view.lat < box[3]


def test_specks_of_an_outline_are_left_out_and_the_ring_is_closed() -> None:
    shape = shapely.box(0, 0, 1, 1).difference(shapely.box(0.5, 0.5, 0.51, 0.51))
    lines = outline("service", [shape], "#000000", 1.0)
    assert isinstance(lines, Lines)
    assert len(lines.paths) == 1
    assert (lines.paths[0][0] == lines.paths[0][-1]).all()


def test_the_chosen_zone_is_marked_by_a_line_or_a_ring() -> None:
    outlined = drawn("ken-nairobi", zone="ken-nairobi/sub-county/nairobi-city-kibra")[0].layer("chosen")
    dotted = drawn("ken-nairobi", zone="ken-nairobi/sub-county/nairobi-city-njiru")[0].layer("chosen")
    assert isinstance(outlined, Lines)
    assert isinstance(dotted, Points)
    assert dotted.ring
    with pytest.raises(KeyError):
        drawn("ken-nairobi", zone="no such zone")[0].layer("chosen")


# --- what is sent ---------------------------------------------------------------------------------------------


def heavy(sent: dict[str, Any]) -> list[str]:
    return [layer["data"] for layer in sent["layers"] if "data" in layer]


@pytest.mark.parametrize(
    ("city_id", "one", "other"),
    [
        ("mex-tijuana", (2010, "piped_on_premises", "zones"), (2020, "piped_on_premises", "zones")),
        ("lka-colombo", (2012, "piped_on_premises", "zones"), (2012, "borehole", "zones")),
        ("lka-colombo-district", (2012, "piped_total", "dots"), (2024, "piped_total", "dots")),
        ("mex-tijuana", (2020, "piped_on_premises", "zones"), (2020, "piped_on_premises", "change")),
    ],
)
def test_a_change_of_year_or_indicator_sends_an_accessor(
    city_id: str, one: tuple[int, str, str], other: tuple[int, str, str]
) -> None:
    first, second = (chart(drawn(city_id, *asked)[0]) for asked in (one, other))
    assert first != second
    assert heavy(first) == heavy(second)
    for sent in (first, second):
        assert len(json.dumps(sent, separators=(",", ":"))) <= CHANGE_BYTES


def test_the_first_view_of_two_hundred_zones_is_small() -> None:
    """All that is fetched for the 103 wards of Durban, compressed."""
    scene, _, series, ground = drawn("zaf-ethekwini-durban")
    assert series is not None
    rows = ground.outlines[ground.outlines.geometry.notna()]
    blobs = [
        features.areas(rows, "zone_id", "zone_name", series.published, 5, series.tips),
        features.borders(rows, 5, shared=False),
        *(features.points(layer, series.tips_each) for layer in scene.layers if isinstance(layer, Points)),
        *(features.flows(layer, series.tips_each) for layer in scene.layers if isinstance(layer, Flows)),
        *(features.lines(layer) for layer in scene.layers if isinstance(layer, Lines)),
        json.dumps(chart(scene)).encode(),
    ]
    assert sum(len(gzip.compress(blob, 5)) for blob in blobs) < 60_000


def test_hover_text_is_asked_for_under_a_name_every_layer_answers_to() -> None:
    scene, _, series, _ = drawn("ken-nairobi")
    assert series is not None
    name = deck.shown_tip(scene)
    publish: dict[str, bytes] = {}

    def keep(file: str, data: bytes) -> str:
        publish[file] = data
        return f"/geo/{file}"

    deck.draw(scene, keep, lambda areas: ("/a", "/b"))
    for file in ("flows.json", "utilities.json", "zone-points.json"):
        for feature in json.loads(publish[file])["features"]:
            assert feature["properties"][name]


@pytest.mark.parametrize(
    "make", [lambda: drawn("ken-nairobi")[0], lambda: drawn("lka-colombo", show="dots")[0]]
)
def test_service_areas_are_lines_over_the_zones(make: Callable[[], Scene]) -> None:
    scene = make()
    ids = [layer.id for layer in scene.layers]
    assert ids.index("zones") < ids.index("service") < ids.index("flows")
    service = scene.layer("service")
    assert isinstance(service, Lines)
    assert "service area" in {entry.label for group in scene.legend for entry in group.entries}


def test_choices_count_alike_share_dots_others_do_not() -> None:
    city = read(CATALOGUE, "zaf-ethekwini-durban")
    ground = ground_of(city, "ward")
    series = zone_series(city, "ward")
    young = city_dots(city, ground.outlines, Choice("ward", 2011, "youth_piped_on_site"), series.choices)
    assert young is not None
    assert {c.indicator.startswith("youth") for c in young.columns} == {True}
    assert pd.Series(young.left_out).gt(0).all()
