from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.copies import GEODATA, copied
from wopmap.cli import COMMANDS, main
from wopmap.cli.output import columns, harmless
from wopmap.cli.show import PAGES, conditions
from wopmap.layers import LAYERS, Catalogue
from wopmap.tables import unguard

ROOT = Path(__file__).resolve().parents[2]


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def atlas(capsys: pytest.CaptureFixture[str], where: str = "") -> tuple[int, dict[str, Any], str]:
    code, out, err = asked(capsys, "show", "atlas", "--where", where, "--format", "json")
    return code, json.loads(out), err


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, capture_output=True, timeout=120, check=False, **more
    )


def rows_of(file: str) -> list[dict[str, str]]:
    with (GEODATA / "sources" / f"{file}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_whole_atlas_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, data, err = atlas(capsys)
    assert (code, err) == (0, "")
    members = rows_of("partnership_members")
    assert data["partnerships"] == data["total"] == len(rows_of("partnerships")) == len(data["rows"])
    assert data["selection"] == data["hidden"] == {}
    assert {row["id"] for row in data["mentors"]} == {
        m["operator_id"] for m in members if m["role"] == "mentor"
    }
    assert {row["id"] for row in data["mentees"]} == {
        m["operator_id"] for m in members if m["role"] == "mentee"
    }
    documents = {row["source_id"] for row in data["sources"]}
    assert {name for row in data["rows"] for name in row["source_ids"]} == documents


def test_a_selection_is_counted_as_in_the_tables_people_edit(capsys: pytest.CaptureFixture[str]) -> None:
    code, data, err = atlas(capsys, "country=KEN&side=mentee")
    country = {row["operator_id"]: row["country_iso3"] for row in rows_of("operators")}
    kenyan = {
        row["wop_id"]
        for row in rows_of("partnership_members")
        if row["role"] == "mentee" and country[row["operator_id"]] == "KEN"
    }
    assert (code, err) == (0, "")
    assert {row["wop_id"] for row in data["rows"]} == kenyan
    assert data["partnerships"] == len(kenyan)
    assert data["partnerships"] + sum(data["hidden"].values()) == data["total"]
    assert data["selection"] == {"country": "KEN", "side": "mentee"}


def test_years_are_a_condition_too(capsys: pytest.CaptureFixture[str]) -> None:
    _, data, _ = atlas(capsys, "?years=2010-2012&mode=started")
    started = [row for row in rows_of("partnerships") if row["start_year"] in ("2010", "2011", "2012")]
    assert data["partnerships"] == len(started)
    assert data["hidden"]["with start year not stated"] == data["year_not_stated"]


def test_rankings_follow_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    _, data, _ = atlas(capsys, "level=country")
    assert data["level"] == "country"
    first = data["mentors"][0]
    assert len(first["id"]) == 3
    assert first["label"] != first["id"]


def test_what_is_not_known_is_named_and_the_rest_honoured(capsys: pytest.CaptureFixture[str]) -> None:
    code, data, err = atlas(capsys, "country=KEN,XXX&years=1890&colour=puce&nonsense=1")
    assert code == 1
    assert data["selection"] == {"country": "KEN"}
    for part in ('"XXX"', "1890", '"puce"', '"nonsense"'):
        assert part in err
    assert len(err.splitlines()) == len(data["problems"]) == 4


def test_csv_has_the_same_rows_and_is_safe(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["show", "atlas", "--where", "country=KEN", "--format", "csv"]) == 0
    content = capfdbinary.readouterr().out
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert main(["show", "atlas", "--where", "country=KEN", "--format", "json"]) == 0
    data = json.loads(capfdbinary.readouterr().out)
    assert [unguard(row["wop_id"]) for row in rows] == [row["wop_id"] for row in data["rows"]]
    assert [unguard(row["stated"]) for row in rows] == [row["stated"] or "" for row in data["rows"]]


def test_text_says_how_many_are_shown_and_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "show", "atlas", "--where", "country=KEN")
    total = len(rows_of("partnerships"))
    assert code == 0
    assert out.startswith("Mentors or mentees in Kenya\n")
    assert f"of {total} partnerships shown;" in out
    assert "leading mentors" in out
    assert "leading mentees" in out


def test_nothing_found_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    code, data, _ = atlas(capsys, "q=zzzzzz")
    assert code == 0
    assert data["partnerships"] == 0
    assert data["rows"] == data["mentors"] == data["sources"] == []
    assert asked(capsys, "show", "atlas", "--where", "q=zzzzzz")[0] == 0
    assert asked(capsys, "show", "atlas", "--where", "q=zzzzzz", "--format", "csv")[0] == 0


def test_sources_are_found_by_words_and_by_layer(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "show", "sources", "--format", "json")
    everything = json.loads(out)
    rows = rows_of("sources")
    assert code == 0
    assert everything["documents"] == everything["total"] == len(rows)
    cited = {row["source_id"] for row in rows_of("outcomes")}
    _, out, _ = asked(capsys, "show", "sources", "--where", "layer=outcomes", "--format", "json")
    assert {row["source_id"] for row in json.loads(out)["sources"]} == cited
    _, out, _ = asked(capsys, "show", "sources", "--where", "q=GHANADISTRICTS", "--format", "json")
    assert all("ghanadistricts" in str(row).lower() for row in json.loads(out)["sources"])
    code, _, err = asked(capsys, "show", "sources", "--where", "layer=nonsense&colour=red")
    assert code == 1
    assert "nonsense" in err
    assert "colour" in err
    assert "documents of" in asked(capsys, "show", "sources", "--where", "q=a")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("show",),
        ("show", "nonsense"),
        ("show", "atlas", "--format", "xml"),
        ("show", "atlas", "kenya"),
        ("show", "sources", "kenya"),
        ("check", "no/such/folder"),
        ("build", "--sources", "no/such/folder"),
    ],
)
def test_a_command_that_is_not_understood_ends_with_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = asked(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_info_says_what_the_manifest_says(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "info", "--format", "json")
    data = json.loads(out)
    manifest = json.loads((GEODATA / "manifest.json").read_text("utf-8"))
    assert code == 0
    assert data["vintage"] == manifest["vintage"]
    for layer in data["layers"]:
        entry = manifest["layers"][layer["layer"]]
        assert (layer["rows"], layer["sha256"]) == (entry["rows"], entry["sha256"])
    assert [layer["layer"] for layer in data["layers"]] == list(LAYERS)
    assert data["software"]["python"].count(".") == 2
    assert "pyarrow" in data["software"]
    code, out, _ = asked(capsys, "info")
    assert manifest["vintage"] in out
    assert all(name in out for name in LAYERS)
    assert asked(capsys, "info", "--format", "csv")[1].count("\n") == len(LAYERS) + 1


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the layers, without the tables they are made from."""
    return copied(tmp_path / "layers")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def test_check_compares_the_layers_with_the_manifest(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "check", str(copy))
    assert code == 0
    assert "0 findings" in out
    flip(copy / "flows.parquet")
    (copy / "zones.parquet").unlink()
    code, out, _ = asked(capsys, "check", str(copy))
    assert code == 1
    assert "Layer flows is damaged" in out
    assert "Layer zones is missing" in out
    assert "2 findings" in out


def test_check_prints_every_finding_of_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(GEODATA / "sources", tmp_path / "tables"))
    file = folder / "operators.csv"
    lines = file.read_text("utf-8-sig").splitlines()
    cells = next(csv.reader([lines[1]]))
    header = next(csv.reader([lines[0]]))
    cells[header.index("country_iso3")] = "ZZZ"
    cells[header.index("lat")] = "95"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    file.write_text("\n".join([lines[0], text.getvalue().strip(), *lines[2:]]) + "\n", encoding="utf-8")
    code, out, _ = asked(capsys, "check", str(folder))
    assert code == 1
    assert "operators.csv, row 2, column country_iso3: 'ZZZ'" in out
    assert "operators.csv, row 2, column lat: '95'" in out
    assert "2 findings" in out
    code, out, err = asked(
        capsys, "build", "--sources", str(folder), "--out", str(tmp_path / "out"), "--world-atlas", "none"
    )
    assert code == 1
    assert "'ZZZ'" in err
    assert "Nothing was written" in err
    assert not (tmp_path / "out").exists()


def test_the_layers_in_use_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WOPMAP_GEODATA", str(tmp_path))
    code, out, _ = asked(capsys, "check")
    assert code == 1
    assert "Layer manifest is missing" in out
    for command in (["show", "atlas"], ["show", "sources"], ["info"]):
        code, out, err = asked(capsys, *command)
        assert (code, out) == (1, "")
        assert err.startswith("Layer manifest is missing")


def test_build_writes_the_layers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, said, _ = asked(
        capsys, "build", "--sources", str(GEODATA / "sources"), "--out", str(out), "--world-atlas", "none"
    )
    assert code == 0
    assert "data vintage" in said
    for name in LAYERS:
        Catalogue(out).verify(name)


def test_a_folder_one_cannot_write_to_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    code, _, err = asked(capsys, "build", "--out", str(taken), "--world-atlas", "none")
    assert code == 1
    assert str(taken) in err


def test_help_is_quick_and_shows_read_no_streamlit() -> None:
    heavy = {"pandas", "pyarrow", "numpy", "geopandas", "streamlit"}
    script = "import sys; from wopmap.cli import main; main({}); print(*sys.modules, file=sys.stderr)"
    helped = process("-c", script.format(["--help"]))
    assert "commands:" in helped.stdout
    assert not heavy & set(helped.stderr.split())
    shown = process("-c", script.format(["show", "atlas", "--where", "country=KEN"]))
    assert not {"streamlit", "geopandas", "matplotlib", "pydeck"} & set(shown.stderr.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, command, "--help")
    assert code == 0
    assert f"python -m wopmap {command}" in out
    if command == "show":
        assert all(page in out for page in PAGES)


def test_a_closed_pipe_is_quiet() -> None:
    script = f"set -o pipefail; {sys.executable} -m wopmap show sources --format json | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


def test_text_for_a_terminal_cannot_command_it() -> None:
    assert harmless("a\x1b[31mb\u202ec") == "a[31mbc"
    assert columns([("a", "1\n"), ("bb", "10")], right=[1]) == ["a    1", "bb  10"]


def test_conditions_are_read_from_a_link_or_a_part_of_it() -> None:
    wanted = {"country": ["KEN,UGA"], "q": ["a b"]}
    for link in (
        "country=KEN,UGA&q=a+b",
        "?country=KEN%2CUGA&q=a%20b",
        "http://x:1/atlas?country=KEN,UGA&q=a+b",
    ):
        assert conditions(link) == wanted
    assert conditions("") == {}
    assert conditions("q=http://x?y") == {"q": ["http://x?y"]}
