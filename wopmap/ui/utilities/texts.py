"""Words and tables of the page Utilities, made once for a choice and kept: a rerun only hands them out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from wopmap.labels import KINDS, label
from wopmap.partnerships import years_in_words
from wopmap.performance import indicator
from wopmap.performance.figures import OUTCOMES, PERFORMANCE
from wopmap.performance.worded import number, year_words
from wopmap.ui.text import link, plain, web_address
from wopmap.utility import Profile
from wopmap.utility.tables import comparison_table, figure_table, statement_table
from wopmap.utility.worded import opening, peers_words
from wopmap.words import counted

MOST_LINES = 7
BREAK = "  \n"
OWN_COLUMNS = ["label", "place", "year", "value", "unit", "note", "source_type", "source", "link"]
TOLD_COLUMNS = ["label", "place", "partner", "phase", "year", "value", "unit", "source", "link"]


@dataclass(frozen=True, eq=False)
class Comparisons:
    """A table of comparisons with its heading; `whole` says how many of them can be made."""

    title: str
    table: pa.Table
    whole: int


@dataclass(frozen=True, eq=False)
class Texts:
    """Everything in words on a utility; Markdown, with text from data escaped.

    Attributes
    ----------
    opening : str
        Plain text.
    single : tuple of (str, str or None)
        Indicators with one figure only, and their definitions.
    mind, facts, partnerships, peers : str
        Empty where there is nothing to say; `peers` is plain text.
    cities : tuple of (str, str)
        Identifier and words for the cities with zones it is named with.
    told : tuple of str
        What sources state of its partnerships.
    comparisons : tuple of Comparisons
    figures : DataFrame
        All figures in words, with their documents.
    own, reported : pyarrow.Table
        The same for the page: its own figures, and those reported of partnerships.
    """

    opening: str
    single: tuple[tuple[str, str | None], ...]
    mind: str
    facts: str
    partnerships: str
    peers: str
    cities: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    comparisons: tuple[Comparisons, ...]
    figures: pd.DataFrame
    own: pa.Table
    reported: pa.Table


def texts(seen: Profile, sources: pd.DataFrame) -> Texts:
    """Put everything into words.

    Parameters
    ----------
    seen : Profile
    sources : DataFrame
        The layer.
    """
    rows = figure_table(seen.figures, sources)
    linked = rows.assign(link=[web_address(url) for url in rows["source_url"]])
    own, told = (linked[(linked["origin"] == name).to_numpy(bool)] for name in (PERFORMANCE, OUTCOMES))
    cities = [
        (
            str(row.city_id),
            f"{row.city}: {counted(int(row.zones), 'zone')}, {str(row.years).replace(';', ', ')}",
        )
        for row in seen.utility.cities.itertuples()
    ]
    return Texts(
        opening=opening(seen),
        single=_single(rows),
        mind="\n".join(f"- {plain(sentence)}" for sentence in seen.caveats),
        facts=_facts(seen),
        partnerships=_partnerships(seen),
        peers=peers_words(seen),
        cities=tuple(cities),
        told=_told(statement_table(seen.utility, sources)),
        comparisons=_comparisons(seen),
        figures=rows,
        own=pa.Table.from_pandas(own[OWN_COLUMNS], preserve_index=False),
        reported=pa.Table.from_pandas(told[TOLD_COLUMNS], preserve_index=False),
    )


def _single(rows: pd.DataFrame) -> tuple[tuple[str, str | None], ...]:
    counts = rows["indicator"].map(rows["indicator"].value_counts())
    found = []
    for row in rows[(counts == 1).to_numpy(bool)].to_dict("records"):
        term, year = indicator(str(row["indicator"])), year_words(row["year"])
        words = f"{plain(term.label)}{BREAK}**{plain(row['value'])}** {plain(row['unit'])}, {plain(year)}"
        if row["origin"] == OUTCOMES:
            words += f", {plain(row['phase'])} ({plain(row['place'])})"
        found.append((words, plain(term.meaning) or None))
    return tuple(found)


def _facts(seen: Profile) -> str:
    utility = seen.utility
    lines = [f"**Kind** {plain(label(KINDS, utility.kind))}"] if utility.kind else []
    place = ", ".join(part for part in (utility.city, utility.country) if part)
    lines.append(f"**Seat** {plain(place)}" if utility.operator_id else f"**Place** {plain(place)}")
    area = utility.area
    if len(area) and area["share"].notna().all():
        row = area.iloc[0]
        share = number(round(float(row["share"]) * 100, 1))
        lines.append(
            f"**Census of {int(row['year'])}** {plain(share)} % of {plain(str(row['unit_basis']))} in the zones of its "
            "cities use piped water"
        )
    return BREAK.join(lines)


def _partnerships(seen: Profile) -> str:
    """Its partnerships, the latest first."""
    rows = seen.utility.phases.iloc[::-1]
    if not len(rows):
        return ""
    lines = ["**Partnerships**"]
    for row in rows.head(MOST_LINES).to_dict("records"):
        words = {name: None if pd.isna(value) else value for name, value in row.items()}
        other = "mentors" if row["role"] != "mentor" else "mentees"
        way = {"mentee": "from", "mentor": "to", "both": "with"}[str(row["role"])]
        lines.append(f"help {way} {plain(seen.utility.named(row[other]))}: {plain(years_in_words(words))}")
    if len(rows) > MOST_LINES:
        lines.append(f"and {len(rows) - MOST_LINES} more")
    return BREAK.join(lines)


def _told(rows: pd.DataFrame) -> tuple[str, ...]:
    found = []
    for row in rows.to_dict("records"):
        words = [f"**{plain(row['who'])}**, {plain(row['years'])}"]
        words += [plain(row["stated"])] if row["stated"] else []
        words += [f"**Reported change** {plain(row['result'])}"] if row["result"] else []
        words.append(f"Source {link(row['source'], row['source_url'])}")
        found.append(BREAK.join(words))
    return tuple(found)


def _comparisons(seen: Profile) -> tuple[Comparisons, ...]:
    both = (
        ("From its own figures over time", seen.before_after),
        ("As reported of partnerships", seen.pairs),
    )
    return tuple(
        Comparisons(
            title,
            pa.Table.from_pandas(comparison_table(rows, seen.utility), preserve_index=False),
            int((rows["missing"] == "").sum()),
        )
        for title, rows in both
        if len(rows)
    )
