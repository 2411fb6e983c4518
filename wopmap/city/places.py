"""Cities there is something to say about: with figures by zone, or the seat of a partner."""

from __future__ import annotations

import pandas as pd

from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.selection import split_values
from wopmap.words import fold, quoted, slug

COLUMNS = (
    "city_id",
    "city",
    "country_iso3",
    "lon",
    "lat",
    "zones",
    "years",
    "operator_ids",
    "seated_ids",
    "partnerships",
)


class UnknownCity(WopmapError):
    """Nothing is known of a city."""

    def __init__(self, city_id: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(city_id, near)
        self.city_id, self.near = city_id, near

    def __str__(self) -> str:
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"There is no city {quoted(self.city_id)}.{hint}"


def places(catalogue: Catalogue) -> pd.DataFrame:
    """Every city one can look up.

    Returns
    -------
    DataFrame
        Sorted by country and name: city_id, city, country_iso3, lon, lat, zones (0 = no figures by zone),
        years (census years, joined by ";"), operator_ids (operators the source tables name with the city,
        tuple), seated_ids (operators whose seat bears the name of the city but that no table names with it,
        tuple: whether they serve it is not known), partnerships (number, of all these operators).
    """
    cities = catalogue.table("cities")
    operators = catalogue.table("operators", ["operator_id", "country_iso3", "city", "lon", "lat"])
    flows = catalogue.table("flows", ["wop_id", "mentor_id", "mentee_id"])
    return _together(cities, operators, flows)


def _together(cities: pd.DataFrame, operators: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    of_operator: dict[str, set[str]] = {}
    for side in ("mentor_id", "mentee_id"):
        for wop, operator in zip(flows["wop_id"], flows[side], strict=True):
            of_operator.setdefault(str(operator), set()).add(str(wop))
    named = {o for ids in cities["operator_ids"].dropna() for o in split_values(ids)}
    seats: dict[str, list[dict]] = {}
    for row in operators.to_dict("records"):
        if row["operator_id"] in of_operator and row["operator_id"] not in named:
            seats.setdefault(f"{str(row['country_iso3']).lower()}-{slug(str(row['city']))}", []).append(row)
    rows = []
    for row in cities.to_dict("records"):
        its = split_values(row["operator_ids"])
        seated = [s for key in _names(row) for s in seats.pop(key, [])]
        rows.append({**row, "operator_ids": its, "seated_ids": tuple(s["operator_id"] for s in seated)})
    for key, seated in seats.items():
        first = seated[0]
        rows.append(
            {
                "city_id": key,
                **{name: first[name] for name in ("city", "country_iso3", "lon", "lat")},
                "zones": 0,
                "years": "",
                "operator_ids": (),
                "seated_ids": tuple(s["operator_id"] for s in seated),
            }
        )
    for row in rows:
        ids = (*row["operator_ids"], *row["seated_ids"])
        row["partnerships"] = len(set().union(*(of_operator.get(i, set()) for i in ids)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.assign(_name=table["city"].map(lambda name: fold(str(name))))
    return table.sort_values(["country_iso3", "_name", "city_id"], ignore_index=True).drop(columns="_name")


def _names(row: dict) -> list[str]:
    """Ids the seat of an operator in this city may have: its own, and that of its name before a bracket."""
    bare = str(row["city"]).split("(")[0]
    return list(dict.fromkeys([row["city_id"], f"{str(row['country_iso3']).lower()}-{slug(bare)}"]))
