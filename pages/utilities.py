"""Utilities: whether performance changed, and what can be said of it."""

from __future__ import annotations

import streamlit as st

from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.ui import filters, link
from wopmap.ui import loaders as shared
from wopmap.ui.utilities import about, controls, loaders, parts

world = shared.world()
link.open_link(world.vocabulary, UtilitiesOptions, (*filters.KEYS, *controls.KEYS))
link.show_problems()
filters.sidebar(world.vocabulary, on_reset=controls.reset)
header = st.container(key="summary")
options = controls.current()
controls.utility()
seen = loaders.found(options)
with header:
    parts.head(seen)
left, right = st.columns([7, 3], gap="medium")
with left:
    controls.area(seen)
    parts.over_time(seen)
    parts.mind(seen)
    about.told(seen)
with right:
    about.where(seen)
    about.facts(seen)
    about.downloads(seen)
parts.before_and_after(seen)
parts.reported(seen)
parts.beside_peers(seen)
parts.figures(seen)
about.bring(seen)
link.write_link(link.selection().to_query(), link.options(UtilitiesOptions).to_query())
