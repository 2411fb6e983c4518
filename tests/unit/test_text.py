from __future__ import annotations

import re
import string
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.unit.strategies.texts import HOSTILE
from wopmap.ui.text import WORD_JOINER, link, plain, web_address

# What the texts of the data look like, what markup looks like, and any character at all.
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=string.punctuation + "ab1 \n\t", max_size=40),
    st.text(max_size=40),
)

# Streamlit changes these in the finished text, where no backslash is left (frontend: remark-gfm's addresses, and
# StreamlitMarkdown's icons, logo and signs).
REWRITTEN = [
    re.compile(r"(https?://|www(?=\.))([-.\w]+)", re.IGNORECASE),
    re.compile(r"(?:^|(?<=[\s\W_]))[-.\w+]+@[-\w]+(?:\.[-\w]+)+"),
    re.compile(r":material_\w+:"),
    re.compile(r":streamlit:"),
    re.compile(r"(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)"),
]


def parsed(markdown: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def shown(markdown: str) -> str:
    """What a reader sees of one paragraph that holds nothing but text."""
    tokens = parsed(markdown)
    if not tokens:
        return ""
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    pieces = tokens[1].children or []
    assert {piece.type for piece in pieces} <= {"text", "text_special"}
    return "".join(piece.content for piece in pieces)


def one_line(text: str) -> str:
    return " ".join(text.split()).replace("\x00", "\ufffd")


@given(texts)
@example("a\x00b")
@example("\u2028x\u2029")
def test_markdown_shows_the_text_as_it_is(text: str) -> None:
    assert shown(plain(text)).replace(WORD_JOINER, "") == one_line(text).replace(WORD_JOINER, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(text: str) -> None:
    assert shown(plain(text)).replace(WORD_JOINER, "") == one_line(text)


@given(texts)
def test_nothing_is_left_that_is_rewritten_after_markdown(text: str) -> None:
    seen = shown(plain(text))
    assert [pattern.pattern for pattern in REWRITTEN if pattern.search(seen)] == []


@given(texts)
def test_every_sign_of_markup_has_its_backslash(text: str) -> None:
    left = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(text))
    assert set(left) & set(string.punctuation) <= set("%,;?")


@given(texts, texts)
def test_markup_does_not_begin_across_two_texts(one: str, other: str) -> None:
    assert shown(f"x{plain(one)}{plain(other)}x").replace(WORD_JOINER, "") == (
        f"x{one_line(one)}{one_line(other)}x".replace(WORD_JOINER, "")
    )


def test_plain_words_stay_as_they_are() -> None:
    assert plain("Água do Porto, 24 h a day") == "Água do Porto, 24 h a day"
    assert plain(2015) == "2015"


# --- links ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "http:example.org",
        "https://",
        "http:///path",
        "https://[::1",
        "mailto:a@example.org",
        "",
        None,
        float("nan"),
        5,
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(url: object) -> None:
    assert web_address(url) is None
    assert link("a *label*", url) == r"a \*label\*"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        (" http://example.org ", "http://example.org"),
        ("HTTPS://EXAMPLE.ORG/A", "HTTPS://EXAMPLE.ORG/A"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a>b<c", "https://example.org/a%3Eb%3Cc"),
        ("https://example.org/(a)_[b]*", "https://example.org/(a)_[b]*"),
        ('https://example.org/"|\\', "https://example.org/%22%7C%5C"),
        ("https://example.org/água", "https://example.org/%C3%A1gua"),
        ("https://example.org/a\nb", "https://example.org/a%0Ab"),
        ("https://example.org/\ud800", "https://example.org/?"),
    ],
)
def test_addresses_of_the_web(url: str, address: str) -> None:
    assert web_address(url) == address


def link_of(markdown: str) -> tuple[str, str]:
    """Label and address of a paragraph that is one link."""
    (_, inline, _) = parsed(markdown)
    first, *label, last = inline.children or []
    assert (first.type, last.type) == ("link_open", "link_close")
    assert {piece.type for piece in label} <= {"text", "text_special"}
    return "".join(piece.content for piece in label), str(first.attrs["href"])


@given(texts, st.text(max_size=30))
@example("x", "&copy;=1")
@example("x", "a](javascript:alert(1))")
def test_a_link_goes_where_it_says_with_the_label_as_text(label: str, end: str) -> None:
    url = "https://example.org/?q=" + end
    found, address = link_of(link("x" + label, url))
    assert found.replace(WORD_JOINER, "") == one_line("x" + label).replace(WORD_JOINER, "")
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("https", "example.org")
    assert address == MarkdownIt().normalizeLink(web_address(url) or "")


@given(st.text(max_size=60))
def test_no_text_makes_an_unsafe_link(text: str) -> None:
    address = web_address(text)
    if address is not None:
        assert urlsplit(address).scheme in ("http", "https")
        assert not set(address) & set(" <>\\\n\r\t")
