"""Beside the charts: where the utility is, what is known of it, files, and how to bring figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from wopmap.performance.changes import BEFORE_AFTER, PAIRS
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.tables import csv_safe
from wopmap.ui import export, link, mapkit, page
from wopmap.ui import loaders as shared
from wopmap.ui.text import plain
from wopmap.ui.utilities import controls, loaders
from wopmap.ui.utilities.texts import Texts
from wopmap.utility import Profile
from wopmap.utility.tables import FIGURE_MEANINGS, template
from wopmap.words import counted
from wopmap.workbook import Sheet, workbook

MAP = "utility-map"
CITY_PAGE = str(Path(__file__).resolve().parents[3] / "pages" / "city.py")
MOST_CITIES = 7
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROLES = ("mentor", "mentee")


def where(seen: Profile) -> None:
    """The utility and its flows over household water of countries."""
    made = loaders.where(link.options(UtilitiesOptions), page.theme().name)
    mapkit.show(
        made.scene,
        key=MAP,
        publish=shared.publish,
        area_address=shared.water_address,
        home=made.box,
        whole=True,
        go=controls.wish(seen.utility.utility_id, made.box),
        on_pick=partial(_picked, seen.utility.utility_id),
    )


def _picked(utility_id: str) -> None:
    """Go to the utility at the other end of what was clicked."""
    identity = mapkit.picked(MAP) or ""
    ends = [end for end in identity.replace(":", ">").split(">") if end not in (*ROLES, utility_id)]
    if ends and ends[0] in loaders.labels():
        controls.choose(ends[0])


def facts(seen: Profile, words: Texts) -> None:
    """What is known: kind, seat, census, cities and their zones, partnerships, partners of a like name."""
    st.markdown(words.facts)
    for city_id, said in words.cities[:MOST_CITIES]:
        st.page_link(CITY_PAGE, label=plain(said), query_params={"city": city_id})
    more = len(words.cities) - MOST_CITIES
    if more > 0:
        st.caption(f"and {counted(more, 'more city', 'more cities')} with zones")
    if words.partnerships:
        st.markdown(words.partnerships)
    if seen.utility.alike:
        st.caption(
            "Partners of the atlas of a like name or place; the data do not say whether they are the same:"
        )
        for other in seen.utility.alike:
            st.button(
                plain(loaders.labels()[other]),
                key=f"alike-{other}",
                on_click=controls.choose,
                args=(other,),
                type="tertiary",
            )


def downloads(seen: Profile) -> None:
    """Files with everything on this page."""
    name, options = seen.utility.utility_id, link.options(UtilitiesOptions)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            data=lambda: csv_safe(loaders.words(options).figures),
            file_name=f"wopmap_{name}.csv",
            mime=CSV_TYPE,
            key="utility-csv",
            icon=":material/download:",
            on_click="ignore",
            help="All figures shown, with sources",
        )
        st.download_button(
            "XLSX",
            data=lambda: book(seen, options),
            file_name=f"wopmap_{name}.xlsx",
            mime=XLSX_TYPE,
            key="utility-xlsx",
            icon=":material/download:",
            on_click="ignore",
            help="Figures, before and after, peers, dictionary and sources",
        )
        export.show("utilities", {**link.selection().to_query(), **options.to_query()})


def book(seen: Profile, options: UtilitiesOptions) -> bytes:
    """Everything on this page as one workbook, with dictionary and sources."""
    sheets = [Sheet("figures", loaders.words(options).figures, FIGURE_MEANINGS)]
    sheets += [Sheet("before and after", seen.before_after, BEFORE_AFTER)] if len(seen.before_after) else []
    sheets += [Sheet("as reported", seen.pairs, PAIRS)] if len(seen.pairs) else []
    if seen.peers is not None and len(seen.peers.rows):
        meanings = {"chosen": "Whether it is the utility of this file.", "place": "City or municipality."}
        sheets.append(Sheet("peers", seen.peers.rows, meanings))
    sheets.append(Sheet("partnerships", seen.utility.phases, {"role": "Its part in the partnership."}))
    about = {
        "title": f"{seen.utility.name}: performance",
        "figures of": seen.place or "all places",
        "data vintage": str(shared.catalogue().manifest.get("vintage", "not stated")),
        "to mind": " ".join(seen.caveats),
    }
    return workbook(sheets, shared.table("sources"), about)


def bring(seen: Profile) -> None:
    """How figures of a utility come in, as it is today."""
    with st.expander("Bring figures of this utility", expanded=not len(seen.figures)):
        st.markdown(
            "Figures of utilities are rows of the table `geodata/sources/utility_performance.csv`, one figure a row: "
            "the value with its unit and definition, year, and the `source_id` of a document in "
            "`geodata/sources/sources.csv`. Add both, then run `make data` (needs npm) or "
            "`python -m wopmap build` (does not); whatever does not hold is named by row and column and nothing is "
            "written. Reload this page and the figure is here. There is no upload for them: `import figures` is for "
            "zones of cities."
        )
        st.download_button(
            "Row to fill in (CSV)",
            data=lambda: csv_safe(template(seen.utility)),
            file_name="utility_performance_row.csv",
            mime=CSV_TYPE,
            key="utility-template",
            on_click="ignore",
        )
