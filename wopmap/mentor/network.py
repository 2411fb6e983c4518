"""Who stands where in the network of mentors and mentees: a few standard measures, named and explained."""

from __future__ import annotations

from dataclasses import dataclass

import networkx
import pandas as pd

from wopmap.labels import Term
from wopmap.mentor.chains import one_way

MEASURES = {
    "partnerships": Term("Partnerships", "Different partnerships in which it is a mentor."),
    "mentees": Term("Mentees", "Different operators it helps (out-degree)."),
    "countries": Term("Countries", "Different countries of those mentees."),
    "years_active": Term(
        "Years active", "Calendar years in which at least one of its partnerships is known to be under way."
    ),
    "first_year": Term("First year", "First year it is known to be a mentor."),
    "last_year": Term("Last year", "Last year it is known to be a mentor."),
    "mentors": Term("Own mentors", "Different operators that help it (in-degree)."),
    "reach": Term(
        "Reach",
        "Operators it can reach along the arrows: its mentees, their mentees and so on, whatever the years.",
    ),
    "betweenness": Term(
        "Betweenness",
        "Shortest paths of help between two other operators that run through it (Freeman 1977, not "
        "scaled; of several shortest paths each counts its part). Above 0 only for operators that are mentee and "
        "mentor.",
    ),
}
"""What is measured of a mentor; the first is the order of the ranking."""


def measures(flows: pd.DataFrame) -> pd.DataFrame:
    """Measures of every mentor.

    Parameters
    ----------
    flows : DataFrame
        Rows of the layer.

    Returns
    -------
    DataFrame, (mentors,)
        id, label, country_iso3 and the columns of `MEASURES`. Partnerships, mentees, countries and years come
        from all rows; mentors, reach and betweenness from those in which one side is named mentor. Most
        partnerships first; ties by mentees, then by label.
    """
    frame = pd.DataFrame(
        {
            "id": flows["mentor_id"].astype(str),
            "label": flows["mentor"].astype(str),
            "country_iso3": flows["mentor_country"].astype(str),
            "wop_id": flows["wop_id"].astype(str),
            "mentee_id": flows["mentee_id"].astype(str),
            "mentee_country": flows["mentee_country"].astype(str),
            "active_from": flows["active_from"].astype("Int64"),
            "active_to": flows["active_to"].astype("Int64"),
        }
    )
    groups = frame.groupby("id", sort=True)
    table = groups.agg(
        label=("label", "first"),
        country_iso3=("country_iso3", "first"),
        partnerships=("wop_id", "nunique"),
        mentees=("mentee_id", "nunique"),
        countries=("mentee_country", "nunique"),
        first_year=("active_from", "min"),
        last_year=("active_to", "max"),
    )
    table["years_active"] = years_active(frame).reindex(table.index, fill_value=0)
    graph = graph_of(flows)
    between = networkx.betweenness_centrality(graph, normalized=False)
    inside = [name in graph for name in table.index]
    table["mentors"] = [graph.in_degree(n) if i else 0 for n, i in zip(table.index, inside, strict=True)]
    table["reach"] = [
        len(networkx.descendants(graph, n)) if i else 0 for n, i in zip(table.index, inside, strict=True)
    ]
    table["betweenness"] = [round(float(between.get(n, 0.0)), 6) for n in table.index]
    table = table.reset_index().sort_values(
        ["partnerships", "mentees", "label", "id"], ascending=[False, False, True, True], ignore_index=True
    )
    return table[["id", "label", "country_iso3", *MEASURES]]


def years_active(frame: pd.DataFrame) -> pd.Series:
    """Number of calendar years covered by the spans active_from to active_to of each id."""
    known = frame.dropna(subset=["active_from", "active_to"]).drop_duplicates(
        ["id", "active_from", "active_to"]
    )
    years: dict[str, set[int]] = {}
    for name, first, last in zip(known["id"], known["active_from"], known["active_to"], strict=True):
        years.setdefault(str(name), set()).update(range(int(first), int(last) + 1))
    return pd.Series({name: len(found) for name, found in years.items()}, dtype="int64")


def graph_of(flows: pd.DataFrame) -> networkx.DiGraph:
    """Operators as nodes, an arrow from each mentor to each of its mentees."""
    graph = networkx.DiGraph()
    kept = one_way(flows)
    pairs = set(zip(kept["mentor_id"].astype(str), kept["mentee_id"].astype(str), strict=True))
    graph.add_edges_from(sorted(pairs))
    return graph


@dataclass(frozen=True)
class Network:
    """The network as a whole.

    Attributes
    ----------
    operators, pairs : int
        Nodes and arrows.
    both : int
        Operators that are mentor and mentee.
    groups, largest : int
        Parts that hang together when the direction is left aside, and operators in the largest of them.
    longest : int
        Steps of the longest chain of help; operators that help one another in a circle count as one.
    """

    operators: int
    pairs: int
    both: int
    groups: int
    largest: int
    longest: int

    def in_words(self) -> str:
        """One sentence."""
        return (
            f"{self.operators} operators are joined by {self.pairs} pairs of mentor and mentee in {self.groups} "
            f"separate groups, the largest of {self.largest} operators; {self.both} are both mentee and mentor, "
            f"and the longest chain of help has {self.longest} steps."
        )


def network(flows: pd.DataFrame) -> Network:
    """Describe the network of some flows."""
    graph = graph_of(flows)
    if not len(graph):
        return Network(0, 0, 0, 0, 0, 0)
    groups = [len(part) for part in networkx.weakly_connected_components(graph)]
    both = sum(1 for node in graph if graph.in_degree(node) and graph.out_degree(node))
    longest = networkx.dag_longest_path_length(networkx.condensation(graph))
    return Network(
        graph.number_of_nodes(), graph.number_of_edges(), both, len(groups), max(groups), int(longest)
    )
