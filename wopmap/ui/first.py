"""What the first reader needs, made before the server answers rather than while the reader waits."""

from __future__ import annotations

import importlib
import inspect

from wopmap.draw import deck
from wopmap.errors import WopmapError
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.atlas.picture import picture, screen_for
from wopmap.ui.city import entrance

OF_THE_FIRST_PAGE = (
    "wopmap.ui.atlas.below",
    "wopmap.ui.atlas.beside",
    "wopmap.ui.export",
)
"""Modules that take half a second to load, most of it in libraries for charts and pictures."""


def prepare() -> None:
    """Read the atlas's layers and prepare its first map; a layer that cannot be read is the page's to report."""
    for name in OF_THE_FIRST_PAGE:
        importlib.import_module(name)
    inspect.stack()  # Streamlit asks for it once a process; the first answer looks at every module that is loaded
    selection, options = Selection(), AtlasOptions()
    try:
        vocabulary = loaders.world().vocabulary
        drawn = picture(selection, options, LIGHT, frozenset(), screen_for(options, None), vocabulary)
        deck.draw(entrance.with_cities(drawn.scene), loaders.publish, drawn.area_address)
        for side in ("mentor", "mentee"):
            loaders.ranked(selection, side, "country", options.narrowing, options.focused)
        loaders.partnership_table(selection, options.narrowing, options.focused)
    except WopmapError:
        return
