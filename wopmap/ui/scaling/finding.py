"""Who fits whom: rankings, charts and names for the part Find a mentor, made once per question and kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wopmap import labels, matching
from wopmap.draw.charts import Spec
from wopmap.draw.charts import scaling as charts
from wopmap.scene import scaling as scenes
from wopmap.scene.style import THEMES
from wopmap.ui import loaders as shared
from wopmap.ui.scaling import loaders

Question = tuple[str, str, tuple[str, ...], tuple[tuple[str, int], ...]]
"""Who asks, which way, topics and weights."""


@st.cache_resource(show_spinner=False, max_entries=64)
def matches(
    who: str, way: str, topics: tuple[str, ...], weights: tuple[tuple[str, int], ...]
) -> pd.DataFrame:
    """Mentors for a mentee, or mentees for a mentor, best first."""
    base = loaders.ground()
    return matching.fits(
        base.evidence,
        base.standing,
        shared.table("flows"),
        shared.world().countries,
        who,
        way,
        topics,
        dict(weights),
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def match_chart(
    who: str, way: str, topics: tuple[str, ...], weights: tuple[tuple[str, int], ...], top: int, look: str
) -> Spec:
    """Who fits and why."""
    table = matches(who, way, topics, weights).head(top)
    terms = matching.COMPONENTS if way == "mentors" else matching.REVERSE_COMPONENTS
    heavy = [name for name, weight in weights if weight > 0]
    side = "mentor" if way == "mentors" else "mentee"
    names = unlike_names([str(row[side]) for row in table.to_dict("records")])
    rows = pd.DataFrame(
        [
            {
                "name": name,
                "reason": terms[reason].label,
                "value": row[reason],
                "country": row["country"],
                "words": terms[reason].meaning,
            }
            for name, row in zip(names, table.to_dict("records"), strict=True)
            for reason in heavy
        ],
        columns=["name", "country", "reason", "value", "words"],
    )
    told = f"Best fits: {', '.join(names[:3])}." if names else "Nobody fits."
    return charts.fit(rows, names, [terms[name].label for name in heavy], THEMES[look], told)


def unlike_names(names: list[str]) -> list[str]:
    """Names that differ from one another."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


@st.cache_resource(show_spinner=False, max_entries=32)
def match_flows(
    who: str, way: str, topics: tuple[str, ...], weights: tuple[tuple[str, int], ...], top: int, look: str
) -> scenes.Possible | None:
    """Possible flows between the one who asks and the best fits."""
    table = matches(who, way, topics, weights).head(top)
    return scenes.fitting(
        table, loaders.ground().evidence, who, way, shared.world().country_names, THEMES[look]
    )


def name_of(identity: str) -> str:
    """Short name of an operator, or the name of a country."""
    return matching.name_of(loaders.ground().evidence, shared.world().country_names, identity)


@st.cache_resource(show_spinner=False, max_entries=2)
def _backtest(digests: tuple[str, ...]) -> matching.Backtest:
    del digests
    return matching.backtest(loaders.ground().evidence)


def backtest() -> matching.Backtest:
    """How often the ranking would have found the real mentor."""
    return _backtest(loaders.made_of())


@st.cache_resource(show_spinner=False, max_entries=4)
def _askers(way: str, digests: tuple[str, ...]) -> dict[str, str]:
    del digests
    return matching.askers(loaders.ground().evidence, shared.world().country_names, way)


def askers(way: str) -> dict[str, str]:
    """Who may ask, by id: countries and operators for a mentor, mentors for a mentee."""
    return _askers(way, loaders.made_of())


def topics() -> dict[str, str]:
    """Topics one may ask for."""
    return {code: term.label for code, term in labels.TOPICS.items() if code != "other"}


@st.cache_resource(show_spinner=False, max_entries=2)
def _partnership_names(digest: str) -> dict[str, str]:
    del digest
    flows = shared.table("flows")
    first = flows.drop_duplicates("wop_id")
    return {
        str(row.wop_id): f"{row.mentor} to {row.mentee}"
        + ("" if pd.isna(row.active_from) else f", {int(row.active_from)}")
        for row in first.itertuples()
    }


def partnership_names() -> dict[str, str]:
    """Partnerships in a few words, by their id."""
    return _partnership_names(shared.catalogue().digest("flows"))
