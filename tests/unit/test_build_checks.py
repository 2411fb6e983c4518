"""Every kind of finding, made by hand: named by file, row, column and value, with why and how to mend it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopmap.build import build, check
from wopmap.build.checks import findings_of
from wopmap.build.reading import Read, typed
from wopmap.build.tables import KINDS, TABLES, Cell, SourceTable
from wopmap.errors import BadInput, Finding

World = dict[str, list[dict[str, str]]]


def small_world() -> World:
    """One row or two of each table, all sound."""
    return {
        "countries": [
            {"iso3": "KEN", "m49": "404", "name": "Kenya", "region": "Africa"},
            {"iso3": "NLD", "m49": "528", "name": "Netherlands", "region": "Europe"},
        ],
        "operators": [
            {"operator_id": "ken-a", "name": "A", "short_name": "A", "country_iso3": "KEN", "city": "Kisumu"}
            | {"lon": "34.75", "lat": "-0.1", "kind": "public_utility"},
            {"operator_id": "nld-b", "name": "B", "short_name": "B", "country_iso3": "NLD", "city": "Utrecht"}
            | {"lon": "5.12", "lat": "52.09", "kind": "public_utility"},
        ],
        "partnerships": [
            {"wop_id": "w1", "start_year": "2010", "end_year": "2014", "status": "completed"}
            | {"modality": "north_south", "topics": "nrw;finance", "scope": "wop", "confidence": "A"},
            {"wop_id": "w2", "known_active_year": "2016", "status": "active", "status_as_of": "2016"}
            | {"modality": "north_south", "scope": "related", "confidence": "B"},
        ],
        "partnership_members": [
            {"wop_id": wop, "operator_id": operator, "role": role, "position": "1"}
            for wop in ("w1", "w2")
            for operator, role in (("nld-b", "mentor"), ("ken-a", "mentee"))
        ],
        "cities": [
            {"city_id": "kisumu", "city": "Kisumu", "country_iso3": "KEN", "zone_levels": "ward"}
            | {"years": "2009;2019", "zones": "2", "lon": "34.75", "lat": "-0.1", "operator_ids": "ken-a"},
        ],
        "zones": [
            {"zone_id": "kisumu/ward/1", "city_id": "kisumu", "zone_level": "ward", "zone_name": "One"}
            | {"place_quality": "good", "lon": "34.7", "lat": "-0.1"},
            {"zone_id": "kisumu/ward/2", "city_id": "kisumu", "zone_level": "ward", "zone_name": "Two"}
            | {"place_quality": "none"},
        ],
        "zone_use": [
            {"zone_id": "kisumu/ward/1", "year": "2019", "indicator": "piped_total", "value_pct": "28.1"}
            | {"households_count": "281", "households": "1000", "unit_basis": "households", "derived": "0"},
        ],
        "country_use": [
            {"country_iso3": "KEN", "year": "2020", "residence": "urban", "population": "15000000"}
            | {"at_least_basic": "86.5"},
        ],
        "region_use": [
            {"country_iso3": "KEN", "region": "Nyanza", "level": "province", "year": "2014", "survey": "DHS"}
            | {"residence": "total", "indicator": "piped", "value": "12.5", "unit": "% of households"},
        ],
        "outcomes": [
            {"mentee": "A", "country_iso3": "KEN", "indicator": "nrw_pct", "year": "2014", "value": "40-42"}
            | {"unit": "%", "phase": "after"},
        ],
        "utility_performance": [
            {"utility": "A", "operator_id": "ken-a", "country_iso3": "KEN", "city": "Kisumu", "year": "2014"}
            | {"indicator": "nrw_pct", "value": "41", "unit": "%", "source_type": "report"},
        ],
        "motivation_types": [
            {"motivation": "solidarity", "label": "Solidarity", "family": "solidarity", "definition": "Help."}
        ],
        "motivation_evidence": [
            {"operator_id": "nld-b", "motivation": "solidarity", "said_by": "stated_by_mentor"}
            | {"year": "2012", "paraphrase": "We help, because we can."},
        ],
        "sources": [{"source_id": "s1", "title": "A report", "url": "https://example.org/a", "year": "2015"}],
    }


def write_world(folder: Path, world: World) -> None:
    """Tables as files; a cell that is not given is empty, but every row that can name a source does."""
    for name, table in TABLES.items():
        columns = [cell.name for cell in table.cells]
        with (folder / table.file).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            for row in world.get(name, []):
                given_source = {"source_id": "s1"} if "source_id" in columns else {}
                writer.writerow(given_source | row)


Change = Callable[[World], object]


def findings_after(folder: Path, change: Change) -> tuple[Finding, ...]:
    world = small_world()
    change(world)
    write_world(folder, world)
    return check(folder)


def cell(table: str, row: int, column: str, value: str) -> Change:
    """Set one cell; the first row of data is 0."""
    return lambda world: world[table][row].update({column: value})


def test_a_sound_world_has_no_findings(tmp_path: Path) -> None:
    assert findings_after(tmp_path, lambda world: None) == ()


CELLS: list[tuple[str, int, str, str, str]] = [
    # a code nobody knows, a value outside its range
    ("operators", 1, "country_iso3", "XYZ", "is not in countries.csv"),
    ("operators", 1, "country_iso3", "nld", "is no country code"),
    ("country_use", 0, "country_iso3", "Kenya", "is no country code"),
    ("operators", 0, "lat", "91", "is no latitude"),
    ("operators", 0, "lat", "-0,1", "is no latitude"),
    ("operators", 0, "lon", "180.5", "is no longitude"),
    ("zones", 0, "lon", "34° E", "is no longitude"),
    ("operators", 0, "lon", "nan", "is no longitude"),
    ("zone_use", 0, "value_pct", "100.1", "is no share from 0 to 100"),
    ("zone_use", 0, "value_pct", "-1", "is no share from 0 to 100"),
    ("country_use", 0, "at_least_basic", "86.5 %", "is no share from 0 to 100"),
    ("region_use", 0, "value", "inf", "is no share from 0 to 100"),
    ("partnerships", 0, "start_year", "10", "is no whole year"),
    ("partnerships", 0, "start_year", "2010/11", "is no whole year"),
    ("partnerships", 0, "start_year", "2010.5", "is no whole year"),
    ("cities", 0, "years", "2009;soon", "is no whole year"),
    ("zone_use", 0, "households", "1 000", "is no whole number of 0 or more"),
    ("zone_use", 0, "households", "9" * 25, "is no whole number of 0 or more"),
    ("country_use", 0, "population", "-3", "is no whole number of 0 or more"),
    ("utility_performance", 0, "value", "12k", "is no number"),
    ("outcomes", 0, "value", "about 40", "is no number"),
    ("outcomes", 0, "value", "42-40", "ends below its beginning"),
    ("partnerships", 0, "budget_currency", "euro", "is no currency code"),
    ("countries", 0, "m49", "4", "is no M49 code"),
    ("countries", 1, "m49", "404", "is the code of KEN already"),
    ("sources", 0, "url", "javascript:alert(1)", "is no web address"),
    ("operators", 0, "placeholder", "no", "is not yes"),
    ("zone_use", 0, "derived", "yes", "is neither 0 nor 1"),
    # a value that is not allowed
    ("operators", 0, "kind", "company", "is not a known value"),
    ("partnerships", 0, "status", "Active", "is not a known value"),
    ("partnerships", 0, "topics", "nrw;magic", "is not a known value"),
    ("partnership_members", 0, "role", "funder", "is not a known value"),
    ("zone_use", 0, "indicator", "piped", "is not a known value"),
    ("countries", 0, "region", "Atlantis", "is not a known value"),
    # a reference that leads nowhere
    ("partnerships", 0, "source_id", "s9", "is not in sources.csv"),
    ("partnerships", 0, "source_id_2", "s9", "is not in sources.csv"),
    ("partnership_members", 0, "operator_id", "nld-z", "is not in operators.csv"),
    ("partnership_members", 0, "wop_id", "w9", "is not in partnerships.csv"),
    ("cities", 0, "operator_ids", "ken-a;ken-z", "is not in operators.csv"),
    ("zone_use", 0, "zone_id", "kisumu/ward/9", "is not in zones.csv"),
    ("motivation_evidence", 0, "motivation", "greed", "is not in motivation_types.csv"),
    # nothing where something is required, and things that do not go together
    ("operators", 0, "short_name", "", "a value is required here"),
    ("operators", 0, "short_name", "  ", "a value is required here"),
    ("partnerships", 1, "scope_note", " ", "nothing but spaces"),
    ("partnerships", 1, "stated", "a\x00b", "control characters"),
    ("sources", 0, "source_id", "s1;s2", "is no identifier"),
    ("partnerships", 0, "topics", "nrw;finance;nrw", "stands twice in this cell"),
    ("partnerships", 0, "end_year", "2009", "lies before the start year 2010"),
    ("partnerships", 0, "known_active_year", "2015", "lies after the end year 2014"),
    ("partnerships", 0, "budget_amount", "5000", "is missing for the amount 5000"),
    ("zones", 0, "lat", "", "is missing though the other one is there"),
    ("zones", 0, "place_quality", "none", "there is a point"),
    ("zones", 1, "place_quality", "exact", "there is no point"),
    ("cities", 0, "zones", "3", "does not match the 2 rows of this city in zones.csv"),
    ("zone_use", 0, "households_count", "1001", "is more than all 1000 (households)"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "reason"), CELLS)
def test_a_cell_that_is_wrong(
    tmp_path: Path, table: str, row: int, column: str, value: str, reason: str
) -> None:
    found = findings_after(tmp_path, cell(table, row, column, value))
    said = [f for f in found if (f.file, f.row) == (f"{table}.csv", row + 2) and reason in f.reason]
    assert len(said) == 1, [str(f) for f in found]
    finding = said[0]
    expected = "budget_currency" if column == "budget_amount" else column
    assert finding.column == expected
    if finding.value is not None:
        assert finding.value in (value, *value.split(";"))
    assert finding.mend
    assert str(finding).startswith(f"{table}.csv, row {row + 2}, column {expected}:")
    assert str(finding).endswith(f"{finding.mend}.")


ROWS: list[tuple[str, dict[str, str], str, str, str]] = [
    ("sources", {"source_id": "s1"}, "source_id", "s1", "is there already in row 2"),
    ("operators", small_world()["operators"][0], "operator_id", "ken-a", "is there already in row 2"),
    (
        "zone_use",
        small_world()["zone_use"][0] | {"year": "2019.0"},
        "zone_id",
        "kisumu/ward/1, 2019.0, piped_total",
        "is there already in row 2",
    ),
    (
        "partnership_members",
        {"wop_id": "w1", "operator_id": "ken-a", "role": "mentor", "position": "2"},
        "operator_id",
        "ken-a",
        "stands twice in this partnership, as mentor and as mentee",
    ),
    (
        "partnership_members",
        {"wop_id": "w1", "operator_id": "nld-b", "role": "mentor", "position": "2"},
        "operator_id",
        "nld-b",
        "stands twice in this partnership as mentor",
    ),
    (
        "partnerships",
        small_world()["partnerships"][1] | {"wop_id": "w3"},
        "wop_id",
        "w3",
        "has no mentor",
    ),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "reason"), ROWS)
def test_a_row_too_many(
    tmp_path: Path, table: str, row: dict[str, str], column: str, value: str, reason: str
) -> None:
    number = len(small_world()[table]) + 2
    found = findings_after(tmp_path, lambda world: world[table].append(row))
    first = found[0]
    assert (first.file, first.row, first.column, first.value) == (f"{table}.csv", number, column, value)
    assert first.reason == reason


def test_everything_is_said_at_once_and_in_order(tmp_path: Path) -> None:
    def change(world: World) -> None:
        for table, row, column, value, _ in CELLS:
            world[table][row][column] = value

    found = findings_after(tmp_path, change)
    touched = {(f"{table}.csv", row + 2, column) for table, row, column, _, _ in CELLS}
    silent = touched - {(f.file, f.row, f.column) for f in found}
    # Said beside another cell of the row, or healed by a later change of the list to the same cell.
    assert silent <= {
        ("partnerships.csv", 2, "budget_amount"),
        ("partnerships.csv", 2, "known_active_year"),
        ("zone_use.csv", 2, "households_count"),
        ("countries.csv", 3, "m49"),
    }
    for file in {f.file for f in found}:
        rows = [f.row for f in found if f.file == file]
        assert rows == sorted(rows, key=lambda row: row or 0)
    (tmp_path / "region_use.csv").unlink()
    with pytest.raises(BadInput) as error:
        build(tmp_path, tmp_path / "out")
    assert {f"{f.file}" for f in error.value.findings} >= {f.file for f in found} | {"region_use.csv"}
    assert str(error.value).startswith(f"{len(error.value.findings)} findings in the data:\n")
    assert str(error.value).endswith(f"... and {len(error.value.findings) - 20} more.")
    assert not (tmp_path / "out").exists()


def test_a_build_with_findings_leaves_the_layers_as_they_are(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text("old", "utf-8")
    with pytest.raises(BadInput) as error:
        build(tmp_path, out)
    # The tables are sound here; what npm brings is not there.
    assert [f.file for f in error.value.findings] == [
        "outlines_50m.parquet",
        "outlines_110m.parquet",
        "coast_10m.parquet",
    ]
    assert [path.name for path in out.iterdir()] == ["manifest.json"]
    (tmp_path / "outlines_50m.parquet").write_text("<html>Not found</html>", "utf-8")
    with pytest.raises(BadInput, match=r"outlines_50m\.parquet: cannot be read \("):
        build(tmp_path, out)


# ---- files


def replace(folder: Path, file: str, old: bytes, new: bytes) -> None:
    content = (folder / file).read_bytes()
    assert old in content
    (folder / file).write_bytes(content.replace(old, new, 1))


def test_no_folder(tmp_path: Path) -> None:
    found = check(tmp_path / "nowhere")
    assert [f.file for f in found] == [table.file for table in TABLES.values()]
    assert {f.reason for f in found} == {"does not exist"}


def test_a_table_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    (tmp_path / "sources.csv").unlink()
    (finding,) = check(tmp_path)
    assert (finding.file, finding.row, finding.column, finding.reason) == (
        "sources.csv",
        None,
        None,
        "does not exist",
    )
    (tmp_path / "sources.csv").mkdir()
    (finding,) = check(tmp_path)
    assert finding.reason.startswith("cannot be read (")


def test_columns_missing_unknown_and_doubled(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    replace(tmp_path, "sources.csv", b"source_id,title,publisher,url", b"source_id,heading,source_id,url")
    found = check(tmp_path)
    assert {(f.file, f.row, f.column, f.reason) for f in found} >= {
        ("sources.csv", 1, "title", "this column is missing"),
        ("sources.csv", 1, "publisher", "this column is missing"),
        ("sources.csv", 1, "heading", "this column is not known"),
        ("sources.csv", 1, "source_id", "this column stands there twice"),
    }


def test_a_column_that_others_refer_to_is_missed_once(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    replace(tmp_path, "operators.csv", b"operator_id", b"id")
    reasons = [f.reason for f in check(tmp_path)]
    assert sorted(reasons) == ["this column is missing", "this column is not known"]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    write_world(tmp_path, small_world())
    (tmp_path / "region_use.csv").write_bytes(content)
    (finding,) = check(tmp_path)
    assert (finding.file, finding.row, finding.reason) == ("region_use.csv", 1, "has no header")


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    """A cell of several lines is one row, an empty line is one too, and the header is the first."""
    write_world(tmp_path, small_world())
    extra = (
        b's2,"Two\r\nlines, and a comma",,https://example.org,2015,\r\n\r\ns3,,,https://example.org,soon,\r\n'
    )
    with (tmp_path / "sources.csv").open("ab") as file:
        file.write(extra + b"s4,only,three\r\n")
    found = check(tmp_path)
    assert [(f.row, f.column, f.value) for f in found] == [(5, "year", "soon"), (6, None, None)]
    assert found[1].reason == "has 3 cells where the header has 6"


def test_an_open_quotation_mark(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    with (tmp_path / "sources.csv").open("ab") as file:
        file.write(b'good,,,,,\r\n"never closed,,,,,\r\nmore,,,,,\r\n')
    (finding,) = check(tmp_path)
    assert (finding.file, finding.row) == ("sources.csv", 4)
    assert "cannot be read on from here (" in finding.reason
    assert "close the quotation mark" in finding.mend


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    replace(tmp_path, "operators.csv", b"Utrecht", "Curaçao".encode("latin-1"))
    replace(tmp_path, "operators.csv", b"52.09", b"95")
    found = check(tmp_path)
    assert [(f.row, f.column, f.value) for f in found] == [(3, "city", "Cura\ufffdao"), (3, "lat", "95")]
    assert found[0].reason == "holds the byte 0xe7, which is not UTF-8"
    assert found[0].mend == "save the file as UTF-8"


def test_utf_16_is_said_once(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    place = tmp_path / "region_use.csv"
    place.write_bytes(place.read_bytes().decode().encode("utf-16"))
    (finding,) = check(tmp_path)
    assert (finding.file, finding.reason) == ("region_use.csv", "is UTF-16")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_world(tmp_path, small_world())
    for path in tmp_path.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check(tmp_path) == ()


def test_markup_and_formulas_are_text(tmp_path: Path) -> None:
    for hostile in ("<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", '=HYPERLINK("http://x")'):
        assert findings_after(tmp_path, cell("operators", 0, "short_name", hostile)) == ()


# ---- values


def one_column(kind: str, cells: list[str], many: bool = False) -> Read:
    table = SourceTable("wells", (Cell("well", kind, many=many),), ("well",))
    return Read(table, pd.DataFrame({"well": pd.Series(cells, dtype=str)}), ())


@settings(max_examples=200, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_whatever_passes_the_checks_can_be_read(data: st.DataObject, kind: str) -> None:
    text = data.draw(st.one_of(st.from_regex(KINDS[kind].pattern, fullmatch=True), st.text(max_size=12)))
    read = one_column(kind, [text])
    if findings_of({"wells": read}):
        return
    (value,) = typed(read)["well"]
    if text == "":
        assert pd.isna(value) or not value
    elif kind == "percent":
        assert value == pytest.approx(float(text) / 100)
        assert 0 <= value <= 1
    elif KINDS[kind].is_number:
        assert value == float(text)
    elif kind not in ("yes", "digit"):
        assert value == text


def test_a_percentage_becomes_the_share_nearest_to_it() -> None:
    cells = ["28.08", "0", "100", "1e1", "+2.5", "", "0.07"]
    shares = list(typed(one_column("percent", cells))["well"])
    assert shares[:5] == [0.2808, 0.0, 1.0, 0.1, 0.025]
    assert pd.isna(shares[5])
    assert shares[6] == 0.0007


def test_lists_hold_nothing_but_their_parts() -> None:
    read = one_column("id", [" a ; b;c ", "", "d"], many=True)
    assert [None if pd.isna(v) else v for v in typed(read)["well"]] == ["a;b;c", None, "d"]
