"""Real outlines with real defects come in whole.

They may not be shipped (their licences differ), so they lie beside the project where it is developed. Where
they do not, the first test says so in a warning; what the files taught is tried on shapes made here all the
same (tests/unit/test_intake_*.py, and the last tests of this file).
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import geopandas
import pytest
import shapely

from tests.copies import copied
from wopmap.errors import BadInput
from wopmap.intake.outlines import Wanted, import_outlines
from wopmap.intake.reading import read_features
from wopmap.layers import LAYERS, Catalogue

ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT.parent / "shared" / "boundaries"

# Features and, of these, with invalid rings that can be mended.
CONTENT = {
    "bd_dhaka_thanas.geojson": (41, 0),
    "br_recife_bairros.geojson": (94, 0),
    "co_bogota_localities.geojson": (19, 0),
    "in_mumbai_slum_clusters.geojson": (2542, 25),
    "ke_constituencies_2012.geojson": (295, 0),
    "ke_wards_2012.geojson": (1444, 0),
    "la_districts.geojson": (148, 0),
    "lk_dsd_7_districts.geojson": (105, 38),
    "lk_gnd_all.parquet": (14021, 2492),
    "lk_municipal_council_gnd.geojson": (796, 173),
    "mx_cdmx_alcaldias.geojson": (16, 0),
    "np_local_levels.geojson": (766, 89),
    "np_vdc_2011.geojson": (3982, 0),
    "ph_cebu_city_barangays_2019.geojson": (80, 0),
    "za_wards_2020.geojson": (4468, 0),
}
WITHOUT_AREA = {"in_mumbai_slum_clusters.geojson": 1}

KATHMANDU = "npl-kathmandu-valley"
# File, what is wanted of it, and how many zones it gives: by code, by name, of how many of the level.
IMPORTS = [
    ("lk_municipal_council_gnd.geojson", Wanted("lka-colombo", "gnd_id"), (55, 0, 55)),
    ("lk_municipal_council_gnd.geojson", Wanted("lka-kalmunai", "gnd_id"), (75, 0, 75)),
    ("lk_dsd_7_districts.geojson", Wanted("lka-colombo-district", "dsd_id"), (13, 0, 13)),
    ("lk_gnd_all.parquet", Wanted("lka-kandy", "gnd_id"), (45, 0, 45)),
    ("ke_constituencies_2012.geojson", Wanted("ken-nairobi", "CONSTITUEN"), (0, 8, 11)),
    ("ke_wards_2012.geojson", Wanted("ken-nairobi", "COUNTY_A_1"), (0, 3, 11)),
    ("np_vdc_2011.geojson", Wanted(KATHMANDU, "name", parent="district"), (0, 112, 119)),
    ("np_local_levels.geojson", Wanted(KATHMANDU, "NAME"), (0, 8, 119)),
    ("za_wards_2020.geojson", Wanted("zaf-cape-town", "Code"), (111, 0, 111)),
    ("br_recife_bairros.geojson", Wanted("bra-recife", "bairro_nome"), (0, 93, 94)),
    ("br_recife_bairros.geojson", Wanted("bra-recife", "bairro_codigo", name="bairro_nome"), (0, 93, 94)),
    ("bd_dhaka_thanas.geojson", Wanted("bgd-dhaka", "Upazila"), (0, 12, 13)),
    ("mx_cdmx_alcaldias.geojson", Wanted("mex-ciudad-de-mexico", "CVE_ENT+CVE_MUN"), (16, 0, 16)),
    ("la_districts.geojson", Wanted("lao-vientiane", "shapeName"), (0, 9, 9)),
]
THERE = {path.name for path in BOUNDARIES.glob("*")} if BOUNDARIES.is_dir() else set()
READABLE = sorted(set(CONTENT) & THERE)
IMPORTABLE = [case for case in IMPORTS if case[0] in THERE]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return copied(tmp_path / "geodata")


def test_the_real_files_are_tried() -> None:
    missing = sorted(set(CONTENT) - THERE)
    if missing:
        warnings.warn(
            f"Not tried, as {BOUNDARIES} does not hold them: {', '.join(missing)}.", UserWarning, stacklevel=1
        )
    new = {name for name in THERE if name.endswith((".geojson", ".parquet"))} - set(CONTENT)
    assert not new, f"say in CONTENT what is in {new}"


def test_every_file_is_read_and_every_ring_mended() -> None:
    for name in READABLE:
        found = read_features(BOUNDARIES / name)
        unusable = int(found.problems.notna().sum())
        assert (name, len(found.table), found.repaired) == (name, *CONTENT[name])
        assert (name, unusable) == (name, WITHOUT_AREA.get(name, 0))
        shapes = found.outlines[found.problems.isna().to_numpy()]
        assert shapely.is_valid(shapes).all(), name
        assert (shapely.get_type_id(shapes) == 6).all(), name


def test_every_file_with_figures_is_imported(place: Path) -> None:
    done: dict[tuple[str, str], int] = {}
    for name, wanted, (by_code, by_name, zones) in IMPORTABLE:
        report = import_outlines(BOUNDARIES / name, wanted, Catalogue(place))
        assert (name, report.by_code, report.by_name, report.zones) == (name, by_code, by_name, zones)
        assert report.by_likeness == 0
        done[wanted.city_id, report.level] = max(
            done.get((wanted.city_id, report.level), 0), len(report.pairs)
        )
    catalogue = Catalogue(place)
    for layer in LAYERS:
        catalogue.verify(layer)
    rows = catalogue.geo("zones")
    real = rows[rows["geometry_method"] == "boundary"]
    assert real.geometry.is_valid.all()
    counted = real.groupby(["city_id", "level_label_plural"]).size()
    assert all(counted[key] >= number for key, number in done.items())
    for (city_id, level), group in rows[rows["geometry_method"].notna()].groupby(["city_id", "level"]):
        if (city_id, level) in set(zip(real["city_id"], real["level"], strict=True)):
            approximate = group.geometry[group["geometry_method"] == "voronoi"].to_numpy()
            union = shapely.union_all(group.geometry[group["geometry_method"] == "boundary"].to_numpy())
            assert shapely.area(shapely.intersection(approximate, union)).sum() < 1e-8, city_id


def test_limits_of_another_year_are_told() -> None:
    for name, wanted, _ in IMPORTABLE:
        if name == "np_local_levels.geojson":
            said = str(import_outlines(BOUNDARIES / name, wanted, dry_run=True))
            assert "hold the points of other zones as well; these may be limits of another year" in said


def test_namesakes_and_likenesses_are_not_taken() -> None:
    for name, wanted, _ in IMPORTABLE:
        if name == "np_vdc_2011.geojson":
            report = import_outlines(BOUNDARIES / name, replace(wanted, parent=None), dry_run=True)
            assert {s.value for s in report.matches.several} == {"Mulpani", "Mahankal"}
            taken = import_outlines(BOUNDARIES / name, replace(wanted, accept_fuzzy=True), dry_run=True)
            assert taken.by_name == 112
            assert taken.by_likeness == sum(s.clear for s in taken.matches.suggestions) > 0


def test_outlines_of_cities_without_figures_are_refused_in_a_sentence() -> None:
    for name, key in (
        ("in_mumbai_slum_clusters.geojson", "polyno"),
        ("ph_cebu_city_barangays_2019.geojson", "ADM4_EN"),
        ("co_bogota_localities.geojson", "name"),
    ):
        if name in THERE:
            with pytest.raises(BadInput, match="holds no outline near lka-colombo: the nearest is"):
                import_outlines(BOUNDARIES / name, Wanted("lka-colombo", key), dry_run=True)


def test_outlines_made_here_come_in_whole(place: Path) -> None:
    """What always runs: every zone of a city with a place, drawn badly on purpose, in another grid."""
    rows = Catalogue(place).geo("zones")
    rows = rows[(rows["city_id"] == "lka-colombo") & rows["lon"].notna()]
    x, y, d = rows["lon"].to_numpy(), rows["lat"].to_numpy(), 0.001
    corners = [
        [(a - d, b - d), (a + d, b + d), (a + d, b - d), (a - d, b + d)] for a, b in zip(x, y, strict=True)
    ]
    bowties = geopandas.GeoSeries([shapely.Polygon(ring) for ring in corners], crs="EPSG:4326").to_crs(5234)
    table = geopandas.GeoDataFrame(
        {"code": rows["zone_code"].to_numpy(object)}, geometry=bowties.to_numpy(), crs=5234
    )
    path = place.parent / "made.gpkg"
    table.to_file(path)
    report = import_outlines(path, Wanted("lka-colombo", "code"), Catalogue(place))
    assert (report.features.repaired, report.by_code) == (len(rows), len(rows))
    after = Catalogue(place).geo("zones").set_index("zone_id").loc[rows["zone_id"]]
    assert (after["geometry_method"] == "boundary").all()
    assert after.geometry.is_valid.all()
