"""What an import of outlines has found, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wopmap.intake.matching import BY_CODE, BY_LIKENESS, BY_NAME, Matches, Pair
from wopmap.intake.reading import Features
from wopmap.words import counted, listed, quoted

MOST_LISTED = 50
"""Zones or outlines of a kind the report names; all of them are counted."""


@dataclass(frozen=True)
class Report:
    """What fits what, and what was done.

    Attributes
    ----------
    file, city, level : str
        The level in words, for several zones.
    zones : int
        Zones of that level.
    features : Features
    pairs : tuple of Pair
        What was taken.
    matches : Matches
    among : tuple of int
        Features that lie among the outlines taken.
    other_levels : mapping of str to int
        Other levels that outlines would fit, with how many.
    misplaced : mapping of str to bool
        For zones whose place was known well: whether it lies outside the outline.
    swallowing : mapping of str to tuple of str
        Zones whose outline holds the well-known points of other zones: names of these.
    doubtful : tuple of str
        Zones of the level whose place was only roughly known.
    cut_back : tuple of str
        Zones whose approximate outline gave ground.
    remarks : tuple of str
    names : mapping of str to str
        Names of zones.
    layers : tuple of str
        Layers that were written; empty in a dry run.
    place : str
        Where.
    """

    file: str
    city: str
    level: str
    zones: int
    features: Features
    pairs: tuple[Pair, ...]
    matches: Matches
    among: tuple[int, ...]
    other_levels: Mapping[str, int]
    misplaced: Mapping[str, bool]
    swallowing: Mapping[str, tuple[str, ...]]
    doubtful: tuple[str, ...]
    cut_back: tuple[str, ...]
    remarks: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    layers: tuple[str, ...] = ()
    place: str = ""

    @property
    def by_code(self) -> int:
        """Zones matched by code."""
        return sum(p.kind == BY_CODE for p in self.pairs)

    @property
    def by_name(self) -> int:
        """Zones matched by name."""
        return sum(p.kind == BY_NAME for p in self.pairs)

    @property
    def by_likeness(self) -> int:
        """Zones matched because their names are alike, as asked."""
        return sum(p.kind == BY_LIKENESS for p in self.pairs)

    def written(self, layers: tuple[str, ...], place: str) -> Report:
        """The same, once the layers are written."""
        return replace(self, layers=layers, place=place)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report, a line each."""
        table = self.features.table
        yield f"{self.file}: {counted(len(table), 'outline')}, {self.features.repaired} with invalid rings, mended."
        unusable = self.features.problems.dropna()
        if len(unusable):
            first = f"row {unusable.index[0]} {unusable.iloc[0]}"
            yield f"{counted(len(unusable), 'outline')} not usable, none of them needed: {first}."
        yield from self.remarks
        yield f"{self.city}: {len(self.pairs)} of {self.zones} {self.level} matched."
        for how, number in Counter(p.how for p in self.pairs).items():
            yield f"  {number} {how}"
        for level, number in self.other_levels.items():
            yield f"  {number} would fit the level {level} (--level {level}); one level at a time."
        yield from self._left_open()
        yield from self._to_be_checked()
        yield from done("outlines", self.place, self.layers)

    def _left_open(self) -> Iterator[str]:
        several = self.matches.several
        if several:
            yield f"{counted(len(several), 'code or name', 'codes or names')} not taken, as they stand for several:"
            for one in several[:MOST_LISTED]:
                zones, rows = listed(one.zone_ids, most=5), listed([str(n) for n in one.features], most=8)
                yield f"  {quoted(one.value)}: zones {zones}; rows {rows}"
            yield "  (--parent COLUMN tells namesakes apart; --merge-parts takes rows as parts of one zone)"
        taken = {p.zone_id for p in self.pairs}
        alike = [s for s in self.matches.suggestions if s.zone_id not in taken]
        if alike:
            yield f"{counted(len(alike), 'name')} alike, not taken (--accept-fuzzy takes those marked clear):"
            for like in alike[:MOST_LISTED]:
                why = f"row {like.feature}, {like.likeness:.2f}, {'clear' if like.clear else 'not clear'}"
                yield f"  {quoted(like.zone_name)} ~ {quoted(like.value)} ({why})"
        left = [z for z in self.matches.zones_left if z not in taken]
        if left:
            head = f"{counted(len(left), 'zone')} without an outline:"
            yield from _some(head, [self._zone(z) for z in left])
        used = {n for p in self.pairs for n in p.features}
        unused = [n for n in self.matches.features_left if n not in used]
        among = [n for n in unused if n in set(self.among)]
        if unused:
            yield f"{counted(len(unused), 'outline')} without a zone here, {len(among)} of them within the city."
        told = [f"row {n}: " + ", ".join(str(v) for v in self.features.table.loc[n].head(4)) for n in among]
        if told:
            yield from _some("  Within the city:", told)

    def _to_be_checked(self) -> Iterator[str]:
        outside = [z for z, out in self.misplaced.items() if out]
        if outside:
            head = f"{len(outside)} of {len(self.misplaced)} outlines checked do not hold the point of their zone"
            told = [self._zone(z) for z in outside]
            yield from _some(f"{head}; have limits changed since the census?", told)
        if self.swallowing:
            head = f"{counted(len(self.swallowing), 'outline')} hold the points of other zones as well"
            told = [f"{self._zone(z)}: {listed(n, most=6)}" for z, n in self.swallowing.items()]
            yield from _some(f"{head}; these may be limits of another year or level:", told)
        doubtful = {p.zone_id for p in self.pairs} & set(self.doubtful)
        if doubtful:
            head = f"{counted(len(doubtful), 'zone')} brought had a place only roughly known"
            yield f"{head}, often because limits have changed: make sure the outlines are those of the census."
        if self.cut_back:
            yield f"{counted(len(self.cut_back), 'approximate outline')} gave ground to real ones beside them."

    def _zone(self, zone_id: str) -> str:
        return f"{self.names[zone_id]} ({zone_id})"


def done(what: str, place: str, layers: Sequence[str], *more: str) -> Iterator[str]:
    """What an import has done, a line each: nothing in a dry run (no place), nothing again (no layers), or written."""
    if not place:
        yield "Nothing was written: this was a dry run."
    elif not layers:
        yield f"Nothing has changed: these {what} are in {place} already."
    else:
        yield f"Written to {place}: {listed(layers)}. `import --undo` takes it back."
        yield from more
        yield "`make data` builds layers from their sources, without imports: import again after it."


def _some(head: str, told: Sequence[str]) -> Iterator[str]:
    yield head
    yield from (f"  {line}" for line in told[:MOST_LISTED])
    if len(told) > MOST_LISTED:
        yield f"  ... and {len(told) - MOST_LISTED} more"
