"""``build``: from the tables people edit to the layers of the atlas."""

from __future__ import annotations

import argparse
from pathlib import Path

from wopmap.cli.output import complain, say

PROJECT = Path(__file__).parents[2]
SOURCES = PROJECT / "geodata" / "sources"
OUT = PROJECT / "geodata"
WORLD_ATLAS = PROJECT / ".cache" / "world-atlas"

EPILOG = """\
Nothing is written while the tables have findings; every one of them is printed.
Land and borders come from the unpacked npm package world-atlas where it is there (`make data` fetches
it), else from the outlines kept among the tables."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--sources", type=Path, default=SOURCES, metavar="DIR", help="tables; default: geodata/sources"
    )
    parser.add_argument(
        "--out", type=Path, default=OUT, metavar="DIR", help="where layers go; default: geodata"
    )
    parser.add_argument(
        "--world-atlas",
        type=Path,
        default=WORLD_ATLAS,
        metavar="DIR",
        help="unpacked npm package; default: .cache/world-atlas",
    )
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Build; 1 if the tables have findings, 2 if there are none."""
    from wopmap.build import build, check, refresh
    from wopmap.errors import BadInput

    if not args.sources.is_dir():
        complain(f"{args.sources} is not a folder; --sources names the folder with the tables.")
        return 2
    try:
        if args.world_atlas.is_dir():
            findings = check(args.sources)
            if findings:
                raise BadInput(findings)
            refresh(args.world_atlas, args.sources)
            say([f"Land and borders from {args.world_atlas}"])
        report = build(args.sources, args.out)
    except BadInput as error:
        # All of them: whoever mends tables wants the whole list, not a run for each.
        for finding in error.findings:
            complain(str(finding))
        complain(f"Nothing was written: mend the {len(error.findings)} findings above.")
        return 1
    say(str(report).splitlines())
    return 0
