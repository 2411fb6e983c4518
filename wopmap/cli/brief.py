"""``brief``: two to four pages on a country or a city, as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from wopmap.cli.output import complain, say

EPILOG = """\
examples:
  python -m wopmap brief KEN --out KEN.pdf
  python -m wopmap brief ken-nairobi --out nairobi.pdf

A country is named by its code (ISO 3166-1, three letters), a city by its id; `show city` lists the cities."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("identity", metavar="ID", help="a country such as KEN, or a city such as ken-nairobi")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the PDF")
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Write the brief; 2 if the file is no PDF or the place is not known."""
    if args.out.suffix.lower() != ".pdf":
        complain(f"{args.out.name} does not end in .pdf.")
        return 2
    from wopmap.layers import Catalogue
    from wopmap.layers.writing import write_atomically
    from wopmap.publish.brief import UnknownPlace, brief

    try:
        made = brief(Catalogue(), args.identity)
    except UnknownPlace as error:
        complain(str(error))
        return 2
    write_atomically(args.out, made.content)
    say([f"{args.out}: {made.pages} pages. {made.name}: {made.lead}"])
    return 0
