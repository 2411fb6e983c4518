"""The server as people start it: time to the first map, and memory."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.rows import Row
from tests.browser.conftest import BROWSERS, FLAGS
from tests.browser.looking import wait_for_app
from tests.browser.serving import ROOT, Server

MORE_SESSIONS = 5
# The map is there when deck.gl has drawn a frame with the flows in it.
DRAWN = """() => performance.getEntriesByType('resource').some((e) => e.name.includes('/geo/flows') && e.responseEnd)
  && document.querySelector('[data-testid="stDeckGlJsonChart"] canvas')"""
CANVAS = """() => document.querySelector('[data-testid="stDeckGlJsonChart"] canvas')"""


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


def rows() -> Iterator[Row]:
    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        browser.new_page().close()
        stock = Server(
            Path(folder) / "other",
            Path(folder) / "stock.log",
            {"PYTHONPATH": str(ROOT)},
            "tests/bench/stock.py",
        )
        try:
            stock.wait()
            peer, page = first_map(browser, stock, CANVAS)
            page.context.close()
        finally:
            stock.stop()
        server = Server(Path(folder) / "home", Path(folder) / "server.log")
        try:
            server.wait()
            ours, page = first_map(browser, server, DRAWN)
            yield Row(
                "first map after the server's answer",
                ours,
                "s",
                3.0,
                "a stock page with an inline chart",
                peer,
            )
            wait_for_app(page)
            first = resident_mb(server.pid)
            yield Row("memory with the first session", first, "MB", 400.0)
            for _ in range(MORE_SESSIONS):
                wait_for_app(open_page(browser, server.url))
            more = (resident_mb(server.pid) - first) / MORE_SESSIONS
            yield Row("memory of each further session", max(more, 0.0), "MB", 10.0)
        finally:
            server.stop()
            browser.close()
