from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.copies import GEODATA, rewrite
from tests.pages.opening import HOSTILE, assert_no_markup, closed
from wopmap.documents import matching
from wopmap.gaps import NEEDS, gaps
from wopmap.layers import LAYERS, Catalogue
from wopmap.words import THIN_SPACE, grouped


def opened(part: str | None = None, layer: str | None = None) -> AppTest:
    page = closed("data", {"layer": layer} if layer is not None else {})
    if part is not None:
        page.session_state["data-part"] = part
    page.run()
    assert not page.exception
    return page


def text(markdown: str) -> str:
    """Markdown as it is read: escapes and marks of our own taken away."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown.replace("**", "").replace("`", "")).replace(
        "  \n", "\n"
    )


def number(value: int) -> str:
    """A number as the page writes it: Markdown text has plain spaces only."""
    return grouped(value).replace(THIN_SPACE, " ")


def rows_on(page: AppTest) -> dict[str, list[str]]:
    """Texts that follow each layer's name on the part Layers."""
    found: dict[str, list[str]] = {}
    for element in page.markdown:
        lines = text(element.value).split("\n")
        if lines[0] in LAYERS:
            found[lines[0]] = []
        if found:
            found[list(found)[-1]] += lines
    return found


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def test_every_layer_is_there_as_the_manifest_says() -> None:
    manifest = json.loads((GEODATA / "manifest.json").read_text("utf-8"))
    page = opened()
    rows = rows_on(page)
    assert list(rows) == list(LAYERS)
    for name, lines in rows.items():
        entry = manifest["layers"][name]
        said = "\n".join(lines)
        assert f"{number(entry['rows'])} row" in said
        assert f"SHA-256 {entry['sha256'][:8]}," in said
        if entry["years"]:
            assert "Years {}-{}".format(*entry["years"]) in said
        assert LAYERS[name].meaning in said
    captions = [text(caption.value) for caption in page.caption]
    assert all(any(entry["licence"] in said for said in captions) for entry in manifest["layers"].values())
    files = [button.proto.label for button in page.get("download_button")]
    assert files.count("CSV") == len(LAYERS)
    assert files.count("GeoParquet") == sum(layer.geometry is not None for layer in LAYERS.values())
    assert len(files) == 2 * len(LAYERS)
    assert not page.error


def test_the_opening_sentence_counts_layers_rows_and_documents() -> None:
    entries = json.loads((GEODATA / "manifest.json").read_text("utf-8"))["layers"]
    total = sum(entry["rows"] for entry in entries.values())
    said = text(opened().markdown[0].value)
    assert said.startswith(f"{len(LAYERS)} layers with {number(total)} rows, from")
    assert f"{entries['sources']['rows']} documents" in said


def test_a_damaged_and_a_missing_layer_are_named_at_their_row_and_the_others_remain(copy: Path) -> None:
    flip(copy / "outcomes.parquet")
    (copy / "cities.parquet").unlink()
    page = opened()
    sentences = [text(error.value) for error in page.error]
    assert len(sentences) == 2
    assert any(s.startswith("Layer outcomes is damaged:") and "make data" in s for s in sentences)
    assert any(s.startswith("Layer cities is missing:") and "make data" in s for s in sentences)
    rows = rows_on(page)
    assert list(rows) == list(LAYERS)
    assert not any("SHA-256" in line for name in ("outcomes", "cities") for line in rows[name])
    assert len(page.get("download_button")) == 2 * (len(LAYERS) - 2)


def test_other_parts_work_beside_a_damaged_layer(copy: Path) -> None:
    flip(copy / "outcomes.parquet")
    sources = opened("Sources")
    assert (
        len(sources.dataframe[0].value)
        == json.loads((copy / "manifest.json").read_text())["layers"]["sources"]["rows"]
    )
    assert any("Citations in outcomes are not counted" in text(m.value) for m in sources.markdown)
    missing = opened("What is missing")
    assert any("reported outcomes without a year" in text(m.value) for m in missing.markdown)
    assert [text(error.value)[:25] for error in missing.error] == ["Layer outcomes is damaged"]
    tables = {name: Catalogue(copy).table(name) for name in NEEDS if name != "outcomes"}
    assert len(missing.table[0].value) == len(gaps(tables))
    assert len(opened("Dictionary").table) == 1


def test_without_sources_the_list_says_so(copy: Path) -> None:
    (copy / "sources.parquet").unlink()
    page = opened("Sources")
    assert [text(error.value)[:24] for error in page.error] == ["Layer sources is missing"]
    assert not page.dataframe


def test_without_a_manifest_the_page_is_one_sentence(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    page = opened()
    assert [text(error.value)[:25] for error in page.error] == ["Layer manifest is missing"]


def test_a_hostile_source_is_text_and_its_link_leads_nowhere(copy: Path) -> None:
    rows = Catalogue(GEODATA).table("sources")
    rows.loc[0, ["title", "url"]] = [HOSTILE, "javascript:alert(1)"]
    rows.loc[1, ["title", "url"]] = ["fine", "https://example.org/a(b)"]
    rewrite(copy, {"sources": rows})
    page = opened("Sources")
    shown = page.dataframe[0].value
    hostile = shown[shown["source_id"] == rows.loc[0, "source_id"]].iloc[0]
    assert hostile["shown"] == HOSTILE
    assert pd.isna(hostile["link"])
    assert shown["link"].dropna().str.startswith(("http://", "https://")).all()
    assert "https://example.org/a(b)" in set(shown["link"])
    # A grid draws text; everything that goes through Markdown must not hold it unescaped.
    assert_no_markup(page)
    page.text_input(key="data-search").set_value("onerror").run()
    assert list(page.dataframe[0].value["source_id"]) == [rows.loc[0, "source_id"]]


@pytest.mark.parametrize("asked", ["kenya", "2019", "VITENS netherlands", "outcomes", "zzzzz"])
def test_sources_are_searched_by_all_words(asked: str) -> None:
    page = opened("Sources")
    everything = page.dataframe[0].value
    page.text_input(key="data-search").set_value(asked).run()
    wanted = matching(everything, asked)
    assert list(page.dataframe[0].value["source_id"]) == list(wanted["source_id"])
    assert any(
        text(m.value).startswith(f"{len(wanted)} of {len(everything)} documents") for m in page.markdown
    )


def test_the_dictionary_of_a_layer_can_be_linked_to() -> None:
    page = opened(layer="flows")
    assert page.selectbox(key="data-layer").value == "flows"
    table = page.table[0].value
    assert [text(name) for name in table["Column"]] == list(LAYERS["flows"].names())
    assert [text(meaning) for meaning in table["Meaning"]] == [
        column.meaning for column in LAYERS["flows"].columns
    ]
    page.selectbox(key="data-layer").set_value("operators").run()
    assert page.query_params["layer"] in ("operators", ["operators"])
    assert [text(name) for name in page.table[0].value["Column"]] == list(LAYERS["operators"].names())


@pytest.mark.parametrize("asked", ["nonsense", HOSTILE, "", "Flows"])
def test_a_layer_that_does_not_exist_is_named_in_a_sentence(asked: str) -> None:
    page = opened(layer=asked)
    (warning,) = page.warning
    assert "which does not exist; showing all layers." in text(warning.value)
    assert_no_markup(page)
    assert list(rows_on(page)) == list(LAYERS)


def test_what_is_missing_is_counted_from_the_layers() -> None:
    page = opened("What is missing")
    wanted = gaps({name: Catalogue().table(name) for name in NEEDS})
    said = [text(cell) for cell in page.table[0].value["Number"]]
    assert said == [
        f"{number(n)} of {number(of)}" for n, of in zip(wanted["count"], wanted["of"], strict=True)
    ]
    assert list(page.dataframe[0].value["identifier"]) == list(wanted.loc[0, "ids"])
    page.selectbox(key="data-gap").set_value(8).run()
    assert list(page.dataframe[0].value["identifier"]) == list(wanted.loc[8, "ids"])
