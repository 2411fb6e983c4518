"""The map of the page of a city for a link, without a browser; the same functions as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap import city as cities
from wopmap.city import City, Profile
from wopmap.city.choosing import census_of
from wopmap.city.words import summary
from wopmap.draw.page import Table
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import atlas
from wopmap.publish.views import PageView, Where
from wopmap.scene.city import city_scene, subtitle
from wopmap.scene.city_ground import Ground
from wopmap.scene.city_zones import CityDots, ZoneSeries, city_dots, zone_series
from wopmap.scene.options_city import CityOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.words import quoted

COLUMNS = ["zone_id", "zone_name", "city_id", "level", "lon", "lat", "place_quality", "geometry_method"]
MEANINGS = {
    "units": "Households or persons counted, as the census of the city counts them.",
    "using": "Of these, those using the service of the indicator.",
    "without": "Of these, those not using it.",
    "derived": "Whether the share is a sum of published categories.",
    "share": "Share using the service of the indicator, 0 to 1.",
    "indicator": "What is counted, see the dictionary of the data.",
    "year": "Year of the census.",
    "role": "Which side of the flow the city is on.",
}


def view(
    catalogue: Catalogue, where: Where, theme: Theme, *, title: str | None = None, fit: bool = False
) -> PageView:
    """The map for a link, see `wopmap.publish.views.Page`; a city is always shown whole."""
    del fit
    world = atlas.tables(catalogue)
    options, wrong = CityOptions.from_query({name: values[0] for name, values in where.items()})
    if not options.city:
        raise WopmapError("Say which city, such as city=ken-nairobi in the link, or draw one for each.")
    selection, problems = Selection.from_query(where, world.vocabulary, allowed_extra=CityOptions.PARAMETERS)
    found = profile(cities.read(catalogue, options.city), options, selection)
    its = ground(catalogue, found)
    series = zone_series(found.city, found.choice.level) if found.choice else None
    shown = partnerships_shown(found.city, world, selection)
    scene = city_scene(
        found,
        series,
        its,
        shown,
        theme=theme,
        title=title or f"{found.city.name}, {found.city.country}",
        subtitle=subtitle(found, options.show),
        summary=summary(found),
        show=options.show,
        zone=options.zone,
        view=options.view,
        dots=dots(found, its, series) if options.show == "dots" else None,
    )
    choice = found.choice
    what = {"zones": "zones", "dots": "dots", "change": "change"}[options.show] if choice else "help"
    parts = (found.city.city_id, str(choice.year) if choice else "", choice.indicator if choice else "", what)
    return PageView(
        "city",
        scene,
        urlencode({**selection.to_query(), **options.to_query()}, safe=",-"),
        parts,
        (*problems, *wrong, *found.problems),
        lambda: rows(found, its, shown),
        tuple(found.figures.source_ids) if found.figures else (),
        MEANINGS,
        lambda: read(found),
    )


def profile(city: City, options: CityOptions, selection: Selection) -> Profile:
    """The figures a link asks for; the years of the filters choose the census where the link does not."""
    asked = options.indicator or None, options.level or None
    year = options.year
    if year is None and selection.years is not None:
        year = census_of(cities.profile(city, None, *asked), selection.years)
    return cities.profile(city, year, *asked, options.against)


def ground(catalogue: Catalogue, found: Profile) -> Ground:
    """Where the zones of the chosen level and the service areas lie."""
    zones = catalogue.geo("zones", COLUMNS, ds.field("city_id") == found.city.city_id)
    ids = pa.array(list(found.city.operator_ids), pa.string())
    service = catalogue.geo(
        "service_areas", ["operator_id", "operator", "city_ids"], ds.field("operator_id").isin(ids)
    )
    seats = catalogue.table("operators", ["operator_id", "city"])
    level = found.choice.level if found.choice else ""
    return Ground(
        zones[(zones["level"] == level).to_numpy(bool)],
        service,
        {str(k): str(v) for k, v in zip(seats["operator_id"], seats["city"], strict=True)},
    )


def partnerships_shown(city: City, world: atlas.Atlas, selection: Selection) -> pd.DataFrame:
    """Flows of the city's utilities that pass the filters, each with the side the city is on."""
    roles = dict(zip(city.flows["flow_id"], city.flows["role"], strict=True))
    flows = world.flows[world.flows["flow_id"].isin(set(roles)).to_numpy(bool)]
    flows = flows.assign(role=flows["flow_id"].map(roles))
    return selection.apply(flows, search=world.search).flows


def dots(found: Profile, its: Ground, series: ZoneSeries | None) -> CityDots | None:
    """Dots of households with and without; None where there is no ground or no number of households."""
    figures, sums = found.figures, found.measures
    if found.choice is None or series is None or figures is None or sums is None:
        return None
    shapes = its.outlines.geometry
    if figures.basis.sampled or sums.units is None or not bool((shapes.notna() & ~shapes.is_empty).any()):
        return None
    return city_dots(found.city, its.outlines, found.choice, series.choices)


def rows(found: Profile, its: Ground, shown: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    """Zones with their figures and outlines, and the flows shown."""
    tables = {"flows": shown.reset_index(drop=True)}
    if found.figures is None or found.choice is None:
        return tables
    figures = found.figures.zones.reset_index()
    figures = figures.assign(
        year=found.choice.year,
        indicator=found.choice.indicator,
        level=found.choice.level,
        source_ids=";".join(found.figures.source_ids),
    )
    shapes = its.outlines[["zone_id", "lon", "lat", "geometry_method", "geometry"]]
    return {"zones": shapes.merge(figures, on="zone_id", how="right"), **tables}


def read(found: Profile) -> tuple[Table, ...]:
    """The zones in order, the worst served first."""
    if found.figures is None:
        return ()
    zones = found.figures.zones.sort_values("share")
    table = pd.DataFrame(
        {
            "Zone": zones["zone_name"].astype(object).to_numpy(),
            "Share, %": (zones["share"].to_numpy(float) * 100).round(1),
            found.figures.basis.many.capitalize(): zones["units"].to_numpy(),
            "Without": zones["without"].round().to_numpy(),
        },
        index=zones.index,
    )
    return (Table("Zones", table),)


def each(catalogue: Catalogue, where: Where, kind: str) -> Iterator[tuple[str, Where]]:
    """Cities with figures by zone in the countries a link names or in all.

    Raises
    ------
    WopmapError
        If `kind` is not ``city``.
    """
    if kind != "city":
        raise WopmapError(f"The page of a city can be drawn for each city, not for each {quoted(kind)}.")
    world = atlas.tables(catalogue)
    selection, _ = Selection.from_query(where, world.vocabulary, allowed_extra=CityOptions.PARAMETERS)
    places = cities.places(catalogue)
    for place in places.itertuples():
        if place.zones and (not selection.countries or place.country_iso3 in selection.countries):
            yield str(place.city_id), {**where, "city": [str(place.city_id)]}
