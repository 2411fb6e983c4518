"""What the page of mentors shows, made once for a selection and kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wopmap import mentor, motives
from wopmap.draw.charts import Spec
from wopmap.draw.charts import mentor as mentor_charts
from wopmap.draw.charts import mentors as charts
from wopmap.flows import ranking
from wopmap.labels import FAMILIES, SAID_BY
from wopmap.motives.mixes import summarise
from wopmap.partnerships import document
from wopmap.scene.mentors import TITLE, MentorMap, mentor_map, mentors_scene
from wopmap.scene.model import Scene
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import THEMES, Theme
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.ui.charts import packed
from wopmap.ui.text import link, plain
from wopmap.words import lower_first

Said = tuple[str, ...]
LEADING = 25
"""Mentors in the matrix of regions."""


def facts() -> mentor.Facts:
    """What is known of mentors, for the files as they are."""
    return mentor.read(loaders.catalogue())


@st.cache_resource(show_spinner=False, max_entries=128)
def kept(selection: Selection) -> motives.Kept:
    """Statements on the mentors a selection shows, whoever says so."""
    known = facts()
    return motives.within(known.statements, selection, loaders.shown(selection), known.mentors)


@st.cache_resource(show_spinner=False, max_entries=256)
def statements(selection: Selection, said: Said, family: str = "") -> pd.DataFrame:
    """Statements that count; with a family all statements on the mentors that have one of it."""
    return motives.of_family(motives.by_whom(kept(selection).rows, said), family)


@st.cache_resource(show_spinner=False, max_entries=128)
def flows(selection: Selection, said: Said, family: str) -> pd.DataFrame:
    """Flows shown; with a family those of mentors with a statement of it."""
    return motives.flows_of(loaders.shown(selection).flows, statements(selection, said, family), family)


@st.cache_resource(show_spinner=False, max_entries=128)
def by_kind(selection: Selection) -> dict[str, int]:
    """Statements of each kind that pass the filters."""
    numbers = kept(selection).rows["said_by"].value_counts()
    return {kind: int(numbers.get(kind, 0)) for kind in motives.SAID_BY}


@st.cache_resource(show_spinner=False, max_entries=256)
def summary(selection: Selection, said: Said, family: str) -> str:
    """One sentence on the statements shown."""
    return summarise(statements(selection, said, family), len(facts().statements))


@st.cache_resource(show_spinner=False, max_entries=256)
def counts(selection: Selection, said: Said, family: str) -> str:
    """How many statements are shown and why the others are not, and how many mentors nothing is said on."""
    total = len(facts().statements)
    rows = statements(selection, said, family)
    hidden = {
        **{f"{why}": number for why, number in kept(selection).hidden.items()},
        "of kinds switched off": len(kept(selection).rows) - len(statements(selection, said)),
    }
    if family:
        gone = len(statements(selection, said)) - len(rows)
        hidden[f"on mentors without a statement of {lower_first(FAMILIES[family].label)}"] = gone
    hidden = {why: number for why, number in hidden.items() if number}
    words = f"{len(rows)} of {total} statements shown"
    words += f"; hidden: {', '.join(f'{n} {why}' for why, n in hidden.items())}." if hidden else "."
    voices = rows.loc[(rows["kind"] == "group").to_numpy(dtype=bool), "mentor_id"].nunique()
    if voices:
        are = "is a collective voice" if voices == 1 else "are collective voices"
        words += f" {voices} of the {rows['mentor_id'].nunique()} mentors {are}."
    mentors = set(flows(selection, said, family)["mentor_id"].astype(str))
    silent = len(mentors - set(rows["mentor_id"]))
    if silent:
        words += (
            f" On {silent} of the {len(mentors)} mentors in the partnerships shown there is none on file."
        )
    return words


def mentor_scene_map(selection: Selection, options: MentorsOptions, look: str) -> MentorMap:
    """The map of mentors; the view and the parts below do not matter to it."""
    bare = MentorsOptions(said=options.said, by=options.by, family=options.family, pick=options.pick)
    return _map(selection, bare, look)


def scene(selection: Selection, options: MentorsOptions, theme: Theme) -> Scene:
    """The picture of the page."""
    return mentors_scene(
        mentor_scene_map(selection, options, theme.name),
        title=TITLE,
        subtitle=selection.in_words(loaders.world().vocabulary),
        summary=summary(selection, options.said, options.family),
        options=options,
        theme=theme,
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _map(selection: Selection, options: MentorsOptions, look: str) -> MentorMap:
    everything = loaders.world()
    return mentor_map(
        flows(selection, options.said, options.family),
        everything.flows,
        statements(selection, options.said, options.family),
        facts().statements,
        everything.operators,
        everything.countries,
        options,
        THEMES[look],
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def matrix(selection: Selection, said: Said, family: str, by: str, order: str) -> motives.Matrix:
    """Who gives which motive."""
    return motives.matrix(statements(selection, said, family), by, order)


@st.cache_resource(show_spinner=False, max_entries=64)
def matrix_chart(selection: Selection, said: Said, family: str, by: str, order: str, look: str) -> Spec:
    """The same as a chart."""
    rows = statements(selection, said, family)
    return packed(charts.matrix(matrix(selection, said, family, by, order), rows, by, THEMES[look]))


@st.cache_resource(show_spinner=False, max_entries=64)
def cross(selection: Selection, said: Said, unit: str, family: str) -> pd.DataFrame:
    """Every condition at home against one family."""
    return motives.cross_tables(statements(selection, said), facts().conditions, unit, (family,))


@st.cache_resource(show_spinner=False, max_entries=64)
def forest(selection: Selection, said: Said, unit: str, family: str, lone: bool, look: str) -> Spec:
    """The same as a chart, with or without conditions on record in one country only."""
    tables = cross(selection, said, unit, family)
    shown = tables if lone else tables[(tables["countries"] > 1).to_numpy(dtype=bool)]
    return packed(charts.forest(shown, family, unit, THEMES[look]))


@st.cache_resource(show_spinner=False, max_entries=16)
def every_cross(selection: Selection, said: Said) -> pd.DataFrame:
    """Every condition against every family, in every unit: for the download."""
    rows, conditions = statements(selection, said), facts().conditions
    return pd.concat(
        [motives.cross_tables(rows, conditions, unit) for unit in motives.UNITS], ignore_index=True
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def homes(selection: Selection, said: Said) -> pd.DataFrame:
    """Countries with their conditions beside their mix; those with neither are left out."""
    mixes = motives.mix(statements(selection, said), "country").set_index("id")
    conditions = facts().conditions
    lists = {
        str(code): "; ".join(named_conditions(rows)) for code, rows in conditions.groupby("country_iso3")
    }
    shown = set(mixes.index)
    table = pd.DataFrame(
        {
            "id": list(mixes.index),
            "country": mixes["label"].tolist(),
            "conditions": [lists.get(code) for code in mixes.index],
            **{f: mixes[f].tolist() for f in motives.FAMILIES},
            "statements": mixes["statements"].tolist(),
            "mentors": mixes["mentors"].tolist(),
        }
    )
    names = loaders.world().country_names
    if selection.is_default:
        nothing = dict.fromkeys((*motives.FAMILIES, "statements", "mentors"), 0)
        silent = [
            {"id": code, "country": names.get(code, code), "conditions": words, **nothing}
            for code, words in lists.items()
            if code not in shown
        ]
        if silent:
            table = pd.concat([table, pd.DataFrame(silent)], ignore_index=True)
    return table


@st.cache_resource(show_spinner=False, max_entries=64)
def measures(selection: Selection, said: Said, family: str) -> pd.DataFrame:
    """Measures of the mentors shown."""
    names = loaders.world().country_names
    table = mentor.measures(flows(selection, said, family))
    return table.assign(country=[names.get(code, code) for code in table["country_iso3"]])


@st.cache_resource(show_spinner=False, max_entries=64)
def network(selection: Selection, said: Said, family: str) -> str:
    """One sentence on the network shown."""
    return mentor.network(flows(selection, said, family)).in_words()


@st.cache_resource(show_spinner=False, max_entries=64)
def ranked(selection: Selection, said: Said, family: str, measure: str) -> pd.DataFrame:
    """The measures with the highest of one first; by year the earliest first."""
    table = measures(selection, said, family)
    return table.sort_values(
        [measure, "partnerships", "label"],
        ascending=[measure == "first_year", False, True],
        na_position="last",
        ignore_index=True,
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def reach_chart(selection: Selection, said: Said, family: str, measure: str, look: str) -> Spec:
    """Leading mentors by region of their mentees."""
    leading = ranked(selection, said, family, measure).head(LEADING)
    shown = flows(selection, said, family)
    frame = pd.DataFrame(
        {
            "id": shown["mentor_id"].astype(str),
            "label": shown["mentor"].astype(str),
            "region": shown["mentee_region"].astype(object).fillna("not stated").astype(str),
            "wop_id": shown["wop_id"].astype(str),
        }
    )
    frame = frame[frame["id"].isin(leading["id"])]
    pairs = frame.groupby(["id", "label", "region"])["wop_id"].nunique().rename("partnerships").reset_index()
    return packed(mentor_charts.reach(pairs, list(leading["label"]), THEMES[look]))


@st.cache_resource(show_spinner=False, max_entries=32)
def turned(selection: Selection, said: Said, family: str) -> pd.DataFrame:
    """Operators that are mentee and mentor in the partnerships shown."""
    return mentor.turned(flows(selection, said, family), facts().operators)


@st.cache_resource(show_spinner=False, max_entries=32)
def turned_chart(selection: Selection, said: Said, family: str, look: str) -> Spec:
    """The same as a chart."""
    return packed(mentor_charts.turned(turned(selection, said, family), THEMES[look]))


@st.cache_resource(show_spinner=False, max_entries=256)
def profile(identity: str, said: Said) -> mentor.Mentor | None:
    """Everything known of one mentor; None where nobody of that id helps."""
    try:
        return mentor.profile(identity, facts().said_by(said))
    except mentor.UnknownMentor:
        return None


@st.cache_resource(show_spinner=False, max_entries=128)
def partnerships_chart(identity: str, look: str) -> Spec | None:
    """Partnerships of a mentor over time; None where none states a year."""
    found = profile(identity, motives.SAID_BY)
    if found is None or not (
        found.partnerships["active_from"].notna().any() or found.past["active_from"].notna().any()
    ):
        return None
    return packed(mentor_charts.partnerships(found.partnerships, found.past, THEMES[look], found.short_name))


@st.cache_resource(show_spinner=False, max_entries=128)
def mix_chart(selection: Selection, said: Said, pick: str, look: str) -> Spec | None:
    """Statements on what is chosen by family and who says so; None where there is none."""
    rows = chosen(selection, said, pick)
    if rows.empty:
        return None
    counts = {family: int((rows["family"] == family).sum()) for family in motives.FAMILIES}
    return packed(charts.mix(rows, THEMES[look], f"Statements by family: {motives.mix_in_words(counts)}."))


@st.cache_resource(show_spinner=False, max_entries=256)
def chosen(selection: Selection, said: Said, pick: str) -> pd.DataFrame:
    """Statements on a mentor or on the mentors of a country; those on one mentor whatever the filters."""
    if pick in set(facts().operators["operator_id"]):
        rows = motives.by_whom(facts().statements, said)
        return rows[(rows["mentor_id"] == pick).to_numpy(dtype=bool)].reset_index(drop=True)
    rows = statements(selection, said)
    return rows[(rows["country_iso3"] == pick).to_numpy(dtype=bool)].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=1)
def everyone() -> pd.DataFrame:
    """Every mentor one can look up: id, words (name and country), by name."""
    known = facts()
    ids = known.mentors | set(known.statements["mentor_id"].astype(str))
    rows = known.operators[known.operators["operator_id"].isin(ids)]
    words = [
        f"{row.short_name}, {row.country}"
        if row.short_name == row.name
        else f"{row.short_name} ({row.name}), {row.country}"
        for row in rows.rename(columns={"name": "name"}).itertuples(index=False)
    ]
    table = pd.DataFrame({"id": rows["operator_id"].astype(str).to_numpy(), "words": words})
    return table.sort_values("words", key=lambda names: names.str.casefold(), ignore_index=True)


@st.cache_resource(show_spinner=False, max_entries=128)
def leading(selection: Selection, said: Said, by: str, family: str) -> pd.DataFrame:
    """Mentors or countries with partnerships, statements and mix; those without partnership last."""
    shown = flows(selection, said, family)
    names = loaders.world().country_names
    table = ranking(shown, "mentor", "operator" if by == "mentor" else "country", top=None, names=names)
    mixes = motives.mix(statements(selection, said, family), by)
    mixes = mixes.assign(mix=[[int(row[f]) for f in motives.FAMILIES] for _, row in mixes.iterrows()])
    table = table[["id", "label", "partnerships", "countries"]].merge(
        mixes[["id", "label", "mix", "statements", "mentors"]], on="id", how="outer", suffixes=("", "_said")
    )
    table["label"] = table["label"].fillna(table["label_said"])
    for name in ("partnerships", "statements"):
        table[name] = table[name].fillna(0).astype(int)
    return table.sort_values(
        ["partnerships", "statements", "label"], ascending=[False, False, True], ignore_index=True
    ).drop(columns="label_said")


def named_conditions(rows: pd.DataFrame) -> tuple[str, ...]:
    """Names of conditions, each once; those on record as absent say so."""
    absent = (rows["present"] == "no").to_numpy(dtype=bool)
    names = [
        f"{name} (absent)" if no else str(name) for name, no in zip(rows["condition"], absent, strict=True)
    ]
    return tuple(dict.fromkeys(names))


@st.cache_resource(show_spinner=False, max_entries=64)
def conditions_of(country: str) -> pd.DataFrame:
    """Conditions on record for a country."""
    conditions = facts().conditions
    return conditions[(conditions["country_iso3"] == country).to_numpy(dtype=bool)].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=256)
def cell(selection: Selection, said: Said, family: str, by: str, wanted: str) -> pd.DataFrame:
    """Statements of one cell of the matrix, ``row:column``; an empty side stands for all."""
    rows = statements(selection, said, family)
    row, _, column = wanted.partition(":")
    keys = ("mentor_id", "motivation") if by == "mentor" else ("country_iso3", "family")
    for key, value in zip(keys, (row, column), strict=True):
        if value:
            rows = rows[(rows[key] == value).to_numpy(dtype=bool)]
    return rows.reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=64)
def by_motive(selection: Selection, said: Said) -> dict[str, tuple[int, int, dict[str, int]]]:
    """For each motive: statements, mentors, statements by who says so."""
    found = {}
    for code, rows in statements(selection, said).groupby("motivation"):
        kinds = rows["said_by"].value_counts()
        found[str(code)] = (
            len(rows),
            int(rows["mentor_id"].nunique()),
            {kind: int(kinds[kind]) for kind in motives.SAID_BY if kind in kinds},
        )
    return found


@st.cache_resource(show_spinner=False, max_entries=64)
def literature(motive: str) -> tuple[str, ...]:
    """Documents that discuss a motive, as Markdown links."""
    known = facts()
    wanted = known.literature[(known.literature["motivation"] == motive).to_numpy(dtype=bool)]
    documents = {row.source_id: row for row in known.sources.itertuples(index=False)}
    cited = [document(str(source_id), documents) for source_id in wanted["source_id"]]
    return tuple(link(found.title, found.url) if found.url else plain(found.title) for found in cited)


@st.cache_resource(show_spinner=False, max_entries=64)
def readable(selection: Selection, said: Said, family: str) -> pd.DataFrame:
    """Statements with labels in place of codes."""
    rows = statements(selection, said, family)
    return rows.assign(
        family=[FAMILIES[code].label for code in rows["family"]],
        said_by=[SAID_BY[code].label for code in rows["said_by"]],
        year=["not stated" if pd.isna(year) else str(year) for year in rows["year"]],
    )
