"""``show``: the numbers a page shows, from the same functions."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from urllib.parse import parse_qs

from wopmap.cli.output import Answer, add_format, complain, give

PAGES = {
    "atlas": "wopmap.cli.show_atlas",
    "city": "wopmap.cli.show_city",
    "mentor": "wopmap.cli.show_mentor",
    "country": "wopmap.cli.show_country",
    "scaling": "wopmap.cli.show_scaling",
    "sources": "wopmap.cli.show_sources",
    "utility": "wopmap.cli.show_utility",
}
"""What can be shown: the module that has ``answer(identity, where) -> Answer``; a new one is a line here."""

OPTIONS = {
    "year": "year of a census",
    "indicator": "indicator, such as piped_total",
    "level": "level of zones",
}
"""Conditions of a city that have an option of their own."""

Where = Mapping[str, list[str]]
"""Conditions by name, as in a link: every value given for it."""

EPILOG = """\
examples:
  python -m wopmap show atlas --where "country=KEN&years=2010-2020"
  python -m wopmap show atlas --where "topic=nrw&side=mentor&region=western-europe" --format json
  python -m wopmap show atlas --where "show=missing&since=2015" --format json
  python -m wopmap show country KEN --where "years=2010-2020&with=UGA,TZA" --format json
  python -m wopmap show city ken-nairobi --year 2019 --indicator piped_total --format json
  python -m wopmap show mentor nld-vei --format json
  python -m wopmap show utility khm-ppwsa --format json
  python -m wopmap show scaling --where "need=piped&who=npl-kukl&on=nrw" --format json
  python -m wopmap show scaling scenarios.json --format csv > results.csv
  python -m wopmap show sources --where "q=evaluation" --format csv > sources.csv

A condition that is not known is named in a sentence on standard error, the others hold, and the exit
code is 1."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("what", choices=sorted(PAGES), help="the page")
    parser.add_argument("identity", nargs="?", metavar="ID", help="which one, for pages on one thing")
    parser.add_argument(
        "--where",
        default="",
        metavar="LINK",
        help='conditions as they stand in a link of the dashboard, such as "country=KEN&years=2010-2020"',
    )
    for name, meaning in OPTIONS.items():
        parser.add_argument(f"--{name}", help=f'{meaning}; the same as "{name}=..." in --where')
    add_format(parser)
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Answer; 1 if some of what was asked for could not be had, 2 if nothing could."""
    try:
        answer: Answer = importlib.import_module(PAGES[args.what]).answer(
            args.identity, {**conditions(args.where), **_options(args)}
        )
    except UsageError as error:
        complain(str(error))
        return 2
    give(answer, args.format)
    return 1 if answer.problems else 0


def _options(args: argparse.Namespace) -> dict[str, list[str]]:
    given = {name: getattr(args, name) for name in OPTIONS}
    return {name: [value] for name, value in given.items() if value is not None}


class UsageError(ValueError):
    """The command line asks for something that does not exist."""


def no_identity(what: str, identity: str | None) -> None:
    """Refuse an ID where the page is about everything."""
    if identity is not None:
        raise UsageError(
            f'"show {what}" takes no ID; put conditions into --where, such as --where "q={identity}".'
        )


def conditions(text: str) -> Where:
    """Conditions of a link, with or without what stands before its question mark.

    Examples
    --------
    >>> conditions("?country=KEN,UGA&years=2010-2020")
    {'country': ['KEN,UGA'], 'years': ['2010-2020']}
    """
    asked = text.strip()
    if asked.lower().startswith(("http://", "https://")):
        asked = asked.partition("?")[2].partition("#")[0]
    return parse_qs(asked.removeprefix("?"), keep_blank_values=True)
