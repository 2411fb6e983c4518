"""Statements on why a mentor helps: joined with mentor, motive and document, and narrowed to a selection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pandas as pd

from wopmap.labels import NOT_STATED
from wopmap.layers import values
from wopmap.partnerships import document
from wopmap.selection import Selection, Shown
from wopmap.words import slug

FAMILIES = tuple(values.MOTIVE_FAMILIES)
"""Families of motives, from what is done for others to what is done for oneself; the one order everywhere."""

SAID_BY = tuple(values.SAID_BY)
"""Who says so, from the mentor's own words to our reading."""

COLUMNS = {
    "mentor_id": "The mentor the statement is about, in the layer operators.",
    "mentor": "Its short name.",
    "country_iso3": "Its country, ISO 3166-1 alpha-3.",
    "country": "Name of the country.",
    "sub_region": "UN M49 sub-region.",
    "kind": "Kind of operator; a group is a collective voice, not an operator.",
    "motivation": "Code of the motive.",
    "motive": "Label of the motive.",
    "family": "Family of the motive.",
    "said_by": "Who says so.",
    "year": "Year of the statement; missing = not stated.",
    "paraphrase": "The statement in our words.",
    "source_id": "Document, in the layer sources.",
    "source": "Title, publisher and year of the document.",
    "source_url": "Its address.",
}
"""Columns of the table of statements."""


def statements(
    evidence: pd.DataFrame, operators: pd.DataFrame, types: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Every statement with its mentor, motive and document.

    Parameters
    ----------
    evidence, operators, types, sources : DataFrame
        The layers motivation_evidence, operators, motivation_types and sources.

    Returns
    -------
    DataFrame, (statements,)
        Columns as in `COLUMNS`; by mentor, family and who says so.
    """
    who = operators.set_index("operator_id")[["short_name", "country_iso3", "country", "sub_region", "kind"]]
    what = types.set_index("motivation")[["label", "family"]]
    rows = evidence.join(who, on="operator_id").join(what, on="motivation")
    rows = rows.rename(columns={"operator_id": "mentor_id", "short_name": "mentor", "label": "motive"})
    documents = {row.source_id: row for row in sources.itertuples(index=False)}
    cited = [document(str(source_id), documents) for source_id in rows["source_id"]]
    rows = rows.assign(source=[c.title for c in cited], source_url=[c.url for c in cited])
    order = rows.assign(
        _name=rows["mentor"].astype(str).str.casefold(),
        _family=rows["family"].map(FAMILIES.index),
        _who=rows["said_by"].map(SAID_BY.index),
    ).sort_values(["_name", "mentor_id", "_family", "motivation", "_who", "year", "source_id", "paraphrase"])
    return order[list(COLUMNS)].reset_index(drop=True)


def by_whom(rows: pd.DataFrame, said_by: Collection[str]) -> pd.DataFrame:
    """Statements made by some of `SAID_BY` only."""
    return rows[rows["said_by"].isin(list(said_by)).to_numpy(dtype=bool)].reset_index(drop=True)


def of_family(rows: pd.DataFrame, family: str) -> pd.DataFrame:
    """All statements on the mentors that have one of a family; empty lets all through."""
    if not family:
        return rows
    having = set(rows.loc[(rows["family"] == family).to_numpy(dtype=bool), "mentor_id"])
    return rows[rows["mentor_id"].isin(having).to_numpy(dtype=bool)].reset_index(drop=True)


def flows_of(flows: pd.DataFrame, rows: pd.DataFrame, family: str) -> pd.DataFrame:
    """Flows shown; with a family those of the mentors whose statements `of_family` has left."""
    if not family:
        return flows
    return flows[flows["mentor_id"].isin(set(rows["mentor_id"])).to_numpy(dtype=bool)]


@dataclass(frozen=True, eq=False)
class Kept:
    """Statements that go with a selection of partnerships.

    Attributes
    ----------
    rows : DataFrame
        Statements on the mentors of the partnerships shown.
    hidden : dict
        Reason -> number of statements left out; ``len(rows) + sum(hidden.values())`` is all there are.
    """

    rows: pd.DataFrame
    hidden: dict[str, int] = field(default_factory=dict)


NO_PARTNERSHIP = "on mentors without a partnership on file"
NOT_SHOWN = "on mentors of hidden partnerships"


def within(rows: pd.DataFrame, selection: Selection, shown: Shown, mentors: Collection[str]) -> Kept:
    """Statements on the mentors a selection shows.

    Parameters
    ----------
    rows : DataFrame
        From `statements`.
    selection : Selection
    shown : Shown
        What the selection leaves of the flows.
    mentors : collection of str
        All mentors with a partnership on file.

    Notes
    -----
    A mentor with partnerships counts when one of them is shown. Collective voices (the water companies of a
    country together) and mentors without a partnership on file can be judged by place and motive alone: filters
    that ask about partnerships hide them.
    """
    helping = set(shown.flows["mentor_id"].astype(str))
    on_file = rows["mentor_id"].isin(set(mentors)).to_numpy(dtype=bool)
    kept = rows["mentor_id"].isin(helping).to_numpy(dtype=bool)
    alone = ~on_file & _fits_alone(rows, selection)
    keep = kept | alone
    hidden = {
        NOT_SHOWN: int((on_file & ~kept).sum()),
        NO_PARTNERSHIP: int((~on_file & ~alone).sum()),
    }
    return Kept(rows[keep].reset_index(drop=True), {why: n for why, n in hidden.items() if n})


def _fits_alone(rows: pd.DataFrame, selection: Selection) -> pd.Series:
    """Whether a mentor passes filters on place and motive, and no other is set."""
    about_partnerships = replace(selection, countries=(), regions=(), motives=(), side="either")
    fits = pd.Series(about_partnerships.is_default, index=rows.index)
    if selection.countries or selection.regions:
        place = rows["country_iso3"].isin(selection.countries)
        place |= (rows["sub_region"].map(lambda name: NOT_STATED if pd.isna(name) else slug(str(name)))).isin(
            selection.regions
        )
        fits &= place & (selection.side != "mentee")
    if selection.motives:
        having = set(rows.loc[rows["motivation"].isin(selection.motives), "mentor_id"])
        fits &= rows["mentor_id"].isin(having)
    return fits.to_numpy(dtype=bool)
