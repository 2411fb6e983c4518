"""A real server, a real browser, and a record of everything the browser asks for.

Tests take `open_page` (or `page`, the start page at 1280 x 720) and the helpers of `looking` and `watching`.
At the end of each test its pages are closed, and it fails if a page asked for anything outside this machine,
threw an error or wrote one to the console, or if the server printed a traceback or tried to reach outside.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.looking import ARTEFACTS, screenshot, wait_for_app
from tests.browser.serving import Server
from tests.browser.watching import Traffic
from tests.copies import copied

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# WebGL in software, no calls home, and no name or address resolves but this machine's.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
REPORT = pytest.StashKey[pytest.TestReport]()
_numbers = itertools.count(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures below know whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if executable is None:
        pytest.fail(
            "The browser tests need Chromium, and none of chromium, chromium-browser, google-chrome is on"
            " the PATH. `make test` installs it on Debian; elsewhere install one of them and try again."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on the shipped layers, started once."""
    running = Server(tmp_path_factory.mktemp("home"), ARTEFACTS / "server.log")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


StartServer = Callable[..., Server]


@pytest.fixture
def server_with(tmp_path: Path) -> Iterator[StartServer]:
    """Start further servers: `server_with(env={...}, geodata=change)`.

    `geodata` is called with the folder of a copy of the shipped layers, to damage or remove what it likes
    there before the server starts on that copy.
    """
    started: list[Server] = []

    def start(
        env: Mapping[str, str] | None = None, geodata: Callable[[Path], object] | None = None
    ) -> Server:
        number = next(_numbers)
        variables = dict(env or {})
        if geodata is not None:
            copy = tmp_path / f"geodata-{number}"
            geodata(copied(copy))
            variables["WOPMAP_GEODATA"] = str(copy)
        home = tmp_path / f"home-{number}"
        home.mkdir()
        running = Server(home, ARTEFACTS / f"server-{number}.log", variables)
        started.append(running)
        running.wait()
        return running

    yield start
    for running in started:
        running.stop()


class OpenPage:
    """Opens pages for one test, each in a browser context of its own; see `__call__`."""

    def __init__(self, browser: Browser, request: pytest.FixtureRequest) -> None:
        self._browser = browser
        self._request = request
        self._opened: list[tuple[Page, Traffic]] = []
        self._servers: list[Server] = []

    def __call__(
        self,
        path: str = "/",
        *,
        server: Server | None = None,
        width: int = 1280,
        height: int = 720,
        scheme: Literal["light", "dark"] = "light",
        reduced_motion: bool = False,
        touch: bool = False,
        wait: bool = True,
    ) -> Page:
        """Open a page of the dashboard.

        Parameters
        ----------
        path
            Address after the host, with its query: `"/?country=KEN"`.
        server
            Another server than the one on the shipped layers.
        width, height
            Window in CSS pixels; one screen pixel each.
        scheme, reduced_motion, touch
            What the reader's system says it prefers.
        wait
            Return only when the page is drawn; False returns at once.
        """
        at = server or self._request.getfixturevalue("server")
        if at not in self._servers:
            self._servers.append(at)
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            has_touch=touch,
            device_scale_factor=1,
            locale="en-GB",
            timezone_id="UTC",
        )
        record = Traffic(context)
        page = context.new_page()
        self._opened.append((page, record))
        page.goto(at.url + path, wait_until="load" if wait else "commit")
        if wait:
            wait_for_app(page)
        return page

    def close(self, keep_pictures: bool) -> list[str]:
        """Close every page and return what went wrong on any of them or on their servers."""
        problems = []
        for number, (page, record) in enumerate(self._opened, start=1):
            if keep_pictures and not page.is_closed():
                name = re.sub(r"\W+", "-", self._request.node.nodeid).strip("-")
                screenshot(page, f"failed-{name}-{number}")
            page.context.close()
            problems += record.problems()
        return problems + [alarm for server in self._servers if (alarm := server.new_alarms())]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Open pages: `open_page("/?country=KEN", width=390, height=844, scheme="dark")`."""
    opener = OpenPage(browser, request)
    yield opener
    report = request.node.stash.get(REPORT, None)
    problems = opener.close(keep_pictures=report is None or report.failed)
    if problems:
        pytest.fail("\n".join(["What the browser and the server saw:", *problems]), pytrace=False)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The start page in a window of 1280 x 720."""
    return open_page()
