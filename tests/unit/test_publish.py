"""What leaves the house: names, documents in words, pictures from links, many at once, the data package, bad input."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from wopmap.cli import main
from wopmap.draw import lettering
from wopmap.draw.imprint import enumerated, foot_lines
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import batch, views
from wopmap.publish.names import file_name, selection_parts
from wopmap.publish.package import package
from wopmap.publish.references import in_words
from wopmap.publish.snapshot import NotASize, Order, draw, imprint, size, smaller, snapshot
from wopmap.publish.views import PageView
from wopmap.scene.framing import box_around, names_of
from wopmap.scene.model import Flows, Points, Scene, View
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.tables import BYTE_ORDER_MARK

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
SMALL = "640x480px"
HOSTILE = '"; rm -rf / $(x) <script>alert(1)</script>'


@cache
def catalogue() -> Catalogue:
    return Catalogue(GEODATA)


def kenya(**changes: Any) -> PageView:
    found = views.page("atlas").view(catalogue(), {"country": ["KEN"]}, LIGHT, title=None, fit=True)
    return replace(found, **changes)


# Names


def test_names_say_what_files_hold() -> None:
    asked = Selection(countries=("KEN",), years=(2010, 2020))
    assert file_name((*selection_parts(asked), "flows"), "png") == "wopmap_KEN_2010-2020_flows.png"
    assert selection_parts(Selection()) == ("world",)
    assert selection_parts(Selection(years=(2015, 2015), topics=("nrw",))) == ("world", "2015", "filtered")
    many = Selection(countries=("KEN", "UGA", "TZA", "RWA", "BDI"))
    assert selection_parts(many) == ("5-places",)


@pytest.mark.parametrize(
    "part", ["../../etc/passwd", "a/b\\c:d*?", "\x00\n", "مياه نيروبي", "北京", "-", "x" * 300]
)
def test_a_name_is_one_no_file_system_minds(part: str) -> None:
    name = file_name((part, "flows"), "svg")
    assert name.startswith("wopmap_")
    assert name.endswith("flows.svg")
    assert len(name) < 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


# Documents in words


def sources(rows: list[tuple[str, str | None, str | None, int | None]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["source_id", "title", "publisher", "year"])
    return table.astype({"title": "string", "publisher": "string", "year": "Int64"})


def test_documents_are_named_with_publisher_and_year() -> None:
    table = sources(
        [
            ("a", "Annual report", "VEI", 2019),
            ("b", "Census", None, None),
            ("c", None, "gwopa.org", 2014),
            ("d", None, "gwopa.org", None),
            ("e", None, "gwopa.org", 2018),
            ("jmp", "Progress", "WHO/UNICEF JMP", 2021),
        ]
    )
    assert in_words(table, ["a", "b", "c", "d", "e", "jmp", "unknown"], first=["jmp"]) == (
        "Progress (WHO/UNICEF JMP, 2021)",
        "Annual report (VEI, 2019)",
        "Census",
        "gwopa.org (3 documents, 2014 to 2018)",
    )
    assert in_words(table, ["d"]) == ("gwopa.org (undated)",)
    assert in_words(table, []) == ()


def test_too_many_titles_are_gathered_by_publisher() -> None:
    table = sources([(f"s{i}", f"Title {i}", "VEI" if i % 3 else "JICA", 2000 + i) for i in range(30)])
    found = in_words(table, [f"s{i}" for i in range(30)])
    assert found == ("VEI (20 documents, 2001 to 2029)", "JICA (10 documents, 2000 to 2027)")


def test_sources_that_find_no_room_are_counted() -> None:
    phrases = [f"publisher-{i}.org (20{i:02d})" for i in range(60)]
    lines = enumerated(phrases, 600.0, 2)
    assert len(lines) == 2
    words = " ".join(lines)
    shown = words.count("publisher-")
    assert words.endswith(f"; and {60 - shown} more, listed with the data.")
    whole = enumerated(phrases[:3], 900.0, 2)
    assert whole == [f"Sources: {'; '.join(phrases[:3])}."]


def test_the_foot_names_the_producer_of_the_figures_first_and_everything_a_reader_needs() -> None:
    found = kenya()
    foot = imprint(found, Order(address="https://example.org/", footnote="Own words."), catalogue())
    assert foot.sources[0].startswith("Progress on household drinking water")
    assert foot.sources[0].endswith("(WHO/UNICEF JMP, 2021)")
    assert foot.link == "https://example.org/?country=KEN"
    lines = [line for line, _ in foot_lines(foot, found.scene, 1220.0, 2)]
    assert lines[0] == "Own words."
    assert any("no opinion on the legal status" in line for line in lines)
    assert any(str(catalogue().manifest["vintage"]) in line for line in lines)
    assert lines[-1] == "This view: https://example.org/?country=KEN"


# The frame


def world(paths: list[list[tuple[float, float]]], points: list[tuple[float, float]]) -> Scene:
    number = len(paths)
    flows = Flows(
        "flows", [np.array(path, float) for path in paths], np.ones(number), ["#000000"] * number,
        [""] * number, [""] * number, np.zeros(number, bool),
    )  # fmt: skip
    lon, lat = np.array(points, float).reshape(-1, 2).T
    names = [f"Place {i}\nmore" for i in range(len(points))]
    dots = Points(
        "mentees", lon, lat, np.arange(len(points), dtype=float) + 1, ["#000000"] * len(points), names, names
    )
    return Scene("", "", "", LIGHT, View(0, 0, 0.6), (flows, dots), ())


def test_the_box_goes_round_the_short_way() -> None:
    west, south, east, north = (
        box_around(world([[(170.0, 0.0), (190.0, 10.0)]], [(-175.0, -5.0)])) or (0,) * 4
    )
    assert (west, south, east, north) == pytest.approx((167.0, -8.0, 193.0, 13.0))
    assert box_around(world([], [])) is None
    assert box_around(world([], [(float("nan"), 1.0)])) is None
    one = box_around(world([], [(36.8, -1.3)]))
    assert one == pytest.approx((33.8, -4.3, 39.8, 1.7))
    wide = box_around(world([], [(-10.0, 0.0)]), [(100.0, -20.0, 120.0, 60.0)])
    assert wide is not None
    assert wide[0] < -10 < 120 < wide[2]


def test_names_are_those_of_the_largest_places_each_once() -> None:
    labels = names_of(world([], [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]), most=2)
    assert list(labels.texts) == ["Place 2", "Place 1"]
    assert labels.lon.tolist() == [5.0, 3.0]
    assert list(names_of(world([], [])).texts) == []


# Sizes and orders


def test_sizes_by_name_in_px_and_in_mm() -> None:
    assert size("slide").width == 1920
    assert (size("1080x1080").width, size("1080x1080px").dpi) == (1080, 108)
    assert (size("160x90mm").width, size("160x90mm").dpi) == (1890, 300)
    for wrong in ("huge", "", "12", "10x", "-5x10px", "1e9x1e9px", "1200x800cm"):
        with pytest.raises(
            NotASize, match=r"is not a size\. Choose slide, a4-portrait, a4-landscape or square"
        ):
            size(wrong)
    for wrong in ("0x0px", "100000x100000px", "399x800px", "1x1mm", "2000x2000mm"):
        with pytest.raises(WopmapError, match="each side needs 400 to 12,000 dots"):
            size(wrong)
    preset = smaller(size("a4-portrait"), 900)
    assert max(preset.width, preset.height) <= 900
    assert preset.box == pytest.approx(size("a4-portrait").box, rel=0.02)


def test_the_oddest_sizes_give_a_picture_or_a_sentence() -> None:
    content = draw(kenya(), Order(preset="400x400px"), catalogue()).content
    assert Image.open(io.BytesIO(content)).size == (400, 400)
    wordy = kenya(scene=replace(kenya().scene, summary="words " * 500))
    tall = draw(wordy, Order(preset="400x4000px"), catalogue()).content
    assert Image.open(io.BytesIO(tall)).size == (400, 4000)
    with pytest.raises(WopmapError, match="too small for its title, legend and sources"):
        draw(wordy, Order(preset="12000x400px"), catalogue())


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order(form="gif"), "cannot be written as gif. Choose png, svg, pdf or html"),
        (Order(theme="pink"), 'There is no theme "pink". Choose light or dark'),
        (Order(qr=True), "A QR code needs the address of the dashboard"),
        (Order(qr=True, address="javascript:alert(1)"), "A QR code needs the address of the dashboard"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_a_sentence(order: Order, said: str) -> None:
    with pytest.raises(WopmapError, match=said.replace("(", r"\(").replace(")", r"\)")):
        snapshot("atlas", {}, order, catalogue())
    with pytest.raises(WopmapError, match='There is no map of a page "moon"'):
        snapshot("moon", {}, Order(), catalogue())


def test_an_unknown_country_is_named_and_the_picture_is_made_all_the_same() -> None:
    file = snapshot("atlas", parse_qs("country=XXX"), Order(preset=SMALL), catalogue())
    assert any("XXX" in problem for problem in file.problems)
    assert file.name == "wopmap_world_flows.png"
    assert Image.open(io.BytesIO(file.content)).size == (640, 480)


def test_a_title_of_two_thousand_letters_takes_two_lines_and_ends_in_dots() -> None:
    file = snapshot("atlas", {}, Order(form="svg", title="Water " * 400), catalogue())
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", file.content.decode())
    title = [text for text in texts if text.startswith("Water Water")]
    assert len(title) == 2
    assert title[-1].endswith("\u2026")


@pytest.mark.parametrize("form", ["svg", "html"])
def test_hostile_words_of_the_maker_stay_words(form: str) -> None:
    file = snapshot(
        "atlas", {"country": ["KEN"]}, Order(form=form, title=HOSTILE, footnote=HOSTILE), catalogue()
    )
    assert b"<script>alert(1)" not in file.content
    assert file.name == f"wopmap_KEN_flows.{form}"


def test_letters_of_other_scripts_are_shaped_or_said_to_have_no_font() -> None:
    arabic = "مياه نيروبي"
    assert lettering.unset(arabic) == ""  # the font matplotlib ships has them, and libraqm joins them
    one_sign, apart = lettering.text_width("لا", 100.0), sum(lettering.text_width(c, 100.0) for c in "لا")
    assert one_sign < 0.9 * apart
    file = snapshot("atlas", {}, Order(form="svg", title=arabic), catalogue())
    assert arabic in file.content.decode()
    assert not file.problems
    nowhere = "\U00016f00"  # Miao
    lost = snapshot("atlas", {}, Order(form="svg", title=f"Water {nowhere}"), catalogue())
    assert "Water \ufffd" in lost.content.decode()
    assert [problem for problem in lost.problems if "No font on this machine has" in problem]


def test_a_qr_code_leads_to_the_view() -> None:
    with_code = draw(kenya(), Order(form="svg", address="https://example.org", qr=True), catalogue()).content
    assert b'id="qr"' in with_code
    assert (
        b'id="qr"' not in draw(kenya(), Order(form="svg", address="https://example.org"), catalogue()).content
    )
    long = kenya(query="q=" + "x" * 4000)
    with pytest.raises(WopmapError, match="too long for a QR code"):
        draw(long, Order(address="https://example.org", qr=True), catalogue())


# The data package


def opened(found: PageView) -> dict[str, bytes]:
    file = package(found, Order(preset=SMALL), catalogue())
    assert file.name == "wopmap_KEN_flows.zip"
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


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


# Many at once


def jobs(codes: str = "KEN,UGA", forms: tuple[str, ...] = ("png",)) -> list[batch.Job]:
    return batch.plan(
        catalogue(), "atlas", {"country": [codes]}, "country", forms, Order(preset=SMALL, fit=True)
    )


def test_there_is_a_job_for_each_country_that_takes_part() -> None:
    flows = catalogue().table("flows")
    taking_part = set(flows["mentor_country"].dropna()) | set(flows["mentee_country"].dropna())
    planned = batch.plan(catalogue(), "atlas", {}, "country", ["png", "svg"], Order())
    assert len(planned) == 2 * len(taking_part)
    assert {job.where["country"][0] for job in planned} == taking_part
    mentors = batch.plan(catalogue(), "atlas", {"side": ["mentor"]}, "country", ["png"], Order())
    assert {job.where["country"][0] for job in mentors} == set(flows["mentor_country"].dropna())
    with pytest.raises(WopmapError, match="covers no country"):
        batch.plan(catalogue(), "atlas", {"country": ["ATA"], "q": ["zzzz"]}, "country", ["png"], Order())
    with pytest.raises(WopmapError, match="for each city take the page city"):
        batch.plan(catalogue(), "atlas", {}, "city", ["png"], Order())


def test_a_second_run_makes_what_is_missing_or_has_changed(tmp_path: Path) -> None:
    first = list(batch.run(jobs(), tmp_path, 1, "v1"))
    assert [outcome.name for outcome in first] == ["wopmap_KEN_flows.png", "wopmap_UGA_flows.png"]
    assert not any(outcome.kept for outcome in first)
    (tmp_path / "wopmap_UGA_flows.png").unlink()
    again = {outcome.name: outcome.kept for outcome in batch.run(jobs(), tmp_path, 1, "v1")}
    assert again == {"wopmap_KEN_flows.png": True, "wopmap_UGA_flows.png": False}
    assert not any(outcome.kept for outcome in batch.run(jobs("KEN"), tmp_path, 1, "v2"))
    (tmp_path / batch.JOURNAL).write_text("[not a journal", "utf-8")
    assert not any(outcome.kept for outcome in batch.run(jobs("KEN"), tmp_path, 1, "v2"))


def test_one_that_fails_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = batch.snapshot

    def failing(page: str, where: Any, order: Order, using: Catalogue) -> Any:
        if where["country"] == ["UGA"]:
            raise WopmapError("Uganda cannot be drawn.")
        return real(page, where, order, using)

    monkeypatch.setattr(batch, "snapshot", failing)
    asked = ["snapshot", "--page", "atlas", "--each", "country", "--where", "country=KEN,UGA,TZA"]
    assert main([*asked, "--size", SMALL, "--out", str(tmp_path), "--jobs", "1"]) == 1
    said = capsys.readouterr()
    assert "UGA.png: Uganda cannot be drawn." in said.err
    assert "2 pictures made, 1 failed." in said.out
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [
        "wopmap_KEN_flows.png",
        "wopmap_TZA_flows.png",
    ]


def test_a_full_disk_leaves_no_half_file_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wopmap_KEN_flows.png").write_bytes(b"the picture of yesterday")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (outcome,) = batch.run(jobs("KEN"), tmp_path, 1, "v1")
    assert outcome.failure == "cannot be written: No space left on device"
    assert [path.name for path in tmp_path.iterdir()] == ["wopmap_KEN_flows.png"]
    assert (tmp_path / "wopmap_KEN_flows.png").read_bytes() == b"the picture of yesterday"
    single = tmp_path / "one.svg"
    assert main(["snapshot", "--page", "atlas", "--size", SMALL, "--out", str(single)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert not single.exists()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file = tmp_path / "file"
    a_file.write_text("x", "utf-8")
    asked = ["snapshot", "--page", "atlas", "--format", "png", "--out"]
    assert main([*asked, str(a_file / "below")]) == 1
    assert "cannot be made a folder" in capsys.readouterr().err
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main([*asked, str(tmp_path)]) == 1
    assert "may not be written to. Choose another folder." in capsys.readouterr().err


def test_several_processes_make_the_same_files(tmp_path: Path) -> None:
    outcomes = list(batch.run(jobs("KEN,UGA", ("png", "svg")), tmp_path / "two", 2, "v1"))
    assert not [outcome.failure for outcome in outcomes if outcome.failure]
    list(batch.run(jobs("KEN,UGA", ("png", "svg")), tmp_path / "one", 1, "v1"))
    for path in sorted((tmp_path / "one").glob("wopmap_*")):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ([], 2, "Say whose map to draw"),
        (["--page", "atlas", "--format", "gif"], 2, '"gif" is not a list of formats'),
        (["--page", "atlas", "--format", ","], 2, "is not a list of formats"),
        (["--page", "atlas", "--format", "png", "--size", "0x0px"], 1, "each side needs 400 to 12,000 dots"),
        (["--page", "atlas", "--each", "city"], 1, "for each city take the page city"),
        (["--page", "moon"], 2, "invalid choice"),
    ],
)
def test_the_command_says_what_it_did_not_understand(
    more: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", *more, "--out", str(tmp_path / "out")]) == code
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("out/wopmap*"))
