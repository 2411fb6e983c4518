"""A scenario as people write it: into a link, into a file, and what is wrong with it in a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wopmap.scaling.inputs import INPUTS, LEVERS, TYPES, Defaults, Range
from wopmap.scaling.model import Plan, used
from wopmap.scaling.outcome import CAVEAT, Ends
from wopmap.words import clean, listed, quoted

YEARS = (1, 60)
"""Fewest and most years of a scenario."""

NAME_LIMIT = 40
TEXT_LIMIT = 2000
"""Characters of a scenario in a link; a file may be larger, see `FILE_LIMIT`."""

FILE_LIMIT = 100_000
MOST = 3
"""So many scenarios are compared."""

KIND = "wopmap scenarios"

Overrides = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Scenario:
    """What a reader assumes; everything not said here is the default.

    Attributes
    ----------
    mix : tuple of int, (3,)
        Weights of short, long and large-programme partnerships.
    levers : frozenset of str
    ranges : tuple of (key, low, high)
        The reader's own ranges, in the order of `INPUTS`.
    """

    name: str = "As today"
    years: int = 15
    mix: tuple[int, int, int] = (0, 100, 0)
    levers: frozenset[str] = frozenset()
    ranges: Overrides = ()

    def own(self, key: str) -> Ends | None:
        """The reader's range of an input; None where the default holds."""
        return next(((low, high) for name, low, high in self.ranges if name == key), None)

    def with_range(self, key: str, ends: Ends | None) -> Scenario:
        """The same with another range of one input; None brings the default back."""
        held = {name: (low, high) for name, low, high in self.ranges if name != key}
        if ends is not None:
            held[key] = ends
        return replace(self, ranges=tuple((name, *held[name]) for name in INPUTS if name in held))

    def plan(self, need: float) -> Plan:
        """What the model wants to know beside the ranges."""
        return Plan(self.years, self.mix, self.levers, need)

    def ends(self, defaults: Defaults) -> dict[str, Ends | None]:
        """Every input's range, the reader's own or the default."""
        held: dict[str, Ends | None] = {
            key: (found.low, found.high) if found else None for key, found in defaults.ranges.items()
        }
        held.update({key: (low, high) for key, low, high in self.ranges})
        return held

    def missing(self, defaults: Defaults) -> tuple[str, ...]:
        """Inputs this scenario needs that have no range at all (people reached may be unknown)."""
        ends = self.ends(defaults)
        needed = used(self.plan(1.0))
        return tuple(key for key in needed if ends[key] is None and not INPUTS[key].optional)


PRESETS: tuple[Scenario, ...] = (
    Scenario(),
    Scenario("A programme like the Dutch", levers=frozenset({"national"})),
    Scenario("Levy in full, mentees mentor", levers=frozenset({"levy", "national", "graduates"})),
)
"""What the page opens with."""


def range_problem(key: str, low: float, high: float) -> str | None:
    """What is wrong with a range of an input, in a sentence; None where it can be used."""
    item = INPUTS[key]
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{item.label}: a number is missing."
    if low < item.least or high < item.least:
        wrong = min(low, high)
        if item.least == 0:
            return f"{item.label}: {wrong:g} {item.unit} is below zero; give 0 or more."
        return f"{item.label}: {wrong:g} {item.unit} is too little; give {item.least:g} or more."
    if high < low:
        return f"{item.label}: the range is reversed, from {low:g} to {high:g}; the lower number comes first."
    if high > item.most:
        return f"{item.label}: {high:g} {item.unit} is beyond what can be meant; give at most {item.most:g}."
    return None


def years_problem(years: float) -> str | None:
    """What is wrong with a number of years; None where it can be used."""
    if years != int(years) or not YEARS[0] <= years <= YEARS[1]:
        return f"A scenario runs {YEARS[0]} to {YEARS[1]} years; {years:g} cannot be simulated."
    return None


def mix_problem(mix: tuple[float, ...]) -> str | None:
    """What is wrong with the weights of the programme types; None where they can be used."""
    if len(mix) != len(TYPES) or not all(math.isfinite(part) and 0 <= part <= 1000 for part in mix):
        return f"The mix is three weights from 0 to 1000, for {listed(TYPES)}."
    if sum(mix) <= 0:
        return "The mix holds no programme type; give at least one of them a weight above 0."
    return None


def to_text(scenario: Scenario) -> str:
    """A scenario for a link: ``name=...;years=15;mix=0-100-0;on=levy,norm;money=2.8..3.5``, defaults left out."""
    default = Scenario(name="")
    parts = [f"name={_safe_name(scenario.name)}"]
    if scenario.years != default.years:
        parts.append(f"years={scenario.years}")
    if scenario.mix != default.mix:
        parts.append("mix=" + "-".join(str(part) for part in scenario.mix))
    if scenario.levers:
        parts.append("on=" + ",".join(lever for lever in LEVERS if lever in scenario.levers))
    parts += [f"{key}={_short(low)}..{_short(high)}" for key, low, high in scenario.ranges]
    return ";".join(parts)


def from_text(text: str) -> tuple[Scenario, tuple[str, ...]]:
    """Read what `to_text` wrote; whatever cannot be used is named in a sentence and the default kept."""
    scenario, problems = Scenario(name="Scenario"), []
    if len(text) > TEXT_LIMIT:
        return scenario, (
            f"This link holds a scenario of {len(text)} characters; more than {TEXT_LIMIT} are not read.",
        )
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, value = part.partition("=")
        scenario, problem = _take(scenario, name.strip(), value.strip())
        problems += [problem] if problem else []
    return scenario, tuple(problems)


def _take(scenario: Scenario, name: str, value: str) -> tuple[Scenario, str | None]:
    if name == "name":
        return replace(scenario, name=_safe_name(value) or scenario.name), None
    if name == "years":
        number = _number(value)
        problem = years_problem(number) if number is not None else f"{quoted(value)} is no number of years."
        return (
            replace(scenario, years=int(number)) if number is not None and not problem else scenario
        ), problem
    if name == "mix":
        return _take_mix(scenario, [_number(part) for part in value.split("-")], value)
    if name == "on":
        return _take_levers(scenario, [lever.strip() for lever in value.split(",") if lever.strip()])
    if name in INPUTS:
        low, _, high = value.partition("..")
        return _take_range(scenario, name, _number(low), _number(high or low), value)
    return scenario, f"{quoted(name)} is no input of a scenario."


def _take_mix(scenario: Scenario, parts: list[float | None], value: str) -> tuple[Scenario, str | None]:
    weights = [part for part in parts if part is not None and part == int(part)]
    problem = mix_problem(tuple(weights)) if len(weights) == len(parts) else mix_problem(())
    if problem:
        return scenario, f"{problem} Got {quoted(value)}."
    short, long, large = (int(part) for part in weights)
    return replace(scenario, mix=(short, long, large)), None


def _take_levers(scenario: Scenario, wanted: list[str]) -> tuple[Scenario, str | None]:
    strange = [lever for lever in wanted if lever not in LEVERS]
    pulled = replace(scenario, levers=frozenset(lever for lever in wanted if lever in LEVERS))
    if not strange:
        return pulled, None
    return (
        pulled,
        f"{listed([quoted(lever) for lever in strange])} is no lever; there is {listed(list(LEVERS))}.",
    )


def _take_range(
    scenario: Scenario, key: str, low: float | None, high: float | None, value: str
) -> tuple[Scenario, str | None]:
    if low is None or high is None:
        return scenario, f"{INPUTS[key].label}: {quoted(value)} is no range such as 2..3."
    problem = range_problem(key, low, high)
    return (scenario, problem) if problem else (scenario.with_range(key, (low, high)), None)


def _number(text: Any) -> float | None:
    """A finite number; None for anything else, yes and no included."""
    if isinstance(text, bool) or not isinstance(text, (int, float, str)) or len(str(text)) > 30:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _short(number: float) -> str:
    return f"{number:.10g}"


def _safe_name(name: str) -> str:
    return clean(name.replace(";", ",").replace("=", " "), NAME_LIMIT)


def as_data(scenario: Scenario, defaults: Defaults) -> dict[str, Any]:
    """A scenario for a file: every input with its range, its unit and what the range rests on."""
    return {
        "name": scenario.name,
        "years": scenario.years,
        "mix": dict(zip(TYPES, scenario.mix, strict=True)),
        "levers": [lever for lever in LEVERS if lever in scenario.levers],
        "inputs": {
            key: _input_data(key, scenario, defaults.ranges.get(key)) for key in used(scenario.plan(1.0))
        },
    }


def _input_data(key: str, scenario: Scenario, default: Range | None) -> dict[str, Any]:
    own = scenario.own(key)
    ends = own or ((default.low, default.high) if default else None)
    return {
        "low": ends[0] if ends else None,
        "high": ends[1] if ends else None,
        "label": INPUTS[key].label,
        "unit": INPUTS[key].unit,
        "basis": "yours" if own else default.basis if default else "not stated",
        "default": [default.low, default.high] if default else None,
        "note": default.note if default else "No row states a figure.",
        "facts": [
            {"statement": fact.statement, "figure": fact.figure, "source_id": fact.source_id}
            for fact in (default.facts if default else ())
        ],
    }


def file_data(scenarios: tuple[Scenario, ...], defaults: Defaults) -> dict[str, Any]:
    """Scenarios as one file, which `from_file` reads again."""
    return {
        "kind": KIND,
        "version": 1,
        "caveat": CAVEAT,
        "scenarios": [as_data(scenario, defaults) for scenario in scenarios],
    }


def from_file(content: bytes) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """Read scenarios out of a file; no scenario, and the reason, where it is none of ours.

    Inputs that a file states are the reader's own unless they equal the default it notes beside them.
    """
    if len(content) > FILE_LIMIT:
        return (), (f"The file has {len(content)} bytes; a file of scenarios has at most {FILE_LIMIT}.",)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return (), ("The file is not JSON; bring one that this page wrote.",)
    held = data.get("scenarios") if isinstance(data, dict) and data.get("kind") == KIND else None
    if not isinstance(held, list) or not held:
        return (), (f'The file holds no scenarios; it needs "kind": "{KIND}" and a list "scenarios".',)
    problems = []
    if len(held) > MOST:
        problems.append(f"The file holds {len(held)} scenarios; the first {MOST} are shown.")
    read = [_from_data(item) for item in held[:MOST]]
    return tuple(found for found, _ in read), (
        *problems,
        *(sentence for _, told in read for sentence in told),
    )


def _from_data(data: Any) -> tuple[Scenario, tuple[str, ...]]:
    scenario, problems = Scenario(name="Scenario"), []
    if not isinstance(data, Mapping):
        return scenario, ("A scenario of the file is no object.",)
    mix, inputs, levers = data.get("mix", {}), data.get("inputs", {}), data.get("levers", [])
    steps: list[tuple[str, str]] = [("name", str(data.get("name", "")))]
    if "years" in data:
        steps.append(("years", str(data["years"])))
    if isinstance(mix, Mapping) and mix:
        steps.append(("mix", "-".join(str(mix.get(kind, 0)) for kind in TYPES)))
    if isinstance(levers, list) and levers:
        steps.append(("on", ",".join(str(lever) for lever in levers)))
    for name, value in steps:
        scenario, problem = _take(scenario, name, value)
        problems += [problem] if problem else []
    for key, item in inputs.items() if isinstance(inputs, Mapping) else ():
        scenario, problem = _take_input(scenario, str(key), item)
        problems += [problem] if problem else []
    return scenario, tuple(problems)


def _take_input(scenario: Scenario, key: str, item: Any) -> tuple[Scenario, str | None]:
    if key not in INPUTS:
        return scenario, f"{quoted(key)} is no input of a scenario."
    if not isinstance(item, Mapping):
        return scenario, f'{INPUTS[key].label}: the file gives no "low" and "high".'
    ends = [item.get("low"), item.get("high")]
    if ends == [None, None] or ends == item.get("default"):
        return scenario, None
    low, high = (_number(end) for end in ends)
    return _take_range(scenario, key, low, high, f"{ends[0]}..{ends[1]}")


MIX_WORDS: Mapping[str, str] = {
    "short": "short WOPs",
    "long": "long WOPs",
    "large": "parts of large national programmes",
}


def mix_words(scenario: Scenario) -> str:
    """The mix of programme types in words."""
    shares = scenario.plan(1.0).shares
    parts = [f"{share:.0%} {MIX_WORDS[kind]}" for share, kind in zip(shares, TYPES, strict=True) if share]
    return listed(parts)
