"""What a scenario comes to: bands over many draws, what binds each year, and which input moves the result most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from wopmap.scaling.inputs import INPUTS
from wopmap.scaling.model import LIMITS, Floats, Paths, Plan, simulate, used

DRAWS = 10_000
BAND = (0.10, 0.50, 0.90)
CAVEAT = "A scenario, not a forecast; people reached is as programmes report it."

MEASURES: Mapping[str, tuple[str, str]] = {
    "people": ("People reached", "people"),
    "partnerships": ("Partnerships started", "partnerships"),
    "money": ("Money spent", "EUR million"),
    "share": ("Share of the need", "%"),
}
"""Results, each from the first year on, with their unit."""

Ends = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A scenario over all draws.

    Attributes
    ----------
    years : (t,) array of int
    bands : mapping of str to (t, 3) array
        Per measure of `MEASURES` the 10 %, 50 % and 90 % quantile at the end of each year, from the start.
    under_way, capacity, started : (t, 3) arrays
        The same quantiles of partnerships at work, of what mentors can carry, and of those begun in the year.
    binding : (t, 4) array
        Share of draws in which each of `LIMITS` is the least.
    moves : DataFrame
        `sensitivity`.
    uncounted : tuple of str
        Types in the mix whose reach no one states: their people are missing from the result.
    """

    years: np.ndarray
    bands: Mapping[str, Floats]
    started: Floats
    under_way: Floats
    capacity: Floats
    binding: Floats
    moves: pd.DataFrame
    uncounted: tuple[str, ...] = ()

    def final(self, measure: str) -> tuple[float, float, float]:
        """Low, median and high at the end of the last year."""
        low, middle, high = self.bands[measure][-1]
        return float(low), float(middle), float(high)

    @property
    def binds(self) -> list[str]:
        """The limit that binds in most draws, year by year."""
        return [LIMITS[position] for position in self.binding.argmax(axis=1)]


@lru_cache(maxsize=4)
def uniforms(seed: int, draws: int) -> Floats:
    """Random numbers in [0, 1), (inputs, draws): the same for every scenario, so that their draws compare."""
    return np.random.default_rng(seed).random((len(INPUTS), draws))


def drawn(ranges: Mapping[str, Ends | None], seed: int, draws: int = DRAWS) -> dict[str, Floats]:
    """Values of the inputs, uniform between their ends; an input without a range is left out."""
    numbers = uniforms(seed, draws)
    return {
        key: ends[0] + (ends[1] - ends[0]) * numbers[row]
        for row, key in enumerate(INPUTS)
        if (ends := ranges.get(key)) is not None
    }


def run(
    ranges: Mapping[str, Ends | None], plan: Plan, first_year: int, seed: int, draws: int = DRAWS
) -> Outcome:
    """Simulate a scenario over its ranges.

    Parameters
    ----------
    ranges : mapping of str to (low, high) or None
        Every input a plan uses; None only for people reached by a type whose reach no one states.
    plan : Plan
    first_year : int
        Year the first partnerships start.
    """
    needed = used(plan)
    paths = simulate(drawn(ranges, seed, draws), plan)
    uncounted = tuple(
        key.removesuffix("_people") for key in needed if key.endswith("_people") and ranges.get(key) is None
    )
    return Outcome(
        years=np.arange(first_year, first_year + plan.years),
        bands={name: _band(values) for name, values in measures(paths, plan).items()},
        started=_band(paths.started),
        under_way=_band(paths.under_way),
        capacity=_band(paths.capacity),
        binding=np.stack([(paths.binding == i).mean(axis=1) for i in range(len(LIMITS))], axis=1),
        moves=sensitivity(ranges, plan),
        uncounted=uncounted,
    )


def measures(paths: Paths, plan: Plan) -> dict[str, Floats]:
    """Results from the start to the end of each year, (years, draws), in the units of `MEASURES`."""
    return {
        "people": paths.people,
        "partnerships": paths.started.cumsum(axis=0),
        "money": paths.spent.cumsum(axis=0) / 1e6,
        "share": 100 * paths.people / plan.need if plan.need else np.full_like(paths.people, np.nan),
    }


def _band(values: Floats) -> Floats:
    """Quantiles `BAND` over the draws, (years, 3): linear between neighbours, as numpy's default."""
    ordered = np.sort(values, axis=1)
    last = values.shape[1] - 1
    columns = []
    for quantile in BAND:
        at = quantile * last
        low = int(at)
        high = min(low + 1, last)
        columns.append(ordered[:, low] + (at - low) * (ordered[:, high] - ordered[:, low]))
    return np.stack(columns, axis=1)


def sensitivity(ranges: Mapping[str, Ends | None], plan: Plan) -> pd.DataFrame:
    """How the last year's results move when one input goes from its low to its high end, all others half-way.

    Returns
    -------
    DataFrame
        - key, low, high: the input and its ends
        - people_low, people_high, partnerships_low, partnerships_high: results at these ends
        - swing: size of the move of people reached (of partnerships where nobody's reach is known)

        Largest swing first.
    """
    known = {key: ends for key in INPUTS if (ends := ranges.get(key)) is not None}
    keys = [key for key in used(plan) if key in known]
    columns = 2 * len(keys)
    x = {key: np.full(columns, (low + high) / 2) for key, (low, high) in known.items()}
    for position, key in enumerate(keys):
        x[key][2 * position : 2 * position + 2] = known[key]
    results = measures(simulate(x, plan), plan)
    people, count = results["people"][-1], results["partnerships"][-1]
    table = pd.DataFrame(
        {
            "key": keys,
            "low": [known[key][0] for key in keys],
            "high": [known[key][1] for key in keys],
            "people_low": people[0::2],
            "people_high": people[1::2],
            "partnerships_low": count[0::2],
            "partnerships_high": count[1::2],
        }
    )
    by = "people" if people.any() else "partnerships"
    table["swing"] = (table[f"{by}_high"] - table[f"{by}_low"]).abs()
    return table.sort_values(["swing", "key"], ascending=[False, True], ignore_index=True)
