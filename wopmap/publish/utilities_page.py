"""The map of the page Utilities for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd

from wopmap import utility as utilities
from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.household import country_series
from wopmap.layers import Catalogue
from wopmap.publish import atlas
from wopmap.publish.views import PageView, Where
from wopmap.scene.framing import box_around, fitted
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.scene.style import Theme
from wopmap.scene.utility_map import WATER, utility_map
from wopmap.selection import Selection
from wopmap.utility import Profile
from wopmap.utility.tables import FIGURE_MEANINGS, figure_table
from wopmap.words import quoted

HEADINGS = {
    "label": "Indicator",
    "place": "For",
    "year": "Year",
    "value": "Value",
    "unit": "Unit",
    "source": "Source",
    "source_url": "Link",
}


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link, see `wopmap.publish.views.Page`; it always shows all flows of the utility."""
    del fit
    world = atlas.tables(catalogue)
    selection, problems = Selection.from_query(
        where, world.vocabulary, allowed_extra=UtilitiesOptions.PARAMETERS
    )
    options, wrong = UtilitiesOptions.from_query({name: values[0] for name, values in where.items()})
    if not options.utility:
        raise WopmapError("Say which utility, such as utility=ken-kiwasco in the link, or draw one for each.")
    utility = utilities.read(catalogue, options.utility)
    found = utilities.profile(catalogue, utility, options.area, options.measure, options.peers)
    series = country_series(world.use, *WATER)
    year = series.year_for(None)
    made = utility_map(
        utility.operator_id or "",
        utility.short_name,
        world.flows,
        world.countries,
        series,
        year,
        theme,
        world.boxes.get(utility.country_iso3),
    )
    water = tuple(world.use["source_id"].dropna().unique())
    scene = replace(made.scene, title=title or made.scene.title, sources=(*water, *made.scene.sources))
    # The legend of a sheet stands beside the map and needs none of the ground a small map keeps free for it.
    scene = fitted(scene, box_around(scene) or made.box)
    mine = utility.operator_id or ""
    flows = world.flows[
        ((world.flows["mentor_id"] == mine) | (world.flows["mentee_id"] == mine)).to_numpy(bool)
    ]
    return PageView(
        "utilities",
        atlas.with_names(scene),
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        (utility.utility_id, "partnerships"),
        (*problems, *wrong, *found.problems),
        lambda: {
            "figures": figure_table(found.figures, world.sources),
            "flows": atlas.flow_rows(catalogue, flows),
            "household_water": atlas.water_rows(catalogue, world.use, series, year),
        },
        water,
        FIGURE_MEANINGS,
        lambda: read(world, found, flows),
    )


def read(world: atlas.Atlas, found: Profile, flows: pd.DataFrame) -> tuple[Table, ...]:
    """The partnerships on the map with their documents, and the figures of the utility."""
    figures = figure_table(found.figures, world.sources)
    told = Table("Figures of the utility", figures[list(HEADINGS)].rename(columns=HEADINGS))
    return (*atlas.read(world, flows), told)


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Utilities with a partnership on file among those the page offers under the filters of a link.

    Raises
    ------
    WopmapError
        If `kind` is not ``utility``.
    """
    if kind != "utility":
        raise WopmapError(
            f"The page of a utility can be drawn for each utility, not for each {quoted(kind)}."
        )
    world = atlas.tables(catalogue)
    selection, _ = Selection.from_query(where, world.vocabulary, allowed_extra=UtilitiesOptions.PARAMETERS)
    shown = selection.apply(world.flows, search=world.search).flows
    table = utilities.offered(utilities.listing(catalogue), selection, shown, world.countries)
    helped = table[(table["as_mentee"] + table["as_mentor"] > 0).to_numpy(bool)]
    for identity in helped["utility_id"].astype(str):
        yield identity, {**where, "utility": [identity]}
