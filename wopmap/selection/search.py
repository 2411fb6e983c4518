"""The index behind the text search."""

from __future__ import annotations

import pandas as pd

from wopmap.selection.filters import split_values
from wopmap.words import fold


def search_text(partnerships: pd.DataFrame, operators: pd.DataFrame, countries: pd.DataFrame) -> pd.Series:
    """Text in which a partnership is searched for.

    Parameters
    ----------
    partnerships, operators, countries : DataFrame
        The layers.

    Returns
    -------
    Series of str, index wop_id
        Names (short and full), cities and countries of mentors and mentees, programme (also as the
        source words it), facilitators, funders and what the source states; folded by
        `wopmap.words.fold`, so that case and accents do not matter.
    """
    country_names = dict(zip(countries["iso3"], countries["name"], strict=True))
    columns = ["operator_id", "name", "short_name", "city", "country_iso3"]
    of_operator = {
        ident: _joined([name, short, city, country_names.get(iso3), iso3])
        for ident, name, short, city, iso3 in operators[columns].itertuples(index=False)
    }
    own = ["programme", "programme_as_stated", "facilitators", "funders", "stated"]
    texts = {}
    for wop_id, mentors, mentees, *facts in partnerships[["wop_id", "mentors", "mentees", *own]].itertuples(
        index=False
    ):
        members = [m for side in (mentors, mentees) if not pd.isna(side) for m in split_values(side)]
        texts[wop_id] = fold(_joined([*(of_operator.get(m) for m in members), *facts]))
    return pd.Series(texts, dtype=object, name="search_text").rename_axis("wop_id")


def _joined(values: list[str | None]) -> str:
    # The bar keeps a word from being found across two facts.
    return " | ".join(str(v) for v in values if not pd.isna(v) and v)
