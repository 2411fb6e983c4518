"""Water in the area an operator serves: what censuses count there and what the utility itself reports."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wopmap.household.indicators import basis
from wopmap.household.zones import Choice, choices, figures, measure

PIPED_WATER = ("piped_total", "piped_on_premises", "youth_piped_on_site")
"""Indicators that stand for piped water, the first there is counts."""

COVERAGE = (
    "water_coverage_pct",
    "water_coverage_urban_pct",
    "population_served",
    "population_service_area",
)
"""Indicators of `utility_performance` by which a utility says how many it reaches."""

NO_AREA = ("utility_association", "group")
"""Kinds of operators that speak for others and serve no area of their own."""

COLUMNS = ("year", "indicator", "unit_basis", "counted", "zones", "units", "share", "source_ids")


def service_use(
    zones: pd.DataFrame, zone_use: pd.DataFrame, indicators: Sequence[str] = PIPED_WATER
) -> pd.DataFrame:
    """Share using piped water in some cities together, by census year.

    Parameters
    ----------
    zones, zone_use : DataFrame
        Rows of the layers, of the cities an operator serves.
    indicators : sequence of str
        The first that has figures in a year counts.

    Returns
    -------
    DataFrame
        One row a year, in order: year, indicator, unit_basis, counted ("households" or "persons"), zones,
        units (all of them), share (0-1), source_ids. Years without counts have no row, nor have samples.

    Notes
    -----
    Of each city the finest level is taken that has the figure. Where one city lies in another (a town in
    its district), the zones inside a zone of the other are left out, so that nobody counts twice.
    """
    rows = []
    for year in sorted(zone_use["year"].unique()):
        for code in indicators:
            row = _of_year(zones, zone_use, int(year), code)
            if row is not None:
                rows.append(row)
                break
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_year(zones: pd.DataFrame, zone_use: pd.DataFrame, year: int, code: str) -> dict[str, object] | None:
    parts: list[pd.DataFrame] = []
    documents: set[str] = set()
    unit_basis = ""
    for city_id, use in zone_use[(zone_use["year"] == year) & (zone_use["indicator"] == code)].groupby(
        "city_id"
    ):
        its = zones[zones["city_id"] == city_id]
        all_of_city = zone_use[(zone_use["city_id"] == city_id) & (zone_use["year"] == year)]
        finest = choices(use, its)[0]
        found = figures(all_of_city, its, Choice(finest.level, year, code))
        if found is None or found.basis.sampled or measure(found).units is None:
            continue
        unit_basis = found.unit_basis
        parts.append(found.zones[found.zones["units"].notna()])
        documents.update(found.source_ids)
    if not parts:
        return None
    table = pd.concat(parts)
    codes = zones.set_index("zone_id")["zone_code"].reindex(table.index).dropna()
    table = table[~table["parent_zone"].isin(set(codes)).to_numpy(bool)]
    units = float(table["units"].sum())
    counted = "households" if basis(unit_basis).column == "households" else "persons"
    return {
        "year": year,
        "indicator": code,
        "unit_basis": unit_basis,
        "counted": counted,
        "zones": len(table),
        "units": units,
        "share": round(float((table["share"] * table["units"]).sum() / units), 6),
        "source_ids": ";".join(sorted(documents)),
    }


def reported(performance: pd.DataFrame, operator_ids: Sequence[str]) -> pd.DataFrame:
    """What utilities themselves report on their coverage, all figures, those that contradict each other too."""
    mask = performance["operator_id"].isin(list(operator_ids)) & performance["indicator"].isin(COVERAGE)
    by = ["operator_id", "indicator", "year", "source_id", "value"]
    return performance[mask.to_numpy(bool)].sort_values(by, ignore_index=True)
