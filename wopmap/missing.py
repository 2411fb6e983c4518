"""Where help is missing: urban people without at least basic water, against the partnerships a country receives."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pandas as pd

from wopmap.words import counted, grouped, listed

INDICATOR, RESIDENCE = "at_least_basic", "urban"

PEOPLE_BREAKS = (100_000, 1_000_000)
"""Urban people without: fewer, between, or at least the last."""

PARTNERSHIP_BREAKS = (1, 3)
"""Partnerships: none, one or two, three and more."""

COLUMNS = {
    "iso3": "ISO 3166-1 alpha-3 code of the country.",
    "country": "Name of the country.",
    "year": "Year of the estimate of household water, the latest there is.",
    "urban_people": "People living in towns and cities.",
    "share_without": "Share (0-1) of urban people who do not use at least basic drinking water.",
    "people_without": "Urban people x share without.",
    "partnerships": "Different partnerships with a mentee there, known to be active in the chosen year or later.",
    "people_class": "People without. 0: under 100 000; 1: under 1 000 000; 2: 1 000 000 and more; empty: not known.",
    "partnership_class": "0: no partnership; 1: one or two; 2: three and more.",
    "source_id": "Document of the estimate.",
}
"""Columns of `table`, and what they mean."""


def table(
    country_use: pd.DataFrame, countries: pd.DataFrame, flows: pd.DataFrame, since: int
) -> pd.DataFrame:
    """People without and partnerships of every country, most people without first.

    Parameters
    ----------
    country_use, countries : DataFrame
        The layers; countries with an ISO code only.
    flows : DataFrame
        Rows of the flows layer whose partnerships count.
    since : int
        Partnerships known to be active in this year or later.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. Countries without an estimate come last, their figures missing; partnerships
        that state no year are in no count.

    Notes
    -----
    The estimates are those of WHO/UNICEF JMP; at least basic water includes safely managed water, and
    ``people_without = urban_people * (1 - share)``.
    """
    rows = country_use[
        (country_use["indicator"] == INDICATOR)
        & (country_use["residence"] == RESIDENCE)
        & country_use["share"].notna()
        & country_use["population"].notna()
    ]
    latest = rows.sort_values("year").drop_duplicates("country_iso3", keep="last").set_index("country_iso3")
    found = latest.reindex(countries["iso3"].to_numpy(object))
    without = 1.0 - found["share"].to_numpy(dtype=float, na_value=np.nan)
    people = found["population"].to_numpy(dtype=float, na_value=np.nan)
    counts = partnerships_since(flows, since).reindex(found.index, fill_value=0).to_numpy(dtype=int)
    out = pd.DataFrame(
        {
            "iso3": found.index.to_numpy(object),
            "country": countries["name"].to_numpy(object),
            "year": found["year"].to_numpy(dtype=float, na_value=np.nan),
            "urban_people": people,
            "share_without": np.round(without, 6),
            "people_without": np.round(people * without),
            "partnerships": counts,
            "source_id": found["source_id"].to_numpy(object),
        }
    )
    out["people_class"] = [
        pd.NA if np.isnan(number) else bisect_right(PEOPLE_BREAKS, number) for number in out["people_without"]
    ]
    out["partnership_class"] = [bisect_right(PARTNERSHIP_BREAKS, number) for number in counts]
    whole = dict.fromkeys(("year", "urban_people", "people_without", "people_class"), "Int64")
    out = out.astype(whole)[list(COLUMNS)]
    return out.sort_values(
        ["people_without", "country"], ascending=[False, True], na_position="last", ignore_index=True
    )


def partnerships_since(flows: pd.DataFrame, since: int) -> pd.Series:
    """Different partnerships by the mentee's country, known to be active in a year or later."""
    last = np.fmax(
        flows["active_from"].to_numpy(dtype=float, na_value=np.nan),
        flows["active_to"].to_numpy(dtype=float, na_value=np.nan),
    )
    late = flows[np.asarray(last >= since, dtype=bool)]
    pairs = pd.DataFrame(
        {
            "iso3": late["mentee_country"].astype(object).to_numpy(),
            "wop_id": late["wop_id"].astype(object).to_numpy(),
        }
    )
    return pairs.drop_duplicates().dropna().groupby("iso3").size()


def sentence(rows: pd.DataFrame, since: int) -> str:
    """What the table shows, in words made from it."""
    known = rows[rows["people_without"].notna()]
    many = known[known["people_class"] == len(PEOPLE_BREAKS)]
    none = many[many["partnerships"] == 0]
    words = (
        f"{counted(len(many), 'country has', 'countries have')} a million or more urban people without at least "
        f"basic water; {len(none)} of them {'is' if len(none) == 1 else 'are'} mentee in no partnership shown that "
        f"was active in {since} or later"
    )
    if none.empty:
        return f"{words}."
    most = [
        f"{row.country} ({grouped(row.people_without / 1e6, 1)} million)"
        for row in none.head(3).itertuples(index=False)
    ]
    return f"{words}: {listed(most, 'and')}{' most of all' if len(none) > len(most) else ''}."
