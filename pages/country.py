"""Country: what is going on in one country, to brief from one screen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from wopmap.country.sentences import help_sentence, water_sentence
from wopmap.scene.options_country import CountryOptions
from wopmap.ui import cards, export, filters, link, loaders, mapkit, page
from wopmap.ui.country import comparing, controls, parts, reading
from wopmap.ui.country import loaders as country
from wopmap.ui.text import plain

world = loaders.world()
link.open_link(world.vocabulary, CountryOptions, (*filters.KEYS, *controls.KEYS))
controls.settle(world)
link.show_problems()
filters.sidebar(world.vocabulary, on_reset=controls.reset)
title, download = controls.head(world)
header, figures, beside = st.container(key="summary"), st.container(key="figures"), st.container()
left, right = st.columns([3, 2], gap="medium")
with left:
    stage = st.container()
    selection = filters.years(world.vocabulary)

options, theme = controls.current(), page.theme()
found = country.profile(options.place, selection)
chosen = cards.resolve(options.pick, found.shown, world)
title.title(plain(found.country.name), anchor=False)
with header:
    st.markdown(plain(f"{help_sentence(found)} {water_sentence(found, options.residence)}"))
with figures:
    parts.numbers(found, options)
MAP = (
    f"country-map-{options.place}"  # one of its own, so that no view of another country is taken for its view
)
with stage:
    scene = country.scene(found, options.residence, theme.name, chosen.wop_ids)
    looked = mapkit.show(
        replace(scene, view=options.view or scene.view),
        key=MAP,
        publish=loaders.publish,
        area_address=loaders.water_address,
        home=country.box(options.place),
        whole=options.view is None,
        go=None,
        on_pick=lambda: controls.pick(mapkit.picked(MAP) or ""),
    )
    controls.looked_at(looked)
    export.show("country", {**link.selection().to_query(), **controls.current().to_query()})
with right, st.container(key="country-beside-map"):
    if chosen:
        parts.card(found, chosen)
    else:
        parts.ladder(found, options, theme.name)
        parts.whole_flows(found, scene)
together = [found, *(country.profile(code, selection) for code in options.beside)]
with beside:
    comparing.charts_of(together, options, theme.name)
comparing.numbers(together, options)
reading.show(found, options, theme.name)
reading.download(found, download)
link.write_link(link.selection().to_query(), controls.current().to_query())
