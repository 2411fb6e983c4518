"""Utilities one can look up: partners of the atlas, and those of which there are figures alone."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from wopmap.errors import WopmapError
from wopmap.labels import NOT_STATED
from wopmap.layers import Catalogue
from wopmap.performance.peers import NATIONAL
from wopmap.selection import Selection, split_values
from wopmap.words import fold, listed, quoted, slug

COLUMNS = {
    "utility_id": "Identifier: that of the operator, or country and name where there is none.",
    "name": "Name.",
    "short_name": "Short name.",
    "operator_id": "The same in the layer operators; missing = not linked to a partner of the atlas.",
    "country_iso3": "Country, ISO 3166-1 alpha-3 code.",
    "country": "Its name.",
    "city": "City of its seat; without an operator, the place of its figures where there is one.",
    "places": "Cities or municipalities it has figures for.",
    "figures": "Figures on its performance.",
    "outcomes": "Values reported of its partnerships.",
    "as_mentee": "Partnerships in which it receives help.",
    "as_mentor": "Partnerships in which it gives help.",
}
"""Columns of `listing`, with their meaning."""

NOT_A_UTILITY = ("utility_association", "group")
"""Kinds of operators that speak for several and have no performance of their own."""

LEAST_LIKENESS = 70
"""Of 100: names less alike than this are no hit."""

MOST_FOUND = 60
MOST_NAME = 64
"""Characters of a name in lists and links."""


class UnknownUtility(WopmapError):
    """Nothing is known of a utility."""

    def __init__(self, utility_id: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(utility_id, near)
        self.utility_id, self.near = utility_id, near

    def __str__(self) -> str:
        hint = f" Did you mean {listed(self.near, 'or')}?" if self.near else ""
        return f"There is no utility {quoted(self.utility_id)}.{hint}"


LAYERS = ("utility_performance", "outcomes", "operators", "partnerships", "flows", "cities", "service_areas")
"""Layers a utility is read from."""


def digests(catalogue: Catalogue) -> tuple[str, ...]:
    """Hashes of these layers as they are now: what was made of others is not used."""
    return tuple(catalogue.digest(name) for name in LAYERS)


def listing(catalogue: Catalogue) -> pd.DataFrame:
    """Every utility one can look up.

    Returns
    -------
    DataFrame
        Columns of `COLUMNS`, and `search` (folded words). Those with figures or reported values come first, of
        these the partners of the atlas; then partners without; each by country and name. Associations, collective
        voices, operators no source names, and national averages are not in it. Made once for the layers as they are;
        never to be changed in place.
    """
    return _listing(catalogue, digests(catalogue))


@lru_cache(maxsize=4)
def _listing(catalogue: Catalogue, key: tuple[str, ...]) -> pd.DataFrame:
    del key
    operators = catalogue.table("operators")
    performance = catalogue.table(
        "utility_performance", ["utility", "operator_id", "country_iso3", "city", "indicator"]
    )
    told = catalogue.table("outcomes", ["operator_id"])["operator_id"].value_counts()
    phases = catalogue.table("partnerships", ["mentors", "mentees"])
    countries = catalogue.table("countries", ["iso3", "name"]).dropna(subset="iso3")
    linked = performance[performance["operator_id"].notna()].groupby("operator_id")
    counts, places = linked.size(), linked["city"].nunique()
    rows = []
    gives, gets = (_members(phases[side]) for side in ("mentors", "mentees"))
    partners = operators[~(operators["kind"].isin(NOT_A_UTILITY) | operators["placeholder"]).to_numpy(bool)]
    for row in partners.to_dict("records"):
        identity = str(row["operator_id"])
        rows.append(
            {
                "utility_id": identity,
                **{name: row[name] for name in ("name", "short_name", "operator_id", "country_iso3", "city")},
                "places": int(places.get(identity, 0)),
                "figures": int(counts.get(identity, 0)),
                "outcomes": int(told.get(identity, 0)),
                "as_mentee": gets.get(identity, 0),
                "as_mentor": gives.get(identity, 0),
            }
        )
    rows += _unlinked(performance, {str(name) for name in operators["operator_id"]})
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "country"])
    names = dict(zip(countries["iso3"], countries["name"], strict=True))
    table["country"] = table["country_iso3"].map(lambda code: names.get(code, code))
    table["search"] = [
        fold(" ".join(str(part) for part in parts if not pd.isna(part)))
        for parts in zip(table["name"], table["short_name"], table["city"], table["country"], strict=True)
    ]
    data = (table["figures"] + table["outcomes"]) > 0
    table = table.assign(_group=(~data) * 2 + table["operator_id"].isna(), _name=table["name"].map(fold))
    table = table.sort_values(["_group", "country", "_name", "utility_id"], ignore_index=True)
    return table[[*COLUMNS, "search"]]


def _members(column: pd.Series) -> dict[str, int]:
    counts: dict[str, int] = {}
    for joined in column:
        for member in split_values(joined):
            counts[member] = counts.get(member, 0) + 1
    return counts


def _unlinked(performance: pd.DataFrame, taken: set[str]) -> list[dict]:
    """Utilities that have figures but are no partner of the atlas, by country and name."""
    alone = performance[performance["operator_id"].isna()]
    alone = alone[(alone["city"] != NATIONAL).to_numpy(bool)]
    rows = []
    for (iso3, name), group in alone.groupby(["country_iso3", "utility"]):
        cities = group["city"].unique()
        identity = base = f"{str(iso3).lower()}-{short_slug(str(name))}"
        number = 2
        while identity in taken:
            identity, number = f"{base}-{number}", number + 1
        taken.add(identity)
        rows.append(
            {
                "utility_id": identity,
                "name": name,
                "short_name": short(str(name)),
                "operator_id": pd.NA,
                "country_iso3": iso3,
                "city": cities[0] if len(cities) == 1 else pd.NA,
                "places": len(cities),
                "figures": len(group),
                "outcomes": 0,
                "as_mentee": 0,
                "as_mentor": 0,
            }
        )
    return rows


def short(name: str) -> str:
    """A name for lists: without the codes in brackets some registers put before it, and no longer than a line.

    Examples
    --------
    >>> short("[31062000] Companhia de Saneamento de Minas Gerais - COPASA")
    'Companhia de Saneamento de Minas Gerais - COPASA'
    """
    bare = " ".join(re.sub(r"\[[0-9]+\]", " ", name).split())
    return bare if len(bare) <= MOST_NAME else f"{bare[: MOST_NAME - 3].rstrip()}..."


def short_slug(name: str) -> str:
    """`slug`, cut where it is very long; six digits of its hash keep the cut ones apart."""
    whole = slug(name)
    if len(whole) <= MOST_NAME:
        return whole
    return f"{whole[:MOST_NAME].rstrip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:6]}"


def find(table: pd.DataFrame, text: str, most: int = MOST_FOUND) -> pd.DataFrame:
    """Utilities by name, short name, city or country; small slips of the pen are forgiven.

    Parameters
    ----------
    table : DataFrame
        From `listing`.
    text : str
        Words; those that hold them all come first, then those that look alike. Empty text finds all.
    most : int
        Most rows that only look alike.
    """
    words = fold(text).split()
    if not words:
        return table
    exact = table[[all(word in searched for word in words) for searched in table["search"]]]
    rest = table.drop(exact.index)
    alike = process.extract(
        " ".join(words),
        rest["search"].to_dict(),
        scorer=fuzz.partial_token_set_ratio if len(words) > 1 else fuzz.partial_ratio,
        score_cutoff=LEAST_LIKENESS + 12,
        limit=most,
    )
    return table.loc[[*exact.index, *(index for _, _, index in alike)]]


def near(table: pd.DataFrame, utility_id: str, most: int = 3) -> tuple[str, ...]:
    """Identifiers that look most like one that does not exist."""
    asked = fold(utility_id)[:100]
    hits = process.extract(
        asked, table["utility_id"].tolist(), scorer=fuzz.WRatio, score_cutoff=LEAST_LIKENESS, limit=most
    )
    return tuple(str(name) for name, _, _ in hits)


def lookalikes(table: pd.DataFrame, utility_id: str, most: int = 3) -> tuple[str, ...]:
    """Partners of the atlas in the same country with the same city, or a name like that of a utility without a link.

    Whether they are the same is for a person to say: the data do not.
    """
    row = table[(table["utility_id"] == utility_id).to_numpy(bool)].iloc[0]
    if not pd.isna(row["operator_id"]):
        return ()
    same = table[
        ((table["country_iso3"] == row["country_iso3"]) & table["operator_id"].notna()).to_numpy(bool)
    ]
    cities = same["city"].map(lambda city: "" if pd.isna(city) else fold(str(city)))
    there = same.index[((cities != "") & (cities == fold(str(row["city"])))).to_numpy(bool)]
    names = zip(same["name"], same["short_name"], strict=True)
    words = dict(zip(same.index, (fold(f"{name} {short_name}") for name, short_name in names), strict=True))
    hits = process.extract(
        fold(short(str(row["name"]))),
        words,
        scorer=fuzz.token_set_ratio,
        score_cutoff=LEAST_LIKENESS,
        limit=most,
    )
    found = dict.fromkeys([*there, *(index for _, _, index in hits)])
    return tuple(str(same.at[index, "utility_id"]) for index in found)[:most]


def offered(
    table: pd.DataFrame, selection: Selection, flows: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Utilities that go with the filters.

    Parameters
    ----------
    table : DataFrame
        From `listing`.
    selection : Selection
    flows : DataFrame
        Rows of the flows layer that the selection lets through.
    countries : DataFrame
        The layer.

    Returns
    -------
    DataFrame
        All without filters. With filters on places alone, the utilities of these; with any other filter, those
        with a partnership that passes it.
    """
    if selection.is_default:
        return table
    named = countries["sub_region"].map(lambda name: NOT_STATED if pd.isna(name) else slug(str(name)))
    places = {*selection.countries, *countries.loc[named.isin(selection.regions), "iso3"]}
    inside = table["country_iso3"].isin(list(places)).to_numpy(bool)
    others = {name: value for name, value in selection.to_query().items() if name not in PLACE_PARAMETERS}
    if not others:
        return table[inside]
    partners = {str(name) for side in ("mentor", "mentee") for name in flows[f"{side}_id"].unique()}
    kept = table["operator_id"].isin(list(partners)).to_numpy(bool)
    return table[kept & inside if places else kept]


PLACE_PARAMETERS = frozenset({"country", "region", "side", "mode"})
"""Parameters of a link that say where, or how others are meant."""
