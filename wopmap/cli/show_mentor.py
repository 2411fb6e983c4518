"""``show mentor``: one mentor as the page Mentors tells of it; without an ID all of them with their measures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wopmap import labels, mentor, motives
from wopmap.cli.output import Answer, columns
from wopmap.cli.show import UsageError, Where
from wopmap.layers import Catalogue
from wopmap.mentor.numbers import distances
from wopmap.tables import records
from wopmap.words import clean, counted, grouped, listed, quoted

CONDITIONS = ("said",)
"""What ``--where`` may say of a mentor: who says so, joined by commas."""

TOP = 20
"""Mentors and statements spelt out in the text; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """What is known of one mentor; without an ID the mentors there are."""
    catalogue = Catalogue()
    facts = mentor.read(catalogue)
    kinds, problems = _said_by(where)
    facts = facts.said_by(kinds)
    table = mentor.measures(facts.flows)
    vintage = {"problems": list(problems), "vintage": catalogue.manifest.get("vintage")}
    if identity is None:
        return _all(facts, table, vintage, problems)
    try:
        found = mentor.profile(identity, facts)
    except mentor.UnknownMentor as error:
        raise UsageError(f'{error} "show mentor" without an ID lists all.') from error
    data = {**mentor.as_numbers(found, table, facts.sources), **vintage}
    return Answer(tuple(_lines(found)), data, found.statements, problems)


def _said_by(where: Where) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Kinds of statements to count, and what was asked for in vain."""
    problems = [
        f"{quoted(name)} is no condition of a mentor; there is {', '.join(CONDITIONS)}."
        for name in where
        if name not in CONDITIONS
    ]
    asked = [clean(part, 40) for given in where.get("said", []) for part in given.split(",") if part]
    problems += [
        f"{quoted(name)} does not say who says so; there is {', '.join(motives.SAID_BY)}."
        for name in asked
        if name not in motives.SAID_BY
    ]
    kinds = tuple(kind for kind in motives.SAID_BY if kind in asked)
    return kinds or motives.SAID_BY, tuple(problems)


def _all(
    facts: mentor.Facts, table: pd.DataFrame, vintage: dict[str, Any], problems: tuple[str, ...]
) -> Answer:
    mixes = motives.mix(facts.statements, "mentor").drop(columns=["label", "country_iso3", "mentors"])
    table = table.merge(mixes, on="id", how="left")
    whole = mentor.network(facts.flows)
    lines = [
        f"{len(table)} mentors; {facts.statements['mentor_id'].nunique()} have statements on their motives.",
        whole.in_words(),
        "",
        f"Partnerships, countries reached (first {TOP} of {len(table)})",
    ]
    head = table.head(TOP)
    lines += [
        f"  {line}"
        for line in columns(
            zip(head["partnerships"], head["countries"], head["id"], head["label"], strict=True), right=[0, 1]
        )
    ]
    turned = mentor.turned(facts.flows, facts.operators)
    data = {"mentors": records(table), "network": vars(whole), "turned": records(turned), **vintage}
    return Answer(tuple(lines), data, table, problems)


def _lines(found: mentor.Mentor) -> list[str]:
    lines = [f"{found.name}, {found.country} ({found.kind.lower()})"]
    partnerships, abroad = len(found.partnerships), found.abroad
    lines.append(
        f"Mentor in {counted(partnerships, 'partnership')} with {counted(len(found.mentees), 'mentee')} in "
        f"{counted(found.mentees['country_iso3'].nunique(), 'country', 'countries')}."
    )
    km = distances(found)
    if km:
        sharing, known = found.sharing
        lines.append(
            f"Mentees abroad are {grouped(km['least'])} to {grouped(km['most'])} km away, median "
            f"{grouped(km['median'])} km; {sharing} of {known} are in a country with a common official language."
        )
    lines += [f"  {row.years}: {row.partners} ({row.countries})" for row in found.partnerships.itertuples()]
    if len(abroad) == 0 and partnerships:
        lines.append("All its mentees are in its own country.")
    lines.append(
        f"Motives: {counted(len(found.statements), 'statement')}. {motives.mix_in_words(found.mix)}".strip()
    )
    for row in found.statements.head(TOP).itertuples():
        year = "year not stated" if pd.isna(row.year) else row.year
        who = labels.label(labels.SAID_BY, row.said_by).lower()
        lines.append(f"  {row.motive} ({who}, {year}): {row.paraphrase}")
    if len(found.past):
        helped = [f"{row.partners} ({row.years})" for row in found.past.itertuples()]
        lines.append(f"Was or is a mentee itself: {listed(helped)}.")
    lines += [f"Condition at home: {row.condition} ({row.present})" for row in found.conditions.itertuples()]
    return lines
