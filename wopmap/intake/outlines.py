"""Bringing real outlines of the zones of a city."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from wopmap.errors import BadInput, Finding
from wopmap.intake.dependents import areas_anew
from wopmap.intake.levels import best_level
from wopmap.intake.matching import BY_CODE, CODE_STAGES, NAME_STAGES, Matches, Pair, accepted, as_text
from wopmap.intake.reading import Features, HowToRead, read_features
from wopmap.intake.report import Report
from wopmap.intake.shaping import brought, thinned
from wopmap.intake.whereabouts import NEAR_DEGREES, Whereabouts, whereabouts
from wopmap.intake.writing import alone_unless, folder_of, put
from wopmap.layers import Catalogue
from wopmap.words import counted, fold, grouped, listed, quoted

JOINED = "+"
"""Joins names of columns whose values form a code together: ``CVE_ENT+CVE_MUN``."""

FEWEST_CHECKED = 3
LEAST_INSIDE = 0.5
"""Share of zones of known place that must lie in the outline matched to them, else the column is doubted."""


@dataclass(frozen=True)
class Wanted:
    """What is to be brought, and how.

    Parameters
    ----------
    city_id : str
    key : str
        Column with codes (or, without `name`, names) of zones; several joined by "+".
    name, parent : str, optional
        Columns with names of zones, and of the larger unit each lies in.
    level : str, optional
        Level of the zones; default: the one most outlines fit.
    accept_fuzzy, merge_parts, accept_misplaced : bool
        Take names that are clearly alike; several features as parts of one zone; outlines that do not
        hold the known points of their zones.
    source : str
        Where the outlines come from and under which licence; kept in the manifest.
    how : HowToRead
    """

    city_id: str
    key: str
    name: str | None = None
    parent: str | None = None
    level: str | None = None
    accept_fuzzy: bool = False
    merge_parts: bool = False
    accept_misplaced: bool = False
    source: str = ""
    how: HowToRead = field(default_factory=HowToRead)


def import_outlines(
    path: str | Path, wanted: Wanted, catalogue: Catalogue | None = None, dry_run: bool = False
) -> Report:
    """Match outlines to the zones of a city and put them into the layers.

    Parameters
    ----------
    path : str or Path
    wanted : Wanted
    catalogue : Catalogue, optional
        Default: the layers in use.
    dry_run : bool
        Whether only the report is made.

    Raises
    ------
    BadInput
        With every finding; nothing is written then.
    WopmapError
        If the layers lie in an object store or another import is under way.
    """
    path, catalogue = Path(path), catalogue or Catalogue()
    with alone_unless(dry_run, folder_of(catalogue)):
        return _import(path, wanted, catalogue, dry_run)


def _import(path: Path, wanted: Wanted, catalogue: Catalogue, dry_run: bool) -> Report:
    city = city_row(catalogue, wanted.city_id)
    zones = catalogue.geo("zones")
    its = zones[zones["city_id"] == wanted.city_id]
    features = read_features(path, wanted.how)
    codes, names, parents = _columns(features, wanted)
    where = whereabouts(its, city)
    away = where.away_km(features.outlines) if where else np.zeros(len(codes))
    near = np.nan_to_num(away, nan=0.0) == 0  # what has no outline may still be what was looked for
    _refuse_elsewhere(features, away, where, wanted)
    level, matches, other_levels = best_level(
        its, wanted.city_id, wanted.level, codes, names[near], parents, wanted.merge_parts
    )
    matches = _borne_out(features, its, matches)
    if not matches.pairs and not (wanted.accept_fuzzy and accepted(matches)):
        raise BadInput([_nothing_fits(features, its, wanted, codes, matches)])
    pairs = [*matches.pairs, *(accepted(matches) if wanted.accept_fuzzy else ())]
    of_level = its[its["level"] == level]
    _refuse_unusable(features, pairs, away, wanted)
    outlines, thinning = thinned([_one(features, pair) for pair in pairs])
    misplaced = _misplaced(of_level, pairs, outlines)
    _refuse_misplaced(features, of_level, pairs, misplaced, wanted)
    changed, cut_back = brought(zones, wanted.city_id, level, pairs, outlines, misplaced, features.file)
    report = Report(
        file=features.file,
        city=str(city["city"]),
        level=str(of_level["level_label_plural"].iloc[0]),
        zones=len(of_level),
        features=features,
        pairs=tuple(pairs),
        matches=matches,
        among=_among(features, outlines),
        other_levels=other_levels,
        misplaced=misplaced,
        swallowing=_swallowing(of_level, pairs, outlines),
        doubtful=tuple(of_level.loc[of_level["place_quality"].isin(["approximate", "weak"]), "zone_id"]),
        cut_back=cut_back,
        remarks=(*features.remarks, *thinning),
        names=dict(zip(its["zone_id"], its["zone_name"], strict=True)),
    )
    if dry_run:
        return report
    layers: dict[str, pd.DataFrame] = {"zones": changed}
    if "service_areas" in catalogue.manifest["layers"]:
        use = catalogue.table("zone_use")
        layers["service_areas"] = areas_anew(catalogue, changed, use, wanted.city_id, moved=True)
    note = {
        "what": "outlines",
        "file": features.file,
        "file_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "city_id": wanted.city_id,
        "level": level,
        "zones": len(pairs),
        "source": wanted.source,
    }
    return report.written(put(catalogue, layers, note), catalogue.root)


def city_row(catalogue: Catalogue, city_id: str) -> pd.Series:
    """The row of a city; refuses one that is not there, naming the nearest."""
    cities = catalogue.table("cities").set_index("city_id")
    if city_id in cities.index:
        return cities.loc[city_id]
    by_name = {fold(str(name)): str(i) for i, name in cities["city"].items()}
    near = difflib.get_close_matches(fold(city_id), [*cities.index, *by_name], n=3, cutoff=0.5)
    meant = list(dict.fromkeys(str(by_name.get(n, n)) for n in near))
    mend = f"the nearest is {listed(meant, 'or')}" if meant else "its id is the city_id in the layer cities"
    raise BadInput([Finding("--city", None, None, city_id, "is not a city with zones", mend)])


def _columns(features: Features, wanted: Wanted) -> tuple[pd.Series, pd.Series, pd.Series | None]:
    """Codes, names and larger units of the features."""
    findings: list[Finding] = []

    def column(option: str, asked: str) -> pd.Series:
        parts = [asked] if asked in features.table else asked.split(JOINED)
        for part in parts:
            if part not in features.table:
                there = [str(c) for c in features.table.columns]
                near = difflib.get_close_matches(fold(part), [fold(c) for c in there], n=1, cutoff=0.4)
                meant = [c for c in there if fold(c) in near]
                mend = f"the nearest is {meant[0]}; " if meant else ""
                mend += f"columns are {listed(there, most=20)}" if there else "the file has no columns at all"
                findings.append(Finding(features.file, None, part, None, f"is no column ({option})", mend))
        if findings:
            return pd.Series(dtype=object)
        texts = [features.table[part].map(as_text) for part in parts]
        joined = texts[0]
        for text in texts[1:]:
            joined = joined + text
        return joined

    codes = column("--key", wanted.key)
    names = column("--name", wanted.name) if wanted.name else codes
    parents = column("--parent", wanted.parent) if wanted.parent else None
    if findings:
        raise BadInput(findings)
    return codes, names, parents


def _refuse_elsewhere(
    features: Features, away: np.ndarray, where: Whereabouts | None, wanted: Wanted
) -> None:
    """Refuse a file without a single outline near the city."""
    if where is None or not np.nanmin(away) > 0:
        return
    turned = shapely.transform(features.outlines, lambda xy: xy[:, ::-1])
    inside = np.abs(shapely.bounds(turned)[:, [1, 3]]).max(axis=1) <= 90
    turned[~inside] = None
    reason = f"holds no outline near {wanted.city_id}: the nearest is {grouped(np.nanmin(away))} km away"
    if inside.any() and np.nanmin(where.away_km(turned)) == 0:
        reason += ", and with latitude and longitude exchanged it is not"
        mend = "write longitude first, or say --swap-axes"
    else:
        mend = "check --city, and the coordinate system of the file (--crs)"
    raise BadInput([Finding(features.file, None, None, None, reason, mend)])


def _nothing_fits(
    features: Features, zones: pd.DataFrame, wanted: Wanted, codes: pd.Series, matches: Matches
) -> Finding:
    """Say what stands on both sides, and which column would fit."""
    ours = [t for t in (as_text(v) for v in [*zones["zone_code"].dropna(), *zones["zone_name"]]) if t]
    theirs = list(dict.fromkeys(t for t in codes if t))
    fits: dict[str, int] = {}
    for column in features.table.columns:
        texts = {as_text(v) for v in features.table[column]}
        fits[str(column)] = max(
            len({key(t) for t in texts} & {key(t) for t in ours} - {""})
            for *_, key in (*CODE_STAGES, *NAME_STAGES)
        )
    reason = (
        f"fits none of the {len(zones)} zones of {wanted.city_id}: they are called {_some(ours)}, "
        f"the column says {_some(theirs)}"
    )
    best = max(fits, key=lambda c: fits[c])
    if matches.several:
        shared = matches.several[0].value
        many = counted(len(matches.several), "value")
        reason += f"; {many}, {quoted(shared)} for one, stand for several zones or outlines"
        mend = (
            "tell them apart with --parent COLUMN or --level, or take them as parts of one with --merge-parts"
        )
    elif matches.suggestions:
        like = matches.suggestions[0]
        likes = counted(len(matches.suggestions), "name")
        alike = f"{quoted(like.value)} and {quoted(like.zone_name)}"
        mend = f"{likes} are alike ({alike} first): see --dry-run --accept-fuzzy"
    elif fits[best] and best not in (wanted.key, wanted.name):
        mend = f"column {best} fits {fits[best]}: --key {best}"
    else:
        mend = "check --city and --key, or bring outlines of the zones of that census"
    return Finding(features.file, None, wanted.name or wanted.key, None, reason, mend)


def _some(texts: Sequence[str]) -> str:
    return listed([quoted(t) for t in texts[:3]], most=3) + (" ..." if len(texts) > 3 else "")


def _refuse_unusable(features: Features, pairs: Sequence[Pair], away: np.ndarray, wanted: Wanted) -> None:
    """Outlines that fit a zone and cannot be used: all of them, by row."""
    findings = []
    for pair in pairs:
        for number in pair.features:
            problem = features.problems[number]
            if pd.notna(problem):
                mend = f"mend this outline of {pair.zone_id}, or take it out of the file"
                findings.append(Finding(features.file, number, None, pair.value, str(problem), mend))
            elif pair.kind == BY_CODE and away[number - 1] > 0:
                reason = (
                    f"lies {grouped(away[number - 1])} km away from {wanted.city_id}, zone {pair.zone_id}"
                )
                mend = "check the code, or take the outline out of the file"
                findings.append(Finding(features.file, number, wanted.key, pair.value, reason, mend))
    if findings:
        raise BadInput(findings)


def _one(features: Features, pair: Pair) -> shapely.MultiPolygon:
    """The outline of a pair; its parts as one."""
    shapes = [features.outlines[number - 1] for number in pair.features]
    if len(shapes) == 1:
        return shapes[0]
    union = shapely.union_all(shapes)
    return shapely.MultiPolygon([p for p in shapely.get_parts(union) if p.geom_type == "Polygon"])


def _borne_out(features: Features, zones: pd.DataFrame, matches: Matches) -> Matches:
    """Suggestions against which the place of their zone speaks are not clear."""
    rows = zones.set_index("zone_id")
    kept = []
    for one in matches.suggestions:
        row, outline = rows.loc[one.zone_id], features.outlines[one.feature - 1]
        known = row["place_quality"] in ("exact", "good") and pd.notna(row["lon"]) and outline is not None
        against = known and shapely.distance(shapely.Point(row["lon"], row["lat"]), outline) > NEAR_DEGREES
        kept.append(replace(one, clear=False) if against else one)
    return replace(matches, suggestions=tuple(kept))


def _misplaced(zones: geopandas.GeoDataFrame, pairs: Sequence[Pair], outlines: np.ndarray) -> dict[str, bool]:
    """Of zones whose place is known well: whether it lies outside the outline matched to them."""
    rows = zones.set_index("zone_id")
    found = {}
    for pair, outline in zip(pairs, outlines, strict=True):
        row = rows.loc[pair.zone_id]
        if row["place_quality"] in ("exact", "good") and pd.notna(row["lon"]):
            point = shapely.Point(row["lon"], row["lat"])
            found[pair.zone_id] = bool(shapely.distance(point, outline) > NEAR_DEGREES)
    return found


def _among(features: Features, outlines: np.ndarray) -> tuple[int, ...]:
    """Numbers of the features that lie within the hull of the outlines taken."""
    there = np.array([o is not None for o in features.outlines], dtype=bool)
    hull = shapely.union_all([shapely.convex_hull(part) for part in shapely.get_parts(outlines)]).convex_hull
    if shapely.bounds(hull)[2] - shapely.bounds(hull)[0] > 180:
        return ()  # a city on both sides of 180 degrees: its hull would hold half the world
    shapely.prepare(hull)
    inner = shapely.point_on_surface(features.outlines[there])
    inside = shapely.contains(hull, inner)
    return tuple(int(n) for n in features.table.index[there][inside])


def _swallowing(
    zones: geopandas.GeoDataFrame, pairs: Sequence[Pair], outlines: np.ndarray
) -> dict[str, tuple[str, ...]]:
    """Outlines that hold well-known points of other zones of their level."""
    known = zones[zones["place_quality"].isin(["exact", "good"]) & zones["lon"].notna()]
    points = shapely.points(known["lon"].to_numpy(float), known["lat"].to_numpy(float))
    holders, held = shapely.STRtree(points).query(outlines, predicate="contains") if len(known) else ((), ())
    found: dict[str, list[str]] = {}
    for holder, point in zip(holders, held, strict=True):
        zone_id = pairs[holder].zone_id
        if known["zone_id"].iloc[point] != zone_id:
            found.setdefault(zone_id, []).append(str(known["zone_name"].iloc[point]))
    return {zone_id: tuple(sorted(names)) for zone_id, names in found.items()}


def _refuse_misplaced(
    features: Features, zones: pd.DataFrame, pairs: Sequence[Pair], misplaced: dict[str, bool], wanted: Wanted
) -> None:
    if wanted.accept_misplaced or len(misplaced) < FEWEST_CHECKED:
        return
    outside = [zone_id for zone_id, out in misplaced.items() if out]
    if len(outside) <= (1 - LEAST_INSIDE) * len(misplaced):
        return
    names = zones.set_index("zone_id")["zone_name"]
    values = {p.zone_id: p for p in pairs}
    mend = "check --key: the column may hold another kind of number; if it is right, say --accept-misplaced"
    reason = (
        f"cannot be right: of {len(misplaced)} zones whose place is known, {len(outside)} lie outside the outline "
        f"matched to them, {quoted(str(names[outside[0]]))} for one"
    )
    raise BadInput([Finding(features.file, None, wanted.key, values[outside[0]].value, reason, mend)])
