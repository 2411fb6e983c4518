"""Finding a city by what someone types: by its id, its name, or nearly."""

from __future__ import annotations

import pandas as pd
from rapidfuzz import fuzz, process

from wopmap.words import fold

LEAST = 72.0
"""Least likeness (0-100) of a name that is still offered."""

MOST = 5


def find(known: pd.DataFrame, typed: str, most: int = MOST) -> tuple[str, ...]:
    """Ids of the cities that fit best, the best first; empty where nothing is near.

    Parameters
    ----------
    known : DataFrame
        As from `wopmap.city.places`.
    typed : str
        An id, or a name in any case, with or without accents, mistyped or in part.

    Notes
    -----
    A name that begins with what was typed goes before one that is merely like it; among equals a city with
    figures by zone goes first, then the one with more partnerships.
    """
    wanted = fold(typed)
    if not wanted:
        return ()
    ids = known["city_id"].astype(str).tolist()
    if typed in ids:
        return (typed,)
    names = [fold(str(name)) for name in known["city"]]
    likeness = process.cdist([wanted], names, scorer=fuzz.WRatio)[0]
    starts = [name.startswith(wanted) for name in names]
    order = sorted(
        (i for i in range(len(ids)) if starts[i] or likeness[i] >= LEAST),
        key=lambda i: (
            not starts[i],
            -round(float(likeness[i]) / 5),
            not known["zones"].iloc[i],
            -int(known["partnerships"].iloc[i]),
        ),
    )
    return tuple(ids[i] for i in order[:most])
