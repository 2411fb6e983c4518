"""Help over the map of a city: flows that come in over its edge, its utilities, and the whole flows in an inset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from wopmap import greatcircle
from wopmap.city import City
from wopmap.scene.atlas import ARROW, years_in_words
from wopmap.scene.city_ground import Box, Ground, land, middle
from wopmap.scene.model import Flows, Layer, Points, Scene, View
from wopmap.scene.style import FLOW_WIDTH_PX, Theme
from wopmap.words import counted, grouped


def flow_layers(city: City, shown: pd.DataFrame, ground: Ground, box: Box, theme: Theme) -> list[Layer]:
    """Help from and to utilities of the city, one curve a pair, and the utilities as points.

    Parameters
    ----------
    shown : DataFrame
        Rows of `city.flows` that pass the filters.

    Notes
    -----
    A curve ends at the seat of the utility where that lies on this map, else at the middle of the city.
    """
    # As text: prepared flows hold each side in categories of its own, which pandas does not compare.
    shown = shown.astype({"mentor_id": str, "mentee_id": str, "role": str})
    # Help that arrives comes first: labels at the edge have room for a few.
    shown = shown.iloc[(shown["role"] == "mentor").to_numpy().argsort(kind="stable")]
    flows = shown[(shown["mentor_id"] != shown["mentee_id"]).to_numpy(bool)]
    if flows.empty:
        return []
    pairs = flows.groupby(["mentor_id", "mentee_id"], sort=False, observed=True)
    first = pairs.head(1).reset_index(drop=True)
    numbers = pairs["wop_id"].nunique().to_numpy()
    years = list(zip(pairs["active_from"].min(), pairs["active_to"].max(), strict=True))
    ends = {
        side: first[[f"{side}_lon", f"{side}_lat"]].to_numpy(dtype=float, copy=True)
        for side in ("mentor", "mentee")
    }
    own = {side: first["role"].isin([side, "both"]).to_numpy(bool) for side in ends}
    centre = middle(city)
    for side, places in ends.items():
        away = own[side] & ~_within(places, box)
        places[away] = centre
    with np.errstate(invalid="ignore"):
        known = np.isfinite(np.hstack(list(ends.values()))).all(axis=1)
        apart = known & (np.abs(ends["mentor"] - ends["mentee"]).max(axis=1) > 1e-6)
    lines = greatcircle.paths(*ends["mentor"][apart].T, *ends["mentee"][apart].T, most=PATH_POINTS)
    at_home = np.where(own["mentee"], -1, 0)[apart]
    lines = [_near(line, line[end][0], centre[0]) for line, end in zip(lines, at_home, strict=True)]
    rows = [row for row, kept in zip(first.itertuples(), apart, strict=True) if kept]
    numbers = numbers[apart]
    spans = [span for span, kept in zip(years, apart, strict=True) if kept]
    tips = [
        f"{row.mentor} {ARROW} {row.mentee}\n{counted(int(n), 'partnership')}, {years_in_words(*span)}"
        for row, n, span in zip(rows, numbers, spans, strict=True)
    ]
    low, high = FLOW_WIDTH_PX
    flows_layer = Flows(
        "flows",
        lines,
        np.minimum(low + 1.6 * np.sqrt(numbers), high),
        [theme.accent] * len(rows),
        [f"{row.mentor_id}>{row.mentee_id}" for row in rows],
        tips,
        np.zeros(len(rows), bool),
        [_edge_label(row, ground.seats) for row in rows],
    )
    return [flows_layer, *_utilities(first, ends, own, theme)]


PATH_POINTS = 60


def _near(line: np.ndarray, lon: float, wanted: float) -> np.ndarray:
    """The curve moved round the world so that its end at the city lies where the city is drawn."""
    return line - [360 * round((lon - wanted) / 360), 0]


def _edge_label(row: Any, seats: Mapping[str, str]) -> str:
    """Who is at the far end, in which city, how far."""
    side, word = ("mentor", "from") if row.role != "mentor" else ("mentee", "to")
    name, identity = str(getattr(row, side)), str(getattr(row, f"{side}_id"))
    where = seats.get(identity, "")
    place = f", {where}" if where and where not in name else ""
    far = "" if pd.isna(row.distance_km) else f", {grouped(round(float(row.distance_km)))} km"
    return f"{word} {name}{place}{far}"


def _within(places: np.ndarray, box: Box) -> np.ndarray:
    west, south, east, north = box
    lon = (places[:, 0] - west) % 360 + west
    return (lon <= east) & (places[:, 1] >= south) & (places[:, 1] <= north)


def _utilities(
    first: pd.DataFrame, ends: Mapping[str, np.ndarray], own: Mapping[str, np.ndarray], theme: Theme
) -> list[Layer]:
    """Utilities of the city where their flows begin or end."""
    places: dict[str, tuple[str, float, float, str]] = {}
    for side in ("mentor", "mentee"):
        for at in np.flatnonzero(own[side] & np.isfinite(ends[side]).all(axis=1)):
            identity = str(first[f"{side}_id"].iloc[at])
            name = str(first[side].iloc[at])
            places[identity] = (name, float(ends[side][at, 0]), float(ends[side][at, 1]), side)
    if not places:
        return []
    return [
        Points(
            "utilities",
            np.array([p[1] for p in places.values()]),
            np.array([p[2] for p in places.values()]),
            np.full(len(places), 5.0),
            [theme.mentee if p[3] == "mentee" else theme.mentor for p in places.values()],
            [f"{p[3]}:{identity}" for identity, p in places.items()],
            [f"{p[0]}\nutility; its seat stands for it" for p in places.values()],
        )
    ]


def inset(layers: Sequence[Layer], box: Box, theme: Theme) -> Scene | None:
    """The same flows, whole, over the land of the world; None without flows."""
    flows = [layer for layer in layers if isinstance(layer, Flows) and len(layer.paths)]
    if not flows:
        return None
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    thin = replace(flows[0], id="inset-flows", widths=np.full(len(flows[0].paths), 2.4), edge_labels=())
    here = Points(
        "inset-city", np.array([lon]), np.array([lat]), np.array([3.2]), [theme.mentee], ["city"], [""]
    )
    view = View(round(lon), 18.0, 0.0)
    return Scene("", "", "", theme, view, (land(theme, "countries_110m"), thin, here), ())
