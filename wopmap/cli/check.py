"""``check``: everything wrong with the tables people edit and with the files of the layers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from wopmap.cli.output import complain, say
from wopmap.words import counted

if TYPE_CHECKING:
    from wopmap.layers import Catalogue

EPILOG = """\
Without a folder: the layers in use (WOPMAP_GEODATA, else geodata) and the tables in their folder `sources`.
With one: the tables in it or in its folder `sources`, and the layers where it has a manifest.json.
Every finding says file, row, column, value, reason and how to mend it. Exit code 1 if there are any."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="tables or layers to check; an address too"
    )
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 if there are any, 2 if there is nothing to check."""
    from wopmap.layers import Catalogue

    catalogue = Catalogue(args.folder)
    tables = _tables(catalogue.root)
    layers = "://" in catalogue.root or (Path(catalogue.root) / "manifest.json").is_file()
    if args.folder is None:
        layers = True  # the layers in use must be there: a missing manifest is a finding
    if tables is None and not layers:
        complain(f"{catalogue.root} holds neither a manifest.json nor tables such as partnerships.csv.")
        return 2
    number = 0
    if tables is not None:
        number += _check_tables(tables)
    if layers:
        number += _check_layers(catalogue)
    return 1 if number else 0


def _tables(root: str) -> Path | None:
    """The folder with tables people edit, if there is one."""
    if "://" in root:
        return None
    from wopmap.build.tables import TABLES

    for folder in (Path(root), Path(root) / "sources"):
        if any((folder / table.file).is_file() for table in TABLES.values()):
            return folder
    return None


def _check_tables(folder: Path) -> int:
    from wopmap.build import check

    findings = check(folder)
    say(str(finding) for finding in findings)
    say([f"Tables in {folder}: {counted(len(findings), 'finding')}."])
    return len(findings)


def _check_layers(catalogue: Catalogue) -> int:
    from wopmap.errors import LayerError
    from wopmap.layers import LAYERS

    damaged = []
    for name in LAYERS:
        try:
            catalogue.verify(name)
        except LayerError as error:
            damaged.append(str(error))
            if error.layer == "manifest":
                break  # nothing can be compared without it
    say(damaged)
    said = f"{len(LAYERS)} compared with the manifest, {counted(len(damaged), 'finding')}"
    say([f"Layers in {catalogue.root}: {said}."])
    return len(damaged)
