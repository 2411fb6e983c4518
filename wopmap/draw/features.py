"""Scene layers as compact GeoJSON: what the browser fetches once by address and keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely

from wopmap.draw.strokes import strokes
from wopmap.scene.model import DotField, Flows, Labels, Lines, Mixes, Points
from wopmap.scene.style import ARROW_PX, rgb

TAPER = 0.28  # width at the mentor as a share of the width at the mentee
PALE = 90  # opacity (0-255) at the mentor; 235 at the mentee, so that direction reads without colour
FULL = 235
FADED = 0.22
DECIMALS = 2  # 0.01 degrees is about 1 km: finer than a seat known to city precision
LAYERS_OF_DOTS, LAYERS_MIXED = 24, 7
NEAR_DECIMALS = 4  # where a map shows one city
PERMILLE = 1000
DEGREES_A_PX = 360 / 512  # at zoom 0 the world is 512 px wide
KEPT = 64  # layers whose bytes are kept, by identity

TIP = "tip"
WITHOUT, HAVING, ABSENT = "w", "h", "-"  # kinds of a dot, one letter a series


def tip_name(position: int) -> str:
    """Property with the hover text of one series and year, where areas hold one for each."""
    return f"t{position}"


def _tip(text: str, tips: int) -> dict[str, str]:
    """The hover text under every name a map may ask for: only one name can be asked for at a time."""
    return {TIP: text} if not tips else {tip_name(position): text for position in range(tips)}


def collection(features: Iterable[dict[str, Any]]) -> bytes:
    """UTF-8 bytes of a feature collection without a single spare blank."""
    text = json.dumps(
        {"type": "FeatureCollection", "features": list(features)},
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode()


def straightened(outlines: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """Outlines drawn with fewer points; neighbours keep meeting.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame, (m,)
        Polygons in degrees that share their borders; rows without geometry are left out.
    tolerance : float
        Degrees by which a border may be moved; 0 for not at all. Islands too small to be seen at that
        coarseness go, but never the largest part of an area.
    """
    rows = outlines[outlines.geometry.notna() & ~outlines.geometry.is_empty]
    if not tolerance:
        return rows
    shapes = shapely.coverage_simplify(rows.geometry.to_numpy(), tolerance)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    sizes = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, owner, sizes)
    kept = (sizes >= tolerance**2) | (sizes == largest[owner])
    return rows.set_geometry(shapely.multipolygons(parts[kept], indices=owner[kept]))


MOST_POINTS = 300_000
"""Points of outlines a browser without a graphics card still moves about."""


def bearable(outlines: pd.DataFrame, most: int = MOST_POINTS) -> pd.DataFrame:
    """Outlines straightened as far as a browser needs to draw them all, and not at all where it need not.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame, (m,)
        Polygons in degrees.
    most : int
        Points they may have together.
    """
    if shapely.get_num_coordinates(outlines.geometry.to_numpy()).sum() <= most:
        return outlines
    west, south, east, north = outlines.geometry.total_bounds
    tolerance = max(east - west, north - south) / 2**14
    while tolerance < max(east - west, north - south) / 2**10:
        found = straightened(outlines, tolerance)
        if shapely.get_num_coordinates(found.geometry.to_numpy()).sum() <= most:
            return found
        tolerance *= 2
    return straightened(outlines, tolerance)


def areas(
    outlines: pd.DataFrame,
    key: str,
    name: str,
    series: Mapping[str, pd.DataFrame],
    decimals: int = 2,
    tips: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Polygons with all their yearly figures.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame, (m,)
        Polygons in degrees.
    key, name : str
        Columns with the identity and the name of an area; both may be missing for a polygon.
    series : mapping of str to (areas, years) frames
        Shares (0-1) by area and year; written as whole per mille, missing as null.
    decimals : int
        Digits kept of a coordinate.
    tips : mapping of str to sequence of str, optional
        Hover texts of each area.

    Returns
    -------
    bytes
        GeoJSON. Properties: ``id``, ``name``, one list per series in the order of its years, and the hover
        texts, see `tip_name`.
    """
    geometry = json_geometry(outlines.geometry.to_numpy(), decimals)
    frames = {field: per_mille(frame) for field, frame in series.items()}
    features = []
    for shape, identity, label in zip(geometry, outlines[key], outlines[name], strict=True):
        if shape is None:
            continue
        known = None if pd.isna(identity) else str(identity)
        properties: dict[str, Any] = {"id": known, "name": None if pd.isna(label) else str(label)}
        for field, table in frames.items():
            if known in table:
                properties[field] = table[known]
        for position, text in enumerate((tips or {}).get(known or "", ())):
            properties[tip_name(position)] = text
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return collection(features)


def area_files(
    outlines: pd.DataFrame,
    key: str,
    name: str,
    series: Mapping[str, pd.DataFrame],
    decimals: int = 2,
    tips: Mapping[str, Sequence[str]] | None = None,
    shared: bool = True,
) -> tuple[bytes, bytes, bytes]:
    """Polygons, the borders between them, and the polygons alone that lack a figure in some year.

    Parameters are those of `areas` and `borders`; the last file is empty where no area lacks a figure.
    """
    lacking = np.zeros(len(outlines), dtype=bool)
    for frame in series.values():
        known = frame.reindex(outlines[key].astype(object).to_numpy())
        lacking |= known.isna().to_numpy().any(axis=1)
    gaps = areas(outlines[lacking], key, name, series, decimals) if lacking.any() else b""
    return (
        areas(outlines, key, name, series, decimals, tips),
        borders(outlines, decimals, shared=shared),
        gaps,
    )


def borders(outlines: pd.DataFrame, decimals: int = 2, shared: bool = True) -> bytes:
    """Every stretch of border between two areas once: ``[{"a": [lon, lat], "b": [lon, lat]}, ...]``.

    A coast needs no line of its own: it is where the colour ends. Left out, two thirds of the lines need
    not be drawn. Where neighbours need not have the same points on their common border, ask for all
    stretches, not only the `shared` ones.
    """
    rings = shapely.get_rings(shapely.get_parts(outlines.geometry.to_numpy()))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points = np.round(points, decimals)
    ends = np.hstack([points[:-1], points[1:]])[ring[1:] == ring[:-1]]
    ends = ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)]
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    stretches, times = np.unique(ends, axis=0, return_counts=True)
    rows = [{"a": row[:2], "b": row[2:]} for row in stretches[times > shared].tolist()]
    return json.dumps(rows, separators=(",", ":")).encode()


def per_mille(frame: pd.DataFrame) -> dict[str, list[int | None]]:
    """Each row of shares as a list of whole per mille, missing as None."""
    scaled = np.round(frame.to_numpy(dtype=float) * PERMILLE)
    return {
        str(area): [None if np.isnan(value) else int(value) for value in row]
        for area, row in zip(frame.index, scaled, strict=True)
    }


def json_geometry(shapes: np.ndarray, decimals: int) -> list[dict[str, Any] | None]:
    """GeoJSON geometries with rounded coordinates; what vanishes at that precision becomes None."""
    texts = shapely.to_geojson(shapes)
    out: list[dict[str, Any] | None] = []
    for shape, text in zip(shapes, texts, strict=True):
        if shape is None or shape.is_empty:
            out.append(None)
            continue
        geometry = json.loads(text)
        geometry["coordinates"] = rounded(geometry["coordinates"], decimals)
        out.append(geometry)
    return out


def rounded(nested: Any, decimals: int) -> Any:
    """Nested lists of numbers, each rounded."""
    if isinstance(nested, (int, float)):
        return round(nested, decimals)
    return [rounded(item, decimals) for item in nested]


@lru_cache(maxsize=KEPT)
def flows(layer: Flows, tips: int = 0) -> bytes:
    """Flows as lines with a colour and a width for every vertex, and one arrowhead point each.

    A line grows from ``TAPER`` to its full width and from pale to full; the arrowhead is turned to the angle
    (degrees, anticlockwise from east on a Web Mercator screen) at which the curve arrives. `tips` is the number
    of hover texts the areas of the same map have.
    """
    features: list[dict[str, Any]] = []
    angles = arrival_angles(layer.paths)
    low, high = ARROW_PX
    patterns = layer.patterns or ["solid"] * len(layer.paths)
    decimals = NEAR_DECIMALS if layer.edge_labels else DECIMALS
    for path, width, colour, key, tip, faded, angle, pattern in zip(
        layer.paths,
        layer.widths,
        layer.colours,
        layer.keys,
        layer.tips,
        layer.faded,
        angles,
        patterns,
        strict=True,
    ):
        red_green_blue = rgb(colour)
        strength = FADED if faded else 1.0
        named = {"id": key, **_tip(tip, tips)}
        curve = np.column_stack([path, np.linspace(0.0, 1.0, len(path))])
        for stroke in strokes(curve, pattern, DEGREES_A_PX / 2**layer.zoom):
            # Flows that could be: no growth along the way, dashes of one width and strength.
            along = np.ones(len(stroke)) if layer.possible else stroke[:, 2]
            alphas = ((PALE + (FULL - PALE) * along) * strength).astype(int).tolist()
            widths = np.round(width * (TAPER + (1 - TAPER) * along), 1).tolist()
            features.append(
                {
                    "type": "Feature",
                    "properties": {
                        **named,
                        "c": [[*red_green_blue, alpha] for alpha in alphas],
                        "w": widths,
                    },
                    "geometry": {
                        "type": "LineString",
                        "coordinates": np.round(stroke[:, :2], decimals).tolist(),
                    },
                }
            )
        size = round(float(np.clip(low + width * 1.2, low, high)), 1)
        features.append(
            {
                "type": "Feature",
                "properties": {
                    **named,
                    "c": [*red_green_blue, int(255 * strength)],
                    "s": size,
                    "a": round(float(angle), 1),
                },
                "geometry": {"type": "Point", "coordinates": np.round(path[-1], decimals).tolist()},
            }
        )
    return collection(features)


def arrival_angles(paths: Any) -> np.ndarray:
    """Screen angle (degrees anticlockwise from east) of the last stretch of each path in Web Mercator."""
    ends = np.array([path[-1] for path in paths], dtype=float).reshape(-1, 2)
    before = np.array([path[-2] for path in paths], dtype=float).reshape(-1, 2)
    rise = np.degrees(mercator_y(ends[:, 1]) - mercator_y(before[:, 1]))
    return np.degrees(np.arctan2(rise, ends[:, 0] - before[:, 0]))


def mercator_y(lat: np.ndarray) -> np.ndarray:
    """Web Mercator northing in radians for latitudes in degrees, held within +-85.05 degrees."""
    held = np.radians(np.clip(lat, -85.05, 85.05))
    return np.log(np.tan(np.pi / 4 + held / 2))


@lru_cache(maxsize=KEPT)
def points(layer: Points, tips: int = 0) -> bytes:
    """Symbols with radius and colour; `tips` as for `flows`."""
    faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
    return collection(
        {
            "type": "Feature",
            "properties": {
                "id": key,
                **_tip(tip, tips),
                "r": round(float(radius), 1),
                "c": [*rgb(colour), int(255 * (FADED if pale else 0.92))],
            },
            "geometry": {"type": "Point", "coordinates": [round(float(lon), 4), round(float(lat), 4)]},
        }
        for lon, lat, radius, colour, key, tip, pale in zip(
            layer.lon, layer.lat, layer.radii, layer.colours, layer.keys, layer.tips, faded, strict=True
        )
    )


@lru_cache(maxsize=KEPT)
def mixes(layer: Mixes) -> bytes:
    """Rings with the name of their picture (``k``, see `wopmap.draw.textures.rings`), size in px and opacity."""
    faded = np.zeros(len(layer.keys), bool) if layer.faded is None else layer.faded
    return collection(
        {
            "type": "Feature",
            "properties": {
                "id": key,
                TIP: tip,
                "k": ring_name(parts),
                "s": round(2 * float(radius), 1),
                "c": [0, 0, 0, int(255 * (FADED if pale else 1.0))],
            },
            "geometry": {"type": "Point", "coordinates": [round(float(lon), 4), round(float(lat), 4)]},
        }
        for lon, lat, radius, parts, key, tip, pale in zip(
            layer.lon, layer.lat, layer.radii, layer.parts, layer.keys, layer.tips, faded, strict=True
        )
    )


def ring_name(parts: tuple[int, ...]) -> str:
    """Name of the picture of a mix: ``3-0-1`` for three quarters and a quarter."""
    return "-".join(str(number) for number in parts)


@lru_cache(maxsize=KEPT)
def dots(field: DotField) -> bytes:
    """Dots in `LAYERS_OF_DOTS` layers, those of one alike in every series as one feature.

    Property ``s`` has one letter a series. Were all of a kind drawn at once, the last would hide the others
    where dots are dense, and the map would show too many of them. Rounded to 5 decimals, about a metre.
    """
    letters = np.array([ABSENT, WITHOUT, HAVING])[np.asarray(field.kinds, dtype=int) + 1]
    alike, which = np.unique(letters, axis=0, return_inverse=True)
    places = np.round(np.column_stack([field.lon, field.lat]).astype(float), 5)
    layer = np.arange(len(places)) * LAYERS_MIXED % LAYERS_OF_DOTS
    return collection(
        {
            "type": "Feature",
            "properties": {"s": "".join(alike[number])},
            "geometry": {"type": "MultiPoint", "coordinates": places[mine].tolist()},
        }
        for depth in range(LAYERS_OF_DOTS)
        for number in range(len(alike))
        if (mine := (which.ravel() == number) & (layer == depth)).any()
    )


@lru_cache(maxsize=KEPT)
def lines(layer: Lines) -> bytes:
    """Lines without properties."""
    return collection(
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": np.round(path, 5).tolist()},
        }
        for path in layer.paths
    )


@lru_cache(maxsize=KEPT)
def labels(layer: Labels) -> bytes:
    """Texts at places."""
    return collection(
        {
            "type": "Feature",
            "properties": {"t": text, "k": int(rank)},
            "geometry": {"type": "Point", "coordinates": [round(float(lon), 4), round(float(lat), 4)]},
        }
        for lon, lat, text, rank in zip(layer.lon, layer.lat, layer.texts, layer.rank, strict=True)
    )
