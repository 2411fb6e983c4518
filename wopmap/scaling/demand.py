"""The gaps of a selection: its countries, and as help only the partnerships it lets through."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from wopmap.scaling.record import gaps
from wopmap.selection import Selection
from wopmap.words import slug


def demand(
    selection: Selection,
    flows: pd.DataFrame,
    search: pd.Series | None,
    country_use: pd.DataFrame,
    countries: pd.DataFrame,
    need: str,
    since: int,
) -> pd.DataFrame:
    """Gaps (`wopmap.scaling.record.gaps`) of the countries and regions of a selection.

    Parameters
    ----------
    selection : Selection
        Its countries and regions say whose gaps are shown; its other filters say which partnerships count as help
        there, wherever the mentor is.
    search : Series, optional
        Needed where the selection searches for words.
    """
    anywhere = replace(selection, countries=(), regions=(), side="either")
    table = gaps(country_use, countries, anywhere.apply(flows, search=search).flows, need, since)
    if not (selection.countries or selection.regions):
        return table
    inside = table["iso3"].isin(selection.countries) | table["sub_region"].fillna("").map(slug).isin(
        selection.regions
    )
    return table[inside].reset_index(drop=True)
