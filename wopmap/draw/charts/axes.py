"""Axes of names: room for the widest, rules between rows and columns, labels in two lines or upright."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

FOOT_PX = 46
"""Room for an axis of numbers with its title."""


def heads(columns: list[str], *, upright: bool, reserve: int = 0) -> alt.Axis:
    """Heads of columns: upright with some room (px) held for them, or level in two lines; rules between columns."""
    if upright:
        return alt.Axis(
            orient="top",
            labelAngle=-90,
            labelAlign="left",
            labelLimit=250,
            minExtent=reserve,
            grid=True,
            tickBand="extent",
        )
    lines = {label: two_lines(label) for label in columns}
    return alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr=looked_up(lines),
        labelLimit=150,
        labelPadding=20,
        grid=True,
        tickBand="extent",
    )


def two_lines(label: str) -> list[str]:
    """The label, broken at the blank next to its middle."""
    blanks = [at for at, sign in enumerate(label) if sign == " "]
    if len(label) < 14 or not blanks:
        return [label]
    at = min(blanks, key=lambda place: abs(place - len(label) / 2))
    return [label[:at], label[at + 1 :]]


def names(wide: int, *, lines: bool = False) -> alt.Axis:
    """Names of rows, with room for the widest: letters may load after the room has been measured."""
    return alt.Axis(labelLimit=wide, minExtent=wide + 22, grid=lines, tickBand="extent")


def looked_up(names: dict[str, Any]) -> str:
    """A Vega expression that gives the label of an identity; names stand in it as text, never as code."""
    return f"({json.dumps(names)})[datum.value]"


def short(text: str | None, most: int) -> str:
    """Text of at most so many signs; empty for none."""
    words = "" if text is None else str(text)
    return words if len(words) <= most else words[: most - 3].rstrip(" ,") + "..."
