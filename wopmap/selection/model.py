"""The selection: one frozen object for filters, tables, pictures, commands and links."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from wopmap.labels import MODES, SCOPE, SIDES
from wopmap.selection.filters import Shown, narrow
from wopmap.selection.link import clean_search, read_link, year_words
from wopmap.selection.vocabulary import FIELDS, Vocabulary
from wopmap.words import counted, listed, lower_first, upper_first

MOST_WORDS = 4
"""So many values of one filter are named in a subtitle; the rest are counted."""


@dataclass(frozen=True)
class Selection:
    """Which partnerships are asked for. Empty = no filter; any of the values within a filter, all filters together.

    Attributes
    ----------
    regions : tuple of str
        Slugs of M49 sub-regions (`sub-saharan-africa`); united with `countries`.
    countries : tuple of str
        ISO 3166-1 alpha-3 codes.
    side : str
        Who must be in those places: `either`, `mentor` or `mentee`.
    years : tuple of int or None
        First and last year, inclusive.
    mode : str
        `active` (in any of the years) or `started` (in one of them).
    programmes : tuple of str
        Slugs of programmes, see `wopmap.words.slug`.
    modalities, topics, motives, status, confidence, scope : tuple of str
        Codes. Motives are those on file for the mentor of a pair. Both scopes together are no filter.
    text : str
        Words that must all be found, see `search_text`.

    Raises
    ------
    TypeError, ValueError
        On construction with values of another kind. Codes are not checked here but in `from_query`.
    """

    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    side: str = "either"
    years: tuple[int, int] | None = None
    mode: str = "active"
    programmes: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    motives: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        """Bring every filter into its one form: sorted, without doubles."""
        for field in FIELDS:
            values = getattr(self, field.name)
            if isinstance(values, str):
                raise TypeError(f"Selection.{field.name} takes a tuple of texts; got the text {values!r}.")
            object.__setattr__(self, field.name, tuple(sorted(set(values))))
        if set(self.scope) == set(SCOPE):
            object.__setattr__(self, "scope", ())
        for name, value, choices in (("side", self.side, SIDES), ("mode", self.mode, MODES)):
            if value not in choices:
                raise ValueError(f"Selection.{name} is {listed(list(choices), 'or')}; got {value!r}.")
        if self.years is not None:
            first, last = (int(y) for y in self.years)
            if first > last:
                raise ValueError(
                    f"Selection.years runs from the first to the last year; got {first} to {last}."
                )
            object.__setattr__(self, "years", (first, last))
        object.__setattr__(self, "text", clean_search(self.text))

    @classmethod
    def from_query(
        cls,
        params: Mapping[str, Any],
        vocabulary: Vocabulary,
        allowed_extra: Collection[str] = (),
    ) -> tuple[Selection, tuple[str, ...]]:
        """Selection that a link asks for, and a sentence for each thing it asked for in vain.

        Parameters
        ----------
        params : mapping of str to str or list of str
            The query of the link; values of a list filter are joined by commas or given repeatedly.
        vocabulary : Vocabulary
            What is known.
        allowed_extra : collection of str
            Further names that are fine in the link because the caller reads them (the view).

        Returns
        -------
        selection : Selection
            With everything that could be honoured.
        problems : tuple of str
            What could not, why, and what is shown instead. Never an exception.
        """
        values, problems = read_link(params, vocabulary, allowed_extra)
        return cls(**values), problems

    def to_query(self) -> dict[str, str]:
        """Link parameters that give this selection again; what is at its default is left out."""
        query = {f.parameter: ",".join(getattr(self, f.name)) for f in FIELDS if getattr(self, f.name)}
        if self.side != "either":
            query["side"] = self.side
        if self.years is not None:
            query["years"] = year_words(self.years)
        if self.mode != "active":
            query["mode"] = self.mode
        if self.text:
            query["q"] = self.text
        return query

    def apply(self, flows: pd.DataFrame, search: pd.Series | None = None) -> Shown:
        """Flows that fit, and how many partnerships are hidden for which reason.

        Parameters
        ----------
        flows : DataFrame
            The flows layer, one row per mentor-mentee pair.
        search : Series, optional
            Folded text by wop_id, made once by `search_text`; needed when `text` is set.

        Raises
        ------
        ValueError
            If `text` is set and `search` is not given.
        """
        return narrow(self, flows, search)

    @property
    def is_default(self) -> bool:
        """Whether nothing is filtered."""
        return all(
            getattr(self, f.name) in ((), "", None) for f in fields(self) if f.name not in ("side", "mode")
        )

    def in_words(self, vocabulary: Vocabulary) -> str:
        """Subtitle, e.g. `Mentees in Kenya and Uganda, active 2010-2020, non-revenue water`."""
        parts = [self._place_words(vocabulary), self._year_words()]
        for name, wording in _WORDING.items():
            values = [wording.word(vocabulary.label(name, code)) for code in getattr(self, name)]
            if values:
                many = next(f.many for f in FIELDS if f.name == name)
                joined = listed(values, "or", MOST_WORDS, f"more {many}")
                parts.append(wording.before + joined)
        if self.scope:
            parts.append("strict partnerships only" if self.scope == ("wop",) else "related ones only")
        if self.text:
            parts.append(f'matching "{self.text}"')
        said = [part for part in parts if part]
        return upper_first(", ".join(said)) if said else "All partnerships"

    def _place_words(self, vocabulary: Vocabulary) -> str:
        places = [vocabulary.label("regions", r) for r in self.regions]
        places += [vocabulary.label("countries", c) for c in self.countries]
        if not places:
            return ""
        who = {"mentor": "mentors", "mentee": "mentees", "either": "mentors or mentees"}[self.side]
        return f"{who} in {listed(places, 'and', MOST_WORDS, 'other places')}"

    def _year_words(self) -> str:
        if self.years is None:
            return ""
        joint = " in " if self.years[0] == self.years[1] else " "
        return f"{self.mode}{joint}{year_words(self.years)}"


@dataclass(frozen=True)
class _Wording:
    before: str = ""
    lower: bool = True

    def word(self, label: str) -> str:
        return lower_first(label) if self.lower else label


_WORDING = {
    "programmes": _Wording("programme ", lower=False),
    "modalities": _Wording(lower=False),
    "topics": _Wording(),
    "motives": _Wording("motive of the mentor: "),
    "status": _Wording("status: "),
    "confidence": _Wording("confidence ", lower=False),
}


def hidden_words(shown: Shown) -> str:
    """How many partnerships are shown and why the others are not.

    For instance `40 of 312 partnerships shown; 272 hidden: 210 outside the years, 62 year not stated.`
    """
    begin = f"{shown.n} of {counted(shown.total, 'partnership')} shown"
    if not shown.hidden:
        return f"{begin}."
    reasons = ", ".join(f"{number} {reason}" for reason, number in shown.hidden.items())
    return f"{begin}; {sum(shown.hidden.values())} hidden: {reasons}."
