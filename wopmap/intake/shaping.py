"""From matched outlines to rows of the layer zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from wopmap.build.outlines import label_point
from wopmap.intake.matching import Pair
from wopmap.intake.reading import mended
from wopmap.words import grouped

Shapes = NDArray[np.object_]

POINTS_A_ZONE = 1_500
"""Points of an outline, on average over the zones brought, beyond which they are thinned out."""

FIRST_TOLERANCE = 1e-5
"""Detail the thinning leaves out at first, in degrees (a metre); doubled until the outlines are light enough."""

COARSEST = 1e-3
_SLIVER = 1e-9  # square degrees


def thinned(outlines: Sequence[shapely.MultiPolygon]) -> tuple[Shapes, tuple[str, ...]]:
    """Outlines light enough for a map; neighbours keep a common border.

    Returns
    -------
    array of shapely.MultiPolygon, and a remark if anything was left out
    """
    shapes = np.array(outlines, dtype=object)
    before = int(shapely.get_num_coordinates(shapes).sum())
    if before <= POINTS_A_ZONE * len(shapes):
        return shapes, ()
    tolerance, light = FIRST_TOLERANCE, shapes
    while tolerance <= COARSEST and shapely.get_num_coordinates(light).sum() > POINTS_A_ZONE * len(shapes):
        light = shapely.coverage_simplify(shapes, tolerance)
        tolerance *= 2
    kept = np.array([_multi(new) or old for new, old in zip(light, shapes, strict=True)], dtype=object)
    after = int(shapely.get_num_coordinates(kept).sum())
    metres = tolerance / 2 * 111_000
    said = f"Outlines thinned from {grouped(before)} to {grouped(after)} points (detail under {metres:.0f} m left out)."
    return kept, (said,)


def brought(
    zones: geopandas.GeoDataFrame,
    city_id: str,
    level: str,
    pairs: Sequence[Pair],
    outlines: Shapes,
    misplaced: Mapping[str, bool],
    file: str,
) -> tuple[geopandas.GeoDataFrame, tuple[str, ...]]:
    """The layer zones with outlines of one level of a city replaced.

    Returns
    -------
    geopandas.GeoDataFrame
        All zones. A zone brought keeps its point where that lies inside; else it gets one well inside its
        outline, and its note says so.
    tuple of str
        Zones whose approximate outline had to give ground to the real ones.
    """
    rows = zones.copy()
    at = pd.Series(rows.index, index=rows["zone_id"])
    shapes = np.array(rows.geometry.array, dtype=object)
    position = {index: i for i, index in enumerate(rows.index)}
    for pair, outline in zip(pairs, outlines, strict=True):
        row = at[pair.zone_id]
        shapes[position[row]] = outline
        rows.loc[row, "geometry_method"] = "boundary"
        if misplaced.get(pair.zone_id) is False:
            continue
        lon, lat = label_point(outline)
        note = f"inside the outline brought from {file}"
        if misplaced.get(pair.zone_id):
            note += "; the point known before lies outside it"
        elif pd.notna(rows.at[row, "point_note"]):
            note += f"; before: {rows.at[row, 'point_note']}"
        rows.loc[row, ["lon", "lat"]] = [lon, lat]
        rows.loc[row, "place_quality"] = "exact"
        rows.loc[row, "point_note"] = note
    real = shapely.union_all(list(outlines))
    taken = {pair.zone_id for pair in pairs}
    same = (rows["city_id"] == city_id) & (rows["level"] == level) & (rows["geometry_method"] == "voronoi")
    cut_back = []
    for row in rows.index[same & ~rows["zone_id"].isin(taken)]:
        cell = shapes[position[row]]
        rest = _multi(shapely.difference(cell, real))
        if rest is not None and abs(rest.area - cell.area) < _SLIVER:
            continue
        cut_back.append(str(rows.at[row, "zone_id"]))
        shapes[position[row]] = rest
        if rest is None:
            rows.loc[row, "geometry_method"] = pd.NA
    return rows.set_geometry(geopandas.GeoSeries(shapes, index=rows.index, crs=zones.crs)), tuple(cut_back)


def _multi(shape: shapely.Geometry | None) -> shapely.MultiPolygon | None:
    """The polygons of a shape without slivers; None if there are none."""
    if shape is None:
        return None
    valid = shape if shapely.is_valid(shape) else mended(shape)
    polygons = [p for p in shapely.get_parts(valid) if p.geom_type == "Polygon" and p.area > _SLIVER]
    return shapely.MultiPolygon(polygons) if polygons else None
