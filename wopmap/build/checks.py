"""Checks of the tables people edit: every finding is reported, none stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from wopmap.build.reading import Read, read_all
from wopmap.build.tables import KINDS, RANGE, TABLES, Cell
from wopmap.errors import Finding

Tables = Mapping[str, Read]


def check(sources: str | Path) -> tuple[Finding, ...]:
    """Everything wrong with the tables of a folder, in the order of files and rows."""
    return findings_of(read_all(Path(sources)))


def findings_of(tables: Tables) -> tuple[Finding, ...]:
    """Everything wrong with tables that have been read."""
    found: list[Finding] = []
    for name, table in tables.items():
        of_table = [*table.findings, *_cell_findings(table, tables), *_repeated(table)]
        of_table += [f for rule in RULES.get(name, ()) for f in rule(tables)]
        order = [cell.name for cell in table.table.cells]
        found += sorted(
            of_table, key=lambda f: (f.row or 0, order.index(f.column) if f.column in order else -1)
        )
    return tuple(found)


def _cell_findings(table: Read, tables: Tables) -> Iterator[Finding]:
    for cell in table.table.cells:
        if cell.name not in table.cells:
            continue
        values = table.cells[cell.name]
        if cell.required:
            mend = "fill it in"
            yield from _report(
                table, cell, values[values.str.strip() == ""], "a value is required here", mend
            )
        filled = values[(values.str.strip() != "") | ((values != "") & (not cell.required))]
        if filled.empty:
            continue
        parts = filled.str.split(";").explode().str.strip() if cell.many else filled
        # A hundred thousand cells hold few distinct values: look at each of these once.
        distinct = pd.Series(parts.unique(), dtype=pd.StringDtype())
        wrong = distinct[_malformed(distinct, cell)]
        kind = KINDS[cell.kind]
        yield from _report(table, cell, parts[parts.isin(wrong)], kind.reason, kind.mend)
        sound = parts[~parts.isin(wrong)]
        yield from _not_allowed(table, cell, sound)
        yield from _unresolved(table, cell, sound, tables)
        if cell.many:
            again = sound[pd.MultiIndex.from_arrays([sound.index, sound]).duplicated()]
            yield from _report(table, cell, again, "stands twice in this cell", "name it once")


def _malformed(values: pd.Series, cell: Cell) -> pd.Series:
    kind = KINDS[cell.kind]
    wrong = ~values.str.fullmatch(kind.pattern).astype(bool)
    if kind.is_number:
        number = pd.to_numeric(values.where(~wrong), errors="coerce")
        wrong |= ~(np.isfinite(number.astype(float)) & (number >= kind.low) & (number <= kind.high)).astype(
            bool
        )
    return wrong


def _not_allowed(table: Read, cell: Cell, parts: pd.Series) -> Iterator[Finding]:
    if cell.allowed is None:
        return
    mend = f"use one of {', '.join(cell.allowed)}, or add the new value to wopmap/layers/values.py"
    yield from _report(table, cell, parts[~parts.isin(cell.allowed)], "is not a known value", mend)


def _unresolved(table: Read, cell: Cell, parts: pd.Series, tables: Tables) -> Iterator[Finding]:
    if cell.refers is None:
        return
    other, column = cell.refers.split(".")
    if not _has(tables, other, column):
        return
    file = TABLES[other].file
    reason = f"is not in {file}"
    mend = f"add it to column {column} of {file}, or correct it here"
    yield from _report(table, cell, parts[~parts.isin(set(tables[other].cells[column]))], reason, mend)


def _has(tables: Tables, name: str, *columns: str) -> bool:
    """Whether a table could be read and has these columns; what it lacks is reported once, not row by row."""
    return tables[name].readable and set(columns) <= set(tables[name].cells.columns)


def _report(table: Read, cell: Cell, values: pd.Series, reason: str, mend: str) -> Iterator[Finding]:
    for row, value in values.items():
        yield Finding(table.table.file, int(row), cell.name, str(value), reason, mend)


def _repeated(table: Read) -> Iterator[Finding]:
    """Rows that share the key of the table with an earlier one."""
    key = list(table.table.key)
    if not set(key) <= set(table.cells.columns):
        return
    numbers = [c.name for c in table.table.cells if c.name in key and KINDS[c.kind].is_number]
    same = table.cells[key].copy()
    for name in numbers:  # 2010 and 2010.0 are one year
        number = pd.to_numeric(same[name], errors="coerce")
        same[name] = number.astype(str).where(number.notna(), same[name])
    first = same.groupby(key, sort=False, dropna=False).ngroup()
    before = pd.Series(first.index, index=first.index).groupby(first).transform("first")
    empty = (table.cells[key] == "").all(axis=1)  # said already: a value is required there
    for row in before.index[(before != before.index) & ~empty]:
        reason = f"is there already in row {int(before[row])}"
        value = ", ".join(v for v in table.cells.loc[row, key] if v)
        yield Finding(
            table.table.file, int(row), key[0], value, reason, "remove one of the two or tell them apart"
        )


def _partnership_years(tables: Tables) -> Iterator[Finding]:
    """A partnership does not end before it starts."""
    rows = tables["partnerships"].cells
    if not _has(tables, "partnerships", "start_year", "end_year"):
        return
    start, end = (pd.to_numeric(rows[c], errors="coerce") for c in ("start_year", "end_year"))
    for row in rows.index[end < start]:
        reason = f"lies before the start year {rows.at[row, 'start_year']}"
        mend = "correct one of the two years"
        yield Finding("partnerships.csv", int(row), "end_year", rows.at[row, "end_year"], reason, mend)


def _known_year(tables: Tables) -> Iterator[Finding]:
    """A partnership is not under way after its end."""
    rows = tables["partnerships"].cells
    if not _has(tables, "partnerships", "known_active_year", "end_year"):
        return
    known, end = (pd.to_numeric(rows[c], errors="coerce") for c in ("known_active_year", "end_year"))
    for row in rows.index[known > end]:
        reason = f"lies after the end year {rows.at[row, 'end_year']}"
        value = rows.at[row, "known_active_year"]
        mend = "correct one of the two years"
        yield Finding("partnerships.csv", int(row), "known_active_year", value, reason, mend)


def _ranges(tables: Tables) -> Iterator[Finding]:
    """A range begins with its lower end."""
    rows = tables["outcomes"].cells
    if not _has(tables, "outcomes", "value"):
        return
    ends = rows["value"].str.extract(f"^{RANGE}$")
    low, high = (pd.to_numeric(ends[c], errors="coerce") for c in ("low", "high"))
    for row in rows.index[high < low]:
        value, mend = rows.at[row, "value"], "write the lower end first"
        yield Finding("outcomes.csv", int(row), "value", value, "ends below its beginning", mend)


def _one_country_a_code(tables: Tables) -> Iterator[Finding]:
    """An M49 code leads from an outline to one country."""
    rows = tables["countries"].cells
    if not _has(tables, "countries", "iso3", "m49"):
        return
    coded = rows[rows["m49"] != ""]
    owner = coded.groupby("m49")["iso3"].transform("first")
    for row in coded.index[coded.duplicated("m49")]:
        reason = f"is the code of {owner[row]} already"
        mend = "give each country its own M49 code"
        yield Finding("countries.csv", int(row), "m49", coded.at[row, "m49"], reason, mend)


def _partnership_money(tables: Tables) -> Iterator[Finding]:
    """A sum of money needs its currency."""
    rows = tables["partnerships"].cells
    if not _has(tables, "partnerships", "budget_amount", "budget_currency"):
        return
    for row in rows.index[(rows["budget_amount"] != "") & (rows["budget_currency"] == "")]:
        reason = f"is missing for the amount {rows.at[row, 'budget_amount']}"
        yield Finding("partnerships.csv", int(row), "budget_currency", None, reason, "add the ISO 4217 code")


def _partnership_sides(tables: Tables) -> Iterator[Finding]:
    """Every partnership has a mentor and a mentee."""
    rows, members = tables["partnerships"].cells, tables["partnership_members"].cells
    if not (_has(tables, "partnerships", "wop_id") and _has(tables, "partnership_members", "wop_id", "role")):
        return
    for role in ("mentor", "mentee"):
        without = ~rows["wop_id"].isin(members.loc[members["role"] == role, "wop_id"])
        for row in rows.index[without]:
            mend = f"add one to partnership_members.csv with the role {role}"
            yield Finding(
                "partnerships.csv", int(row), "wop_id", rows.at[row, "wop_id"], f"has no {role}", mend
            )


def _mentor_is_mentee(tables: Tables) -> Iterator[Finding]:
    """Nobody is its own mentor."""
    members = tables["partnership_members"].cells
    if not _has(tables, "partnership_members", "wop_id", "operator_id", "role"):
        return
    named = members[members["role"].isin(["mentor", "mentee"])]
    again = named[named.duplicated(["wop_id", "operator_id"])]
    for row in again.index:
        mend = "name each operator of a partnership once"
        reason = "stands twice in this partnership, as mentor and as mentee"
        same = (named["wop_id"] == again.at[row, "wop_id"]) & (
            named["operator_id"] == again.at[row, "operator_id"]
        )
        if named.loc[same, "role"].nunique() == 1:
            reason = f"stands twice in this partnership as {again.at[row, 'role']}"
        value = again.at[row, "operator_id"]
        yield Finding("partnership_members.csv", int(row), "operator_id", value, reason, mend)


def _half_points(tables: Tables, name: str) -> Iterator[Finding]:
    """A point needs both coordinates."""
    rows = tables[name].cells
    if not _has(tables, name, "lon", "lat"):
        return
    for row in rows.index[(rows["lon"] == "") != (rows["lat"] == "")]:
        column = "lon" if rows.at[row, "lon"] == "" else "lat"
        mend = "give both longitude and latitude, or neither"
        yield Finding(
            TABLES[name].file, int(row), column, None, "is missing though the other one is there", mend
        )


def _places(tables: Tables) -> Iterator[Finding]:
    """Quality none and no point go together."""
    rows = tables["zones"].cells
    if not _has(tables, "zones", "lon", "lat", "place_quality"):
        return
    no_point = (rows["lon"] == "") & (rows["lat"] == "")
    for row in rows.index[(rows["place_quality"] == "none") != no_point]:
        reason = "does not fit: there is " + ("no point" if no_point[row] else "a point")
        mend = "none stands for a zone without a point, and for no other"
        yield Finding("zones.csv", int(row), "place_quality", rows.at[row, "place_quality"], reason, mend)


def _part_of_all(tables: Tables) -> Iterator[Finding]:
    """Those who use a source are no more than all there are."""
    rows = tables["zone_use"].cells
    for part, whole in (("households_count", "households"), ("persons_count", "population")):
        if not _has(tables, "zone_use", part, whole):
            continue
        those, everyone = (pd.to_numeric(rows[c], errors="coerce") for c in (part, whole))
        for row in rows.index[those > everyone]:
            reason = f"is more than all {rows.at[row, whole]} ({whole})"
            mend = "correct one of the two numbers"
            yield Finding("zone_use.csv", int(row), part, rows.at[row, part], reason, mend)


def _zones_counted(tables: Tables) -> Iterator[Finding]:
    """The number of zones a city states is that of the rows in zones.csv."""
    rows, zones = tables["cities"].cells, tables["zones"].cells
    if not (_has(tables, "cities", "city_id", "zones") and _has(tables, "zones", "city_id")):
        return
    counted = rows["city_id"].map(zones["city_id"].value_counts()).fillna(0)
    stated = pd.to_numeric(rows["zones"], errors="coerce")
    for row in rows.index[stated.notna() & (stated != counted)]:
        reason = f"does not match the {int(counted[row])} rows of this city in zones.csv"
        yield Finding(
            "cities.csv", int(row), "zones", rows.at[row, "zones"], reason, "correct the number or the zones"
        )


RULES = {
    "countries": (_one_country_a_code,),
    "outcomes": (_ranges,),
    "operators": (lambda tables: _half_points(tables, "operators"),),
    "partnerships": (_partnership_years, _known_year, _partnership_money, _partnership_sides),
    "partnership_members": (_mentor_is_mentee,),
    "cities": (lambda tables: _half_points(tables, "cities"), _zones_counted),
    "zones": (lambda tables: _half_points(tables, "zones"), _places),
    "zone_use": (_part_of_all,),
}
"""Checks that look at more than one cell, by table."""
