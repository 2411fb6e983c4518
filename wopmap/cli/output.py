"""What commands print: an answer as text, JSON or CSV, and complaints beside it."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True)
class Answer:
    """What a command has to say.

    Attributes
    ----------
    lines : tuple of str
        For people.
    data : dict
        The same and more for JSON.
    table : DataFrame
        The rows, for CSV.
    problems : tuple of str
        What was asked for and could not be had, a sentence each.
    """

    lines: tuple[str, ...]
    data: dict[str, Any]
    table: pd.DataFrame
    problems: tuple[str, ...] = field(default=())


def add_format(parser: argparse.ArgumentParser) -> None:
    """Give a command the option ``--format``."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")


def give(answer: Answer, form: str) -> None:
    """Write an answer to standard output and its problems to standard error."""
    for problem in answer.problems:
        complain(problem)
    if form == "text":
        say(answer.lines)
        return
    from wopmap.tables import csv_safe, to_json

    _write(to_json(answer.data).encode("utf-8", "replace") if form == "json" else csv_safe(answer.table))


def say(lines: Iterable[str]) -> None:
    """Lines to standard output, in UTF-8 wherever it goes."""
    _write("".join(f"{harmless(line)}\n" for line in lines).encode("utf-8", "replace"))


def complain(sentence: str) -> None:
    """A sentence to standard error."""
    sys.stderr.write("".join(f"{harmless(line)}\n" for line in sentence.splitlines()))


def harmless(text: str) -> str:
    """Text without what could command a terminal or turn its direction."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def columns(rows: Iterable[Iterable[object]], right: Iterable[int] = ()) -> list[str]:
    """Rows as lines with their cells one below the other; those of the columns `right` end together."""
    cells = [[harmless(str(cell)) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    ending = set(right)
    return [
        "  ".join(
            cell.rjust(width) if i in ending else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _write(content: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
