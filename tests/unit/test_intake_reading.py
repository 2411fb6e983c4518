from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from wopmap.errors import BadInput
from wopmap.intake import files, reading
from wopmap.intake.reading import Features, HowToRead, read_features

BOWTIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
SQUARES = [shapely.box(x, 10, x + 1, 11) for x in range(3)]


def frame(shapes: list[Any] | None = None, crs: str | None = "EPSG:4326") -> geopandas.GeoDataFrame:
    shapes = SQUARES if shapes is None else shapes
    names = [f"Zona {i} ñ" for i in range(len(shapes))]
    return geopandas.GeoDataFrame({"code": range(len(shapes)), "name": names}, geometry=shapes, crs=crs)


def written(folder: Path, name: str, table: geopandas.GeoDataFrame, **more: Any) -> Path:
    path = folder / name
    if path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path, **more)
    return path


def zipped(shapefile: Path, leave_out: tuple[str, ...] = ()) -> Path:
    path = shapefile.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(shapefile.parent.glob(f"{shapefile.stem}.*")):
            if part.suffix not in (*leave_out, ".zip"):
                archive.write(part, part.name)
    return path


def complaint(path: Path, **how: Any) -> str:
    with pytest.raises(BadInput) as caught:
        read_features(path, HowToRead(**how))
    return str(caught.value)


def alike(found: Features, shapes: list[Any], tolerance: float = 1e-6) -> bool:
    return all(
        shapely.symmetric_difference(a, b).area < tolerance
        for a, b in zip(found.outlines, shapes, strict=True)
    )


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.parquet"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32631", "EPSG:3857"])
def test_every_format_in_any_coordinate_system(tmp_path: Path, name: str, crs: str) -> None:
    path = written(tmp_path, name, frame().to_crs(crs))
    found = read_features(path)
    assert alike(found, SQUARES, 1e-3)
    assert list(found.table["name"]) == ["Zona 0 ñ", "Zona 1 ñ", "Zona 2 ñ"]
    assert list(found.table.index) == [1, 2, 3]
    assert (found.repaired, found.remarks, found.problems.notna().sum()) == (0, (), 0)


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    assert alike(read_features(zipped(written(tmp_path, "a.shp", frame()))), SQUARES)


def test_invalid_rings_are_mended_and_counted(tmp_path: Path) -> None:
    doubled = shapely.Polygon([(5, 0), (6, 0), (6, 1), (5, 1), (5, 0), (5, 0)])
    found = read_features(written(tmp_path, "a.geojson", frame([BOWTIE, *SQUARES, doubled])))
    assert found.repaired == 1
    assert all(o.is_valid and o.geom_type == "MultiPolygon" for o in found.outlines)
    assert found.outlines[0].area == pytest.approx(2)


def test_only_polygons_are_kept(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([SQUARES[0], shapely.Point(9, 9)])
    found = read_features(
        written(tmp_path, "a.geojson", frame([mixed, shapely.Point(1, 1), None, SQUARES[1]]))
    )
    assert alike(Features("", found.table, found.outlines[[0, 3]], found.problems, 0, ()), SQUARES[:2])
    assert found.problems[2] == "is a Point, not a polygon"
    assert found.problems[3] == "has no geometry"
    assert found.outlines[1] is None


def test_the_antimeridian_is_cut_whatever_the_file_writes() -> None:
    # Fiji's own grid, longitudes that jump, and longitudes that run on.
    whole = shapely.box(179, -17, 181, -16)
    jumping = shapely.Polygon([(179, -17), (-179, -17), (-179, -16), (179, -16)])
    for shape in (whole, jumping):
        moved, _, _ = reading._mended(
            np.array([shape], dtype=object), reading._not_polygons(np.array([shape]), np.arange(1)), []
        )
        assert shapely.total_bounds(moved).tolist() == [-180, -17, 180, -16]
        assert moved[0].area == pytest.approx(2)


def test_fiji_in_its_own_grid(tmp_path: Path) -> None:
    there = geopandas.GeoSeries([shapely.box(1_900_000, 3_900_000, 2_150_000, 4_000_000)], crs="EPSG:3460")
    found = read_features(written(tmp_path, "a.gpkg", geopandas.GeoDataFrame({"code": [1]}, geometry=there)))
    west, _, east, _ = found.outlines[0].bounds
    assert (west, east) == (-180, 180)
    assert found.outlines[0].area < 10
    assert "1 outline cut at 180 degrees." in found.remarks


def test_a_file_without_coordinate_system(tmp_path: Path) -> None:
    degrees = read_features(written(tmp_path, "a.shp", frame(crs=None)))
    assert "look like degrees" in degrees.remarks[0]
    metres = written(tmp_path, "b.shp", frame().to_crs("EPSG:32631").set_crs(None, allow_override=True))
    said = complaint(metres)
    assert "names no coordinate system" in said
    assert "--crs EPSG:NUMBER" in said
    assert alike(read_features(metres, HowToRead(crs="EPSG:32631")), SQUARES, 1e-3)
    assert "cannot be read in" in complaint(metres, crs="EPSG:nonsense")


def test_metres_that_are_called_degrees(tmp_path: Path) -> None:
    table = frame().to_crs("EPSG:32631").set_crs("EPSG:4326", allow_override=True)
    path = written(tmp_path, "a.geojson", table)
    assert "no place on earth in EPSG:4326" in complaint(path)
    found = read_features(path, HowToRead(crs="EPSG:32631"))
    assert alike(found, SQUARES, 1e-3)
    assert "the file itself says EPSG:4326" in found.remarks[0]


def test_one_feature_in_metres_among_degrees_is_named(tmp_path: Path) -> None:
    odd = shapely.box(255_000, 9_857_000, 256_000, 9_858_000)
    found = read_features(written(tmp_path, "a.geojson", frame([*SQUARES, odd])))
    assert "has coordinates such as 256000 9.857e+06" in found.problems[4]
    assert found.outlines[3] is None
    assert alike(Features("", found.table, found.outlines[:3], found.problems, 0, ()), SQUARES)


def test_latitude_first(tmp_path: Path) -> None:
    turned = [shapely.transform(s, lambda xy: xy[:, ::-1]) for s in SQUARES]
    path = written(tmp_path, "a.geojson", frame(turned))
    assert alike(read_features(path, HowToRead(swap_axes=True)), SQUARES)


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    path = written(tmp_path, "a.gpkg", frame(), layer="wards")
    frame(SQUARES[:1]).to_crs(3857).to_file(path, layer="city")
    assert 'say with --layer which to read: "wards" or "city"' in complaint(path)
    assert 'has no layer "ward"; name one of' in complaint(path, layer="ward")
    assert len(read_features(path, HowToRead(layer="city")).table) == 1


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.parquet", "a.zip"])
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_a_truncated_file(tmp_path: Path, name: str, kept: float) -> None:
    table = frame([shapely.Point(i, 10).buffer(0.4) for i in range(200)])
    if name == "a.zip":
        path = zipped(written(tmp_path, "a.shp", table))
    else:
        path = written(tmp_path, name, table)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    said = complaint(path)
    assert said.startswith(name)
    assert any(word in said for word in ("is empty", "cut off", "cannot be read", "cannot be unpacked"))


def test_files_that_are_no_outlines(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "none.geojson")
    assert "is no file" in complaint(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    assert "is of no known format; bring one that ends in .geojson" in complaint(tmp_path / "a.txt")
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert "a.geojson" in complaint(tmp_path / "a.geojson")
    (tmp_path / "b.geojson").write_text('{"hello": 1}')
    assert "cannot be read" in complaint(tmp_path / "b.geojson")
    frame().drop(columns="geometry").to_parquet(tmp_path / "c.parquet")
    assert "no GeoParquet metadata" in complaint(tmp_path / "c.parquet")
    points = written(tmp_path, "d.geojson", frame([shapely.Point(1, 1), shapely.Point(2, 2)]))
    assert "is a Point, not a polygon (so are they in 2 features)" in complaint(points)


@pytest.mark.parametrize("lacking", [".shx", ".dbf"])
def test_a_shapefile_that_lacks_a_part(tmp_path: Path, lacking: str) -> None:
    shapefile = written(tmp_path, "a.shp", frame())
    assert f"holds a.shp without a{lacking}" in complaint(zipped(shapefile, (lacking,)))
    shapefile.with_suffix(lacking).unlink()
    assert f"without a{lacking}; a Shapefile is several files" in complaint(shapefile)


def test_archives_with_none_or_several_shapefiles(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "holds no Shapefile" in complaint(path)
    written(tmp_path, "one.shp", frame())
    written(tmp_path, "two.shp", frame())
    with zipfile.ZipFile(path, "w") as archive:
        for part in [*tmp_path.glob("one.*"), *tmp_path.glob("two.*")]:
            archive.write(part, part.name)
    assert "holds 2 Shapefiles (one.shp and two.shp)" in complaint(path)


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = written(tmp_path, "a.geojson", frame())
    text = path.read_text("utf-8").replace("\\u00f1", "ñ")
    path.write_bytes(text.encode("latin-1"))
    said = complaint(path)
    assert "byte 0xf1 in line" in said
    assert "save the file as UTF-8" in said
    shapefile = written(tmp_path, "b.shp", frame())
    dbf = shapefile.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("ñ".encode(), b"\xf1 "))
    shapefile.with_suffix(".cpg").unlink()
    found = read_features(shapefile, HowToRead(encoding="latin-1"))
    assert found.table["name"].str.strip()[1] == "Zona 0 ñ"
    assert "b.shp" in complaint(shapefile, encoding="nonsense-8")
    shapefile.with_suffix(".cpg").write_text("UTF-8")
    assert "is not utf-8; save it as UTF-8, or name its encoding with --encoding" in complaint(shapefile)


def test_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.geojson", frame([shapely.Point(0, 0).buffer(1, quad_segs=5000)]))
    monkeypatch.setattr(reading, "MOST_POINTS", 1000)
    assert "has 20\u202f001 points, more than 1000; cut out the part round the city" in complaint(path)
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    assert "bytes, more than 1000" in complaint(path)


def test_a_parquet_file_that_grows_when_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = frame([SQUARES[0]] * 20_000)
    path = written(tmp_path, "a.parquet", table)
    assert path.stat().st_size < 600_000
    monkeypatch.setattr(files, "MOST_BYTES", 800_000)
    assert "bytes, more than 800\u202f000" in complaint(path)


def test_a_damaged_page_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = frame([shapely.Point(i, 10).buffer(0.4) for i in range(200)])
    table.to_parquet(path, write_page_checksum=True)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)
    assert "a.parquet: cannot be read" in complaint(path)


def test_the_old_way_to_name_a_coordinate_system_in_geojson(tmp_path: Path) -> None:
    path = written(tmp_path, "a.geojson", frame().to_crs("EPSG:32631"))
    assert json.loads(path.read_text())["crs"]["properties"]["name"].endswith("32631")
    shutil.copy(path, tmp_path / "b.json")
    assert alike(read_features(tmp_path / "b.json"), SQUARES, 1e-3)
