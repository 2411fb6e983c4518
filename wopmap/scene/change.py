"""Two moments on the map: new, lasting and ended flows in three styles that differ without colour too."""

from __future__ import annotations

from wopmap.moments import CHANGES, Moments
from wopmap.scene.model import Entry, LegendGroup
from wopmap.scene.style import Theme
from wopmap.words import counted

PATTERNS = {"lasting": "solid", "new": "dashed", "ended": "dotted"}
"""Line of each kind; the colours go from dark to pale in the same order, so that grey tells them apart as well."""


def colours(theme: Theme) -> dict[str, str]:
    """Colour of each kind."""
    return {"lasting": theme.mentee, "new": theme.accent, "ended": theme.help[4]}


def legend(years: tuple[int, int], theme: Theme) -> LegendGroup:
    """The three kinds with their lines."""
    marks = {"solid": "line"}
    entries = tuple(
        Entry(
            CHANGES[kind].label.lower(),
            colours(theme)[kind],
            marks.get(PATTERNS[kind], PATTERNS[kind]),  # type: ignore[arg-type]
            4.0,
        )
        for kind in CHANGES
    )
    return LegendGroup(f"Help in {years[0]} and in {years[1]}, arrow to the mentee", entries)


def tip(numbers: dict[str, int], years: tuple[int, int]) -> str:
    """Words on one flow: how many partnerships in each year, and how many of each kind."""
    before, after = numbers["ended"] + numbers["lasting"], numbers["new"] + numbers["lasting"]
    kinds = ", ".join(f"{numbers[kind]} {CHANGES[kind].label.lower()}" for kind in CHANGES if numbers[kind])
    return f"{years[0]}: {before}, {years[1]}: {counted(after, 'partnership')} ({kinds})"


def summary(sums: Moments) -> str:
    """What changed between the two years, in a sentence."""
    first, second = sums.years
    were = "was" if sums.before == 1 else "were"
    are = "is" if sums.lasting == 1 else "are"
    return (
        f"In {first}, {counted(sums.before, 'partnership')} {were} active; in {second}, {sums.after}. "
        f"{sums.lasting} of them {are} the same, {sums.new} began after {first} and {sums.ended} ended before {second}."
    )
