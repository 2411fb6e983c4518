"""Tables on their way out as one XLSX workbook: the rows, what their columns mean, and the documents behind them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from wopmap.documents import CITING
from wopmap.layers.tables import LAYERS
from wopmap.selection import split_values

MOST_NAME = 31
"""Characters a spreadsheet allows for the name of a sheet."""

MOST_CELL = 32_767
WIDTHS = (8, 60)
DICTIONARY, SOURCES, ABOUT = "dictionary", "sources", "about"
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    Attributes
    ----------
    name : str
        Heading of the sheet.
    rows : DataFrame
        Written without its index.
    meanings : mapping of str to str
        What columns hold, with their unit; a column that is not named here but belongs to a layer takes its
        meaning from there.
    """

    name: str
    rows: pd.DataFrame
    meanings: Mapping[str, str] = field(default_factory=dict)


def workbook(sheets: list[Sheet], sources: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """Tables as XLSX with a dictionary, the documents they cite, and what was asked for.

    Parameters
    ----------
    sheets : list of Sheet
        At least one.
    sources : DataFrame
        The layer `sources`; only documents the rows cite are written.
    about : mapping of str to str
        What the file is: title, selection in words, link, data vintage, licence.

    Returns
    -------
    bytes
        The file, the same for the same arguments. Text is written as text: nothing in it becomes a formula or
        a link, and missing values are empty cells.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    book.set_properties({"title": about.get("title", "wopmap"), "created": _EPOCH})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    taken: set[str] = set()
    for sheet in sheets:
        _write(book, _free(sheet.name, taken), sheet.rows, head)
    _write(book, _free(DICTIONARY, taken), dictionary(sheets), head)
    _write(book, _free(SOURCES, taken), cited(sheets, sources), head)
    _write(book, _free(ABOUT, taken), pd.DataFrame(list(about.items()), columns=["what", "value"]), head)
    book.close()
    return buffer.getvalue()


def dictionary(sheets: list[Sheet]) -> pd.DataFrame:
    """What each column of each sheet holds: sheet, column, meaning."""
    known = {column.name: column.meaning for layer in LAYERS.values() for column in layer.columns}
    rows = [
        (sheet.name, str(name), sheet.meanings.get(str(name)) or known.get(str(name), ""))
        for sheet in sheets
        for name in sheet.rows.columns
    ]
    return pd.DataFrame(rows, columns=["sheet", "column", "meaning"])


def cited(sheets: list[Sheet], sources: pd.DataFrame) -> pd.DataFrame:
    """The documents the rows of the sheets cite, in the order of the layer."""
    ids = {
        name
        for sheet in sheets
        for column in CITING
        if column in sheet.rows
        for cell in sheet.rows[column].dropna().astype(str).unique()
        for name in split_values(cell)
    }
    return sources[sources["source_id"].isin(ids)].reset_index(drop=True)


def _free(name: str, taken: set[str]) -> str:
    """A name a spreadsheet accepts and no other sheet has."""
    base = name.translate(_FORBIDDEN).strip("' ")[:MOST_NAME] or "table"
    found, number = base, 2
    while found.lower() in taken:
        found = f"{base[: MOST_NAME - 3]} {number}"
        number += 1
    taken.add(found.lower())
    return found


def _write(book: Any, name: str, rows: pd.DataFrame, head: Any) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for position, column in enumerate(rows.columns):
        page.write_string(0, position, str(column), head)
        values = rows.iloc[:, position].astype(object).tolist()
        longest = len(str(column))
        for line, value in enumerate(values, start=1):
            longest = max(longest, _cell(page, line, position, value))
        page.set_column(position, position, min(max(longest + 1, WIDTHS[0]), WIDTHS[1]))
    if len(rows):
        page.autofilter(0, 0, len(rows), max(len(rows.columns) - 1, 0))


def _cell(page: Any, line: int, position: int, value: Any) -> int:
    """Write one cell; the number of characters it takes."""
    if isinstance(value, (list, tuple, set, frozenset)):
        value = "; ".join(str(item) for item in value)
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        return 0
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        page.write_boolean(line, position, value)
        return 5
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            return 0
        page.write_number(line, position, value)
        return len(f"{value:.6g}")
    text = str(value)[:MOST_CELL]
    page.write_string(line, position, text)
    return len(text)
