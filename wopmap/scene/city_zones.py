"""All figures of one level of zones at once, for a map that is sent once and recoloured by reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.city import City
from wopmap.city.words import percent, points
from wopmap.household import (
    Change,
    Choice,
    ZoneFigures,
    change,
    choices,
    comparison,
    dots,
    figures,
    units_a_dot,
)
from wopmap.household.indicators import MORE, indicator
from wopmap.scene.model import DotField
from wopmap.words import grouped

MOST_TIPS = 40_000
"""Hover texts of all zones, years and indicators together; beyond, zones tell their name only."""


@dataclass(frozen=True, eq=False)
class ZoneSeries:
    """Every indicator and year of the zones of one level.

    Attributes
    ----------
    city_id, level : str
    choices : tuple of Choice
        All of the level; the place of one is that of its hover text.
    pairs : tuple of (Choice, int)
        Those that may be compared, with the other, later year; their hover texts follow.
    series : dict of str to DataFrame
        Shares (0-1) of each indicator, zone_id by year, and changes of shares, zone_id by (year, later year).
    tips : dict of str to tuple of str
        Hover texts by zone_id; of its name only where there would be more than `MOST_TIPS`.
    """

    city_id: str
    level: str
    choices: tuple[Choice, ...]
    pairs: tuple[tuple[Choice, int], ...]
    series: dict[str, pd.DataFrame]
    tips: dict[str, tuple[str, ...]]

    @property
    def tips_each(self) -> int:
        """Hover texts of a zone."""
        return max((len(texts) for texts in self.tips.values()), default=0)

    @property
    def published(self) -> dict[str, pd.DataFrame]:
        """The series under the short names by which a drawer finds them: a map names one of them many times."""
        return {self._short(name): table for name, table in self.series.items()}

    def _short(self, name: str) -> str:
        return f"s{list(self.series).index(name)}"

    def place(self, choice: Choice, other_year: int | None = None) -> tuple[tuple[str, int], int]:
        """Where a drawer finds a choice, or its change to a later year: series and position, and hover text.

        The series is one of `published`.
        """
        if other_year is None:
            table = self.series[choice.indicator]
            number = self.choices.index(choice)
            field = self._short(choice.indicator), int(table.columns.get_loc(choice.year))
        else:
            name = change_name(choice.indicator)
            number = len(self.choices) + self.pairs.index((choice, other_year))
            field = self._short(name), list(self.series[name].columns).index(f"{choice.year}-{other_year}")
        return field, number if self.tips_each > 1 or number == 0 else 0


def change_name(code: str) -> str:
    """Name of the series of changes of an indicator."""
    return f"{code}_change"


def zone_series(city: City, level: str) -> ZoneSeries:
    """Work out every figure of a level."""
    of_level = tuple(c for c in choices(city.zone_use, city.zones) if c.level == level)
    found = {c: f for c in of_level if (f := figures(city.zone_use, city.zones, c)) is not None}
    kept = tuple(found)
    changes = _changes(city, found)
    shares: dict[str, dict[int, pd.Series]] = {}
    for choice, its in found.items():
        shares.setdefault(choice.indicator, {})[choice.year] = its.zones["share"]
    series = {code: pd.DataFrame({y: years[y] for y in sorted(years)}) for code, years in shares.items()}
    by_pair: dict[str, dict[str, pd.Series]] = {}
    for (choice, other), its_change in changes.items():
        column = by_pair.setdefault(change_name(choice.indicator), {})
        column[f"{choice.year}-{other}"] = told_changes(its_change)
    series |= {name: pd.DataFrame(columns) for name, columns in by_pair.items()}
    names = {str(k): str(v) for k, v in zip(city.zones["zone_id"], city.zones["zone_name"], strict=True)}
    zones = sorted({str(zone) for its in found.values() for zone in its.zones.index})
    tips: dict[str, tuple[str, ...]]
    if len(zones) * (len(kept) + len(changes)) > MOST_TIPS:
        tips = {zone: (names[zone],) for zone in zones}
    else:
        columns = [tip_texts(its) for its in found.values()] + [change_texts(c) for c in changes.values()]
        tips = {
            zone: tuple(f"{names[zone]}\n{column.get(zone, 'no data')}" for column in columns)
            for zone in zones
        }
    return ZoneSeries(city.city_id, level, kept, tuple(changes), series, tips)


def _changes(city: City, found: dict[Choice, ZoneFigures]) -> dict[tuple[Choice, int], Change]:
    """Changes between all years that may be compared, by the earlier choice and the later year."""
    out = {}
    for before, its in found.items():
        for after, others in found.items():
            if after.indicator != before.indicator or after.year <= before.year:
                continue
            verdict = comparison(
                city.comparisons, city.country_iso3, before.indicator, before.year, after.year
            )
            if verdict.ok:
                out[before, after.year] = change(its, others, verdict)
    return out


def told_changes(found: Change) -> pd.Series:
    """Changes of shares (-1 to 1) by zone_id; zones probably redrawn between the censuses are left out."""
    kept = found.zones[~found.zones["redrawn"].to_numpy(bool)]
    return kept["change_pp"] / 100


def tip_texts(found: ZoneFigures) -> dict[str, str]:
    """Share, and how many are without, of each zone."""
    term, many = indicator(found.choice.indicator), found.basis.many
    texts = {}
    for zone, share, units, without in zip(
        found.zones.index, found.zones["share"], found.zones["units"], found.zones["without"], strict=True
    ):
        text = f"{term.label}, {found.choice.year}: {percent(share)}"
        if np.isfinite(units):
            text += f"\n{grouped(units)} {many}"
            text += f", {grouped(without)} without" if term.better == MORE else ""
        texts[str(zone)] = text
    return texts


def change_texts(found: Change) -> dict[str, str]:
    """Both shares of each zone and the change between them."""
    texts = {}
    for zone, before, after, moved, redrawn in zip(
        found.zones.index,
        found.zones["share_before"],
        found.zones["share_after"],
        found.zones["change_pp"],
        found.zones["redrawn"],
        strict=True,
    ):
        text = f"{found.year}: {percent(before)}, {found.other_year}: {percent(after)}\n{points(moved)}"
        texts[str(zone)] = text + ("\nprobably redrawn between the censuses: not drawn" if redrawn else "")
    return texts


@dataclass(frozen=True, eq=False)
class CityDots:
    """Dots of one level for all choices that count the same units.

    Attributes
    ----------
    each : int
        Units a dot stands for, the same in every year and for every indicator.
    columns : dict of Choice to int
        Column of `field.kinds`.
    left_out : dict of Choice to int
        Units of zones without an outline.
    """

    field: DotField
    each: int
    columns: dict[Choice, int]
    left_out: dict[Choice, int]


def city_dots(
    city: City, outlines: pd.DataFrame, wanted: Choice, all_choices: Sequence[Choice]
) -> CityDots | None:
    """Dots of the choices that count the same as the wanted one; None where nothing can be drawn.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame
        zone_id and the outline (degrees) of the zones of the level.

    Notes
    -----
    A dot keeps its place from year to year, and from indicator to indicator, because a zone draws the same
    sequence of places each time (`wopmap.household.dots`): the choices only differ in how many of the sequence
    are there and how many of those are with.
    """
    first = figures(city.zone_use, city.zones, wanted)
    if first is None:
        return None
    shape_of = dict(zip(outlines["zone_id"], outlines.geometry, strict=True))
    drawable = {zone for zone, shape in shape_of.items() if shape is not None and not shape.is_empty}
    alike = []
    for choice in all_choices:
        its = figures(city.zone_use, city.zones, choice)
        if its is not None and its.unit_basis == first.unit_basis:
            alike.append((choice, its.zones[its.zones.index.isin(drawable)], its))
    most = max((float(table["units"].sum()) for _, table, _ in alike), default=0.0)
    if not most:
        return None
    each = units_a_dot(most)
    zones = sorted({str(z) for _, table, _ in alike for z in table.index})
    found = []
    for _, table, _ in alike:
        rows = table.reindex(zones)
        share = rows["using"] / rows["units"]
        found.append(dots([shape_of[z] for z in zones], zones, rows["units"], share, each))
    longest = np.max([np.bincount(d.zone, minlength=len(zones)) for d in found], axis=0)
    begins = np.cumsum(longest) - longest
    total = int(longest.sum())
    kinds = np.full((total, len(found)), -1, dtype=np.int8)
    lon, lat = np.empty(total, np.float32), np.empty(total, np.float32)
    for column, its_dots in enumerate(found):
        at = begins[its_dots.zone] + its_dots.rank
        lon[at], lat[at] = its_dots.lon, its_dots.lat
        kinds[at, column] = its_dots.with_water
    left_out = {
        choice: round(float(its.zones.loc[~its.zones.index.isin(drawable), "units"].sum()))
        for choice, _, its in alike
    }
    columns = {choice: i for i, (choice, _, _) in enumerate(alike)}
    return CityDots(DotField(lon, lat, kinds), each, columns, left_out)
