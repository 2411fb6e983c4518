"""Which level of zones a file speaks of."""

from __future__ import annotations

import pandas as pd

from wopmap.errors import BadInput, Finding
from wopmap.intake.matching import Matches, match
from wopmap.words import fold, listed


def best_level(
    zones: pd.DataFrame,
    city_id: str,
    wanted: str | None,
    codes: pd.Series,
    names: pd.Series,
    parents: pd.Series | None = None,
    merge_parts: bool = False,
) -> tuple[str, Matches, dict[str, int]]:
    """The level of zones that what is brought belongs to: levels nest, and one is brought at a time.

    Parameters
    ----------
    zones : DataFrame
        Zones of a city.
    city_id : str
    wanted : str or None
        Level asked for, by its code or label; None = the one most of the file fits.
    codes, names, parents, merge_parts
        As in `match`.

    Returns
    -------
    tuple of str, Matches, dict of str to int
        The level; what fits it; how many fit each other level.

    Raises
    ------
    BadInput
        If there is no such level, or two levels fit equally well.
    """
    levels = zones.drop_duplicates("level").sort_values("level_rank", ascending=False)
    if wanted is not None:
        asked = fold(wanted)
        said = zones[["level", "zone_level", "level_label", "level_label_plural"]].map(lambda t: fold(str(t)))
        chosen = zones.loc[(said == asked).any(axis=1), "level"].unique()
        if len(chosen) != 1:
            mend = f"name one of {listed(list(levels['level']), 'or')}"
            reason = f"is not a level of {city_id}"
            raise BadInput([Finding("--level", None, None, wanted, reason, mend)])
        levels = levels[levels["level"] == chosen[0]]
    found = {
        str(level): match(zones[zones["level"] == level], codes, names, parents, merge_parts)
        for level in levels["level"]
    }
    fit = {level: len(m.pairs) for level, m in found.items()}
    most = max(fit.values())
    best = [level for level, n in fit.items() if n == most]
    if most and len(best) > 1:
        reason = f"has {listed(best, 'and')} for levels, and {most} of the file fit each"
        mend = "say which with --level"
        raise BadInput([Finding("--city", None, None, city_id, reason, mend)])
    if not most:  # suggestions may decide
        best = [max(found, key=lambda level: len(found[level].suggestions))]
    return best[0], found[best[0]], {k: n for k, n in fit.items() if k != best[0] and n}
