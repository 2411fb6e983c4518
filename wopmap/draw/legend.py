"""Where the entries of a legend lie on a picture: groups side by side, in as few rows as the sheet allows.

Lengths in px of 1/96 inch, from the upper left corner of the legend; y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from wopmap.draw.lettering import shortened, text_width
from wopmap.scene.model import Entry, LegendGroup

LEGEND = 12.0
"""Size of its letters."""

SWATCH, LONG_SWATCH = 24.0, 40.0
"""Width of a mark; arrows need more, or their widths could not be told apart."""

CELL, BAR = 44.0, 11.0
"""Width and height of one class in a bar of classes."""

BESIDE = 7.0
GAP, COLUMN_GAP, ROW = 36.0, 18.0, 18.0
HEAD = 22.0
MOST_ROWS = 8


@dataclass(frozen=True)
class Mark:
    """One entry: its mark around (x, y) to (x + wide, y), its words from `words_x` on."""

    entry: Entry
    label: str
    x: float
    y: float
    wide: float
    words_x: float


@dataclass(frozen=True)
class Bar:
    """Classes of one scale as one bar with its breaks below."""

    entries: tuple[Entry, ...]
    ticks: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True)
class Block:
    """A group with its heading at the upper left corner (x, y)."""

    title: str
    marks: tuple[Mark, ...]
    bar: Bar | None
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Layout:
    """All groups, and the room they take together."""

    blocks: tuple[Block, ...]
    width: float
    height: float


def lay(groups: tuple[LegendGroup, ...], room: float) -> Layout:
    """Place groups side by side, with the number of rows that makes the legend lowest."""
    found: Layout | None = None
    for rows in range(1, MOST_ROWS + 1):
        layout = _wrapped([_block(group, rows, room) for group in groups], room)
        if found is None or layout.height < found.height:
            found = layout
    return found or Layout((), 0.0, 0.0)


def _wrapped(blocks: list[Block], room: float) -> Layout:
    """Blocks from left to right, in a new row where the sheet ends."""
    x = y = row = widest = 0.0
    placed = []
    for block in blocks:
        if x and x + block.width > room:
            x, y, row = 0.0, y + row + 12, 0.0
        placed.append(Block(block.title, block.marks, block.bar, block.width, block.height, x, y))
        row = max(row, block.height)
        widest = max(widest, x + block.width)
        x += block.width + GAP
    return Layout(tuple(placed), widest, y + row)


def _block(group: LegendGroup, rows: int, room: float) -> Block:
    title = shortened(group.title, LEGEND, room, bold=True)
    entries, bar, x = group.entries, None, 0.0
    if group.ticks and len(group.entries) > len(group.ticks):
        classes = entries[: len(group.ticks) + 1]
        if all(entry.mark == "fill" for entry in classes) and len(classes) * CELL <= room:
            bar = Bar(classes, group.ticks, 0.0, HEAD + 2)
            entries, x = entries[len(classes) :], len(classes) * CELL + COLUMN_GAP
    columns = max(1, -(-len(entries) // rows))
    marks, wide = _in_columns(entries, columns, room, x)
    while wide > room and columns > 1:
        columns -= 1
        marks, wide = _in_columns(entries, columns, room, x)
    if wide > room and bar:
        marks, wide = _in_columns(entries, 1, room, 0.0, HEAD + BAR + 22)
    depth = max([mark.y + max(ROW, _across(mark.entry)) / 2 for mark in marks], default=HEAD)
    if bar:
        depth, wide = max(depth, bar.y + BAR + 4 + LEGEND), max(wide, len(bar.entries) * CELL)
    return Block(title, tuple(marks), bar, max(wide, text_width(title, LEGEND, bold=True)), depth)


def _across(entry: Entry) -> float:
    """Diameter of a dot or ring; other marks are as tall as a row."""
    return 2 * entry.size if entry.mark in ("dot", "ring") else 0.0


def _wide(entry: Entry) -> float:
    if entry.mark in ("line", "dash", "dashed", "dotted"):
        return LONG_SWATCH
    return max(SWATCH, _across(entry))


def _in_columns(
    entries: tuple[Entry, ...], columns: int, room: float, x: float, y: float = HEAD
) -> tuple[list[Mark], float]:
    """Entries one below the other in so many columns; the marks, and where they end."""
    if not entries:
        return [], max(x - COLUMN_GAP, 0.0)
    deep = -(-len(entries) // columns)
    tall = [max(ROW, *(_across(entry) + 2 for entry in entries[row::deep])) for row in range(deep)]
    middles = [y + sum(tall[:row]) + tall[row] / 2 for row in range(deep)]
    marks = []
    for first in range(0, len(entries), deep):
        column = entries[first : first + deep]
        swatch = max(_wide(entry) for entry in column)
        labels = [shortened(entry.label, LEGEND, room - swatch - BESIDE) for entry in column]
        for row, (entry, label) in enumerate(zip(column, labels, strict=True)):
            marks.append(Mark(entry, label, x, middles[row], swatch, x + swatch + BESIDE))
        x += swatch + BESIDE + max(text_width(label, LEGEND) for label in labels) + COLUMN_GAP
    return marks, x - COLUMN_GAP
