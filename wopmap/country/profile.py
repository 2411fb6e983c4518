"""Everything the page of a country shows, for one selection."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wopmap import partnerships
from wopmap.country import ladder as steps
from wopmap.country import people, surveys
from wopmap.country.exchange import Exchange, by_year, exchange, spans
from wopmap.country.ladder import Without
from wopmap.country.reading import Country
from wopmap.country.surveys import Spread
from wopmap.household import RESIDENCES
from wopmap.selection import Selection, Shown


@dataclass(frozen=True, eq=False)
class Change:
    """People without at least basic water of one residence: the year to show, and the year it is held against.

    Attributes
    ----------
    now : Without
    before : Without or None
        None where there is no earlier estimate.
    """

    now: Without
    before: Without | None


@dataclass(frozen=True, eq=False)
class Profile:
    """A country under a selection.

    Attributes
    ----------
    country : Country
    selection : Selection
    shown : Shown
        The country's own partnerships that pass the filters, and why the others do not.
    exchange : Exchange
    partnerships : DataFrame
        In words (`wopmap.partnerships.table`), with ``direction`` (a key of `exchange.DIRECTIONS`) and
        ``source_ids``.
    spans, by_year : DataFrame
        When partnerships are known to be active; see `wopmap.country.exchange`.
    ladder, without : DataFrame
        All years; see `wopmap.country.ladder`.
    changes : dict of str to Change
        By residence; one without any estimate is absent.
    regions : tuple of Spread
        Surveys of regions, the one to begin with first.
    quintiles : dict of str to tuple of Spread
        By residence, the latest year first; residences without any are absent.
    operators, mentors, statements, conditions, utilities, cities : DataFrame
        See `wopmap.country.people`; conditions are those of the layer.
    """

    country: Country
    selection: Selection
    shown: Shown
    exchange: Exchange
    partnerships: pd.DataFrame
    spans: pd.DataFrame
    by_year: pd.DataFrame
    ladder: pd.DataFrame
    without: pd.DataFrame
    changes: dict[str, Change]
    regions: tuple[Spread, ...]
    quintiles: dict[str, tuple[Spread, ...]]
    operators: pd.DataFrame
    mentors: pd.DataFrame
    statements: pd.DataFrame
    conditions: pd.DataFrame
    utilities: pd.DataFrame
    cities: pd.DataFrame

    @property
    def source_ids(self) -> list[str]:
        """Documents behind everything shown, each once."""
        spreads = [*self.regions, *(s for found in self.quintiles.values() for s in found)]
        return people.documents(
            self.partnerships["source_ids"],
            self.without["source_id"],
            self.country.household_source if len(self.without) else None,
            *(spread.source_id for spread in spreads),
            self.operators["source_id"],
            self.statements["source_id"],
            self.conditions["source_id"],
            self.utilities["source_ids"],
            self.cities["source_ids"],
        )


def profile(
    country: Country,
    selection: Selection,
    sources: pd.DataFrame,
    countries: pd.DataFrame,
    search: pd.Series | None = None,
) -> Profile:
    """Work out a country under a selection.

    Parameters
    ----------
    country : Country
        From `read`.
    selection : Selection
        Its filters narrow the partnerships; its years also choose the year of the household water, the latest
        estimate not after them.
    sources, countries : DataFrame
        The layers, for words.
    search : Series, optional
        See `Selection.apply`.
    """
    shown = selection.apply(country.flows, search)
    found = exchange(shown.flows, country.iso3, country.names)
    kept = country.partnerships[country.partnerships["wop_id"].isin(found.directions.index)]
    every = pd.concat([country.operators, country.partners], ignore_index=True)
    words = partnerships.table(kept, every, countries, sources)
    cited = [";".join(names) for names in _cited(kept)]
    words = words.assign(direction=words["wop_id"].map(found.directions.to_dict()), source_ids=cited)
    when = spans(shown.flows, found, words)
    years = selection.years or _years(when)
    left = steps.without(country.use, country.household_size)
    helpers = people.mentors(country, shown.flows)
    return Profile(
        country=country,
        selection=selection,
        shown=shown,
        exchange=found,
        partnerships=words.reset_index(drop=True),
        spans=when,
        by_year=by_year(when, years),
        ladder=steps.ladder(country.use),
        without=left,
        changes=changes(left, selection.years),
        regions=surveys.regions(country.regions),
        quintiles={name: held for name in RESIDENCES if (held := surveys.quintiles(country.regions, name))},
        operators=people.operators(country, shown.flows),
        mentors=helpers,
        statements=people.statements(country, helpers),
        conditions=country.conditions.reset_index(drop=True),
        utilities=people.utilities(country),
        cities=people.cities(country),
    )


def changes(left: pd.DataFrame, years: tuple[int, int] | None) -> dict[str, Change]:
    """For each residence the estimate to show under a span of years and the one it is held against."""
    found = {}
    for residence in RESIDENCES:
        now = steps.at(left, residence, years[1] if years else None)
        if now is not None:
            found[residence] = Change(now, steps.since(left, now, years[0] if years else None))
    return found


def _cited(rows: pd.DataFrame) -> list[list[str]]:
    """Documents of each partnership."""
    pairs = zip(rows["source_id"], rows["source_id_2"], strict=True)
    return [list(dict.fromkeys(str(name) for name in pair if not pd.isna(name))) for pair in pairs]


def _years(when: pd.DataFrame) -> tuple[int, int]:
    known = when[when["first"].notna()]
    return (int(known["first"].min()), int(known["last"].max())) if len(known) else (0, 0)
