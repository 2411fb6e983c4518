"""What the first reader needs, made before the server answers rather than while the reader waits."""

from __future__ import annotations

from wopmap.draw import deck
from wopmap.errors import WopmapError
from wopmap.scene.atlas import atlas_scene
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import LIGHT
from wopmap.selection import Selection
from wopmap.ui import loaders


def prepare() -> None:
    """Read the atlas's layers and prepare its first map; a layer that cannot be read is the page's to report."""
    selection, options = Selection(), AtlasOptions()
    try:
        series, year = loaders.water(options, selection)
        scene = atlas_scene(
            loaders.flow_map(selection, options, LIGHT, frozenset()),
            series,
            year,
            title="",
            subtitle="",
            summary=loaders.summary(selection),
            options=options,
            theme=LIGHT,
        )
        deck.draw(scene, loaders.publish, loaders.water_address)
        for side in ("mentor", "mentee"):
            loaders.ranked(selection, side, "country")
        loaders.partnership_table(selection)
    except WopmapError:
        return
