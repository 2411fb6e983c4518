"""Peers: the distribution of one indicator over utilities it may be compared with, the chosen one marked."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wopmap.labels import Term
from wopmap.performance.figures import definition
from wopmap.performance.indicators import subject
from wopmap.words import grouped

PEER_GROUPS = {
    "country": Term("Same country", "Utilities of the same country."),
    "size": Term("Same country and size", "Utilities of the same country and class of connections."),
}

SIZE_EDGES = (1_000, 10_000, 100_000)
"""Connections between classes of size: powers of ten, so that no choice of ours is in them."""

FEW = 8
"""Figures fewer than this are named one by one; a median or quartiles would say more than there is."""

NATIONAL = "(national)"
"""Place of a figure that is for a country; without an operator it is an average of utilities, not one of them."""

PEER_COLUMNS = ("utility", "operator_id", "place", "year", "value", "unit", "source_id", "chosen")


@dataclass(frozen=True, eq=False)
class Peers:
    """One indicator over utilities.

    Attributes
    ----------
    indicator, definition, group : str
    rows : DataFrame
        One row a figure: utility, operator_id, place, year, value, unit, source_id, chosen. The latest year of each
        utility and place; where its sources differ, all of them.
    averages : DataFrame
        National averages the sources print, in the same columns; they are not peers.
    size_class : str
        Words for the class of size, for the group ``size``.
    left_out : int
        Figures of the country with another definition, which are not compared.
    problem : str
        Why there is nothing to show; empty otherwise.
    """

    indicator: str
    definition: str
    group: str
    rows: pd.DataFrame
    averages: pd.DataFrame
    size_class: str = ""
    left_out: int = 0
    problem: str = ""

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """Lower quartile, median and upper quartile of all; None without rows."""
        if not len(self.rows):
            return None
        low, middle, high = self.rows["value"].quantile([0.25, 0.5, 0.75])
        return float(low), float(middle), float(high)

    @property
    def utilities(self) -> int:
        """Utilities and places with a figure."""
        return len(self.rows.drop_duplicates(["utility", "place"]))

    @property
    def own_others(self) -> int:
        """Figures of other places of the chosen utility itself."""
        mine = self.rows.loc[self.rows["chosen"].to_numpy(bool), "utility"]
        return int((self.rows["utility"].isin(mine) & ~self.rows["chosen"]).sum())

    @property
    def below(self) -> tuple[int, int] | None:
        """How many others have a lower value, and how many others there are; None unless one figure is chosen."""
        mine = self.rows.loc[self.rows["chosen"].to_numpy(bool), "value"]
        if len(mine) != 1:
            return None
        others = self.rows.loc[~self.rows["chosen"].to_numpy(bool), "value"]
        return int((others < mine.iloc[0]).sum()), len(others)


def peers(
    rows: pd.DataFrame,
    utility: str,
    place: str,
    code: str,
    group: str = "country",
    sizes: pd.DataFrame | None = None,
) -> Peers:
    """Figures of utilities that may stand beside one.

    Parameters
    ----------
    rows : DataFrame
        Rows of `utility_performance` of one country about one indicator.
    utility, place : str
        The chosen one, as the layer names it.
    code : str
        Indicator.
    group : {"country", "size"}
    sizes : DataFrame, optional
        Rows of the same country with the indicator ``connections``; needed for the group ``size``.
    """
    about = rows[(rows["indicator"].map(subject) == code).to_numpy(bool)].rename(columns={"city": "place"})
    about = about.assign(definition=about["unit"].map(lambda unit: definition(str(unit))))
    mine = about[((about["utility"] == utility) & (about["place"] == place)).to_numpy(bool)]
    if not len(mine):
        return _none(code, group, "There is no figure of this utility to set beside others.")
    wanted = str(latest(mine)["definition"].iloc[0])
    same = about[(about["definition"] == wanted).to_numpy(bool)]
    averages = ((same["place"] == NATIONAL) & same["operator_id"].isna()).to_numpy(bool)
    kept = latest(same[~averages])
    size_class = ""
    if group == "size":
        classes = size_classes(sizes if sizes is not None else rows.iloc[:0])
        size_class = classes.get((utility, place), "")
        if not size_class:
            return _none(
                code, group, "Its number of connections is not on file, so its class of size is not known."
            )
        names = zip(kept["utility"], kept["place"], strict=True)
        kept = kept[[classes.get((str(a), str(b)), "") == size_class for a, b in names]]
    chosen = ((kept["utility"] == utility) & (kept["place"] == place)).to_numpy(bool)
    shaped = kept.assign(chosen=chosen)[list(PEER_COLUMNS)].sort_values(
        ["value", "utility", "place"], ignore_index=True
    )
    printed = latest(same[averages]).assign(chosen=False)[list(PEER_COLUMNS)].reset_index(drop=True)
    return Peers(code, wanted, group, shaped, printed, size_class, len(about) - len(same))


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures of the last year of each utility and place; those without a year only where none has one."""
    names = [rows["utility"], rows["place"]]
    last = rows["year"].groupby(names).transform("max")
    return rows[((rows["year"] == last) | last.isna()).fillna(False).to_numpy(bool)]


def size_class(connections: float) -> str:
    """Words for the class of size of a number of connections: `under 1000 connections` ..."""
    edges = [grouped(edge) for edge in SIZE_EDGES]
    position = sum(connections >= edge for edge in SIZE_EDGES)
    if position == 0:
        return f"under {edges[0]} connections"
    if position == len(edges):
        return f"{edges[-1]} connections and more"
    return f"{edges[position - 1]} to {edges[position]} connections"


def size_classes(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Class of size of each utility and place by its latest number of connections, the larger where sources differ."""
    about = rows[(rows["indicator"] == "connections").to_numpy(bool)].rename(columns={"city": "place"})
    most = latest(about).groupby(["utility", "place"])["value"].max()
    return {(str(a), str(b)): size_class(float(value)) for (a, b), value in most.items()}


def _none(code: str, group: str, problem: str) -> Peers:
    nothing = pd.DataFrame(columns=list(PEER_COLUMNS))
    return Peers(code, "", group, nothing, nothing, problem=problem)
