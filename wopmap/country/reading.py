"""Reading all layers of one country: only its rows leave the disk; a layer that cannot be read is a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from wopmap.errors import LayerError, WopmapError
from wopmap.flows import prepare
from wopmap.layers import Catalogue
from wopmap.layers.tables import LAYERS
from wopmap.selection import split_values
from wopmap.words import fold, quoted

OPTIONAL = (
    "country_use",
    "region_use",
    "household_size",
    "motivation_types",
    "motivation_evidence",
    "home_conditions",
    "utility_performance",
    "cities",
)
"""Layers whose absence costs their part of the page only; without the others there is no page."""

READ = ("countries", "flows", "partnerships", "operators", "sources", *OPTIONAL)
"""Every layer that is read."""


class UnknownCountry(WopmapError):
    """There is no country of that code."""

    def __init__(self, code: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(code, near)
        self.code, self.near = code, near

    def __str__(self) -> str:
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"There is no country with the code {quoted(self.code)} (three letters, ISO 3166-1).{hint}"


@dataclass(frozen=True, eq=False)
class Country:
    """The rows of all layers that speak of one country.

    Attributes
    ----------
    iso3, name : str
    sub_region : str or None
        UN M49 sub-region.
    names : mapping of str to str
        Names of all countries by code.
    flows : DataFrame
        Flows with a mentor or a mentee here, prepared (`wopmap.flows.prepare`), without geometry.
    partnerships : DataFrame
        The partnerships of these flows.
    operators : DataFrame
        Operators seated here.
    partners : DataFrame
        Operators elsewhere that take part in these partnerships.
    use, regions, evidence, motives, conditions, performance, cities : DataFrame
        Its rows of `country_use`, `region_use`, `motivation_evidence` (of every mentor in its flows),
        `motivation_types` (all), `home_conditions`, `utility_performance`, `cities`.
    household_size : float or None
        Persons per household; None where the layer has no figure.
    household_source : str or None
    unavailable : mapping of str to str
        Layers that could not be read, each with the sentence that says why.
    """

    iso3: str
    name: str
    sub_region: str | None
    names: Mapping[str, str]
    flows: pd.DataFrame
    partnerships: pd.DataFrame
    operators: pd.DataFrame
    partners: pd.DataFrame
    use: pd.DataFrame
    regions: pd.DataFrame
    evidence: pd.DataFrame
    motives: pd.DataFrame
    conditions: pd.DataFrame
    performance: pd.DataFrame
    cities: pd.DataFrame
    household_size: float | None
    household_source: str | None
    unavailable: Mapping[str, str]


def read(catalogue: Catalogue, iso3: str) -> Country:
    """All that the layers hold of a country.

    Parameters
    ----------
    catalogue : Catalogue
    iso3 : str
        ISO 3166-1 alpha-3 code, in either case.

    Raises
    ------
    UnknownCountry
        With codes that come near, also for a name in place of a code.
    LayerMissing, LayerDamaged
        If one of the layers the page cannot do without cannot be read.
    """
    countries = catalogue.table("countries", ["iso3", "name", "sub_region"])
    countries = countries[countries["iso3"].notna()].set_index("iso3")
    code = iso3.strip().upper()
    if code not in countries.index:
        raise UnknownCountry(iso3, _near(iso3, countries["name"]))
    here = ds.field("country_iso3") == code
    flows = catalogue.table(
        "flows", where=(ds.field("mentor_country") == code) | (ds.field("mentee_country") == code)
    )
    wops = sorted(set(flows["wop_id"].astype(str)))
    phases = catalogue.table("partnerships", where=_among("wop_id", wops))
    # All members: a partnership may reach other countries as well.
    named = {name for side in ("mentors", "mentees") for cell in phases[side] for name in split_values(cell)}
    operators = catalogue.table("operators", where=here | _among("operator_id", sorted(named)))
    at_home = (operators["country_iso3"] == code).to_numpy(bool)
    mentors = sorted(set(flows["mentor_id"].astype(str)))
    rows, unavailable = _optional(catalogue, here, mentors)
    size = rows["household_size"]
    region = countries.loc[code, "sub_region"]
    return Country(
        iso3=code,
        name=str(countries.loc[code, "name"]),
        sub_region=None if pd.isna(region) else str(region),
        names=countries["name"].astype(str).to_dict(),
        flows=prepare(flows),
        partnerships=phases,
        operators=operators[at_home].reset_index(drop=True),
        partners=operators[~at_home].reset_index(drop=True),
        use=rows["country_use"],
        regions=rows["region_use"],
        evidence=rows["motivation_evidence"],
        motives=rows["motivation_types"],
        conditions=rows["home_conditions"],
        performance=rows["utility_performance"],
        cities=rows["cities"],
        household_size=float(size["avg_household_size"].iloc[0]) if len(size) else None,
        household_source=str(size["source_id"].iloc[0]) if len(size) else None,
        unavailable=unavailable,
    )


def _optional(
    catalogue: Catalogue, here: ds.Expression, mentors: list[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    rows, unavailable = {}, {}
    conditions = {"motivation_evidence": _among("operator_id", mentors), "motivation_types": None}
    for name in OPTIONAL:
        try:
            rows[name] = catalogue.table(name, where=conditions.get(name, here))
        except LayerError as error:
            rows[name] = pd.DataFrame(columns=list(LAYERS[name].names()))
            unavailable[name] = str(error)
    return rows, unavailable


def _among(column: str, ids: list[str]) -> ds.Expression:
    # Typed: an empty list would be one of nulls, which no column of text compares with.
    return ds.field(column).isin(pa.array(ids, pa.string()))


def _near(asked: str, names: pd.Series) -> tuple[str, ...]:
    """Codes whose code or name looks like what was asked."""
    spelt = {fold(str(name)): str(code) for code, name in names.items()}
    spelt |= {fold(str(code)): str(code) for code in names.index}
    close = get_close_matches(fold(asked[:60]), list(spelt), n=2)
    return tuple(dict.fromkeys(f"{spelt[c]} ({names[spelt[c]]})" for c in close))
