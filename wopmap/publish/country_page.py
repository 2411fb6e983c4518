"""The map of the page of a country for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd

from wopmap import country as countries
from wopmap import partnerships
from wopmap.country import Profile
from wopmap.country.sentences import summary
from wopmap.errors import WopmapError
from wopmap.household import country_series
from wopmap.layers import Catalogue
from wopmap.picks import resolve
from wopmap.publish import atlas
from wopmap.publish.views import PageView, Where
from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.country import country_scene, surroundings
from wopmap.scene.options_country import CountryOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.words import quoted


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link, see `wopmap.publish.views.Page`; a country is always shown in its surroundings."""
    del fit
    world = atlas.tables(catalogue)
    options, wrong = CountryOptions.from_query({name: values[0] for name, values in where.items()})
    if not options.place:
        raise WopmapError("Say which country, such as place=KEN in the link, or draw one for each.")
    selection, problems = Selection.from_query(
        where, world.vocabulary, allowed_extra=CountryOptions.PARAMETERS
    )
    found = countries.profile(
        countries.read(catalogue, options.place), selection, world.sources, world.countries, world.search
    )
    series = country_series(world.use, "at_least_basic", options.residence)
    change = found.changes.get(options.residence)
    year = series.year_for(change.now.year if change else None)
    box = surroundings(world.boxes[options.place]) if options.place in world.boxes else WORLD_BOX
    scene = country_scene(
        found,
        world.countries,
        series,
        year,
        box,
        summary=summary(found),
        subtitle=selection.in_words(world.vocabulary),
        theme=theme,
        view=options.view,
        picked=resolve(options.pick, found.shown, world).wop_ids,
    )
    scene = replace(scene, title=title or scene.title, box=None if options.view else box)
    years = "-".join(str(year) for year in dict.fromkeys(selection.years or ()))
    return PageView(
        "country",
        scene,
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        (options.place, years, "country"),
        (*problems, *wrong),
        lambda: rows(catalogue, world, found, options.residence),
        tuple(world.use["source_id"].dropna().unique()),
        partnerships.COLUMNS,
        lambda: atlas.read(world, found.shown.flows),
    )


def rows(
    catalogue: Catalogue, world: atlas.Atlas, found: Profile, residence: str
) -> Mapping[str, pd.DataFrame]:
    """Partnerships and flows of the country, and its household water in all years."""
    ids = found.shown.flows["wop_id"].unique()
    table = partnerships.table(world.partnerships, world.operators, world.countries, world.sources)
    use = world.use[(world.use["country_iso3"] == found.country.iso3) & (world.use["residence"] == residence)]
    return {
        "partnerships": table[table["wop_id"].isin(ids)].reset_index(drop=True),
        "flows": atlas.flow_rows(catalogue, found.shown.flows),
        "household_water": use.reset_index(drop=True),
    }


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Countries that take part in the partnerships a link lets through.

    Raises
    ------
    WopmapError
        If `kind` is not ``country``.
    """
    if kind != "country":
        raise WopmapError(
            f"The page of a country can be drawn for each country, not for each {quoted(kind)}."
        )
    for code, link in atlas.each(catalogue, where, kind):
        kept = {name: values for name, values in link.items() if name != "country"}
        yield code, {**kept, "place": [code]}
