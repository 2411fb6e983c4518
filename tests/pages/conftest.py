"""For all tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

GEODATA = Path(__file__).resolve().parents[2] / "geodata"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What one test has read is not there for the next."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the layers that the page reads."""
    folder = shutil.copytree(GEODATA, tmp_path / "layers", ignore=shutil.ignore_patterns("sources"))
    monkeypatch.setenv("WOPMAP_GEODATA", str(folder))
    return Path(folder)
