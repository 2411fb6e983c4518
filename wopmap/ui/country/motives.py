"""Why mentors help: every statement with who says so and its document, and the conditions at home."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from wopmap.country import Profile
from wopmap.country.people import FROM_HERE, HERE
from wopmap.scene.options_country import CountryOptions
from wopmap.ui import loaders
from wopmap.ui.country import loaders as country_loaders
from wopmap.ui.country import parts
from wopmap.ui.text import link, plain
from wopmap.words import counted, listed


def show(found: Profile, options: CountryOptions, theme: str) -> None:
    """What is known of why mentors help, and of the conditions at home."""
    st.caption("A reading of what is said, not a sample: who says so stands in front of each statement.")
    parts.lacking(found, "Motives", "Names of motives", "Home conditions")
    for title, words in _texts(found):
        st.markdown(f"#### {title}")
        st.markdown(words)


@lru_cache(maxsize=country_loaders.MOST_KEPT)
def _texts(found: Profile) -> list[tuple[str, str]]:
    """Headings and Markdown of what is said; made once, as escaping takes longer than showing."""
    out = []
    for side, title in ((HERE, "Mentors of its utilities"), (FROM_HERE, "Its own mentors abroad")):
        who = found.mentors[(found.mentors["side"] == side).to_numpy(bool)]
        if len(who):
            out.append((title, _mentors(found, who)))
    if len(found.conditions):
        rows = zip(found.conditions.itertuples(index=False), _named(found.conditions), strict=True)
        words = "\n".join(f"- {_condition(row)} {source}" for row, source in rows)
        out.append(("Conditions at home", words))
    return out


def _mentors(found: Profile, who: pd.DataFrame) -> str:
    """Each mentor with the statements on its motives, as a list; those without any together at the end."""
    said = found.statements[found.statements["operator_id"].isin(who["operator_id"])]
    sources = dict(zip(said.index, _named(said), strict=True))
    lines, silent = [], []
    for mentor in who.itertuples(index=False):
        name = f"{mentor.mentor} ({mentor.country})"
        rows = said[(said["operator_id"] == mentor.operator_id).to_numpy(bool)]
        if rows.empty:
            silent.append(name)
            continue
        lines.append(f"**{plain(name)}**, {counted(mentor.partnerships, 'partnership')}")
        for row in rows.itertuples():
            when = "" if pd.isna(row.year) else f", {row.year}"
            words = f"{plain(row.said_by + when)}: *{plain(row.motive)}*. {plain(row.paraphrase)}"
            lines.append(f"- {words} {sources[row.Index]}")
        lines.append("")
    if silent:
        lines.append(f"No statement on file: {plain(listed(silent))}.")
    return "\n".join(lines)


def _condition(row: Any) -> str:
    since = "" if pd.isna(row.since_year) else f", since {row.since_year}"
    return f"**{plain(row.condition)}**: {plain(row.present + since)}. {plain(row.detail)}"


def _named(rows: pd.DataFrame) -> list[str]:
    """The document of each row as a link by its publisher, in brackets."""
    known = loaders.world().sources.set_index("source_id")
    words = []
    for name in rows["source_id"].astype(str):
        row = known.loc[name] if name in known.index else {}
        label = next((str(v) for v in (row.get("publisher"), row.get("title")) if v and not pd.isna(v)), name)
        year = row.get("year")
        words.append(
            f"({link(label + ('' if year is None or pd.isna(year) else f', {year}'), row.get('url'))})"
        )
    return words
