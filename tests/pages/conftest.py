"""For all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tests.copies import copied


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What one test has read is not there for the next."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the layers that the page reads."""
    folder = copied(tmp_path / "layers")
    monkeypatch.setenv("WOPMAP_GEODATA", str(folder))
    return folder
