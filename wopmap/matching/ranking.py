"""Who could help whom: mentors ranked for a mentee, or mentees for a mentor, each reason visible by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopmap import greatcircle
from wopmap.labels import Term
from wopmap.matching.evidence import PUBLIC, Evidence, Floats, Pair
from wopmap.matching.languages import shared

COMPONENTS: Mapping[str, Term] = {
    "topic": Term(
        "Topics",
        "Experience on the topics asked: 1 - 0.5^n of a mentor's n partnerships on a topic, averaged over topics.",
    ),
    "region": Term("Region", "Partnerships in the mentee's UN sub-region: 1 - 0.5^n."),
    "past": Term("Country", "Partnerships in the mentee's country: 1 - 0.5^n."),
    "language": Term(
        "Language",
        "How widely the language shared best is known on the side where it is known less (Unicode CLDR); "
        "official counts as known by all.",
    ),
    "distance": Term("Nearness", "1 at the same place, 0 at the other end of the world."),
    "conditions": Term(
        "Conditions",
        "How near the urban shares using at least basic water of both countries are: 1 less their difference.",
    ),
    "size": Term("Size", "Connections of the smaller divided by those of the larger utility."),
    "load": Term("Free hands", "1 / (1 + n) with n partnerships known to be under way."),
    "public": Term("Public", "1 for a public operator, 0.5 for a mixed, 0 for a private one."),
}
"""Reasons, each from 0 to 1; without a fact a reason is missing, which is not 0."""

DEFAULT_WEIGHTS: Mapping[str, int] = {
    "topic": 3,
    "region": 2,
    "past": 2,
    "language": 2,
    "distance": 1,
    "conditions": 1,
    "size": 1,
    "load": 1,
    "public": 1,
}
"""Set beforehand, not fitted to the partnerships on record."""

MOST_WEIGHT = 5
HALF_WORLD_KM = 20_015.0
"""Half the length of a great circle on the sphere of mean radius (6371.0088 km)."""


@dataclass(frozen=True)
class Asking:
    """Who asks for help.

    Attributes
    ----------
    operator : str
        Its id; empty where a country asks.
    country : str
        ISO 3166-1 alpha-3 code.
    topics : tuple of str
    """

    operator: str
    country: str
    region: str
    lon: float
    lat: float
    size: float
    topics: tuple[str, ...] = ()


def asking(known: Evidence, identity: str, topics: Sequence[str] = ()) -> Asking | None:
    """Who stands behind an operator id or a country code; None for neither."""
    seat = known.seats.get(identity)
    if seat is None:
        return None
    operator = identity if identity in known.operators.index else ""
    return Asking(operator, seat.country, seat.region, seat.lon, seat.lat, seat.size, tuple(topics))


@dataclass(frozen=True, eq=False)
class Standing:
    """Facts on all mentors that do not depend on who asks, as arrays in their order."""

    lon: Floats
    lat: Floats
    size: Floats
    public: Floats
    served: Floats
    countries: tuple[str, ...]


def standing(known: Evidence) -> Standing:
    """Lay out the facts on mentors once."""
    rows = known.operators.loc[list(known.mentors)]
    places = tuple(str(code) for code in rows["country_iso3"])
    return Standing(
        lon=rows["lon"].to_numpy(dtype=float),
        lat=rows["lat"].to_numpy(dtype=float),
        size=rows["size"].to_numpy(dtype=float),
        public=np.array([PUBLIC.get(str(kind), np.nan) for kind in rows["kind"]]),
        served=known.served.reindex(list(places)).to_numpy(dtype=float),
        countries=places,
    )


def components(known: Evidence, facts: Standing, who: Asking, without: Sequence[Pair] = ()) -> Floats:
    """Every reason for every mentor, (mentors, components); NaN where there is no evidence, and for who asks.

    Parameters
    ----------
    without : sequence of Pair
        Mentor-partnership pairs to leave out of the record, as if they had never been.
    """
    by_topic, by_region, by_country = (
        _column(known, table, names, wanted)
        for table, names, wanted in (
            (known.by_topic, known.topics, who.topics),
            (known.by_region, known.regions, (who.region,)),
            (known.by_country, known.countries, (who.country,)),
        )
    )
    stated, running, total = known.with_topics.copy(), known.running.copy(), known.total.copy()
    for pair in without:
        by_topic[pair.mentor] -= [topic in pair.topics for topic in who.topics]
        by_region[pair.mentor] -= who.region in pair.regions
        by_country[pair.mentor] -= who.country in pair.countries
        stated[pair.mentor] -= bool(pair.topics)
        running[pair.mentor] -= pair.running
        total[pair.mentor] -= 1
    experience = 1.0 - 0.5**by_topic
    on_topic = experience.mean(axis=1) if who.topics else np.full(len(stated), np.nan)
    km = greatcircle.distance_km(facts.lon, facts.lat, who.lon, who.lat)
    served = known.served.get(who.country, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.minimum(facts.size, who.size) / np.maximum(facts.size, who.size)
    values = np.column_stack(
        [
            np.where(stated > 0, on_topic, np.nan),
            np.where(total > 0, 1.0 - 0.5 ** by_region[:, 0], np.nan),
            np.where(total > 0, 1.0 - 0.5 ** by_country[:, 0], np.nan),
            _languages(facts, who),
            1.0 - np.minimum(km / HALF_WORLD_KM, 1.0),
            1.0 - np.abs(facts.served - served),
            size,
            1.0 / (1.0 + running),
            facts.public,
        ]
    )
    if who.operator in known.mentors:
        values[known.mentors.index(who.operator)] = np.nan
    return values


def _column(known: Evidence, table: Floats, names: tuple[str, ...], wanted: Sequence[str]) -> Floats:
    """Columns of a table of counts by name, a copy; zeros for a name nobody has."""
    place = {name: i for i, name in enumerate(names)}
    out = np.zeros((len(known.mentors), len(wanted)))
    for i, name in enumerate(wanted):
        if name in place:
            out[:, i] = table[:, place[name]]
    return out


def _languages(facts: Standing, who: Asking) -> Floats:
    scores = {}
    for code in set(facts.countries):
        found = shared(code, who.country)
        scores[code] = np.nan if found is None else found.score
    return np.array([scores[code] for code in facts.countries])


def in_order(weights: Mapping[str, float]) -> Floats:
    """Weights of the components in their order; a reason without one has none."""
    return np.array([float(weights.get(name, 0)) for name in COMPONENTS])


def score(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted mean of the reasons, and how much of the weight rests on evidence.

    Where a mentor has no evidence for a reason, the mean of those who have counts in its place: not knowing
    neither helps nor hurts. A reason nobody has evidence for is left out.

    Parameters
    ----------
    values : (rows, reasons) array
        NaN = no evidence.
    weights : (reasons,) array

    Returns
    -------
    total, evidence : (rows,) arrays
        Both 0-1; NaN in `total` where no reason has weight.
    """
    known = ~np.isnan(values)
    some = known.any(axis=0)
    wanted = weights * some
    whole = wanted.sum()
    if whole <= 0:
        return np.full(len(values), np.nan), np.zeros(len(values))
    means = np.where(some, np.nansum(values, axis=0) / np.maximum(known.sum(axis=0), 1), 0.0)
    filled = np.where(known, values, means)
    return filled @ wanted / whole, known @ wanted / whole


def rank(
    known: Evidence, facts: Standing, who: Asking, weights: Mapping[str, float] = DEFAULT_WEIGHTS
) -> pd.DataFrame:
    """Mentors for a mentee, best first.

    Returns
    -------
    DataFrame
        - mentor_id, mentor, country, iso3, kind, lon, lat
        - score (0-1), evidence (0-1 of the weight), one column a component (missing = no evidence)
        - partnerships, running: on record, and known to be under way

        The asking operator itself is left out. Ties by evidence, then by partnerships, then by name.
    """
    values = components(known, facts, who)
    total, evidence = score(values, in_order(weights))
    rows = known.operators.loc[list(known.mentors)]
    table = pd.DataFrame(
        {
            "mentor_id": list(known.mentors),
            "mentor": rows["short_name"].astype(str).to_numpy(),
            "country": rows["country"].astype(str).to_numpy(),
            "iso3": list(facts.countries),
            "kind": rows["kind"].astype(str).to_numpy(),
            "lon": facts.lon,
            "lat": facts.lat,
            "score": total,
            "evidence": evidence,
            **dict(zip(COMPONENTS, values.T, strict=True)),
            "partnerships": known.total.astype(int),
            "running": known.running.astype(int),
        }
    )
    table = table[table["mentor_id"] != who.operator]
    return table.sort_values(
        ["score", "evidence", "partnerships", "mentor"],
        ascending=[False, False, False, True],
        ignore_index=True,
    )
