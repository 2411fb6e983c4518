"""Tables on their way out: CSV that no spreadsheet runs as a formula, and strict JSON."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets take UTF-8 for the code page of the machine."""

GUARD = "'"
"""Put before text a spreadsheet could run; spreadsheets read it as "this is text"."""

# Spreadsheets look past blanks, quotation marks and what cannot be seen for the first character of a cell.
_SKIPPED = r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'\"`´‘’“”„«»]*"
# = + - @ with their full width and small forms, and the minus sign.
_STARTS_FORMULA = re.compile(_SKIPPED + r"[=+\-@＝＋－＠﹦﹢﹣﹫−]")
_ONLY_SKIPPED = re.compile(_SKIPPED)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
# Where the list separator of the machine is a semicolon or a tab, one cell of ours becomes several there.
_BREAKS = re.compile(r"([;\t\r\n])")


def csv_safe(frame: pd.DataFrame) -> bytes:
    """The table as CSV that is safe to open in a spreadsheet.

    Parameters
    ----------
    frame : DataFrame
        Written without its index, columns in their order. Values are written with `str`; missing ones
        (None, NA, NaN, NaT) and empty text as empty cells.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, comma separated, CRLF line ends, quoted as RFC 4180 asks.

    Notes
    -----
    Text whose first visible character could start a formula (``= + - @``, their full-width forms, a
    leading tab or line end) gets an apostrophe in front, in cells and headings alike, and so does text
    after a ``;``, a tab or a line end inside a cell. Numbers stay numbers, those in text columns (``-5``)
    included. `unguard` brings back every text exactly: ``unguard(guard(text)) == text``.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    import pandas as pd

    safe = {position: _safe_column(frame.iloc[:, position]) for position in range(frame.shape[1])}
    table = pd.DataFrame(safe, index=frame.index)
    table.columns = pd.Index([guard(str(name)) for name in frame.columns], dtype=object)
    text = table.to_csv(index=False, lineterminator="\r\n", na_rep="")
    return BYTE_ORDER_MARK + text.encode("utf-8", "replace")


def guard(text: str) -> str:
    """Text with an apostrophe wherever a spreadsheet could start to read a formula.

    Examples
    --------
    >>> guard("=HYPERLINK(1)"), guard("-5"), guard("Nairobi"), guard("leaks; +meters")
    ("'=HYPERLINK(1)", '-5', 'Nairobi', "leaks;' +meters")
    """
    parts = _BREAKS.split(text)
    for i in range(0, len(parts), 2):
        if _is_risky(parts, i):
            parts[i] = GUARD + parts[i]
    return "".join(parts)


def unguard(text: str) -> str:
    """Text as it was before `guard`."""
    parts = _BREAKS.split(text)
    for i in range(0, len(parts), 2):
        if parts[i].startswith(GUARD) and _is_risky([*parts[:i], parts[i][1:], *parts[i + 1 :]], i):
            parts[i] = parts[i][1:]
    return "".join(parts)


def _is_risky(parts: list[str], i: int) -> bool:
    part = parts[i]
    if _STARTS_FORMULA.match(part):
        return _NUMBER.fullmatch(part) is None
    # A cell that begins with a tab or a line end: what follows would start a new cell.
    return i == 0 and len(parts) > 1 and parts[1] != ";" and _ONLY_SKIPPED.fullmatch(part) is not None


def _safe_column(column: pd.Series) -> pd.Series:
    """Numbers, yes/no and dates as they are; everything else as guarded text."""
    import pandas as pd
    from pandas.api import types

    kind = column.dtype
    if types.is_bool_dtype(kind) or types.is_numeric_dtype(kind) or types.is_datetime64_any_dtype(kind):
        return column
    values = column.astype(object)
    missing = pd.isna(values)
    return pd.Series(
        [None if gone else _cell(value) for value, gone in zip(values, missing, strict=True)],
        index=column.index,
        dtype=object,
    )


def _cell(value: object) -> object:
    if isinstance(value, (bool, int, float)):
        return value
    return guard(str(value))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as plain values for JSON; missing values become None."""
    columns = {str(name): [plain_value(v) for v in frame[name].astype(object)] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain_value(value: Any) -> Any:
    """A value as JSON knows it: text, number, yes/no, None, list or mapping of these."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (set, frozenset)):
        return sorted(plain_value(item) for item in value)
    if isinstance(value, Iterable):
        return [plain_value(item) for item in value]
    if hasattr(value, "item"):  # a number of numpy
        return plain_value(value.item())
    return None if str(value) in ("<NA>", "NaT") else str(value)


def to_json(value: Any) -> str:
    """Strict JSON (never ``NaN``), indented for people, text as it is; ends with a line end."""
    return json.dumps(plain_value(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
