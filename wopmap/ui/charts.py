"""A chart on a page: shown as it was made, with the rows a reader picks in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import streamlit as st

from wopmap.draw.charts import Spec


def show(
    spec: Spec, *, key: str, height: int | None = None, on_pick: Callable[[], None] | None = None
) -> None:
    """Draw a chart.

    Parameters
    ----------
    spec : dict
        From a module of `wopmap.draw.charts`; kept by the caller from run to run.
    key : str
        Name of the element on the page.
    height : int, optional
        Pixels; without it the height the chart was made with.
    on_pick : callable, optional
        Called when the reader picks something; `picked` then tells what. The chart must hold a Vega-Lite
        parameter for it.
    """
    options: dict[str, Any] = {} if on_pick is None else {"on_select": on_pick}
    if height is not None:
        options["height"] = height
    st.vega_lite_chart(spec, key=key, theme=None, width="stretch", **options)


def packed(spec: Spec) -> Spec:
    """The chart with its rows as Arrow, as Streamlit sends them: else it turns them into that at every run.

    For loaders that keep charts; `show` takes either.
    """
    rows = {name: _arrow(values) for name, values in spec.get("datasets", {}).items()}
    return {**spec, "datasets": rows} if rows else spec


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    table = pa.Table.from_pylist(rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def picked(key: str, parameter: str) -> list[dict[str, Any]]:
    """What the reader has picked in a chart through one of its parameters; empty for nothing."""
    event = st.session_state.get(key)
    found = event["selection"].get(parameter) if event else None
    if isinstance(found, dict):
        return [found] if found else []
    return list(found or [])
