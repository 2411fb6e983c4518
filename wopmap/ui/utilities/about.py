"""Beside the charts: where the utility is, what is known of it, its partnerships, files, and how to bring figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from wopmap.labels import KINDS, label
from wopmap.partnerships import years_in_words
from wopmap.performance.changes import BEFORE_AFTER, PAIRS
from wopmap.performance.worded import number
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.tables import csv_safe
from wopmap.ui import link, mapkit, page
from wopmap.ui import loaders as shared
from wopmap.ui.text import link as web_link
from wopmap.ui.text import plain
from wopmap.ui.utilities import controls, loaders
from wopmap.utility import Profile
from wopmap.utility.tables import FIGURE_MEANINGS, template
from wopmap.words import counted
from wopmap.workbook import Sheet, workbook

MAP = "utility-map"
CITY_PAGE = Path(__file__).resolve().parents[3] / "pages" / "city.py"
MOST_LINES = 7
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    ends = [
        part for part in identity.replace(":", ">").split(">") if part not in ("mentor", "mentee", utility_id)
    ]
    known = set(loaders.every()["utility_id"])
    if ends and ends[0] in known:
        controls.choose(ends[0])


def facts(seen: Profile) -> None:
    """What is known: kind, seat, partnerships, city and zones, coverage of census and utility."""
    utility = seen.utility
    lines = [f"**Kind** {plain(label(KINDS, utility.kind))}"] if utility.kind else []
    place = ", ".join(part for part in (utility.city, utility.country) if part)
    lines.append(f"**Seat** {plain(place)}" if utility.operator_id else f"**Place** {plain(place)}")
    lines += _coverage(seen)
    st.markdown("  \n".join(lines))
    for row in utility.cities.head(MOST_LINES).itertuples():
        words = f"{row.city}: {counted(int(row.zones), 'zone')}, census {str(row.years).replace(';', ', ')}"
        if CITY_PAGE.exists():
            st.page_link(str(CITY_PAGE), label=plain(words), query_params={"city": str(row.city_id)})
        else:
            st.markdown(plain(words))
    if len(utility.cities) > MOST_LINES:
        st.caption(f"and {counted(len(utility.cities) - MOST_LINES, 'more city', 'more cities')} with zones")
    partnerships(seen)
    if utility.alike:
        st.caption(
            "Partners of the atlas of a like name or place; the data do not say whether they are the same:"
        )
        labels = loaders.labels()
        for other in utility.alike:
            st.button(
                plain(labels.get(other, other)),
                key=f"alike-{other}",
                on_click=controls.choose,
                args=(other,),
                type="tertiary",
            )


def _coverage(seen: Profile) -> list[str]:
    area = seen.utility.area
    if not len(area) or area["share"].isna().all():
        return []
    row = area.iloc[0]
    return [
        f"**Census of {int(row['year'])}** {number(round(float(row['share']) * 100, 1))} % of "
        f"{plain(str(row['unit_basis']))} in the zones of its cities use piped water"
    ]


def partnerships(seen: Profile) -> None:
    """Its partnerships, the latest first, each with its card on the atlas."""
    rows = seen.utility.phases.iloc[::-1]
    if not len(rows):
        return
    lines = []
    for row in rows.head(MOST_LINES).to_dict("records"):
        words = {name: None if pd.isna(value) else value for name, value in row.items()}
        other = "mentors" if row["role"] != "mentor" else "mentees"
        way = {"mentee": "from", "mentor": "to", "both": "with"}[str(row["role"])]
        lines.append(f"help {way} {plain(seen.utility.named(row[other]))}: {plain(years_in_words(words))}")
    if len(rows) > MOST_LINES:
        lines.append(f"and {len(rows) - MOST_LINES} more")
    st.markdown("  \n".join(["**Partnerships**", *lines]))


def told(seen: Profile) -> None:
    """What sources state of its partnerships, in our words, and changes they report; each with its document."""
    rows = loaders.told(link.options(UtilitiesOptions))
    if not len(rows):
        return
    with st.expander(f"What sources state of its partnerships ({len(rows)})", expanded=not len(seen.figures)):
        st.caption(
            "Mostly aims, scope and starting position; a change is as reported, not a measured effect."
        )
        for row in rows.to_dict("records"):
            words = [f"**{plain(row['who'])}**, {plain(row['years'])}"]
            words += [plain(row["stated"])] if row["stated"] else []
            words += [f"**Reported change** {plain(row['result'])}"] if row["result"] else []
            words.append(f"Source {web_link(row['source'], row['source_url'])}")
            st.markdown("  \n".join(words))


def downloads(seen: Profile) -> None:
    """Files with everything on this page."""
    name = seen.utility.utility_id
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            data=partial(_csv),
            file_name=f"wopmap_{name}.csv",
            mime=CSV_TYPE,
            key="utility-csv",
            icon=":material/download:",
            on_click="ignore",
            help="All figures shown, with sources",
        )
        st.download_button(
            "XLSX",
            data=partial(_xlsx, seen),
            file_name=f"wopmap_{name}.xlsx",
            mime=XLSX_TYPE,
            key="utility-xlsx",
            icon=":material/download:",
            on_click="ignore",
            help="Figures, before and after, peers, dictionary and sources",
        )


def _csv() -> bytes:
    return csv_safe(loaders.rows(link.options(UtilitiesOptions)))


def _xlsx(seen: Profile) -> bytes:
    sheets = [Sheet("figures", loaders.rows(link.options(UtilitiesOptions)), FIGURE_MEANINGS)]
    sheets += [Sheet("before and after", seen.before_after, BEFORE_AFTER)] if len(seen.before_after) else []
    sheets += [Sheet("as reported", seen.pairs, PAIRS)] if len(seen.pairs) else []
    if seen.peers is not None and len(seen.peers.rows):
        sheets.append(
            Sheet(
                "peers",
                seen.peers.rows,
                {"chosen": "Whether it is the utility of this file.", "place": "City or municipality."},
            )
        )
    sheets.append(Sheet("partnerships", seen.utility.phases))
    about = {
        "title": f"{seen.utility.name}: performance",
        "figures of": seen.place or "all places",
        "data vintage": str(shared.catalogue().manifest.get("vintage", "not stated")),
        "to mind": " ".join(seen.caveats),
    }
    return workbook(sheets, shared.table("sources"), about)


def bring(seen: Profile) -> None:
    """How figures of a utility come in, as it is today."""
    bare = not len(seen.figures)
    with st.expander("Bring figures of this utility", expanded=bare):
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
