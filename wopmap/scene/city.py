"""A city: its zones by household water, its service area, and the help that arrives from off the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from wopmap.city import Profile
from wopmap.city.words import level_label
from wopmap.household.indicators import LESS, indicator
from wopmap.household.zones import Choice
from wopmap.scene.atlas import BOUNDARY_NOTE
from wopmap.scene.city_flows import flow_layers, inset
from wopmap.scene.city_ground import Ground, city_box, fitted, land, outline, symbols
from wopmap.scene.city_zones import CityDots, ZoneSeries, told_changes
from wopmap.scene.model import Areas, Dots, Entry, Layer, LegendGroup, Points, Scene, View
from wopmap.scene.style import (
    CHANGE_BREAKS,
    Theme,
    change_labels,
    class_labels,
    class_of,
    telling_breaks,
    tick_labels,
)
from wopmap.words import counted, grouped, lower_first

DOT_PX = 1.2
SYMBOL_PX = 5.5


@dataclass(frozen=True)
class Scale:
    """Classes of an indicator or of its change; turned round for a lack, so that dark means well served."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]

    def colour(self, share: float, theme: Theme) -> str:
        """Colour of a share; that of the hatching where it is missing."""
        return self.colours[class_of(share, self.breaks)] if np.isfinite(share) else theme.hatch


def share_scale(series: ZoneSeries, code: str, theme: Theme) -> Scale:
    """Classes that tell the zones apart, the same in every year."""
    shares = series.series[code].to_numpy(dtype=float).ravel()
    breaks = telling_breaks(list(shares[np.isfinite(shares)]))
    turned = indicator(code).better == LESS
    return Scale(breaks, theme.water[::-1] if turned else theme.water)


def change_scale(code: str, theme: Theme) -> Scale:
    """Classes of a change; a growing lack is a loss."""
    turned = indicator(code).better == LESS
    return Scale(CHANGE_BREAKS, theme.change[::-1] if turned else theme.change)


def zone_layers(found: Profile, series: ZoneSeries, ground: Ground, theme: Theme, show: str) -> list[Layer]:
    """Zones with an outline as areas, those with a point alone as symbols."""
    choice = found.choice
    assert choice is not None
    assert found.figures is not None
    if show == "change" and found.change is not None and found.change.comparison.ok:
        first = Choice(choice.level, found.change.year, choice.indicator)
        place, tip = series.place(first, found.change.other_year)
        values, scale = told_changes(found.change), change_scale(choice.indicator, theme)
    else:
        place, tip = series.place(choice)
        values, scale = found.figures.zones["share"], share_scale(series, choice.indicator, theme)
    rows = ground.outlines
    layers: list[Layer] = []
    if not rows.geometry.isna().all():
        layers.append(
            Areas(
                id="zones",
                outlines="zones",
                key="zone_id",
                values=values,
                field=place,
                breaks=scale.breaks,
                colours=scale.colours,
                only=(("city_id", series.city_id), ("level", series.level)),
                border=border_of(len(rows)),
                plain=show == "dots",
                tip=tip,
                tips=series.tips_each,
            )
        )
    marks = rows[symbols(rows)]
    marks = marks[marks["zone_id"].isin(series.tips).to_numpy(bool)]
    if len(marks):
        shares = values.reindex(marks["zone_id"]).to_numpy(dtype=float)
        ids = [str(zone) for zone in marks["zone_id"]]
        texts = [series.tips[zone] for zone in ids]
        layers.append(
            Points(
                "zone-points",
                marks["lon"].to_numpy(dtype=float),
                marks["lat"].to_numpy(dtype=float),
                np.full(len(marks), SYMBOL_PX),
                [scale.colour(share, theme) for share in shares],
                ids,
                [f"{text[min(tip, len(text) - 1)]}\nposition approximate" for text in texts],
                rim=theme.ink,
            )
        )
    return layers


MANY_ZONES, COUNTLESS_ZONES = 400, 5000
"""From so many on, lines between zones would cover what they separate, and from so many on there is no room for any."""


def border_of(zones: int) -> float:
    """Width of the lines between so many zones, px."""
    return 0.0 if zones >= COUNTLESS_ZONES else 0.3 if zones >= MANY_ZONES else 1.0


def dot_layer(found: CityDots, choice: Choice, theme: Theme) -> Dots:
    """Households with and without."""
    return Dots("dots", found.field, found.columns[choice], (theme.change[0], theme.change[-1]), DOT_PX)


def chosen_zone(zone: str, ground: Ground, theme: Theme) -> list[Layer]:
    """The zone the reader has chosen: a line around it, or a ring."""
    rows = ground.outlines[(ground.outlines["zone_id"] == zone).to_numpy(bool)]
    if rows.empty:
        return []
    shape = rows.geometry.iloc[0]
    if shape is not None and not shape.is_empty:
        return [outline("chosen", [shape], theme.picked, 2.6)]
    if symbols(rows)[0]:
        place = rows[["lon", "lat"]].to_numpy(dtype=float)
        radius = np.array([SYMBOL_PX + 3])
        return [Points("chosen", place[:, 0], place[:, 1], radius, [theme.picked], [zone], [""], ring=True)]
    return []


def legend(
    found: Profile,
    layers: Sequence[Layer],
    scale: Scale | None,
    dots: CityDots | None,
    theme: Theme,
    show: str,
) -> tuple[LegendGroup, ...]:
    """What the map shows, most important first."""
    groups: list[LegendGroup] = []
    choice, drawn = found.choice, {layer.id for layer in layers}
    if choice is not None and found.figures is not None:
        term, basis = indicator(choice.indicator), found.figures.basis
        if show == "dots" and dots is not None:
            one = counted(dots.each, basis.one, basis.many)
            entries = [
                Entry(f"with {lower_first(term.label)}", theme.change[-1], "dot", 3.0),
                Entry("without", theme.change[0], "dot", 3.0),
            ]
            groups.append(LegendGroup(f"One dot: {one}, {choice.year}", tuple(entries)))
        elif scale is not None:
            groups.append(_classes(found, scale, theme, show))
    others = []
    if "zone-points" in drawn:
        others.append(Entry("place approximate", theme.quiet, "dot", 5.0))
    if "service" in drawn:
        others.append(Entry("service area", theme.ink, "outline"))
    if "flows" in drawn:
        others.append(Entry("help, arrow to the mentee", theme.accent, "line", 4.0))
    if "utilities" in drawn:
        others.append(Entry("utility", theme.mentee, "dot", 5.0))
    if others:
        groups.append(LegendGroup("Also shown", tuple(others)))
    return tuple(groups)


def _classes(found: Profile, scale: Scale, theme: Theme, show: str) -> LegendGroup:
    choice, figures = found.choice, found.figures
    assert choice is not None
    assert figures is not None
    term = indicator(choice.indicator)
    no_data = Entry("no data", theme.hatch, "hatch")
    if show == "change" and found.change is not None:
        entries = [Entry(w, c, "fill") for w, c in zip(change_labels(), scale.colours, strict=True)]
        span = f"{found.change.year} to {found.change.other_year}"
        return LegendGroup(f"{term.label}, {span}, percentage points", (*entries, no_data))
    entries = [
        Entry(words, colour, "fill")
        for words, colour in zip(class_labels(scale.breaks), scale.colours, strict=True)
    ]
    title = f"{term.label}, {choice.year}: % of {figures.basis.many}"
    return LegendGroup(title, (*entries, no_data), ticks=tick_labels(scale.breaks))


def notes(found: Profile, ground: Ground | None, dots: CityDots | None = None) -> tuple[str, ...]:
    """What must be minded of the outlines, and of zones and households that are not on the map."""
    said: list[str] = []
    if ground is not None and found.figures is not None:
        rows = ground.outlines
        its = rows[rows["zone_id"].isin(found.figures.zones.index).to_numpy(bool)]
        if (its["geometry_method"] == "voronoi").fillna(False).any():
            said.append("Outlines approximate: the ground nearest to the middle of each zone.")
        marks = int(symbols(its).sum())
        placed = int((~(its.geometry.isna() | its.geometry.is_empty)).sum()) + marks
        if marks:
            said.append(f"{marks} drawn as dots: position approximate.")
        if placed < len(its):
            said.append(f"{len(its) - placed} of {len(its)} {level_label(found)} have no place yet.")
        outside = outside_service(its, ground.service)
        if outside:
            said.append(f"{outside} lie outside every service area.")
        if dots is not None and found.choice is not None and dots.left_out[found.choice]:
            left_out = grouped(dots.left_out[found.choice])
            said.append(f"No dots for {left_out} {found.figures.basis.many} of zones without an outline.")
    return (*said, BOUNDARY_NOTE)


def outside_service(zones: pd.DataFrame, service: pd.DataFrame) -> int:
    """Zones with an outline whose middle no service area holds; 0 where no service area has an outline."""
    areas = service.geometry[service.geometry.notna()].to_numpy()
    shapes = zones.geometry[zones.geometry.notna()].to_numpy()
    if not len(areas) or not len(shapes):
        return 0
    whole = shapely.union_all(areas)
    shapely.prepare(whole)
    return int((~shapely.contains(whole, shapely.point_on_surface(shapes))).sum())


def city_scene(
    found: Profile,
    series: ZoneSeries | None,
    ground: Ground,
    shown: pd.DataFrame,
    *,
    theme: Theme,
    title: str,
    subtitle: str,
    summary: str,
    show: str = "zones",
    zone: str = "",
    view: View | None = None,
    dots: CityDots | None = None,
) -> Scene:
    """Put zones, service area, flows and what the reader has chosen together.

    Parameters
    ----------
    series : ZoneSeries or None
        None for a city without figures by zone.
    shown : DataFrame
        Rows of `found.city.flows` that pass the filters.
    show : {"zones", "dots", "change"}
        What cannot be shown (no second census, no outlines) falls back to zones.
    view : View, optional
        Where the reader has taken the map; without it the whole city is shown.
    """
    box = city_box(found.city, ground)
    layers: list[Layer] = [land(theme)]
    scale = None
    if series is not None and found.choice is not None:
        layers += zone_layers(found, series, ground, theme, show)
        code = found.choice.indicator
        scale = change_scale(code, theme) if show == "change" else share_scale(series, code, theme)
    if dots is not None and show == "dots" and found.choice is not None:
        layers.append(dot_layer(dots, found.choice, theme))
    service = ground.service[ground.service.geometry.notna()]
    if len(service):
        layers.append(outline("service", list(service.geometry), theme.ink, 1.2))
    layers += chosen_zone(zone, ground, theme)
    layers += flow_layers(found.city, shown, ground, box, theme)
    return Scene(
        title=title,
        subtitle=subtitle,
        summary=summary,
        theme=theme,
        view=view or fitted(box),
        layers=tuple(layers),
        legend=legend(found, layers, scale, dots, theme, show),
        notes=notes(found, ground, dots if show == "dots" else None),
        sources=(*found.source_ids, *_compared(found, show)),
        box=None if view else box,
        inset=inset(layers, box, theme),
    )


def _compared(found: Profile, show: str) -> tuple[str, ...]:
    """Documents of the other census, where its change is drawn."""
    if show != "change" or found.change is None:
        return ()
    return tuple(s for s in found.change.comparison.source_ids if s not in found.source_ids)


def subtitle(found: Profile, show: str) -> str:
    """What is drawn, in words: indicator, census, what is counted, level."""
    choice, figures = found.choice, found.figures
    if choice is None or figures is None:
        return "No household figures by zone yet"
    term = indicator(choice.indicator).label
    if show == "change" and found.change is not None:
        year = f"change {found.change.year} to {found.change.other_year}"
    else:
        year = f"{choice.year}"
    derived = ", a sum of published categories" if figures.derived else ""
    zones = f"{grouped(len(figures.zones))} {level_label(found)}"
    return f"{term}, {year}, {figures.basis.many} of {zones}{derived}"
