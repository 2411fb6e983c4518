"""Land: valid, cut at 180 degrees, closed over the pole, of the right size and in the right place."""

from __future__ import annotations

import geopandas
import pandas as pd
import pyproj
import pytest
import shapely

GLOBE = pyproj.Geod(ellps="WGS84")
SCALES = ["countries", "countries_110m"]
Layers = dict[str, pd.DataFrame]


def area_km2(shape: shapely.Geometry) -> float:
    return abs(float(GLOBE.geometry_area_perimeter(shape)[0])) / 1e6


def outlines(layers: Layers, name: str) -> geopandas.GeoSeries:
    """Outlines by ISO code; land without a code by its name."""
    rows = layers[name]
    return rows.set_index(rows["iso3"].fillna(rows["name"])).geometry.dropna()


@pytest.mark.parametrize("name", SCALES)
def test_outlines_are_valid_and_lie_on_the_map(layers: Layers, name: str) -> None:
    shapes = outlines(layers, name)
    assert layers[name].crs == "EPSG:4326"
    assert set(shapes.geom_type) == {"MultiPolygon"}
    assert list(shapes.index[~shapes.is_valid]) == []
    west, south, east, north = shapes.total_bounds
    assert (west, south, east) == (-180, -90, 180)
    assert 83 < north < 84


@pytest.mark.parametrize("name", SCALES)
def test_no_part_jumps_over_180_degrees(layers: Layers, name: str) -> None:
    parts = outlines(layers, name).explode()
    bounds = parts.bounds
    wide = bounds[bounds["maxx"] - bounds["minx"] > 180]
    assert list(wide.index) == ["ATA"]
    # An edge may be long only along the cut and along the pole.
    for iso3, part in parts.items():
        xy = shapely.get_coordinates(part)
        steps = abs(xy[1:, 0] - xy[:-1, 0])
        assert steps.max() <= 90, f"{iso3} jumps by {steps.max():.0f} degrees"


@pytest.mark.parametrize(("iso3", "parts_at_each_edge"), [("RUS", 2), ("FJI", 1), ("ATA", 1)])
def test_what_crosses_180_degrees_goes_on_at_the_other_edge(
    layers: Layers, iso3: str, parts_at_each_edge: int
) -> None:
    parts = list(outlines(layers, "countries")[iso3].geoms)
    for edge in (-180.0, 180.0):
        line = shapely.LineString([(edge, -90), (edge, 90)])
        at_edge = [part for part in parts if shapely.length(shapely.intersection(part, line)) > 0.01]
        assert len(at_edge) >= parts_at_each_edge
    # The same stretch of the meridian on both sides: nothing is lost in the cut. The package rounds to a
    # grid of a few hundred metres, on each side for itself.
    west, east = (
        shapely.intersection(shapely.union_all(parts), shapely.LineString([(edge, -90), (edge, 90)])).length
        for edge in (-180.0, 180.0)
    )
    assert west == pytest.approx(east, abs=0.005)


@pytest.mark.parametrize(
    ("iso3", "km2"),
    # UN Statistics Division, Demographic Yearbook, table 3; Antarctica with its ice shelves, by BAS. Inland
    # water and the scale make up the rest.
    [("RUS", 17_098_246), ("FJI", 18_272), ("KEN", 591_958), ("NLD", 37_378), ("BRA", 8_515_767)],
)
def test_countries_have_their_size(layers: Layers, iso3: str, km2: float) -> None:
    assert area_km2(outlines(layers, "countries")[iso3]) == pytest.approx(km2, rel=0.02)


def test_antarctica_is_closed_over_the_pole(layers: Layers) -> None:
    for name in SCALES:
        shape = outlines(layers, name)["ATA"]
        assert shape.bounds[1] == -90
        assert 12e6 < area_km2(shape) < 14.3e6
        assert shapely.contains_xy(shape, 0, -89.5)
        assert shapely.contains_xy(shape, 179.9, -89.5)


@pytest.mark.parametrize("name", SCALES)
def test_all_land_together_is_the_land_of_the_earth(layers: Layers, name: str) -> None:
    assert sum(map(area_km2, outlines(layers, name))) == pytest.approx(148.9e6, rel=0.02)


def test_every_code_of_the_table_is_a_row_at_both_scales(
    layers: Layers, tables: dict[str, pd.DataFrame]
) -> None:
    for name in SCALES:
        rows = layers[name]
        assert set(rows["iso3"].dropna()) == set(tables["countries"]["iso3"])
        assert rows["iso3"].dropna().is_unique
        bare = rows[rows.geometry.isna()]
        assert bare["outline_scale"].isna().all()
        assert rows.loc[rows.geometry.notna(), "outline_source_id"].eq("natural-earth").all()


def test_a_country_with_figures_or_partners_has_an_outline(layers: Layers) -> None:
    """At 1:50m nobody who helps or is helped is off the map; what is, is named here."""
    drawn = set(outlines(layers, "countries").index)
    assert set(layers["operators"]["country_iso3"]) <= drawn
    assert set(layers["cities"]["country_iso3"]) <= drawn
    # Natural Earth draws these with the state they belong to, or not at all.
    off = {"BES", "CHI", "GLP", "GUF", "MTQ", "MYT", "REU", "TKL"}
    assert set(layers["country_use"]["country_iso3"]) - drawn <= off


def test_every_rule_for_outlines_without_a_code_is_used(
    layers: Layers, tables: dict[str, pd.DataFrame]
) -> None:
    rows = layers["countries"]
    for rule in tables["outlines_without_code"].to_dict("records"):
        if rule["iso3"]:
            assert rows.loc[rows["iso3"] == rule["iso3"], "outline_scale"].notna().all()
        else:
            alone = rows[rows["iso3"].isna() & (rows["name"] == rule["outline_name"])]
            assert list(alone["note"]) == [rule["note"]]


def test_labels_stand_in_their_country(layers: Layers) -> None:
    rows = layers["countries"]
    drawn = rows[rows.geometry.notna()]
    inside = shapely.contains_xy(drawn.geometry.array, drawn["lon"], drawn["lat"])
    assert list(drawn["name"][~inside]) == []
    assert rows.loc[rows.geometry.isna(), ["lon", "lat"]].isna().all(axis=None)
    small = layers["countries_110m"].set_index("name")
    large = rows.set_index("name")
    both = large.index.intersection(small.index)
    pd.testing.assert_frame_equal(large.loc[both, ["lon", "lat"]], small.loc[both, ["lon", "lat"]])


def test_operators_stand_in_their_country(layers: Layers) -> None:
    """A swapped longitude and latitude, or a lost minus sign, puts a seat abroad or into the sea."""
    shapes = outlines(layers, "countries")
    seats = layers["operators"].set_index("operator_id")
    away = {
        operator_id: round(111 * shapes[seat["country_iso3"]].distance(seat.geometry))
        for operator_id, seat in seats.iterrows()
    }
    assert {operator_id: km for operator_id, km in away.items() if km > 10} == {}
