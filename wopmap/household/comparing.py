"""Two censuses beside each other, and the sum of zones beside what the source prints for the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.household.zones import SHRUNK, Choice, ZoneFigures, figures, measure

NO_NOTE = "No note says that this indicator means the same in both years."


@dataclass(frozen=True)
class Comparison:
    """Whether an indicator may be compared between two years, and why."""

    ok: bool
    reason: str
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One indicator in two censuses of one city and level.

    Attributes
    ----------
    year, other_year : int
        The earlier and the later one.
    comparison : Comparison
    zones : DataFrame, index zone_id
        zone_name, share_before, share_after, change_pp (percentage points), units_before, units_after,
        redrawn (units fell by more than `SHRUNK`: the zone has probably lost ground); empty where the
        years may not be compared.
    only_before, only_after : int
        Zones of one census only.
    city_pp : float or None
        Change of the city, all zones of each census; None without counts.
    """

    year: int
    other_year: int
    comparison: Comparison
    zones: pd.DataFrame
    only_before: int
    only_after: int
    city_pp: float | None


@dataclass(frozen=True)
class Total:
    """What the source prints for a larger unit against the sum of the zones of a level.

    Attributes
    ----------
    level : str
        Level of the printed figure.
    share : float or None
        As printed, weighted by units where there are several units of that level.
    units, sum_of_zones : float or None
        Units as printed, and of all zones of the finer level.
    difference : float or None
        `sum_of_zones` - `units`.
    """

    level: str
    share: float | None
    units: float | None
    sum_of_zones: float | None
    difference: float | None


def comparison(
    comparisons: pd.DataFrame, country_iso3: str, indicator: str, year: int, other_year: int
) -> Comparison:
    """What the layer `zone_comparisons` says of an indicator in two years.

    A row without an indicator speaks for all that have no row of their own. Without any row the answer is no:
    that two columns share a name does not make them mean the same.
    """
    if year == other_year:
        return Comparison(False, "Both years are the same.")
    rows = comparisons[
        (comparisons["country_iso3"] == country_iso3)
        & (comparisons["year"] == min(year, other_year))
        & (comparisons["other_year"] == max(year, other_year))
    ]
    named = rows[rows["indicator"] == indicator]
    rest = rows[rows["indicator"].isna()]
    found = named if len(named) else rest
    if found.empty:
        return Comparison(False, NO_NOTE)
    row = found.iloc[0]
    documents = tuple(str(row[c]) for c in ("source_id", "source_id_2") if not pd.isna(row[c]))
    return Comparison(bool(row["comparable"]), str(row["reason"]), documents)


def change(before: ZoneFigures, after: ZoneFigures, judged: Comparison) -> Change:
    """Change between two censuses; without numbers where these may not be compared.

    Raises
    ------
    ValueError
        If the two are not of the same level and indicator, or not in the order of their years.
    """
    a, b = before.choice, after.choice
    if (a.level, a.indicator) != (b.level, b.indicator) or a.year >= b.year:
        raise ValueError(f"Only one level and indicator in two years can be compared; got {a} and {b}.")
    both = before.zones.index.intersection(after.zones.index, sort=False)
    old, new = before.zones.loc[both], after.zones.loc[both]
    table = pd.DataFrame(
        {
            "zone_name": new["zone_name"],
            "share_before": old["share"],
            "share_after": new["share"],
            "change_pp": (new["share"] - old["share"]) * 100,
            "units_before": old["units"],
            "units_after": new["units"],
            "redrawn": (new["units"] < (1 - SHRUNK) * old["units"]).to_numpy(bool),
        }
    ).sort_values(["change_pp", "zone_name"], kind="stable")
    shares = measure(before).share, measure(after).share
    city = None if shares[0] is None or shares[1] is None else (shares[1] - shares[0]) * 100
    if not judged.ok:
        table, city = table.iloc[:0], None
    return Change(
        a.year, b.year, judged, table, len(before.zones) - len(both), len(after.zones) - len(both), city
    )


def totals(zone_use: pd.DataFrame, zones: pd.DataFrame, choice: Choice) -> tuple[Total, ...]:
    """What the source prints at coarser levels of the same city, indicator and year, nearest level first."""
    ranks = zones.drop_duplicates("level").set_index("level")["level_rank"].astype(int)
    own = figures(zone_use, zones, choice)
    if own is None:
        return ()
    summed = measure(own).units
    found = []
    for level in ranks[ranks < ranks[choice.level]].sort_values(ascending=False).index:
        printed = figures(zone_use, zones, Choice(str(level), choice.year, choice.indicator))
        if printed is None or printed.unit_basis != own.unit_basis:
            continue
        whole = measure(printed)
        share = whole.share
        if share is None and whole.zones == 1:
            share = float(printed.zones["share"].iloc[0])
        difference = None if whole.units is None or summed is None else summed - whole.units
        found.append(Total(str(level), share, whole.units, summed, difference))
    return tuple(found)


def changes_by_zone(found: Change) -> dict[str, float]:
    """Percentage points by zone_id, for a map; zones probably redrawn are left out."""
    kept = found.zones[~found.zones["redrawn"].to_numpy(bool)]
    return {str(k): float(v) for k, v in kept["change_pp"].items() if np.isfinite(v)}
