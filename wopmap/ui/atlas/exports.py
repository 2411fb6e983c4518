"""What the page Atlas shows, to take away."""

from __future__ import annotations

import pandas as pd

from wopmap import missing, partnerships
from wopmap.flows import LEVELS
from wopmap.scene.options import AtlasOptions
from wopmap.selection import Selection
from wopmap.ui import loaders
from wopmap.workbook import Sheet, workbook

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {"table": "partnerships", "regions": "regions"}
COUNTED = {
    "year": "Calendar year.",
    "code": "Code as in a link; not-stated where no source says it.",
    "label": "Name.",
    "partnerships": "Different partnerships.",
    "partners": "Different operators on the other side.",
    "countries": "Different countries of those.",
    "first_year": "First year known to be active.",
    "last_year": "Last year known to be active.",
    "mentor_region": "UN sub-region of the mentor, code as in a link.",
    "mentee_region": "UN sub-region of the mentee, code as in a link.",
    "mentor_label": "UN sub-region of the mentor.",
    "mentee_label": "UN sub-region of the mentee.",
    "id": "Operator, or ISO code of the country.",
    "change": "Between the two moments: new, lasting or ended.",
}


def rows(selection: Selection, chosen: AtlasOptions, what: str) -> pd.DataFrame:
    """The table that stands below the map."""
    if what == "regions":
        return loaders.counted_by(selection, chosen.narrowing, "regions", chosen.focused)
    return loaders.partnership_table(selection, chosen.narrowing, chosen.focused)


def book(selection: Selection, chosen: AtlasOptions) -> bytes:
    """Everything the page shows as one workbook."""
    narrowing, focus, world = chosen.narrowing, chosen.focused, loaders.world()
    level = chosen.drawn_level()
    level = level if level in LEVELS and level != "region" else "country"
    table = rows(selection, chosen, "table")
    cited = world.partnerships[["wop_id", "source_id", "source_id_2"]]
    sheets = [
        Sheet(
            "partnerships", table.merge(cited, on="wop_id", how="left"), {**partnerships.COLUMNS, **COUNTED}
        )
    ]
    for name, what in (("by year", "years"), ("by modality", "modalities"), ("by programme", "programmes")):
        sheets.append(Sheet(name, loaders.counted_by(selection, narrowing, what, focus), COUNTED))
    sheets.append(Sheet("by region", loaders.counted_by(selection, narrowing, "regions", focus), COUNTED))
    for side in ("mentor", "mentee"):
        ranking = loaders.ranked(selection, side, level, narrowing, focus)
        sheets.append(Sheet(f"{side}s", ranking, COUNTED))
    need = loaders.missing_table(selection, narrowing, chosen.since)
    sheets.append(Sheet("where help is missing", need, missing.COLUMNS))
    query = "&".join(f"{k}={v}" for k, v in {**selection.to_query(), **chosen.to_query()}.items())
    about = {
        "title": "wopmap: who helps whom",
        "selection": narrowing.in_words(selection, world.vocabulary),
        "focus": world.focus_name(chosen.focus) if chosen.focus else "none",
        "where help is missing": f"partnerships active in {chosen.since} or later",
        "link": f"?{query}" if query else "",
        "data vintage": str(loaders.catalogue().manifest.get("vintage") or "not stated"),
    }
    return workbook(sheets, world.sources, about)
