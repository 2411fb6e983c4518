"""The committed layers are what the committed tables give, byte for byte, whatever the machine is set to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wopmap.build import build
from wopmap.errors import BadInput
from wopmap.layers import LAYERS

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"

# Another time zone, language, order of sets and number of threads than those of whoever built last.
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4711",
    "PYTHONUTF8": "0",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(ROOT),
}
BUILD = "import sys; from wopmap.build import build; print(build(sys.argv[1], sys.argv[2]))"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layers built anew in a process of its own, started in another folder."""
    out = tmp_path_factory.mktemp("rebuilt") / "geodata"
    command = [sys.executable, "-c", BUILD, str(GEODATA / "sources"), str(out)]
    done = subprocess.run(
        command, env=os.environ | ELSEWHERE, cwd=out.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "data vintage" in done.stdout
    return out


def test_a_rebuild_makes_the_same_files(rebuilt: Path) -> None:
    committed = {path.name for path in GEODATA.iterdir() if path.is_file()}
    assert {path.name for path in rebuilt.iterdir()} == committed
    assert committed == {f"{name}.parquet" for name in LAYERS} | {"manifest.json", "README.md"}


@pytest.mark.parametrize("file", [*(f"{name}.parquet" for name in LAYERS), "manifest.json", "README.md"])
def test_a_rebuild_gives_the_same_bytes(rebuilt: Path, file: str) -> None:
    same = (rebuilt / file).read_bytes() == (GEODATA / file).read_bytes()
    assert same, f"geodata/{file} is not what geodata/sources gives: run `make data` and commit the result"


def test_the_dictionary_describes_every_column(rebuilt: Path) -> None:
    text = (rebuilt / "README.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    assert list(sections) == list(LAYERS)
    for name, layer in LAYERS.items():
        assert layer.licence in sections[name]
        rows = [line for line in sections[name].splitlines() if line.startswith("| `")]
        assert len(rows) == len(layer.columns) + (2 if layer.geometry else 0)
        for column, row in zip(layer.columns, rows, strict=False):
            assert row.startswith(f"| `{column.name}` | {column.type}")
            assert column.meaning in row
            assert (column.unit or "") in row
            assert all(f"`{value}`" in row for value in column.allowed or ())


def test_where_there_is_nothing_to_build_from_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"partnerships\.csv: does not exist") as error:
        build(tmp_path / "nowhere", tmp_path / "out")
    missing = {finding.file for finding in error.value.findings}
    assert {"outlines_50m.parquet", "outlines_110m.parquet", "coast_10m.parquet", "sources.csv"} <= missing
    assert not (tmp_path / "out").exists()
