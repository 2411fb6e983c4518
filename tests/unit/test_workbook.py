"""Workbooks: rows as they are, text as text, columns explained, documents named."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pandas as pd

from wopmap.workbook import Sheet, cited, dictionary, workbook

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
SOURCES = pd.DataFrame({"source_id": ["a", "b", "c"], "title": ["A", "B", "C"]})
ROWS = pd.DataFrame(
    {
        "wop_id": ["w1", "w2"],
        "start_year": pd.array([2010, None], dtype="Int64"),
        "note": ["=HYPERLINK(1)", "https://example.org"],
        "source_id": ["b", "a;b"],
    }
)


def book() -> bytes:
    return workbook(
        [Sheet("a/b", ROWS, {"note": "what was noted"}), Sheet("a/b", ROWS)], SOURCES, {"title": "T"}
    )


def sheets(data: bytes) -> dict[str, list[list[tuple[str | None, str]]]]:
    """Name -> rows of (type, text) as the file holds them."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        texts = [
            "".join(part.itertext())
            for part in ElementTree.fromstring(file.read("xl/sharedStrings.xml")).findall("m:si", NS)
        ]
        names = [
            sheet.attrib["name"]
            for sheet in ElementTree.fromstring(file.read("xl/workbook.xml")).iterfind("m:sheets/m:sheet", NS)
        ]
        out = {}
        for number, name in enumerate(names, start=1):
            tree = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
            assert tree.find(".//m:f", NS) is None, "no cell is a formula"
            assert tree.find("m:hyperlinks", NS) is None
            rows = []
            for row in tree.iterfind(".//m:row", NS):
                cells = []
                for cell in row.findall("m:c", NS):
                    value = cell.findtext("m:v", "", NS)
                    kind = cell.get("t")
                    cells.append((kind, texts[int(value)] if kind == "s" else value))
                rows.append(cells)
            out[name] = rows
    return out


def test_rows_dictionary_sources_and_what_it_is() -> None:
    found = sheets(book())
    assert list(found) == ["a-b", "a-b 2", "dictionary", "sources", "about"]
    assert [text for _, text in found["a-b"][0]] == list(ROWS.columns)
    assert found["a-b"][1] == [("s", "w1"), (None, "2010"), ("s", "=HYPERLINK(1)"), ("s", "b")]
    assert found["a-b"][2] == [
        ("s", "w2"),
        ("s", "https://example.org"),
        ("s", "a;b"),
    ]  # the missing year is no cell
    assert [row[0][1] for row in found["sources"][1:]] == ["a", "b"]
    assert found["about"][1] == [("s", "title"), ("s", "T")]


def test_columns_are_explained_by_the_caller_or_by_the_schema() -> None:
    table = dictionary([Sheet("s", ROWS, {"note": "what was noted"})]).set_index("column")["meaning"]
    assert table["note"] == "what was noted"
    assert table["start_year"]
    assert table["source_id"]


def test_only_documents_that_are_cited_are_named() -> None:
    assert cited([Sheet("s", ROWS.iloc[:1])], SOURCES)["source_id"].tolist() == ["b"]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert book() == book()
