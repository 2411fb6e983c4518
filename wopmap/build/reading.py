"""Reading the tables people edit: every row is kept, every cell that cannot be read is reported."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wopmap.build.tables import KINDS, TABLES, WHOLE_KINDS, SourceTable
from wopmap.errors import Finding

LONGEST_CELL = 1_000_000
"""Characters a cell may have."""

_FOREIGN = re.compile("[\udc80-\udcff]")  # what "surrogateescape" makes of bytes that are not UTF-8


@dataclass(frozen=True)
class Read:
    """A table as it stands in its file.

    Parameters
    ----------
    table : SourceTable
    cells : pandas.DataFrame
        Text of every cell, "" where empty; the index is the row as a spreadsheet counts it (header = 1).
    findings : tuple of Finding
        What kept rows or columns from being read.
    """

    table: SourceTable
    cells: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        """Whether there was a table to read at all."""
        return len(self.cells.columns) > 0


def read_all(sources: Path) -> dict[str, Read]:
    """All tables of a folder, by name."""
    return {name: read(sources / table.file, table) for name, table in TABLES.items()}


def read(path: Path, table: SourceTable) -> Read:
    """One table; a file that is missing or unreadable gives no rows and a finding."""
    names = [cell.name for cell in table.cells]
    nothing = pd.DataFrame()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        missing = Finding(table.file, None, None, None, "does not exist", f"put it into {path.parent}")
        return Read(table, nothing, (missing,))
    except OSError as error:
        unread = Finding(
            table.file, None, None, None, f"cannot be read ({error.strerror})", "make it readable"
        )
        return Read(table, nothing, (unread,))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        foreign = Finding(table.file, None, None, None, "is UTF-16", "save the file as UTF-8 (CSV UTF-8)")
        return Read(table, nothing, (foreign,))
    findings: list[Finding] = []
    rows = _records(content.decode("utf-8-sig", "surrogateescape"), table.file, findings)
    findings += _foreign_bytes(rows, table.file)
    if not rows or not rows[0]:
        findings.append(
            Finding(table.file, 1, None, None, "has no header", f"start it with {','.join(names)}")
        )
        return Read(table, nothing, tuple(findings))
    header, body = rows[0], rows[1:]
    findings += _header_findings(header, table)
    whole = [(number, cells) for number, cells in enumerate(body, start=2) if len(cells) == len(header)]
    findings += _width_findings(header, body, table.file)
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * len(header)
    first = {name: columns[header.index(name)] for name in names if name in header}
    index = pd.Index([number for number, _ in whole], name="row")
    return Read(table, pd.DataFrame(first, index=index, dtype=str), tuple(findings))


def typed(read_table: Read) -> pd.DataFrame:
    """The rows of a table that passed its checks, as values.

    Returns
    -------
    pandas.DataFrame
        Text as ``string`` (empty = NA), years and counts as ``Int64``, yes and 1 as True, other numbers as
        ``float64``; percentages become shares from 0 to 1.
    """
    result = {}
    for cell in read_table.table.cells:
        cells = read_table.cells[cell.name]
        result[cell.name] = _joined(cells) if cell.many else _typed(cells, cell.kind)
    return pd.DataFrame(result).reset_index(drop=True)


def _joined(cells: pd.Series) -> pd.Series:
    """Lists with nothing but a ";" between their parts."""
    return _typed(cells.str.strip().str.replace(r"\s*;\s*", ";", regex=True), "text")


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "yes":
        return (cells == "yes").astype("boolean")
    if kind == "digit":
        return (cells == "1").astype("boolean")
    filled = cells.astype(pd.StringDtype()).mask(cells == "")
    if not KINDS[kind].is_number:
        return filled
    if kind in WHOLE_KINDS:
        return filled.str.replace(r"^\+|\.0+$", "", regex=True).astype("Int64")
    if kind == "percent":
        filled = _moved_two_places(filled)
    text = pa.array(filled, type=pa.string(), from_pandas=True)
    return pd.Series(pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False), index=cells.index)


def _moved_two_places(percent: pd.Series) -> pd.Series:
    """Percentages as text of shares: 28.08 becomes 28.08e-2, whose nearest number is that of 0.2808."""
    parts = percent.str.extract(r"^(?P<digits>[^eE]+)(?:[eE](?P<exponent>.+))?$")
    exponent = pd.to_numeric(parts["exponent"]).fillna(0).astype(int) - 2
    return parts["digits"].str.removeprefix("+") + "e" + exponent.astype(pd.StringDtype())


def _foreign_bytes(rows: list[list[str]], file: str) -> list[Finding]:
    """Cells with bytes that are not UTF-8; these are replaced by the sign for it, so that reading goes on."""
    findings = []
    for number, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            byte = _FOREIGN.search(cell)
            if byte is None:
                continue
            cells[place] = _FOREIGN.sub("\ufffd", cell)
            column = rows[0][place] if place < len(rows[0]) else None
            reason = f"holds the byte 0x{ord(byte[0]) - 0xDC00:02x}, which is not UTF-8"
            findings.append(Finding(file, number, column, cells[place], reason, "save the file as UTF-8"))
    return findings


def _records(text: str, file: str, findings: list[Finding]) -> list[list[str]]:
    rows: list[list[str]] = []
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows.extend(reader)
    except csv.Error as error:
        reason = f"cannot be read on from here ({error})"
        mend = "close the quotation mark, and double a quotation mark that is part of the text"
        findings.append(Finding(file, len(rows) + 1, None, None, reason, mend))
    finally:
        csv.field_size_limit(before)
    return rows


def _header_findings(header: list[str], table: SourceTable) -> list[Finding]:
    names = [cell.name for cell in table.cells]
    findings = []
    for name in names:
        if name not in header:
            findings.append(
                Finding(table.file, 1, name, None, "this column is missing", "add it to the header")
            )
    for name in dict.fromkeys(header):
        if name not in names:
            mend = f"remove it or name it one of {', '.join(names)}"
            findings.append(Finding(table.file, 1, name, None, "this column is not known", mend))
        elif header.count(name) > 1:
            findings.append(
                Finding(table.file, 1, name, None, "this column stands there twice", "keep one of them")
            )
    return findings


def _width_findings(header: list[str], body: list[list[str]], file: str) -> list[Finding]:
    mend = "put text that holds commas into quotation marks, and keep empty cells"
    return [
        Finding(file, number, None, None, f"has {len(cells)} cells where the header has {len(header)}", mend)
        for number, cells in enumerate(body, start=2)
        if cells and len(cells) != len(header)
    ]
