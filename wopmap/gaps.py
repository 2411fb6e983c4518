"""What is missing: counted from the layers, with the rows it is missing in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap.selection import split_values

Tables = Mapping[str, pd.DataFrame]
"""Layers by name, whole and without geometry."""

Found = tuple[Iterable[str], Iterable[str]]
"""Identifiers of those that lack something, and of all of them."""

COLUMNS = {
    "about": "What the gap is about.",
    "what": "What is missing.",
    "count": "Number of those it is missing for.",
    "of": "Number of all of them.",
    "why": "Why it matters.",
    "ids": "Identifiers of those it is missing for, in order.",
}
"""Columns of the table of gaps."""


@dataclass(frozen=True)
class Gap:
    """One thing that may be missing.

    Attributes
    ----------
    about : str
        Noun in the plural for what is counted, such as "partnerships".
    what : str
        What is missing, such as "without a start year".
    why : str
        Why it matters to a reader, one sentence.
    needs : tuple of str
        Layers it is counted from.
    find : callable
        From the layers to the identifiers of those lacking it and of all of them.
    """

    about: str
    what: str
    why: str
    needs: tuple[str, ...]
    find: Callable[[Tables], Found]


def gaps(tables: Tables) -> pd.DataFrame:
    """Count what is missing.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Whole layers by name. What cannot be counted because a layer is not among them is left out; see
        `not_counted`.

    Returns
    -------
    DataFrame
        One row per gap, columns as in `COLUMNS`; ``ids`` holds tuples of text.
    """
    rows = []
    for gap in GAPS:
        if not set(gap.needs) <= tables.keys():
            continue
        lacking, everything = gap.find(tables)
        ids = tuple(sorted({str(name) for name in lacking}))
        rows.append((gap.about, gap.what, len(ids), len({str(name) for name in everything}), gap.why, ids))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"count": "Int64", "of": "Int64"})


def not_counted(tables: Tables) -> tuple[str, ...]:
    """The gaps that the layers at hand do not allow to count, in words."""
    return tuple(f"{gap.about} {gap.what}" for gap in GAPS if not set(gap.needs) <= tables.keys())


NEEDS: tuple[str, ...] = (
    *("partnerships", "operators", "flows", "countries", "country_use", "home_conditions"),
    *("cities", "zones", "utility_performance", "outcomes", "motivation_evidence", "sources"),
)
"""Layers the gaps are counted from."""


KEYS = {
    "partnerships": "wop_id",
    "operators": "operator_id",
    "cities": "city_id",
    "zones": "zone_id",
    "sources": "source_id",
}
"""Layers whose rows are counted by the name they have."""


def _missing(about: str, what: str, why: str, *columns: str) -> Gap:
    """Rows of the layer `about` in which all of the columns are missing."""

    def find(tables: Tables) -> Found:
        rows, key = tables[about], KEYS[about]
        return rows.loc[rows[list(columns)].isna().all(axis=1), key], rows[key]

    return Gap(about, what, why, (about,), find)


def _having(about: str, what: str, why: str, column: str, *values: object) -> Gap:
    """Rows of the layer `about` in which a column has one of the values or none at all."""

    def find(tables: Tables) -> Found:
        rows, key = tables[about], KEYS[about]
        lacking = rows[column].isin(values) | rows[column].isna()
        return rows.loc[lacking.to_numpy(dtype=bool), key], rows[key]

    return Gap(about, what, why, (about,), find)


def _undated(layer: str) -> Callable[[Tables], Found]:
    """Rows of a layer without a year; rows that have no name of their own are numbered from 1."""

    def find(tables: Tables) -> Found:
        missing = tables[layer]["year"].isna().to_numpy(dtype=bool)
        names = [f"{layer} row {number}" for number in range(1, len(missing) + 1)]
        return [name for name, gone in zip(names, missing, strict=True) if gone], names

    return find


def _members(tables: Tables, side: str) -> set[str]:
    """Operators that are mentor or mentee in some flow."""
    return set(tables["flows"][f"{side}_id"].astype(str))


def _active_undated(tables: Tables) -> Found:
    rows = tables["partnerships"]
    active = rows[(rows["status"] == "active").to_numpy(dtype=bool)]
    return active.loc[active["status_as_of"].isna(), "wop_id"], active["wop_id"]


def _partner_countries(tables: Tables) -> set[str]:
    flows = tables["flows"]
    return {str(code) for side in ("mentor", "mentee") for code in flows[f"{side}_country"].dropna()}


def _with_estimate(tables: Tables, indicator: str) -> set[str]:
    rows = tables["country_use"]
    wanted = (rows["indicator"] == indicator) & (rows["residence"] == "total") & rows["share"].notna()
    return set(rows.loc[wanted.to_numpy(dtype=bool), "country_iso3"].astype(str))


def _without_estimate(indicator: str) -> Callable[[Tables], Found]:
    def find(tables: Tables) -> Found:
        partners = _partner_countries(tables)
        return partners - _with_estimate(tables, indicator), partners

    return find


def _without_partnership(tables: Tables) -> Found:
    known = _with_estimate(tables, "at_least_basic")
    return known - _partner_countries(tables), known


def _without_home_conditions(tables: Tables) -> Found:
    mentors = set(tables["flows"]["mentor_country"].dropna().astype(str))
    return mentors - set(tables["home_conditions"]["country_iso3"].astype(str)), mentors


def _without_motive(tables: Tables) -> Found:
    mentors = _members(tables, "mentor")
    return mentors - set(tables["motivation_evidence"]["operator_id"].astype(str)), mentors


def _without_performance(tables: Tables) -> Found:
    mentees = _members(tables, "mentee")
    return mentees - set(tables["utility_performance"]["operator_id"].dropna().astype(str)), mentees


def _without_city(tables: Tables) -> Found:
    mentees = _members(tables, "mentee")
    served = {name for joined in tables["cities"]["operator_ids"].dropna() for name in split_values(joined)}
    return mentees - served, mentees


def _unlinked_utilities(tables: Tables) -> Found:
    rows = tables["utility_performance"]
    linked = set(rows.loc[rows["operator_id"].notna(), "utility"])
    return set(rows["utility"]) - linked, rows["utility"]


def _cities_unplaced(whole: bool) -> Callable[[Tables], Found]:
    """Cities none of whose zones has a place, or some of whose zones have none."""

    def find(tables: Tables) -> Found:
        zones = tables["zones"]
        placed = zones["lon"].notna().groupby(zones["city_id"]).agg(["any", "all"])
        lacking = ~placed["any"] if whole else placed["any"] & ~placed["all"]
        return placed.index[lacking.to_numpy(dtype=bool)], tables["cities"]["city_id"]

    return find


def _one_year(tables: Tables) -> Found:
    cities = tables["cities"]
    single = [len(split_values(years)) < 2 for years in cities["years"]]
    return cities.loc[single, "city_id"], cities["city_id"]


GAPS: tuple[Gap, ...] = (
    _missing(
        "partnerships", "without a start year", "They cannot be counted as started in any year.", "start_year"
    ),
    _missing(
        "partnerships",
        "without any year",
        "They lie outside every range of years and are counted beside it.",
        "active_from",
        "active_to",
    ),
    _missing(
        "partnerships",
        "without an end year",
        "Whether they are over is not known; their line ends where the last source does.",
        "end_year",
    ),
    Gap(
        "active partnerships",
        "without the year of that status",
        "Nothing says when they were last seen under way.",
        ("partnerships",),
        _active_undated,
    ),
    _missing(
        "partnerships",
        "without a stated budget",
        "Sums of money cannot be formed from the rest.",
        "budget_amount",
    ),
    _missing(
        "partnerships",
        "without a reported result",
        "Silence is not failure: few sources look back.",
        "result",
    ),
    _missing("partnerships", "without topics", "A filter on topics cannot find them.", "topics"),
    _missing(
        "partnerships",
        "without a programme",
        "They may belong to none, or the source does not say.",
        "programme",
    ),
    _having(
        "partnerships",
        "known from a secondary source only (confidence B)",
        "No one involved has been found saying so.",
        "confidence",
        "B",
    ),
    _having(
        "operators",
        "that stand in for one the source does not name",
        "The place on the map is that of the stand-in.",
        "placeholder",
        True,
    ),
    _having(
        "operators",
        "of no known kind",
        "Public, private and municipal cannot be told apart for them.",
        "kind",
        "other",
    ),
    _missing(
        "operators",
        "without a source of their own",
        "Name and seat rest on the sources of their partnerships.",
        "source_id",
    ),
    Gap(
        "mentors",
        "without a statement on their motives",
        "The mix of motives speaks of the others only.",
        ("flows", "motivation_evidence"),
        _without_motive,
    ),
    Gap(
        "mentor countries",
        "without a condition at home on file",
        "Motives there cannot be set beside conditions at home.",
        ("flows", "home_conditions"),
        _without_home_conditions,
    ),
    Gap(
        "mentees",
        "without performance figures",
        "Nothing can be said on before and after.",
        ("flows", "utility_performance"),
        _without_performance,
    ),
    Gap(
        "mentees",
        "without a city with figures by zone",
        "Who is left without water in their city is not known here.",
        ("flows", "cities"),
        _without_city,
    ),
    Gap(
        "countries with partnerships",
        "without a household water figure",
        "They are drawn as no data under the flows.",
        ("flows", "country_use"),
        _without_estimate("at_least_basic"),
    ),
    Gap(
        "countries with partnerships",
        "without an estimate of safely managed water",
        "They are drawn as no data when that step of the ladder is shown.",
        ("flows", "country_use"),
        _without_estimate("safely_managed"),
    ),
    Gap(
        "countries with household water figures",
        "without any partnership on file",
        "There may be none, or none has been found.",
        ("flows", "country_use"),
        _without_partnership,
    ),
    Gap(
        "cities",
        "none of whose zones has a known place",
        "They appear in tables and charts, not on a map.",
        ("cities", "zones"),
        _cities_unplaced(whole=True),
    ),
    Gap(
        "cities",
        "some of whose zones have no known place",
        "Their map is incomplete; the tables are not.",
        ("cities", "zones"),
        _cities_unplaced(whole=False),
    ),
    _having(
        "zones",
        "whose place is weak or not known",
        "They are too uncertain to be drawn as areas.",
        "place_quality",
        "weak",
        "none",
    ),
    _missing(
        "cities",
        "not linked to an operator",
        "No partnership can be shown beside their figures.",
        "operator_ids",
    ),
    Gap(
        "cities",
        "with figures for one year only",
        "Change between censuses cannot be shown.",
        ("cities",),
        _one_year,
    ),
    Gap(
        "utilities with figures",
        "not linked to an operator",
        "Their figures stand beside no partnership; most are peers.",
        ("utility_performance",),
        _unlinked_utilities,
    ),
    Gap(
        "figures on utilities",
        "without a year",
        "They cannot be put before or after a partnership.",
        ("utility_performance",),
        _undated("utility_performance"),
    ),
    Gap(
        "reported outcomes",
        "without a year",
        "They have a phase, but no place on a time line.",
        ("outcomes",),
        _undated("outcomes"),
    ),
    _missing("sources", "without a title", "They are shown by publisher or identifier.", "title"),
    _missing("sources", "without a year", "How old the statement is cannot be told.", "year"),
    _missing("sources", "without an address", "They can be looked up by title only.", "url"),
    _missing(
        "sources",
        "without a known licence",
        "Facts may be cited; copying more needs a look at the source.",
        "licence",
    ),
)
"""Everything that is counted as missing, in the order of the page."""
