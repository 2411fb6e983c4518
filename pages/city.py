"""City: which households of a city have water, which are left without, and whose help arrives there."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.city_ground import city_box
from wopmap.scene.options_city import CityOptions
from wopmap.ui import filters, link, loaders, mapkit, page
from wopmap.ui.city import controls, parts, sections, tables
from wopmap.ui.city import loaders as cities

world = loaders.world()
link.open_link(world.vocabulary, CityOptions, (*filters.KEYS, *controls.KEYS))
link.show_problems()
filters.sidebar(world.vocabulary)
known = cities.places()
chosen = controls.current()
if chosen.city not in known.index:
    parts.choose(known, world, chosen.city)
    link.write_link(link.selection().to_query(), chosen.to_query())
    st.stop()

header, search = st.columns([7, 3], vertical_alignment="center", gap="medium")
with search:
    controls.search()
left, right = st.columns([7, 3], gap="medium")
with left:
    controls_place, stage = st.container(), st.container()
    selection = filters.years(world.vocabulary)
found = cities.found(chosen, selection)
with controls_place:
    parts.problems(found)
    show = controls.figures(found, cities.dots_possible(found))
scene = cities.scene(found, controls.shown_as(show), selection, page.theme())
MAP = f"city-map-{found.city.city_id}"
with header:
    page.sentence(scene.title, scene.summary)
with stage:
    looked = mapkit.show(
        scene,
        key=MAP,
        publish=loaders.publish,
        area_address=cities.area_address(found),
        home=scene.box or city_box(found.city, cities.ground(found)),
        whole=chosen.view is None,
        go=None,
        on_pick=lambda: controls.picked_on_map(mapkit.picked(MAP)),
        closest=14.0,
    )
    controls.looked_at(looked)
with right:
    parts.beside(found, selection, world)
query = {**selection.to_query(), **controls.current().to_query()}
tables.zones(found, chosen.zone, query)
sections.compared(found)
sections.water(found, chosen.zone)
sections.service(found)
sections.partnerships(found, selection, scene)
sections.country(found)
sections.caveats(found)
link.write_link(query)
