"""The pages of a country and a city leave the house as the atlas does."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import parse_qs

import pytest
from PIL import Image

from tests.unit.publishing import SMALL, catalogue, rows_of
from wopmap.errors import WopmapError
from wopmap.publish import batch, views
from wopmap.publish.package import package
from wopmap.publish.snapshot import Order, snapshot
from wopmap.scene.style import LIGHT


@pytest.mark.parametrize(
    ("page", "link", "name"),
    [
        ("country", "place=KEN&years=2010-2020", "wopmap_KEN_2010-2020_country.png"),
        ("city", "city=ken-nairobi", "wopmap_ken-nairobi_2019_piped-on-premises_zones.png"),
        ("city", "city=ken-nairobi&show=dots", "wopmap_ken-nairobi_2019_piped-on-premises_dots.png"),
    ],
)
def test_other_pages_are_drawn_from_their_links(page: str, link: str, name: str) -> None:
    file = snapshot(page, parse_qs(link), Order(preset=SMALL), catalogue())
    assert (file.name, file.problems) == (name, ())
    assert Image.open(io.BytesIO(file.content)).size == (640, 480)


def test_a_picture_of_a_city_says_what_its_page_says() -> None:
    text = snapshot("city", {"city": ["ken-nairobi"]}, Order(form="svg"), catalogue()).content.decode()
    words = re.findall(r"<text[^>]*>([^<]*)</text>", text)
    assert any("Kibra" in line for line in words)
    assert any(line.startswith("from ") and line.endswith(" km") for line in words)
    assert any("Kenya Population and Housing Census 2019" in line for line in words)
    assert "service area" in words
    assert 'id="service"' in text


def test_the_package_of_a_city_holds_its_zones_with_their_shares() -> None:
    found = views.page("city").view(catalogue(), {"city": ["ken-nairobi"]}, LIGHT, title=None, fit=False)
    file = package(found, Order(preset=SMALL), catalogue())
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    zones = rows_of(archive.read("zones.csv"))
    use = catalogue().table("zone_use")
    asked = use[
        (use["zone_id"].isin([row["zone_id"] for row in zones])) & (use["year"] == 2019)
        & (use["indicator"] == "piped_on_premises")
    ].set_index("zone_id")["share"]  # fmt: skip
    assert len(zones) == 11
    assert all(float(row["share"]) == pytest.approx(float(asked[row["zone_id"]]), abs=1e-4) for row in zones)
    told = {row["column"] for row in rows_of(archive.read("dictionary.csv")) if row["meaning"]}
    assert set(zones[0]) <= told


def test_there_is_a_job_for_each_city_with_zones_and_each_country() -> None:
    cities = catalogue().table("cities")
    planned = batch.plan(catalogue(), "city", {}, "city", ["png"], Order())
    assert {job.where["city"][0] for job in planned} == set(cities["city_id"][cities["zones"] > 0])
    kenyan = batch.plan(catalogue(), "city", {"country": ["KEN"]}, "city", ["png"], Order())
    expected = cities[(cities["country_iso3"] == "KEN") & (cities["zones"] > 0)]
    assert {job.where["city"][0] for job in kenyan} == set(expected["city_id"])
    one = batch.plan(catalogue(), "country", {"country": ["KEN"]}, "country", ["png"], Order())
    assert [job.where for job in one] == [{"place": ["KEN"]}]


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("city", "", "Say which city"),
        ("city", "city=atlantis", "atlantis"),
        ("country", "", "Say which country"),
        ("country", "place=XXX", "There is no country with the code"),
    ],
)
def test_a_link_without_a_place_is_refused_in_a_sentence(page: str, link: str, said: str) -> None:
    with pytest.raises(WopmapError, match=said):
        snapshot(page, parse_qs(link), Order(), catalogue())
