"""Codes that may stand in a column, each with its label: the one place where these words are kept."""

from __future__ import annotations

REGIONS = ("Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania")

SUB_REGIONS = (
    "Australia and New Zealand",
    "Central Asia",
    "Eastern Asia",
    "Eastern Europe",
    "Latin America and the Caribbean",
    "Melanesia",
    "Micronesia",
    "Northern Africa",
    "Northern America",
    "Northern Europe",
    "Polynesia",
    "South-eastern Asia",
    "Southern Asia",
    "Southern Europe",
    "Sub-Saharan Africa",
    "Western Asia",
    "Western Europe",
)

OPERATOR_KINDS = {
    "public_utility": "Public utility",
    "corporatised_public": "Corporatised public utility",
    "municipal_department": "Municipal department",
    "regional_utility": "Regional utility",
    "national_utility": "National utility",
    "river_basin_or_water_authority": "River basin or water authority",
    "mixed_operator": "Mixed public and private operator",
    "private_operator": "Private operator",
    "utility_association": "Association of utilities",
    "group": "Collective voice of several operators",
    "other": "Other",
}

STATUSES = {
    "planned": "Planned",
    "active": "Active",
    "on_hold": "On hold",
    "completed": "Completed",
    "unknown": "Not stated",
}

MODALITIES = {
    "north_south": "North to South",
    "south_south": "South to South",
    "triangular": "Triangular (South to South with a northern or multilateral supporter)",
    "north_north": "North to North",
    "domestic": "Within one country",
}

TOPICS = {
    "nrw": "Non-revenue water",
    "operation_maintenance": "Operation and maintenance",
    "human_resources": "Human resources",
    "governance_management": "Governance and management",
    "sanitation_wastewater": "Sanitation and wastewater",
    "water_quality": "Water quality",
    "asset_management": "Asset management",
    "pro_poor": "Service to poor households",
    "gis_it": "GIS and IT",
    "customer_service": "Customer service",
    "finance": "Finance",
    "billing_revenue": "Billing and revenue",
    "service_expansion": "Service expansion",
    "climate_resilience": "Climate resilience",
    "business_planning": "Business planning",
    "energy": "Energy",
    "water_safety_plan": "Water safety plans",
    "continuity_24x7": "Continuous supply (24 x 7)",
    "other": "Other",
}

SCOPES = {
    "wop": "Water operators' partnership",
    "related": "Near to a partnership, not strictly one",
}

CONFIDENCES = {
    "A": "Said by a partner, the programme or the funder",
    "B": "Said by a secondary source",
}

ROLES = {"mentor": "Mentor", "mentee": "Mentee"}

MOTIVE_FAMILIES = {
    "solidarity": "Solidarity",
    "organisational": "Gains for the organisation",
    "domestic_political": "Politics at home",
    "commercial": "Trade",
    "geopolitical": "Geopolitics",
    "other": "Other",
}

SAID_BY = {
    "stated_by_mentor": "Stated by the mentor",
    "attributed_by_researcher": "Attributed by a researcher, evaluator or the press",
    "inferred": "Inferred from a reported fact",
}

PRESENT = {"yes": "Present", "no": "Absent"}

SCALING_KINDS = {"barrier": "Barrier", "enabler": "Enabler"}

COVERS = {"all": "All of the utility", "part": "A part of the utility, such as a pilot zone"}

PHASES = {"before": "Before", "during": "During", "after": "After"}

RESIDENCES = {"total": "Total", "urban": "Urban", "rural": "Rural"}

COUNTRY_INDICATORS = {
    "safely_managed": "Safely managed",
    "at_least_basic": "At least basic (includes safely managed)",
    "limited": "Limited (improved, over 30 minutes away)",
    "unimproved": "Unimproved",
    "surface_water": "Surface water",
    "accessible_on_premises": "Accessible on premises",
    "available_when_needed": "Available when needed",
    "free_from_contamination": "Free from contamination",
    "piped_improved": "Improved, piped",
    "non_piped_improved": "Improved, not piped",
}

REGION_LEVELS = (
    "country",
    "survey region (adm1)",
    "province",
    "state",
    "district",
    "municipality",
    "wealth quintile",
)

REGION_INDICATORS = (
    "at_least_basic",
    "available_when_needed",
    "borehole_in_yard",
    "borehole_outside_yard",
    "community_stand",
    "improved",
    "improved_available_when_needed",
    "improved_on_premises",
    "improved_source",
    "limited",
    "neighbours_tap",
    "other",
    "piped",
    "piped_into_dwelling",
    "piped_on_premises",
    "piped_to_yard",
    "public_tap",
    "rainwater",
    "source_on_premises",
    "spring",
    "surface_water",
    "unimproved",
    "unimproved_incl_surface",
    "vendor_tanker",
    "well",
)

PLACE_QUALITIES = {
    "exact": "Exact",
    "good": "Good, fit for outlines and overlay",
    "approximate": "Position approximate",
    "weak": "Position weak, for tables and charts only",
    "none": "Position not known",
}

UNIT_BASES = {
    "households": "Households",
    "persons": "Persons",
    "persons aged 15-24": "Persons aged 15 to 24",
    "occupants of private dwellings": "Occupants of private dwellings",
    "permanent private dwellings": "Permanent private dwellings",
    "sampled households": "Sampled households",
    "sampled slum households": "Sampled slum households",
}

ZONE_INDICATORS = (
    "piped_total",
    "piped_on_premises",
    "piped_into_dwelling",
    "piped_to_yard",
    "piped_outside_dwelling",
    "piped_nwsdb",
    "piped_local_authority",
    "piped_cbo",
    "piped_private",
    "piped_rural_scheme",
    "municipal_scheme",
    "youth_piped_on_site",
    "youth_piped_within_1km",
    "youth_piped_over_1km",
    "youth_no_piped_water",
    "no_piped_water",
    "improved",
    "source_on_premises",
    "source_inside_dwelling",
    "source_outside_dwelling",
    "public_tap",
    "vendor_tanker",
    "tank_lao",
    "bottled_water",
    "filter_water",
    "filtration_plant",
    "borehole",
    "well",
    "protected_well",
    "semi_protected_well",
    "unprotected_well",
    "spring",
    "protected_spring",
    "unprotected_spring",
    "stone_spout",
    "protected_well_or_borehole",
    "unprotected_well_or_borehole",
    "spring_well_borehole",
    "rainwater",
    "surface",
    "other_incl_tanker",
    "other",
    "not_stated",
    "drinking_commercial_tap",
    "drinking_packaged",
    "drinking_piped_to_compound",
    "general_borehole",
    "general_commercial_tap",
    "general_piped_to_compound",
    "general_piped_to_home",
    "general_spring_water",
)

UTILITY_INDICATORS = (
    "active_coverage_pct",
    "collection_pct",
    "connections",
    "continuity_h_per_day",
    "demand_m3_per_day",
    "demand_million_l_per_day",
    "losses_l_per_conn_day",
    "metering_pct",
    "network_km",
    "nrw_billing_losses_pct",
    "nrw_pct",
    "nrw_pct_alt",
    "nrw_pct_high",
    "nrw_pct_low",
    "opex_coverage_ratio",
    "population_served",
    "population_service_area",
    "population_with_24h_service_pct",
    "production_capacity_m3_per_day",
    "revenue_evasion_pct",
    "sewerage_coverage_pct",
    "staff",
    "staff_per_1000_conn",
    "supply_m3_per_day",
    "supply_m3_per_day_high",
    "supply_m3_per_day_low",
    "supply_million_gal_per_day",
    "supply_million_l_per_day",
    "towns_served",
    "water_billed_million_m3",
    "water_coverage_pct",
    "water_coverage_urban_pct",
    "water_produced_million_m3",
    "water_quality_compliance_pct",
)

OUTCOME_INDICATORS = (
    "connections",
    "continuity_hours_gained_per_day",
    "continuity_hours_per_day",
    "coverage_pct",
    "network_km_built",
    "nrw_pct",
    "nrw_reduction_points",
    "payback_years",
    "people_served",
    "people_served_area",
    "people_served_continuously",
    "population_connected_pct",
    "schools_connected",
    "water_loss_reduction_pct",
)
