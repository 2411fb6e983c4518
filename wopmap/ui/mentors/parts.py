"""Parts under the map that speak of motives: matrix, conditions at home, typology, statements."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wopmap import motives
from wopmap.draw.charts.mentors import CELL, KEY_WORDS
from wopmap.labels import FAMILIES, SAID_BY
from wopmap.scene.options_mentors import MentorsOptions
from wopmap.scene.style import Theme
from wopmap.selection import Selection
from wopmap.ui import charts, link
from wopmap.ui.mentors import cards, controls, downloads
from wopmap.ui.mentors import loaders as mentors
from wopmap.ui.text import link as linked
from wopmap.ui.text import plain
from wopmap.words import counted, listed, lower_first

MATRIX = "mentors-matrix"
STATEMENTS_HEIGHT = 640


def matrix(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """Mentors by motives or countries by families, and the statements of the cell that is chosen."""
    found = mentors.matrix(selection, options.said, options.family, options.by, options.order)
    if not found.rows:
        st.markdown("No statement passes the filters.")
        return
    order, row, column = st.columns([5, 4, 4], vertical_alignment="bottom")
    order.segmented_control(
        "Order",
        list(motives.ORDERS),
        key=controls.key("order"),
        format_func=lambda code: motives.ORDERS[code].label,
        on_change=controls.take,
        args=("order",),
        required=True,
    )
    _cell_boxes(found, options, row, column)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        read = cards.clicked(MATRIX, CELL, ("row", "column"))

        def picked() -> None:
            cell = read()
            _set_cell(":".join(cell) if cell else "")

        st.markdown(f"Every dot is one statement: {KEY_WORDS}.")
        spec = mentors.matrix_chart(
            selection, options.said, options.family, options.by, options.order, theme.name
        )
        with st.container(key="mentors-wide"):
            charts.show(spec, key=MATRIX, on_pick=picked)
        st.caption(plain(_matrix_caption(options)))
    with right:
        _cell(selection, options, dict(found.rows), dict(found.columns))


def _matrix_caption(options: MentorsOptions) -> str:
    words = ""
    if options.by == "country":
        words += '"14 on 8" means 14 statements on 8 mentors. '
    return words + motives.ORDERS[options.order].meaning + " " + controls.said_in_words()


def _cell_boxes(found: motives.Matrix, options: MentorsOptions, row: Any, column: Any) -> None:
    """The keyboard's way to every cell."""
    wanted = options.cell.split(":", 1) if ":" in options.cell else ["", ""]
    sides = (
        (row, found.rows, wanted[0], controls.CELL_ROW, "Mentor" if options.by == "mentor" else "Country"),
        (
            column,
            found.columns,
            wanted[1],
            controls.CELL_COLUMN,
            "Motive" if options.by == "mentor" else "Family",
        ),
    )
    for place, known, value, key, title in sides:
        names = dict(known)
        st.session_state[key] = value if value in names else ""
        place.selectbox(
            title,
            ["", *sorted(names, key=lambda code: names[code].casefold())],
            key=key,
            format_func=lambda code, names=names: names.get(code, "all") if code else "all",
            on_change=_from_boxes,
        )


def _from_boxes() -> None:
    row, column = st.session_state[controls.CELL_ROW], st.session_state[controls.CELL_COLUMN]
    _set_cell(f"{row}:{column}" if row or column else "")


def _set_cell(cell: str) -> None:
    link.change(MentorsOptions, cell=cell)


def _cell(
    selection: Selection, options: MentorsOptions, rows: dict[str, str], columns: dict[str, str]
) -> None:
    """Statements of the cell, row or column that is chosen."""
    if ":" not in options.cell:
        st.markdown("Choose a cell to read its statements, each with who says so, year and source.")
        return
    row, column = options.cell.split(":", 1)
    said = mentors.cell(selection, options.said, options.family, options.by, options.cell)
    names = [*([rows.get(row, row)] if row else []), *([columns.get(column, column)] if column else [])]
    st.markdown(f"#### {plain(', '.join(names))}")
    st.markdown(
        plain(f"{counted(len(said), 'statement')} on {counted(said['mentor_id'].nunique(), 'mentor')}.")
        if len(said)
        else "No statement on file here. That none was found does not mean that the motive is absent."
    )
    with st.container(height=STATEMENTS_HEIGHT, border=False):
        cards.spelt_out(said, with_mentor=True)


def conditions(selection: Selection, options: MentorsOptions, theme: Theme) -> None:
    """Conditions beside motives by country, and which go together."""
    st.markdown("#### Which conditions at home go with which motives")
    first, second = st.columns([3, 4], vertical_alignment="bottom")
    first.selectbox(
        "Family of motives",
        list(motives.FAMILIES),
        key=controls.key("beside"),
        format_func=lambda code: FAMILIES[code].label,
        on_change=controls.take,
        args=("beside",),
    )
    second.segmented_control(
        "Count",
        list(motives.UNITS),
        key=controls.key("unit"),
        format_func=lambda code: motives.UNITS[code].label,
        on_change=controls.take,
        args=("unit",),
        required=True,
    )
    unit, family, lone = options.unit, options.beside, options.lone
    every = mentors.cross(selection, options.said, unit, family)
    spread = every[(every["countries"] > 1).to_numpy(dtype=bool)]
    st.checkbox(
        f"Also the {len(every) - len(spread)} conditions on record in one country only: these cannot be told from "
        "that country",
        key=controls.key("lone"),
        on_change=controls.take,
        args=("lone",),
    )
    tables = every if lone else spread
    st.markdown(f"**{plain(motives.not_a_sample(len(tables)))}**")
    if options.family or selection.motives:
        st.markdown(
            "Mind: mentors are filtered by their motives. A comparison of motives among them means little"
            + (" (the family chosen above the map is left aside here)." if options.family else ".")
        )
    if tables.empty:
        st.markdown("No condition is on record in the countries of the statements shown.")
    else:
        charts.show(
            mentors.forest(selection, options.said, unit, family, lone, theme.name), key="mentors-forest"
        )
        st.caption(plain(_forest_caption(unit)))
        _cross_rows(tables)
        downloads.conditions(selection, options)
    st.markdown("#### Conditions beside motives, by country")
    _homes(selection, options)


def _forest_caption(unit: str) -> str:
    return (
        "Right of 1: the family is on record more often where the condition is. Behind each condition, the number of "
        "countries that have it. Arrowheads: the interval goes on beyond the axis; grey: small counts, read as a hint "
        f"at most. {motives.UNITS[unit].meaning} Without the condition means absent or not on record. "
        + controls.said_in_words()
    )


def _cross_rows(tables: pd.DataFrame) -> None:
    with st.expander("The same as a table, with Fisher's exact test"):
        st.dataframe(
            tables,
            key="mentors-cross",
            hide_index=True,
            column_order=[
                "condition",
                "countries",
                "both",
                "condition_only",
                "family_only",
                "neither",
                "odds",
                "low",
                "high",
                "p",
                "warning",
            ],
            column_config={
                "condition": st.column_config.TextColumn("Condition at home", width="large"),
                "countries": st.column_config.NumberColumn("Countries", help="Countries that have it"),
                "both": st.column_config.NumberColumn(
                    "With, family", help="With the condition and the family"
                ),
                "condition_only": st.column_config.NumberColumn("With, not"),
                "family_only": st.column_config.NumberColumn("Without, family"),
                "neither": st.column_config.NumberColumn("Without, not"),
                "odds": st.column_config.NumberColumn("Odds ratio", format="%.2f"),
                "low": st.column_config.NumberColumn("95 % from", format="%.2f"),
                "high": st.column_config.NumberColumn("to", format="%.2f"),
                "p": st.column_config.NumberColumn("Fisher p", format="%.3f"),
                "warning": st.column_config.TextColumn("Mind", width="large"),
            },
        )


def _homes(selection: Selection, options: MentorsOptions) -> None:
    table = mentors.homes(selection, options.said)

    def choose() -> None:
        rows = st.session_state["mentors-homes"]["selection"]["rows"]
        controls.pick(str(table["id"].iloc[rows[0]]) if rows else "")

    numbers: dict[str, Any] = {
        family: st.column_config.NumberColumn(FAMILIES[family].label, width="small")
        for family in motives.FAMILIES
    }
    st.dataframe(
        table,
        key="mentors-homes",
        hide_index=True,
        height=420,
        column_order=["country", "conditions", *motives.FAMILIES, "statements", "mentors"],
        column_config={
            "country": st.column_config.TextColumn("Country", width=110),
            "conditions": st.column_config.TextColumn("Conditions at home on record", width="large"),
            "statements": st.column_config.NumberColumn("Statements", width="small"),
            "mentors": st.column_config.NumberColumn("Mentors", width="small"),
            **numbers,
        },
        on_select=choose,
        selection_mode="single-row",
    )
    st.caption(
        "Numbers are statements by family. An empty list of conditions means that none is on record, not that there "
        "is none. Choose a country to read its conditions with their sources."
    )
    code = options.pick
    held = mentors.conditions_of(code)
    if len(held):
        conditions_of_a_country(held)


def conditions_of_a_country(held: pd.DataFrame) -> None:
    """Conditions with what is known of them and their documents."""
    blocks = []
    for row in held.itertuples():
        since = "" if pd.isna(row.since_year) else f", since {row.since_year}"
        there = "" if row.present == "yes" else " (absent)"
        source = linked(row.source, row.source_url) if row.source_url else plain(row.source)
        blocks.append(f"**{plain(row.condition)}**{there}{since}  \n{plain(row.detail)}  \nSource: {source}")
    st.markdown("\n\n".join(blocks))


def typology(selection: Selection, options: MentorsOptions) -> None:
    """Every motive with definition, literature and how often it is on file."""
    numbers = mentors.by_motive(selection, options.said)
    known = mentors.facts()
    for family in motives.FAMILIES:
        st.markdown(f"#### {plain(FAMILIES[family].label)}")
        st.caption(plain(FAMILIES[family].meaning))
        types = known.types[(known.types["family"] == family).to_numpy(dtype=bool)]
        blocks = [
            f"**{plain(row.label)}** ({plain(row.motivation)})  \n{plain(row.definition)}  \n"
            f"*{plain(_on_file(numbers.get(str(row.motivation))))}*  \n"
            f"Literature: {'; '.join(mentors.literature(str(row.motivation))) or 'none on file'}"
            for row in types.itertuples()
        ]
        for place, column in enumerate(st.columns(2, gap="large")):
            column.markdown("\n\n".join(blocks[place::2]))
    st.caption(plain(controls.said_in_words()))


def _on_file(found: tuple[int, int, dict[str, int]] | None) -> str:
    if found is None:
        return "No statement among those that count."
    statements, on, kinds = found
    who = listed([f"{number} {lower_first(SAID_BY[kind].label)}" for kind, number in kinds.items()])
    return f"{counted(statements, 'statement')} on {counted(on, 'mentor')}: {who}."


def statements(selection: Selection, options: MentorsOptions) -> None:
    """Every statement that counts, as a table to sort and to download."""
    rows = mentors.statements(selection, options.said, options.family)
    title, button = st.columns([3, 2], vertical_alignment="bottom")
    title.markdown(plain(f"{counted(len(rows), 'statement')}. {controls.said_in_words()}"))
    with button:
        downloads.statements(selection, options)
    if rows.empty:
        st.markdown("No statement passes the filters.")
        return
    st.dataframe(
        mentors.readable(selection, options.said, options.family),
        key="mentors-statements",
        hide_index=True,
        height=520,
        on_select="rerun",
        selection_mode="single-row",
        column_order=[
            "mentor",
            "country",
            "family",
            "motive",
            "said_by",
            "year",
            "paraphrase",
            "source",
            "source_url",
        ],
        column_config={
            "mentor": st.column_config.TextColumn("Mentor", width="small"),
            "country": st.column_config.TextColumn("Country", width="small"),
            "family": st.column_config.TextColumn("Family", width="small"),
            "motive": st.column_config.TextColumn("Motive", width="medium"),
            "said_by": st.column_config.TextColumn("Who says so", width="small"),
            "year": st.column_config.TextColumn("Year", width="small"),
            "paraphrase": st.column_config.TextColumn("The statement in our words", width="large"),
            "source": st.column_config.TextColumn("Source", width="medium"),
            "source_url": st.column_config.LinkColumn("Link", display_text="open", width="small"),
        },
    )
    chosen = st.session_state["mentors-statements"]["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        cards.spelt_out(rows.iloc[chosen], with_mentor=True)
    else:
        st.caption("Choose a row to read it whole.")
