"""The export panel without a browser: nothing is drawn before it is asked for, then as the reader wished."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import opening
from wopmap.publish import snapshot
from wopmap.ui import export

ROOT = Path(__file__).resolve().parents[2]


def opened(path: str = "atlas", **query: str) -> AppTest:
    """The whole page with the panel open: the first run of the dialog, as the reader opens it."""
    page = opening.opened(path, query)
    page.button(key="export").click().run()
    assert not page.exception
    return page


def script(path: str, where: dict[str, list[str]]) -> None:
    """The panel alone: the harness knows no reruns of a dialog, each of its runs would close it."""
    from functools import partial

    from wopmap.ui import export

    export.panel(partial(export.registered, path, where), "export")


def alone(path: str = "atlas", **query: str) -> AppTest:
    where = {name: [value] for name, value in query.items()}
    page = AppTest.from_function(script, args=(path, where), default_timeout=60).run()
    assert not page.exception
    return page


def made(page: AppTest) -> tuple[Any, Any, bytes]:
    """What was ordered, the file, and the preview."""
    return page.session_state["export-file"]


def test_nothing_is_drawn_before_the_reader_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("drawn without being asked for")

    monkeypatch.setattr(export, "draw", never)
    monkeypatch.setattr(snapshot, "picture", never)
    page = opened(country="KEN")
    assert page.text_input(key="export-title").value == "Who helps whom"
    assert page.button(key="export-make").label == "Make the picture"
    panel = alone(country="KEN")
    panel.selectbox(key="export-form").set_value("pdf").run()
    assert not panel.exception


def test_the_picture_is_made_as_wished() -> None:
    page = alone(country="KEN", years="2010-2020")
    page.text_input(key="export-title").set_value("Help for Kenya").run()
    page.text_area(key="export-footnote").set_value("For the meeting.").run()
    page.selectbox(key="export-form").set_value("svg").run()
    page.checkbox(key="export-fit").check().run()
    page.button(key="export-make").click().run()
    assert not page.exception
    order, file, preview = made(page)
    assert file.name == "wopmap_KEN_2010-2020_flows.svg"
    text = file.content.decode()
    assert "Help for Kenya" in text
    assert "For the meeting." in text
    assert "WHO/UNICEF JMP, 2021" in text
    assert order.fit
    assert preview.startswith(b"\x89PNG")
    assert not page.warning


def test_a_size_that_leaves_no_room_is_said_in_a_sentence() -> None:
    page = alone()
    page.selectbox(key="export-size").set_value("px").run()
    page.number_input(key="export-width-px").set_value(12000).run()
    page.number_input(key="export-height-px").set_value(400).run()
    page.button(key="export-make").click().run()
    assert not page.exception
    assert "too small for its title, legend and sources" in page.error[0].value
    assert "export-file" not in page.session_state


def test_the_data_package_holds_the_rows_shown() -> None:
    page = alone(country="KEN")
    page.button(key="export-pack").click().run()
    assert not page.exception
    _, file, preview = made(page)
    names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert {"README.txt", "partnerships.csv", "flows.geojson", "flows.parquet", "sources.csv"} <= set(names)
    assert preview.startswith(b"\x89PNG")


def test_every_other_page_with_a_map_may_be_taken_away_too() -> None:
    for path, query, name in (
        ("country", {"place": "KEN"}, "wopmap_KEN_country.png"),
        ("city", {"city": "ken-nairobi"}, "wopmap_ken-nairobi_2019_piped-on-premises_zones.png"),
        ("mentors", {"country": "KEN", "by": "mentor"}, "wopmap_KEN_mentors.png"),
        ("utilities", {"utility": "ken-kiwasco"}, "wopmap_ken-kiwasco_partnerships.png"),
        ("scaling", {"country": "KEN", "placed": "3"}, "wopmap_KEN_scaling-up.png"),
        ("scaling", {"part": "match", "who": "KEN"}, "wopmap_possible-mentors_KEN.png"),
    ):
        assert opened(path, **query).button(key="export-make").label == "Make the picture"
        page = alone(path, **query)
        page.button(key="export-make").click().run()
        assert not page.exception
        assert made(page)[1].name == name
