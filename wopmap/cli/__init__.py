"""The command line: one module a command, loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from wopmap.cli.output import complain
from wopmap.errors import WopmapError

OK, FINDINGS, USAGE = 0, 1, 2
"""Exit codes: all is well; findings, or done in part only; the command was not understood."""

INTERRUPTED = 130

EPILOG = """\
exit codes: 0 all is well, 1 findings or done in part only, 2 the command was not understood.
The layers are read from the folder geodata beside the package, or from where WOPMAP_GEODATA says.
`python -m wopmap COMMAND --help` explains a command."""


class Command(NamedTuple):
    """A command: the module that has ``arguments(parser)`` and ``run(args) -> int``, and one line of help."""

    module: str
    help: str


COMMANDS = {
    "show": Command("wopmap.cli.show", "print the numbers a page shows"),
    "info": Command("wopmap.cli.info", "print which layers, data and library versions are in use"),
    "check": Command("wopmap.cli.check", "check the tables people edit and the files of the layers"),
    "build": Command("wopmap.cli.build", "turn the tables people edit into layers"),
    "snapshot": Command("wopmap.cli.snapshot", "write the map of a page as PNG, SVG or PDF"),
    "brief": Command("wopmap.cli.brief", "write two to four pages on a country or a city as PDF"),
    "import": Command("wopmap.cli.bring", "bring outlines or figures of zones into the layers"),
}
"""Every command by name; a new one is a module and a line here."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the name of the program. Default: those of the process.

    Returns
    -------
    int
        Exit code.
    """
    asked = list(sys.argv[1:] if argv is None else argv)
    try:
        parser = _parser(asked)
        args = parser.parse_args(asked)
        if args.command is None:
            parser.print_help(sys.stderr)
            return USAGE
        code: int = importlib.import_module(COMMANDS[args.command].module).run(args)
        sys.stdout.flush()
    except WopmapError as error:
        complain(str(error))
        return FINDINGS
    except BrokenPipeError:
        # Whoever reads (`| head`) has had enough; nothing may be written when the interpreter ends either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:  # a folder one may not write to, a full disk
        complain(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        return FINDINGS
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as leaving:  # argparse, after it has said what is wrong or given help
        return leaving.code if isinstance(leaving.code, int) else USAGE
    return code


def _parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m wopmap",
        description="The atlas of Water Operators' Partnerships and household water, without a browser.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        of_command = commands.add_parser(
            name,
            help=command.help,
            description=f"{command.help[:1].upper()}{command.help[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name in asked:
            importlib.import_module(command.module).arguments(of_command)
    return parser
