"""Bringing figures of zones: checked cell by cell, every finding at once, with the document they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wopmap.build.tables import EARLIEST_YEAR, LATEST_YEAR
from wopmap.errors import BadInput, Finding
from wopmap.household.indicators import basis
from wopmap.intake.dependents import areas_anew
from wopmap.intake.laying import HOUSEHOLDS, PERCENT, PERSONS, SHARE, Laid, lay_out
from wopmap.intake.levels import best_level
from wopmap.intake.outlines import city_row
from wopmap.intake.report import done
from wopmap.intake.writing import alone_unless, folder_of, put
from wopmap.layers import Catalogue, values
from wopmap.words import counted, listed, slug

AGREE = 0.006
"""How far a share and the share of its count may differ: percentages are published rounded."""

_INTEGERS = ("households_count", "persons_count", "households", "population")


@dataclass(frozen=True)
class Document:
    """Where figures come from.

    Parameters
    ----------
    title : str
        Its title; or the source_id of a document that is in the layer sources already.
    url, publisher, licence : str
    year : int, optional
    """

    title: str
    url: str = ""
    publisher: str = ""
    licence: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Options:
    """What a file of figures does not say about itself.

    Parameters
    ----------
    document : Document
    city_id, level : str, optional
        Needed where zones are named by code or name.
    wide_kind, year
        As in `lay_out`.
    unit_basis : str, optional
        What is counted, for a file without such a column.
    replace_old : bool
        Whether figures that are there already give way.
    """

    document: Document
    city_id: str | None = None
    level: str | None = None
    wide_kind: str | None = None
    year: int | None = None
    unit_basis: str | None = None
    replace_old: bool = False


@dataclass(frozen=True)
class FiguresReport:
    """What was brought.

    Attributes
    ----------
    file : str
    rows : pandas.DataFrame
        As in the layer zone_use.
    replaced : int
        Figures that gave way.
    source_id : str
    new_source : bool
    remarks : tuple of str
    layers, place
        As in the report on outlines.
    """

    file: str
    rows: pd.DataFrame = field(repr=False)
    replaced: int
    source_id: str
    new_source: bool
    remarks: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    place: str = ""

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report, a line each."""
        zones, cities = self.rows["zone_id"].nunique(), sorted(self.rows["city_id"].unique())
        years = listed([str(y) for y in sorted(self.rows["year"].unique())])
        of = f"{counted(zones, 'zone')} of {listed(cities, most=4)}"
        yield f"{self.file}: {counted(len(self.rows), 'figure')} on {of}, {years}."
        counts = listed(sorted(self.rows["unit_basis"].unique()))
        yield f"Indicators: {listed(sorted(self.rows['indicator'].unique()))}; counted: {counts}."
        yield from self.remarks
        if self.replaced:
            yield f"{counted(self.replaced, 'figure')} that were there before gave way."
        yield f"Source: {self.source_id}" + (", added to the layer sources." if self.new_source else ".")
        compared = "Figures of two years are compared only where the layer zone_comparisons says so."
        yield from done("figures", self.place, self.layers, compared)


def import_figures(
    path: str | Path, options: Options, catalogue: Catalogue | None = None, dry_run: bool = False
) -> FiguresReport:
    """Check figures of zones and put them into the layers.

    Parameters
    ----------
    path : str or Path
        CSV, long (zone_id, year, indicator, percent ...) or wide (a column an indicator).
    options : Options
    catalogue : Catalogue, optional
        Default: the layers in use.
    dry_run : bool
        Whether only the report is made.

    Raises
    ------
    BadInput
        With every finding by row and column; nothing is written then.
    WopmapError
        If the layers lie in an object store or another import is under way.
    """
    path, catalogue = Path(path), catalogue or Catalogue()
    with alone_unless(dry_run, folder_of(catalogue)):
        return _import(path, options, catalogue, dry_run)


def _import(path: Path, options: Options, catalogue: Catalogue, dry_run: bool) -> FiguresReport:
    _check_options(options)
    laid = lay_out(path, options.wide_kind, options.year)
    zones, before = catalogue.geo("zones"), catalogue.table("zone_use")
    zone_ids, unknown = _zone_ids(laid, zones, options, catalogue)
    findings = [*laid.findings, *unknown]
    # What cannot be read cannot be compared: the other checks look at the rest.
    unread = laid.figures["row"].isin([f.row for f in laid.findings])
    laid = replace(laid, figures=laid.figures.assign(zone_id=zone_ids)[~unread].reset_index(drop=True))
    sources = catalogue.table("sources")
    source_id, new_source = _source(sources, options.document)
    rows, more, remarks = _rows(laid, options, source_id)
    findings += [*more, *_twice(laid), *_denominators(laid, rows)]
    old, known = _already_there(laid, rows, before, options)
    findings += known
    if findings:
        raise BadInput(sorted(findings, key=lambda f: f.row or 0))
    if rows.empty:
        mend = "fill in the cells"
        raise BadInput([Finding(laid.file, None, None, None, "holds no figures", mend)])
    rows["city_id"] = rows["zone_id"].map(zones.set_index("zone_id")["city_id"])
    rows = rows[before.columns].astype(before.dtypes.to_dict())
    report = FiguresReport(laid.file, rows, int(old.sum()), source_id, new_source is not None, remarks)
    if dry_run:
        return report
    use = pd.concat([before[~old], rows], ignore_index=True)
    layers: dict[str, pd.DataFrame] = {"zone_use": use}
    layers["zones"] = _citing(zones, rows, "zone_id")
    cities = _citing(catalogue.geo("cities"), rows, "city_id")
    layers["cities"] = _with_years(cities, rows)
    if new_source is not None:
        layers["sources"] = pd.concat(
            [sources, new_source.astype(sources.dtypes.to_dict())], ignore_index=True
        )
    for city_id in sorted(rows["city_id"].unique()):
        served = layers.get("service_areas")
        layers["service_areas"] = areas_anew(catalogue, zones, use, str(city_id), moved=False, before=served)
    note = {
        "what": "figures",
        "file": laid.file,
        "file_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "cities": sorted(rows["city_id"].unique()),
        "figures": len(rows),
        "source": source_id,
    }
    return replace(report, layers=put(catalogue, layers, note), place=catalogue.root)


def _check_options(options: Options) -> None:
    findings = []
    document = options.document
    if not document.title.strip():
        findings.append(Finding("--source", None, None, None, "is empty", "give the title of the document"))
    if document.url and not document.url.lower().startswith(("http://", "https://")):
        reason, mend = "is no web address", "give one that starts with https://"
        findings.append(Finding("--url", None, None, document.url, reason, mend))
    for name, year in (("--year", options.year), ("--source-year", document.year)):
        if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
            mend = f"give a year from {EARLIEST_YEAR} to {LATEST_YEAR}"
            findings.append(Finding(name, None, None, year, "is no year", mend))
    if options.unit_basis is not None and options.unit_basis not in values.UNIT_BASES:
        mend = f"use one of {listed(list(values.UNIT_BASES), 'or')}"
        findings.append(Finding("--unit-basis", None, None, options.unit_basis, "is not known", mend))
    if findings:
        raise BadInput(findings)


def _zone_ids(
    laid: Laid, zones: pd.DataFrame, options: Options, catalogue: Catalogue
) -> tuple[pd.Series, list[Finding]]:
    """The zone of each figure; a text that is no zone gives a finding for each of its rows."""
    texts = laid.figures["zone"]
    if options.city_id is not None:
        city_row(catalogue, options.city_id)
        zones = zones[zones["city_id"] == options.city_id]
    if laid.zone_column == "zone_id":
        known = dict(zip(zones["zone_id"], zones["zone_id"], strict=True))
    elif options.city_id is None:
        reason = "names zones by code or name, which are not unique in the world"
        raise BadInput(
            [Finding(laid.file, 1, laid.zone_column, None, reason, "say which city with --city ID")]
        )
    else:
        distinct = pd.Series(texts.unique(), dtype=object)
        none = pd.Series([""] * len(distinct))
        pair = (distinct, none) if laid.zone_column == "zone_code" else (none, distinct)
        _, matches, _ = best_level(zones, options.city_id, options.level, *pair)
        known = {distinct[p.features[0]]: p.zone_id for p in matches.pairs}
    where = f"of {options.city_id}" if options.city_id else "in the layer zones"
    at_hand = list(zones[laid.zone_column].dropna().iloc[:3])
    mend = f"correct it, or say --level; zones are called {listed(at_hand)} and so on"
    unknown = laid.figures[~texts.isin(list(known))].drop_duplicates(["row"])
    findings = [
        Finding(
            laid.file, int(row), laid.zone_column, text, f"is no zone {where}, or stands for several", mend
        )
        for row, text in zip(unknown["row"], unknown["zone"], strict=True)
    ]
    return texts.map(known).astype(pd.StringDtype()), findings


def _rows(
    laid: Laid, options: Options, source_id: str
) -> tuple[pd.DataFrame, list[Finding], tuple[str, ...]]:
    """Figures as rows of the layer, what is wrong with them, and what was assumed."""
    table = laid.figures
    number = {c: pd.to_numeric(table[c].replace("", None)) for c in (PERCENT, SHARE, *_INTEGERS)}
    unit_basis, remarks = _unit_bases(table, options)
    findings: list[Finding] = []

    def report(at: pd.Series, reason: str, mend: str) -> None:
        for i in table.index[at]:
            row, column = int(table.at[i, "row"]), str(table.at[i, "column"])
            findings.append(Finding(laid.file, row, column, None, reason, mend))

    said = number[SHARE].astype(float).fillna(number[PERCENT].astype(float) / 100)
    both = number[SHARE].notna() & number[PERCENT].notna()
    report(
        both & (np.abs(number[SHARE] - number[PERCENT] / 100) > AGREE),
        "gives two shares that differ",
        "keep one",
    )
    by_households = unit_basis.map(lambda u: basis(u).column == "households" if u else True).astype(bool)
    count = number[HOUSEHOLDS].where(by_households, number[PERSONS]).astype(float)
    units = number["households"].where(by_households, number["population"]).astype(float)
    stray = (number[PERSONS].notna() & by_households) | (number[HOUSEHOLDS].notna() & ~by_households)
    report(
        stray & said.isna() & count.isna(),
        "does not fit what is counted",
        "correct unit_basis (--unit-basis)",
    )
    lacks = count.notna() & said.isna() & ~(units > 0)
    report(
        lacks,
        "is a count without the number it is out of",
        "add all units of the zone as households or population",
    )
    report(
        (count > units).fillna(False), "is more than all units of the zone", "correct the count or the total"
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        reckoned = (count / units).where(units > 0)
    apart = (said - reckoned).abs() > AGREE
    report(apart.fillna(False), "share and count do not agree", "correct one of them, or leave one out")
    share = said.fillna(reckoned.round(6))
    report(
        share.isna() & ~lacks & ~(stray & count.isna()), "holds no figure", "fill it in, or remove the row"
    )
    report(unit_basis == "", "does not say what is counted", "add unit_basis, or say --unit-basis households")
    rows = pd.DataFrame(
        {
            "zone_id": table["zone_id"],
            "year": pd.to_numeric(table["year"]).astype("Int64"),
            "indicator": table["indicator"],
            "share": share.round(9),
            **{name: number[name].astype("Int64") for name in _INTEGERS},
            "unit_basis": unit_basis,
            "derived": (table["derived"] == "1").astype("boolean"),
            "source_id": source_id,
        }
    )
    return rows, findings, remarks


def _unit_bases(table: pd.DataFrame, options: Options) -> tuple[pd.Series, tuple[str, ...]]:
    """What each figure counts: as stated, else as its total says, else ""."""
    stated = table["unit_basis"].replace("", None).fillna(options.unit_basis or "")
    homes = table["households"].ne("") | table[HOUSEHOLDS].ne("")
    heads = table["population"].ne("") | table[PERSONS].ne("")
    open_ = stated == ""
    stated = stated.mask(open_ & homes & ~heads, "households").mask(open_ & heads & ~homes, "persons")
    taken = stated[open_ & (stated != "")].unique()
    said = tuple(f"What is counted was not stated; {u} taken, as totals of {u} stand beside." for u in taken)
    return stated, said


def _twice(laid: Laid) -> Iterator[Finding]:
    keys = ["zone_id", "year", "indicator"]
    table = laid.figures.dropna(subset="zone_id")
    first = table.groupby(keys)["row"].transform("first")
    for i in table.index[table.duplicated(keys)]:
        reason = f"stands there twice: row {first[i]} has the same zone, year and indicator"
        yield Finding(
            laid.file, int(table.at[i, "row"]), table.at[i, "column"], None, reason, "keep one of them"
        )


def _denominators(laid: Laid, rows: pd.DataFrame) -> Iterator[Finding]:
    """A zone has one number of households in a year."""
    for name in ("households", "population"):
        known = rows.dropna(subset=["zone_id", name])
        first = known.groupby(["zone_id", "year", "unit_basis"])[name].transform("first")
        for i in known.index[known[name] != first]:
            reason = f"differs from the {first[i]} in an earlier row of this zone and year"
            row, value = int(laid.figures.at[i, "row"]), laid.figures.at[i, name]
            yield Finding(laid.file, row, name, value, reason, "correct one of them")


def _already_there(
    laid: Laid, rows: pd.DataFrame, before: pd.DataFrame, options: Options
) -> tuple[pd.Series, list[Finding]]:
    """Which rows of the layer speak of the same; findings unless they may give way."""
    keys = ["zone_id", "year", "indicator"]
    same = pd.MultiIndex.from_frame(before[keys].astype(object))
    wanted = pd.MultiIndex.from_frame(rows[keys].astype(object))
    old = pd.Series(same.isin(wanted), index=before.index)
    if options.replace_old or not old.any():
        return old, []
    known = before[old].set_index(same[old])
    findings = []
    for i, key in enumerate(wanted):
        if key in known.index:
            has = known.loc[key]
            reason = f"is there already: {has['share']:.2%} says {has['source_id']}"
            row, column = int(laid.figures.at[i, "row"]), str(laid.figures.at[i, "column"])
            findings.append(Finding(laid.file, row, column, None, reason, "say --replace, or remove the row"))
    return old, findings


def _source(sources: pd.DataFrame, document: Document) -> tuple[str, pd.DataFrame | None]:
    """The identifier of the document, and its row if it is new."""
    title = document.title.strip()
    ids = set(sources["source_id"])
    if title in ids:
        return title, None
    same = sources[(sources["title"] == title) & (sources["url"].fillna("") == document.url)]
    if len(same):
        return str(same["source_id"].iloc[0]), None
    stem = slug(title)[:48].strip("-")
    source_id = next(i for i in (stem, *(f"{stem}-{n}" for n in range(2, len(ids) + 3))) if i not in ids)
    row = {
        "source_id": source_id,
        "title": title,
        "publisher": document.publisher or None,
        "url": document.url or None,
        "year": document.year,
        "licence": document.licence or None,
    }
    return source_id, pd.DataFrame([row], columns=list(sources.columns))


def _citing(places: pd.DataFrame, rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Places with the documents of their new figures among their documents."""
    new = rows.groupby(by)["source_id"].agg(set)
    at = places[by].isin(new.index)
    places = places.copy()
    joined = [
        ";".join(sorted({*cited.split(";"), *new[place]}))
        for cited, place in zip(places.loc[at, "source_ids"], places.loc[at, by], strict=True)
    ]
    places.loc[at, "source_ids"] = joined
    return places


def _with_years(cities: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    new = rows.groupby("city_id")["year"].agg(set)
    at = cities["city_id"].isin(new.index)
    cities = cities.copy()
    cities.loc[at, "years"] = [
        ";".join(str(y) for y in sorted({*(int(y) for y in years.split(";")), *(int(y) for y in new[city])}))
        for years, city in zip(cities.loc[at, "years"], cities.loc[at, "city_id"], strict=True)
    ]
    return cities
