"""Mentors: why they help, who says so, and how motives hang together with conditions at home."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.ui import export, filters, link, loaders, mapkit, page
from wopmap.ui.mentors import cards, controls, network, parts, profile
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.text import plain

MAP = "mentors-map"

world = loaders.world()
link.open_link(world.vocabulary, MentorsOptions, (*filters.KEYS, *controls.KEYS))
link.show_problems()
filters.sidebar(world.vocabulary, on_reset=controls.reset)
header, counts = st.container(key="summary"), st.container(key="counts")
who, by, family, name = st.columns([32, 21, 21, 21], vertical_alignment="bottom")
left, right = st.columns([7, 3], gap="medium")
with left:
    stage = st.container()
    selection = filters.years(world.vocabulary)
with who:
    controls.who_says_so(selection)
controls.whose(by, family)
with name:
    controls.find()
options, theme = controls.current(), page.theme()
scene = mentors.scene(selection, options, theme)
with header:
    page.sentence(scene.title, scene.summary)
with counts:
    st.markdown(plain(mentors.counts(selection, options.said, options.family)))
with stage:
    controls.looked_at(
        mapkit.show(
            scene,
            key=MAP,
            publish=loaders.publish,
            area_address=loaders.water_address,
            home=WORLD_BOX,
            whole=options.view is None,
            go=None,
            on_pick=lambda: controls.pick(mapkit.picked(MAP) or ""),
            strip=True,
        )
    )
with left:
    export.show("mentors", {**selection.to_query(), **options.to_query()})
with right:
    cards.beside_the_map(selection, options, theme)
match controls.part():
    case "matrix":
        parts.matrix(selection, options, theme)
    case "conditions":
        parts.conditions(selection, options, theme)
    case "network":
        network.show(selection, options, theme)
    case "typology":
        parts.typology(selection, options)
    case "statements":
        parts.statements(selection, options)
    case "profile":
        profile.show(options, theme)
link.write_link(selection.to_query(), controls.current().to_query())
