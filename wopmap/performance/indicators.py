"""Indicators of utilities in words: what each counts, in which unit, and which codes are about the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Indicator:
    """An indicator for people.

    Attributes
    ----------
    label : str
    unit : str
        Unit of its values; the layer's column ``unit`` says beside each value how its source defines it.
    meaning : str
        Definition, one sentence.
    """

    label: str
    unit: str
    meaning: str


INDICATORS: Mapping[str, Indicator] = {
    "water_coverage_pct": Indicator(
        "Water coverage", "%", "People the utility says it serves with water, of those in its area."
    ),
    "water_coverage_urban_pct": Indicator(
        "Water coverage, urban", "%", "Urban people served with water, of all urban people."
    ),
    "active_coverage_pct": Indicator(
        "Active coverage", "%", "Coverage counting only connections that are in use."
    ),
    "nrw_pct": Indicator(
        "Non-revenue water",
        "%",
        "Water put into the network that brings no revenue, of all water put in. Sources define it differently.",
    ),
    "nrw_billing_losses_pct": Indicator(
        "Billing losses", "%", "Water made available that is not billed; exports can make it negative."
    ),
    "losses_l_per_conn_day": Indicator(
        "Losses per connection", "l per connection and day", "Water lost on the way, by connection and day."
    ),
    "continuity_h_per_day": Indicator("Continuity", "hours per day", "Hours of supply on a usual day."),
    "population_with_24h_service_pct": Indicator(
        "People with water all day", "%", "People supplied round the clock, of those served."
    ),
    "connections": Indicator(
        "Connections", "connections", "Connections or customers, as the source counts them."
    ),
    "population_served": Indicator("People served", "persons", "People the utility says it serves."),
    "population_service_area": Indicator("People in its area", "persons", "People who live in its area."),
    "metering_pct": Indicator("Metering", "%", "Connections with a meter, of all connections."),
    "collection_pct": Indicator("Collection efficiency", "%", "Money collected, of money billed."),
    "revenue_evasion_pct": Indicator(
        "Bills not collected",
        "%",
        "Billed revenue not collected; late payers of earlier years can make it negative.",
    ),
    "opex_coverage_ratio": Indicator(
        "Operating cost coverage", "ratio", "Revenue over operating cost; above one, revenue covers it."
    ),
    "staff_per_1000_conn": Indicator(
        "Staff per 1,000 connections", "staff per 1,000 connections", "Own employees by connections."
    ),
    "staff": Indicator("Staff", "persons", "People it employs."),
    "network_km": Indicator("Network", "km", "Length of its pipes."),
    "towns_served": Indicator("Towns served", "towns", "Towns or urban centres it serves."),
    "water_produced_million_m3": Indicator(
        "Water produced", "million m\u00b3 per year", "Water put into the network in a year."
    ),
    "water_billed_million_m3": Indicator(
        "Water billed", "million m\u00b3 per year", "Water billed in a year."
    ),
    "production_capacity_m3_per_day": Indicator(
        "Production capacity", "m\u00b3 per day", "What its plants can make in a day."
    ),
    "supply_m3_per_day": Indicator("Supply", "m\u00b3 per day", "Water supplied on a day."),
    "supply_million_l_per_day": Indicator("Supply", "million l per day", "Water supplied on a day."),
    "supply_million_gal_per_day": Indicator(
        "Supply", "million gallons per day", "Water supplied on a day; the source does not say which gallon."
    ),
    "demand_m3_per_day": Indicator("Demand", "m\u00b3 per day", "Water asked for on a day, as estimated."),
    "demand_million_l_per_day": Indicator(
        "Demand", "million l per day", "Water asked for on a day, as estimated."
    ),
    "water_quality_compliance_pct": Indicator(
        "Water quality", "%", "Samples that meet the standard, of samples taken."
    ),
    "sewerage_coverage_pct": Indicator("Sewerage coverage", "%", "People or homes connected to sewers."),
    "continuity_hours_gained_per_day": Indicator(
        "Hours of supply gained", "hours per day", "Hours of supply more than before."
    ),
    "nrw_reduction_points": Indicator(
        "Reduction of non-revenue water",
        "percentage points",
        "By how much non-revenue water fell, as reported.",
    ),
    "water_loss_reduction_pct": Indicator(
        "Reduction of water losses", "%", "By how much losses fell, as reported."
    ),
    "payback_years": Indicator("Payback", "years", "Time in which savings pay for what was spent."),
    "network_km_built": Indicator("Network built", "km", "Length of pipes laid."),
    "people_served_area": Indicator("People in its area", "persons", "People who live where it serves."),
    "people_served_continuously": Indicator(
        "People with water all day", "persons", "People supplied round the clock."
    ),
    "population_connected_pct": Indicator("People connected", "%", "People connected, of all in the area."),
    "schools_connected": Indicator("Schools connected", "schools", "Schools that got water."),
}
"""By the code of the layers `utility_performance` and `outcomes`, in the order pages show them."""

SAME: Mapping[str, str] = {
    "nrw_pct_alt": "nrw_pct",
    "nrw_pct_high": "nrw_pct",
    "nrw_pct_low": "nrw_pct",
    "supply_m3_per_day_high": "supply_m3_per_day",
    "supply_m3_per_day_low": "supply_m3_per_day",
    "continuity_hours_per_day": "continuity_h_per_day",
    "coverage_pct": "water_coverage_pct",
    "people_served": "population_served",
}
"""Codes that are about the same thing as another: another source's value, the end of a range, another layer's name."""

POOR_YARDSTICKS = frozenset(
    {"nrw_pct", "nrw_billing_losses_pct", "losses_l_per_conn_day", "revenue_evasion_pct"}
)
"""Indicators of losses, by which utilities must not be ranked alone."""

NO_RANKING = (
    "Utilities are not ranked here, and not by losses alone: non-revenue water in per cent falls when more is "
    "supplied or used, or when supply lasts fewer hours, without one leak mended, and sources define it differently."
)


def subject(code: str) -> str:
    """The indicator a code of the layers is about."""
    return SAME.get(code, code)


def end_of_range(code: str) -> str:
    """``low`` or ``high`` for codes that hold one end of a range; else empty."""
    if code not in SAME:
        return ""
    return {"low": "low", "high": "high"}.get(code.rsplit("_", 1)[-1], "")


def indicator(code: str) -> Indicator:
    """An indicator in words; one without words is shown by its code."""
    known = INDICATORS.get(subject(code))
    return known or Indicator(code[:1].upper() + code[1:].replace("_", " "), "as stated", "")


def in_order(codes: set[str]) -> list[str]:
    """Indicators in the order pages show them, those without words last."""
    known = list(INDICATORS)
    return sorted(codes, key=lambda code: (known.index(code) if code in INDICATORS else len(known), code))
