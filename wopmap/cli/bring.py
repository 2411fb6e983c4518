"""``import``: real outlines of the zones of a city, or figures of zones, into the layers in use."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wopmap.cli.output import complain, say

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTLINES, FIGURES = "outlines", "figures"

EPILOG = """\
outlines: GeoJSON, GeoPackage, Shapefile (zipped too) or GeoParquet in any coordinate system. Outlines are matched to
zones by code, then by name; what fits nothing, stands for several or is only alike is reported, never taken silently.
  python -m wopmap import outlines wards.geojson --city lka-colombo --key gnd_id

figures: CSV with zone_id (or, with --city, zone_code or zone_name), year, indicator and percent, share,
households_count or persons_count (counts need households or population, all units of the zone); or wide, with a
column for each indicator: piped_total_pct, piped_total_share, piped_total_households, piped_total_persons.
  python -m wopmap import figures census.csv --city lka-colombo --source "Census 2024" --url https://example.org

Nothing is written while there are findings. Layers are replaced in one step; what they replace is kept in the folder
history beside them until `python -m wopmap import --undo`."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("what", nargs="?", choices=(OUTLINES, FIGURES), help="what FILE holds")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the file to bring")
    parser.add_argument("--undo", action="store_true", help="take the last import back")
    parser.add_argument("--dry-run", action="store_true", help="print the report, write nothing")
    parser.add_argument("--city", metavar="ID", help="city the zones belong to, such as lka-colombo")
    parser.add_argument("--level", help="level of the zones, where the city has several")
    parser.add_argument(
        "--source", default="", metavar="TEXT", help="title of the document; with figures required"
    )
    outlines = parser.add_argument_group("outlines")
    outlines.add_argument(
        "--key", metavar="COLUMN", help="codes (or names) of zones; COLUMN+COLUMN joins two"
    )
    outlines.add_argument("--name", metavar="COLUMN", help="names of zones")
    outlines.add_argument("--parent", metavar="COLUMN", help="larger unit, to tell namesakes apart")
    outlines.add_argument("--layer", help="layer of a GeoPackage")
    outlines.add_argument("--crs", metavar="EPSG:N", help="coordinate system, where the file does not say it")
    outlines.add_argument("--encoding", help="of the texts of a Shapefile")
    outlines.add_argument("--swap-axes", action="store_true", help="latitude stands before longitude")
    outlines.add_argument("--accept-fuzzy", action="store_true", help="take names that are clearly alike")
    outlines.add_argument(
        "--merge-parts", action="store_true", help="take several outlines as parts of one zone"
    )
    outlines.add_argument(
        "--accept-misplaced", action="store_true", help="take outlines that most known points lie outside of"
    )
    figures = parser.add_argument_group("figures")
    figures.add_argument("--url", default="", help="address of the document")
    figures.add_argument("--publisher", default="", help="who published it")
    figures.add_argument("--licence", default="", help="its licence, where truly known")
    figures.add_argument("--source-year", type=int, metavar="YEAR", help="year of the document")
    figures.add_argument("--year", type=int, help="year of all figures, where the file has no such column")
    figures.add_argument(
        "--values",
        choices=("percent", "share", "households", "persons"),
        help="what columns named by an indicator alone hold",
    )
    figures.add_argument("--unit-basis", metavar="WHAT", help="what is counted: households, persons, ...")
    figures.add_argument("--replace", action="store_true", help="figures that are there already give way")
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Import, or take the last import back; 1 with findings, 2 if it was not said what to bring."""
    from wopmap.errors import BadInput

    problems = list(_usage(args))
    if problems:
        for problem in problems:
            complain(problem)
        return 2
    try:
        if args.undo:
            return _undo()
        say((_outlines if args.what == OUTLINES else _figures)(args))
    except BadInput as error:
        # All of them: whoever mends a file wants the whole list, not a run for each.
        for finding in error.findings:
            complain(str(finding))
        complain("Nothing was written.")
        return 1
    return 0


def _usage(args: argparse.Namespace) -> Iterable[str]:
    if args.undo:
        if args.what or args.file:
            yield "--undo takes the last import back and needs no file."
        return
    if not args.what or not args.file:
        yield "Say what to bring and the file: `import outlines FILE` or `import figures FILE`; or --undo."
        return
    if args.what == OUTLINES:
        if not args.city:
            yield "--city ID is required: the city the zones belong to."
        if not args.key:
            yield "--key COLUMN is required: the column with codes or names of zones."
    elif not args.source:
        yield "--source TITLE is required: every figure names the document it comes from."


def _undo() -> int:
    from wopmap.intake.writing import undo
    from wopmap.layers import Catalogue

    last = undo(Catalogue())
    say([f"Taken back: {last['what']} from {last['file']}. Layers: {', '.join(last['wrote'])}."])
    return 0


def _outlines(args: argparse.Namespace) -> Iterable[str]:
    from wopmap.intake.outlines import Wanted, import_outlines
    from wopmap.intake.reading import HowToRead

    how = HowToRead(args.layer, args.crs, args.encoding, args.swap_axes)
    wanted = Wanted(
        city_id=args.city,
        key=args.key,
        name=args.name,
        parent=args.parent,
        level=args.level,
        accept_fuzzy=args.accept_fuzzy,
        merge_parts=args.merge_parts,
        accept_misplaced=args.accept_misplaced,
        source=args.source,
        how=how,
    )
    return import_outlines(args.file, wanted, dry_run=args.dry_run).lines()


def _figures(args: argparse.Namespace) -> Iterable[str]:
    from wopmap.intake.figures import Document, Options, import_figures

    kinds = {"households": "households_count", "persons": "persons_count"}
    options = Options(
        document=Document(args.source, args.url, args.publisher, args.licence, args.source_year),
        city_id=args.city,
        level=args.level,
        wide_kind=kinds.get(args.values, args.values),
        year=args.year,
        unit_basis=args.unit_basis,
        replace_old=args.replace,
    )
    return import_figures(args.file, options, dry_run=args.dry_run).lines()
