"""Where a utility is and who helps whom there: its flows between operators over the household water of countries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap.household import CountrySeries
from wopmap.scene.atlas import BOUNDARY_NOTE, WORLD_BOX, flow_map, water_areas, water_legend
from wopmap.scene.model import Flows, Scene, View
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import Theme
from wopmap.words import counted

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; east may exceed 180."""

WATER = ("at_least_basic", "total")
"""Indicator and residence of the household water under the flows."""

PAD_SHARE, LEAST_PAD = 0.12, 3.0
"""Ground shown around the flows, as a share of their extent, and in degrees at least."""

SOUTH = 3.0
"""Times the ground in the south: there lie the legend and the note of a small map."""


@dataclass(frozen=True, eq=False)
class UtilityMap:
    """A scene and the box of all that belongs to the utility."""

    scene: Scene
    box: Box


def utility_map(
    operator_id: str,
    name: str,
    every: pd.DataFrame,
    countries: pd.DataFrame,
    series: CountrySeries,
    year: int,
    theme: Theme,
    elsewhere: Box | None = None,
) -> UtilityMap:
    """The flows of one utility, each from its mentor to its mentee.

    Parameters
    ----------
    operator_id : str
        Empty for a utility that is no partner of the atlas.
    name : str
    every, countries : DataFrame
        The prepared flows, all of them, and the countries.
    series : CountrySeries
        Household water under the flows.
    year : int
    theme : Theme
    elsewhere : tuple, optional
        Box to show where it has no flow: that of its country.
    """
    mine = every[((every["mentor_id"] == operator_id) | (every["mentee_id"] == operator_id)).to_numpy(bool)]
    drawn = flow_map(mine, every, countries, AtlasOptions(level="operator", colour="none"), theme)
    arrows = [layer for layer in drawn.layers if isinstance(layer, Flows)]
    box = _box(arrows) if len(mine) else (elsewhere or WORLD_BOX)
    view = View((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 1.0)
    scene = Scene(
        title=name,
        subtitle="Its partnerships",
        summary=_summary(mine, operator_id, name),
        theme=theme,
        view=view,
        layers=(water_areas(series, year, theme, view.zoom), *(drawn.layers if len(mine) else ())),
        legend=(*(drawn.legend[:1] if len(mine) else ()), water_legend(series, year, theme)),
        notes=(BOUNDARY_NOTE,),
        sources=tuple(sorted(set(mine["source_id"].astype(str)))),
    )
    return UtilityMap(scene, box)


def _box(arrows: list[Flows]) -> Box:
    """Box of all flows, with ground around them; rings have their place in the points only."""
    paths = [path for flows in arrows for path in flows.paths]
    if not paths:
        return WORLD_BOX
    points = np.concatenate(paths)
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    across = max((east - west) * PAD_SHARE, LEAST_PAD)
    along = max((north - south) * PAD_SHARE, LEAST_PAD)
    return (
        float(west - across),
        float(max(south - SOUTH * along, -84)),
        float(east + across),
        float(min(north + along, 84)),
    )


def _summary(mine: pd.DataFrame, operator_id: str, name: str) -> str:
    gives = mine[(mine["mentor_id"] == operator_id).to_numpy(bool)]
    gets = mine[(mine["mentee_id"] == operator_id).to_numpy(bool)]
    if not len(mine):
        return f"The country of {name}; no partnership of it is on file."
    parts = []
    if len(gets):
        mentors = counted(gets["mentor_id"].nunique(), "mentor")
        parts.append(f"receives help from {mentors} in {counted(gets['wop_id'].nunique(), 'partnership')}")
    if len(gives):
        mentees = counted(gives["mentee_id"].nunique(), "mentee")
        parts.append(f"helps {mentees} in {counted(gives['wop_id'].nunique(), 'partnership')}")
    return (
        f"{name} {' and '.join(parts)}; arrows run from mentor to mentee over household water of countries."
    )
