"""The map of the page Mentors for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pandas as pd

from wopmap import mentor, motives
from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.labels import FAMILIES, SAID_BY, label
from wopmap.layers import Catalogue
from wopmap.motives.mixes import summarise
from wopmap.motives.statements import COLUMNS
from wopmap.publish import atlas
from wopmap.publish.names import selection_parts
from wopmap.publish.views import PageView, Where
from wopmap.scene.framing import box_around, fitted
from wopmap.scene.mentors import TITLE, mentor_map, mentors_scene
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.words import quoted

HEADINGS = {
    "mentor": "Mentor",
    "country": "Country",
    "family": "Family",
    "motive": "Motive",
    "said_by": "Who says so",
    "year": "Year",
    "paraphrase": "The statement in our words",
    "source": "Source",
    "source_url": "Link",
}


@dataclass(frozen=True, eq=False)
class Asked:
    """What a link asks for, and the rows it leaves."""

    selection: Selection
    options: MentorsOptions
    problems: tuple[str, ...]
    statements: pd.DataFrame
    flows: pd.DataFrame


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link; see `wopmap.publish.views.Page`."""
    world, known = atlas.tables(catalogue), mentor.read(catalogue)
    asked = read_link(world, known, where)
    selection, options = asked.selection, asked.options
    drawn = mentor_map(
        asked.flows,
        world.flows,
        asked.statements,
        known.statements,
        world.operators,
        world.countries,
        options,
        theme,
    )
    scene = mentors_scene(
        drawn,
        title=title or TITLE,
        subtitle=selection.in_words(world.vocabulary),
        summary=summarise(asked.statements, len(known.statements)),
        options=options,
        theme=theme,
    )
    if fit and options.view is None:
        boxes = [world.boxes[code] for code in selection.countries if code in world.boxes]
        scene = fitted(scene, box_around(scene, boxes))
    return PageView(
        "mentors",
        atlas.with_names(scene),
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        (*selection_parts(selection), options.family, "motives" if options.by == "country" else "mentors"),
        asked.problems,
        lambda: rows(catalogue, asked),
        (),
        COLUMNS,
        lambda: read(world, asked),
    )


def read_link(world: atlas.Atlas, known: mentor.Facts, where: Where) -> Asked:
    """What a link asks for; who is chosen in vain is named and not chosen."""
    selection, problems = Selection.from_query(
        where, world.vocabulary, allowed_extra=MentorsOptions.PARAMETERS
    )
    options, wrong = MentorsOptions.from_query({name: values[0] for name, values in where.items()})
    if options.pick and options.pick not in {*known.operators["operator_id"], *world.countries["iso3"]}:
        wrong = (
            *wrong,
            f"This link asked for {quoted(options.pick)}, which is no mentor or country; nothing is chosen.",
        )
        options = replace(options, pick="")
    shown = selection.apply(world.flows, search=world.search)
    kept = motives.within(known.statements, selection, shown, known.mentors).rows
    statements = motives.of_family(motives.by_whom(kept, options.said), options.family)
    flows = motives.flows_of(shown.flows, statements, options.family)
    return Asked(selection, options, (*problems, *wrong), statements, flows)


def rows(catalogue: Catalogue, asked: Asked) -> Mapping[str, pd.DataFrame]:
    """The statements and flows behind the map."""
    return {"statements": asked.statements, "flows": atlas.flow_rows(catalogue, asked.flows)}


def read(world: atlas.Atlas, asked: Asked) -> tuple[Table, ...]:
    """The statements in words with their documents, and the partnerships shown."""
    spoken = asked.statements.assign(
        family=[label(FAMILIES, code) for code in asked.statements["family"]],
        said_by=[label(SAID_BY, kind) for kind in asked.statements["said_by"]],
    )
    told = Table("Statements shown", spoken[list(HEADINGS)].rename(columns=HEADINGS))
    return (told, *atlas.read(world, asked.flows))


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Countries that take part in the partnerships a link shows, each with the link narrowed to it.

    Raises
    ------
    WopmapError
        If `kind` is not ``country``.
    """
    if kind != "country":
        raise WopmapError(f"The page of mentors can be drawn for each country, not for each {quoted(kind)}.")
    world = atlas.tables(catalogue)
    asked = read_link(world, mentor.read(catalogue), where)
    for code in atlas.taking_part(asked.flows, asked.selection):
        yield code, atlas.narrowed(where, code)
