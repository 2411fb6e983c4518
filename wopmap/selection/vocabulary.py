"""What may be asked for: the values known to the layers, with their words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from wopmap import labels
from wopmap.labels import NOT_STATED, Term
from wopmap.words import fold, slug

Terms = Mapping[str, Term]


@dataclass(frozen=True)
class Field:
    """One list filter: its name in `Selection` and `Vocabulary`, in the link, and in sentences."""

    name: str
    parameter: str
    one: str
    many: str


FIELDS: tuple[Field, ...] = (
    Field("regions", "region", "region", "regions"),
    Field("countries", "country", "country", "countries"),
    Field("programmes", "programme", "programme", "programmes"),
    Field("modalities", "modality", "modality", "modalities"),
    Field("topics", "topic", "topic", "topics"),
    Field("motives", "motive", "motive", "motives"),
    Field("status", "status", "status", "statuses"),
    Field("confidence", "confidence", "level of confidence", "levels of confidence"),
    Field("scope", "scope", "scope", "scopes"),
)


@dataclass(frozen=True)
class Vocabulary:
    """Known values of each filter: what the link carries -> words for people.

    Attributes
    ----------
    regions : mapping
        Slug of an M49 sub-region -> Term.
    countries : mapping
        ISO 3166-1 alpha-3 code -> Term; every country of the layer, with partnerships or not.
    programmes : mapping
        Slug of a programme -> Term. Names that differ only in case, accents and punctuation are one.
    modalities, topics, motives, status, confidence, scope : mapping
        Code -> Term. Programmes, topics and motives also hold `not-stated` where some row lacks them.
    years : tuple of int
        First and last year in which a partnership is known to be active.
    countries_in_flows : tuple of str
        Codes of countries that have a mentor or a mentee, in the order of their names.
    """

    regions: Terms
    countries: Terms
    programmes: Terms
    modalities: Terms
    topics: Terms
    motives: Terms
    status: Terms
    confidence: Terms
    scope: Terms
    years: tuple[int, int]
    countries_in_flows: tuple[str, ...] = ()

    @classmethod
    def from_tables(
        cls,
        flows: pd.DataFrame,
        partnerships: pd.DataFrame,
        countries: pd.DataFrame,
        motivation_types: pd.DataFrame | None = None,
    ) -> Vocabulary:
        """Collect the known values from the layers.

        Parameters
        ----------
        flows, partnerships, countries : DataFrame
            The whole layers, unfiltered.
        motivation_types : DataFrame, optional
            Layer with the columns motivation, label, definition; without it, motives are their codes.
        """
        countries = countries[countries["iso3"].notna()]  # an outline without a code is land, not a choice
        in_flows = set(flows["mentor_country"].dropna()) | set(flows["mentee_country"].dropna())
        places = {code: Term(name) for code, name in zip(countries["iso3"], countries["name"], strict=True)}
        places.update({code: Term(code) for code in in_flows - places.keys()})
        places = _by_label(places)
        region_names = set(countries["sub_region"].dropna()) | set(flows["mentor_region"].dropna())
        region_names |= set(flows["mentee_region"].dropna())
        regions = _by_label({slug(name): Term(name) for name in sorted(region_names, reverse=True) if name})
        if flows[["mentor_region", "mentee_region"]].isna().any(axis=None):
            regions[NOT_STATED] = labels.NO_REGION
        programmes = _by_label(
            {slug(p): Term(p) for p in sorted(_present(partnerships["programme"]), reverse=True)}
        )
        return cls(
            regions=regions,
            countries=places,
            programmes=_with_gap(programmes, partnerships["programme"], labels.NO_PROGRAMME),
            modalities=_coded(labels.MODALITIES, _present(partnerships["modality"])),
            topics=_with_gap(
                _coded(labels.TOPICS, _split(partnerships["topics"])), partnerships["topics"], labels.NO_TOPIC
            ),
            motives=_with_gap(
                _motives(motivation_types, _split(flows["mentor_motives"])),
                flows["mentor_motives"],
                labels.NO_MOTIVE,
            ),
            status=_coded(labels.STATUS, _present(partnerships["status"])),
            confidence=_coded(labels.CONFIDENCE, _present(partnerships["confidence"])),
            scope=dict(labels.SCOPE),
            years=_span(flows),
            countries_in_flows=tuple(c for c in places if c in in_flows),
        )

    def terms(self, name: str) -> Terms:
        """Known values of the filter called `name` in `FIELDS`."""
        found: Terms = getattr(self, name)
        return found

    def label(self, name: str, code: str) -> str:
        """Words for one value of the filter called `name`; an unknown value is shown as it is."""
        term = self.terms(name).get(code)
        return term.label if term else code

    def nearest(self, name: str, asked: str) -> str | None:
        """Known value whose code or label looks most like what was asked, if any does."""
        spellings: dict[str, str] = {}
        for code, term in self.terms(name).items():
            spellings.setdefault(fold(code), code)
            spellings.setdefault(fold(term.label), code)
        close = difflib.get_close_matches(fold(asked[:60]), spellings, n=1, cutoff=0.6)
        return spellings[close[0]] if close else None


def _present(column: pd.Series) -> set[str]:
    return {str(v) for v in column.dropna().unique() if str(v)}


def _split(column: pd.Series) -> set[str]:
    return {part.strip() for joined in _present(column) for part in joined.split(";") if part.strip()}


def _by_label(terms: dict[str, Term]) -> dict[str, Term]:
    return dict(sorted(terms.items(), key=lambda item: (fold(item[1].label), item[0])))


def _coded(known: Terms, present: Iterable[str]) -> dict[str, Term]:
    """Codes found in the data in the order of `labels`, those without words last."""
    found = set(present)
    ordered = [c for c in known if c in found] + sorted(found - set(known))
    return {code: labels.term(known, code) for code in ordered}


def _motives(types: pd.DataFrame | None, present: set[str]) -> dict[str, Term]:
    if types is None:
        return {code: Term(code) for code in sorted(present)}
    rows = zip(types["motivation"], types["label"], types["definition"].fillna(""), strict=True)
    known = {str(code): Term(str(name), str(meaning)) for code, name, meaning in rows}
    return {code: known.get(code, Term(code)) for code in [*known, *sorted(present - known.keys())]}


def _with_gap(terms: dict[str, Term], column: pd.Series, gap: Term) -> dict[str, Term]:
    """Add `not-stated` where some rows lack the value, so that they can be reached."""
    return {**terms, NOT_STATED: gap} if (column.isna() | (column == "")).any() else terms


def _span(flows: pd.DataFrame) -> tuple[int, int]:
    first, last = flows["active_from"].min(), flows["active_to"].max()
    if pd.isna(first) or pd.isna(last):
        raise ValueError(
            "No partnership in the flows layer states a year, so there is no span of years to show."
        )
    return int(first), int(last)
