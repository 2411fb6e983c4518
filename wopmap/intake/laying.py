"""Tables of zone figures people bring: long or wide, laid out as one row a figure."""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wopmap.build.checks import findings_of
from wopmap.build.reading import Read, read
from wopmap.build.tables import Cell, SourceTable
from wopmap.errors import BadInput, Finding
from wopmap.layers import values
from wopmap.words import fold, listed

ZONE_COLUMNS = ("zone_id", "zone_code", "zone_name")
"""Columns a row may name its zone by; the first there is counts."""

PERCENT, SHARE, HOUSEHOLDS, PERSONS = "percent", "share", "households_count", "persons_count"
KINDS = (PERCENT, SHARE, HOUSEHOLDS, PERSONS)
CELL_KINDS = {PERCENT: "percent", SHARE: "amount", HOUSEHOLDS: "count", PERSONS: "count"}
MEANINGS = {
    **dict.fromkeys(("percent", "value_pct", "pct"), PERCENT),
    "share": SHARE,
    **dict.fromkeys(("households_count", "households_using"), HOUSEHOLDS),
    **dict.fromkeys(("persons_count", "persons_using"), PERSONS),
}
"""Columns of a long table that hold the figure, by name."""

ENDINGS = {"pct": PERCENT, "percent": PERCENT, "share": SHARE, "households": HOUSEHOLDS, "persons": PERSONS}
"""What a column of a wide table holds, by the end of its name: ``piped_total_pct``."""

BESIDE = {
    "year": Cell("year", "year", True),
    "households": Cell("households", "count"),
    "population": Cell("population", "count"),
    "unit_basis": Cell("unit_basis", "text", allowed=tuple(values.UNIT_BASES)),
    "derived": Cell("derived", "digit"),
}

COLUMNS = (
    "row",
    "column",
    "zone",
    "year",
    "indicator",
    *KINDS,
    "households",
    "population",
    "unit_basis",
    "derived",
)


@dataclass(frozen=True)
class Laid:
    """Figures as brought.

    Attributes
    ----------
    file : str
    zone_column : str
        Which of `ZONE_COLUMNS` names the zones.
    wide : bool
    figures : pandas.DataFrame
        `COLUMNS`, all text, "" where empty; `row` and `column` say where the figure stands in the file.
    findings : tuple of Finding
        Cells that cannot be read as what they should be; their rows are among the figures nonetheless.
    """

    file: str
    zone_column: str
    wide: bool
    figures: pd.DataFrame
    findings: tuple[Finding, ...] = ()


def lay_out(path: str | Path, wide_kind: str | None = None, year: int | None = None) -> Laid:
    """Read a CSV of zone figures.

    Parameters
    ----------
    path : str or Path
    wide_kind : {"percent", "share", "households_count", "persons_count"}, optional
        What columns named by an indicator alone hold.
    year : int, optional
        Year of all figures, for a file without such a column.

    Raises
    ------
    BadInput
        If the columns do not fit, or there is nothing to read.
    """
    path = Path(path)
    header = _header(path)
    figure_columns, findings = _figures_in(path, header, wide_kind)
    zone_columns = [c for c in ZONE_COLUMNS if c in header]
    findings += _lacking(path, header, zone_columns, year)
    if findings:
        raise BadInput(findings)
    long = "indicator" in header
    cells = [Cell(c, "text", c == zone_columns[0]) for c in zone_columns]
    cells += [BESIDE[c] for c in BESIDE if c in header]
    cells += [Cell("indicator", "text", True, allowed=values.ZONE_INDICATORS)] if long else []
    cells += [Cell(c, CELL_KINDS[kind]) for c, (_, kind) in figure_columns.items()]
    key = tuple(cell.name for cell in cells if cell.name in (zone_columns[0], "year", "indicator"))
    found = read(path, SourceTable(path.stem, tuple(cells), key))
    findings = [*_of_form(path, found), *_too_large(path, found, figure_columns)]
    if not found.readable or not len(found.cells):
        mend = "put a row for each zone and year below the header"
        raise BadInput(findings or [Finding(path.name, None, None, None, "holds no rows", mend)])
    figures = _long(found.cells, zone_columns[0], figure_columns, year)
    return Laid(path.name, zone_columns[0], not long, figures, tuple(findings))


def _header(path: Path) -> list[str]:
    if not path.is_file():
        raise BadInput([Finding(path.name, None, None, None, "does not exist", "check its name")])
    with path.open("rb") as file:
        first = file.readline(1 << 20).decode("utf-8-sig", "replace")
    if not first.strip() or first.startswith("\ufffd\ufffd"):
        mend = "start it with zone_id,year,indicator,percent, in UTF-8"
        raise BadInput([Finding(path.name, 1, None, None, "has no header that can be read", mend)])
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if mark in first and "," not in first:
            mend = "save it as CSV with commas, and numbers with a decimal point"
            raise BadInput([Finding(path.name, 1, None, None, f"is separated by {called}", mend)])
    return [name.strip() for name in next(csv.reader([first]))]


def _figures_in(
    path: Path, header: list[str], wide_kind: str | None
) -> tuple[dict[str, tuple[str, str]], list[Finding]]:
    """For each column with figures its indicator ("" in a long table) and what it holds."""
    found: dict[str, tuple[str, str]] = {}
    findings = []
    long = "indicator" in header
    known = {*ZONE_COLUMNS, *BESIDE, "indicator"}
    for name in header:
        if name in known:
            continue
        if long and name in MEANINGS:
            found[name] = ("", MEANINGS[name])
        elif not long and name in values.ZONE_INDICATORS:
            if wide_kind is None:
                reason = "does not say whether it holds percentages, shares or counts"
                mend = f"name it {name}_pct, {name}_share or {name}_households, or say --values percent"
                findings.append(Finding(path.name, 1, name, None, reason, mend))
            else:
                found[name] = (name, wide_kind)
        elif (
            not long
            and (ended := re.fullmatch(rf"(.+)_({'|'.join(ENDINGS)})", name))
            and (ended[1] in values.ZONE_INDICATORS)
        ):
            found[name] = (ended[1], ENDINGS[ended[2]])
        else:
            usual = [*known, *(MEANINGS if long else values.ZONE_INDICATORS)]
            near = difflib.get_close_matches(fold(name), usual, n=1, cutoff=0.6)
            mend = f"the nearest is {near[0]}; correct or remove it" if near else "remove it, or see --help"
            findings.append(Finding(path.name, 1, name, None, "this column is not known", mend))
    return found, findings


def _lacking(path: Path, header: list[str], zone_columns: list[str], year: int | None) -> list[Finding]:
    findings = []
    if not zone_columns:
        mend = f"add {listed(list(ZONE_COLUMNS), 'or')}"
        findings.append(Finding(path.name, 1, None, None, "has no column that names the zone", mend))
    if ("year" in header) == (year is not None):
        reason = "has a column year, and --year was given too" if year else "has no column year"
        findings.append(Finding(path.name, 1, "year", year, reason, "give the year in one place"))
    if "indicator" in header:
        if not any(name in MEANINGS for name in header):
            mend = f"add one of {listed(sorted(MEANINGS), 'or')}"
            findings.append(Finding(path.name, 1, None, None, "has no column with the figure", mend))
    elif not any(name.startswith(code) for name in header for code in values.ZONE_INDICATORS):
        mend = "add indicator and percent, or a column for each indicator such as piped_total_pct"
        findings.append(Finding(path.name, 1, None, None, "has no figures", mend))
    return findings


def _of_form(path: Path, found: Read) -> list[Finding]:
    allowed = {cell.name: cell.allowed for cell in found.table.cells}
    findings = []
    for one in findings_of({found.table.name: found}):
        mend, known = one.mend, allowed.get(one.column or "")
        if known and one.value is not None:
            near = difflib.get_close_matches(str(one.value), known, n=1, cutoff=0.6)
            mend = f"the nearest is {near[0]}; " if near else ""
            mend += "all are in the data dictionary, layer zone_use"
        findings.append(Finding(path.name, one.row, one.column, one.value, one.reason, mend))
    return findings


def _too_large(path: Path, found: Read, figure_columns: dict[str, tuple[str, str]]) -> list[Finding]:
    findings = []
    for column, (_, kind) in figure_columns.items():
        if kind == SHARE and column in found.cells:
            number = pd.to_numeric(found.cells[column], errors="coerce")
            for row in number.index[number > 1]:
                value, mend = found.cells.at[row, column], "name the column percent if these are percentages"
                findings.append(Finding(path.name, int(row), column, value, "is no share from 0 to 1", mend))
    return findings


def _long(
    cells: pd.DataFrame, zone_column: str, figure_columns: dict[str, tuple[str, str]], year: int | None
) -> pd.DataFrame:
    cells = cells.rename_axis(index=None)
    columns = {name: cells.get(name, "") for name in (*BESIDE, "indicator")}
    base = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=cells.index).assign(**columns)
    base = base.assign(row=cells.index, zone=cells[zone_column])
    if year is not None:
        base["year"] = str(year)
    if "indicator" in cells:
        kinds = {kind: cells[column] for column, (_, kind) in figure_columns.items()}
        return base.assign(column=next(iter(figure_columns)), **kinds).reset_index(drop=True)
    parts: list[pd.DataFrame] = []
    by_indicator: dict[str, dict[str, str]] = {}
    for column, (indicator, kind) in figure_columns.items():
        by_indicator.setdefault(indicator, {})[kind] = column
    for indicator, its in by_indicator.items():
        figures = {kind: cells[column] for kind, column in its.items()}
        part = base.assign(indicator=indicator, column=next(iter(its.values())), **figures)
        filled = pd.concat(list(figures.values()), axis=1).ne("").any(axis=1)
        parts.append(part[filled])  # an empty cell of a wide table is a figure that is not stated
    return pd.concat(parts).sort_values("row", kind="stable", ignore_index=True)
