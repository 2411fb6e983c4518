"""Countries side by side: small charts with the same scales, and the same measures as a table."""

from __future__ import annotations

import streamlit as st

from wopmap.country import Profile, comparison
from wopmap.country.sentences import amount
from wopmap.household import RESIDENCES
from wopmap.scene.options_country import CountryOptions
from wopmap.ui import charts
from wopmap.ui.country import loaders as country_loaders
from wopmap.ui.country import parts
from wopmap.ui.text import plain


def charts_of(profiles: list[Profile], options: CountryOptions, theme: str) -> None:
    """Countries side by side: the same charts with the same scales."""
    if len(profiles) < 2:
        return
    st.markdown("#### Side by side")
    years, most = country_loaders.years_of(*profiles), country_loaders.most_active(*profiles)
    for column, found in zip(st.columns(len(profiles)), profiles, strict=True):
        with column:
            code = found.country.iso3
            st.markdown(f"**{plain(found.country.name)}**")
            if (found.ladder["residence"] == options.residence).any():
                spec = country_loaders.chart(
                    "ladder", found, theme, options.residence, years, 150, False, False
                )
                charts.show(spec, key=f"country-beside-ladder-{code}")
            else:
                st.caption("There are no JMP estimates.")
            if len(found.by_year):
                charts.show(
                    country_loaders.chart("active", found, theme, years, most), key=f"country-beside-{code}"
                )
            else:
                st.caption("No partnership shown states a year.")


def numbers(profiles: list[Profile], options: CountryOptions) -> None:
    """The same measures of the countries side by side."""
    if len(profiles) < 2:
        return
    rows = comparison(profiles, options.residence)
    names = {found.country.iso3: found.country.name for found in profiles}
    for code in names:
        rows[code] = [_cell(name, value) for name, value in zip(rows["measure"], rows[code], strict=True)]
    head = f"{RESIDENCES[options.residence].label}, where it says people"
    parts.table(
        rows, {"label": head, **names}, "country-comparison", most=parts.HEAD_PX + parts.ROW_PX * len(rows)
    )


def _cell(measure: str, value: object) -> str:
    if value is None:
        return "not known"
    if measure in ("people_without", "households_without"):
        return amount(float(str(value)))
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value)
