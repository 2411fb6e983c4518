"""The map of the page Atlas for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pandas as pd

from wopmap import missing, moments, partnerships
from wopmap.breakdown import region_code
from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.flows import SIDES, prepare, summarise
from wopmap.household import CountrySeries, country_series
from wopmap.layers import Catalogue
from wopmap.picks import resolve
from wopmap.publish.names import selection_parts
from wopmap.publish.views import PageView, Where
from wopmap.scene import change
from wopmap.scene import missing as missing_picture
from wopmap.scene.atlas import TITLES, atlas_scene, country_boxes, flow_map
from wopmap.scene.framing import box_around, fitted, names_of
from wopmap.scene.model import Labels, Scene
from wopmap.scene.options import AtlasOptions
from wopmap.scene.style import Theme
from wopmap.scene.times import atlas_times
from wopmap.selection import Selection, Shown, Vocabulary, search_text

WHAT = {"operator": "operator-flows", "country": "flows", "region": "region-flows"}


@dataclass(frozen=True)
class Atlas:
    """The tables of the page, unfiltered, with what is made of them once."""

    flows: pd.DataFrame
    partnerships: pd.DataFrame
    operators: pd.DataFrame
    countries: pd.DataFrame
    sources: pd.DataFrame
    use: pd.DataFrame
    vocabulary: Vocabulary
    search: pd.Series
    boxes: dict[str, tuple[float, float, float, float]]

    @property
    def operator_ids(self) -> frozenset[str]:
        """Operators that take part in some partnership."""
        return frozenset(str(name) for side in SIDES for name in self.flows[f"{side}_id"])

    def place_name(self, code: str) -> str:
        """Name of a country."""
        return self.vocabulary.label("countries", code)


LAYERS = (
    "flows",
    "partnerships",
    "operators",
    "countries",
    "sources",
    "country_use",
    "motivation_types",
)
_kept: dict[tuple[str, ...], Atlas] = {}


def tables(catalogue: Catalogue) -> Atlas:
    """The tables, read once for the files as they are."""
    key = tuple(catalogue.digest(name) for name in LAYERS)
    found = _kept.get(key)
    if found is None:
        flows, phases, operators, countries, sources, use, motives = (catalogue.table(n) for n in LAYERS)
        countries = countries[countries["iso3"].notna()]
        found = Atlas(
            prepare(flows),
            phases,
            operators,
            countries,
            sources,
            use,
            Vocabulary.from_tables(flows, phases, countries, motives),
            search_text(phases, operators, countries),
            country_boxes(catalogue.geo("countries", columns=["iso3"])),
        )
        _kept.clear()
        _kept[key] = found
    return found


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link; see `wopmap.publish.views.Page`."""
    atlas = tables(catalogue)
    selection, problems = Selection.from_query(where, atlas.vocabulary, allowed_extra=AtlasOptions.PARAMETERS)
    options, more = AtlasOptions.from_query({name: values[0] for name, values in where.items()})
    options, unknown = options.known(atlas.vocabulary, atlas.operator_ids)
    narrowing = options.narrowing
    shown = narrowing.apply(selection, atlas.flows, search=atlas.search)
    if options.show == "missing":
        return _missing(atlas, selection, options, theme, title, (*problems, *more, *unknown))
    series = country_series(atlas.use, options.indicator, options.residence)
    moving = options.moments if options.show == "moments" else selection.years
    year = series.year_for(options.water_year or (moving[1] if moving else None))
    water = tuple(atlas.use["source_id"].dropna().unique())
    picked = resolve(options.pick, shown, atlas).wop_ids
    drawn = flow_map(shown.flows, atlas.flows, atlas.countries, options, theme, picked)
    scene = atlas_scene(
        drawn,
        series,
        year,
        title=title or TITLES[options.show],
        subtitle=narrowing.in_words(selection, atlas.vocabulary),
        summary=sentence(shown, options, atlas.vocabulary),
        options=options,
        theme=theme,
        sources=(*water, *cited(atlas, shown.flows)),
    )
    if fit and options.view is None:
        boxes = [atlas.boxes[code] for code in selection.countries if code in atlas.boxes]
        scene = fitted(scene, box_around(scene, boxes))
    return PageView(
        "atlas",
        with_names(scene),
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        (*selection_parts(selection), WHAT[options.drawn_level()]),
        (*problems, *more, *unknown),
        lambda: rows(catalogue, atlas, shown, series, year),
        water,
        partnerships.COLUMNS,
        lambda: read(atlas, shown.flows),
        atlas_times(shown.flows, drawn.edges, options.drawn_level(), series)
        if options.show == "flows"
        else None,
    )


def with_names(scene: Scene) -> Scene:
    """The scene with names placed for a sheet instead of those placed for a screen."""
    kept = [layer for layer in scene.layers if not isinstance(layer, Labels)]
    return replace(scene, layers=(*kept, names_of(scene)))


def _missing(
    atlas: Atlas,
    selection: Selection,
    options: AtlasOptions,
    theme: Theme,
    title: str | None,
    problems: tuple[str, ...],
) -> PageView:
    """Where help is missing; the years of the selection do not count."""
    open_years = replace(selection, years=None)
    shown = options.narrowing.apply(open_years, atlas.flows, search=atlas.search)
    need = missing.table(atlas.use, atlas.countries, shown.flows, options.since)
    scene = missing_picture.scene(
        need,
        title=title or TITLES["missing"],
        subtitle=options.narrowing.in_words(open_years, atlas.vocabulary),
        summary=missing.sentence(need, options.since),
        options=options,
        theme=theme,
    )
    table = need.set_index("iso3")[["country", "people_without", "share_without", "year", "partnerships"]]
    headings = ["Country", "Urban people without", "Share without (0-1)", "Year", "Partnerships"]
    return PageView(
        "atlas",
        scene,
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        (*selection_parts(selection), "where-help-is-missing"),
        problems,
        lambda: {"where_help_is_missing": need},
        scene.sources,
        missing.COLUMNS,
        lambda: (Table("Where help is missing", table.set_axis(headings, axis=1)),),
    )


def sentence(shown: Shown, options: AtlasOptions, vocabulary: Vocabulary) -> str:
    """What is shown, in words made from the data."""
    if options.show == "moments" and shown.n:
        return change.summary(moments.count(shown.flows, options.moments))
    return summarise(shown, vocabulary)


def cited(atlas: Atlas, flows: pd.DataFrame) -> list[str]:
    """Documents behind the partnerships shown."""
    kept = atlas.partnerships[atlas.partnerships["wop_id"].isin(flows["wop_id"].unique())]
    return sorted({str(name) for column in ("source_id", "source_id_2") for name in kept[column].dropna()})


def rows(
    catalogue: Catalogue, atlas: Atlas, shown: Shown, series: CountrySeries, year: int
) -> Mapping[str, pd.DataFrame]:
    """Partnerships and flows shown, and household water of the year shown."""
    ids = shown.flows["wop_id"].unique()
    table = partnerships.table(atlas.partnerships, atlas.operators, atlas.countries, atlas.sources)
    return {
        "partnerships": table[table["wop_id"].isin(ids)].reset_index(drop=True),
        "flows": flow_rows(catalogue, shown.flows),
        "household_water": water_rows(catalogue, atlas.use, series, year),
    }


def flow_rows(catalogue: Catalogue, flows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the flows layer with their geometry."""
    lines = catalogue.geo("flows")
    return lines[lines["flow_id"].isin(flows["flow_id"])].reset_index(drop=True)


def water_rows(catalogue: Catalogue, use: pd.DataFrame, series: CountrySeries, year: int) -> pd.DataFrame:
    """Household water of one year, countries with their outlines."""
    asked = (
        (use["indicator"] == series.indicator)
        & (use["residence"] == series.residence)
        & (use["year"] == year)
    )
    land = catalogue.geo("countries_110m", columns=["iso3", "name"])
    water = land[land["iso3"].notna()].merge(use[asked], left_on="iso3", right_on="country_iso3")
    return water.drop(columns="country_iso3").reset_index(drop=True)


HEADINGS = {
    "mentors": "Mentors",
    "from_countries": "From",
    "mentees": "Mentees",
    "to_countries": "To",
    "years": "Years",
    "status": "Status",
    "modality": "Modality",
    "programme": "Programme",
    "topics": "Topics",
    "confidence": "Confidence",
    "source": "Source",
    "source_url": "Link",
}


def read(atlas: Atlas, flows: pd.DataFrame) -> tuple[Table, ...]:
    """Partnerships shown, and the documents behind them, as people read them."""
    table = partnerships.table(atlas.partnerships, atlas.operators, atlas.countries, atlas.sources)
    kept = table[table["wop_id"].isin(flows["wop_id"].unique())].set_index("wop_id")
    documents = atlas.sources[atlas.sources["source_id"].isin(cited(atlas, flows))].set_index("source_id")
    documents = documents[["title", "publisher", "year", "url"]].set_axis(
        ["Title", "Publisher", "Year", "Link"], axis=1
    )
    return (
        Table("Partnerships shown", kept[list(HEADINGS)].rename(columns=HEADINGS)),
        Table("Documents behind them", documents),
    )


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Countries that take part in what a link shows, each with the link narrowed to it.

    Raises
    ------
    WopmapError
        If `kind` is not ``country``.
    """
    if kind != "country":
        raise WopmapError("The atlas can be drawn for each country; for each city take the page city.")
    atlas = tables(catalogue)
    selection, _ = Selection.from_query(where, atlas.vocabulary, allowed_extra=AtlasOptions.PARAMETERS)
    flows = selection.apply(atlas.flows, search=atlas.search).flows
    for code in taking_part(flows, selection):
        yield code, narrowed(where, code)


def taking_part(flows: pd.DataFrame, selection: Selection) -> list[str]:
    """Countries of the flows shown, on the side a selection asks for.

    A selection of countries or regions shows their partners too; asked for are these places alone.
    """
    sides = [side for side in SIDES if selection.side in (side, "either")]
    names = ["country", "region"]
    both = [flows[[f"{side}_{name}" for name in names]].set_axis(names, axis=1) for side in sides]
    places = pd.concat(both).astype(object).dropna(subset="country").drop_duplicates()
    if selection.countries or selection.regions:
        regions = places["region"].map(region_code, na_action=None)
        asked = places["country"].isin(selection.countries) | regions.isin(selection.regions)
        places = places[asked.to_numpy(dtype=bool)]
    return sorted({str(code) for code in places["country"]})


def narrowed(where: Where, code: str) -> Where:
    """A link for one country alone; a region would let its neighbours through too."""
    return {**{name: values for name, values in where.items() if name != "region"}, "country": [code]}
