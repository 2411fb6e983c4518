"""Which outline belongs to which zone: by code, then by name; what is only alike is suggested, never taken."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from wopmap.words import fold

BY_CODE, BY_NAME, BY_LIKENESS = "code", "name", "likeness"

LIKE = 0.82
"""How alike two names are at least (`difflib` ratio, 0-1) to be suggested for one another."""

SURELY, CLEARLY = 0.88, 0.05
"""How alike the likest name is, and by how much it leads the next, before a suggestion may be accepted."""

_GENERIC = """
    ward wards sub county subcounty counties constituency district districts division divisions ds gn gnd dsd
    municipality municipal council metropolitan metro city town village vdc barangay bairro distrito delegacion
    alcaldia municipio taluka tehsil tahsil thana upazila mouza zone locality localidad suburb borough parish
    commune quarter of the no nr num number total urban part
"""
GENERIC = frozenset(_GENERIC.split())
"""Words that say what kind of place it is, not which one."""

_TELLING = """
    north south east west central centre middle upper lower inner outer new old n s e w norte sul sur este leste
    oeste nord sud est ouest uttar dakshin purba pashchim
"""
TELLING = frozenset(_TELLING.split())
"""Words that tell neighbours apart: names that differ in one of them, or in a number, are not alike."""


@dataclass(frozen=True)
class Pair:
    """A zone and the feature (or, once asked for, features) that show it.

    Parameters
    ----------
    zone_id : str
    features : tuple of int
        Numbers of the features, from 1.
    how : str
        In words: the stage that brought them together.
    kind : str
        `BY_CODE`, `BY_NAME` or `BY_LIKENESS`.
    value : str
        What the file says.
    """

    zone_id: str
    features: tuple[int, ...]
    how: str
    kind: str
    value: str


@dataclass(frozen=True)
class Several:
    """Zones and features that share a code or name, so that none may be taken."""

    value: str
    zone_ids: tuple[str, ...]
    features: tuple[int, ...]


@dataclass(frozen=True)
class Suggestion:
    """A name that is like that of a zone."""

    zone_id: str
    zone_name: str
    feature: int
    value: str
    likeness: float
    clear: bool


@dataclass(frozen=True)
class Matches:
    """What fits and what does not.

    Attributes
    ----------
    pairs : tuple of Pair
    several : tuple of Several
    suggestions : tuple of Suggestion
        The likest first.
    zones_left, features_left : tuple
        Neither matched nor among `several`.
    """

    pairs: tuple[Pair, ...]
    several: tuple[Several, ...]
    suggestions: tuple[Suggestion, ...]
    zones_left: tuple[str, ...]
    features_left: tuple[int, ...]


def as_text(value: object) -> str:
    """A cell as text: no value is "", and a whole number stays whole (288.0 is 288)."""
    if value is None or (not isinstance(value, (str, bytes)) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def code_key(text: str) -> str:
    """A code without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", fold(text))


def bare_code_key(text: str) -> str:
    """The same without the zeros at its front that spreadsheets lose."""
    return code_key(text).lstrip("0")


def name_key(text: str) -> str:
    """A name without case, accents, punctuation and the zeros before its numbers.

    Examples
    --------
    >>> name_key("São José — Ward 07")
    'sao jose ward 7'
    """
    return " ".join(_words(text))


def plain_name_key(text: str) -> str:
    """A name without words for kinds of places.

    Examples
    --------
    >>> plain_name_key("Ward No. 7"), plain_name_key("Kirtipur Municipality")
    ('7', 'kirtipur')
    """
    return "".join(word for word in _words(text) if word not in GENERIC)


def bracketless_name_key(text: str) -> str:
    """The same without remarks in brackets."""
    return plain_name_key(re.sub(r"[(\[][^)\]]*[)\]]", " ", text))


def _words(text: str) -> list[str]:
    # An apostrophe joins (Murang'a), a full stop between letters too (N.W.); all else parts words.
    joined = re.sub(r"(?<=\w)['.](?=\w)", "", fold(text))
    return [word.lstrip("0") or "0" for word in re.findall(r"[^\W_]+", joined)]


def _tells(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if word in TELLING or word.isdigit())


Stage = tuple[str, str, Callable[[str], str]]

CODE_STAGES: tuple[Stage, ...] = (
    ("by code", BY_CODE, code_key),
    ("by code, zeros at its front apart", BY_CODE, bare_code_key),
)
NAME_STAGES: tuple[Stage, ...] = (
    ("by name", BY_NAME, name_key),
    ("by name, words such as ward or municipality apart", BY_NAME, plain_name_key),
    ("by name, remarks in brackets apart", BY_NAME, bracketless_name_key),
)


def match(
    zones: pd.DataFrame,
    codes: pd.Series,
    names: pd.Series,
    parents: pd.Series | None = None,
    merge_parts: bool = False,
) -> Matches:
    """Bring zones of one level and features together.

    Parameters
    ----------
    zones : DataFrame
        Rows of the layer, with zone_id, zone_code, zone_name, parent_zone.
    codes, names : Series of str
        What the file says of each feature; the index is the number of the feature. Features that are in
        `codes` only are not looked at by name.
    parents : Series of str, optional
        Larger unit of each feature: a name then counts within its unit only.
    merge_parts : bool
        Whether several features of one zone are taken as its parts.

    Returns
    -------
    Matches
        A stage looks only at what the stages before have left. Where a code or name stands for several
        zones or features, none of them is taken.
    """
    by_id = zones.set_index("zone_id")
    zones_left, features_left = list(by_id.index), list(codes.index)
    pairs: list[Pair] = []
    several: list[Several] = []
    stages = [(stage, by_id["zone_code"], codes, False) for stage in CODE_STAGES]
    stages += [(stage, by_id["zone_name"], names, True) for stage in NAME_STAGES]
    for (how, kind, key), of_zone, of_feature, within in stages:
        unit = (by_id["parent_zone"], parents) if within and parents is not None else (None, None)
        ours = _grouped(of_zone, zones_left, key, unit[0])
        theirs = _grouped(of_feature, features_left, key, unit[1])
        for found in [k for k in ours if k in theirs]:
            zone_ids, numbers = tuple(ours[found]), tuple(theirs[found])
            value = as_text(of_feature[numbers[0]])
            if len(zone_ids) == 1 and (len(numbers) == 1 or merge_parts):
                pairs.append(Pair(zone_ids[0], numbers, how, kind, value))
            else:
                several.append(Several(value, zone_ids, numbers))
            zones_left = [z for z in zones_left if z not in zone_ids]
            taken = set(numbers)
            features_left = [f for f in features_left if f not in taken]
    near = [f for f in features_left if f in names.index]
    alike = _alike(by_id, zones_left, names[near], parents)
    return Matches(tuple(pairs), tuple(several), alike, tuple(zones_left), tuple(features_left))


def accepted(matches: Matches) -> tuple[Pair, ...]:
    """The suggestions that are clear, as pairs: each zone and each feature once."""
    taken = [s for s in matches.suggestions if s.clear]
    return tuple(
        Pair(s.zone_id, (s.feature,), "by likeness of names, as asked", BY_LIKENESS, s.value) for s in taken
    )


def _grouped(
    texts: pd.Series, wanted: Sequence[object], key: Callable[[str], str], unit: pd.Series | None
) -> dict[tuple[str, str], list]:
    groups: dict[tuple[str, str], list] = {}
    there = set(texts.index)
    for item in wanted:
        found = key(as_text(texts[item])) if item in there else ""
        if found:
            within = plain_name_key(as_text(unit[item])) if unit is not None else ""
            groups.setdefault((within, found), []).append(item)
    return groups


def _alike(
    zones: pd.DataFrame, zones_left: Sequence[str], names: pd.Series, parents: pd.Series | None
) -> tuple[Suggestion, ...]:
    """For each zone left the likest name left, best first."""
    theirs = [(number, bracketless_name_key(as_text(text))) for number, text in names.items()]
    found: list[Suggestion] = []
    for zone_id in zones_left:
        name = as_text(zones.at[zone_id, "zone_name"])
        own = bracketless_name_key(name)
        if len(own) < 3 or own.isdigit():
            continue  # numbers are alike without meaning the same
        matcher = difflib.SequenceMatcher(b=own, autojunk=False)
        ratios = []
        telling = _tells(name)
        for number, key in theirs:
            if _tells(as_text(names[number])) != telling:
                continue
            if parents is not None and plain_name_key(as_text(parents[number])) != plain_name_key(
                as_text(zones.at[zone_id, "parent_zone"])
            ):
                continue
            matcher.set_seq1(key)
            if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE:
                ratios.append((matcher.ratio(), number))
        ratios = sorted((r for r in ratios if r[0] >= LIKE), key=lambda r: (-r[0], r[1]))
        if ratios:
            alone = len(ratios) == 1 or ratios[0][0] - ratios[1][0] >= CLEARLY
            clear = alone and ratios[0][0] >= SURELY
            best = ratios[0]
            found.append(Suggestion(zone_id, name, int(best[1]), as_text(names[best[1]]), best[0], clear))
    return tuple(_once(sorted(found, key=lambda s: (-s.likeness, s.zone_id))))


def _once(found: Sequence[Suggestion]) -> list[Suggestion]:
    """A feature that is like several zones is clear for none of them."""
    wanted = pd.Series([s.feature for s in found]).value_counts()
    return [
        s
        if wanted[s.feature] == 1
        else Suggestion(s.zone_id, s.zone_name, s.feature, s.value, s.likeness, False)
        for s in found
    ]
