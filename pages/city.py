"""City: which households of a city have water, which are left without, and whose help arrives there."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.city_ground import city_box
from wopmap.scene.options_city import CityOptions
from wopmap.ui import filters, link, loaders, mapkit, page
from wopmap.ui.city import controls, parts
from wopmap.ui.city import loaders as cities

world = loaders.world()
link.open_link(world.vocabulary, CityOptions, (*filters.KEYS, *controls.KEYS))
link.show_problems()
selection = filters.sidebar(world.vocabulary)
known = cities.places()
chosen = controls.current()
if chosen.city not in known.index:
    parts.choose(known, world, chosen.city)
    link.write_link(selection.to_query(), chosen.to_query())
    st.stop()
found = cities.found(chosen, selection)
header, search = st.columns([5, 2], vertical_alignment="top")
with search:
    controls.search(known, world.country_names)
left, right = st.columns([7, 3], gap="medium")
with left:
    controls.figures(found)
    show = controls.drawing(found, cities.dots_possible(found))
    scene = cities.scene(found, controls.shown_as(show), selection, page.theme())
    key = f"city-map-{found.city.city_id}"
    looked = mapkit.show(
        scene,
        key=key,
        publish=loaders.publish,
        area_address=cities.area_address(found),
        home=scene.box or city_box(found.city, cities.ground(found)),
        whole=chosen.view is None,
        go=None,
        on_pick=lambda: controls.pick(mapkit.picked(key) or ""),
        closest=14.0,
        inset=cities.inset_address(found, scene, selection),
    )
    controls.looked_at(looked)
with header:
    page.sentence(scene.title, scene.summary)
with right:
    parts.numbers(found, cities.numbers(found), chosen.zone)
parts.zones(found, chosen.zone)
link.write_link(selection.to_query(), controls.current().to_query())
