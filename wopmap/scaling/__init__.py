"""How far partnerships can be brought to scale: demand and supply today, scenarios with ranges, where they would go."""

from __future__ import annotations

from wopmap.scaling.facts import Fact, FactMissing, Facts
from wopmap.scaling.inputs import (
    BASES,
    FAMILIES,
    GROUPS,
    INPUTS,
    LEVERS,
    TYPES,
    Defaults,
    Input,
    Lever,
    Range,
    defaults,
)
from wopmap.scaling.model import LIMITS, Paths, Plan, simulate, used
from wopmap.scaling.outcome import BAND, CAVEAT, DRAWS, MEASURES, Outcome, run, sensitivity
from wopmap.scaling.record import NEEDS, Record, gaps, record
from wopmap.scaling.scenario import PRESETS, Scenario
from wopmap.scaling.sharing import RULES, share_out

__all__ = [
    "BAND",
    "BASES",
    "CAVEAT",
    "DRAWS",
    "FAMILIES",
    "GROUPS",
    "INPUTS",
    "LEVERS",
    "LIMITS",
    "MEASURES",
    "NEEDS",
    "PRESETS",
    "RULES",
    "TYPES",
    "Defaults",
    "Fact",
    "FactMissing",
    "Facts",
    "Input",
    "Lever",
    "Outcome",
    "Paths",
    "Plan",
    "Range",
    "Record",
    "Scenario",
    "defaults",
    "gaps",
    "record",
    "run",
    "sensitivity",
    "share_out",
    "simulate",
    "used",
]
