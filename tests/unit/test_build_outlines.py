"""Rings stitched for the sphere become polygons a flat map can draw: cut at 180 degrees, closed over the pole."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from wopmap.build.outlines import PACKAGE, cut, label_point, outline_file, refresh
from wopmap.errors import WopmapError

SQUARE_ACROSS = [(170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0)]


def test_what_does_not_cross_stays_as_it_is() -> None:
    shape = shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10)], [[(12, 2), (14, 2), (14, 4), (12, 4)]])
    assert shapely.equals(cut(shape), shape)
    assert cut(shape).geom_type == "MultiPolygon"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("start", range(4))
def test_a_ring_across_180_degrees_is_cut_in_two(start: int, backwards: bool) -> None:
    """Wherever the ring begins and whichever way it runs."""
    corners = SQUARE_ACROSS[:4][start:] + SQUARE_ACROSS[:4][:start]
    if backwards:
        corners = corners[::-1]
    found = cut(shapely.Polygon([*corners, corners[0]]))
    wanted = shapely.union_all([shapely.box(170, 0, 180, 10), shapely.box(-180, 0, -170, 10)])
    assert shapely.is_valid(found)
    assert shapely.equals(found, wanted)


def test_a_hole_across_180_degrees_is_cut_with_its_polygon() -> None:
    hole = [(178, 4), (-178, 4), (-178, 6), (178, 6), (178, 4)]
    found = cut(shapely.Polygon(SQUARE_ACROSS, [hole]))
    assert shapely.is_valid(found)
    assert found.area == pytest.approx(200 - 8)
    assert not shapely.contains_xy(found, [179.5, -179.5], [5, 5]).any()
    assert shapely.contains_xy(found, [171, -171], [5, 5]).all()


def test_a_hole_on_the_other_side_of_the_edge_belongs_to_its_polygon() -> None:
    hole = [(-176, 4), (-174, 4), (-174, 6), (-176, 6), (-176, 4)]
    found = cut(shapely.Polygon(SQUARE_ACROSS, [hole]))
    assert found.area == pytest.approx(200 - 4)
    assert not shapely.contains_xy(found, -175, 5)


@pytest.mark.parametrize(("lat", "pole"), [(-70, -90), (80, 90)])
def test_a_ring_round_a_pole_is_closed_over_it(lat: float, pole: float) -> None:
    lon = np.arange(-180, 180, 10.0)
    found = cut(shapely.Polygon(np.column_stack([lon, np.full(len(lon), lat)])))
    low, high = sorted((lat, pole))
    assert shapely.is_valid(found)
    assert shapely.equals(found, shapely.box(-180, low, 180, high))
    steps = abs(np.diff(shapely.get_coordinates(found)[:, 0]))
    assert steps[steps < 359].max() <= 10, "the edge along the pole bends on other projections"


def test_the_edge_of_a_flat_map_is_no_land() -> None:
    """Natural Earth leaves a ring along the lower edge of its map inside Antarctica."""
    lon = np.arange(-180, 180, 10.0)
    coast = np.column_stack([lon, np.full(len(lon), -70.0)])
    edge = np.column_stack([lon, np.full(len(lon), -90.0)])
    assert shapely.equals(cut(shapely.Polygon(coast, [edge])), shapely.box(-180, -90, 180, -70))


def test_several_polygons_stay_together() -> None:
    shape = shapely.MultiPolygon([shapely.Polygon(SQUARE_ACROSS), shapely.box(0, 0, 1, 1)])
    found = cut(shape)
    assert len(found.geoms) == 3
    assert found.bounds == (-180, 0, 180, 10)


def test_a_ring_that_crosses_itself_is_mended() -> None:
    found = cut(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    assert shapely.is_valid(found)
    assert found.area == pytest.approx(50)


def test_a_label_stands_in_the_middle_of_the_largest_part() -> None:
    shape = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(100, 0, 101, 1)])
    assert list(label_point(shape)) == pytest.approx([5, 5], abs=0.2)
    # On the map the northern part is the larger one, on the ground it is not.
    far_north = shapely.MultiPolygon([shapely.box(0, 75, 14, 85), shapely.box(100, 0, 108, 8)])
    assert 100 < label_point(far_north)[0] < 108
    horseshoe = shapely.Polygon([(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (2, 2), (2, 10), (0, 10)])
    assert shapely.contains_xy(horseshoe, *label_point(shapely.MultiPolygon([horseshoe])))
    assert np.isnan(label_point(None)).all()
    assert np.isnan(label_point(shapely.MultiPolygon())).all()


def topojson(rings: dict[str, list[list[float]]]) -> str:
    """A world-atlas file with one ring a country, by code."""
    countries = [
        {"type": "Polygon", "arcs": [[i]], "id": code, "properties": {"name": f"Land {code}"}}
        for i, code in enumerate(rings)
    ]
    world = {"countries": {"type": "GeometryCollection", "geometries": countries}}
    return json.dumps({"type": "Topology", "objects": world, "arcs": list(rings.values())})


def test_outlines_are_made_from_the_package(tmp_path: Path) -> None:
    """A country too small for 1:50m comes from 1:10m; the same package gives the same bytes."""
    package, sources = tmp_path / "package", tmp_path / "sources"
    package.mkdir()
    sources.mkdir()
    square = [[10.0, 0.0], [20.0, 0.0], [20.0, 10.0], [10.0, 10.0], [10.0, 0.0]]
    islet = [[30.0, 0.0], [30.5, 0.0], [30.5, 0.5], [30.0, 0.5], [30.0, 0.0]]
    across = [[float(x), float(y)] for x, y in SQUARE_ACROSS]
    (package / "countries-10m.json").write_text(
        topojson({"404": square, "584": islet, "999": islet}), "utf-8"
    )
    (package / "countries-50m.json").write_text(topojson({"404": square, "242": across}), "utf-8")
    (package / "countries-110m.json").write_text(topojson({"404": square}), "utf-8")
    (sources / "countries.csv").write_text("iso3,m49\nKEN,404\nFJI,242\nMHL,584\nXKX,\n", "utf-8")
    written = refresh(package, sources)
    assert written == (outline_file(sources, "1:50m"), outline_file(sources, "1:110m"))
    medium = geopandas.read_parquet(written[0]).set_index("outline_id")
    assert dict(medium["scale"]) == {"242": "1:50m", "404": "1:50m", "584": "1:10m"}
    assert medium.crs == "EPSG:4326"
    assert medium.geometry.is_valid.all()
    assert medium.geometry["242"].bounds == (-180, 0, 180, 10)
    assert list(geopandas.read_parquet(written[1])["outline_id"]) == ["404"]
    before = [path.read_bytes() for path in written]
    refresh(package, sources)
    assert [path.read_bytes() for path in written] == before


def test_a_package_that_is_not_there_or_not_it(tmp_path: Path) -> None:
    (tmp_path / "countries.csv").write_text("iso3,m49\nKEN,404\n", "utf-8")
    with pytest.raises(WopmapError, match=r"countries-50m\.json does not exist\. Run `make data`"):
        refresh(tmp_path, tmp_path)
    for content in ("<html>Not found</html>", "{}", topojson({}).replace("countries", "land")):
        (tmp_path / "countries-50m.json").write_text(content, "utf-8")
        with pytest.raises(
            WopmapError, match=r"countries-50m\.json does not hold the countries of the world"
        ):
            refresh(tmp_path, tmp_path)
    assert not list(tmp_path.glob("*.parquet"))


def test_make_data_fetches_the_package_named_here() -> None:
    makefile = (Path(__file__).resolve().parents[2] / "Makefile").read_text("utf-8")
    assert f"WORLD_ATLAS := {PACKAGE}\n" in makefile
