"""``show utility``: what is known of a utility's performance, as the page Utilities shows it."""

from __future__ import annotations

import pandas as pd

from wopmap.cli.output import Answer
from wopmap.cli.show import UsageError, Where
from wopmap.layers import Catalogue
from wopmap.performance import indicator
from wopmap.performance.worded import change_words, span_words
from wopmap.utility import Profile, UnknownUtility, as_numbers, find, listing, profile, read
from wopmap.words import clean, counted, quoted

CONDITIONS = ("area", "measure", "peers")
"""What ``--where`` may say of a utility: place of the figures, indicator and group for its peers."""

IN_TEXT = 40
"""Utilities spelt out in the text; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """The figures of one utility; without an ID the utilities there are, or those that ``q`` finds."""
    catalogue = Catalogue()
    if identity is None:
        return _all(catalogue, where)
    wanted, problems = _conditions(where, CONDITIONS)
    try:
        utility = read(catalogue, identity)
    except UnknownUtility as error:
        raise UsageError(f'{error} "show utility" without an ID lists all.') from error
    found = profile(
        catalogue, utility, wanted.get("area", ""), wanted.get("measure", ""), wanted.get("peers", "country")
    )
    numbers = as_numbers(found, catalogue.table("sources"))
    problems = (*problems, *found.problems)
    data = {**numbers, "problems": list(problems), "vintage": catalogue.manifest.get("vintage")}
    return Answer(tuple(_lines(found)), data, found.figures, problems)


def _all(catalogue: Catalogue, where: Where) -> Answer:
    wanted, problems = _conditions(where, ("q",))
    table = find(listing(catalogue), wanted.get("q", "")).drop(columns="search").reset_index(drop=True)
    data = (table["figures"] + table["outcomes"]) > 0
    lines = [
        f"{int(data.sum())} utilities with figures or reported values, {int((~data).sum())} partners without.",
        *(f"{row.utility_id}  {row.short_name}, {row.country}" for row in table.head(IN_TEXT).itertuples()),
    ]
    if len(table) > IN_TEXT:
        lines.append(
            f"... and {len(table) - IN_TEXT} more; --where q=NAME searches, --format json lists all."
        )
    return Answer(tuple(lines), {"utilities": table.to_dict("records")}, table, problems)


def _conditions(where: Where, known: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    wanted, problems = {}, []
    for name, given in where.items():
        value = clean(given[-1], 120)
        if name not in known:
            problems.append(f"{quoted(name)} is no condition here; there is {', '.join(known)}.")
        elif value:
            wanted[name] = value
    return wanted, tuple(problems)


def _lines(found: Profile) -> list[str]:
    utility = found.utility
    lines = [f"{utility.name}, {utility.country}"]
    if found.place:
        lines.append(f"Figures of {found.place}; {len(found.places)} places have some.")
    for row in found.own.itertuples():
        year = "no year" if pd.isna(row.year) else str(row.year)
        value = span_words(row.low, row.high)
        lines.append(f"  {year:>7}  {indicator(row.indicator).label}: {value} {row.unit} ({row.place})")
    if not len(found.own):
        lines.append("There are no figures of its own.")
    for frame, name in ((found.before_after, "mentors"), (found.pairs, "partner")):
        for row in frame[(frame["missing"] == "").to_numpy(bool)].to_dict("records"):
            lines.append(f"  {change_words(row)} ({utility.named(row[name])}; {row['place']})")
    lines.append("Before and after: what was reported, never an effect of a partnership.")
    lines += found.caveats
    lines.append(f"{counted(len(utility.phases), 'partnership')}.")
    return lines
