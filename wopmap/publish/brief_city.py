"""The brief on a city: which households have water, which are left without, who helps its utility."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap import partnerships
from wopmap.city import Profile, profile, read
from wopmap.city.words import level_label, percent, points, summary
from wopmap.country.ladder import ladder
from wopmap.household.indicators import LESS, indicator
from wopmap.layers import Catalogue
from wopmap.publish import charts
from wopmap.publish.brief_parts import (
    ladder_figure,
    map_figure,
    of_all,
    one_a_line,
    paragraph,
    partnership_table,
)
from wopmap.publish.document import Block, Cited, Column, Document, Fact, Figure, References, Section, Table
from wopmap.publish.style import PAPER
from wopmap.scene.city import city_scene, notes, share_scale, subtitle
from wopmap.scene.city_ground import Ground
from wopmap.scene.city_zones import zone_series
from wopmap.scene.model import Scene
from wopmap.words import counted, grouped, listed, lower_first

LOW_MAP_PX, TALL_MAP_PX = 345.0, 560.0
"""Height of the map: low where the chart of zones finds room below it on the first page."""

FEW_ZONES = 14
WORST, BEST = 16, 8
"""Zones in the chart where there are more than it holds."""


def document(catalogue: Catalogue, city_id: str, most: int) -> Document:
    """The brief on a city.

    Parameters
    ----------
    most : int
        Partnerships in the table.

    Raises
    ------
    UnknownCity
    """
    found = profile(read(catalogue, city_id))
    references = References(catalogue.table("sources"))
    census = references.cite(found.figures.source_ids if found.figures else ())
    scene = city_map(catalogue, found)
    heading = "Where help comes from and goes to" if found.figures is None else "Who uses what, and where"
    sections = [Section(heading, (_map(catalogue, found, scene, census),))]
    if found.figures is not None:
        sections.append(Section("The zones", _zones(found, census), kept=True))
    change = _change(found, references)
    if change:
        sections.append(Section("Between two censuses", change))
    sections.append(Section("Who helps its utilities", _help(catalogue, found, references, most)))
    estimate = ladder_figure(
        ladder(found.city.ladder), found.city.country, references, found.city.ladder["source_id"]
    )
    if estimate:
        sections.append(Section(f"The country around it: {found.city.country}", (estimate,), kept=True))
    sections.append(Section("What to mind", (one_a_line(dict.fromkeys(found.caveats)),)))
    return Document(
        kind="City brief",
        title=found.city.name,
        subtitle=f"{found.city.country}. {subtitle(found, 'zones')}",
        lead=Cited(summary(found), census),
        facts=_facts(found, census),
        sections=tuple(sections),
        sources=references.sources(),
        notes=(scene.notes[-1],),
        vintage=str(catalogue.manifest.get("vintage") or ""),
    )


def city_map(catalogue: Catalogue, found: Profile) -> Scene:
    """The map of the page of the city, on paper."""
    city, level = found.city, found.choice.level if found.choice else ""
    columns = ["zone_id", "zone_name", "level", "lon", "lat", "place_quality", "geometry_method"]
    zones = catalogue.geo("zones", columns, ds.field("city_id") == city.city_id)
    zones = zones[(zones["level"] == level).to_numpy(bool)]
    served = ds.field("operator_id").isin(pa.array(city.operator_ids, pa.string()))
    service = catalogue.geo("service_areas", ["operator_id", "operator", "city_ids"], served)
    seats = catalogue.table("operators", ["operator_id", "city"])
    ground = Ground(zones, service, dict(zip(seats["operator_id"], seats["city"], strict=True)))
    return city_scene(
        found,
        zone_series(city, level) if found.choice else None,
        ground,
        city.flows,
        theme=PAPER,
        title=city.name,
        subtitle="",
        summary=summary(found),
    )


def _facts(found: Profile, census: tuple[int, ...]) -> tuple[Fact, ...]:
    facts = []
    figures, sums = found.figures, found.measures
    if figures is not None and sums is not None and found.choice is not None:
        term, many = indicator(found.choice.indicator), figures.basis.many
        if sums.units is not None:
            facts.append(Fact(grouped(sums.units), f"{many} counted, {found.choice.year}", census))
        if sums.without is not None and sums.share is not None and term.better != LESS:
            words = f"{many} ({percent(1 - sums.share)}) without {lower_first(term.label)}"
            facts.append(Fact(grouped(round(sums.without)), words, census))
        if sums.gap_pp is not None and sums.best and sums.worst:
            best, worst = (figures.zones.loc[zone] for zone in (sums.best, sums.worst))
            words = (
                f"percentage points between {best['zone_name']} ({percent(best['share'])}) and "
                f"{worst['zone_name']} ({percent(worst['share'])})"
            )
            facts.append(Fact(f"{sums.gap_pp:.1f}", words, census))
    number = int(found.city.flows["wop_id"].nunique())
    facts.append(
        Fact(
            grouped(number),
            "partnership of its utilities" if number == 1 else "partnerships of its utilities",
        )
    )
    return tuple(facts)


def _map(catalogue: Catalogue, found: Profile, scene: Scene, census: tuple[int, ...]) -> Figure:
    many = found.figures is not None and len(found.figures.zones) > FEW_ZONES
    height = TALL_MAP_PX if many else LOW_MAP_PX
    opening = f"{subtitle(found, 'zones')}."
    if found.figures is None:
        opening = "Partnerships of its utilities, arrows to the mentee."
    words = " ".join([opening, *notes(found, None)[:-1], *scene.notes[:-1]])
    return map_figure(catalogue, scene, height, Cited(words, census))


def _zones(found: Profile, census: tuple[int, ...]) -> tuple[Block, ...]:
    figures, sums = found.figures, found.measures
    assert figures is not None
    assert sums is not None
    assert found.choice is not None
    term, many = indicator(found.choice.indicator), figures.basis.many
    table = figures.zones
    scale = share_scale(zone_series(found.city, found.choice.level), found.choice.indicator, PAPER)
    colours = {str(zone): scale.colour(share, PAPER) for zone, share in table["share"].items()}
    shown, caption = table, f"{term.label} by zone, {found.choice.year}, the worst first"
    if len(table) > charts.MOST_ZONES:
        left = len(table) - WORST - BEST
        gap = pd.DataFrame({"zone_name": [f"... {grouped(left)} between ..."]}, index=["..."])
        shown = pd.concat([table.head(WORST), gap, table.tail(BEST)])
        caption += f" ({WORST} at the worst end, {BEST} at the best of {grouped(len(table))})"
    caption += f": % of {many}"
    caption += ", and how many are without. The line is all of the city." if sums.units else "."
    blocks: list[Block] = []
    if sums.worst_fifth_share is not None and sums.without:
        blocks.append(
            paragraph(
                f"The worst served fifth of all {many}, taken zone by zone, holds "
                f"{percent(sums.worst_fifth_share)} of those without: "
                f"{of_all(sums.worst_fifth_share * sums.without, None)} {many}. Were all zones alike it would be 20 %.",
                census,
            )
        )
    blocks.append(
        Figure(
            charts.zones(shown, sums.share, colours, f"{many} without"),
            Cited(caption, census),
            f"Chart: {term.label} in {counted(len(table), 'zone')} of {found.city.name}, the worst first.",
        )
    )
    return tuple(blocks)


def _change(found: Profile, references: References) -> tuple[Block, ...]:
    """What may be said of the change since another census, or why nothing may."""
    if found.choice is None:
        return ()
    label = indicator(found.choice.indicator).label
    if found.change is not None and found.change.comparison.ok:
        change = found.change
        numbers = references.cite(change.comparison.source_ids)
        whole = "" if change.city_pp is None else f"{points(change.city_pp)} in the city as a whole. "
        kept = change.zones[~change.zones["redrawn"].to_numpy(bool)]["change_pp"].dropna()
        up, down = int((kept > 0).sum()), int((kept < 0).sum())
        words = (
            f"{label}, {change.year} to {change.other_year}: {whole}Of {grouped(len(kept))} {level_label(found)} "
            f"that can be compared, the share rose in {grouped(up)} and fell in {grouped(down)}. "
            f"{change.comparison.reason}"
        )
        return (paragraph(words, numbers),)
    said = [
        paragraph(f"{label} of {year} is not compared with {found.choice.year}. {verdict.reason}")
        for year, verdict in found.comparisons.items()
        if not verdict.ok
    ]
    return tuple(said)


def _help(catalogue: Catalogue, found: Profile, references: References, most: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    flows = found.city.flows
    if flows.empty:
        return (paragraph(f"No partnership with a utility of {found.city.name} is on file."),)
    phases = catalogue.table("partnerships")
    kept = phases[phases["wop_id"].isin(flows["wop_id"].unique())]
    words = partnerships.table(
        kept, catalogue.table("operators"), catalogue.table("countries"), references.documents
    )
    last = flows.groupby("wop_id", observed=True)["active_to"].max()
    ids = [
        ";".join(str(s) for s in pair if not pd.isna(s))
        for pair in zip(kept["source_id"], kept["source_id_2"], strict=True)
    ]
    rows = words.assign(source_ids=ids, last=words["wop_id"].map(last.to_dict()).astype("Float64"))
    names = [str(name) for name in found.city.operators["name"]]
    table = partnership_table(rows, references, most, f"of {listed(names, most=3, more='other operators')}")
    if table:
        blocks.append(table)
    service = _service(found, references)
    if service:
        blocks.append(service)
    return tuple(blocks)


def _service(found: Profile, references: References) -> Table | None:
    """What censuses find in the city beside what its utilities report; None where either is missing."""
    names = dict(zip(found.city.operators["operator_id"], found.city.operators["short_name"], strict=True))
    rows: list[tuple[Cited | None, ...]] = []
    for row in found.city.service.drop_duplicates(["year", "indicator"]).itertuples(index=False):
        rows.append(
            (
                Cited("census"),
                Cited(str(row.year)),
                Cited(f"{indicator(str(row.indicator)).label}, {row.counted} of the city"),
                Cited(percent(float(row.share)), references.cite(str(row.source_ids).split(";"))),
            )
        )
    for row in found.city.reported.itertuples(index=False):
        rows.append(
            (
                Cited(str(names.get(row.operator_id, row.operator_id))),
                None if pd.isna(row.year) else Cited(str(int(row.year))),
                Cited("coverage as the utility reports it"),
                Cited(f"{float(row.value):.4g} {row.unit}", references.cite([row.source_id])),
            )
        )
    if not rows:
        return None
    columns = (
        Column("Who says so", 1.2),
        Column("Year", 0.5, numeric=True),
        Column("What", 3.0),
        Column("Share", 0.9, numeric=True),
    )
    caption = (
        "Piped water in the city by census year, beside what its utilities report. "
        "The two are not the same measure."
    )
    return Table(columns, tuple(rows), Cited(caption))
