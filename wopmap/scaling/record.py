"""Demand and supply as the layers have them: people without, partnerships started, mentors at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

NEEDS: Mapping[str, tuple[str, str]] = {
    "basic": ("at_least_basic", "without at least basic drinking water"),
    "piped": ("piped_improved", "without piped water"),
}
"""What counts as need: indicator of `country_use` whose complement it is, and words for it."""

WINDOW = 5
"""Years over which the record is read for a range: the last whole ones."""


def gaps(
    country_use: pd.DataFrame,
    countries: pd.DataFrame,
    flows: pd.DataFrame,
    need: str,
    since: int,
) -> pd.DataFrame:
    """Urban people without a service by country, and whether help is on record since a year.

    Parameters
    ----------
    country_use, countries, flows : DataFrame
        Layers; only rows of `flows` that are given count.
    need : {"basic", "piped"}
    since : int
        A partnership counts if it is known to be under way in this year or later (`active_to`).

    Returns
    -------
    DataFrame
        - iso3, name, sub_region, lon, lat
        - year: of the latest estimate; people: urban population then; share: using the service (0-1)
        - without: people x (1 - share), persons; missing where no year has an estimate
        - partnerships: different ones since the year; undated: those of no stated year, not counted

        Largest gap first, countries without an estimate last.
    """
    indicator = NEEDS[need][0]
    rows = country_use[(country_use["residence"] == "urban") & (country_use["indicator"] == indicator)]
    rows = rows.sort_values("year")
    known = rows.dropna(subset=["share"]).groupby("country_iso3", observed=True).last()
    table = countries[countries["iso3"].isin(rows["country_iso3"].unique())][
        ["iso3", "name", "sub_region", "lon", "lat"]
    ].set_index("iso3")
    table = table.join(known[["year", "population", "share", "source_id"]])
    table = table.rename(columns={"population": "people"})
    people, share = (table[name].astype(float) for name in ("people", "share"))
    table["without"] = people * (1.0 - share)
    ends = flows["active_to"].to_numpy(dtype=float, na_value=np.nan)
    mentee = flows["mentee_country"].astype(str)
    for name, mask in (("partnerships", ends >= since), ("undated", np.isnan(ends))):
        counts = flows[mask].groupby(mentee[mask])["wop_id"].nunique()
        table[name] = counts.reindex(table.index).fillna(0).astype(int)
    table = table.reset_index().astype({"year": "Int64"})
    return table.sort_values(
        ["without", "name"], ascending=[False, True], na_position="last", ignore_index=True
    )


@dataclass(frozen=True)
class Record:
    """What the partnerships on record say about supply.

    Attributes
    ----------
    latest : int
        Last whole year: the one before the latest start on record, which is still being filled.
    yearly : DataFrame, index year
        started (partnerships), active (partnerships), mentors (at work), carried (pairs of a mentor and a
        partnership), load (carried per mentor at work), new_mentors (operators that mentor for the first time).
    new_mentors : dict of str to tuple of float
        First-time mentors a year by family of motives, lowest and highest yearly number of the last `WINDOW`
        years; a mentor with several families counts in equal parts, ``none`` stands for no motive on record.
    graduates : tuple of int, int
        Mentees, and those of them that mentored later.
    lags : tuple of float
        Years from the first partnership as mentee to the first as mentor: lower and upper quartile.
    """

    latest: int
    yearly: pd.DataFrame
    new_mentors: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    graduates: tuple[int, int] = (0, 0)
    lags: tuple[float, float] = (0.0, 0.0)

    def window(self, column: str) -> tuple[float, float]:
        """Lowest and highest yearly figure of the last whole years."""
        last = self.yearly.loc[self.latest - WINDOW + 1 : self.latest, column]
        return float(last.min()), float(last.max())

    @property
    def span(self) -> str:
        """The years `window` looks at, in words."""
        return f"{self.latest - WINDOW + 1} to {self.latest}"


def record(flows: pd.DataFrame, evidence: pd.DataFrame, types: pd.DataFrame) -> Record:
    """Read supply from the layers flows, motivation_evidence and motivation_types."""
    starts = flows["start_year"].to_numpy(dtype=float, na_value=np.nan)
    begins = flows["active_from"].to_numpy(dtype=float, na_value=np.nan)
    ends = flows["active_to"].to_numpy(dtype=float, na_value=np.nan)
    years = range(int(np.nanmin(begins)), int(np.nanmax(starts)) + 1)
    rows = []
    for year in years:
        now = flows[(begins <= year) & (ends >= year)]
        pairs = now.drop_duplicates(["wop_id", "mentor_id"])
        mentors = pairs["mentor_id"].nunique()
        rows.append(
            {
                "year": year,
                "started": flows.loc[starts == year, "wop_id"].nunique(),
                "active": now["wop_id"].nunique(),
                "mentors": mentors,
                "carried": len(pairs),
                "load": len(pairs) / mentors if mentors else np.nan,
            }
        )
    yearly = pd.DataFrame(rows).set_index("year")
    first = pd.Series(starts).groupby(flows["mentor_id"].astype(str).to_numpy()).min().dropna()
    yearly["new_mentors"] = first.value_counts().reindex(yearly.index).fillna(0).astype(int)
    latest = int(np.nanmax(starts)) - 1
    graduates, lags = _graduates(flows, begins)
    return Record(latest, yearly, _families(first, evidence, types, latest), graduates, lags)


def family_shares(evidence: pd.DataFrame, types: pd.DataFrame) -> pd.DataFrame:
    """How much of each mentor belongs to each family of motives, (mentors, families); rows sum to 1."""
    family = dict(zip(types["motivation"], types["family"], strict=True))
    pairs = pd.DataFrame(
        {"mentor": evidence["operator_id"].astype(str), "family": evidence["motivation"].map(family)}
    ).drop_duplicates()
    table = pd.crosstab(pairs["mentor"], pairs["family"])
    return table.div(table.sum(axis=1), axis=0)


def _families(
    first: pd.Series, evidence: pd.DataFrame, types: pd.DataFrame, latest: int
) -> dict[str, tuple[float, float]]:
    shares = family_shares(evidence, types).reindex(first.index)
    shares["none"] = shares.isna().all(axis=1).astype(float)
    years = range(latest - WINDOW + 1, latest + 1)
    yearly = shares.fillna(0.0).groupby(first.astype(int)).sum().reindex(years).fillna(0.0)
    families = [*dict.fromkeys(types["family"]), "none"]
    yearly = yearly.reindex(columns=families).fillna(0.0)
    return {str(name): (float(yearly[name].min()), float(yearly[name].max())) for name in families}


def _graduates(flows: pd.DataFrame, begins: np.ndarray) -> tuple[tuple[int, int], tuple[float, float]]:
    """Mentees, those that mentored later, and the quartiles of the years between."""
    known = pd.Series(begins)
    received = known.groupby(flows["mentee_id"].astype(str).to_numpy()).min()
    gave = known.groupby(flows["mentor_id"].astype(str).to_numpy()).min()
    lag = (gave.reindex(received.index) - received).dropna()
    later = lag[lag > 0]
    if later.empty:
        return (len(received), 0), (0.0, 0.0)
    return (len(received), len(later)), (float(later.quantile(0.25)), float(later.quantile(0.75)))
