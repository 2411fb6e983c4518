"""Atlas: who helps whom, over the household water of countries."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.options import AtlasOptions
from wopmap.ui import cards, export, filters, link, loaders, mapkit, page, play, tables
from wopmap.ui.atlas import below, beside, options
from wopmap.ui.atlas.picture import picture, screen_for
from wopmap.ui.city import entrance

MAP = "atlas-map"

world = loaders.world()
link.open_link(world.vocabulary, AtlasOptions, (*filters.KEYS, *options.KEYS))
entrance.enter()
options.settle(world)
link.show_problems()
alone = mapkit.alone()
filters.sidebar(world.vocabulary, on_reset=options.clear, more_set=options.narrows())
options.household_water()


def view() -> None:
    """The part that moves while the years play: sentence, map, years, and what stands beside them."""
    play.step(world.vocabulary)
    options.looked_at(mapkit.viewed(MAP))
    header, counts = st.container(key="summary"), st.container(key="counts")
    options.controls(world)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        stage = st.container()
        if options.current().show == "flows":
            selection = play.years(world.vocabulary)
        else:
            selection = link.selection()
            options.span(world)
    chosen = options.current()
    shown = loaders.shown(selection, chosen.narrowing)
    pick = cards.resolve(chosen.pick, shown, world)
    screen = screen_for(chosen, mapkit.screen_of(MAP))
    drawn = picture(selection, chosen, page.theme(), pick.wop_ids, screen, world.vocabulary)
    with header:
        page.sentence(drawn.scene.title, drawn.scene.summary)
    with counts:
        tables.counts(shown, years_open=chosen.show == "flows" and selection.years is None)
    with stage:
        mapkit.show(
            drawn.scene if chosen.show == "missing" else entrance.with_cities(drawn.scene),
            key=MAP,
            publish=loaders.publish,
            area_address=drawn.area_address,
            home=WORLD_BOX,
            whole=chosen.view is None,
            go=options.wish(),
            on_pick=lambda: entrance.picked_or(MAP, options.pick),
            strip=True,
            screen=screen,
            alone=alone,
        )
    if alone:
        return
    with right:
        beside.show(selection, chosen, chosen.drawn_level(screen.zoom), pick, world)


play.run(view)
query = {**link.selection().to_query(), **options.current().to_query()}
if not alone:
    below.show(link.selection(), options.current(), more=lambda: export.show("atlas", query))
link.write_link(query)
