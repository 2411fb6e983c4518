"""Why a mentor stands where it stands: every component in words, with the partnerships it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wopmap import greatcircle, labels
from wopmap.matching.evidence import Evidence
from wopmap.matching.languages import Shared, shared
from wopmap.matching.ranking import COMPONENTS, Asking
from wopmap.words import counted, grouped, listed, lower_first

NO_EVIDENCE = "no evidence"


@dataclass(frozen=True)
class Reason:
    """One component of a score.

    Attributes
    ----------
    value : float or None
        0-1; None where there is no evidence.
    words : str
        What it rests on.
    wop_ids : tuple of str
        Partnerships that are the evidence.
    """

    component: str
    value: float | None
    words: str
    wop_ids: tuple[str, ...] = ()


def reasons(
    known: Evidence, who: Asking, row: Mapping[str, Any], country_names: Mapping[str, str]
) -> tuple[Reason, ...]:
    """Reasons for one row of `wopmap.matching.ranking.rank`."""
    mentor = known.mentors.index(str(row["mentor_id"]))
    pairs = [pair for pair in known.pairs if pair.mentor == mentor]
    on_topic = tuple(pair.wop_id for pair in pairs if set(pair.topics) & set(who.topics))
    in_region = tuple(pair.wop_id for pair in pairs if who.region in pair.regions)
    in_country = tuple(pair.wop_id for pair in pairs if who.country in pair.countries)
    running = tuple(pair.wop_id for pair in pairs if pair.running)
    country = country_names.get(who.country, who.country)
    words = {
        "topic": _topic_words(known, who, mentor),
        "region": f"{counted(len(in_region), 'partnership')} in {who.region or 'its region'}",
        "past": f"{counted(len(in_country), 'partnership')} in {country}",
        "language": language_words(shared(str(row["iso3"]), who.country), str(row["country"]), country),
        "distance": _km_words(row, who),
        "conditions": _conditions_words(known, str(row["iso3"]), who.country, country_names),
        "size": _size_words(known, str(row["mentor_id"]), who),
        "load": f"{counted(len(running), 'partnership')} known to be under way in {known.year} or later",
        "public": labels.term(labels.KINDS, str(row["kind"])).label,
    }
    proof = {"topic": on_topic, "region": in_region, "past": in_country, "load": running}
    return tuple(Reason(name, _value(row[name]), words[name], proof.get(name, ())) for name in COMPONENTS)


def _value(number: Any) -> float | None:
    return None if pd.isna(number) else float(number)


def _topic_words(known: Evidence, who: Asking, mentor: int) -> str:
    if not who.topics:
        return "no topic was asked for"
    if not known.with_topics[mentor]:
        return "no partnership of its states a topic"
    place = {name: i for i, name in enumerate(known.topics)}
    counts = [int(known.by_topic[mentor, place[name]]) if name in place else 0 for name in who.topics]
    return listed(
        [
            f"{lower_first(labels.term(labels.TOPICS, name).label)}: {counted(count, 'partnership')}"
            for name, count in zip(who.topics, counts, strict=True)
        ]
    )


def language_words(found: Shared | None, mentor_country: str, country: str) -> str:
    """What two countries speak both, in words."""
    if found is None:
        return "CLDR knows no languages of one of the countries"
    if not found.language:
        return "no language shared that is official or known by 5 % on both sides"
    sides = [
        f"official in {name}" if official else f"known by {share:.0%} in {name}"
        for official, share, name in zip(found.official, found.shares, (mentor_country, country), strict=True)
    ]
    if mentor_country == country:
        return f"{found.language}, one country"
    return f"{found.language}: {listed(sides)}"


def _km_words(row: Mapping[str, Any], who: Asking) -> str:
    km = greatcircle.distance_km(row["lon"], row["lat"], who.lon, who.lat)
    end = "" if who.operator else " to the middle of the country"
    return f"{grouped(round(float(km)))} km{end}"


def _conditions_words(known: Evidence, mentor: str, country: str, names: Mapping[str, str]) -> str:
    shares = [known.served.get(code, np.nan) for code in (mentor, country)]
    if any(np.isnan(share) for share in shares):
        return "no estimate of urban household water for one of the countries"
    if mentor == country:
        return "the same country"
    return (
        f"urban people using at least basic water: {shares[0]:.0%} in {names.get(mentor, mentor)}, "
        f"{shares[1]:.0%} in {names.get(country, country)}"
    )


def _size_words(known: Evidence, mentor: str, who: Asking) -> str:
    own = known.operators.at[mentor, "size"]
    if pd.isna(own) or np.isnan(who.size):
        missing = [name for name, size in (("the mentor", own), ("the mentee", who.size)) if pd.isna(size)]
        return f"no connections on record for {listed(missing)}"
    return f"{grouped(float(own))} and {grouped(who.size)} connections"
