"""Flows: who helps whom, merged by operator, country or region with the totals kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wopmap.labels import NOT_STATED, SEVERAL
from wopmap.selection import Shown, Vocabulary
from wopmap.words import counted, listed, slug

Codes = NDArray[np.intp]

LEVELS = ("operator", "country", "region")
SIDES = ("mentor", "mentee")
DIRECTIONS = ("in", "out", "both", "within")
ATTRIBUTES = {
    "modality": "modality",
    "programme": "programme",
    "topic": "topics",
    "mentor_region": "mentor_region",
}
"""What an edge may be coloured by, and the column that says it."""

_ENDS = {"operator": "id", "country": "country", "region": "region"}
_TEXTS = (
    *("wop_id", "mentor_id", "mentee_id", "mentor", "mentee", "mentor_country", "mentee_country"),
    *("mentor_region", "mentee_region", "mentor_motives", "status", "modality", "programme", "topics"),
    *("scope", "confidence", "source_id"),
)
EDGE_COLUMNS = (
    *("edge_id", "origin", "destination", "origin_label", "destination_label"),
    *("origin_lon", "origin_lat", "destination_lon", "destination_lat"),
    *("partnerships", "pairs", "wop_ids", "self", "colour", "first_year", "last_year"),
)


def prepare(flows: pd.DataFrame) -> pd.DataFrame:
    """The flows layer with its texts as categories, so that filters and merging compare numbers."""
    return flows.astype({name: "category" for name in _TEXTS if name in flows})


def merge(
    flows: pd.DataFrame,
    level: str,
    *,
    countries: pd.DataFrame,
    colour: str | None = None,
    all_flows: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per pair of operators, countries or regions between which help flows.

    Parameters
    ----------
    flows : DataFrame, (pairs,)
        Rows of the flows layer; those to merge.
    level : {"operator", "country", "region"}
    countries : DataFrame
        Columns iso3, name, lon, lat: where the arrows of a country end.
    colour : {"modality", "programme", "topic", "mentor_region"}, optional
        Attribute whose most frequent value (by partnerships) each row gets.
    all_flows : DataFrame, optional
        The whole layer. Regions lie in the middle of all their operators, so that they do not move
        while one filters. Default: `flows`.

    Returns
    -------
    DataFrame, (edges,)
        - edge_id: ``origin>destination``
        - origin, destination, origin_label, destination_label: of the mentors and of the mentees
        - origin_lon, origin_lat, destination_lon, destination_lat: degrees
        - partnerships: number of different partnerships; one of three mentors counts in three rows
          at the operator level and once where they are of one country
        - pairs: rows of `flows` merged; they sum to ``len(flows)``
        - wop_ids: tuple of the partnerships
        - self: both ends are the same (help inside a country or region)
        - colour: the value, ``not-stated``, or ``several`` where no value leads; empty without `colour`
        - first_year, last_year: span in which they are known to be active; missing where none states a year

        In the order of partnerships, most first, then of `edge_id`.

    Raises
    ------
    ValueError
        If the level or the attribute is not known.
    """
    _known("level", level, LEVELS)
    if colour is not None:
        _known("colour", colour, tuple(ATTRIBUTES))
    whole = flows if all_flows is None else all_flows
    origin, origins = _codes(flows[f"mentor_{_ENDS[level]}"])
    destination, destinations = _codes(flows[f"mentee_{_ENDS[level]}"])
    wop, wops = _codes(flows["wop_id"])
    pair = origin * np.intp(len(destinations)) + destination
    keys, edge, pairs = np.unique(pair, return_inverse=True, return_counts=True)
    of_edge, of_wop = _distinct(edge, wop, len(wops))
    partnerships = np.bincount(of_edge, minlength=len(keys))
    starts = np.concatenate([np.zeros(1, np.intp), np.cumsum(partnerships)])
    names = np.asarray(wops, dtype=object)[of_wop]
    start, end = origins[keys // max(len(destinations), 1)], destinations[keys % max(len(destinations), 1)]
    places = _places(whole, flows, level, countries)
    first, last = _spans(flows, edge, len(keys))
    edges = pd.DataFrame(
        {
            "edge_id": [
                f"{_link_name(a, level)}>{_link_name(b, level)}" for a, b in zip(start, end, strict=True)
            ],
            "origin": start,
            "destination": end,
            **_ends("origin", start, places),
            **_ends("destination", end, places),
            "partnerships": partnerships,
            "pairs": pairs,
            "wop_ids": [tuple(names[a:b]) for a, b in pairwise(starts.tolist())],
            "self": np.asarray(start == end, dtype=bool),
            "colour": _leading(flows, colour, edge, wop, len(keys), len(wops)),
            "first_year": first,
            "last_year": last,
        },
        columns=list(EDGE_COLUMNS),
    )
    return edges.sort_values(["partnerships", "edge_id"], ascending=[False, True], ignore_index=True)


def directed(flows: pd.DataFrame, who: Collection[str], direction: str = "both") -> pd.DataFrame:
    """Flows of chosen countries or operators, seen from them.

    Parameters
    ----------
    flows : DataFrame
    who : collection of str
        ISO 3166-1 alpha-3 codes or operator ids.
    direction : {"in", "out", "both", "within"}
        `in`: help that arrives from outside; `out`: help that leaves; `within`: both ends are among
        the chosen; `both`: all of these.
    """
    _known("direction", direction, DIRECTIONS)
    wanted = set(who)

    def among(side: str) -> NDArray[np.bool_]:
        return np.asarray(
            flows[f"{side}_country"].isin(wanted) | flows[f"{side}_id"].isin(wanted), dtype=bool
        )

    gives, gets = among("mentor"), among("mentee")
    mask = {"in": gets & ~gives, "out": gives & ~gets, "both": gives | gets, "within": gives & gets}[
        direction
    ]
    return flows[mask]


def ranking(
    flows: pd.DataFrame,
    side: str,
    level: str = "operator",
    top: int | None = 10,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Who takes part in most partnerships on one side.

    Parameters
    ----------
    flows : DataFrame
    side : {"mentor", "mentee"}
    level : {"operator", "country", "region"}
    top : int or None
        Most rows; None for all.
    names : mapping, optional
        Labels of countries; without them a country is its code.

    Returns
    -------
    DataFrame
        - id, label
        - partnerships: different partnerships
        - partners: different operators on the other side
        - countries: different countries of those
        - first_year, last_year

        Most partnerships first; ties by partners, then by label. Rows beyond `top` that tie with the
        last one are left out.
    """
    _known("side", side, SIDES)
    _known("level", level, LEVELS)
    other = {"mentor": "mentee", "mentee": "mentor"}[side]
    who, ids = _codes(flows[f"{side}_{_ENDS[level]}"])
    counts = {}
    for name, column in (
        ("partnerships", "wop_id"),
        ("partners", f"{other}_id"),
        ("countries", f"{other}_country"),
    ):
        codes, uniques = _codes(flows[column])
        counts[name] = np.bincount(_distinct(who, codes, len(uniques))[0], minlength=len(ids))
    first, last = _spans(flows, who, len(ids))
    labels = _labels(flows, side, ids) if level == "operator" else [(names or {}).get(i, i) for i in ids]
    table = pd.DataFrame({"id": ids, "label": labels, **counts, "first_year": first, "last_year": last})
    table = table[table["partnerships"] > 0]
    order = ["partnerships", "partners", "label"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table if top is None else table.head(top)


@dataclass(frozen=True)
class Totals:
    """Who takes part: numbers of different partnerships, operators and countries on each side."""

    partnerships: int
    mentors: int
    mentees: int
    mentor_countries: int
    mentee_countries: int
    domestic: int
    first_year: int | None
    last_year: int | None


def totals(flows: pd.DataFrame) -> Totals:
    """Count who takes part in some flows."""
    first, last = flows["active_from"].min(), flows["active_to"].max()
    return Totals(
        partnerships=flows["wop_id"].nunique(),
        mentors=flows["mentor_id"].nunique(),
        mentees=flows["mentee_id"].nunique(),
        mentor_countries=flows["mentor_country"].nunique(),
        mentee_countries=flows["mentee_country"].nunique(),
        domestic=flows.loc[flows["domestic"].to_numpy(dtype=bool), "wop_id"].nunique(),
        first_year=None if pd.isna(first) else int(first),
        last_year=None if pd.isna(last) else int(last),
    )


def summarise(shown: Shown, vocabulary: Vocabulary) -> str:
    """Sentence on what is shown, made from the data; also the alternative text of the map."""
    if not shown.n:
        if shown.without:
            name, number = next(iter(shown.without.items()))
            return f"No partnership passes the filters; without the filter on {name} there would be {number}."
        return "No partnership passes the filters."
    sums = totals(shown.flows)
    sentence = (
        f"{counted(sums.mentors, 'mentor')} in {counted(sums.mentor_countries, 'country', 'countries')} "
        f"{'helps' if sums.mentors == 1 else 'help'} {counted(sums.mentees, 'mentee')} in "
        f"{counted(sums.mentee_countries, 'country', 'countries')} through "
        f"{counted(sums.partnerships, 'partnership')}"
    )
    sentence += f", {sums.domestic} of them inside one country." if sums.domestic else "."
    if shown.n == 1:
        return sentence
    givers, takers = (_lead(shown.flows, side, vocabulary) for side in SIDES)
    return f"{sentence} Most often the mentor is in {givers}, and the mentee in {takers}."


LEADERS_NAMED = 3


def _lead(flows: pd.DataFrame, side: str, vocabulary: Vocabulary) -> str:
    """The countries with most partnerships on a side and their numbers."""
    table = ranking(flows, side, "country", top=LEADERS_NAMED)
    return listed(
        [
            f"{vocabulary.label('countries', str(code))} ({number})"
            for code, number in zip(table["id"], table["partnerships"], strict=True)
        ]
    )


def _known(what: str, value: str, choices: Collection[str]) -> None:
    if value not in choices:
        raise ValueError(f"The {what} of flows is one of {', '.join(choices)}; got {value!r}.")


def _link_name(identity: object, level: str) -> str:
    return slug(str(identity)) if level == "region" else str(identity)


def _codes(column: pd.Series) -> tuple[Codes, NDArray[np.object_]]:
    """Whole numbers for the values of a column, and the values; a missing one is ``not-stated``."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes.to_numpy().astype(np.intp), column.cat.categories.to_numpy(object)
    else:
        found, uniques = pd.factorize(column, sort=True)
        codes, values = found.astype(np.intp), np.asarray(uniques, dtype=object)
    if (codes < 0).any():
        codes = np.where(codes < 0, len(values), codes)
        values = np.append(values, NOT_STATED)
    return codes, values


def _distinct(group: Codes, item: Codes, items: int) -> tuple[Codes, Codes]:
    """Different pairs of group and item, sorted by group then item."""
    both = np.unique(group * np.intp(max(items, 1)) + item)
    return both // max(items, 1), both % max(items, 1)


def _spans(
    flows: pd.DataFrame, group: Codes, groups: int
) -> tuple[pd.arrays.IntegerArray, pd.arrays.IntegerArray]:
    """First and last known year of each group."""
    first = np.full(groups, np.inf)
    last = np.full(groups, -np.inf)
    starts = flows["active_from"].to_numpy(dtype=float, na_value=np.nan)
    ends = flows["active_to"].to_numpy(dtype=float, na_value=np.nan)
    np.fmin.at(first, group, starts)
    np.fmax.at(last, group, ends)
    return _years(first), _years(last)


def _years(values: NDArray[np.float64]) -> pd.Series:
    known = np.isfinite(values)
    return pd.Series(np.where(known, values, 0).astype(np.int64), dtype="Int64").mask(~known)


def _places(whole: pd.DataFrame, flows: pd.DataFrame, level: str, countries: pd.DataFrame) -> pd.DataFrame:
    """Label, longitude and latitude of every possible end, by its identity."""
    if level == "operator":
        return pd.concat([_seats(flows, side) for side in SIDES]).groupby("place", observed=True).first()
    if level == "region":
        return _middles(whole, "region")
    known = pd.DataFrame(
        {
            "label": countries["name"].to_numpy(object),
            "lon": countries["lon"].to_numpy(float),
            "lat": countries["lat"].to_numpy(float),
        },
        index=countries["iso3"].to_numpy(object),
    ).dropna(subset=["lon", "lat"])
    known = known[known.index.notna()]
    needed = {code for side in SIDES for code in _codes(flows[f"{side}_country"])[1]}
    missing = needed - set(known.index)
    if not missing:
        return known
    elsewhere = _middles(whole, "country")
    return pd.concat([known, elsewhere[elsewhere.index.isin(missing)]])


def _middles(flows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Middle, on the sphere, of all operators of a country or region."""
    seats = pd.concat([_seats(flows, side, column) for side in SIDES])
    middles = seats.groupby("place", observed=True)[["x", "y", "z"]].mean()
    return pd.DataFrame(
        {
            "label": middles.index.astype(object),
            "lon": np.degrees(np.arctan2(middles["y"], middles["x"])),
            "lat": np.degrees(np.arctan2(middles["z"], np.hypot(middles["x"], middles["y"]))),
        },
        index=middles.index,
    )


def _seats(flows: pd.DataFrame, side: str, column: str | None = None) -> pd.DataFrame:
    """Each operator of a side once, with its place on the sphere."""
    wanted = [f"{side}_id", side, f"{side}_lon", f"{side}_lat"]
    extra = [f"{side}_{column}"] if column else []
    rows = flows[[*wanted, *extra]].drop_duplicates(f"{side}_id")
    lon, lat = (rows[f"{side}_{axis}"].to_numpy(dtype=float) for axis in ("lon", "lat"))
    rad_lon, rad_lat = np.radians(lon), np.radians(lat)
    place = rows[extra[0] if extra else f"{side}_id"].astype(object)
    return pd.DataFrame(
        {
            "place": place.where(place.notna(), NOT_STATED).to_numpy(),
            "label": rows[side].astype(object).to_numpy(),
            "lon": lon,
            "lat": lat,
            "x": np.cos(rad_lat) * np.cos(rad_lon),
            "y": np.cos(rad_lat) * np.sin(rad_lon),
            "z": np.sin(rad_lat),
        }
    )


def _ends(end: str, identities: NDArray[np.object_], places: pd.DataFrame) -> dict[str, NDArray[np.object_]]:
    found = places.reindex(identities)
    return {
        f"{end}_label": found["label"].to_numpy(object),
        f"{end}_lon": found["lon"].to_numpy(float),
        f"{end}_lat": found["lat"].to_numpy(float),
    }


def _labels(flows: pd.DataFrame, side: str, ids: NDArray[np.object_]) -> NDArray[np.object_]:
    names = (
        flows[[f"{side}_id", side]].drop_duplicates(f"{side}_id").set_index(f"{side}_id")[side].astype(object)
    )
    return names.reindex(ids).to_numpy(object)


def _leading(
    flows: pd.DataFrame, colour: str | None, edge: Codes, wop: Codes, edges: int, wops: int
) -> NDArray[np.object_]:
    """Most frequent value of an attribute on each edge, counted by partnerships."""
    if colour is None:
        return np.full(edges, "", dtype=object)
    value, values = _codes(flows[ATTRIBUTES[colour]])
    each, what = _distinct(edge * np.intp(max(wops, 1)) + wop, value, len(values))
    each = each // max(wops, 1)
    if colour == "topic":
        each, what, values = _split_topics(each, what, values)
    votes, counts = np.unique(each * np.intp(max(len(values), 1)) + what, return_counts=True)
    of_edge, of_value = votes // max(len(values), 1), votes % max(len(values), 1)
    most = np.zeros(edges, dtype=np.intp)
    np.maximum.at(most, of_edge, counts)
    winner = counts == most[of_edge]
    winners = np.bincount(of_edge[winner], minlength=edges)
    leading = np.full(edges, SEVERAL, dtype=object)
    alone = winner & (winners[of_edge] == 1)
    leading[of_edge[alone]] = values[of_value[alone]]
    return leading


def _split_topics(
    each: Codes, what: Codes, values: NDArray[np.object_]
) -> tuple[Codes, Codes, NDArray[np.object_]]:
    """Rows of joined topics as one row per topic."""
    parts = [[part for part in str(joined).split(";") if part] or [NOT_STATED] for joined in values]
    single = sorted({part for several in parts for part in several})
    number = {part: i for i, part in enumerate(single)}
    lengths = np.array([len(several) for several in parts], dtype=np.intp)
    flat = np.array([number[part] for several in parts for part in several], dtype=np.intp)
    starts = np.concatenate([np.zeros(1, np.intp), np.cumsum(lengths)])[:-1]
    repeats = lengths[what]
    offset = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return (
        np.repeat(each, repeats),
        flat[np.repeat(starts[what], repeats) + offset],
        np.array(single, dtype=object),
    )
