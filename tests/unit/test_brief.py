"""Briefs: what is printed is what the layers say, whatever the names look like, and the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.pdf_reading import images, page_texts
from tests.unit.scenes import near
from wopmap.cli import main
from wopmap.layers import Catalogue
from wopmap.partnerships import Source
from wopmap.publish import brief_city, brief_country, charts
from wopmap.publish.brief import MOST_PAGES, Brief, UnknownPlace, brief
from wopmap.publish.document import (
    Cited,
    Column,
    Document,
    Fact,
    Figure,
    Points,
    References,
    Section,
    Table,
    Text,
    described,
)
from wopmap.publish.maps import cropped, each_once
from wopmap.publish.style import PAPER
from wopmap.publish.typesetting import told, typeset
from wopmap.publish.views import outlines
from wopmap.scene.model import Flows

ROOT = Path(__file__).resolve().parents[2]
MARKUP = '#panic("run") *bold* $x^2$ _a_ @ref <label> // no \\ [x] `raw` = Heading'
ARABIC, CHINESE, HEBREW = "شركة المياه", "东京水道局", "מים"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10z"/></svg>'


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def nairobi(catalogue: Catalogue) -> Brief:
    return brief(catalogue, "ken-nairobi")


@pytest.fixture(scope="module")
def kenya(catalogue: Catalogue) -> Brief:
    return brief(catalogue, "KEN")


def document(name: str = "Somewhere") -> Document:
    """Every kind of block with one name in all of them."""
    table = Table(
        (Column("Mentor"), Column("Number", 0.5, numeric=True)),
        ((Cited(name, (1,)), None), (Cited("W" * 300), Cited("12"))),
        Cited(f"Table of {name}"),
    )
    blocks = (
        Text(Cited(f"Text on {name}", (1, 2))),
        Figure(PICTURE, Cited(f"Picture of {name}"), f"Alt {name}"),
        table,
        Points((Cited(f"Mind {name}"),)),
    )
    return Document(
        kind="City brief",
        title=name,
        subtitle=name,
        lead=Cited(f"Lead of {name}.", (2,)),
        facts=(Fact("12", name, (1,)),),
        sections=(Section(f"Section {name}", blocks),),
        sources=(
            Source(name, "https://example.org/a-long/path?x=1&y=2"),
            Source("No address", "javascript:x"),
        ),
        notes=("A note on borders.",),
        vintage="abc",
        link="https://atlas.example/?city=x",
    )


def test_words_are_never_markup() -> None:
    paper = typeset(document(MARKUP))
    text = " ".join(page_texts(paper.content))
    squeezed = text.replace(" ", "")
    for before in ("Texton", "Pictureof", "Tableof", "Mind", "Leadof", "Section"):
        assert before + MARKUP.replace(" ", "") in squeezed


def test_every_kind_of_block_is_printed_with_its_numbers_and_what_is_missing() -> None:
    paper = typeset(document())
    text = " ".join(page_texts(paper.content))
    for words in (
        "Section Somewhere",
        "Text on Somewhere",
        "Figure 1.",
        "Table 1.",
        "Mind Somewhere",
        "not stated",
        "Data vintage: abc.",
        "A note on borders.",
        "example.org/a-long/path?x=1&y=2",
        "1 / 1",
    ):
        assert words in text
    assert text.count("W") >= 300
    assert b"/URI(https://example.org/a-long/path?x=1&y=2)" in paper.content
    assert b"javascript" not in paper.content


@pytest.mark.parametrize(
    "name", [ARABIC, HEBREW, CHINESE, "Ω " * 40, "a" * 2000, "\u202egnp\x00\x07.exe", ""]
)
def test_names_in_any_script_and_of_any_length_are_set(name: str) -> None:
    paper = typeset(document(name))
    assert paper.content.startswith(b"%PDF-")
    assert 1 <= paper.pages <= 8
    assert "Lead of" in page_texts(paper.content)[0]


def test_scripts_the_fonts_cover_are_letters_and_others_a_sign_that_some_are_missing() -> None:
    text = " ".join(page_texts(typeset(document(HEBREW)).content))
    assert set(HEBREW) <= set(text)
    from wopmap.draw.lettering import readable

    shown = readable("\U0001f6b0 水")
    assert len(shown) == 3
    assert "\ufffd" in shown


def test_a_brief_on_a_city_says_what_the_layers_say(catalogue: Catalogue, nairobi: Brief) -> None:
    text = " ".join(page_texts(nairobi.content)).replace("\u202f", " ")
    use = catalogue.table("zone_use")
    rows = use[
        (use["city_id"] == "ken-nairobi") & (use["year"] == 2019) & (use["indicator"] == "piped_on_premises")
    ]
    zones = catalogue.table("zones").set_index("zone_id")
    rows = rows[rows["zone_id"].map(zones["level"]) == "sub-county"]
    counted = sum(rows["households"])
    without = sum(n * (1 - s) for n, s in zip(rows["households"], rows["share"], strict=True))
    assert f"{counted:,.0f}".replace(",", " ") in text
    assert f"{without:,.0f}".replace(",", " ") in text
    for zone, share in zip(rows["zone_id"], rows["share"], strict=True):
        assert str(zones.at[zone, "zone_name"]) in text
        assert f"{share * 100:.1f}" in text
    assert f"{(max(rows['share']) - min(rows['share'])) * 100:.1f} percentage points" in text
    assert "Kenya Population and Housing Census 2019, KNBS" in text
    assert "GWOPA-OFID" in text
    assert nairobi.pages == len(page_texts(nairobi.content)) == 2


def test_a_brief_on_a_country_says_what_the_layers_say(catalogue: Catalogue, kenya: Brief) -> None:
    text = " ".join(page_texts(kenya.content)).replace("\u202f", " ")
    use = catalogue.table("country_use")
    rows = use[
        (use["country_iso3"] == "KEN") & (use["indicator"] == "at_least_basic") & (use["year"] == 2020)
    ]
    for row in rows[rows["residence"].isin(["urban", "rural"])].itertuples():
        assert f"{row.residence} people ({(1 - row.share) * 100:.1f} %) without at least basic" in text
    flows = catalogue.table("flows")
    to_kenya = flows[(flows["mentee_country"] == "KEN") & (flows["mentor_country"] != "KEN")]
    assert f"{to_kenya['wop_id'].nunique()} partnerships bring help from abroad" in text
    for mentor in to_kenya["mentor"].unique():
        assert str(mentor) in text
    for words in (
        "Urban people",
        "Rural people",
        "Why mentors come",
        "What utilities report",
        "Natural Earth",
    ):
        assert words in text
    assert 2 <= kenya.pages <= MOST_PAGES


def test_figures_are_lines_and_letters_not_dots(nairobi: Brief, kenya: Brief) -> None:
    assert images(nairobi.content) == images(kenya.content) == 0
    assert "households without" in page_texts(nairobi.content)[0]


def test_the_largest_country_keeps_to_its_pages_and_counts_what_is_left_out(catalogue: Catalogue) -> None:
    made = brief(catalogue, "nld")
    assert made.pages <= MOST_PAGES
    assert "earlier ones not shown here" in " ".join(page_texts(made.content))


@pytest.mark.parametrize("identity", ["nld-amsterdam", "TWN", "ATA", "mex-ciudad-de-mexico", "bgd-dhaka"])
def test_places_with_little_or_much_on_file_have_a_brief_too(catalogue: Catalogue, identity: str) -> None:
    made = brief(catalogue, identity)
    assert 1 <= made.pages <= MOST_PAGES
    text = " ".join(page_texts(made.content))
    assert "nan" not in text.lower().split()
    assert "<NA>" not in text
    assert "None" not in text.split()


def test_the_same_data_give_the_same_bytes_in_every_process(nairobi: Brief, tmp_path: Path) -> None:
    file = tmp_path / "again.pdf"
    command = [sys.executable, "-m", "wopmap", "brief", "ken-nairobi", "--out", str(file)]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert file.read_bytes() == nairobi.content


def test_what_is_not_known_is_named_with_what_comes_near(catalogue: Catalogue) -> None:
    with pytest.raises(
        UnknownPlace, match=r'There is no country or city "Kenia".*Did you mean.*KEN \(Kenya\)'
    ):
        brief(catalogue, "Kenia")
    with pytest.raises(UnknownPlace, match="ken-nairobi"):
        brief(catalogue, "ken-nairoby")
    with pytest.raises(UnknownPlace) as found:
        brief(catalogue, "Nairobi")
    assert "ken-nairobi" in found.value.near


def test_references_are_numbered_as_they_are_first_cited() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b", "c"],
            "title": ["Census", None, None],
            "publisher": ["Office", "b.org", None],
            "url": [None, "https://b.org/x", None],
            "year": pd.array([2019, None, None], dtype="Int64"),
        }
    )
    references = References(sources)
    assert references.cite(["b", None, "a", "b", pd.NA, ""]) == (1, 2)
    assert references.cite(["c"]) == (3,)
    assert references.sources() == (
        Source("", "https://b.org/x"),
        Source("Census, Office, 2019", None),
        Source("c", None),
    )
    assert described("gone", None) == Source("gone", None)


def test_a_part_of_a_picture_keeps_everything_else() -> None:
    head, body = '<?xml version="1.0"?>\n<svg', ' version="1.1"><g viewBox="1"/></svg>'
    svg = head + ' width="75pt" height="30pt" viewBox="0 0 75 30"' + body
    assert cropped(svg, (20, 4, 60, 32)) == head + ' width="45pt" height="24pt" viewBox="15 3 45 24"' + body


def test_letters_no_font_has_are_said_to_be_another_script() -> None:
    assert told("\ufffd\ufffd \ufffd (leaflet)") == "[words in another script] (leaflet)"
    assert told("Plain title") == "Plain title"


def test_who_helps_from_beyond_the_map_is_named_once() -> None:
    layer = next(layer for layer in near().layers if isinstance(layer, Flows))
    twice = replace(layer, edge_labels=["from Vitens", "from VEI", "from Vitens", ""])
    found = each_once(twice)
    assert isinstance(found, Flows)
    assert list(found.edge_labels) == ["from Vitens", "from VEI", "", ""]
    land = near().layers[0]
    assert each_once(land) is land


def test_the_chart_of_zones_names_each_and_leaves_missing_counts_out() -> None:
    table = pd.DataFrame(
        {"zone_name": ["Kibra", MARKUP], "share": [0.3, 0.7], "without": [700.0, None]}, index=["a", "b"]
    )
    drawn = charts.zones(table, 0.5, {"a": PAPER.water[0], "b": PAPER.water[3]}, "households without")
    assert ">Kibra<" in drawn
    assert ">700<" in drawn
    assert "nan" not in drawn.lower()
    assert "all: 50.0 %" in drawn


def test_an_empty_or_unwritable_place_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "KEN", "--out", str(tmp_path / "KEN.png")]) == 2
    assert "KEN.png does not end in .pdf." in capsys.readouterr().err
    assert main(["brief", "Atlantis", "--out", str(tmp_path / "x.pdf")]) == 2
    assert 'There is no country or city "Atlantis"' in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["brief", "ATA", "--out", str(tmp_path / "file" / "x.pdf")]) == 1
    message = capsys.readouterr().err
    assert "cannot be used" in message
    assert "Traceback" not in message
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_the_command_writes_the_brief_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "ATA.pdf"
    assert main(["brief", "ata", "--out", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert "Antarctica" in capsys.readouterr().out


def test_both_briefs_print_the_maps_of_the_pages(catalogue: Catalogue) -> None:
    from wopmap.city import profile, read

    scene = brief_city.city_map(catalogue, profile(read(catalogue, "ken-nairobi")))
    assert scene.theme == PAPER
    assert {layer.id for layer in scene.layers} >= {"land", "zones", "flows", "utilities"}
    assert set(outlines(catalogue, scene)) == {"zones", "countries", "countries_110m"}
    assert replace(scene, title="").notes == scene.notes
    assert brief_country.document(catalogue, "KEN", 5).facts[0].value.endswith("million")
