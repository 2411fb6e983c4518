"""Who is who in a country: its operators, what moves the mentors of its utilities, what its utilities report."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wopmap import labels
from wopmap.country.reading import Country
from wopmap.labels import Term
from wopmap.selection import split_values
from wopmap.words import grouped, listed

NO_YEAR = -1
"""Stands for a year that is not stated where years are compared: before all others."""

HERE, FROM_HERE = "helps here", "helps from here"

MOST_CITIES = 3
"""Cities of one utility that are named; the rest are counted."""

KEY_INDICATORS: Mapping[str, Term] = {
    "nrw_pct": Term(
        "Non-revenue water",
        "A poor yardstick between utilities with different hours of supply; definitions differ.",
    ),
    "water_coverage_pct": Term("Water coverage", "As the utility reports it; definitions differ."),
    "continuity_h_per_day": Term("Continuity"),
    "collection_pct": Term("Collection efficiency"),
    "opex_coverage_ratio": Term("Operating cost coverage", "Revenue by operating cost."),
    "staff_per_1000_conn": Term("Staff per 1,000 connections"),
}
"""Indicators of utilities spelt out in the table; every other figure is in the downloads."""


def operators(country: Country, flows: pd.DataFrame) -> pd.DataFrame:
    """Operators seated in a country, those in most partnerships first.

    Parameters
    ----------
    country : Country
    flows : DataFrame
        Flows that pass the filters.

    Returns
    -------
    DataFrame
        operator_id, name, short_name, kind, city, lon, lat, as_mentee, as_mentor (partnerships),
        placeholder, source_id.
    """
    counts = {
        side: flows.groupby(f"{side}_id", observed=True)["wop_id"].nunique() for side in ("mentee", "mentor")
    }
    table = country.operators.assign(
        **{
            f"as_{side}": country.operators["operator_id"].map(counts[side].to_dict()).fillna(0).astype(int)
            for side in counts
        }
    )
    order = table["as_mentee"] + table["as_mentor"]
    columns = [
        "operator_id", "name", "short_name", "kind", "city", "lon", "lat", "as_mentee", "as_mentor",
        "placeholder", "source_id",
    ]  # fmt: skip
    table = table.assign(_order=-order).sort_values(["_order", "short_name"], ignore_index=True)
    return table[columns]


def mentors(country: Country, flows: pd.DataFrame) -> pd.DataFrame:
    """Mentors in the flows of a country and what is known of their motives, most partnerships first.

    Returns
    -------
    DataFrame
        operator_id, mentor, country, side (`HERE`: helps an operator of the country; `FROM_HERE`: an operator
        of the country that helps abroad only), partnerships, motives (labels, joined by "; "; missing = no
        statement on file), statements (number).
    """
    here = set(flows.loc[(flows["mentee_country"] == country.iso3).to_numpy(bool), "mentor_id"].astype(str))
    names = dict(zip(country.motives["motivation"], country.motives["label"], strict=True))
    evidence = country.evidence
    rows = []
    for mentor, group in flows.groupby("mentor_id", observed=True):
        found = evidence[(evidence["operator_id"] == mentor).to_numpy(bool)]
        codes = dict.fromkeys(found["motivation"].astype(str))
        code = str(group["mentor_country"].iloc[0])
        rows.append(
            {
                "operator_id": str(mentor),
                "mentor": str(group["mentor"].iloc[0]),
                "country": country.names.get(code, code),
                "side": HERE if mentor in here else FROM_HERE,
                "partnerships": int(group["wop_id"].nunique()),
                "motives": "; ".join(str(names.get(c, c)) for c in codes) or None,
                "statements": len(found),
            }
        )
    columns = ["operator_id", "mentor", "country", "side", "partnerships", "motives", "statements"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        ["side", "partnerships", "mentor"], ascending=[True, False, True], ignore_index=True
    )


def statements(country: Country, helpers: pd.DataFrame) -> pd.DataFrame:
    """What is said about the motives of mentors, with who says so.

    Parameters
    ----------
    country : Country
    helpers : DataFrame
        From `mentors`: only their statements are given, in their order.

    Returns
    -------
    DataFrame
        mentor, operator_id, side, motive, family, said_by (in words), year, paraphrase, source_id.
    """
    types = country.motives.set_index("motivation")
    who = helpers.set_index("operator_id")
    rows = country.evidence[country.evidence["operator_id"].isin(who.index)]
    order = {name: number for number, name in enumerate(who.index)}
    rows = rows.assign(_order=rows["operator_id"].map(order)).sort_values(["_order", "motivation", "year"])
    codes = rows["motivation"].astype(object)
    return pd.DataFrame(
        {
            "mentor": rows["operator_id"].map(who["mentor"].to_dict()),
            "operator_id": rows["operator_id"],
            "side": rows["operator_id"].map(who["side"].to_dict()),
            "motive": [types["label"].get(code, code) for code in codes],
            "family": [types["family"].get(code) for code in codes],
            "said_by": [labels.label(labels.SAID_BY, str(code)) for code in rows["said_by"]],
            "year": rows["year"],
            "paraphrase": rows["paraphrase"],
            "source_id": rows["source_id"],
        }
    ).reset_index(drop=True)


def utilities(country: Country) -> pd.DataFrame:
    """Utilities of a country with performance figures, one a row.

    Returns
    -------
    DataFrame
        utility, operator_id, city, first_year, last_year, figures (number), one column for each of
        `KEY_INDICATORS` that any of them has (values of its latest year with unit and year: the range over its
        cities, or several where sources contradict each other), source_ids. Those with most figures first.
    """
    rows = country.performance
    columns = ["utility", "operator_id", "city", "first_year", "last_year", "figures"]
    there = [name for name in KEY_INDICATORS if (rows["indicator"] == name).any()]
    latest = _latest(rows[rows["indicator"].isin(there)])
    found = []
    for utility, group in rows.groupby("utility", sort=True):
        named = group["operator_id"].dropna()
        found.append(
            {
                "utility": utility,
                "operator_id": named.iloc[0] if len(named) else None,
                "city": _places(sorted(set(group["city"].astype(str)))),
                "first_year": group["year"].min(),
                "last_year": group["year"].max(),
                "figures": len(group),
                **{name: latest.get((str(utility), name)) for name in there},
                "source_ids": ";".join(sorted(set(group["source_id"].astype(str)))),
            }
        )
    table = pd.DataFrame(found, columns=[*columns, *there, "source_ids"])
    table = table.astype({"first_year": "Int64", "last_year": "Int64"})
    return table.sort_values(["figures", "utility"], ascending=[False, True], ignore_index=True)


def _places(cities: list[str]) -> str:
    return listed(cities, most=MOST_CITIES, more="more")


def _latest(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Values of the latest year stated by utility and indicator, as ``36.2 % (2019)``, ``30 or 41 % (2024)``."""
    held: dict[tuple[str, str], dict[int, list[tuple[float, str, str]]]] = {}
    names = ["utility", "indicator", "year", "value", "unit", "city"]
    for utility, indicator, year, value, unit, city in rows[names].itertuples(index=False):
        years = held.setdefault((str(utility), str(indicator)), {})
        key = NO_YEAR if pd.isna(year) else int(year)
        years.setdefault(key, []).append((float(value), str(unit), str(city)))
    return {key: _values(max(years), years[max(years)]) for key, years in held.items()}


def _values(year: int, figures: list[tuple[float, str, str]]) -> str:
    """Values of one year: the range over the cities of a utility, or all that sources say of one city."""
    numbers = sorted({value for value, _, _ in figures})
    values = [f"{v:.4g}" if abs(v) < 10_000 else grouped(v) for v in numbers]
    units = dict.fromkeys(unit.split(" (SNIS")[0] for _, unit, _ in figures)
    when = "year not stated" if year == NO_YEAR else str(year)
    cities = len({city for _, _, city in figures})
    if cities > 1:
        span = f"{values[0]} to {values[-1]}" if len(values) > 1 else values[0]
        return f"{span} {' / '.join(units)} ({when}, {cities} cities)"
    return f"{' or '.join(values)} {' / '.join(units)} ({when})"


def cities(country: Country) -> pd.DataFrame:
    """Cities with household water by zone: city_id, city, years, zones, lon, lat, source_ids; most zones first."""
    columns = ["city_id", "city", "years", "zones", "lon", "lat", "source_ids"]
    return country.cities.sort_values(["zones", "city"], ascending=[False, True], ignore_index=True)[columns]


def documents(*cells: object) -> list[str]:
    """Documents named in columns or cells, each once, in order of appearance."""
    found: dict[str, None] = {}
    for cell in cells:
        values = cell.dropna().astype(str).unique() if isinstance(cell, pd.Series) else [cell]
        for value in values:
            found |= dict.fromkeys(split_values(str(value)) if value else ())
    return list(found)
