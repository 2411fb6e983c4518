"""The server as people start it: time to the first map, and memory."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.rows import Row
from tests.browser.conftest import BROWSERS, FLAGS
from tests.browser.looking import wait_for_app
from tests.browser.serving import ROOT, Server

MORE_SESSIONS = 5
FIRST_MAPS = 5
# The map is there when deck.gl has drawn a frame with the flows in it.
DRAWN = """() => performance.getEntriesByType('resource').some((e) => e.name.includes('/geo/flows') && e.responseEnd)
  && document.querySelector('[data-testid="stDeckGlJsonChart"] canvas')"""
CANVAS = """() => document.querySelector('[data-testid="stDeckGlJsonChart"] canvas')"""


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The browser of the tests, running."""
    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def a_server(folder: Path, *of_server: Any, name: str = "server") -> Iterator[Server]:
    """A server that answers, with its home and its log in a folder."""
    server = Server(folder / f"home-{name}", folder / f"{name}.log", *of_server)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def resident_mb(pid: int) -> float:
    """Memory of a process that is really in RAM."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_page(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(url, wait_until="commit")
    return page


def first_map(browser: Browser, server: Server, drawn: str) -> tuple[float, Page]:
    """Seconds from opening the address to two frames after the chart has its data."""
    started = time.perf_counter()
    page = open_page(browser, server.url)
    page.wait_for_function(drawn, timeout=60_000, polling=20)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - started, page


def first_maps(browser: Browser, folder: Path, drawn: str, *of_server: Any) -> list[float]:
    """Seconds to the first map of the first session, each with a server of its own."""
    taken = []
    for turn in range(FIRST_MAPS):
        with a_server(folder, *of_server, name=str(turn)) as server:
            seconds, page = first_map(browser, server, drawn)
            page.context.close()
            taken.append(seconds)
    return taken


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, a_browser() as browser:
        folder = Path(name)
        browser.new_page().close()
        peer = first_maps(browser, folder, CANVAS, {"PYTHONPATH": str(ROOT)}, "tests/bench/stock.py")
        ours = first_maps(browser, folder, DRAWN)
        yield Row(
            f"first map after the server's answer, median of {FIRST_MAPS}",
            statistics.median(ours),
            "s",
            3.0,
            "a stock page with an inline chart",
            statistics.median(peer),
        )
        with a_server(folder) as server:
            wait_for_app(open_page(browser, server.url))
            first = resident_mb(server.pid)
            yield Row("memory with the first session", first, "MB", 400.0)
            for _ in range(MORE_SESSIONS):
                wait_for_app(open_page(browser, server.url))
            more = (resident_mb(server.pid) - first) / MORE_SESSIONS
            yield Row("memory of each further session", max(more, 0.0), "MB", 10.0)
