"""What the page Scaling up gives away: files made by its own functions, without a browser."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from zipfile import ZipFile

import pandas as pd
import pytest
import streamlit as st

from wopmap import scaling
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.selection import Selection
from wopmap.ui.scaling import downloads, loaders

PLANS = (scaling.Scenario("+1+1", 4), scaling.Scenario("+1+1", 5, levers=frozenset({"union"})))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def made(label: str) -> bytes:
    (make,) = (entry[3] for entry in downloads.FILES if entry[0].startswith(label))
    return make(ScalingOptions(plans=PLANS), Selection())


def test_results_and_inputs_leave_with_their_sources() -> None:
    rows = pd.read_csv(io.BytesIO(made("Results")))
    assert len(rows) == (4 + 5) * len(scaling.MEASURES)
    assert set(rows["scenario"]) == {"'+1+1", "'+1+1 (2)"}  # no formula, and two scenarios stay two
    need = loaders.people_without(Selection(), "basic", 2015)
    outcome = loaders.outcome(PLANS[0], need, 1)
    last = rows[(rows["scenario"] == "'+1+1") & (rows["year"] == outcome.years[-1])].set_index("measure")
    assert last.loc["people", ["low", "median", "high"]].tolist() == pytest.approx(outcome.final("people"))
    book = made("Workbook")
    assert book == made("Workbook")
    with ZipFile(io.BytesIO(book)) as parts:
        sheets = parts.read("xl/workbook.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
    for name in ("results", "what binds", "inputs A", "inputs B", "dictionary", "sources", "about"):
        assert f'name="{name}"' in sheets
    assert scaling.CAVEAT in words
    assert "gwopa-eu-wop-programme-gwopa" in words
    assert len(json.loads(made("Scenarios"))["scenarios"]) == 2
