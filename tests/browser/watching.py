"""Everything a browser context asks for, receives and complains about while a test runs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

HERE = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about"}
# Console errors that are not ours to mend; each with its reason.
NOT_OURS: tuple[re.Pattern[str], ...] = (
    # Opened at the address of a page, Streamlit first looks for its server below that address, then at the root.
    re.compile(r"404.*/[a-z_]+/_stcore/(?:health|host-config)"),
)

_WATCHED: WeakKeyDictionary[BrowserContext, Traffic] = WeakKeyDictionary()


def is_outside(url: str) -> bool:
    """Whether fetching this address would leave the machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in HERE


class Traffic:
    """The record of one browser context: requests, bytes on the web socket, errors.

    Attributes
    ----------
    requests
        Every request, in order.
    socket_received, socket_sent
        Bytes of web socket messages so far, before compression on the wire.
    outside
        Addresses asked for that are not on this machine.
    errors
        Uncaught errors of the page and error messages on its console.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[Request] = []
        self.socket_received = 0
        self.socket_sent = 0
        self.outside: list[str] = []
        self.errors: list[str] = []
        self._expected: list[re.Pattern[str]] = list(NOT_OURS)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._web_error)
        context.on("page", lambda page: page.on("websocket", self._socket))
        _WATCHED[context] = self

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if is_outside(request.url):
            self.outside.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _web_error(self, error: WebError) -> None:
        self.errors.append(f"uncaught: {error.error}")

    def _socket(self, socket: WebSocket) -> None:
        if is_outside(socket.url):
            self.outside.append(socket.url)
        socket.on("framereceived", self._received)
        socket.on("framesent", self._sent)

    def _received(self, payload: str | bytes) -> None:
        self.socket_received += len(payload.encode() if isinstance(payload, str) else payload)

    def _sent(self, payload: str | bytes) -> None:
        self.socket_sent += len(payload.encode() if isinstance(payload, str) else payload)

    def expect_error(self, pattern: str) -> None:
        """Let console errors pass that match; for tests that cause one on purpose."""
        self._expected.append(re.compile(pattern))

    def fetched(self, part: str) -> list[Request]:
        """Return the requests whose address holds `part`."""
        return [request for request in self.requests if part in request.url]

    def problems(self) -> list[str]:
        """Return a sentence for every outside request and every unexpected error."""
        return [f"asked for {url}, which is not on this machine" for url in self.outside] + [
            error for error in self.errors if not any(known.search(error) for known in self._expected)
        ]


def traffic(page: Page) -> Traffic:
    """Return the record of the context that a page belongs to."""
    return _WATCHED[page.context]
