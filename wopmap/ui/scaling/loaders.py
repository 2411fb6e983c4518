"""What the page Scaling up needs, made once per choice and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from wopmap import scaling
from wopmap.draw.charts import Spec
from wopmap.draw.charts import scaling as charts
from wopmap.scaling import ground as grounds
from wopmap.scaling import possible as placing
from wopmap.scaling import words
from wopmap.scaling.demand import demand
from wopmap.scaling.ground import Ground
from wopmap.scaling.scenario import from_text, to_text
from wopmap.scene import scaling as scenes
from wopmap.scene.style import THEMES
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.charts import packed


def ground() -> Ground:
    """The record, the defaults and the evidence, for the files as they are."""
    return grounds.ground(loaders.catalogue())


def made_of() -> tuple[str, ...]:
    """Hashes of the layers the ground is made from."""
    return grounds.digests(loaders.catalogue())


@st.cache_resource(show_spinner=False, max_entries=64)
def gaps(selection: Selection, need: str, since: int) -> pd.DataFrame:
    """Gaps of the countries of a selection; only partnerships it lets through count as help."""
    everything = loaders.world()
    return demand(
        selection,
        everything.flows,
        everything.search,
        loaders.table("country_use"),
        everything.countries,
        need,
        since,
    )


def people_without(selection: Selection, need: str, since: int) -> float:
    """Urban people without in the countries of a selection."""
    return float(gaps(selection, need, since)["without"].sum())


def outcome(plan: scaling.Scenario, people: float, seed: int) -> scaling.Outcome:
    """A scenario over all draws; its name does not matter to it."""
    return _outcome(to_text(replace(plan, name="")), people, seed, made_of())


@st.cache_resource(show_spinner=False, max_entries=96)
def _outcome(text: str, people: float, seed: int, digests: tuple[str, ...]) -> scaling.Outcome:
    del digests
    base = ground()
    plan, _ = from_text(text)
    return scaling.run(plan.ends(base.defaults), plan.plan(people), base.first_year, seed)


Asked = tuple[str, ...]
"""Scenarios as texts: what a kept chart depends on."""


def unlike(plans: tuple[scaling.Scenario, ...]) -> tuple[scaling.Scenario, ...]:
    """The same scenarios with names that differ, so that a chart can tell them apart."""
    seen: dict[str, int] = {}
    out = []
    for plan in plans:
        seen[plan.name] = seen.get(plan.name, 0) + 1
        times = seen[plan.name]
        out.append(replace(plan, name=f"{plan.name} ({times})") if times > 1 else plan)
    return tuple(out)


def named(plans: Asked, people: float, seed: int) -> list[tuple[str, scaling.Outcome]]:
    """Names and outcomes of scenarios."""
    read = unlike(tuple(from_text(text)[0] for text in plans))
    return [(plan.name, outcome(plan, people, seed)) for plan in read]


@st.cache_resource(show_spinner=False, max_entries=64)
def band_chart(plans: Asked, people: float, seed: int, measure: str, look: str) -> Spec:
    """Bands of one measure."""
    pairs = named(plans, people, seed)
    rows = words.result_rows(pairs)
    label, unit = scaling.MEASURES[measure]
    told = "; ".join(f"{name}: {words.band_words(result.final(measure))} {unit}" for name, result in pairs)
    return charts.bands(
        rows[rows["measure"] == measure],
        [name for name, _ in pairs],
        words.measure_title(measure),
        THEMES[look],
        f"{label} up to the last year, 10 % to 90 % of the draws. {told}. {scaling.CAVEAT}",
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def binding_chart(plans: Asked, people: float, seed: int, look: str) -> Spec:
    """What binds, year by year."""
    pairs = named(plans, people, seed)
    told = " ".join(f"{name}: {words.binding_words(result)}" for name, result in pairs)
    return charts.binding(words.binding_rows(pairs), [name for name, _ in pairs], THEMES[look], told)


@st.cache_resource(show_spinner=False, max_entries=64)
def move_chart(plan: str, people: float, seed: int, look: str) -> Spec | None:
    """Which input moves the result most; None where none does."""
    rows, by = words.move_rows(outcome(from_text(plan)[0], people, seed))
    if rows.empty:
        return None
    told = words.most_moving(outcome(from_text(plan)[0], people, seed))
    title = "People reached by the last year" if by == "people" else "Partnerships started by the last year"
    return charts.tornado(rows, title, THEMES[look], told)


@st.cache_resource(show_spinner=False, max_entries=64)
def results(plans: Asked, people: float, seed: int) -> pd.DataFrame:
    """Results as a table."""
    return words.result_rows(named(plans, people, seed))


@st.cache_resource(show_spinner=False, max_entries=64)
def side_by_side(plans: Asked, people: float, seed: int) -> pd.DataFrame:
    """Scenarios beside each other."""
    return words.summary_rows(named(plans, people, seed))


@st.cache_resource(show_spinner=False, max_entries=64)
def inputs(plan: str) -> pd.DataFrame:
    """Inputs of a scenario with what they rest on."""
    base = ground()
    return words.input_rows(from_text(plan)[0], base.defaults, base.titles)


@st.cache_resource(show_spinner=False, max_entries=4)
def past_chart(look: str, digests: tuple[str, ...]) -> Spec:
    """Partnerships started and mentors at work on record."""
    del digests
    record = ground().record
    rows = record.yearly.loc[record.latest - 19 :].reset_index()
    last = record.yearly.loc[record.latest]
    told = (
        f"In {record.latest} {int(last.started)} partnerships started and {int(last.mentors)} mentors were at "
        "work, as far as sources state years."
    )
    return packed(charts.past(rows, record.latest, THEMES[look], told))


@st.cache_resource(show_spinner=False, max_entries=32)
def symbols(selection: Selection, need: str, since: int, look: str) -> tuple:
    """Symbols of the gaps and their legend."""
    table, theme = gaps(selection, need, since), THEMES[look]
    return scenes.gap_layers(table, need, since, theme), scenes.gap_legend(table, since, theme)


@st.cache_resource(show_spinner=False, max_entries=32)
def placed(selection: Selection, need: str, since: int, rule: str, seats: int) -> pd.DataFrame:
    """Possible flows under a rule."""
    base = ground()
    return placing.placed(base.evidence, base.standing, gaps(selection, need, since), rule, seats)


@st.cache_resource(show_spinner=False, max_entries=32)
def placed_rows(selection: Selection, need: str, since: int, rule: str, seats: int) -> pd.DataFrame:
    """Possible flows as a table: mentor, country, partnerships, score."""
    return placing.in_words(placed(selection, need, since, rule, seats), loaders.world().country_names)


@st.cache_resource(show_spinner=False, max_entries=32)
def possible(
    selection: Selection, need: str, since: int, rule: str, seats: int, look: str
) -> scenes.Possible | None:
    """Possible flows under a rule, ready to draw."""
    table = placed(selection, need, since, rule, seats)
    return scenes.possible_layer(table, loaders.world().country_names, THEMES[look])


@dataclass(frozen=True)
class Condition:
    """A home condition a lever is named after."""

    country: str
    words: str
    detail: str
    source_id: str


def conditions(lever: str) -> tuple[Condition, ...]:
    """Home conditions behind a lever."""
    return _conditions(lever, loaders.catalogue().digest("home_conditions"))


@st.cache_resource(show_spinner=False, max_entries=16)
def _conditions(lever: str, digest: str) -> tuple[Condition, ...]:
    del digest
    table, names = loaders.table("home_conditions"), loaders.world().country_names
    wanted = set(scaling.LEVERS[lever].conditions)
    return tuple(
        Condition(
            names.get(row.country_iso3, row.country_iso3),
            f"{row.condition} ({'present' if row.present == 'yes' else 'absent'})",
            row.detail,
            row.source_id,
        )
        for row in table.itertuples()
        if (row.country_iso3, row.condition) in wanted
    )


@st.cache_resource(show_spinner=False, max_entries=2)
def _fact_rows(digest: str) -> pd.DataFrame:
    del digest
    base = ground()
    rows = loaders.table("scaling_facts")
    return pd.DataFrame(
        {
            "kind": rows["kind"].map({"barrier": "Barrier", "enabler": "Enabler"}),
            "statement": rows["statement"],
            "figure": rows["figure"],
            "source": rows["source_id"].map(base.titles),
            "url": rows["source_id"].map(base.urls),
        }
    )


def fact_rows() -> pd.DataFrame:
    """What sources say of scale, each with its document."""
    return _fact_rows(loaders.catalogue().digest("scaling_facts"))
