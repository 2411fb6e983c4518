"""Outlines into the layers: on a copy of the shipped ones, with outlines made here from their points."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.copies import GEODATA, copied
from wopmap.cli import main
from wopmap.errors import BadInput, WopmapError
from wopmap.intake.outlines import Wanted, import_outlines
from wopmap.intake.writing import HISTORY, alone, put, undo
from wopmap.layers import LAYERS, Catalogue

CITY, LEVEL = "lka-galle", "gn-division"
WANTED = Wanted(CITY, "code", name="name")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return copied(tmp_path / "geodata")


def zones_of(place: Path, city: str = CITY) -> geopandas.GeoDataFrame:
    rows = Catalogue(place).geo("zones")
    return rows[rows["city_id"] == city].set_index("zone_id").sort_index()


def drawn(place: Path, city: str = CITY, codes: bool = True) -> geopandas.GeoDataFrame:
    """Small hexagons round the points of the zones of a city."""
    rows = zones_of(place, city).reset_index()
    shapes = shapely.buffer(shapely.points(rows["lon"], rows["lat"]), 0.002, quad_segs=2)
    return geopandas.GeoDataFrame(
        {
            "code": rows["zone_code"].astype(object) if codes else None,
            "name": rows["zone_name"].astype(object),
            "other": range(len(rows)),
        },
        geometry=shapes,
        crs="EPSG:4326",
    )


def saved(place: Path, table: geopandas.GeoDataFrame, name: str = "brought.geojson") -> Path:
    path = place.parent / name
    table.to_file(path)
    return path


def bytes_of(place: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in place.iterdir() if p.is_file() and not p.name.startswith(".")}


def sound(place: Path) -> Catalogue:
    """A fresh catalogue every layer of which matches the manifest."""
    catalogue = Catalogue(place)
    for name in LAYERS:
        catalogue.verify(name)
    return catalogue


def refusal(place: Path, table: geopandas.GeoDataFrame, wanted: Wanted = WANTED) -> str:
    before = bytes_of(place)
    with pytest.raises(BadInput) as caught:
        import_outlines(saved(place, table), wanted, Catalogue(place))
    assert bytes_of(place) == before
    return "\n".join(str(finding) for finding in caught.value.findings)


def test_by_code(place: Path) -> None:
    report = import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place))
    assert (report.by_code, report.by_name, report.by_likeness) == (43, 0, 0)
    assert report.layers[0] == "zones"
    rows = zones_of(place)
    assert (rows["geometry_method"] == "boundary").all()
    assert rows.geometry.geom_type.eq("MultiPolygon").all()
    assert shapely.contains_xy(rows.geometry.to_numpy(), rows["lon"], rows["lat"]).all()
    manifest = sound(place).manifest
    assert manifest["imports"][0]["city_id"] == CITY
    assert manifest["imports"][0]["zones"] == 43


def test_other_cities_and_all_columns_stay(place: Path) -> None:
    before = Catalogue(place).geo("zones").set_index("zone_id").sort_index()
    import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place))
    after = Catalogue(place).geo("zones").set_index("zone_id").sort_index()
    others = before["city_id"] != CITY
    pd.testing.assert_frame_equal(pd.DataFrame(after[others]), pd.DataFrame(before[others]))
    same = ["zone_code", "zone_name", "level", "source_ids", "parent_zone", "lon", "lat", "place_quality"]
    pd.testing.assert_frame_equal(after.loc[~others, same], before.loc[~others, same])


def test_by_name_and_by_likeness_only_when_asked(place: Path) -> None:
    table = drawn(place, codes=False)
    table["code"] = "x" + table["other"].astype(str)
    table["name"] = [name.upper() for name in table["name"]]
    table.loc[0, "name"] = table.loc[0, "name"][:3] + "h" + table.loc[0, "name"][3:]
    report = import_outlines(saved(place, table), WANTED, Catalogue(place), dry_run=True)
    assert (report.by_code, report.by_name, report.by_likeness) == (0, 42, 0)
    assert "1 zone without an outline" in str(report)
    assert "1 name alike, not taken" in str(report)
    assert "Nothing was written: this was a dry run." in str(report)
    report = import_outlines(
        saved(place, table), replace(WANTED, accept_fuzzy=True), Catalogue(place), dry_run=True
    )
    assert (report.by_name, report.by_likeness) == (42, 1)


def test_a_dry_run_writes_nothing(place: Path) -> None:
    before = bytes_of(place)
    import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place), dry_run=True)
    assert bytes_of(place) == before
    assert not (place / HISTORY).exists()


def test_undo_gives_the_old_bytes_back_one_import_at_a_time(place: Path) -> None:
    first = bytes_of(place)
    import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place))
    second = bytes_of(place)
    import_outlines(
        saved(place, drawn(place, "lka-kandy")), replace(WANTED, city_id="lka-kandy"), Catalogue(place)
    )
    assert undo(Catalogue(place))["city_id"] == "lka-kandy"
    assert bytes_of(place) == second
    assert undo(Catalogue(place))["city_id"] == CITY
    assert bytes_of(place) == first
    with pytest.raises(WopmapError, match="Nothing was imported into"):
        undo(Catalogue(place))


def test_undo_refuses_when_a_layer_was_made_anew_or_the_past_is_damaged(place: Path) -> None:
    import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place))
    kept = place / HISTORY / "0001" / "zones.parquet"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1])
    with pytest.raises(WopmapError, match=r"zones\.parquet is damaged"):
        undo(Catalogue(place))
    kept.unlink()
    with pytest.raises(WopmapError, match="cannot be read"):
        undo(Catalogue(place))
    manifest = json.loads((place / "manifest.json").read_text())
    manifest["layers"]["zones"]["sha256"] = "0" * 64
    (place / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(WopmapError, match="layer zones was made anew since"):
        undo(Catalogue(place))


class Killed(BaseException):
    """As when the process ends."""


def test_killed_between_any_two_steps_the_layers_are_all_old_or_all_new(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Catalogue(place).manifest
    sizes, facts = Catalogue(place).table("household_size"), Catalogue(place).table("scaling_facts")
    rows = {"household_size": sizes.iloc[1:], "scaling_facts": facts.iloc[1:]}
    put(Catalogue(place), rows, {"what": "a trial"})
    new = {name: Catalogue(place).digest(name) for name in LAYERS}
    undo(Catalogue(place))
    really, steps = os.replace, 0
    outcomes = []
    while True:
        left = steps

        def dying(source: Any, target: Any) -> None:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            really(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", dying)
            try:
                put(Catalogue(place), rows, {"what": "a trial"})
            except Killed:
                outcome = {name: sound(place).digest(name) for name in LAYERS}
            else:
                break
        is_old = all(outcome[name] == old["layers"][name]["sha256"] for name in LAYERS)
        assert is_old or outcome == new
        outcomes.append("old" if is_old else "new")
        if not is_old:
            undo(Catalogue(place))
        steps += 1
    assert outcomes == sorted(outcomes, reverse=True)
    assert set(outcomes) == {"old", "new"}
    assert {p.name for p in place.glob("*.parquet")} == {f"{name}.parquet" for name in LAYERS}


def test_a_running_reader_sees_what_was_imported(place: Path) -> None:
    running = Catalogue(place)
    before = running.digest("zones")
    assert (running.table("zones")["geometry_method"] == "boundary").sum() == 0
    import_outlines(saved(place, drawn(place)), WANTED, Catalogue(place))
    assert running.digest("zones") != before
    assert (running.table("zones")["geometry_method"] == "boundary").sum() == 43


def test_two_imports_at_once(place: Path) -> None:
    path = saved(place, drawn(place))
    with alone(place), pytest.raises(WopmapError, match=r"Another import into .* is under way"):
        import_outlines(path, WANTED, Catalogue(place))


def test_the_same_again_changes_nothing(place: Path) -> None:
    path = saved(place, drawn(place))
    import_outlines(path, WANTED, Catalogue(place))
    before = bytes_of(place)
    report = import_outlines(path, WANTED, Catalogue(place))
    assert report.layers == ()
    assert "Nothing has changed" in str(report)
    assert bytes_of(place) == before


def test_never_into_an_object_store() -> None:
    with pytest.raises(WopmapError, match=r"object store .* where an import never writes"):
        import_outlines("x.geojson", WANTED, Catalogue("file:///somewhere/geodata"))


def test_real_outlines_beside_approximate_ones_do_not_overlap(place: Path) -> None:
    table = drawn(place).iloc[:20]
    table["geometry"] = shapely.buffer(table.geometry.to_numpy(), 0.004)
    report = import_outlines(saved(place, table), replace(WANTED, accept_misplaced=True), Catalogue(place))
    rows = zones_of(place)
    assert (rows["geometry_method"] == "boundary").sum() == 20
    assert report.cut_back
    real = shapely.union_all(rows.geometry[rows["geometry_method"] == "boundary"])
    left = rows.geometry[rows["geometry_method"] == "voronoi"]
    assert shapely.area(shapely.intersection(left.to_numpy(), real)).max() < 1e-9
    assert rows.geometry[rows["geometry_method"].isna()].isna().all()


def test_zones_without_a_place_get_one_inside_their_outline(place: Path) -> None:
    city = "bra-olinda"
    rows = zones_of(place, city)
    rows = rows[rows["level"] == "bairro"]
    shapes = [shapely.box(-34.9 + 0.01 * i, -8.01, -34.891 + 0.01 * i, -8.0) for i in range(len(rows))]
    names = [f"Bairro {n}" for n in rows["zone_name"]]
    table = geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs=4326)
    report = import_outlines(saved(place, table), Wanted(city, "name"), Catalogue(place))
    assert report.by_name == len(rows)
    after = zones_of(place, city).loc[rows.index]
    assert set(after["place_quality"]) == {"exact"}
    assert shapely.contains_xy(after.geometry.to_numpy(), after["lon"], after["lat"]).all()
    assert after["point_note"].str.startswith("inside the outline brought from brought.geojson").all()


def test_service_areas_follow(place: Path) -> None:
    table = drawn(place, "lka-colombo")
    import_outlines(saved(place, table), replace(WANTED, city_id="lka-colombo"), Catalogue(place))
    catalogue = sound(place)
    areas = catalogue.geo("service_areas")
    served = areas[areas["city_ids"].str.split(";").map(lambda ids: "lka-colombo" in ids)]
    assert len(served)
    union = shapely.union_all(table.geometry.to_numpy())
    for area in served.geometry:
        assert shapely.difference(union, area).area < 1e-6
    before = Catalogue(GEODATA).table("service_areas").set_index("operator_id").sort_index()
    after = catalogue.table("service_areas").set_index("operator_id").sort_index()
    pd.testing.assert_frame_equal(after, before)  # figures do not depend on outlines


def test_wrong_columns_cities_and_levels_name_the_nearest(place: Path) -> None:
    table = drawn(place)
    said = refusal(place, table, Wanted(CITY, "cod", name="nam"))
    assert "column cod: is no column (--key); the nearest is code; columns are code, name and other" in said
    assert "column nam: is no column (--name); the nearest is name" in said
    assert "'lka-gale' is not a city with zones; the nearest is lka-galle" in refusal(
        place, table, Wanted("lka-gale", "code")
    )
    assert "the nearest is lka-galle" in refusal(place, table, Wanted("Galle", "code"))
    assert "'street' is not a level of lka-galle; name one of gn-division" in refusal(
        place, table, replace(WANTED, level="street")
    )


def test_a_column_that_fits_nothing_names_the_one_that_would(place: Path) -> None:
    table = drawn(place)
    table["text"] = "none " + table["other"].astype(str)
    said = refusal(place, table, Wanted(CITY, "text"))
    assert "column text: fits none of the 43 zones of lka-galle" in said
    assert "column code fits 43: --key code" in said


def test_another_place_and_swapped_axes(place: Path) -> None:
    table = drawn(place)
    table["geometry"] = shapely.transform(table.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    said = refusal(place, table)
    assert "holds no outline near lka-galle: the nearest is" in said
    assert "write longitude first, or say --swap-axes" in said
    how = replace(WANTED.how, swap_axes=True)
    assert (
        import_outlines(saved(place, table), replace(WANTED, how=how), Catalogue(place), True).by_code == 43
    )
    table["geometry"] = shapely.transform(drawn(place).geometry.to_numpy(), lambda xy: np.add(xy, [20, 10]))
    assert "check --city, and the coordinate system of the file (--crs)" in refusal(place, table)


def test_every_outline_that_cannot_be_used_is_named(place: Path) -> None:
    table = drawn(place)
    table.loc[2, "geometry"] = None
    table.loc[4, "geometry"] = shapely.Point(80.2, 6.03)
    table.loc[6, "geometry"] = shapely.box(100, 10, 101, 11)
    said = refusal(place, table)
    assert "row 3: " in said
    assert "has no geometry" in said
    assert "row 5" in said
    assert "is a Point, not a polygon" in said
    assert "row 7, column code" in said
    assert "km away from lka-galle" in said
    assert len(said.splitlines()) == 3


def test_a_column_of_other_numbers_is_doubted(place: Path) -> None:
    table = drawn(place)
    table["code"] = list(reversed(table["code"]))
    table["geometry"] = shapely.buffer(shapely.centroid(table.geometry.to_numpy()), 0.0005)
    said = refusal(place, table)
    assert "cannot be right: of 43 zones whose place is known" in said
    assert "--accept-misplaced" in said
    taken = import_outlines(
        saved(place, table), replace(WANTED, accept_misplaced=True), Catalogue(place), dry_run=True
    )
    assert "have limits changed since the census?" in str(taken)


def test_duplicates_are_told_and_merged_only_when_asked(place: Path) -> None:
    table = drawn(place)
    twice = pd.concat([table, table.iloc[:1].assign(geometry=table.geometry.iloc[:1].translate(0.01))])
    report = import_outlines(saved(place, twice), WANTED, Catalogue(place), dry_run=True)
    assert (report.by_code, report.matches.several[0].features) == (42, (1, 44))
    assert "1 code or name not taken, as they stand for several" in str(report)
    import_outlines(saved(place, twice), replace(WANTED, merge_parts=True), Catalogue(place))
    whole = zones_of(place).geometry[report.matches.several[0].zone_ids[0]]
    assert len(whole.geoms) == 2


def test_heavy_outlines_are_thinned_and_keep_common_borders(place: Path) -> None:
    table = drawn(place)
    table["geometry"] = shapely.buffer(table.geometry.to_numpy(), 0.001, quad_segs=2000)
    report = import_outlines(saved(place, table), WANTED, Catalogue(place))
    assert "Outlines thinned from 34" in str(report).replace("\u202f", "")
    rows = zones_of(place)
    assert shapely.get_num_coordinates(rows.geometry.to_numpy()).sum() <= 1500 * 43
    assert rows.geometry.is_valid.all()


def test_larger_limits_of_another_year_are_told(place: Path) -> None:
    table = drawn(place)
    table.loc[0, "geometry"] = shapely.buffer(table.geometry.loc[0], 0.02)
    report = import_outlines(saved(place, table), WANTED, Catalogue(place), dry_run=True)
    assert "1 outline hold the points of other zones as well" in str(report)


def test_the_command(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WOPMAP_GEODATA", str(place))
    path = str(saved(place, drawn(place)))
    assert main(["import", "outlines", path, "--city", CITY, "--key", "code", "--dry-run"]) == 0
    assert "43 of 43 GN divisions matched" in capsys.readouterr().out
    assert main(["import", "outlines", path, "--city", CITY, "--key", "cod"]) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert main(["import", "outlines", path]) == 2
    assert "--key COLUMN is required" in capsys.readouterr().err
    assert main(["import", "outlines", path, "--city", CITY, "--key", "code"]) == 0
    assert "`import --undo` takes it back." in capsys.readouterr().out
    assert main(["import", "--undo"]) == 0
    assert capsys.readouterr().out.startswith("Taken back: outlines from brought.geojson.")
    assert main(["import", "--undo"]) == 1
    assert main(["import"]) == 2
