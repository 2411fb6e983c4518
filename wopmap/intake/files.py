"""Files people bring: what can be said of them before a single outline is read."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from wopmap.errors import BadInput, Finding
from wopmap.words import grouped, listed

GEOTEXT, GEOPACKAGE, SHAPEFILE, GEOPARQUET = "GeoJSON", "GeoPackage", "Shapefile", "GeoParquet"
SUFFIXES = {
    ".geojson": GEOTEXT,
    ".json": GEOTEXT,
    ".gpkg": GEOPACKAGE,
    ".shp": SHAPEFILE,
    ".zip": SHAPEFILE,
    ".parquet": GEOPARQUET,
    ".geoparquet": GEOPARQUET,
}
"""Formats by the end of the name of the file."""

MOST_BYTES = 1 << 30
"""Bytes a file may have, unpacked."""

_SHAPE_HEADER, _LENGTH_AT = 100, 24  # bytes; the length stands there in words of two bytes, big-endian
_BATCH_ROWS = 10_000


def inspect(path: Path) -> str:
    """The format of a file; refuses one that is missing, empty, cut off, too large or in the wrong code.

    Raises
    ------
    BadInput
        With all that can be seen from outside.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if not path.exists():
        raise _refused(
            path, "does not exist", f"check its name; it was looked for in {path.absolute().parent}"
        )
    if not path.is_file():
        raise _refused(path, "is no file", "name the file itself")
    if kind is None:
        raise _refused(
            path, "is of no known format", f"bring one that ends in {listed(list(SUFFIXES), 'or')}"
        )
    size = path.stat().st_size
    if size == 0:
        raise _refused(path, "is empty", "export it again")
    refuse_oversized(path.name, {"byte": (size, MOST_BYTES)})
    if path.suffix.lower() == ".zip":
        _look_into_zip(path)
    elif kind == SHAPEFILE:
        _look_beside(path)
    elif kind == GEOTEXT:
        _look_at_text(path)
    elif kind == GEOPARQUET:
        _look_at_parquet(path)
    return kind


def refuse_oversized(file: str, found: Mapping[str, tuple[int, int]]) -> None:
    """Refuse a file with more of something than the limit beside it."""
    findings = [
        Finding(
            file,
            None,
            None,
            None,
            f"has {grouped(number)} {what}s, more than {grouped(most)}",
            "cut out the part round the city, or simplify the outlines",
        )
        for what, (number, most) in found.items()
        if number > most
    ]
    if findings:
        raise BadInput(findings)


def _refused(path: Path, reason: str, mend: str) -> BadInput:
    return BadInput([Finding(path.name, None, None, None, reason, mend)])


def _look_into_zip(path: Path) -> None:
    head = b""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {PurePosixPath(m.filename): m.file_size for m in archive.infolist() if not m.is_dir()}
            refuse_oversized(path.name, {"byte": (sum(members.values()), MOST_BYTES)})
            shapes = [m for m in members if m.suffix.lower() == ".shp" and not m.name.startswith(".")]
            if len(shapes) == 1:
                with archive.open(str(shapes[0])) as file:
                    head = file.read(_SHAPE_HEADER)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _refused(path, f"cannot be unpacked ({error})", "pack it again without a password") from error
    if len(shapes) != 1:
        names = listed([m.name for m in shapes], most=10)
        reason = f"holds {len(shapes)} Shapefiles ({names})" if shapes else "holds no Shapefile (.shp)"
        raise _refused(path, reason, "pack one Shapefile: its .shp, .shx, .dbf and .prj")
    there = {m.suffix.lower() for m in members if m.with_suffix("") == shapes[0].with_suffix("")}
    _refuse_incomplete(path, shapes[0].name, there)
    _refuse_cut_off(path, head, members[shapes[0]])


def _look_beside(path: Path) -> None:
    there = {p.suffix.lower() for p in path.parent.iterdir() if p.stem == path.stem}
    _refuse_incomplete(path, path.name, there)
    with path.open("rb") as file:
        _refuse_cut_off(path, file.read(_SHAPE_HEADER), path.stat().st_size)


def _refuse_incomplete(path: Path, shapefile: str, there: Iterable[str]) -> None:
    stem = PurePosixPath(shapefile).stem
    lacking = [suffix for suffix in (".shx", ".dbf") if suffix not in there]
    reason = f"holds {shapefile}" if path.suffix.lower() == ".zip" else "stands there"
    mend = "a Shapefile is several files: bring .shp, .shx, .dbf and .prj together"
    if lacking:
        raise BadInput(
            Finding(path.name, None, None, None, f"{reason} without {stem}{suffix}", mend)
            for suffix in lacking
        )


def _refuse_cut_off(path: Path, head: bytes, size: int) -> None:
    stated = 2 * int.from_bytes(head[_LENGTH_AT : _LENGTH_AT + 4], "big")
    if len(head) < _SHAPE_HEADER or stated != size:
        reason = f"is cut off or damaged: its Shapefile has {size} bytes where its header says {stated}"
        raise _refused(path, reason, "copy it again")


def _look_at_text(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        before, lines, ending = 0, 1, b""
        while chunk := file.read(1 << 20):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].count(b"\n")
                byte = error.object[error.start]
                reason = f"holds the byte 0x{byte:02x} in line {lines}, which is not UTF-8"
                raise _refused(path, reason, "save the file as UTF-8") from None
            before += len(chunk)
            lines += chunk.count(b"\n")
            ending = (ending + chunk)[-64:]
    if not ending.rstrip().endswith(b"}"):
        raise _refused(path, "is cut off: it does not end with }", "copy or export it again")


def _look_at_parquet(path: Path) -> None:
    """Read every page once, in batches: what a footer claims of sizes need not be so."""
    unpacked = 0
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        if b"geo" not in (file.schema_arrow.metadata or {}):
            raise _refused(
                path, "is Parquet without outlines (no GeoParquet metadata)", "export it as GeoParquet"
            )
        for batch in file.iter_batches(_BATCH_ROWS):
            unpacked += batch.nbytes
            refuse_oversized(path.name, {"byte": (unpacked, MOST_BYTES)})
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        why = str(error).splitlines()[0][:200]
        raise _refused(path, f"cannot be read ({why})", "copy or export it again") from error
