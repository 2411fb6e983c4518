"""Atlas: who helps whom, over the household water of countries."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.atlas import WORLD_BOX, atlas_scene
from wopmap.scene.options import AtlasOptions
from wopmap.ui import cards, export, filters, link, loaders, mapkit, options, page, play, rankings, tables
from wopmap.ui.city import entrance

MAP = "atlas-map"

world = loaders.world()
link.open_link(world.vocabulary, AtlasOptions, (*filters.KEYS, *options.KEYS))
entrance.enter()
link.show_problems()
selection = filters.sidebar(world.vocabulary, on_reset=lambda: options.pick(""))
options.household_water()


def view() -> None:
    """The part that moves while the years play: sentence, map, years, ranking or card."""
    play.step(world.vocabulary)
    header, counts = st.container(key="summary"), st.container(key="counts")
    left, right = st.columns([7, 3], gap="medium")
    with left:
        options.controls(world)
        stage = st.container()
        selection = play.years(world.vocabulary)
    shown = loaders.shown(selection)
    chosen = options.current()
    pick = cards.resolve(chosen.pick, shown, world)
    series, year = loaders.water(chosen, selection)
    scene = atlas_scene(
        loaders.flow_map(selection, chosen, page.theme(), pick.wop_ids),
        series,
        year,
        title="Who helps whom",
        subtitle=selection.in_words(world.vocabulary),
        summary=loaders.summary(selection),
        options=chosen,
        theme=page.theme(),
    )
    with header:
        page.sentence(scene.title, scene.summary)
    with counts:
        tables.counts(shown, selection)
    with stage:
        looked = mapkit.show(
            entrance.with_cities(scene),
            key=MAP,
            publish=loaders.publish,
            area_address=loaders.water_address,
            home=WORLD_BOX,
            whole=chosen.view is None,
            go=options.wish(),
            on_pick=lambda: entrance.picked_or(MAP, options.pick),
        )
        options.looked_at(looked)
    with right:
        if pick:
            cards.show(pick, world, on_close=lambda: options.pick(""), on_pick=options.pick)
        else:
            rankings.show(selection, chosen, on_pick=options.pick)


play.run(view)
query = {**link.selection().to_query(), **options.current().to_query()}
tables.partnerships(link.selection(), on_pick=options.pick, beside=lambda: export.show("atlas", query))
link.write_link(query)
