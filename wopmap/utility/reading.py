"""Reading all that the layers hold of one utility: only its rows leave the disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap.layers import Catalogue
from wopmap.performance import figures
from wopmap.selection import split_values
from wopmap.utility.listing import UnknownUtility, digests, listing, lookalikes, near

MOST_KEPT = 64
"""Utilities kept in memory; the largest, with figures for 366 municipalities, takes about 3 MB."""


@dataclass(frozen=True, eq=False)
class Utility:
    """The rows of all layers that speak of one utility.

    Attributes
    ----------
    utility_id, name, short_name, country_iso3, country : str
    operator_id : str or None
        None for one that is not linked to a partner of the atlas.
    kind, city : str or None
    lon, lat : float
        Seat; NaN where not known.
    sources : tuple of str
        Document that describes the operator.
    figures : DataFrame
        From `wopmap.performance.figures`, of all places.
    names : dict of str to str
        For each place, the name of the utility its figures stand under.
    phases : DataFrame
        Rows of `partnerships` in which it takes part, with `role` ("mentor", "mentee" or "both").
    flows : DataFrame
        Flows to or from it, without geometry.
    cities : DataFrame
        Cities with figures by zone that the source tables name it with.
    area : DataFrame
        Its row of `service_areas`, if any, without geometry.
    alike : tuple of str
        Partners of the atlas whose name is like its own, where it is not linked to one.
    """

    utility_id: str
    name: str
    short_name: str
    country_iso3: str
    country: str
    operator_id: str | None
    kind: str | None
    city: str | None
    lon: float
    lat: float
    sources: tuple[str, ...]
    figures: pd.DataFrame
    names: dict[str, str]
    phases: pd.DataFrame
    flows: pd.DataFrame
    cities: pd.DataFrame
    area: pd.DataFrame
    alike: tuple[str, ...]

    @property
    def partners(self) -> dict[str, str]:
        """Short names of all operators of its partnerships, by identifier."""
        return {
            str(identity): str(name)
            for side in ("mentor", "mentee")
            for identity, name in zip(self.flows[f"{side}_id"], self.flows[side], strict=True)
        }

    def named(self, joined: object) -> str:
        """Operators joined by ";" as their short names."""
        names = self.partners
        return ", ".join(names.get(member, member) for member in split_values(str(joined)))


def read(catalogue: Catalogue, utility_id: str) -> Utility:
    """All that the layers hold of a utility; asked again while the layers are the same, it is there at once.

    Parameters
    ----------
    catalogue : Catalogue
    utility_id : str

    Raises
    ------
    UnknownUtility
        With identifiers that come near.
    LayerMissing, LayerDamaged
    """
    return _read(catalogue, utility_id, digests(catalogue))


@lru_cache(maxsize=MOST_KEPT)
def _read(catalogue: Catalogue, utility_id: str, key: tuple[str, ...]) -> Utility:
    del key
    every = listing(catalogue)
    rows = every[(every["utility_id"] == utility_id).to_numpy(bool)]
    if not len(rows):
        raise UnknownUtility(utility_id, near(every, utility_id))
    row = {name: None if pd.isna(value) else value for name, value in rows.iloc[0].items()}
    operator_id = row["operator_id"]
    known = operator_id is not None
    mine = ds.field("operator_id") == pa.scalar(operator_id, pa.string())
    performance = catalogue.table(
        "utility_performance",
        where=mine
        if known
        else (ds.field("country_iso3") == row["country_iso3"])
        & (ds.field("utility") == row["name"])
        & ds.field("operator_id").is_null(),
    )
    seat = catalogue.table("operators", where=mine).to_dict("records")
    found = seat[0] if seat else {}
    cities = catalogue.table("cities")
    named = [operator_id in split_values(joined) for joined in cities["operator_ids"].fillna("")]
    return Utility(
        utility_id=utility_id,
        name=str(row["name"]),
        short_name=str(row["short_name"] or row["name"]),
        country_iso3=str(row["country_iso3"]),
        country=str(row["country"]),
        operator_id=operator_id,
        kind=_text(found.get("kind")),
        city=_text(row["city"]),
        lon=float(found.get("lon", float("nan"))),
        lat=float(found.get("lat", float("nan"))),
        sources=tuple(s for s in [_text(found.get("source_id"))] if s),
        figures=figures(performance, catalogue.table("outcomes", where=mine)),
        names={str(a): str(b) for a, b in zip(performance["city"], performance["utility"], strict=True)},
        phases=_phases(catalogue, operator_id),
        flows=catalogue.table(
            "flows",
            where=(ds.field("mentor_id") == pa.scalar(operator_id, pa.string()))
            | (ds.field("mentee_id") == pa.scalar(operator_id, pa.string())),
        ),
        cities=cities[named] if known else cities.iloc[:0],
        area=catalogue.table("service_areas", where=mine),
        alike=lookalikes(every, utility_id),
    )


def _phases(catalogue: Catalogue, operator_id: str | None) -> pd.DataFrame:
    rows = catalogue.table("partnerships")
    sides = {}
    for role in ("mentor", "mentee"):
        sides[role] = pd.Series(
            [operator_id in split_values(joined) for joined in rows[f"{role}s"]], index=rows.index, dtype=bool
        )
    role = pd.Series("mentor", index=rows.index, dtype=pd.StringDtype())
    role = role.mask(sides["mentee"], "mentee").mask(sides["mentee"] & sides["mentor"], "both")
    kept = rows.assign(role=role)[sides["mentor"] | sides["mentee"]]
    return kept.sort_values(["active_from", "active_to", "wop_id"], ignore_index=True)


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or pd.isna(value) else str(value)
