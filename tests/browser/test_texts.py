"""Text from data through Streamlit's own Markdown, which rewrites more than Markdown itself does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import OpenPage
from tests.browser.serving import OFFLINE, ROOT, Server
from tests.unit.strategies.texts import HOSTILE
from wopmap.ui.text import WORD_JOINER

# Elements in a piece of text: name and, for links, where they lead; and all that can be read in it.
SEEN = """(piece) => ({
  elements: [...piece.querySelectorAll('*')].map((e) => e.tagName + (e.href ? ' ' + e.getAttribute('href') : '')),
  text: piece.textContent,
})"""


@pytest.fixture(scope="module")
def texts_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("texts")
    path = os.pathsep.join([str(OFFLINE), str(ROOT)])
    running = Server(home, Path(home) / "server.log", {"PYTHONPATH": path}, "tests/browser/texts_page.py")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def seen(box: Locator) -> tuple[list[str], str]:
    found = box.locator(
        '[data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]'
    ).first.evaluate(SEEN)
    return found["elements"], " ".join(found["text"].replace(WORD_JOINER, "").split())


def test_texts_from_data_are_shown_as_they_are(open_page: OpenPage, texts_server: Server) -> None:
    page = open_page(server=texts_server)
    wrong = []
    for number, text in enumerate(HOSTILE):
        words = " ".join(text.split())
        expected = {
            f"bold-{number}": (["P", "STRONG"], f"{' '.join(f'x{text}x'.split())} end"),
            f"link-{number}": (
                ["P", "A https://example.org/?a=1&copy;=(2)_*3*%5B4%5D"],
                " ".join(f"x{text}".split()),
            ),
        }
        if words:
            expected[f"text-{number}"] = (["P"], words)
            expected[f"help-{number}"] = (["P"], words)
        for key, (elements, shown) in expected.items():
            found = seen(page.locator(f".st-key-{key}"))
            if found != (elements, shown):
                wrong.append((key, text, found))
    assert not wrong
