"""What the page of mentors shows beside the shared filters: who says so, by whom, which part. Frozen, in the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from wopmap import mentor, motives
from wopmap.labels import FAMILIES, SAID_BY, Term
from wopmap.scene.model import View
from wopmap.scene.options import NO_PLACE, PICK_LIMIT, chosen, parse_view, read_choices, view_text
from wopmap.words import quoted

PARTS: Mapping[str, Term] = {
    "matrix": Term("Who gives which motive"),
    "conditions": Term("Conditions at home"),
    "network": Term("Network"),
    "typology": Term("What the motives mean"),
    "statements": Term("All statements"),
    "profile": Term("Profile"),
}

_CHOICES: Mapping[str, Mapping[str, Term]] = {
    "by": motives.BY,
    "part": PARTS,
    "order": motives.ORDERS,
    "unit": motives.UNITS,
    "beside": FAMILIES,
    "measure": mentor.MEASURES,
    "family": {"": Term("All families"), **FAMILIES},
}
_SAID_BY = tuple(SAID_BY)


@dataclass(frozen=True)
class MentorsOptions:
    """What the page shows and where its map looks.

    Attributes
    ----------
    said : tuple of str
        Kinds of statements that count.
    by : {"country", "mentor"}
        Whose rings and rows.
    family : str
        Only mentors with a statement of this family; empty for all.
    part : str
        The part under the map.
    pick : str
        ``operator_id`` of a mentor, or ISO 3166-1 alpha-3 code of a country; empty for nothing.
    cell : str
        Cell of the matrix, ``row:column``; either side may be empty for all.
    order : {"structure", "count"}
        Of the matrix.
    unit : {"mentor", "statement", "country"}
        What cross-tables count.
    beside : str
        Family the conditions at home are compared with.
    lone : bool
        Also conditions on record in one country only.
    measure : str
        What ranks the mentors.
    view : View or None
        None shows the whole world.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset(
        {"said", "by", "family", "part", "pick", "cell", "order", "unit", "beside", "lone", "measure", "at"}
    )
    """Names these options use in a link."""

    said: tuple[str, ...] = _SAID_BY
    by: str = "country"
    family: str = ""
    part: str = "matrix"
    pick: str = ""
    cell: str = ""
    order: str = "structure"
    unit: str = "mentor"
    beside: str = "commercial"
    lone: bool = False
    measure: str = "partnerships"
    view: View | None = None

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[MentorsOptions, tuple[str, ...]]:
        """Read the options a link carries; whatever it asks that is not known is named in a sentence."""
        values, problems = read_choices(params, _CHOICES, cls())
        for name in ("pick", "cell"):
            if name in params:
                values[name] = params[name][:PICK_LIMIT]
        if "said" in params:
            values["said"], problem = _said(params["said"])
            problems += problem
        if "lone" in params:
            values["lone"] = params["lone"] == "yes"
            if not values["lone"]:
                problems.append(
                    f"This link asked for lone {quoted(params['lone'])}, which is not yes; showing conditions of "
                    "several countries only."
                )
        if "at" in params:
            values["view"] = parse_view(params["at"])
            if values["view"] is None:
                problems.append(NO_PLACE.format(quoted(params["at"]), 5, "the whole world"))
        return cls(**values), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        query: dict[str, str] = {}
        for name, value in chosen(self).items():
            if name == "view":
                query["at"] = view_text(value)
            elif name == "said":
                query["said"] = ",".join(value) or NOBODY
            elif name == "lone":
                query["lone"] = "yes"
            else:
                query[name] = str(value)
        return query


NOBODY = "nobody"
"""In a link: no kind of statement is switched on."""


def _said(asked: str) -> tuple[tuple[str, ...], list[str]]:
    names = [name for name in asked.split(",") if name]
    if names == [NOBODY]:
        return (), []
    wrong = [name for name in names if name not in SAID_BY]
    kept = tuple(kind for kind in SAID_BY if kind in names)
    if not wrong and kept:
        return kept, []
    shown = "what is left" if kept else "all"
    return kept or _SAID_BY, [
        f"This link asked for statements by {quoted(asked)}; known are {', '.join(SAID_BY)}; showing {shown}."
    ]
