"""``show country``: help that reaches and leaves a country and its household water, as the page Country counts them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wopmap.cli.output import Answer, columns
from wopmap.cli.show import UsageError, Where
from wopmap.country import Profile, Spread, UnknownCountry, as_numbers, comparison, lacks, profile, read
from wopmap.country.sentences import amount, help_sentence, percent, water_sentence
from wopmap.household import RESIDENCES
from wopmap.layers import Catalogue
from wopmap.scene.options_country import CountryOptions
from wopmap.selection import Selection, Vocabulary, hidden_words, search_text

ROWS_IN_TEXT = 20
"""Partnerships spelt out in the text; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """A country under the conditions; without an ID the countries that have partnerships.

    ``with=UGA,TZA`` among the conditions adds the same measures of other countries.
    """
    catalogue = Catalogue()
    names = ("flows", "partnerships", "operators", "countries", "sources", "motivation_types")
    flows, phases, operators, countries, sources, motives = (catalogue.table(name) for name in names)
    vocabulary = Vocabulary.from_tables(flows, phases, countries[countries["iso3"].notna()], motives)
    if identity is None:
        return _all(vocabulary, flows)
    selection, problems = Selection.from_query(where, vocabulary, allowed_extra=CountryOptions.PARAMETERS)
    options, more = CountryOptions.from_query({name: values[0] for name, values in where.items()})
    search = search_text(phases, operators, countries) if selection.text else None
    told = [*problems, *more]
    try:
        found = profile(read(catalogue, identity), selection, sources, countries, search)
    except UnknownCountry as error:
        raise UsageError(f'{error} "show country" without an ID lists those with partnerships.') from error
    others = []
    for code in options.beside:
        try:
            others.append(profile(read(catalogue, code), selection, sources, countries, search))
        except UnknownCountry as error:
            told.append(str(error))
    data: dict[str, Any] = {**as_numbers(found, sources), "problems": told}
    if others:
        data["comparison"] = comparison([found, *others], options.residence).to_dict("records")
    data["vintage"] = catalogue.manifest.get("vintage")
    return Answer(tuple(_lines(found)), data, found.partnerships, tuple(told))


def _all(vocabulary: Vocabulary, flows: pd.DataFrame) -> Answer:
    rows = [
        {
            "iso3": code,
            "name": vocabulary.label("countries", code),
            "as_mentee": flows.loc[flows["mentee_country"] == code, "wop_id"].nunique(),
            "as_mentor": flows.loc[flows["mentor_country"] == code, "wop_id"].nunique(),
        }
        for code in vocabulary.countries_in_flows
    ]
    table = pd.DataFrame(rows, columns=["iso3", "name", "as_mentee", "as_mentor"])
    words = columns(
        [("", "as mentee", "as mentor", ""), *table[["iso3", "as_mentee", "as_mentor", "name"]].values]
    )
    head = (
        f"{len(table)} countries have partnerships; every other code of ISO 3166-1 may be asked for as well."
    )
    return Answer((head, *words), {"countries": rows}, table)


def _lines(found: Profile) -> list[str]:
    country = found.country
    lines = [f"{country.name} ({country.iso3})", help_sentence(found), hidden_words(found.shown)]
    lines += [water_sentence(found, residence) for residence in RESIDENCES]
    for residence, change in found.changes.items():
        if change.now.households is not None:
            lines.append(
                f"{RESIDENCES[residence].label} without in {change.now.year}: {amount(change.now.people)}, in "
                f"{amount(change.now.households)} households."
            )
    lines += [_spread_line(spreads[0]) for spreads in found.quintiles.values()]
    lines += [_spread_line(spread) for spread in found.regions[:1]]
    rows = found.partnerships.head(ROWS_IN_TEXT)
    if len(rows):
        more = (
            f" (first {len(rows)} of {len(found.partnerships)})"
            if len(found.partnerships) > len(rows)
            else ""
        )
        lines += ["", f"Partnerships{more}"]
        lines += [
            f"  {row.mentors} ({row.from_countries}) -> {row.mentees} ({row.to_countries}): {row.years}"
            for row in rows.itertuples(index=False)
        ]
    return [*lines, *(lack.sentence for lack in lacks(found))]


def _spread_line(spread: Spread) -> str:
    ends = f"{spread.worst} {percent(float(spread.rows['share'].iloc[0]))}, {spread.best} "
    ends += percent(float(spread.rows["share"].iloc[-1]))
    return f"{spread.level.capitalize()}, {spread.residence}, {spread.label}: {ends}."
