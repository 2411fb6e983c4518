"""Scaling up: how far could it go, and who could help whom."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.options_scaling import ScalingOptions
from wopmap.ui import filters, link, loaders, page
from wopmap.ui.scaling import controls, match, parts

world = loaders.world()
link.open_link(world.vocabulary, ScalingOptions, (*filters.KEYS, *controls.KEYS))
link.show_problems()
controls.demand()
selection = filters.sidebar(world.vocabulary)
header = st.container(key="summary")
shown = controls.part()
with header:
    page.sentence("Scaling up", parts.sentence(selection))
if shown == "today":
    parts.today(selection)
elif shown == "scenario":
    parts.scenarios(selection)
else:
    match.find()
link.write_link(link.selection().to_query(), controls.current().to_query())
