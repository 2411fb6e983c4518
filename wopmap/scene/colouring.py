"""What the colours of flows mean: the categories of one attribute, the same whatever is filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap import labels
from wopmap.scene.model import Entry, LegendGroup
from wopmap.scene.style import Theme


@dataclass(frozen=True)
class ColourKey:
    """Colours of the categories of one attribute, the same whatever is filtered.

    Attributes
    ----------
    colours : mapping of str to str
        Named categories, most frequent first, to ``#rrggbb``.
    words : mapping of str to str
        Their labels.
    rest : str
        Colour of everything else: categories beyond the named ones, and flows that hold several.
    rest_label : str
        Words for that entry.
    """

    title: str
    colours: Mapping[str, str]
    words: Mapping[str, str]
    rest: str
    rest_label: str

    def of(self, category: object) -> str:
        """Colour of a category."""
        return self.colours.get(str(category), self.rest)


def colour_key(flows: pd.DataFrame, attribute: str, theme: Theme) -> ColourKey:
    """Give the six most frequent categories of all flows a colour each.

    Parameters
    ----------
    flows : DataFrame
        All flows, unfiltered: a filter must never change what a colour means.
    attribute : {"none", "modality", "programme", "topic", "mentor_region"}
    """
    if attribute == "none":
        return ColourKey("Flow", {}, {}, theme.accent, "mentor to mentee")
    column = {"topic": "topics"}.get(attribute, attribute)
    values = flows.drop_duplicates("wop_id")[column].dropna().astype(str)
    if attribute == "topic":
        values = values.str.split(";").explode()
    values = values[values != ""]
    frequent = [str(name) for name in values.value_counts().index[: len(theme.help)]]
    known = {"modality": labels.MODALITIES, "topic": labels.TOPICS}.get(attribute, {})
    words = {name: labels.term(known, name).label if name in known else name for name in frequent}
    title = {"modality": "Modality", "programme": "Programme", "topic": "Main topic", "mentor_region": "From"}
    complete = values.nunique() <= len(frequent)
    return ColourKey(
        title[attribute],
        dict(zip(frequent, theme.help, strict=False)),
        words,
        theme.several,
        "several or not stated" if complete else "other, several or not stated",
    )


def colour_legend(edges: pd.DataFrame, key: ColourKey) -> LegendGroup:
    """Colours in use."""
    used = set(edges["colour"].astype(str)) if key.colours else set()
    entries = [
        Entry(key.words[name], colour, "line", 4.0) for name, colour in key.colours.items() if name in used
    ]
    if not key.colours or used - set(key.colours):
        entries.append(Entry(key.rest_label, key.rest, "line", 4.0))
    return LegendGroup(f"{key.title}, arrow to the mentee" if key.colours else "Arrow", tuple(entries))
