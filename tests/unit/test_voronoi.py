from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wopmap.build.coast import window
from wopmap.build.voronoi import LocalMap, cells, together
from wopmap.build.zones import with_levels
from wopmap.layers import Catalogue

LON = np.array([36.80, 36.83, 36.86, 36.80, 36.84, 36.87, 36.82])
LAT = np.array([-1.30, -1.31, -1.29, -1.27, -1.26, -1.25, -1.22])
ALL = np.ones(7, dtype=bool)
HAIR = 1e-7  # square degrees, about a tenth of a hectare: what rounding to a metre leaves along edges


def overlap(shapes: np.ndarray) -> float:
    """Area that lies in more than one shape."""
    return float(sum(shapely.area(shapes)) - shapely.area(shapely.union_all(shapes)))


def test_cells_cover_their_area_without_overlap_and_hold_their_own_point() -> None:
    found = cells(LON, LAT, ALL, None)
    shapes = found.outlines
    assert all(s is not None and s.is_valid and s.geom_type == "MultiPolygon" for s in shapes)
    assert shapely.contains_xy(shapes, LON, LAT).all()
    assert abs(overlap(shapes)) < HAIR
    assert shapely.area(shapely.symmetric_difference(shapely.union_all(shapes), found.area)) < HAIR


def test_every_place_in_a_cell_is_nearest_to_its_point() -> None:
    found = cells(LON, LAT, ALL, None)
    local = LocalMap(LON, LAT)
    points = local.points(LON, LAT)
    for i, shape in enumerate(found.outlines):
        inner = shapely.buffer(local.shape(shape), -5.0)
        for x, y in shapely.get_coordinates(inner):
            assert np.hypot(*(points - [x, y]).T).argmin() == i


def test_cells_stay_near_their_points() -> None:
    far = cells(np.append(LON, 37.4), np.append(LAT, -1.25), np.ones(8, dtype=bool), None)
    west, _, east, _ = shapely.bounds(far.outlines[0])
    assert east - west < 0.1
    assert shapely.bounds(far.area)[2] < 37.5


def test_cells_stay_on_land() -> None:
    land = shapely.box(36.5, -2, 36.85, -1)
    own = LON < 36.85
    found = cells(LON, LAT, own, land)
    assert shapely.bounds(found.area)[2] <= 36.85 + 1e-5
    assert [s is not None for s in found.outlines] == own.tolist()


def test_an_exact_point_the_coarse_coast_leaves_in_the_water_keeps_some_ground() -> None:
    land = shapely.box(36.5, -2, 36.85, -1)
    found = cells(LON, LAT, ALL, land)
    assert shapely.contains_xy(found.outlines, LON, LAT).all()
    open_sea = shapely.difference(found.area, land)
    assert shapely.bounds(open_sea)[2] < 36.93


def test_a_point_that_is_not_exact_holds_its_ground_but_gets_no_outline() -> None:
    own = ALL.copy()
    own[4] = False
    found, whole = cells(LON, LAT, own, None), cells(LON, LAT, ALL, None)
    assert found.outlines[4] is None
    assert not shapely.contains_xy(together(found.outlines), LON[4], LAT[4])
    assert found.area.equals(whole.area)


def test_points_at_one_place_share_a_cell_only_when_one_of_them_is_exact() -> None:
    lon, lat = np.append(LON, LON[0]), np.append(LAT, LAT[0])
    two = cells(lon, lat, np.ones(8, dtype=bool), None)
    assert two.outlines[0] is None
    assert two.outlines[7] is None
    one = cells(lon, lat, np.append(ALL, False), None)
    assert one.outlines[0] is not None
    assert one.outlines[7] is None


def test_two_points_say_nothing_about_the_shape_of_zones() -> None:
    found = cells(LON[:2], LAT[:2], ALL[:2], None)
    assert list(found.outlines) == [None, None]
    assert found.area.is_empty


def test_a_city_across_180_degrees_is_as_whole_as_any_other() -> None:
    moved = (LON - 36.83 + 180 + 180) % 360 - 180
    assert {bool(v) for v in moved > 0} == {True, False}
    found, elsewhere = cells(moved, LAT, ALL, None), cells(LON, LAT, ALL, None)
    assert shapely.intersects_xy(found.outlines, moved, LAT).all()
    np.testing.assert_allclose(shapely.area(found.outlines), shapely.area(elsewhere.outlines), rtol=1e-3)
    west, _, east, _ = shapely.bounds(found.area)
    assert (west, east) == (-180, 180)
    assert abs(overlap(found.outlines)) < HAIR
    assert window(moved, LAT)[0] > 0 > window(moved, LAT)[2]


def test_land_across_180_degrees_clips_on_both_sides() -> None:
    moved = (LON - 36.83 + 360) % 360 - 180
    north = shapely.MultiPolygon([shapely.box(179, -1.28, 180, 0), shapely.box(-180, -1.28, -179, 0)])
    found = cells(moved, LAT, LAT > -1.28, north)
    assert shapely.bounds(found.area)[1] >= -1.28 - 1e-4
    assert all((s is not None) == (y > -1.28) for s, y in zip(found.outlines, LAT, strict=True))


def test_the_same_points_give_the_same_bytes() -> None:
    first, second = cells(LON, LAT, ALL, None), cells(LON, LAT, ALL, None)
    assert [shapely.to_wkb(s) for s in first.outlines] == [shapely.to_wkb(s) for s in second.outlines]


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=3, max_size=25),
    st.floats(-179, 179),
)
def test_any_points_have_cells_that_tile(grid: set[tuple[int, int]], middle: float) -> None:
    points = np.array(sorted(grid), dtype=float) / 1000
    lon, lat = (points[:, 0] + middle + 180) % 360 - 180, points[:, 1] + 20
    found = cells(lon, lat, np.ones(len(lon), dtype=bool), None)
    assert all(s is not None and s.is_valid for s in found.outlines)
    assert abs(overlap(found.outlines)) < HAIR * len(lon)


def test_the_middle_of_a_local_map_is_on_the_side_of_its_points() -> None:
    assert abs(LocalMap(np.array([179.0, -179.0]), np.zeros(2)).lon) == pytest.approx(180)


def test_shipped_outlines_tile_level_by_level_and_hold_their_point() -> None:
    zones = Catalogue().geo("zones")
    drawn = zones[zones["geometry_method"].notna()]
    assert set(drawn["place_quality"]) == {"exact", "good"}
    assert drawn.geometry.is_valid.all()
    assert shapely.intersects_xy(drawn.geometry.to_numpy(), drawn["lon"], drawn["lat"]).all()
    for key, level in drawn.groupby(["city_id", "level"]):
        assert abs(overlap(level.geometry.to_numpy())) < HAIR * len(level), key


def test_shipped_outlines_stay_in_their_country() -> None:
    catalogue = Catalogue()
    zones = catalogue.geo("zones")
    countries = catalogue.geo("countries").dropna(subset="iso3").set_index("iso3").geometry
    for city in ("ken-mombasa", "lao-vientiane", "lka-colombo", "mex-tijuana"):
        its = shapely.union_all(zones.geometry[(zones["city_id"] == city).to_numpy(bool)].dropna().to_numpy())
        # The coast of the cells is at 1:10m, that of the layer at 1:50m: two kilometres apart in places.
        near = shapely.buffer(countries[city[:3].upper()], 0.03)
        assert shapely.area(shapely.difference(its, near)) < 0.02 * shapely.area(its), city


def test_kinds_of_zones_that_lie_beside_each_other_are_one_level() -> None:
    cities = pd.DataFrame({"city_id": ["k"], "country_iso3": ["NPL"]})
    zones = pd.DataFrame(
        {"zone_id": list("abc"), "city_id": "k", "zone_level": ["VDC", "municipality", "tole"]}
    )
    levels = pd.DataFrame(
        {
            "country_iso3": "NPL",
            "zone_level": ["municipality", "VDC"],
            "level": "local-unit",
            "label": "local unit",
            "label_plural": "local units",
            "rank": 2,
        }
    )
    found = with_levels(zones, cities, levels)
    assert found["level"].tolist() == ["local-unit", "local-unit", "tole"]
    assert found["level_rank"].tolist() == [2, 2, 3]
    assert found["level_label_plural"].tolist() == ["local units", "local units", "tole"]


def test_associations_serve_no_area() -> None:
    areas = Catalogue().table("service_areas")
    assert not areas["operator_id"].isin(["ken-waspa", "pak-p-won"]).any()
    nairobi = areas[areas["city_ids"] == "ken-nairobi"]
    assert nairobi["operator_id"].tolist() == ["ken-ncwsc"]
    assert nairobi["shared_with"].isna().all()
    nakuru = areas[areas["city_ids"] == "ken-nakuru-county"].set_index("operator_id")["shared_with"]
    assert nakuru.to_dict() == {"ken-naruwasco": "ken-nawassco", "ken-nawassco": "ken-naruwasco"}
