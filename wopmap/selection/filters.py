"""Applying a selection to flows: which pairs fit, and why partnerships are hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wopmap.labels import NOT_STATED
from wopmap.words import fold, slug

if TYPE_CHECKING:
    from wopmap.selection.model import Selection

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shown:
    """What a selection leaves of the flows.

    Attributes
    ----------
    flows : DataFrame
        The pairs that fit, in the order of the layer.
    hidden : dict
        Reason -> number of partnerships. Each hidden partnership is counted once, under the first
        filter that leaves none of its pairs, in the fixed order scope, confidence, status, modality,
        programme, topic, motive, place, text, year. ``n + sum(hidden.values()) == total``.
    total : int
        Partnerships before the selection.
    n : int
        Partnerships with at least one pair that fits.
    year_not_stated : int
        Partnerships that fit every other filter but state no year (no start year, in the mode
        `started`): hidden as soon as years are chosen, shown otherwise.
    without : dict
        Only where nothing fits: filter -> number of partnerships there would be without that filter.
    """

    flows: pd.DataFrame
    hidden: dict[str, int]
    total: int
    n: int
    year_not_stated: int
    without: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Step:
    """One filter: its name for people, why it hides, and which pairs pass."""

    name: str
    reason: str
    passes: Mask


def narrow(selection: Selection, flows: pd.DataFrame, search: pd.Series | None) -> Shown:
    """See `Selection.apply`."""
    codes, uniques = _codes(flows["wop_id"])
    everything = np.ones(len(flows), dtype=bool)

    def partnerships(mask: Mask) -> int:
        seen = np.zeros(len(uniques), dtype=bool)
        seen[codes[mask]] = True
        return int(np.count_nonzero(seen))

    total = left = partnerships(everything)
    alive = everything.copy()
    hidden: dict[str, int] = {}

    def hide(step: _Step) -> int:
        nonlocal left
        np.logical_and(alive, step.passes, out=alive)
        before, left = left, partnerships(alive)
        if left < before:
            hidden[step.reason] = before - left
        return before - left

    steps = _steps(selection, flows, search)
    for step in steps:
        hide(step)
    year = _first_year(selection, flows)
    year_not_stated = partnerships(alive & np.isnan(year))
    if selection.years is not None:
        for step in _year_steps(selection, flows, year):
            hide(step)
            steps.append(step)
    fitting = flows if alive.all() else flows[alive]
    without = {} if left else _without(steps, partnerships, everything)
    return Shown(fitting, hidden, total, left, year_not_stated, without)


def _without(steps: list[_Step], partnerships: Callable[[Mask], int], everything: Mask) -> dict[str, int]:
    """Partnerships that would be left if one filter alone were dropped, the most helpful first."""
    counts: dict[str, int] = {}
    for name in dict.fromkeys(step.name for step in steps):
        others = [step.passes for step in steps if step.name != name]
        counts[name] = partnerships(np.logical_and.reduce([everything, *others]))
    helpful = {name: number for name, number in counts.items() if number}
    return dict(sorted(helpful.items(), key=lambda item: -item[1]))


def _steps(selection: Selection, flows: pd.DataFrame, search: pd.Series | None) -> list[_Step]:
    steps: list[_Step] = []

    def keep(name: str, reason: str, column: str, test: Callable[[str | None], bool]) -> None:
        steps.append(_Step(name, reason, _where(flows[column], test)))

    if selection.scope:
        strict = selection.scope == ("wop",)
        reason = "related, not strictly a partnership of operators" if strict else "strictly a partnership"
        keep("scope", reason, "scope", _among(selection.scope))
    if selection.confidence:
        keep("confidence", "of another level of confidence", "confidence", _among(selection.confidence))
    if selection.status:
        keep("status", "of another status", "status", _among(selection.status))
    if selection.modalities:
        keep("modality", "of another modality", "modality", _among(selection.modalities))
    if selection.programmes:
        keep(
            "programme", "of another programme or none stated", "programme", _slug_among(selection.programmes)
        )
    if selection.topics:
        keep("topic", "on other topics or none stated", "topics", _any_among(selection.topics))
    if selection.motives:
        keep("motive", "with other motives or none on file", "mentor_motives", _any_among(selection.motives))
    if selection.regions or selection.countries:
        steps.append(_Step("place", "in another country or region", _in_place(selection, flows)))
    if selection.text:
        steps.append(
            _Step("search text", "not matching the search text", _matching(selection.text, flows, search))
        )
    return steps


def _codes(column: pd.Series) -> tuple[NDArray[np.intp], pd.Index]:
    """Integer code of each value (-1 = missing) and the values; at once for categorical columns."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), column.cat.categories
    codes, uniques = pd.factorize(column)
    return codes, pd.Index(uniques)


def _where(column: pd.Series, test: Callable[[str | None], bool]) -> Mask:
    """Rows whose value passes; the test runs once per distinct value, with None for a missing one."""
    codes, uniques = _codes(column)
    passed = np.array([*(test(value or None) for value in uniques), test(None)], dtype=bool)
    return passed[codes]


def _among(values: Collection[str]) -> Callable[[str | None], bool]:
    wanted = frozenset(values)
    return lambda value: (value or NOT_STATED) in wanted


def _slug_among(values: Collection[str]) -> Callable[[str | None], bool]:
    wanted = frozenset(values)
    return lambda value: (slug(value) if value else NOT_STATED) in wanted


def _any_among(values: Collection[str]) -> Callable[[str | None], bool]:
    wanted = frozenset(values)
    return lambda joined: not wanted.isdisjoint(split_values(joined) or (NOT_STATED,))


def split_values(joined: str | None) -> tuple[str, ...]:
    """Values of a column that holds several, joined by `;`."""
    return tuple(part.strip() for part in (joined or "").split(";") if part.strip())


def _in_place(selection: Selection, flows: pd.DataFrame) -> Mask:
    found = np.zeros(len(flows), dtype=bool)
    for side in ("mentor", "mentee"):
        if selection.side in ("either", side):
            if selection.countries:
                found |= _where(flows[f"{side}_country"], _among(selection.countries))
            if selection.regions:
                found |= _where(flows[f"{side}_region"], _slug_among(selection.regions))
    return found


def _matching(text: str, flows: pd.DataFrame, search: pd.Series | None) -> Mask:
    if search is None:
        raise ValueError(
            "A selection with a search text needs the search index: pass search=search_text(...)."
        )
    fits = search[[all(word in entry for word in fold(text).split()) for entry in search]]
    return _where(flows["wop_id"], _among(fits.index))


def _first_year(selection: Selection, flows: pd.DataFrame) -> NDArray[np.float64]:
    return _years(flows["start_year" if selection.mode == "started" else "active_from"])


def _years(column: pd.Series) -> NDArray[np.float64]:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _year_steps(selection: Selection, flows: pd.DataFrame, first: NDArray[np.float64]) -> list[_Step]:
    assert selection.years is not None  # the caller has looked
    low, high = selection.years
    started = selection.mode == "started"
    last = first if started else np.fmax(first, _years(flows["active_to"]))
    unstated = "with start year not stated" if started else "with year not stated"
    outside = "started outside the years" if started else "outside the years"
    return [
        _Step("years", unstated, ~np.isnan(first)),
        _Step("years", outside, (first <= high) & (last >= low)),
    ]
