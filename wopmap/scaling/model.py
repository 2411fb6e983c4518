"""The scenario model: a year starts as many partnerships as money, mentors and demand allow, whichever is least.

All arithmetic is on arrays with one column per draw; a scenario, its sensitivity and a case worked by hand are the
same function. The formulas stand in docs/scaling.md as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wopmap.scaling.inputs import FAMILIES, INPUTS, TYPES

Floats = NDArray[np.float64]

LIMITS = ("money", "mentors", "demand", "need")
"""What can bind: money, mentor capacity, partnerships asked for, people still without."""

MONEY_LEVERS = ("levy", "norm", "national", "union", "platform")


@dataclass(frozen=True)
class Plan:
    """What is fixed in a run.

    Attributes
    ----------
    years : int
        Years simulated.
    mix : tuple of float, (3,)
        Weights of short, long and large-programme partnerships among new ones; made to sum to 1.
    levers : frozenset of str
        Keys of `wopmap.scaling.inputs.LEVERS` that are pulled.
    need : float
        People without the service at the start.
    """

    years: int
    mix: tuple[float, float, float]
    levers: frozenset[str]
    need: float

    @property
    def shares(self) -> tuple[float, ...]:
        """The mix as shares that sum to 1."""
        whole = sum(self.mix)
        return tuple(part / whole for part in self.mix)


@dataclass(frozen=True, eq=False)
class Paths:
    """A run, one row a year and one column a draw.

    Attributes
    ----------
    started : (years, draws)
        New partnerships of the year (not whole numbers: a share of a partnership is a partnership begun later).
    under_way : (years, draws)
        Partnerships at work in the year, older ones included.
    capacity : (years, draws)
        Partnerships all mentors can carry at once.
    mentors : (years, draws)
    money : (years, draws)
        EUR available in the year.
    spent : (years, draws)
        EUR committed in the year, all of a partnership's cost when it starts.
    people : (years, draws)
        People reached up to the end of the year, each partnership's spread evenly over its duration.
    binding : (years, draws) int
        Position in `LIMITS` of the least.
    """

    started: Floats
    under_way: Floats
    capacity: Floats
    mentors: Floats
    money: Floats
    spent: Floats
    people: Floats
    binding: NDArray[np.int8]


def money_a_year(x: Mapping[str, Floats], levers: frozenset[str]) -> Floats:
    """EUR a year: the base and what the levers add."""
    total = x["money"] * 1e6
    for lever in MONEY_LEVERS:
        if lever in levers:
            share = x["levy_share"] / 100 if lever == "levy" else 1.0
            total = total + x[f"{lever}_money"] * 1e6 * share
    return total


def simulate(x: Mapping[str, Floats], plan: Plan) -> Paths:
    """Run the years for every draw.

    Parameters
    ----------
    x : mapping of str to ndarray, (draws,)
        Values of the inputs in their units (`wopmap.scaling.inputs.INPUTS`); people reached by a type of no
        known reach may be left out and are then not counted.
    plan : Plan

    Returns
    -------
    Paths
        With, for every year t and draw: started <= money / cost, under way <= capacity (unless what ran at the
        start is more by itself), people <= need, spent <= money.
    """
    shares = plan.shares
    years, draws = plan.years, len(x["money"])
    kinds = [(share, kind) for share, kind in zip(shares, TYPES, strict=True) if share > 0]
    dollars = {"short": x["rate"], "long": x["rate"], "large": np.ones(draws)}
    cost = sum((share * x[f"{kind}_cost"] * 1e3 / dollars[kind] for share, kind in kinds), np.zeros(draws))
    reach = sum(
        (share * x[f"{kind}_people"] for share, kind in kinds if f"{kind}_people" in x), np.zeros(draws)
    )
    length = sum((share * x[f"{kind}_years"] for share, kind in kinds), np.zeros(draws))
    at_work, served = _profiles(x, kinds, years, draws)
    money = money_a_year(x, plan.levers)
    growth = sum((x[f"new_{family}"] for family in FAMILIES), np.zeros(draws))
    running = x["running"] * np.maximum(0.0, 1.0 - np.arange(years)[:, None] / length)
    out = {
        name: np.empty((years, draws)) for name in ("started", "under_way", "capacity", "mentors", "people")
    }
    binding = np.empty((years, draws), np.int8)
    begun = np.zeros((years + 1, draws))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        by_money = np.where(cost > 0, money / cost, np.inf)
        # People are promised when a partnership starts, so that none is promised to two.
        promised = np.where(reach > 0, plan.need / reach, np.inf)
    for t in range(years):
        mentors = x["mentors"] + growth * t + _graduates(x, plan, begun, t)
        busy = running[t] + sum((out["started"][s] * at_work[t - s] for s in range(t)), np.zeros(draws))
        capacity = mentors * x["load"]
        limits = np.stack(
            [
                by_money,
                np.maximum(capacity - busy, 0.0) / at_work[0],
                x["proposals"],
                np.maximum(promised - begun[t], 0.0),
            ]
        )
        binding[t] = limits.argmin(axis=0)
        started = limits.min(axis=0)
        out["started"][t], begun[t + 1] = started, begun[t] + started
        out["under_way"][t] = busy + started * at_work[0]
        out["capacity"][t], out["mentors"][t] = capacity, mentors
        out["people"][t] = sum((out["started"][s] * served[t - s] for s in range(t + 1)), np.zeros(draws))
    every = np.broadcast_to(money, (years, draws))
    return Paths(**out, money=every, spent=out["started"] * cost, binding=binding)


def _profiles(
    x: Mapping[str, Floats], kinds: list[tuple[float, str]], years: int, draws: int
) -> tuple[Floats, Floats]:
    """Of one new partnership of the mix, by its age: part of a year at work, and people reached so far."""
    age = np.arange(years)[:, None]
    at_work, served = np.zeros((years, draws)), np.zeros((years, draws))
    for share, kind in kinds:
        length = x[f"{kind}_years"]
        at_work += share * np.clip(length - age, 0.0, 1.0)
        if f"{kind}_people" in x:
            served += share * x[f"{kind}_people"] * np.clip((age + 1) / length, 0.0, 1.0)
    return at_work, served


def _graduates(x: Mapping[str, Floats], plan: Plan, begun: Floats, t: int) -> Floats | float:
    """Mentees of this scenario that mentor by now."""
    if "graduates" not in plan.levers:
        return 0.0
    then = np.maximum(t - np.rint(x["graduate_lag"]).astype(int), -1) + 1
    # begun[k] holds what was begun before year k; nothing before year 0.
    return x["graduate_rate"] / 100 * np.take_along_axis(begun, then[None, :], axis=0)[0]


def used(plan: Plan) -> tuple[str, ...]:
    """Inputs that can change a run of this plan, in their order."""
    kinds = {kind for share, kind in zip(plan.shares, TYPES, strict=True) if share > 0}
    groups = {"money", "mentors", "growth", "demand", *kinds, *plan.levers}
    in_dollars = bool(kinds & {"short", "long"})
    return tuple(
        key for key, item in INPUTS.items() if item.group in groups and (key != "rate" or in_dollars)
    )
