"""Every number of the page of a city, for one choice of indicator, level and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from wopmap.city.reading import City
from wopmap.household.comparing import Change, Comparison, Total, change, comparison, totals
from wopmap.household.indicators import indicator as term_of
from wopmap.household.zones import Choice, Measures, ZoneFigures, choices, figures, measure, stack
from wopmap.words import counted, listed, lower_first, quoted

MOST_KEPT = 64
"""Profiles kept in memory: a reader goes back and forth between a few."""


@dataclass(frozen=True)
class Profile:
    """A city by one indicator, level and year.

    Attributes
    ----------
    city : City
    choices : tuple of Choice
        Everything there are figures for, the one to begin with first; empty without figures by zone.
    choice : Choice or None
    figures, measures : ZoneFigures, Measures or None
    totals : tuple of Total
        What the source prints for larger units.
    stacks : dict of str to DataFrame
        Sources of water, see `wopmap.household.zones.stack`.
    comparisons : dict of int to Comparison
        For every other year with this indicator and level, whether it may be compared.
    change : Change or None
        Against the year asked for, else the nearest year that may be compared.
    notes : tuple of str
        What the layer of notes says of the choice.
    caveats : tuple of str
        What to mind, from these notes and from the figures themselves.
    problems : tuple of str
        What was asked for and could not be had.
    source_ids : tuple of str
    """

    city: City
    choices: tuple[Choice, ...]
    choice: Choice | None
    figures: ZoneFigures | None
    measures: Measures | None
    totals: tuple[Total, ...]
    stacks: dict[str, pd.DataFrame]
    comparisons: dict[int, Comparison]
    change: Change | None
    notes: tuple[str, ...]
    caveats: tuple[str, ...]
    problems: tuple[str, ...]
    source_ids: tuple[str, ...]


@lru_cache(maxsize=MOST_KEPT)
def profile(
    city: City,
    year: int | None = None,
    indicator: str | None = None,
    level: str | None = None,
    against: int | None = None,
) -> Profile:
    """Figures, measures, comparisons and caveats of a city; what was asked for lately is kept.

    Parameters
    ----------
    city : City
    year : int, optional
        Census year; the nearest is taken where there is none.
    indicator, level : str, optional
        Where the city has none of that name, the first of `Profile.choices` is taken and `problems` says so.
    against : int, optional
        Year to compare with.
    """
    available = choices(city.zone_use, city.zones) if len(city.zone_use) else ()
    choice, problems = choose(available, year, indicator, level)
    found = figures(city.zone_use, city.zones, choice) if choice else None
    if choice is None or found is None:
        documents = _documents(city, ())
        return Profile(
            city, available, None, None, None, (), {}, {}, None, (), _bare_caveats(city), problems, documents
        )
    others = [c.year for c in available if (c.level, c.indicator) == (choice.level, choice.indicator)]
    judged = {
        other: comparison(city.comparisons, city.country_iso3, choice.indicator, choice.year, other)
        for other in sorted(others)
        if other != choice.year
    }
    compared, more = _change(city, found, judged, against)
    notes = notes_on(city, choice)
    return Profile(
        city=city,
        choices=available,
        choice=choice,
        figures=found,
        measures=measure(found),
        totals=totals(city.zone_use, city.zones, choice),
        stacks=stack(city.zone_use, city.zones, choice.level, choice.year),
        comparisons=judged,
        change=compared,
        notes=notes,
        caveats=(*notes, *_caveats(city, found)),
        problems=(*problems, *more),
        source_ids=_documents(city, found.source_ids),
    )


def choose(
    available: Sequence[Choice], year: int | None, indicator: str | None, level: str | None
) -> tuple[Choice | None, tuple[str, ...]]:
    """The choice nearest to what was asked for, and sentences on what there is not."""
    left, problems = list(available), []
    if not left:
        asked = [str(value) for value in (year, indicator, level) if value is not None]
        return None, ("There are no figures by zone for this city.",) if asked else ()
    for name, wanted in (("indicator", indicator), ("level", level)):
        if wanted is None:
            continue
        kept = [c for c in left if getattr(c, name) == wanted]
        if not kept:
            there = listed(list(dict.fromkeys(str(getattr(c, name)) for c in left)), "or", most=12)
            problems.append(f"This city has no figures by the {name} {quoted(wanted)}; there is {there}.")
        left = kept or left
    if year is not None:
        # The indicator is what was asked about; the year gives way, then the level.
        first = [c for c in left if (c.level, c.indicator) == (left[0].level, left[0].indicator)]
        same = left if indicator is None else [c for c in left if c.indicator == left[0].indicator]
        exact = [c for c in same if c.year == year]
        if not exact:
            exact = sorted(first, key=lambda c: (abs(c.year - year), -c.year))
            problems.append(f"There is no census of {year} here; showing {exact[0].year}.")
        left = exact
    return left[0], tuple(problems)


def notes_on(city: City, choice: Choice) -> tuple[str, ...]:
    """Notes of the layer `zone_notes` that speak of a choice, the general ones first."""
    kinds = city.zones.loc[(city.zones["level"] == choice.level).to_numpy(bool), "zone_level"].unique()
    rows = city.notes
    fits = (
        (rows["city_id"].isna() | (rows["city_id"] == city.city_id).fillna(False))
        & (rows["zone_level"].isna() | rows["zone_level"].isin(kinds))
        & (rows["year"].isna() | (rows["year"] == choice.year).fillna(False))
        & (rows["indicator"].isna() | (rows["indicator"] == choice.indicator).fillna(False))
    )
    rows = rows[fits.to_numpy(bool)]
    special = rows[["city_id", "zone_level", "year", "indicator"]].notna().sum(axis=1)
    order = special.to_numpy().argsort(kind="stable")
    return tuple(dict.fromkeys(str(note) for note in rows["note"].iloc[order]))


def _change(
    city: City, found: ZoneFigures, judged: dict[int, Comparison], against: int | None
) -> tuple[Change | None, tuple[str, ...]]:
    """The change against a year, the nearest comparable one where none is named."""
    here = found.choice
    if against is not None and against not in judged:
        return None, (f"{against} has no such figures to compare {here.year} with.",)
    comparable = [year for year, verdict in judged.items() if verdict.ok]
    nearest = min(comparable, key=lambda year: abs(year - here.year), default=None)
    other = against if against is not None else nearest
    if other is None:
        return None, ()
    beside = figures(city.zone_use, city.zones, Choice(here.level, other, here.indicator))
    if beside is None:
        return None, ()
    before, after = (beside, found) if other < here.year else (found, beside)
    verdict = judged[other]
    problems = () if verdict.ok else (f"{here.year} and {other} cannot be compared: {verdict.reason}",)
    return change(before, after, verdict), problems


def _caveats(city: City, found: ZoneFigures) -> tuple[str, ...]:
    """What follows from the figures themselves."""
    table, basis = found.zones, found.basis
    of_level = city.zones[(city.zones["level"] == found.choice.level).to_numpy(bool)]
    plural = str(of_level["level_label_plural"].iloc[0])
    sentences = [f"Counted are {lower_first(basis.label)}."]
    if basis.sampled:
        sentences.append("A sample: the counts are those interviewed, and differences may be chance.")
    if found.derived:
        sentences.append(f"{term_of(found.choice.indicator).label} is a sum of published categories.")
    drawn = set(of_level.loc[(of_level["geometry_method"] == "voronoi").fillna(False), "zone_id"])
    if drawn & set(table.index):
        sentences.append("Outlines are approximate: the ground nearest to the middle of each zone.")
    if found.unplaced:
        sentences.append(f"{found.unplaced} of {len(table)} {plural} have no place yet.")
    if found.not_stated:
        sentences.append(
            f"{found.not_stated} of {len(of_level)} {plural} have no figure for {found.choice.year}."
        )
    missing = int(table["units"].isna().sum())
    if missing == len(table):
        sentences.append("The source gives shares without counts, so no totals can be made.")
    elif missing:
        sentences.append(
            f"{counted(missing, 'zone')} without counts {'is' if missing == 1 else 'are'} left out."
        )
    return tuple(sentences)


def _bare_caveats(city: City) -> tuple[str, ...]:
    sentences = ["There are no figures by zone for this city yet; a census table can be brought in."]
    if city.seated_ids:
        sentences.append("Its operators are known by their seat: whether they serve all of it is not stated.")
    return tuple(sentences)


def _documents(city: City, figures_from: Sequence[str]) -> tuple[str, ...]:
    """Documents behind the figures, the partnerships and what utilities report."""
    found = [*figures_from]
    for table in (city.flows, city.reported, city.ladder):
        found += [str(s) for s in table["source_id"].dropna().unique()]
    return tuple(dict.fromkeys(found))
