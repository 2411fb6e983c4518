from __future__ import annotations

import asyncio
import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from wopmap.ui import routes
from wopmap.ui.routes import PREFIX, ROUTES, Store

BIG = json.dumps({"type": "FeatureCollection", "features": [{"id": n} for n in range(500)]}).encode()
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 3000


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of this test's own, asked through the real routes."""
    own = Store()
    monkeypatch.setattr(routes, "STORE", own)
    return own


def ask(path: str, accept: str = "gzip, deflate, br", method: str = "GET") -> Answer:
    """Ask the routes the way a server does: the path with its escapes undone."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", accept.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    # In a thread of its own: the browser of other tests keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Starlette(routes=ROUTES)(scope, receive, send)).result()
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Answer(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body)


# --- addresses ------------------------------------------------------------------------------------------------


def test_the_address_holds_the_hash_of_the_content(store: Store) -> None:
    one, other = store.publish("flows.json", b"[1]"), store.publish("flows.json", b"[2]")
    assert one != other
    assert one.startswith(PREFIX + "flows-")
    assert one.endswith(".json")
    assert len(one) == len(PREFIX) + len("flows-") + routes.HASH_DIGITS + len(".json")
    assert store.publish("flows.json", b"[1]") == one
    assert Store().publish("flows.json", b"[1]") == one  # after a restart, a browser's copy still serves


def test_only_known_kinds_are_published(store: Store) -> None:
    for name in ("page.html", "code.js", "picture.gif", "flows"):
        with pytest.raises(ValueError, match=r"its ending must be one of \.json, \.png, \.svg\."):
            store.publish(name, b"x")


def test_a_name_with_folders_stays_in_its_place(store: Store) -> None:
    assert store.publish("../../etc/flows.json", b"x").count("/") == 2


# --- answers --------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_for_ever_and_compressed_for_those_who_take_it(store: Store) -> None:
    address = store.publish("flows.json", BIG)
    small = ask(address)
    assert small.status == 200
    assert small.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert small.headers["content-type"] == "application/json"
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["vary"] == "Accept-Encoding"
    assert int(small.headers["content-length"]) == len(small.body) < len(BIG) / 2
    assert gzip.decompress(small.body) == BIG
    plain = ask(address, accept="identity")
    assert plain.body == BIG
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"


def test_pictures_and_small_answers_are_not_compressed(store: Store) -> None:
    picture = ask(store.publish("arrow.png", PNG))
    assert (picture.body, picture.headers["content-type"]) == (PNG, "image/png")
    assert "content-encoding" not in picture.headers
    assert "content-encoding" not in ask(store.publish("small.json", b"[]")).headers


def test_only_reading_is_answered(store: Store) -> None:
    address = store.publish("flows.json", BIG)
    assert ask(address, method="HEAD").headers == ask(address).headers  # the server leaves the body out
    for method in ("POST", "PUT", "DELETE"):
        assert ask(address, method=method).status == 405


def test_an_unknown_address_is_said_to_be_gone(store: Store) -> None:
    answer = ask(PREFIX + "flows-0123456789abcdef0123.json")
    assert answer.status == 404
    assert answer.body == b"This map layer is no longer kept. Reload the page."
    assert "cache-control" not in answer.headers  # it may be published again


@pytest.mark.parametrize(
    "path",
    [
        "/geo/",
        "/geo/..",
        "/geo/../app.py",
        "/geo/../../etc/passwd",
        "/geo/..\\app.py",
        "/geo//etc/passwd",
        "/geo/flows\x00.json",
        "/geo/" + "a" * 10_000,
        "/geo",
        "/geodata/manifest.json",
    ],
)
def test_no_path_leads_to_a_file(store: Store, path: str) -> None:
    store.publish("flows.json", BIG)
    assert ask(path).status == 404


# --- what is kept ---------------------------------------------------------------------------------------------


def kept(store: Store, *addresses: str) -> list[bool]:
    return [store.get(address.removeprefix(PREFIX)) is not None for address in addresses]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    store = Store(limit=3000)
    first, second = store.publish("a.png", b"1" * 1000), store.publish("b.png", b"2" * 1000)
    third = store.publish("c.png", b"3" * 1000)
    assert kept(store, second, third, first) == [True] * 3  # asked for: `second` is now the oldest
    fourth = store.publish("d.png", b"4" * 1000)
    assert kept(store, first, second, third, fourth) == [True, False, True, True]


def test_publishing_again_counts_as_use_and_takes_no_more_room() -> None:
    store = Store(limit=3000)
    first, second, third = (store.publish(f"{n}.png", n.encode() * 1000) for n in "abc")
    for _ in range(20):
        assert store.publish("a.png", b"a" * 1000) == first
    fourth = store.publish("d.png", b"d" * 1000)
    assert kept(store, first, second, third, fourth) == [True, False, True, True]


def test_what_is_larger_than_the_limit_is_kept_alone() -> None:
    store = Store(limit=3000)
    small, large = store.publish("a.png", b"a"), store.publish("b.png", b"b" * 10_000)
    assert kept(store, small, large) == [False, True]


def test_the_size_counts_the_compressed_copy_too() -> None:
    blob = Store()
    address = blob.publish("flows.json", BIG)
    found = blob.get(address.removeprefix(PREFIX))
    assert found is not None
    assert found.compressed is not None
    assert found.size == len(BIG) + len(found.compressed)


def test_many_sessions_at_once_keep_the_books_straight() -> None:
    store = Store(limit=50_000)
    wrong: list[str] = []

    def session(seed: int) -> None:
        for n in range(150):
            data = f"{(seed * 7 + n) % 40}".encode() * 1000
            address = store.publish("x.png", data)
            found = store.get(address.removeprefix(PREFIX))
            if found is not None and found.plain != data:
                wrong.append(address)

    threads = [threading.Thread(target=session, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert store._size == sum(blob.size for blob in store._blobs.values()) <= 50_000
