"""The maps of the page Scaling up for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from wopmap import matching
from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.household import country_series
from wopmap.layers import Catalogue
from wopmap.publish import atlas
from wopmap.publish.names import selection_parts
from wopmap.publish.views import PageView, Where
from wopmap.scaling import NEEDS
from wopmap.scaling.demand import demand
from wopmap.scaling.ground import Ground, ground
from wopmap.scaling.possible import in_words, placed
from wopmap.scene import scaling as scenes
from wopmap.scene.atlas import WORLD
from wopmap.scene.framing import box_around, fitted
from wopmap.scene.model import Labels, Scene
from wopmap.scene.options_scaling import ScalingOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.words import listed, quoted

MEANINGS = {
    "iso3": "Country, ISO 3166-1 alpha-3 code.",
    "people": "Urban people.",
    "share": "Share of them using water of that kind, 0 to 1.",
    "without": "Urban people without: people x (1 - share).",
    "partnerships": "Partnerships that count as help, or possible ones.",
    "undated": "Partnerships that state no year and count as no help.",
    "mentor_id": "Operator that could help, in the layer operators.",
    "id": "Operator, or country by its code, that could be helped.",
    "mentor": "Who could help; no such partnership exists.",
    "mentee": "Who could be helped; no such partnership exists.",
    "whole_country": "Whether a country is meant, not one of its operators.",
    "country": "Name of the country.",
    "running": "Partnerships the mentor is known to have under way.",
    "score": "How well both fit, 0 to 1.",
    "evidence": "Share of the weight for which there is evidence, 0 to 1.",
    **{name: term.meaning for name, term in matching.REVERSE_COMPONENTS.items()},
    **{name: term.meaning for name, term in matching.COMPONENTS.items()},
}
MOST_PLACES = 4
NO_MAP = (
    "The scenarios of the page Scaling up are charts without a map; ask for part=today for demand and supply, or for "
    "part=match and who asks."
)


@dataclass(frozen=True, eq=False)
class Asked:
    """What a link asks for, and what it is answered from."""

    world: atlas.Atlas
    base: Ground
    selection: Selection
    options: ScalingOptions
    problems: tuple[str, ...]


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link, see `wopmap.publish.views.Page`; the part of the page says which."""
    asked = read_link(catalogue, where)
    made = {"today": _today, "match": _match}.get(asked.options.part)
    if made is None:
        raise WopmapError(NO_MAP)
    found = made(catalogue, asked, theme)
    scene = replace(found.scene, title=title or found.scene.title)
    if fit and scene.view == WORLD:
        boxes = [asked.world.boxes[code] for code in asked.selection.countries if code in asked.world.boxes]
        scene = fitted(scene, box_around(scene, boxes if asked.options.part == "today" else ()))
    return replace(found, scene=scene)


def read_link(catalogue: Catalogue, where: Where) -> Asked:
    """What a link asks for; what it asks in vain is named."""
    world = atlas.tables(catalogue)
    selection, problems = Selection.from_query(
        where, world.vocabulary, allowed_extra=ScalingOptions.PARAMETERS
    )
    options, wrong = ScalingOptions.from_query({name: values[0] for name, values in where.items()})
    return Asked(world, ground(catalogue), selection, options, (*problems, *wrong))


def _view(
    asked: Asked,
    scene: Scene,
    name: tuple[str, ...],
    rows: Mapping[str, pd.DataFrame],
    tables: tuple[Table, ...],
) -> PageView:
    water = tuple(asked.world.use["source_id"].dropna().unique())
    query = {**asked.selection.to_query(), **asked.options.to_query()}
    return PageView(
        "scaling",
        replace(scene, sources=(*water, *(name for name in scene.sources if name not in water))),
        urlencode(query, safe=",-:"),
        name,
        asked.problems,
        lambda: rows,
        water,
        MEANINGS,
        lambda: tables,
    )


def gaps(asked: Asked) -> pd.DataFrame:
    """Urban people without in the countries of a link."""
    world, options = asked.world, asked.options
    return demand(
        asked.selection,
        world.flows,
        world.search,
        world.use,
        world.countries,
        options.need,
        options.since,
    )


def _names(asked: Asked) -> dict[str, str]:
    return {code: term.label for code, term in asked.world.vocabulary.countries.items()}


def _places(asked: Asked) -> str:
    """Whose gaps are shown, where a link says so: a sheet has no filters beside it."""
    chosen = asked.selection
    named = [("countries", code) for code in chosen.countries] + [
        ("regions", code) for code in chosen.regions
    ]
    words = [asked.world.vocabulary.label(kind, code) for kind, code in named]
    return listed(words, most=MOST_PLACES, more="others")


def _today(catalogue: Catalogue, asked: Asked, theme: Theme) -> PageView:
    """Where people are without, and where new partnerships would go under the rule of the link."""
    del catalogue
    options, base, names = asked.options, asked.base, _names(asked)
    table = gaps(asked)
    pairs = placed(base.evidence, base.standing, table, options.rule, options.placed)
    scene = scenes.today_scene(
        table,
        scenes.gap_layers(table, options.need, options.since, theme),
        scenes.gap_legend(table, options.since, theme),
        scenes.possible_layer(pairs, names, theme),
        country_series(asked.world.use, NEEDS[options.need][0], "urban"),
        options,
        theme,
    )
    places = _places(asked)
    scene = replace(atlas.with_names(scene), subtitle=scene.subtitle + (f"; {places}" if places else ""))
    rows = {"gaps": table}
    if options.placed:
        rows["possible_partnerships"] = in_words(pairs, names)
    return _view(asked, scene, (*selection_parts(asked.selection), "scaling-up"), rows, _gap_tables(rows))


def _gap_tables(rows: Mapping[str, pd.DataFrame]) -> tuple[Table, ...]:
    """The largest gaps first, and possible partnerships."""
    headings = {
        "name": "Country",
        "without": "Urban people without",
        "share": "Share using (0-1)",
        "year": "Year",
        "partnerships": "Partnerships",
    }
    short = rows["gaps"].set_index("iso3")[list(headings)].rename(columns=headings)
    tables = [Table("Urban people without, and help on record", short)]
    if "possible_partnerships" in rows:
        pairs = rows["possible_partnerships"].set_axis(
            ["Mentor", "Country", "Partnerships", "Fit (0-1)"], axis=1
        )
        tables.append(Table("Possible partnerships, none of them exists", pairs))
    return tuple(tables)


def _match(catalogue: Catalogue, asked: Asked, theme: Theme) -> PageView:
    """Who could help the one who asks, or whom it could help."""
    options, known = asked.options, asked.base.evidence
    who, way, names = options.who, options.way, _names(asked)
    if not who:
        raise WopmapError(
            "Say who asks, such as who=ken-kiwasco or who=KEN in the link, or draw one for each country."
        )
    if who not in matching.askers(known, names, way):
        kind = "mentor on record" if way == "mentees" else "operator or country"
        raise WopmapError(f"{quoted(matching.name_of(known, names, who))} is no {kind}.")
    table = matching.fits(
        known,
        asked.base.standing,
        catalogue.table("flows"),
        asked.world.countries,
        who,
        way,
        options.topics,
        options.weighing(),
    )
    if table.empty or table["score"].isna().all():
        raise WopmapError("Nobody can be ranked: give at least one reason a weight above 0.")
    best, asks = table.head(scenes.ON_MAP), matching.name_of(known, names, who)
    drawn = scenes.fitting(best, known, who, way, names, theme)
    assert drawn is not None  # who asks is known, and somebody fits
    series = country_series(asked.world.use, *scenes.FIT_WATER)
    side = "mentor" if way == "mentors" else "mentee"
    scene = scenes.fit_scene(drawn, asks, series, theme)
    seat = known.seats[who]
    lon, lat = (np.array([own, *best[axis]], float) for own, axis in ((seat.lon, "lon"), (seat.lat, "lat")))
    ends = Labels("names", lon, lat, [asks, *best[side].astype(str)], np.arange(len(best) + 1.0))
    scene = replace(scene, layers=(*scene.layers, ends))
    short = table[[side, "country", "score", "evidence"]].set_axis(
        [side.capitalize(), "Country", "Fit (0-1)", "Evidence (0-1)"], axis=1
    )
    told = Table(f"Possible {side}s, best first; nobody was asked", short)
    rows = {f"possible_{side}s": table.drop(columns=["lon", "lat"])}
    return _view(asked, scene, (f"possible-{side}s", who), rows, (told,))


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Countries with urban people without, of those a link names or of all; as who asks where it is about mentors.

    Raises
    ------
    WopmapError
        If `kind` is not ``country``, or the part of the page the link names knows no countries.
    """
    if kind != "country":
        raise WopmapError(f"The page Scaling up can be drawn for each country, not for each {quoted(kind)}.")
    asked = read_link(catalogue, where)
    options = asked.options
    if options.part == "scenario":
        raise WopmapError(NO_MAP)
    if options.part == "match" and options.way == "mentees":
        raise WopmapError(
            "Mentees are looked for by a mentor, not by a country: leave out way=mentees or --each."
        )
    table = gaps(asked)
    for code in sorted(table.loc[table["without"].fillna(0.0) > 0, "iso3"].astype(str)):
        if options.part == "today":
            yield code, atlas.narrowed(where, code)
        elif code in asked.base.evidence.seats:
            yield code, {**where, "who": [code]}
