"""The picture of the page Atlas: the scene that goes with the filters and options, and the addresses it needs."""

from __future__ import annotations

from dataclasses import dataclass

from wopmap import missing
from wopmap.draw.deck import AreaAddress
from wopmap.scene import missing as missing_picture
from wopmap.scene.atlas import TITLES, atlas_scene
from wopmap.scene.model import Scene
from wopmap.scene.options import FIRST_ZOOM, AtlasOptions, step_of
from wopmap.scene.style import Theme
from wopmap.selection import Selection, Vocabulary
from wopmap.ui import loaders
from wopmap.ui.mapkit import SIZES, Screen


@dataclass(frozen=True)
class Picture:
    """A scene and where a drawer finds its areas."""

    scene: Scene
    area_address: AreaAddress


def screen_for(options: AtlasOptions, told: Screen | None) -> Screen:
    """What the map's zoom and size are taken for until the browser has told them."""
    return told or Screen(options.view.zoom if options.view else FIRST_ZOOM, "middle")


def picture(
    selection: Selection,
    options: AtlasOptions,
    theme: Theme,
    picked: frozenset[str],
    screen: Screen,
    vocabulary: Vocabulary,
) -> Picture:
    """Make the scene; everything heavy in it is kept from run to run."""
    narrowing = options.narrowing
    subtitle = narrowing.in_words(selection, vocabulary)
    if options.show == "missing":
        rows = loaders.missing_table(selection, narrowing, options.since)
        scene = missing_picture.scene(
            rows,
            title=TITLES["missing"],
            subtitle=subtitle,
            summary=missing.sentence(rows, options.since),
            options=options,
            theme=theme,
        )
        return Picture(scene, loaders.missing_address(selection, narrowing, options.since))
    series, year = loaders.water(options, selection)
    scene = atlas_scene(
        loaders.flow_map(selection, options, theme, picked, step_of(screen.zoom)),
        series,
        year,
        title=TITLES[options.show],
        subtitle=subtitle,
        summary=loaders.summary(selection, narrowing),
        options=options,
        theme=theme,
        symbols=SIZES[screen.size],
    )
    return Picture(scene, loaders.water_address)
