"""Partnerships counted by year, by an attribute, and by the regions of mentor and mentee."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wopmap.labels import NOT_STATED
from wopmap.selection import Vocabulary
from wopmap.words import slug


def by_year(flows: pd.DataFrame, span: tuple[int, int], mode: str = "active") -> pd.DataFrame:
    """Different partnerships in each year of a span.

    Parameters
    ----------
    flows : DataFrame
        Rows of the flows layer.
    span : tuple of int
        First and last year.
    mode : {"active", "started"}
        Known to be active in the year, or begun in it. Those that state no year are in none.

    Returns
    -------
    DataFrame
        Columns year, partnerships; every year of the span.
    """
    once = flows.drop_duplicates("wop_id")
    years = np.arange(span[0], span[1] + 1)
    if mode == "started":
        starts = once["start_year"].to_numpy(dtype=float, na_value=np.nan)
        counts = (starts[:, None] == years).sum(axis=0)
    else:
        first = once["active_from"].to_numpy(dtype=float, na_value=np.nan)
        last = np.fmax(first, once["active_to"].to_numpy(dtype=float, na_value=np.nan))
        counts = ((first[:, None] <= years) & (last[:, None] >= years)).sum(axis=0)
    return pd.DataFrame({"year": years, "partnerships": counts.astype(int)})


def by_attribute(flows: pd.DataFrame, name: str, vocabulary: Vocabulary) -> pd.DataFrame:
    """Different partnerships of each modality or programme, most first.

    Parameters
    ----------
    name : {"modalities", "programmes"}

    Returns
    -------
    DataFrame
        Columns code (as in a link), label, partnerships; what no source states is ``not-stated``.
    """
    column = {"modalities": "modality", "programmes": "programme"}[name]
    values = flows.drop_duplicates("wop_id")[column].astype(object)
    codes = values.map(
        lambda value: (
            NOT_STATED if pd.isna(value) or not value else slug(value) if name == "programmes" else value
        )
    )
    counts = codes.value_counts()
    table = pd.DataFrame(
        {
            "code": counts.index.astype(object),
            "label": [vocabulary.label(name, str(code)) for code in counts.index],
            "partnerships": counts.to_numpy(dtype=int),
        }
    )
    return table.sort_values(["partnerships", "label"], ascending=[False, True], ignore_index=True)


def region_code(name: object) -> str:
    """Name of a region in a link."""
    return NOT_STATED if pd.isna(name) or not name else slug(str(name))


def matrix(flows: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Different partnerships from each mentor region to each mentee region, most first.

    Returns
    -------
    DataFrame
        Columns mentor_region, mentee_region (codes as in a link), mentor_label, mentee_label, partnerships.
        A partnership with mentors in two regions counts in both rows.
    """
    pairs = pd.DataFrame(
        {
            "mentor_region": flows["mentor_region"].astype(object).map(region_code, na_action=None),
            "mentee_region": flows["mentee_region"].astype(object).map(region_code, na_action=None),
            "wop_id": flows["wop_id"].astype(object),
        }
    ).drop_duplicates()
    counts = pairs.groupby(["mentor_region", "mentee_region"]).size().rename("partnerships").reset_index()
    for side in ("mentor", "mentee"):
        counts[f"{side}_label"] = [vocabulary.label("regions", code) for code in counts[f"{side}_region"]]
    order = ["partnerships", "mentor_label", "mentee_label"]
    columns = ["mentor_region", "mentor_label", "mentee_region", "mentee_label", "partnerships"]
    return counts.sort_values(order, ascending=[False, True, True], ignore_index=True)[columns]
