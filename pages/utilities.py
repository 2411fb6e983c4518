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
seen, words = loaders.found(options), loaders.words(options)
with header:
    parts.head(seen, words)
left, right = st.columns([7, 3], gap="medium")
with left:
    controls.area(seen)
    parts.over_time(seen, words)
    parts.mind(words)
    parts.told(seen, words)
with right:
    about.where(seen)
    about.facts(seen, words)
    about.downloads(seen)
parts.before_and_after(words)
parts.reported(words)
parts.beside_peers(seen, words)
parts.figures(words)
about.bring(seen)
link.write_link(link.selection().to_query(), link.options(UtilitiesOptions).to_query())
