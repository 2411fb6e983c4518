"""The JMP ladder of one country by year and residence, and the people it leaves without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.household import RESIDENCES
from wopmap.labels import Term

UNSPLIT, NO_ESTIMATE = "at_least_basic", "no_estimate"
STEPS: Mapping[str, Term] = {
    "safely_managed": Term(
        "Safely managed", "Improved, at home, available when needed, free from contamination."
    ),
    "basic": Term("Basic", "Improved, within a 30 minute round trip; not known to be safely managed."),
    UNSPLIT: Term(
        "At least basic, safely managed not estimated",
        "Improved, within a 30 minute round trip; there is no estimate of how many are safely managed.",
    ),
    "limited": Term("Limited", "Improved, more than 30 minutes away and back."),
    "unimproved": Term("Unimproved", "Unprotected wells or springs."),
    "surface_water": Term("Surface water", "Rivers, lakes, ponds, canals."),
    NO_ESTIMATE: Term("No estimate", "The JMP gives no estimate for this part: not known, which is not 0."),
}
"""Steps of the ladder in the official order, the best first; what is missing is a step of its own."""

ROUNDING = 5e-5
"""The JMP prints five decimals of a share; what is left of 1 below this is rounding, not a missing part."""

_GIVEN = ("safely_managed", "at_least_basic", "limited", "unimproved", "surface_water")


@dataclass(frozen=True)
class Without:
    """People of one residence who use less than at least basic drinking water in one year.

    Attributes
    ----------
    residence : str
    year : int
    share : float
        0 to 1, of the population of that residence.
    people, population : float
    households : float or None
        `people` divided by the average household size of the country; None where that is not known.
    """

    residence: str
    year: int
    share: float
    people: float
    population: float
    households: float | None


def ladder(use: pd.DataFrame) -> pd.DataFrame:
    """The ladder as parts that add up to all people.

    Parameters
    ----------
    use : DataFrame
        Rows of `country_use` of one country.

    Returns
    -------
    DataFrame
        year, residence, step (a key of `STEPS`), share (0 to 1), people, population; one row per step that
        is there. Shares of a year and residence add up to 1: at least basic less safely managed is `basic`
        where both are known, `at_least_basic` where safely managed is not, and what the estimates do not
        reach is `no_estimate`.
    """
    rows = use[use["indicator"].isin(_GIVEN)]
    wide = rows.pivot(index=["year", "residence"], columns="indicator", values="share").astype(float)
    wide = wide.reindex(columns=list(_GIVEN))
    population = rows.groupby(["year", "residence"])["population"].first().reindex(wide.index).astype(float)
    split = wide["safely_managed"].notna() & wide["at_least_basic"].notna()
    parts = pd.DataFrame(
        {
            # A class of its own even where the sum it belongs to is missing.
            "safely_managed": wide["safely_managed"],
            "basic": (wide["at_least_basic"] - wide["safely_managed"]).clip(lower=0).where(split),
            UNSPLIT: wide["at_least_basic"].where(~split),
            "limited": wide["limited"],
            "unimproved": wide["unimproved"],
            "surface_water": wide["surface_water"],
        }
    )
    rest = (1.0 - parts.sum(axis=1, min_count=0)).clip(lower=0)
    parts[NO_ESTIMATE] = rest.where(rest > ROUNDING)
    long = parts.rename_axis(columns="step").stack().dropna().rename("share").reset_index()
    order = {step: number for number, step in enumerate(STEPS)}
    places = {name: number for number, name in enumerate(RESIDENCES)}
    long = long.assign(_step=long["step"].map(order), _place=long["residence"].map(places))
    long = long.sort_values(["_place", "year", "_step"], ignore_index=True).drop(columns=["_step", "_place"])
    of = population.reindex(pd.MultiIndex.from_frame(long[["year", "residence"]])).to_numpy()
    return long.assign(people=long["share"] * of, population=of)


def without(use: pd.DataFrame, household_size: float | None) -> pd.DataFrame:
    """People and households who use less than at least basic drinking water, by year and residence.

    Parameters
    ----------
    use : DataFrame
        Rows of `country_use` of one country.
    household_size : float or None
        Persons per household; the same for urban and rural people, as the source gives one for a country.

    Returns
    -------
    DataFrame
        year, residence, share (0 to 1), people, population, households (NaN without a household size),
        source_id; years without an estimate are left out.
    """
    rows = use[(use["indicator"] == "at_least_basic") & use["share"].notna()]
    share = 1.0 - rows["share"].astype(float)
    population = rows["population"].astype(float)
    return pd.DataFrame(
        {
            "year": rows["year"].astype(int),
            "residence": rows["residence"].astype(object),
            "share": share,
            "people": share * population,
            "population": population,
            "households": share * population / (household_size or np.nan),
            "source_id": rows["source_id"].astype(object),
        }
    ).sort_values(["residence", "year"], ignore_index=True)


def at(table: pd.DataFrame, residence: str, year: int | None) -> Without | None:
    """The latest estimate of a residence not after a year, else its first; None where there is none."""
    rows = table[(table["residence"] == residence).to_numpy(bool)]
    if rows.empty:
        return None
    until = rows[rows["year"] <= year] if year is not None else rows
    row = until.iloc[-1] if len(until) else rows.iloc[0]
    return _without(residence, row)


def since(table: pd.DataFrame, latest: Without, year: int | None) -> Without | None:
    """The estimate the latest one is held against: the first at or after a year, else the first of all.

    None where no estimate is earlier than the latest.
    """
    rows = table[((table["residence"] == latest.residence) & (table["year"] < latest.year)).to_numpy(bool)]
    if rows.empty:
        return None
    wanted = rows[rows["year"] >= year] if year is not None else rows
    return _without(latest.residence, (wanted if len(wanted) else rows).iloc[0])


def _without(residence: str, row: pd.Series) -> Without:
    households = float(row["households"])
    return Without(
        residence=residence,
        year=int(row["year"]),
        share=float(row["share"]),
        people=float(row["people"]),
        population=float(row["population"]),
        households=None if np.isnan(households) else households,
    )
