"""The brief on a country: household water, who helps whom, what its utilities report, and what is not known."""

from __future__ import annotations

import pandas as pd

from wopmap.country import Profile, lacks, profile, read
from wopmap.country.people import FROM_HERE, HERE, KEY_INDICATORS
from wopmap.country.sentences import NOBODY, amount, help_sentence, percent, water_sentence
from wopmap.country.surveys import INDICATORS
from wopmap.household import RESIDENCES, country_series
from wopmap.layers import Catalogue
from wopmap.publish import charts
from wopmap.publish.brief_parts import (
    ladder_figure,
    map_figure,
    one_a_line,
    paragraph,
    partnership_table,
    said,
)
from wopmap.publish.document import Block, Cited, Column, Document, Fact, Figure, References, Section, Table
from wopmap.publish.style import PAPER
from wopmap.scene.atlas import WORLD_BOX, country_boxes
from wopmap.scene.country import country_scene, surroundings
from wopmap.scene.model import Scene
from wopmap.selection import Selection
from wopmap.words import counted, grouped, listed, lower_first

MAP_PX = 325.0
MOST_MENTORS, MOST_UTILITIES, MOST_CITIES = 10, 8, 8


def document(catalogue: Catalogue, iso3: str, most: int) -> Document:
    """The brief on a country.

    Parameters
    ----------
    most : int
        Partnerships in the table.

    Raises
    ------
    UnknownCountry
    """
    countries = catalogue.table("countries")
    countries = countries[countries["iso3"].notna()]
    references = References(catalogue.table("sources"))
    found = profile(read(catalogue, iso3), Selection(), references.documents, countries)
    name = found.country.name
    water = references.cite(found.without["source_id"])
    scene = country_map(catalogue, found, countries)
    sections = [Section("Household water and help", (_map(catalogue, found, scene, water),))]
    estimate = ladder_figure(found.ladder, name, references, found.without["source_id"])
    sections.append(Section("Household water over time", _water(found, estimate, references)))
    sections.append(Section("Who helps whom", _help(found, references, most)))
    motives = _motives(found, references)
    if motives:
        sections.append(Section("Why mentors come", motives))
    utilities = _utilities(found, references)
    if utilities:
        sections.append(Section("What utilities report", utilities))
    sections.append(Section("What to mind, and what is not known", (one_a_line(_caveats(found)),)))
    return Document(
        kind="Country brief",
        title=name,
        subtitle=found.country.sub_region or "",
        lead=Cited(f"{water_sentence(found)} {help_sentence(found)}", water),
        facts=_facts(found, water),
        sections=tuple(sections),
        sources=references.sources(),
        notes=(scene.notes[-1],),
        vintage=str(catalogue.manifest.get("vintage") or ""),
    )


def country_map(catalogue: Catalogue, found: Profile, countries: pd.DataFrame) -> Scene:
    """The map of the page of the country, on paper."""
    shapes = catalogue.geo("countries", columns=["iso3"])
    series = country_series(catalogue.table("country_use"), "at_least_basic", "total")
    change = found.changes.get("total")
    boxes = country_boxes(shapes[(shapes["iso3"] == found.country.iso3).to_numpy(bool, na_value=False)])
    box = surroundings(boxes[found.country.iso3]) if found.country.iso3 in boxes else WORLD_BOX
    return country_scene(
        found,
        countries,
        series,
        series.year_for(change.now.year if change else None),
        box,
        summary=help_sentence(found),
        subtitle="",
        theme=PAPER,
    )


def _facts(found: Profile, water: tuple[int, ...]) -> tuple[Fact, ...]:
    """People without where there are any, and help in both directions."""
    facts = []
    for residence in ("urban", "rural"):
        change = found.changes.get(residence)
        if change is not None and change.now.share >= NOBODY:
            now = change.now
            words = (
                f"{lower_first(RESIDENCES[residence].label)} ({percent(now.share)}) without at least basic drinking "
                f"water, {now.year}"
            )
            facts.append(Fact(amount(now.people), words, water))
    sums = found.exchange
    helped, countries = int((found.operators["as_mentee"] > 0).sum()), len(sums.mentees_in)
    if sums.received or not sums.given:
        facts.append(
            _fact(sums.received, "partnership brings help from abroad", "partnerships bring help from abroad")
        )
    if helped:
        facts.append(_fact(helped, "operator here is helped", "operators here are helped"))
    if sums.given:
        facts.append(_fact(sums.given, "partnership gives help abroad", "partnerships give help abroad"))
        facts.append(_fact(countries, "country helped", "countries helped"))
    return tuple(facts[:MOST_FACTS])


MOST_FACTS = 4


def _fact(number: int, one: str, many: str) -> Fact:
    return Fact(grouped(number), one if number == 1 else many)


def _map(catalogue: Catalogue, found: Profile, scene: Scene, water: tuple[int, ...]) -> Figure:
    year = found.changes["total"].now.year if "total" in found.changes else None
    words = f"Partnerships of operators in {found.country.name} known to the atlas, arrows to the mentee"
    words += f", over the share of people using at least basic drinking water in {year}." if year else "."
    return map_figure(catalogue, scene, MAP_PX, Cited(words, water))


def _water(found: Profile, estimate: Figure | None, references: References) -> tuple[Block, ...]:
    if estimate is None:
        return (paragraph(f"There is no estimate of household drinking water in {found.country.name}."),)
    blocks: list[Block] = [estimate]
    spread = found.regions[0] if found.regions else None
    if spread is not None and spread.gap_pp is not None and len(spread.rows) > 1:
        low, high = spread.rows.iloc[0], spread.rows.iloc[-1]
        words = (
            f"Behind the mean: in the survey {spread.survey.replace('_', ' ')} the share of "
            f"{_indicator(spread.indicator)} runs from {percent(low['share'])} in {_place(low['name'])} to "
            f"{percent(high['share'])} in {_place(high['name'])}, a gap of {spread.gap_pp:.1f} percentage points "
            f"between {counted(len(spread.rows), 'region')}. Surveys are not estimates and do not "
            "add up to the ladder above."
        )
        blocks.append(paragraph(words, references.cite([spread.source_id])))
    for residence in ("urban", "total"):
        fifths = found.quintiles.get(residence)
        if fifths and fifths[0].gap_pp is not None:
            spread = fifths[0]
            low, high = spread.rows.iloc[0], spread.rows.iloc[-1]
            words = (
                f"By wealth, {lower_first(RESIDENCES[residence].label)}: {percent(low['share'])} of the "
                f"poorest fifth, {percent(high['share'])} of the richest ({_indicator(spread.indicator)}, "
                f"{spread.survey.replace('_', ' ')})."
            )
            blocks.append(paragraph(words, references.cite([spread.source_id])))
            break
    return tuple(blocks)


def _place(name: str) -> str:
    """The name of a region; surveys that write all in small letters get their capitals back."""
    return name.title() if name.islower() else name


def _indicator(code: str) -> str:
    return lower_first(INDICATORS[code].label) if code in INDICATORS else code


def _help(found: Profile, references: References, most: int) -> tuple[Block, ...]:
    rows = found.partnerships
    if rows.empty:
        return (paragraph(help_sentence(found)),)
    blocks: list[Block] = []
    known = found.spans[found.spans["first"].notna()]
    if len(found.by_year):
        years = int(found.by_year["year"].min()), int(found.by_year["year"].max())
        silent = len(found.spans) - len(known)
        words = "Partnerships known to be active in each year."
        if silent:
            state = "states" if silent == 1 else "state"
            words += f" {counted(silent, 'partnership')} {state} no year and cannot be shown."
        blocks.append(
            Figure(
                charts.partnerships(found.by_year, years),
                Cited(words),
                f"Bars: partnerships of {found.country.name} active in each year, {years[0]} to {years[1]}.",
            )
        )
    last = dict(zip(found.spans["wop_id"], found.spans["last"], strict=True))
    table = partnership_table(
        rows.assign(last=rows["wop_id"].map(last)), references, most, f"of operators in {found.country.name}"
    )
    if table:
        blocks.append(table)
    return tuple(blocks)


def _motives(found: Profile, references: References) -> tuple[Block, ...]:
    """What is said of the motives of the mentors that help here, or of those here that help abroad."""
    side = HERE if (found.mentors["side"] == HERE).any() else FROM_HERE
    its = found.mentors[(found.mentors["side"] == side).to_numpy(bool)]
    spoken = its[its["motives"].notna()].head(MOST_MENTORS)
    if spoken.empty:
        return ()
    cells = []
    for row in spoken.itertuples(index=False):
        lines = found.statements[(found.statements["operator_id"] == row.operator_id).to_numpy(bool)]
        who = listed(list(dict.fromkeys(lower_first(str(w)) for w in lines["said_by"])))
        cells.append(
            (
                Cited(f"{row.mentor} ({row.country})"),
                Cited(str(row.partnerships)),
                said(row.motives),
                Cited(who, references.cite(list(dict.fromkeys(lines["source_id"]))[:2])),
            )
        )
    left = len(its) - len(spoken)
    words = "Motives of mentors " + ("that help here" if side == HERE else "from here that help abroad")
    words += ", and who says so. A reading of statements, not a sample."
    if left:
        words += f" {counted(left, 'other mentor')} not listed: no statement on file, or fewer partnerships."
    columns = (
        Column("Mentor", 1.6),
        Column("Partnerships", 0.8, numeric=True),
        Column("Motives", 2.6),
        Column("Said by", 1.9),
    )
    return (Table(columns, tuple(cells), Cited(words)),)


def _utilities(found: Profile, references: References) -> tuple[Block, ...]:
    table = found.utilities
    if table.empty:
        return ()
    there = [code for code in KEY_INDICATORS if code in table and table[code].notna().any()][:4]
    cells = [
        (
            Cited(str(row["utility"])),
            *(said(row[code]) for code in there),
            Cited(str(row["figures"]), references.cite(str(row["source_ids"]).split(";")[:2])),
        )
        for _, row in table.head(MOST_UTILITIES).iterrows()
    ]
    left = len(table) - len(cells)
    words = (
        "What utilities report on themselves, the latest figure of each with its year. Definitions differ; "
        "non-revenue water in % is a poor yardstick between utilities."
    )
    if left:
        words += f" {counted(left, 'more utility', 'more utilities')} in the atlas."
    columns = (
        Column("Utility", 1.6),
        *(Column(KEY_INDICATORS[code].label, 1.0) for code in there),
        Column("Figures on file", 0.9, numeric=True),
    )
    return (Table(columns, tuple(cells), Cited(words)),)


def _caveats(found: Profile) -> list[str]:
    sentences = [
        "The figures say which households use a service, as surveys and censuses ask it; they do not say who could.",
        "Without = people \u00d7 (1 \u2212 share) of those using at least basic drinking water.",
        "The partnerships are those found in public documents: there may be others, and an end that no source "
        "states is not an end.",
        "Where a partnership and a change of water stand side by side, nothing says that one caused the other.",
    ]
    return sentences + [lack.sentence for lack in lacks(found)]
