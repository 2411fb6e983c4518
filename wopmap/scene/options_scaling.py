"""What the page Scaling up shows beside the filters: demand, up to three scenarios, who asks for a mentor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from wopmap import labels
from wopmap.labels import Term
from wopmap.matching import DEFAULT_WEIGHTS, MOST_WEIGHT, REVERSE_WEIGHTS
from wopmap.scaling import MEASURES, NEEDS, PRESETS, RULES, Scenario
from wopmap.scaling.scenario import from_text, to_text
from wopmap.scene.model import View
from wopmap.scene.options import parse_view, view_text
from wopmap.words import quoted

PARTS: Mapping[str, Term] = {
    "today": Term("Demand and supply"),
    "scenario": Term("Scenarios"),
    "match": Term("Find a mentor"),
}
WAYS: Mapping[str, Term] = {
    "mentors": Term("Mentors for a mentee"),
    "mentees": Term("Mentees for a mentor"),
}
SLOTS = ("plan_a", "plan_b", "plan_c")
NO_PLAN = "none"
SINCE = (1987, 2026)
PLACED = (1, 60)
SEEDS = (0, 1_000_000)
_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,80}")
_WEIGHT = re.compile(r"([a-z]+):(\d)")


@dataclass(frozen=True)
class ScalingOptions:
    """Options of the page.

    Attributes
    ----------
    part : {"today", "scenario", "match"}
    need : {"basic", "piped"}
    since : int
        Partnerships count as help when known to be under way in this year or later.
    rule : str
        Key of `wopmap.scaling.RULES`.
    placed : int
        New partnerships placed on the map; 0 shows none.
    measure : str
        Key of `wopmap.scaling.MEASURES`.
    seed : int
        Of the random draws.
    plans : tuple of Scenario
        One to three.
    who : str
        Operator or country that asks; empty for nobody yet.
    way : {"mentors", "mentees"}
    topics : tuple of str
    weights : tuple of (str, int)
        Weights that differ from the default.
    pick : str
        What the reader has chosen.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset(
        {"part", "need", "since", "rule", "placed", "measure", "seed", "who", "way", "on", "weights", "pick"}
        | {"at", *SLOTS}
    )

    part: str = "today"
    need: str = "basic"
    since: int = 2015
    rule: str = "need"
    placed: int = 20
    measure: str = "people"
    seed: int = 1
    plans: tuple[Scenario, ...] = PRESETS
    who: str = ""
    way: str = "mentors"
    topics: tuple[str, ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    pick: str = ""
    view: View | None = None

    def weighing(self) -> dict[str, int]:
        """All weights of the chosen way."""
        base = DEFAULT_WEIGHTS if self.way == "mentors" else REVERSE_WEIGHTS
        own = dict(self.weights)
        return {name: own.get(name, weight) for name, weight in base.items()}

    def with_weights(self, weights: Mapping[str, int]) -> ScalingOptions:
        """The same with other weights; those at their default are left out."""
        base = DEFAULT_WEIGHTS if self.way == "mentors" else REVERSE_WEIGHTS
        return replace(
            self, weights=tuple((name, weights[name]) for name in base if weights[name] != base[name])
        )

    def with_plan(self, slot: int, plan: Scenario) -> ScalingOptions:
        """The same with one scenario replaced."""
        plans = list(self.plans)
        plans[slot] = plan
        return replace(self, plans=tuple(plans))

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[ScalingOptions, tuple[str, ...]]:
        """Read the options a link carries; whatever it asks that is not known is named in a sentence."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name, known in _CHOICES.items():
            if name in params:
                if params[name] in known:
                    values[name] = params[name]
                else:
                    problems.append(
                        f"This link asked for {name} {quoted(params[name])}, which is not one of "
                        f"{', '.join(known)}."
                    )
        for name, span in _NUMBERS.items():
            if name in params:
                number = _whole(params[name], span)
                if number is None:
                    problems.append(
                        f"This link asked for {name} {quoted(params[name])}, which is no whole number from "
                        f"{span[0]} to {span[1]}."
                    )
                else:
                    values[name] = number
        for reader in (_plans, _asking, _weights, _place):
            found, told = reader(params)
            values.update(found)
            problems += told
        if "pick" in params:
            values["pick"] = params["pick"][:200]
        return cls(**values), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        default = ScalingOptions()
        names = (*_CHOICES, *_NUMBERS, "who", "pick")
        query = {
            name: str(getattr(self, name)) for name in names if getattr(self, name) != getattr(default, name)
        }
        if self.plans != default.plans:
            for slot, name in enumerate(SLOTS):
                query[name] = to_text(self.plans[slot]) if slot < len(self.plans) else NO_PLAN
        if self.topics:
            query["on"] = ",".join(self.topics)
        if self.weights:
            query["weights"] = ",".join(f"{name}:{weight}" for name, weight in self.weights)
        if self.view is not None:
            query["at"] = view_text(self.view)
        return query


_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "part": PARTS,
    "need": NEEDS,
    "rule": RULES,
    "measure": MEASURES,
    "way": WAYS,
}
_NUMBERS: Mapping[str, tuple[int, int]] = {"since": SINCE, "placed": (0, PLACED[1]), "seed": SEEDS}

Read = tuple[dict[str, Any], list[str]]


def _whole(text: str, span: tuple[int, int]) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return None
    return int(text) if span[0] <= int(text) <= span[1] else None


def _plans(params: Mapping[str, str]) -> Read:
    if not any(name in params for name in SLOTS):
        return {}, []
    plans: list[Scenario] = []
    problems: list[str] = []
    for slot, name in enumerate(SLOTS):
        if name not in params:
            plans.append(PRESETS[slot])
        elif params[name] != NO_PLAN:
            plan, told = from_text(params[name])
            plans.append(plan)
            problems += told
    return {"plans": tuple(plans) or PRESETS[:1]}, problems


def _asking(params: Mapping[str, str]) -> Read:
    found: dict[str, Any] = {}
    problems = []
    if "who" in params:
        if _IDENTITY.fullmatch(params["who"]):
            found["who"] = params["who"]
        else:
            problems.append(f"This link asked for {quoted(params['who'])}, which is no operator or country.")
    if "on" in params:
        asked = [name for name in params["on"].split(",") if name]
        found["topics"] = tuple(dict.fromkeys(name for name in asked if name in labels.TOPICS))
        strange = [quoted(name) for name in asked if name not in labels.TOPICS]
        if strange:
            problems.append(f"This link asked for help on {', '.join(strange[:5])}, which is no topic.")
    return found, problems


def _weights(params: Mapping[str, str]) -> Read:
    if "weights" not in params:
        return {}, []
    found = []
    problems = []
    base = REVERSE_WEIGHTS if params.get("way") == "mentees" else DEFAULT_WEIGHTS
    for part in params["weights"].split(",")[:20]:
        match = _WEIGHT.fullmatch(part)
        if match and match[1] in base and int(match[2]) <= MOST_WEIGHT:
            if int(match[2]) != base[match[1]]:
                found.append((match[1], int(match[2])))
        else:
            problems.append(
                f"This link asked for the weight {quoted(part)}, which is none; weights are 0 to {MOST_WEIGHT}."
            )
    order = list(base)
    return {"weights": tuple(sorted(dict(found).items(), key=lambda item: order.index(item[0])))}, problems


def _place(params: Mapping[str, str]) -> Read:
    if "at" not in params:
        return {}, []
    view = parse_view(params["at"])
    if view is None:
        return {}, [
            f"This link asked for the place {quoted(params['at'])}, which is not longitude, latitude and zoom."
        ]
    return {"view": view}, []
