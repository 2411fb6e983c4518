"""What really crosses the web socket when the reader changes the years, message by message."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.page import inline
from tests.bench.rows import Row
from tests.bench.serving import a_browser, a_server
from tests.browser.looking import wait_for_app

CHART, TABLES = "deck_gl_json_chart", "dataframe"


def kinds(messages: list[bytes]) -> Counter[str]:
    """Bytes by kind of element; everything that is no element under one name."""
    sizes: Counter[str] = Counter()
    for message in messages:
        read = ForwardMsg()
        read.ParseFromString(message)
        element = read.WhichOneof("type") == "delta" and read.delta.WhichOneof("type") == "new_element"
        sizes[str(read.delta.new_element.WhichOneof("type")) if element else "frame"] += len(message)
    return sizes


def change_of_year(folder: Path) -> Counter[str]:
    """Bytes by kind of element after one step of the years' slider."""
    with a_server(folder) as server, a_browser() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        messages: list[bytes] = []
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived",
                lambda payload: messages.append(payload if isinstance(payload, bytes) else payload.encode()),
            ),
        )
        page.goto(f"{server.url}/?years=2005-2015")
        wait_for_app(page)
        messages.clear()
        page.get_by_role("slider").last.focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**years=2005-2014*")
        wait_for_app(page)
        return kinds(messages)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        sizes = change_of_year(Path(folder))
    peer = len(inline(2014).encode()) / 1024
    total = sum(sizes.values())
    yield Row("change of years: the map's message", sizes[CHART] / 1024, "kB", 4.0, "inline pydeck", peer)
    # No budget of their own: the tables follow the selection, and Streamlit draws every control anew.
    none = float("inf")
    yield Row("change of years: tables and rankings with the same rows", sizes[TABLES] / 1024, "kB", none)
    rest = total - sizes[CHART] - sizes[TABLES]
    yield Row("change of years: controls and texts drawn anew", rest / 1024, "kB", none)
