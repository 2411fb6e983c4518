"""Addresses under which the browser fetches heavy map layers once: ``/geo/NAME-HASH.EXT``.

The name carries a hash of the content, so an answer may be kept for ever and a changed layer has another address.
The store is bounded: what has not been asked for longest goes first; a page that still needs it publishes it again
at its next run.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

STORE_BYTES = 96 * 1024 * 1024
PREFIX = "/geo/"
TYPES = {".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml"}
GZIP_ABOVE = 1024
HASH_DIGITS = 12


@dataclass(frozen=True)
class Blob:
    """One published layer: its bytes, and the same compressed where that helps."""

    plain: bytes
    compressed: bytes | None
    media_type: str

    @property
    def size(self) -> int:
        """Bytes kept in memory."""
        return len(self.plain) + len(self.compressed or b"")


class Store:
    """Published layers by file name, the least recently used dropped beyond ``limit`` bytes."""

    def __init__(self, limit: int = STORE_BYTES) -> None:
        self._limit = limit
        self._blobs: OrderedDict[str, Blob] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def publish(self, name: str, data: bytes) -> str:
        """Keep bytes under ``name`` and return their address."""
        path = PurePosixPath(name)
        if path.suffix not in TYPES:
            raise ValueError(f"Cannot publish {name!r}: its ending must be one of {', '.join(TYPES)}.")
        digest = hashlib.blake2b(data, digest_size=HASH_DIGITS // 2).hexdigest()
        file = f"{path.stem}-{digest}{path.suffix}"
        with self._lock:
            if file in self._blobs:
                self._blobs.move_to_end(file)
                return PREFIX + file
        shrinks = path.suffix in (".json", ".svg") and len(data) > GZIP_ABOVE
        blob = Blob(data, gzip.compress(data, 5, mtime=0) if shrinks else None, TYPES[path.suffix])
        with self._lock:
            if file not in self._blobs:
                self._blobs[file] = blob
                self._size += blob.size
                while self._size > self._limit and len(self._blobs) > 1:
                    _, dropped = self._blobs.popitem(last=False)
                    self._size -= dropped.size
        return PREFIX + file

    def get(self, file: str) -> Blob | None:
        """The layer of that file name, or None where it was never published or has been dropped."""
        with self._lock:
            blob = self._blobs.get(file)
            if blob is not None:
                self._blobs.move_to_end(file)
            return blob


STORE = Store()


async def serve(request: Request) -> Response:
    """Answer one address, compressed where the browser takes it."""
    blob = STORE.get(request.path_params["file"])
    if blob is None:
        return PlainTextResponse("This map layer is no longer kept. Reload the page.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if blob.media_type == TYPES[".svg"]:
        headers["Content-Security-Policy"] = "default-src 'none'"  # opened by itself it may run nothing
    if blob.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            blob.compressed, media_type=blob.media_type, headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(blob.plain, media_type=blob.media_type, headers=headers)


ROUTES = [Route(PREFIX + "{file}", serve)]
