"""The data package: the rows shown in each form, explained, with their documents."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.unit.publishing import GEODATA, SMALL, catalogue, kenya, rows_of
from wopmap.layers import Catalogue
from wopmap.publish.package import package
from wopmap.publish.snapshot import Order
from wopmap.publish.views import PageView


def opened(found: PageView) -> dict[str, bytes]:
    file = package(found, Order(preset=SMALL), catalogue())
    assert file.name == "wopmap_KEN_flows.zip"
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_holds_the_rows_shown_in_each_form_with_their_documents() -> None:
    files = opened(kenya())
    flows = catalogue().table("flows")
    asked = flows[(flows["mentor_country"] == "KEN") | (flows["mentee_country"] == "KEN")]
    expected = set(flows[flows["wop_id"].isin(asked["wop_id"])]["flow_id"]) & set(asked["flow_id"])
    read = {row["flow_id"] for row in rows_of(files["flows.csv"])}
    assert expected <= read
    assert {row["wop_id"] for row in rows_of(files["partnerships.csv"])} == set(asked["wop_id"])
    frame = gpd.read_parquet(io.BytesIO(files["flows.parquet"]))
    assert set(frame["flow_id"]) == read
    assert frame.crs.to_epsg() == 4326
    collection = json.loads(files["flows.geojson"])
    assert {feature["properties"]["flow_id"] for feature in collection["features"]} == read
    assert "NaN" not in files["flows.geojson"].decode()
    water = {row["iso3"]: row["share"] for row in rows_of(files["household_water.csv"])}
    use = catalogue().table("country_use")
    kenyan = use[
        (use["country_iso3"] == "KEN") & (use["year"] == use["year"].max()) & (use["residence"] == "total")
        & (use["indicator"] == "at_least_basic")
    ]  # fmt: skip
    assert float(water["KEN"]) == pytest.approx(float(kenyan["share"].iloc[0]))


def test_the_package_explains_itself() -> None:
    files = opened(kenya())
    meanings = rows_of(files["dictionary.csv"])
    for name in ("partnerships", "flows", "household_water"):
        columns = set(rows_of(files[f"{name}.csv"])[0])
        told = {row["column"] for row in meanings if row["table"] == name and row["meaning"]}
        assert columns <= told
    listed = {row["source_id"] for row in rows_of(files["sources.csv"])}
    assert set(kenya().scene.sources) <= listed
    readme = files["README.txt"].decode()
    assert "country=KEN" in readme
    assert "Licence: Facts are cited to the producers" in readme
    assert str(catalogue().manifest["vintage"]) in readme
    assert all(name in readme for name in files if name != "README.txt")
    assert files["wopmap_KEN_flows.png"].startswith(b"\x89PNG")


def test_the_same_view_gives_the_same_package() -> None:
    assert (
        package(kenya(), Order(preset=SMALL), catalogue()).content
        == package(kenya(), Order(preset=SMALL), Catalogue(GEODATA)).content
    )


def test_no_rows_and_dangerous_rows_can_be_packed() -> None:
    bad = pd.DataFrame({"mentors": ["=HYPERLINK(1)", None], "share": [0.5, np.nan]})
    files = opened(kenya(rows=lambda: {"partnerships": bad, "empty": bad[:0]}))
    assert rows_of(files["partnerships.csv"])[0]["mentors"] == "'=HYPERLINK(1)"
    assert rows_of(files["empty.csv"]) == []
