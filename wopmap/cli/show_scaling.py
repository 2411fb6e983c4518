"""``show scaling``: gaps, scenarios and matches, as the page Scaling up counts them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from wopmap import matching, scaling
from wopmap.cli.output import Answer, columns
from wopmap.cli.show import UsageError, Where
from wopmap.documents import as_records
from wopmap.layers import Catalogue
from wopmap.scaling import words
from wopmap.scaling.demand import demand
from wopmap.scaling.possible import placed
from wopmap.scaling.scenario import as_data, from_file
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.scaling import gap_summary, people, without_estimate
from wopmap.selection import Selection, Vocabulary, search_text
from wopmap.tables import records

IN_TEXT = 10
"""Gaps and matches spelt out in the text; JSON has all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """Gaps and scenarios; with ``who=`` in the conditions also who fits; an ID is a file of scenarios."""
    catalogue = Catalogue()
    table = catalogue.table
    flows, phases, operators, countries = (
        table(name) for name in ("flows", "partnerships", "operators", "countries")
    )
    countries = countries[countries["iso3"].notna()]
    vocabulary = Vocabulary.from_tables(flows, phases, countries, table("motivation_types"))
    selection, problems = Selection.from_query(where, vocabulary, allowed_extra=ScalingOptions.PARAMETERS)
    options, more = ScalingOptions.from_query({name: values[0] for name, values in where.items()})
    if identity is not None:
        options, told = _from_file(options, identity)
        more = (*more, *told)
    gaps = demand(
        selection,
        flows,
        search_text(phases, operators, countries),
        table("country_use"),
        countries,
        options.need,
        options.since,
    )
    record = scaling.record(flows, table("motivation_evidence"), table("motivation_types"))
    defaults = scaling.defaults(scaling.Facts(table("scaling_facts")), record)
    known = matching.evidence(flows, operators, countries, table("utility_performance"), table("country_use"))
    need = float(gaps["without"].sum())
    found = _outcomes(options, defaults, record, need)
    matches, wrong = _matches(options, known, flows, countries)
    told_all = (*problems, *more, *defaults.problems, *wrong)
    last = record.yearly.loc[record.latest]
    data: dict[str, Any] = {
        "selection": selection.to_query(),
        "options": options.to_query(),
        "problems": list(told_all),
        "caveat": scaling.CAVEAT,
        "need": options.need,
        "since": options.since,
        "people_without": need,
        "summary": gap_summary(gaps, options.need, options.since),
        "not_in_it": without_estimate(gaps, options.need),
        "gaps": records(gaps.drop(columns=["lon", "lat"])),
        "supply": {
            "year": record.latest,
            **{str(name): value for name, value in last.items()},
            "yearly": records(record.yearly.reset_index()),
        },
        "scenarios": [_scenario_data(plan, outcome, defaults, need, options) for plan, outcome in found],
        "possible": records(_possible(options, gaps, known)),
        "matches": records(matches),
        "backtest": matching.backtest(known),
        "sources": as_records(table("sources"), _cited(gaps, options, defaults)),
        "vintage": catalogue.manifest.get("vintage"),
    }
    rows = words.result_rows([(plan.name, outcome) for plan, outcome in found])
    return Answer(tuple(_lines(data, found, options, need, matches)), data, rows, told_all)


def _from_file(options: ScalingOptions, path: str) -> tuple[ScalingOptions, tuple[str, ...]]:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(
            f'"show scaling" takes a file of scenarios as its ID, and {path} cannot be read: {error.strerror}.'
        ) from error
    plans, problems = from_file(content)
    if not plans:
        raise UsageError(f"{path}: {' '.join(problems)}")
    return replace(options, plans=plans), problems


def _outcomes(
    options: ScalingOptions, defaults: scaling.Defaults, record: scaling.Record, need: float
) -> list[tuple[scaling.Scenario, scaling.Outcome]]:
    """Scenarios that have all they need, with their outcomes."""
    if need <= 0:
        return []
    return [
        (plan, scaling.run(plan.ends(defaults), plan.plan(need), record.latest + 2, options.seed))
        for plan in options.plans
        if not plan.missing(defaults)
    ]


def _scenario_data(
    plan: scaling.Scenario,
    outcome: scaling.Outcome,
    defaults: scaling.Defaults,
    need: float,
    options: ScalingOptions,
) -> dict[str, Any]:
    return {
        **as_data(plan, defaults),
        "summary": words.outcome_words(plan, outcome, options.need, need),
        "not_counted": words.uncounted_words(outcome),
        "seed": options.seed,
        "draws": scaling.DRAWS,
        "years_run": outcome.years,
        "binds": outcome.binds,
        "binding": [dict(zip(scaling.LIMITS, row, strict=True)) for row in outcome.binding.tolist()],
        "results": {
            name: [dict(zip(("low", "median", "high"), row, strict=True)) for row in band.tolist()]
            for name, band in outcome.bands.items()
        },
        "sensitivity": records(outcome.moves),
    }


def _possible(options: ScalingOptions, gaps: pd.DataFrame, known: matching.Evidence) -> pd.DataFrame:
    """Possible flows under the rule of the options."""
    return placed(known, matching.standing(known), gaps, options.rule, options.placed)


def _matches(
    options: ScalingOptions, known: matching.Evidence, flows: pd.DataFrame, countries: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Who fits the one that asks, and why nobody does."""
    if not options.who:
        return pd.DataFrame(), ()
    facts = matching.standing(known)
    table = matching.fits(
        known, facts, flows, countries, options.who, options.way, options.topics, options.weighing()
    )
    no_one = "mentor on record" if options.way == "mentees" else "operator and no country"
    return table, () if len(table) else (f"{options.who} is no {no_one}.",)


def _cited(gaps: pd.DataFrame, options: ScalingOptions, defaults: scaling.Defaults) -> set[str]:
    """Documents behind the gaps and the inputs."""
    facts = [
        fact.source_id
        for plan in options.plans
        for key in scaling.used(plan.plan(1.0))
        if (found := defaults.ranges.get(key)) is not None
        for fact in found.facts
    ]
    return {*facts, *gaps["source_id"].dropna().astype(str)}


def _lines(
    data: dict[str, Any],
    found: list[tuple[scaling.Scenario, scaling.Outcome]],
    options: ScalingOptions,
    need: float,
    matches: pd.DataFrame,
) -> list[str]:
    lines = [data["summary"], data["not_in_it"], "", "Largest gaps"]
    rows = [row for row in data["gaps"] if row["without"]][:IN_TEXT]
    lines += [
        f"  {line}"
        for line in columns(
            (
                (
                    people(row["without"]),
                    f"{1 - row['share']:.1%}",
                    row["partnerships"],
                    f"{row['name']} ({row['year']})",
                )
                for row in rows
            ),
            right=[0, 1, 2],
        )
    ]
    lines += ["", scaling.CAVEAT]
    for plan, outcome in found:
        lines += ["", words.outcome_words(plan, outcome, options.need, need), words.most_moving(outcome)]
        lines += [words.uncounted_words(outcome)] if outcome.uncounted else []
    if len(matches):
        side = "mentor" if options.way == "mentors" else "mentee"
        lines += ["", f"Best fits for {options.who}"]
        best = matches.head(IN_TEXT)
        cells = zip(best["score"].map("{:.2f}".format), best[side], best["country"], strict=True)
        lines += [f"  {line}" for line in columns(cells, right=[0])]
        lines.append(data["backtest"].in_words())
    return lines
