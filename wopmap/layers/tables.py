"""Every layer of the atlas, by name."""

from __future__ import annotations

from wopmap.layers import figures, partnerships, places, statements
from wopmap.layers.schema import Layer

LAYERS: dict[str, type[Layer]] = {
    layer.name: layer
    for layer in (
        places.Countries,
        places.CountriesSmallScale,
        places.Operators,
        partnerships.Partnerships,
        partnerships.Flows,
        places.Cities,
        places.Zones,
        places.ServiceAreas,
        figures.ZoneUse,
        figures.ZoneNotes,
        figures.ZoneComparisons,
        figures.CountryUse,
        figures.RegionUse,
        figures.HouseholdSize,
        figures.UtilityPerformance,
        figures.Outcomes,
        statements.MotivationTypes,
        statements.MotivationLiterature,
        statements.MotivationEvidence,
        statements.HomeConditions,
        statements.ScalingFacts,
        statements.Sources,
    )
}
"""In the order people meet them: places, partnerships, figures, statements, sources."""
