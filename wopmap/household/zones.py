"""Household water by zone of a city: figures of one indicator, level and year, and measures of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.household.indicators import (
    LESS,
    STACKS,
    YOUTH,
    ZONE_INDICATORS,
    Basis,
    basis,
    indicator,
    stack_of,
    stackable,
)
from wopmap.household.measures import gap_pp, gini, worst_part_share

ROUNDING = 1e-4
"""Shares are published to a hundredth of a percent; a count that differs by more is not used instead."""

SHRUNK = 0.1
"""A zone that lost more than this part of its units between two censuses has probably lost ground."""


@dataclass(frozen=True)
class Choice:
    """One level, year and indicator a city has figures for."""

    level: str
    year: int
    indicator: str


@dataclass(frozen=True)
class ZoneFigures:
    """The zones of one level of a city in one year, by one indicator.

    Attributes
    ----------
    choice : Choice
    unit_basis : str
        What is counted, a key of `UNIT_BASES`.
    derived : bool
        Whether any figure is a sum of published categories.
    zones : DataFrame, index zone_id
        zone_name, parent_zone, share (0-1), units (all households or persons; NaN = not stated), using,
        without (both NaN without units), derived, place_quality; the worst zone first.
    unplaced : int
        Zones of the level that have a figure but no point fit for an outline or a symbol.
    not_stated : int
        Zones of the level that have no figure in this year.
    source_ids : tuple of str
    """

    choice: Choice
    unit_basis: str
    derived: bool
    zones: pd.DataFrame
    unplaced: int
    not_stated: int
    source_ids: tuple[str, ...]

    @property
    def basis(self) -> Basis:
        """What is counted, in words."""
        return basis(self.unit_basis)


@dataclass(frozen=True)
class Measures:
    """A city by one indicator: how many have water, how many have not, how unequal its zones are.

    Attributes
    ----------
    zones : int
    units, using, without : float or None
        None where the source gives no counts.
    share : float or None
        `using` / `units`; None without counts.
    best, worst : str or None
        zone_id.
    gap_pp, gini, worst_fifth_share : float or None
        See `wopmap.household.measures`.
    """

    zones: int
    units: float | None
    using: float | None
    without: float | None
    share: float | None
    best: str | None
    worst: str | None
    gap_pp: float | None
    gini: float | None
    worst_fifth_share: float | None


def choices(zone_use: pd.DataFrame, zones: pd.DataFrame) -> tuple[Choice, ...]:
    """Everything there are figures for, the best to begin with first.

    The first is of the finest level, the indicator that comes first in `ZONE_INDICATORS`, the latest year.
    """
    level = zones.set_index("zone_id")[["level", "level_rank"]]
    rows = zone_use[["zone_id", "year", "indicator"]].join(level, on="zone_id")
    rows = rows[["level", "level_rank", "year", "indicator"]].drop_duplicates()
    order = {code: i for i, code in enumerate(ZONE_INDICATORS)}
    rows["first"] = rows["indicator"].map(order).fillna(len(order))
    rows = rows.sort_values(
        ["level_rank", "first", "year", "indicator"], ascending=[False, True, False, True]
    )
    return tuple(Choice(str(r.level), int(r.year), str(r.indicator)) for r in rows.itertuples(index=False))


def wide(zone_use: pd.DataFrame, zones: pd.DataFrame, level: str, year: int) -> pd.DataFrame:
    """Shares (0-1) of the zones of one level in one year, zone_id by indicator; missing is NaN."""
    rows = _of(zone_use, zones, level, year)
    table = rows.pivot(index="zone_id", columns="indicator", values="share").astype(float)
    order = [i for i in ZONE_INDICATORS if i in table] + sorted(set(table) - set(ZONE_INDICATORS))
    return table[order].rename_axis(columns=None)


def figures(zone_use: pd.DataFrame, zones: pd.DataFrame, choice: Choice) -> ZoneFigures | None:
    """Figures of one choice; None where there are none.

    Parameters
    ----------
    zone_use, zones : DataFrame
        Rows of the layers, of one city.
    choice : Choice

    Notes
    -----
    Nested levels are never mixed: only zones of the level count. A published count is used where it agrees
    with the share (`ROUNDING`), else share times units.
    """
    of_year = _of(zone_use, zones, choice.level, choice.year)
    rows = of_year[of_year["indicator"] == choice.indicator].set_index("zone_id")
    if rows.empty:
        return None
    unit_basis = str(rows["unit_basis"].iloc[0])
    of_level = zones[zones["level"] == choice.level].set_index("zone_id")
    table = of_level.loc[rows.index, ["zone_name", "parent_zone", "place_quality"]].copy()
    table["share"] = rows["share"].astype(float)
    table["units"] = _units(of_year, rows, unit_basis)
    counted = "households_count" if basis(unit_basis).column == "households" else "persons_count"
    published = rows[counted].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    reckoned = (table["share"] * table["units"]).to_numpy(float)
    with np.errstate(invalid="ignore"):
        agrees = np.abs(published - reckoned) <= ROUNDING * table["units"].to_numpy(float) + 1
    table["using"] = np.where(agrees, published, reckoned)
    table["without"] = table["units"] - table["using"]
    if indicator(choice.indicator).better == LESS:
        table[["using", "without"]] = table[["without", "using"]].to_numpy()
    table["derived"] = rows["derived"].astype(bool)
    by = ["standing", "units", "zone_name"]
    table = table.assign(standing=_standing(table["share"], choice.indicator))
    table = table.sort_values(by, ascending=[True, False, True], kind="stable").drop(columns="standing")
    return ZoneFigures(
        choice,
        unit_basis,
        bool(table["derived"].any()),
        table,
        int(table["place_quality"].isin(["weak", "none"]).sum()),
        len(of_level) - len(table),
        tuple(sorted(rows["source_id"].unique())),
    )


def measure(found: ZoneFigures) -> Measures:
    """Measures of some figures.

    Zones whose units are not stated count for best, worst and gap only. `using` and `without` of an
    indicator that names a lack (no piped water, surface water) are turned round: without = those who lack.
    """
    table = found.zones
    counted = table[table["units"].notna()]
    units = float(counted["units"].sum())
    known = units > 0
    standing = _standing(table["share"], found.choice.indicator)
    several = len(table) > 1
    return Measures(
        zones=len(table),
        units=units if known else None,
        using=float(counted["using"].sum()) if known else None,
        without=float(counted["without"].sum()) if known else None,
        share=float((counted["share"] * counted["units"]).sum() / units) if known else None,
        best=str(table.index[-1]) if several else None,
        worst=str(table.index[0]) if several else None,
        gap_pp=gap_pp(table["share"]),
        gini=gini(standing, table["units"]),
        worst_fifth_share=worst_part_share(standing, table["without"]),
    )


def stack(zone_use: pd.DataFrame, zones: pd.DataFrame, level: str, year: int) -> dict[str, pd.DataFrame]:
    """Sources of water by zone and for the city, as sets of shares that add up.

    Returns
    -------
    dict of str to DataFrame
        By stack (`STACKS`): zone_id by indicator, shares 0-1, in the order of `SOURCE_GROUPS`; the last row,
        "", is the city (weighted by units; absent without counts). What the source leaves out stays out:
        a row may fall short of 1.
    """
    of_year = _of(zone_use, zones, level, year)
    available = set(of_year["indicator"])
    stacks = {}
    for name in STACKS:
        kept = list(stackable(available, name))
        if len(kept) < 2:
            continue
        rows = of_year[of_year["indicator"].isin(kept)]
        table = rows.pivot(index="zone_id", columns="indicator", values="share").astype(float)[kept]
        first = rows.drop_duplicates("zone_id").set_index("zone_id")
        units = _units(of_year, first, str(first["unit_basis"].iloc[0])).reindex(table.index)
        known = units.notna().to_numpy()
        if known.any() and units.sum() > 0:
            weights = units.to_numpy(float)[known]
            shares = table.fillna(0.0).to_numpy(float)[known]
            table.loc[""] = (shares * weights[:, None]).sum(axis=0) / weights.sum()
        stacks[name] = table.rename_axis(columns=None)
    return stacks


def _of(zone_use: pd.DataFrame, zones: pd.DataFrame, level: str, year: int) -> pd.DataFrame:
    """Rows of one level and year, without sums of nothing.

    Where all figures of a zone are sums and all are 0, none of the categories was published: they are
    missing, not 0.
    """
    ids = zones.loc[(zones["level"] == level).to_numpy(bool), "zone_id"]
    rows = zone_use[(zone_use["year"] == year).to_numpy(bool) & zone_use["zone_id"].isin(ids).to_numpy(bool)]
    stated = ~rows["derived"].to_numpy(bool) | (rows["share"].to_numpy(float) > 0)
    if stated.all():
        return rows
    return rows[rows["zone_id"].isin(rows["zone_id"][stated].unique())]


def _units(of_year: pd.DataFrame, rows: pd.DataFrame, unit_basis: str) -> pd.Series:
    """All units of each zone, by zone_id."""
    if unit_basis != YOUTH:
        return rows[basis(unit_basis).column].astype("Float64").astype(float)
    # Their column population holds persons of all ages; the four distances of the tap are all the young.
    young = of_year[(of_year["unit_basis"] == YOUTH) & (of_year["indicator"].map(stack_of) == "youth")]
    total = young.groupby("zone_id")["persons_count"].sum(min_count=1)
    return total.reindex(rows.index).astype("Float64").astype(float)


def _standing(shares: pd.Series, code: str) -> pd.Series:
    return 1 - shares if indicator(code).better == LESS else shares
