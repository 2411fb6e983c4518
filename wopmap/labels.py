"""Words for the codes of the layers: a label for people and a meaning for tooltips. The one place for them.

Names of countries, regions, programmes and motives come from the layers, not from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A label for people and what it means, in one sentence (may be empty)."""

    label: str
    meaning: str = ""


NOT_STATED = "not-stated"
"""Code, in links and colour classes, for facts that no source states."""

SEVERAL = "several"
"""Colour class of an edge whose partnerships have no single most frequent value."""

MODALITIES: Mapping[str, Term] = {
    "north_south": Term("North to South", "Mentor in the global North, mentee in the global South."),
    "south_south": Term(
        "South to South",
        "Mentor and mentee in the global South, without a northern co-mentor or supporter on record.",
    ),
    "triangular": Term(
        "Triangular",
        "A southern mentor together with a northern co-mentor, or with a northern or multilateral "
        "supporter on record.",
    ),
    "north_north": Term("North to North", "Mentor and mentee both in the global North."),
    "domestic": Term("Domestic", "Mentor and mentee in the same country."),
}

TOPICS: Mapping[str, Term] = {
    "nrw": Term(
        "Non-revenue water", "Water put into the network that brings no revenue: leaks, theft, meters."
    ),
    "operation_maintenance": Term("Operation and maintenance", "Running and keeping up plants and networks."),
    "human_resources": Term("Human resources", "Staff: training, management and working conditions."),
    "governance_management": Term("Governance and management", "How the utility is led, owned and overseen."),
    "sanitation_wastewater": Term(
        "Sanitation and wastewater", "Toilets, sewers, sludge, wastewater treatment."
    ),
    "water_quality": Term("Water quality", "Treatment, laboratories and monitoring of drinking water."),
    "asset_management": Term("Asset management", "Knowing, renewing and planning pipes, pumps and plants."),
    "pro_poor": Term("Service to the poor", "Low-income areas: connections, tariffs, kiosks."),
    "gis_it": Term("GIS and IT", "Maps of the network, hydraulic models and information systems."),
    "customer_service": Term("Customer service", "Complaints, customer records and relations with users."),
    "finance": Term("Finance", "Tariffs, cost recovery, access to loans and investment."),
    "billing_revenue": Term("Billing and revenue", "Meters, bills and their collection."),
    "service_expansion": Term("Service expansion", "New connections, networks and areas served."),
    "climate_resilience": Term(
        "Climate resilience", "Drought, floods, storms and sources under a changing climate."
    ),
    "business_planning": Term("Business planning", "Strategies, business plans and performance targets."),
    "energy": Term("Energy", "Electricity use and energy efficiency."),
    "water_safety_plan": Term(
        "Water safety plans", "Risk management from catchment to consumer (WHO approach)."
    ),
    "continuity_24x7": Term("24/7 supply", "Longer hours of supply, up to water round the clock."),
    "other": Term("Other topics", "Something the source names that fits none of the other topics."),
}

STATUS: Mapping[str, Term] = {
    "active": Term("Active", "Under way when the source was written: read it with its year, it may be over."),
    "completed": Term("Completed", "Over, according to the source."),
    "planned": Term("Planned", "Announced or agreed, not yet begun when the source was written."),
    "on_hold": Term("On hold", "Interrupted, according to the source."),
    "unknown": Term("Status not known", "No source says whether it is under way or over."),
}

KINDS: Mapping[str, Term] = {
    "public_utility": Term("Public utility", "Utility owned and run by a public body."),
    "corporatised_public": Term("Public company", "Publicly owned company under company law."),
    "municipal_department": Term("Municipal department", "Department of a city or municipality."),
    "regional_utility": Term("Regional utility", "Utility that serves a region or several municipalities."),
    "national_utility": Term("National utility", "Utility that serves a whole country."),
    "private_operator": Term("Private operator", "Privately owned operator."),
    "mixed_operator": Term("Mixed operator", "Operator owned by public and private shareholders."),
    "river_basin_or_water_authority": Term(
        "Water authority", "River basin agency or regional water authority."
    ),
    "utility_association": Term("Utility association", "Association of utilities."),
    "group": Term("Group of operators", "A collective voice of several operators, not an operator."),
    "other": Term("Other partner", "Partner of another kind, such as a ministry, city or community."),
}

CONFIDENCE: Mapping[str, Term] = {
    "A": Term("A: said by those involved", "Said by a partner, the programme or the funder."),
    "B": Term("B: secondary source", "A secondary source says so."),
}

SCOPE: Mapping[str, Term] = {
    "wop": Term(
        "Water operators' partnership", "Not-for-profit peer support between water or sanitation operators."
    ),
    "related": Term("Related", "Near to a partnership of operators but not strictly one; a note says why."),
}

SIDES: Mapping[str, Term] = {
    "either": Term("Mentor or mentee", "Partnerships with a mentor or a mentee in the chosen places."),
    "mentor": Term("Mentor", "Partnerships with a mentor in the chosen places."),
    "mentee": Term("Mentee", "Partnerships with a mentee in the chosen places."),
}

MODES: Mapping[str, Term] = {
    "active": Term(
        "Active in",
        "From the start year (or a year in which it was seen under way) to the last year known.",
    ),
    "started": Term("Started in", "By the start year alone; partnerships without one are not shown."),
}

LEVELS: Mapping[str, Term] = {
    "operator": Term("Operators", "One line per pair of operators."),
    "country": Term("Countries", "One line per pair of countries; rings for partnerships within one."),
    "region": Term("Regions", "One line per pair of world regions; rings for partnerships within one."),
}

COLOURS: Mapping[str, Term] = {
    "modality": Term("Modality", "By the direction between North and South."),
    "programme": Term("Programme", "By the programme that a partnership is part of."),
    "topic": Term("Topic", "By the topic named most often."),
    "mentor_region": Term("Region of the mentor", "By the world region the mentor is in."),
}

SAID_BY: Mapping[str, Term] = {
    "stated_by_mentor": Term("Stated by the mentor", "The mentor says so itself."),
    "attributed_by_researcher": Term("Attributed by others", "Researchers, evaluators or the press say so."),
    "inferred": Term("Inferred", "A reading of a reported fact, made for this atlas."),
}

FAMILIES: Mapping[str, Term] = {
    "solidarity": Term(
        "Solidarity", "Help as a duty towards peers or people without water, or out of conviction."
    ),
    "organisational": Term(
        "Gains for the organisation", "Staff, learning, reputation and customers of the mentor itself."
    ),
    "domestic_political": Term(
        "Politics at home", "Laws, programmes, city ties and the defence of public water at home."
    ),
    "commercial": Term("Trade", "Income, markets and openings for firms of the mentor's country."),
    "geopolitical": Term("Geopolitics", "Leadership in a region, shared language or history."),
    "other": Term("Other", "Above all that somebody else pays."),
}

SEVERAL_TERM = Term("Several, none in the lead", "No single value is the most frequent one on this line.")
NO_PROGRAMME = Term("Programme not stated", "No source names a programme.")
NO_TOPIC = Term("Topic not stated", "No source names a topic.")
NO_MOTIVE = Term("No motive on file", "No statement on the mentor's motives has been found.")
NO_REGION = Term("Region not stated", "The country belongs to no M49 sub-region.")


def term(terms: Mapping[str, Term], code: str) -> Term:
    """Term of a code; a code without words is shown as it is, underscores as spaces."""
    return terms.get(code) or Term(code[:1].upper() + code[1:].replace("_", " "))


def label(terms: Mapping[str, Term], code: str) -> str:
    """Label of a code, see `term`."""
    return term(terms, code).label
