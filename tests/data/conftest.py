"""The committed tables and layers as they stand in their files, read without the code that made them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"
SOURCES = GEODATA / "sources"
SHARED = ROOT.parent / "shared" / "data"


def read_text(path: Path) -> pd.DataFrame:
    """Every cell as the text it is; an empty cell is ""."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((GEODATA / "manifest.json").read_text("utf-8"))
    return content


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """The tables people edit, by name."""
    return {path.stem: read_text(path) for path in sorted(SOURCES.glob("*.csv"))}


@pytest.fixture(scope="session")
def layers(manifest: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """The layers, by name; those with a geometry as GeoDataFrame."""
    plain = {name: pd.read_parquet(GEODATA / entry["file"]) for name, entry in manifest["layers"].items()}
    return {
        name: geopandas.read_parquet(GEODATA / f"{name}.parquet") if "geometry" in rows else rows
        for name, rows in plain.items()
    }
