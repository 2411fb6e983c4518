"""Pictures of the atlas, against a screenshot of the same view by a headless browser."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.rows import Row, milliseconds
from tests.bench.serving import DRAWN, a_browser, a_server
from tests.browser.looking import wait_for_app
from wopmap.layers import Catalogue
from wopmap.publish import batch
from wopmap.publish.snapshot import Order, snapshot

BUDGETS = {"png": 500.0, "svg": 500.0, "pdf": 1500.0, "html": 1500.0}
COUNTRIES = 100
WORKERS = 2


def screenshot_ms(folder: Path) -> float:
    """Time a running browser takes to open the page of a running server and keep its picture."""
    with a_server(folder) as server, a_browser() as browser:

        def take() -> None:
            page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
            page.goto(server.url)
            page.wait_for_function(DRAWN, timeout=60_000, polling=20)
            wait_for_app(page)
            page.screenshot()
            page.context.close()

        return milliseconds(take, times=3)


def rows() -> Iterator[Row]:
    catalogue = Catalogue()
    with tempfile.TemporaryDirectory() as folder:
        peer = screenshot_ms(Path(folder))
    for form, budget in BUDGETS.items():
        taken = milliseconds(lambda form=form: snapshot("atlas", {}, Order(form=form), catalogue), times=5)  # type: ignore[misc]
        name = "the atlas as " + form.upper() + (" 1920 x 1080" if form == "png" else "")
        yield Row(name, taken, "ms", budget, "a browser's screenshot", peer)
    jobs = batch.plan(catalogue, "atlas", {}, "country", ["png"], Order(fit=True))[:COUNTRIES]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        outcomes = list(batch.run(jobs, Path(folder), WORKERS, ""))
        taken = time.perf_counter() - started
    failed = [outcome.failure for outcome in outcomes if outcome.failure]
    assert not failed, failed
    name = f"{len(jobs)} countries as PNG 1920 x 1080 in {WORKERS} processes"
    yield Row(name, taken, "s", 60.0 * len(jobs) / COUNTRIES, "as many screenshots", peer * len(jobs) / 1000)
