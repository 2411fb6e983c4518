"""What the indicators of zones mean, which of them add up, and what is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wopmap.labels import Term

MORE, LESS, NEITHER = "more", "less", ""


@dataclass(frozen=True)
class Indicator(Term):
    """An indicator of the `zone_use` layer.

    Attributes
    ----------
    better : {"more", "less", ""}
        Whether a household is better off in the share or outside it; "" where the indicator only names a
        source of water, neither good nor bad by itself.
    group : str
        Class in the stack of sources, a key of `SOURCE_GROUPS`.
    """

    better: str = NEITHER
    group: str = "other"


SOURCE_GROUPS: Mapping[str, Term] = {
    "home": Term("Piped, at home", "Tap in the dwelling, in the yard or on the plot."),
    "piped": Term("Piped, place not stated or elsewhere", "Tap water whose tap may be anywhere."),
    "public": Term("Public or shared tap", "Standpipe, kiosk, tap of a neighbour or bought from a tap."),
    "ground": Term("Borehole, well or spring", "Water from the ground, not from a network."),
    "rain": Term("Rainwater", "Collected rain."),
    "carried": Term("Vendor, tanker or bottled", "Water that is bought and brought."),
    "surface": Term("Surface water", "River, lake, pond or canal."),
    "other": Term("Other or not stated", "What the source names other, or does not state."),
}
"""Classes of the stack of sources, from the tap at home down."""

_TAP_DISTANCE = "Persons aged 15 to 24 "

ZONE_INDICATORS: Mapping[str, Indicator] = {
    "piped_on_premises": Indicator(
        "Piped water at home", "Tap in the dwelling, in the yard or on the plot.", MORE, "home"
    ),
    "piped_total": Indicator(
        "Piped water", "Tap water as this census counts it; public taps may be part of it.", MORE, "piped"
    ),
    "youth_piped_on_site": Indicator(
        "Piped water at home (persons 15 to 24)",
        _TAP_DISTANCE + "with piped water in the dwelling or on the plot.",
        MORE,
        "home",
    ),
    "piped_into_dwelling": Indicator("Piped into the dwelling", "Tap in the dwelling.", MORE, "home"),
    "piped_to_yard": Indicator("Piped to the yard", "Tap in the yard or on the plot.", NEITHER, "home"),
    "piped_outside_dwelling": Indicator(
        "Piped, outside the dwelling", "Tap outside the dwelling.", NEITHER, "piped"
    ),
    "piped_nwsdb": Indicator(
        "Piped by the national board", "National Water Supply and Drainage Board.", NEITHER, "piped"
    ),
    "piped_local_authority": Indicator("Piped by the local authority", "", NEITHER, "piped"),
    "piped_cbo": Indicator("Piped by a community organisation", "", NEITHER, "piped"),
    "piped_private": Indicator("Piped by a private scheme", "", NEITHER, "piped"),
    "piped_rural_scheme": Indicator("Piped by a rural water scheme", "", NEITHER, "piped"),
    "municipal_scheme": Indicator(
        "Water of a regional or local scheme",
        "Says where the water comes from, not that there is a tap at home.",
        MORE,
        "piped",
    ),
    "improved": Indicator(
        "Improved source", "Source that by its build keeps out dirt, as the census counts it.", MORE
    ),
    "source_on_premises": Indicator("Source on the premises", "Whatever the source is.", MORE),
    "source_inside_dwelling": Indicator("Source inside the dwelling", "Whatever the source is.", MORE),
    "source_outside_dwelling": Indicator("Source outside the dwelling", "Whatever the source is.", LESS),
    "no_piped_water": Indicator("No piped water on the plot", "", LESS, "other"),
    "youth_piped_within_1km": Indicator(
        "Tap within 1 km (persons 15 to 24)",
        _TAP_DISTANCE + "with a tap off the plot, within 1 km.",
        LESS,
        "public",
    ),
    "youth_piped_over_1km": Indicator(
        "Tap beyond 1 km (persons 15 to 24)",
        _TAP_DISTANCE + "with a tap more than 1 km away.",
        LESS,
        "public",
    ),
    "youth_no_piped_water": Indicator(
        "No piped water (persons 15 to 24)", _TAP_DISTANCE + "without piped water.", LESS, "other"
    ),
    "public_tap": Indicator("Public tap", "Standpipe or kiosk.", NEITHER, "public"),
    "vendor_tanker": Indicator(
        "Vendor or tanker", "Water bought from a vendor or a tanker.", LESS, "carried"
    ),
    "bottled_water": Indicator("Bottled water", "", NEITHER, "carried"),
    "filter_water": Indicator("Filtered water", "Bought from filter plants.", NEITHER, "carried"),
    "filtration_plant": Indicator("Filtration plant", "Fetched from a filtration plant.", NEITHER, "carried"),
    "tank_lao": Indicator("Tank", "Tank, as the census of Lao PDR names it.", NEITHER, "rain"),
    "borehole": Indicator("Borehole or tube well", "", NEITHER, "ground"),
    "well": Indicator("Well", "Protected or not.", NEITHER, "ground"),
    "protected_well": Indicator("Protected well", "", NEITHER, "ground"),
    "semi_protected_well": Indicator("Partly protected well", "", NEITHER, "ground"),
    "unprotected_well": Indicator("Unprotected well", "", LESS, "ground"),
    "protected_well_or_borehole": Indicator("Protected well or borehole", "", NEITHER, "ground"),
    "unprotected_well_or_borehole": Indicator("Unprotected well or borehole", "", LESS, "ground"),
    "spring": Indicator("Spring", "Protected or not.", NEITHER, "ground"),
    "protected_spring": Indicator("Protected spring", "", NEITHER, "ground"),
    "unprotected_spring": Indicator("Unprotected spring", "", LESS, "ground"),
    "spring_well_borehole": Indicator("Spring, well or borehole", "", NEITHER, "ground"),
    "stone_spout": Indicator("Stone spout", "Public spout fed by a spring.", NEITHER, "ground"),
    "rainwater": Indicator("Rainwater", "", NEITHER, "rain"),
    "surface": Indicator("Surface water", "River, stream, lake, pond or canal.", LESS, "surface"),
    "other_incl_tanker": Indicator("Other, tankers included", "", NEITHER, "other"),
    "other": Indicator("Other", "", NEITHER, "other"),
    "not_stated": Indicator("Not stated", "", NEITHER, "other"),
    "general_piped_to_home": Indicator("Piped into the home (general use)", "", MORE, "home"),
    "general_piped_to_compound": Indicator("Piped to the compound (general use)", "", NEITHER, "home"),
    "general_commercial_tap": Indicator("Commercial tap (general use)", "", NEITHER, "public"),
    "general_borehole": Indicator("Borehole (general use)", "", NEITHER, "ground"),
    "general_spring_water": Indicator("Spring (general use)", "", NEITHER, "ground"),
    "drinking_piped_to_compound": Indicator("Piped to the compound (drinking)", "", MORE, "home"),
    "drinking_commercial_tap": Indicator("Commercial tap (drinking)", "", NEITHER, "public"),
    "drinking_packaged": Indicator("Packaged water (drinking)", "Bottles and sachets.", NEITHER, "carried"),
}
"""Indicators of the `zone_use` layer, those to show first at the top."""

PARTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "piped_total": (
        ("piped_into_dwelling", "piped_outside_dwelling"),
        ("piped_into_dwelling", "piped_to_yard"),
        ("piped_nwsdb", "piped_local_authority", "piped_cbo", "piped_private"),
        ("piped_on_premises",),
    ),
    "piped_on_premises": (("piped_into_dwelling", "piped_to_yard"),),
}
"""Indicators that hold others: left out of a stack where one set of their parts is there."""

OUTSIDE_THE_STACK = ("improved", "source_on_premises", "source_inside_dwelling", "source_outside_dwelling")
"""Indicators that cut across the sources of water."""

STACKS: Mapping[str, Term] = {
    "main": Term("Main source of water"),
    "drinking": Term("Main source of drinking water"),
    "general": Term("Main source of water for general use"),
    "youth": Term("Where the tap is (persons 15 to 24)"),
}
"""Sets of indicators that add up to all units; a survey may hold several."""


@dataclass(frozen=True)
class Basis(Term):
    """What is counted.

    Attributes
    ----------
    one, many : str
        Nouns for sentences.
    column : {"households", "population"}
        Column of `zone_use` that holds all units of a zone.
    sampled : bool
        Whether the units are those interviewed, not those of the zone.
    """

    one: str = ""
    many: str = ""
    column: str = "households"
    sampled: bool = False


UNIT_BASES: Mapping[str, Basis] = {
    "households": Basis("Households", "", "household", "households"),
    "persons": Basis("Persons", "", "person", "persons", "population"),
    "persons aged 15-24": Basis("Persons aged 15 to 24", "", "young person", "young persons", "population"),
    "occupants of private dwellings": Basis(
        "Occupants of private dwellings", "The share is of occupants; counts use all persons of the zone.",
        "person", "persons", "population",
    ),
    "permanent private dwellings": Basis("Permanent private dwellings", "", "dwelling", "dwellings"),
    "sampled households": Basis(
        "Sampled households", "Households interviewed, not all of the zone.",
        "sampled household", "sampled households", "households", True,
    ),
    "sampled slum households": Basis(
        "Sampled slum households", "Slum households interviewed, not all of the zone.",
        "sampled slum household", "sampled slum households", "households", True,
    ),
}  # fmt: skip
"""What the shares of `zone_use` are shares of."""

YOUTH = "persons aged 15-24"
"""The one basis whose units stand in no column: the figures of its stack add up to them."""


def stack_of(indicator: str) -> str:
    """The stack an indicator belongs to, a key of `STACKS`."""
    first = indicator.split("_", 1)[0]
    return first if first in STACKS and first != "main" else "main"


def stackable(available: Collection[str], stack: str = "main") -> tuple[str, ...]:
    """The indicators among those available that do not overlap, in the order of `SOURCE_GROUPS`.

    An indicator that holds others is left out where its parts are there, and so are those that cut across
    the sources.
    """
    there = [i for i in available if stack_of(i) == stack and i not in OUTSIDE_THE_STACK]
    kept = [i for i in there if not any(set(parts) <= set(available) for parts in PARTS.get(i, ()))]
    groups = list(SOURCE_GROUPS)
    order = list(ZONE_INDICATORS)
    return tuple(
        sorted(
            kept,
            key=lambda i: (groups.index(indicator(i).group), order.index(i) if i in order else len(order)),
        )
    )


def indicator(code: str) -> Indicator:
    """What a code means; a code without words is shown as it is, underscores as spaces."""
    return ZONE_INDICATORS.get(code) or Indicator(code[:1].upper() + code[1:].replace("_", " "))


def basis(code: str) -> Basis:
    """What a unit basis means; one without words counts households."""
    return UNIT_BASES.get(code) or Basis(code[:1].upper() + code[1:], "", code, code)
