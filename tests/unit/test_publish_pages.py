"""Pictures of the pages Mentors, Utilities and Scaling up from their links: what the page shows, nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from wopmap.cli import main
from wopmap.cli.snapshot import PAGES
from wopmap.draw.legend import lay
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import batch, views
from wopmap.publish.package import package
from wopmap.publish.snapshot import Order, snapshot
from wopmap.publish.views import PageView
from wopmap.scene.framing import FINENESS, box_around, fitted, names_of
from wopmap.scene.model import Areas, Entry, Flows, Labels, LegendGroup, Mixes, Points, Scene
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.ui import loaders as shared
from wopmap.ui.mentors import loaders as mentors_ui
from wopmap.ui.scaling import match as match_ui
from wopmap.ui.scaling import parts as scaling_ui
from wopmap.ui.utilities import loaders as utilities_ui

SMALL = "640x480px"


@cache
def catalogue() -> Catalogue:
    return Catalogue()


def table(name: str) -> pd.DataFrame:
    return catalogue().table(name)


def view(page: str, fit: bool = False, title: str | None = None, /, **where: str) -> PageView:
    link = {name: [value] for name, value in where.items()}
    return views.page(page).view(catalogue(), link, LIGHT, title=title, fit=fit)


def layer(scene: Scene, name: str) -> Any:
    (found,) = (one for one in scene.layers if one.id == name)
    return found


def keys(page: str, kind: str = "country", /, **where: str) -> list[str]:
    link = {name: [value] for name, value in where.items()}
    return [key for key, _ in views.page(page).each(catalogue(), link, kind)]


def asked(kind: Any, where: dict[str, str]) -> tuple[Selection, Any]:
    """What the page itself makes of a link."""
    link = {name: [value] for name, value in where.items()}
    selection, _ = Selection.from_query(link, shared.world().vocabulary, allowed_extra=kind.PARAMETERS)
    return selection, kind.from_query(where)[0]


def of_mentors(where: dict[str, str]) -> Scene:
    selection, options = asked(MentorsOptions, where)
    return mentors_ui.scene(selection, options, LIGHT)


def of_utilities(where: dict[str, str]) -> Scene:
    return utilities_ui.where(asked(UtilitiesOptions, where)[1], LIGHT.name).scene


def of_scaling(where: dict[str, str]) -> Scene:
    selection, options = asked(ScalingOptions, where)
    if options.part == "today":
        return scaling_ui._scene(selection, options, LIGHT)
    question = options.who, options.way, options.topics, tuple(options.weighing().items())
    found = match_ui._scene(question, options.who, LIGHT)
    assert found is not None
    return found


SHOWN = {"mentors": of_mentors, "utilities": of_utilities, "scaling": of_scaling}
LINKS = [
    ("mentors", {}),
    ("mentors", {"country": "KEN,UGA", "by": "mentor", "pick": "nld-vei"}),
    ("mentors", {"said": "stated_by_mentor", "family": "commercial", "years": "2010-2020"}),
    ("mentors", {"at": "20.00,0.00,2.50", "motive": "export_market_development", "side": "mentor"}),
    ("utilities", {"utility": "ken-kiwasco"}),
    ("utilities", {"utility": "nld-vei", "country": "KEN"}),
    ("utilities", {"utility": "bgd-dhaka-wasa"}),
    ("scaling", {}),
    ("scaling", {"country": "KEN,SDN", "need": "piped", "since": "2000", "placed": "0"}),
    ("scaling", {"region": "southern-asia", "rule": "language", "placed": "9"}),
    ("scaling", {"part": "match", "who": "KEN", "on": "nrw"}),
    ("scaling", {"part": "match", "who": "uga-nwsc", "way": "mentees", "weights": "language:0"}),
]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, pd.Series):
        return bool(one.equals(other))
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, (list, tuple)) and one and isinstance(one[0], np.ndarray):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


@pytest.mark.parametrize(("page", "where"), LINKS)
def test_a_picture_shows_what_the_page_shows(page: str, where: dict[str, str]) -> None:
    found, shown = view(page, **where).scene, SHOWN[page](where)
    assert (found.title, found.summary, found.notes) == (shown.title, shown.summary, shown.notes)
    assert found.subtitle.startswith(shown.subtitle)
    assert found.legend == shown.legend
    assert set(shown.sources) <= set(found.sources)
    mine, theirs = ([one for one in scene.layers if not isinstance(one, Labels)] for scene in (found, shown))
    assert [one.id for one in mine] == [one.id for one in theirs]
    for one, other in zip(mine, theirs, strict=True):
        # Outlines alone may be finer: a sheet shows more of them than a small map.
        for name, value in vars(one).items():
            assert name == "tolerance" or _same(value, getattr(other, name)), (one.id, name)
    assert [one.id for one in found.layers if isinstance(one, Labels)] == ["names"]


@pytest.mark.parametrize(("page", "where"), [LINKS[1], LINKS[4], LINKS[9], LINKS[10]])
def test_the_link_of_a_picture_gives_it_again(page: str, where: dict[str, str]) -> None:
    found = view(page, **where)
    assert not found.problems
    assert {name: values[0] for name, values in parse_qs(found.query).items()} == where
    order = Order(preset=SMALL, fit=True)
    link = {name: [value] for name, value in where.items()}
    one, two = (snapshot(page, link, order, catalogue()) for _ in range(2))
    assert one.content == two.content
    again = snapshot(page, parse_qs(found.query), order, Catalogue())
    assert again.content == one.content
    with Image.open(io.BytesIO(one.content)) as picture:
        assert picture.size == (640, 480)
        assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20) or ()) > 50


# Mentors


def _statements() -> pd.DataFrame:
    rows = table("motivation_evidence").merge(table("motivation_types")[["motivation", "family"]])
    return rows.merge(table("operators")[["operator_id", "country_iso3"]])


def test_rings_hold_the_statements_on_file() -> None:
    rows = _statements()
    rings = layer(view("mentors").scene, "mixes")
    assert isinstance(rings, Mixes)
    counts = rows["country_iso3"].value_counts()
    assert {key: sum(part) for key, part in zip(rings.keys, rings.parts, strict=True)} == counts.to_dict()
    own = rows[rows["said_by"] == "stated_by_mentor"]
    rings = layer(view("mentors", said="stated_by_mentor", by="mentor").scene, "mixes")
    counts = own["operator_id"].value_counts()
    assert {key: sum(part) for key, part in zip(rings.keys, rings.parts, strict=True)} == counts.to_dict()


def test_a_family_leaves_the_flows_of_its_mentors_and_their_rows() -> None:
    rows = _statements()
    having = set(rows.loc[rows["family"] == "commercial", "operator_id"])
    found = view("mentors", family="commercial", by="mentor")
    flows = table("flows")
    mine = flows[flows["mentor_id"].isin(having).to_numpy(bool)]
    pairs = {f"{a}>{b}" for a, b in zip(mine["mentor_id"], mine["mentee_id"], strict=True) if a != b}
    assert len(layer(found.scene, "flows").paths) == len(pairs)
    given = found.rows()
    assert set(given["flows"]["flow_id"]) == set(mine["flow_id"])
    assert len(given["statements"]) == int(rows["operator_id"].isin(having).sum())
    assert found.name == ("world", "commercial", "mentors")
    told, partnerships, documents = found.read()
    assert len(told.rows) == len(given["statements"])
    assert "said_by" not in told.rows
    assert set(partnerships.rows.index) == set(mine["wop_id"])
    assert len(documents.rows)


def test_each_country_of_the_page_of_mentors_takes_part_in_what_it_shows() -> None:
    flows = table("flows")
    both = set(flows["mentor_country"].dropna()) | set(flows["mentee_country"].dropna())
    assert set(keys("mentors")) == both
    assert set(keys("mentors", side="mentor")) == set(flows["mentor_country"].dropna())
    south = flows["mentee_region"] == "Southern Asia"
    assert set(keys("mentors", region="southern-asia", side="mentee")) == set(
        flows.loc[south.to_numpy(bool), "mentee_country"]
    )
    link = dict(views.page("mentors").each(catalogue(), {"region": ["southern-asia"]}, "country"))["IND"]
    assert link == {"country": ["IND"]}
    with pytest.raises(WopmapError, match='for each country, not for each "city"'):
        keys("mentors", "city")


# Utilities


def test_the_map_of_a_utility_holds_its_flows_whatever_the_filters() -> None:
    flows = table("flows")
    mine = flows[
        ((flows["mentor_id"] == "ken-kiwasco") | (flows["mentee_id"] == "ken-kiwasco")).to_numpy(bool)
    ]
    found = view("utilities", utility="ken-kiwasco", country="IND", years="1990-1991")
    assert len(layer(found.scene, "flows").paths) == len(mine[["mentor_id", "mentee_id"]].drop_duplicates())
    given = found.rows()
    assert set(given["flows"]["flow_id"]) == set(mine["flow_id"])
    own = table("utility_performance")
    told = table("outcomes")
    number = sum(int((rows["operator_id"] == "ken-kiwasco").sum()) for rows in (own, told))
    assert len(given["figures"]) == number
    latest = given["household_water"]
    assert set(latest["year"]) == {2020}
    assert {"at_least_basic"} == set(latest["indicator"])
    assert found.scene.box is not None
    west, south, east, north = found.scene.box
    for path in layer(found.scene, "flows").paths:
        assert (path >= (west, south)).all()
        assert (path <= (east, north)).all()


def test_each_utility_has_a_partnership_on_file_and_passes_the_filters() -> None:
    flows, operators = table("flows"), table("operators")
    taking_part = set(flows["mentor_id"]) | set(flows["mentee_id"])
    alone = operators[~operators["kind"].isin(["utility_association", "group"]) & ~operators["placeholder"]]
    expected = alone[alone["operator_id"].isin(taking_part)]
    assert set(keys("utilities", "utility")) == set(expected["operator_id"])
    kenya = expected[expected["country_iso3"] == "KEN"]
    assert set(keys("utilities", "utility", country="KEN")) == set(kenya["operator_id"])
    planned = batch.plan(catalogue(), "utilities", {"country": ["KEN"]}, "utility", ["png"], Order())
    assert {job.where["utility"][0] for job in planned} == set(kenya["operator_id"])
    with pytest.raises(WopmapError, match='for each utility, not for each "country"'):
        keys("utilities", "country")


# Scaling up


def _without() -> pd.Series:
    """Urban people without at least basic water, the latest estimate, counted anew."""
    use = table("country_use")
    rows = use[((use["indicator"] == "at_least_basic") & (use["residence"] == "urban")).to_numpy(bool)]
    rows = rows.dropna(subset=["share", "population"]).sort_values("year").groupby("country_iso3").tail(1)
    without = rows.set_index("country_iso3").eval("population * (1 - share)").astype(float)
    return without[(without > 0).to_numpy(bool)]


def test_symbols_stand_for_people_without_and_dashes_for_what_does_not_exist() -> None:
    found = view("scaling", placed="7", rule="equal")
    symbols = [one for one in found.scene.layers if isinstance(one, Points)]
    drawn = {key.removeprefix("gap:") for one in symbols for key in one.keys}
    known = set(table("countries").dropna(subset=["iso3", "lon"])["iso3"])
    assert drawn == set(_without().index) & known
    given = found.rows()
    assert given["gaps"].set_index("iso3")["without"].dropna().sum() == pytest.approx(_without().sum())
    assert given["possible_partnerships"]["partnerships"].sum() == 7
    (dashes,) = (one for one in found.scene.layers if isinstance(one, Flows))
    assert dashes.possible
    assert len(dashes.paths) == len(given["possible_partnerships"])
    assert [one.caption for one in found.read()][1] == "Possible partnerships, none of them exists"
    assert "possible_partnerships" not in view("scaling", placed="0").rows()


def test_the_first_ten_who_fit_are_drawn_and_named() -> None:
    found = view("scaling", part="match", who="KEN")
    rows = found.rows()["possible_mentors"]
    assert rows["score"].is_monotonic_decreasing
    names = layer(found.scene, "names")
    assert list(names.texts) == ["Kenya", *rows["mentor"].head(10)]
    possible = layer(found.scene, "possible")
    assert list(possible.keys) == [f"possible:{identity}>KEN" for identity in rows["mentor_id"].head(10)]
    turned = view("scaling", part="match", who="uga-nwsc", way="mentees")
    best = turned.rows()["possible_mentees"]["id"].head(10)
    assert list(layer(turned.scene, "possible").keys) == [
        f"possible:uga-nwsc>{identity}" for identity in best
    ]
    assert turned.name == ("possible-mentees", "uga-nwsc")


def test_each_country_with_people_without_and_each_as_who_asks() -> None:
    assert set(keys("scaling")) <= set(_without().index)
    assert len(keys("scaling")) == len(_without())
    assert keys("scaling", country="KEN,SDN") == ["KEN", "SDN"]
    link = {"part": ["match"], "country": ["SDN"], "on": ["nrw"]}
    assert dict(views.page("scaling").each(catalogue(), link, "country")) == {"SDN": {**link, "who": ["SDN"]}}
    with pytest.raises(WopmapError, match="by a mentor, not by a country"):
        keys("scaling", part="match", way="mentees")
    with pytest.raises(WopmapError, match="charts without a map"):
        keys("scaling", part="scenario")
    with pytest.raises(WopmapError, match='for each country, not for each "utility"'):
        keys("scaling", "utility")


# Bad links, files and the command


@pytest.mark.parametrize(
    ("page", "where", "said"),
    [
        ("mentors", {"pick": "nobody-at-all"}, '"nobody-at-all", which is no mentor or country'),
        ("mentors", {"family": "greed"}, '"greed", which is not one of solidarity'),
        ("mentors", {"country": "ZZZ"}, '"ZZZ"'),
        ("utilities", {"utility": "ken-kiwasco", "peers": "moon"}, '"moon", which is not one of country'),
        ("utilities", {"utility": "ken-kiwasco", "area": "Atlantis"}, '"Atlantis"'),
        ("scaling", {"rule": "chance"}, '"chance", which is not one of'),
        ("scaling", {"since": "1066"}, '"1066", which is no whole number from 1987'),
    ],
)
def test_what_a_link_asks_in_vain_is_named_and_the_rest_is_drawn(
    page: str, where: dict[str, str], said: str
) -> None:
    found = view(page, **where)
    assert any(said in problem for problem in found.problems), found.problems
    assert found.scene.layers


@pytest.mark.parametrize(
    ("page", "where", "said"),
    [
        ("utilities", {}, "Say which utility"),
        ("utilities", {"utility": "ken-kiwaso"}, "Did you mean ken-kiwasco"),
        ("scaling", {"part": "scenario"}, "charts without a map"),
        ("scaling", {"part": "match"}, "Say who asks"),
        ("scaling", {"part": "match", "who": "moon"}, '"moon" is no operator or country'),
        ("scaling", {"part": "match", "who": "KEN", "way": "mentees"}, '"Kenya" is no mentor on record'),
        (
            "scaling",
            {
                "part": "match",
                "who": "KEN",
                "weights": "topic:0,region:0,past:0,language:0,distance:0,conditions:0,size:0,load:0,public:0",
            },
            "Nobody can be ranked",
        ),
    ],
)
def test_a_link_without_a_map_is_refused_in_a_sentence(page: str, where: dict[str, str], said: str) -> None:
    with pytest.raises(WopmapError, match=said):
        view(page, **where)


@pytest.mark.parametrize(
    ("page", "where", "names"),
    [
        ("mentors", {"country": "KEN"}, {"statements.csv", "flows.csv", "flows.geojson", "flows.parquet"}),
        (
            "utilities",
            {"utility": "ken-kiwasco"},
            {"figures.csv", "flows.parquet", "household_water.geojson"},
        ),
        ("scaling", {"country": "KEN"}, {"gaps.csv", "possible_partnerships.csv"}),
        ("scaling", {"part": "match", "who": "KEN"}, {"possible_mentors.csv"}),
    ],
)
def test_the_package_explains_its_columns_and_names_its_documents(
    page: str, where: dict[str, str], names: set[str]
) -> None:
    found = view(page, **where)
    file = package(found, Order(preset=SMALL), catalogue())
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert {*names, "README.txt", "dictionary.csv", "sources.csv"} <= set(archive.namelist())
        words = pd.read_csv(archive.open("dictionary.csv"))
        documents = pd.read_csv(archive.open("sources.csv"))
    silent = words[words["meaning"].isna()]
    assert silent.empty, sorted(set(silent["column"]))
    assert set(found.scene.sources) <= set(documents["source_id"])


def test_the_command_writes_every_format_and_says_how_it_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_for = ["snapshot", "mentors", "--where", "country=KEN", "--size", SMALL, "--jobs", "1"]
    assert main([*asked_for, "--format", "png,svg,pdf,html", "--out", str(tmp_path)]) == 0
    assert "4 pictures made." in capsys.readouterr().out
    made = {path.suffix: path.read_bytes() for path in tmp_path.glob("wopmap_KEN_motives.*")}
    assert made[".png"].startswith(b"\x89PNG")
    assert made[".pdf"].startswith(b"%PDF")
    assert b"Why mentors help" in made[".svg"]
    assert b"<!doctype html>" in made[".html"][:100].lower()
    one = tmp_path / "one.png"
    asked_for = ["snapshot", "utilities", "--size", SMALL, "--out", str(one)]
    assert main(asked_for) == 1
    assert "Say which utility" in capsys.readouterr().err
    assert not one.exists()
    assert main([*asked_for, "--where", "utility=ken-kiwasco&peers=moon"]) == 1
    assert "showing" in capsys.readouterr().err
    assert one.exists()
    assert main([*asked_for, "--where", "utility=ken-kiwasco"]) == 0


def test_the_command_draws_one_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--size", SMALL, "--jobs", "1", "--out", str(tmp_path)]
    link = "country=KEN,UGA&placed=2"
    assert main(["snapshot", "scaling", "--each", "country", "--where", link, *small]) == 0
    assert "2 pictures made." in capsys.readouterr().out
    link = "country=UGA&years=2015-2016&topic=nrw"
    expected = keys("utilities", "utility", country="UGA", years="2015-2016", topic="nrw")
    assert main(["snapshot", "utilities", "--each", "utility", "--where", link, *small]) == 0
    names = {path.name for path in tmp_path.glob("*.png")}
    assert names == {
        *(f"wopmap_{code}_scaling-up.png" for code in ("KEN", "UGA")),
        *(f"wopmap_{identity}_partnerships.png" for identity in expected),
    }
    assert main(["snapshot", "scaling", "--each", "utility", *small]) == 1
    assert 'not for each "utility"' in capsys.readouterr().err


def test_the_command_knows_every_page_with_a_map() -> None:
    assert tuple(views.PAGES) == PAGES


# Parts of a sheet


def test_names_keep_clear_of_their_symbols_and_rings_count_as_places() -> None:
    scene = view("mentors", by="mentor", country="KEN").scene
    rings, names = layer(scene, "mixes"), names_of(scene)
    radii = dict(zip((tip.partition("\n")[0] for tip in rings.tips), rings.radii, strict=True))
    assert names.radii is not None
    assert set(radii) <= set(names.texts)
    assert {name: r for name, r in zip(names.texts, names.radii, strict=True) if name in radii} == radii


def _finest(scene: Scene) -> float:
    return min(one.tolerance for one in scene.layers if isinstance(one, Areas))


def test_outlines_are_as_fine_as_the_box_needs() -> None:
    scene = view("mentors").scene
    assert fitted(scene, None) is scene
    near, middle = (tolerance for _, tolerance in FINENESS)
    assert _finest(fitted(scene, (30.0, -5.0, 42.0, 5.0))) == near
    assert _finest(fitted(scene, (-20.0, -35.0, 55.0, 38.0))) == middle
    world = fitted(scene, (-180.0, -60.0, 180.0, 80.0))
    assert _finest(world) == _finest(scene)
    narrowed = view("mentors", True, country="KEN").scene
    assert narrowed.box is not None
    assert box_around(narrowed) is not None


def _overlaps(entries: Iterable[Entry]) -> bool:
    (block,) = lay((LegendGroup("Size", tuple(entries), inline=True),), 400.0).blocks
    rings = [(mark.x + mark.wide / 2, mark.y, mark.entry.size, mark.words_x) for mark in block.marks]
    return any(x + r > words_x or y - r < 14.0 or y + r > block.height for x, y, r, words_x in rings)


def test_large_symbols_have_their_room_in_a_legend() -> None:
    sizes = [Entry("1 million", "#000", "dot", 7.0), Entry("10 million", "#000", "dot", 22.0)]
    assert not _overlaps(sizes)
    assert not _overlaps(Entry(str(r), "#000", "ring", r) for r in (4.0, 13.0, 24.0, 3.0))
