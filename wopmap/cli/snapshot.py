"""``snapshot``: a page's map as a picture, without a browser."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from wopmap.cli.output import complain, say
from wopmap.cli.show import Where, conditions

if TYPE_CHECKING:
    import pandas as pd

    from wopmap.draw.sheet import Preset
    from wopmap.layers import Catalogue
    from wopmap.scene.model import Scene

PAGES = ("atlas",)
FORMATS = ("png", "svg", "pdf")
SIZES = ("slide", "a4-portrait", "a4-landscape", "square")
THEMES = ("light", "dark")

EPILOG = """\
examples:
  python -m wopmap snapshot atlas --where "country=KEN&years=2010-2020" --out kenya.png
  python -m wopmap snapshot atlas --where "level=region&at=170,10,0.8" --preset a4-landscape --out pacific.pdf
  python -m wopmap snapshot atlas --size 160x90mm --theme dark --out small.svg

The name of the file says the format: .png, .svg or .pdf. A condition that is not known is named in a
sentence on standard error, the picture is made without it, and the exit code is 1."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("page", choices=PAGES, help="whose map")
    parser.add_argument(
        "--where",
        default="",
        metavar="LINK",
        help='what to show, as it stands in a link of the dashboard, such as "country=KEN&level=operator"',
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the picture")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--preset", choices=SIZES, default="slide", help="default: slide (1920 x 1080)")
    size.add_argument("--size", metavar="WxHpx|mm", help="a size of your own, such as 1200x800px or 160x90mm")
    parser.add_argument("--theme", choices=THEMES, default="light", help="default: light")
    parser.add_argument("--title", help="default: the title of the page")
    parser.add_argument(
        "--link", default="", metavar="ADDRESS", help="address of the dashboard, for the link"
    )
    parser.epilog = EPILOG


def run(args: argparse.Namespace) -> int:
    """Write the picture; 1 if some of what was asked for is not known, 2 if the file or size makes no sense."""
    form = args.out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        complain(f"{args.out.name} does not end in {', '.join('.' + name for name in FORMATS)}.")
        return 2
    preset = _preset(args)
    if preset is None:
        complain(f'"{args.size}" is not a size; write it as 1200x800px or 160x90mm.')
        return 2
    from wopmap.draw.picture import Imprint, picture
    from wopmap.layers import Catalogue
    from wopmap.layers.writing import write_atomically

    catalogue = Catalogue()
    scene, query, problems = atlas(catalogue, conditions(args.where), args.theme, args.title)
    imprint = Imprint(
        vintage=str(catalogue.manifest.get("vintage") or ""),
        link=f"{args.link.rstrip('/')}/?{query}".rstrip("?") if args.link else query,
    )
    write_atomically(args.out, picture(scene, outlines(catalogue, scene), preset, form, imprint))
    for problem in problems:
        complain(problem)
    say([f"{args.out}: {preset.width} x {preset.height}, {scene.summary}"])
    return 1 if problems else 0


def _preset(args: argparse.Namespace) -> Preset | None:
    """The size asked for; None where it cannot be read."""
    import re

    from wopmap.draw.sheet import PRESETS, custom

    if args.size is None:
        return PRESETS[args.preset]
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)x(\d{1,6}(?:\.\d+)?)(px|mm)?", args.size.strip().lower())
    return custom(float(found[1]), float(found[2]), found[3] or "px") if found else None


def outlines(catalogue: Catalogue, scene: Scene) -> dict[str, pd.DataFrame]:
    """Outlines of the areas of a scene."""
    from wopmap.scene.model import Areas

    return {
        layer.outlines: catalogue.geo(layer.outlines, columns=[layer.key])
        for layer in scene.layers
        if isinstance(layer, Areas)
    }


def atlas(
    catalogue: Catalogue, where: Where, theme: str, title: str | None = None
) -> tuple[Scene, str, tuple[str, ...]]:
    """The scene of the page Atlas for a link, the link that gives it again, and what of it is not known."""
    from wopmap.flows import prepare, summarise
    from wopmap.household import country_series
    from wopmap.scene.atlas import atlas_scene, flow_map
    from wopmap.scene.options import AtlasOptions
    from wopmap.scene.style import THEMES as LOOKS
    from wopmap.selection import Selection, Vocabulary, search_text

    names = ("flows", "partnerships", "operators", "countries", "motivation_types", "country_use")
    flows, phases, operators, countries, motives, use = (catalogue.table(name) for name in names)
    flows, countries = prepare(flows), countries[countries["iso3"].notna()]
    vocabulary = Vocabulary.from_tables(flows, phases, countries, motives)
    selection, problems = Selection.from_query(where, vocabulary, allowed_extra=AtlasOptions.PARAMETERS)
    options, more = AtlasOptions.from_query({name: values[0] for name, values in where.items()})
    shown = selection.apply(flows, search=search_text(phases, operators, countries))
    series = country_series(use, options.indicator, options.residence)
    year = series.year_for(options.water_year or (selection.years[1] if selection.years else None))
    kept = phases[phases["wop_id"].isin(shown.flows["wop_id"].unique())]
    cited = {str(name) for column in ("source_id", "source_id_2") for name in kept[column].dropna()}
    scene = atlas_scene(
        flow_map(shown.flows, flows, countries, options, LOOKS[theme]),
        series,
        year,
        title=title or "Who helps whom",
        subtitle=selection.in_words(vocabulary),
        summary=summarise(shown, vocabulary),
        options=options,
        theme=LOOKS[theme],
        sources=sorted(cited),
    )
    query = urlencode({**selection.to_query(), **options.to_query()}, safe=",-")
    return scene, query, (*problems, *more)
