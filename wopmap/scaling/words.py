"""Scenarios in words and as tables: what the page, the downloads and the command line say alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd

from wopmap.scaling.facts import FactMissing, Facts
from wopmap.scaling.inputs import BASES, EU_PROPOSALS, INPUTS, LEVERS, PARIS, Defaults
from wopmap.scaling.model import LIMITS, used
from wopmap.scaling.outcome import MEASURES, Outcome
from wopmap.scaling.record import NEEDS
from wopmap.scaling.scenario import Scenario, mix_words
from wopmap.words import grouped, listed, lower_first

LIMIT_WORDS: Mapping[str, str] = {
    "money": "money",
    "mentors": "the capacity of mentors",
    "demand": "the number of partnerships asked for",
    "need": "that nobody is left without",
}


MILLION = " million"


def number(value: float) -> str:
    """A figure of a scenario with two or three digits that mean something.

    Examples
    --------
    >>> number(1_522_854.6), number(149.6), number(0.99), number(15.49)
    ('1.52 million', '150', '0.99', '15.5')
    """
    if value >= 999_500:
        return f"{value / 1e6:.3g}{MILLION}"
    if value >= 1000:
        return grouped(round(value, -2 if value < 100_000 else -3))
    return f"{value:.3g}" if value >= 1 else f"{value:.2g}"


def band_words(band: tuple[float, float, float]) -> str:
    """A band as "low to high (median middle)"."""
    low, middle, high = (number(value) for value in band)
    if all(text.endswith(MILLION) for text in (low, middle, high)):
        low, middle = low.removesuffix(MILLION), middle.removesuffix(MILLION)
    return f"{low} to {high} (median {middle})"


BINDS = "What binds in most draws: "


def binding_words(outcome: Outcome) -> str:
    """What binds in most draws, span by span of years."""
    spans = []
    for limit, members in groupby(zip(outcome.years, outcome.binds, strict=True), key=lambda item: item[1]):
        years = [int(year) for year, _ in members]
        when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
        spans.append(f"{LIMIT_WORDS[limit]} {when}")
    return f"{BINDS}{listed(spans)}."


def outcome_words(scenario: Scenario, outcome: Outcome, need: str, people: float) -> str:
    """A scenario's result in two sentences."""
    first, last = int(outcome.years[0]), int(outcome.years[-1])
    levers = [LEVERS[key].label for key in LEVERS if key in scenario.levers]
    how = f": {'; '.join(levers)}" if levers else ""
    reach = (
        "; no source states whom such partnerships reach"
        if not outcome.bands["people"].any()
        else f" reach {band_words(outcome.final('people'))} people, "
        f"{band_words(outcome.final('share'))} % of the {number(people)} urban people {NEEDS[need][1]}"
    )
    return (
        f"{scenario.name}{how}. {mix_words(scenario)}, {first} to {last}: "
        f"{band_words(outcome.final('partnerships'))} partnerships for EUR "
        f"{band_words(outcome.final('money'))} million{reach}. {binding_words(outcome)}"
    )


def measure_title(measure: str) -> str:
    """A measure with its unit, where its name does not say it."""
    label, unit = MEASURES[measure]
    return label if unit in label.lower() else f"{label}, {unit}"


def summary_rows(named: Sequence[tuple[str, Outcome]]) -> pd.DataFrame:
    """Scenarios side by side at the end of their years: one column each, rows for results and what binds."""
    return pd.DataFrame(
        {
            name: [
                *(band_words(outcome.final(measure)) for measure in MEASURES),
                binding_words(outcome).removeprefix(BINDS).rstrip("."),
            ]
            for name, outcome in named
        },
        index=[
            *(measure_title(measure) for measure in MEASURES),
            BINDS.rstrip(": "),
        ],
    )


def most_moving(outcome: Outcome) -> str:
    """Which inputs move the result most, in a sentence."""
    moved = outcome.moves[outcome.moves["swing"] > 0].head(3)
    if moved.empty:
        return "No input moves the result: all ranges are of zero width."
    names = [lower_first(INPUTS[key].label) for key in moved["key"]]
    return f"What moves the result most: {listed(names)}."


def uncounted_words(outcome: Outcome) -> str:
    """That some people are missing from the result; empty where none are."""
    if not outcome.uncounted:
        return ""
    kinds = {"short": "short, plan-type", "long": "long", "large": "large-programme"}
    names = listed([kinds[kind] for kind in outcome.uncounted])
    return (
        f"People reached by {names} partnerships are not counted: no row states a figure. You may give one."
    )


def result_rows(named: Sequence[tuple[str, Outcome]]) -> pd.DataFrame:
    """Results by scenario, year and measure: scenario, year, measure, unit, low, median, high."""
    rows = [
        (name, int(year), measure, MEASURES[measure][1], *map(float, outcome.bands[measure][position]))
        for name, outcome in named
        for measure in MEASURES
        for position, year in enumerate(outcome.years)
    ]
    return pd.DataFrame(rows, columns=["scenario", "year", "measure", "unit", "low", "median", "high"])


def binding_rows(named: Sequence[tuple[str, Outcome]]) -> pd.DataFrame:
    """Share of draws in which each limit is the least: scenario, year, limit, rank, share; zeros left out."""
    rows = [
        (name, int(year), limit, rank, float(outcome.binding[position, rank]))
        for name, outcome in named
        for position, year in enumerate(outcome.years)
        for rank, limit in enumerate(LIMITS)
        if outcome.binding[position, rank] > 0
    ]
    return pd.DataFrame(rows, columns=["scenario", "year", "limit", "rank", "share"])


def move_rows(outcome: Outcome, most: int = 8) -> tuple[pd.DataFrame, str]:
    """The inputs that move the result most (input, ends, from_low, from_high), and the measure they move."""
    by = "people" if outcome.moves[["people_low", "people_high"]].to_numpy().any() else "partnerships"
    rows = outcome.moves[outcome.moves["swing"] > 0].head(most)
    table = pd.DataFrame(
        {
            "input": [INPUTS[key].label for key in rows["key"]],
            "ends": [
                f"{span_words(row.low, row.high)} {INPUTS[row.key].unit}"
                for row in rows.itertuples(index=False)
            ],
            "from_low": rows[f"{by}_low"],
            "from_high": rows[f"{by}_high"],
        }
    )
    return table.reset_index(drop=True), by


def span_words(low: float, high: float) -> str:
    """A range as "low to high"; one number where both are the same."""
    ends = [grouped(end) if end >= 1000 else f"{end:.3g}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def input_rows(scenario: Scenario, defaults: Defaults, titles: Mapping[str, str]) -> pd.DataFrame:
    """Every input a scenario uses with the rows it rests on.

    Parameters
    ----------
    titles : mapping of source_id to str
        Titles of documents.

    Returns
    -------
    DataFrame
        input, low, high, unit, basis, note, figures, sources, source_ids.
    """
    ends = scenario.ends(defaults)
    rows = []
    for key in used(scenario.plan(1.0)):
        default, item, held = defaults.ranges.get(key), INPUTS[key], ends[key]
        facts = default.facts if default else ()
        rows.append(
            {
                "input": item.label,
                "low": held[0] if held else None,
                "high": held[1] if held else None,
                "unit": item.unit,
                "basis": "yours" if scenario.own(key) else default.basis if default else "not stated",
                "note": default.note if default else "No row states a figure.",
                "figures": " | ".join(f"{fact.statement} {fact.figure}" for fact in facts),
                "sources": " | ".join(dict.fromkeys(titles.get(f.source_id, f.source_id) for f in facts)),
                "source_ids": ";".join(dict.fromkeys(fact.source_id for fact in facts)),
            }
        )
    return pd.DataFrame(rows)


def basis_words(key: str, scenario: Scenario, defaults: Defaults) -> str:
    """What an input's range rests on, in a sentence or two."""
    default = defaults.ranges.get(key)
    if default is None:
        return "No row states a figure: not counted until you give a range."
    base = f"{BASES[default.basis]} {default.note}".strip()
    if scenario.own(key):
        return f"Yours. The default is {span_words(default.low, default.high)}: {lower_first(base)}"
    return base


def funded_words(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Shares of proposals that were funded, each with its source_id; a row that is not there is left out."""
    told = []
    for statement, asked, funded, what in (
        (EU_PROPOSALS, 0, 2, "proposals to EU-WOP phase 1"),
        (PARIS, 0, 1, "applications to the Paris water fund"),
    ):
        try:
            all_of_them, some = facts.number(statement, asked), facts.number(statement, funded)
        except FactMissing:
            continue
        share = f"{some:g} of {all_of_them:g} {what} were funded ({some / all_of_them:.0%})."
        told.append((share, facts.row(statement).source_id))
    return tuple(told)


RESULT_MEANINGS: Mapping[str, str] = {
    "scenario": "Name of the scenario.",
    "year": "End of the year; results count from the first year on.",
    "measure": "What is counted.",
    "unit": "Its unit.",
    "low": "10 % quantile of the draws.",
    "median": "Median of the draws.",
    "high": "90 % quantile of the draws.",
}
BINDING_MEANINGS: Mapping[str, str] = {
    "scenario": "Name of the scenario.",
    "year": "Year.",
    "limit": "What limits the new partnerships of the year.",
    "rank": "Order of the limits.",
    "share": "Share of the draws in which it is the least, 0 to 1.",
}
INPUT_MEANINGS: Mapping[str, str] = {
    "input": "Input of the model.",
    "low": "Lowest value drawn.",
    "high": "Highest value drawn.",
    "unit": "Unit of both.",
    "basis": "yours, sourced (both ends in the rows), record (counted from the partnerships) or assumed.",
    "note": "How the default follows from the rows, or what is assumed.",
    "figures": "Rows of the layer scaling_facts the default rests on.",
    "sources": "Their documents.",
    "source_ids": "Their documents, in the layer sources.",
}
