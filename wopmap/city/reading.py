"""Reading all layers of one city: only its rows leave the disk, and they are kept for the next question."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap.city.places import UnknownCity, places
from wopmap.household.service import reported, service_use
from wopmap.layers import Catalogue

MOST_KEPT = 32
"""Cities kept in memory; the largest, with 2,401 zones, takes about 10 MB."""


@dataclass(frozen=True, eq=False)
class City:
    """The rows of all layers that speak of one city.

    Attributes
    ----------
    city_id, name, country_iso3 : str
    country : str
        Name of the country.
    lon, lat : float
        NaN where not known.
    operator_ids : tuple of str
        Operators the source tables name with the city.
    seated_ids : tuple of str
        Operators in partnerships whose seat bears the name of the city; whether they serve it is not stated.
    zones, zone_use, notes, comparisons : DataFrame
        Rows of the layers; empty for a city without figures by zone.
    operators : DataFrame
        Rows of both kinds of operators.
    flows : DataFrame
        Flows to or from these, without geometry, with `role` ("mentor" or "mentee": that of the city's
        operator; "both" when it is on both sides).
    service : DataFrame
        One row an operator and census year: operator_id and the columns of `service_use`.
    areas : DataFrame
        Rows of `service_areas` of its operators, without geometry.
    reported : DataFrame
        What its utilities report on their coverage.
    ladder : DataFrame
        `country_use` of its country.
    regions : DataFrame
        `region_use` of survey regions that bear the name of the city.
    """

    city_id: str
    name: str
    country_iso3: str
    country: str
    lon: float
    lat: float
    operator_ids: tuple[str, ...]
    seated_ids: tuple[str, ...]
    zones: pd.DataFrame
    zone_use: pd.DataFrame
    notes: pd.DataFrame
    comparisons: pd.DataFrame
    operators: pd.DataFrame
    flows: pd.DataFrame
    service: pd.DataFrame
    areas: pd.DataFrame
    reported: pd.DataFrame
    ladder: pd.DataFrame
    regions: pd.DataFrame

    @cached_property
    def level_names(self) -> dict[str, str]:
        """Plural names of the levels of its zones, by level."""
        once = self.zones.drop_duplicates("level")
        return dict(zip(once["level"].astype(str), once["level_label_plural"].astype(str), strict=True))


@lru_cache(maxsize=8)
def _places(catalogue: Catalogue) -> pd.DataFrame:
    return places(catalogue).set_index("city_id")


@lru_cache(maxsize=MOST_KEPT)
def read(catalogue: Catalogue, city_id: str) -> City:
    """All that the layers hold of a city; asked again for the same catalogue, it is there at once.

    Parameters
    ----------
    catalogue : Catalogue
        Layers are verified once by each; after layers have changed, use a new one.
    city_id : str

    Raises
    ------
    UnknownCity
        With names that come near.
    LayerMissing, LayerDamaged
    """
    known = _places(catalogue)
    if city_id not in known.index:
        raise UnknownCity(city_id, tuple(get_close_matches(city_id, list(known.index), n=3)))
    row = known.loc[city_id]
    iso3 = str(row["country_iso3"])
    ids = [*row["operator_ids"], *row["seated_ids"]]
    here, country = ds.field("city_id") == city_id, ds.field("country_iso3") == iso3
    zones, zone_use = catalogue.table("zones", where=here), catalogue.table("zone_use", where=here)
    names = catalogue.table("countries", ["name"], where=ds.field("iso3") == iso3)["name"]
    areas = catalogue.table("service_areas", where=_among("operator_id", ids))
    return City(
        city_id=city_id,
        name=str(row["city"]),
        country_iso3=iso3,
        country=str(names.iloc[0]) if len(names) else iso3,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        operator_ids=tuple(row["operator_ids"]),
        seated_ids=tuple(row["seated_ids"]),
        zones=zones,
        zone_use=zone_use,
        notes=catalogue.table("zone_notes", where=country),
        comparisons=catalogue.table("zone_comparisons", where=country),
        operators=catalogue.table("operators", where=_among("operator_id", ids)),
        flows=_flows(catalogue, ids),
        service=_service(zones, zone_use, areas),
        areas=areas,
        reported=reported(catalogue.table("utility_performance", where=_among("operator_id", ids)), ids),
        ladder=catalogue.table("country_use", where=country),
        regions=_regions(catalogue, str(row["city"]), country),
    )


def _among(column: str, ids: list[str]) -> ds.Expression:
    # Typed: an empty list would be one of nulls, which no column of text compares with.
    return ds.field(column).isin(pa.array(ids, pa.string()))


def _flows(catalogue: Catalogue, ids: list[str]) -> pd.DataFrame:
    gives, gets = (_among(f"{side}_id", ids) for side in ("mentor", "mentee"))
    rows = catalogue.table("flows", where=gives | gets)
    mentor, mentee = (rows[f"{side}_id"].isin(ids).to_numpy(bool) for side in ("mentor", "mentee"))
    role = pd.Series("mentor", index=rows.index, dtype=pd.StringDtype())
    return rows.assign(role=role.mask(mentee, "mentee").mask(mentor & mentee, "both"))


def _service(zones: pd.DataFrame, zone_use: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Piped water by census year within this city; the same for every operator named with it."""
    found = service_use(zones, zone_use)
    named = [found.assign(operator_id=operator) for operator in areas["operator_id"]]
    return pd.concat(named, ignore_index=True) if named else found.assign(operator_id="").iloc[:0]


def _regions(catalogue: Catalogue, name: str, country: ds.Expression) -> pd.DataFrame:
    bare = name.split("(")[0].strip()
    return catalogue.table("region_use", where=country & (ds.field("region") == bare))
