"""``snapshot``: a page's map as a picture, without a browser; one, or one for each country, city or utility."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wopmap.cli.output import complain, say
from wopmap.cli.progress import Progress
from wopmap.cli.show import conditions
from wopmap.words import counted, listed

if TYPE_CHECKING:
    from wopmap.publish.snapshot import Order

PAGES = ("atlas", "country", "city", "mentors", "utilities", "scaling")
FORMATS = ("png", "svg", "pdf", "html")
SIZES = ("slide", "a4-portrait", "a4-landscape", "square")
THEMES = ("light", "dark")
EACH = ("country", "city", "utility")

EPILOG = """\
examples:
  python -m wopmap snapshot --page atlas --where "country=KEN&years=2010-2020" --out kenya.png
  python -m wopmap snapshot --page atlas --where "level=region&at=170,10,0.8" --preset a4-landscape --out pacific.pdf
  python -m wopmap snapshot --page city --where "city=ken-nairobi&show=dots" --out nairobi.png
  python -m wopmap snapshot --page country --where "place=KEN" --preset a4-portrait --out kenya.pdf
  python -m wopmap snapshot --page mentors --where "country=KEN&by=mentor" --fit --out why.png
  python -m wopmap snapshot --page utilities --each utility --where "country=KEN" --out utilities
  python -m wopmap snapshot --page scaling --where "part=match&who=KEN" --fit --out mentors-for-kenya.png
  python -m wopmap snapshot --page atlas --size 160x90mm --theme dark --out small.svg
  python -m wopmap snapshot --page atlas --each country --where "years=2010-2020" --format png,pdf --out pictures

One picture: the name of the file says the format, .png, .svg, .pdf or .html; with --format, --out is a folder and the
files say what they hold. With --each there is a picture for each, fitted to its flows; a second run makes only
what is missing or has changed. One that fails is named and the others go on.

exit codes: 0 all is well; 1 a picture failed, or a condition of --where is not known (the picture is made without
it); 2 the command was not understood."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("what", nargs="?", choices=PAGES, metavar="PAGE", help="the same as --page")
    parser.add_argument("--page", choices=PAGES, help="whose map")
    parser.add_argument(
        "--where",
        default="",
        metavar="LINK",
        help='what to show, as it stands in a link of the dashboard, such as "country=KEN&level=operator"',
    )
    parser.add_argument("--each", choices=EACH, help="one picture for each; --out is a folder")
    parser.add_argument("--format", metavar="LIST", help="png,svg,pdf,html: any of these; --out is a folder")
    parser.add_argument("--out", required=True, type=Path, metavar="PLACE", help="file or folder to write")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--preset", choices=SIZES, default="slide", help="default: slide (1920 x 1080)")
    size.add_argument("--size", metavar="WxHpx|mm", help="a size of your own, such as 1200x800px or 160x90mm")
    parser.add_argument("--theme", choices=THEMES, default="light", help="default: light")
    parser.add_argument("--title", help="default: the title of the page")
    parser.add_argument("--footnote", default="", help="words of your own at the foot")
    parser.add_argument("--fit", action="store_true", help="show the part of the world the flows touch")
    parser.add_argument(
        "--link", default="", metavar="ADDRESS", help="address of the dashboard, for the link"
    )
    parser.add_argument("--qr", action="store_true", help="the link as a QR code too; needs --link")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes; default: one a core"
    )
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Write the pictures; 1 if one failed or some of what was asked for is not known, 2 if it makes no sense."""
    page = args.page or args.what
    if page is None or (args.page and args.what and args.page != args.what):
        complain(f"Say whose map to draw: --page {listed(list(PAGES), 'or')}.")
        return 2
    alone = args.each is None and args.format is None
    forms = [args.out.suffix.lower().removeprefix(".")] if alone else _forms(args.format or "png")
    if alone and forms[0] not in FORMATS:
        complain(
            f"{args.out.name} does not end in {', '.join('.' + name for name in FORMATS)}. "
            "To write into a folder, add --format."
        )
        return 2
    strange = [form for form in forms if form not in FORMATS]
    if strange or not forms:
        complain(f'"{args.format}" is not a list of formats; choose from {", ".join(FORMATS)}.')
        return 2
    from wopmap.publish.snapshot import NotASize, Order, size

    order = Order(
        forms[0],
        args.size or args.preset,
        args.theme,
        args.title,
        args.footnote,
        args.link,
        args.qr,
        args.fit,
    )
    try:
        size(order.preset)
    except NotASize as error:
        complain(str(error))
        return 2
    return _one(args, page, order) if alone else _many(args, page, forms, order)


def _forms(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))


def _one(args: argparse.Namespace, page: str, order: Order) -> int:
    from wopmap.layers.writing import write_atomically
    from wopmap.publish.snapshot import size, snapshot

    file = snapshot(page, conditions(args.where), order)
    write_atomically(args.out, file.content)
    for problem in file.problems:
        complain(problem)
    preset = size(order.preset)
    say([f"{args.out}: {preset.width} x {preset.height}, {file.summary}"])
    return 1 if file.problems else 0


def _many(args: argparse.Namespace, page: str, forms: list[str], order: Order) -> int:
    from wopmap.layers import Catalogue
    from wopmap.publish import batch

    catalogue, where = Catalogue(), conditions(args.where)
    batch.refuse_folder(args.out)
    if args.each:
        jobs = batch.plan(catalogue, page, where, args.each, forms, replace(order, fit=True))
    else:
        jobs = [batch.Job(f"{page}.{form}", page, where, replace(order, form=form)) for form in forms]
    bar, made, kept, failed = Progress(len(jobs)), 0, 0, 0
    problems: dict[str, None] = {}
    vintage = str(catalogue.manifest.get("vintage") or "")
    for outcome in batch.run(jobs, args.out, max(args.jobs, 1), vintage):
        bar.step(outcome.name or outcome.job.label)
        if outcome.failure:
            failed += 1
            bar.say(f"{outcome.job.label}: {outcome.failure}")
        else:
            kept += outcome.kept
            made += not outcome.kept
        problems |= dict.fromkeys(outcome.problems)
    bar.end()
    for problem in problems:
        complain(problem)
    words = [counted(made, "picture") + " made"]
    words += [f"{kept} there already"] if kept else []
    words += [f"{failed} failed"] if failed else []
    say([f"{args.out}: {', '.join(words)}."])
    return 1 if failed or problems else 0
