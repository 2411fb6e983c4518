"""Find a mentor: who asks, what counts, who fits and why, and how good such a ranking is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wopmap import matching
from wopmap.scene import scaling as scenes
from wopmap.scene.atlas import WORLD_BOX
from wopmap.scene.model import Scene
from wopmap.scene.options_scaling import WAYS
from wopmap.scene.style import Theme
from wopmap.tables import csv_safe
from wopmap.ui import charts, export, link, mapkit, page
from wopmap.ui import loaders as shared
from wopmap.ui.scaling import controls, finding, loaders
from wopmap.ui.switch import switch
from wopmap.ui.text import plain

MAP = "match-map"
TABLE = "match-table"
TOP = 12
PROOFS = 3


def find() -> None:
    """The whole part."""
    left, right = st.columns([4, 8], gap="medium")
    with left:
        _ask()
        _weigh()
        why = st.container(key="match-why")
    with right:
        chosen = _answer()
    if chosen is not None and controls.current().way == "mentors":
        with why:
            _reasons(chosen)
    st.subheader("How good is such a ranking?", anchor=False)
    st.markdown(plain(finding.backtest().in_words()))


def _ask() -> None:
    now = controls.current()
    way = switch("Look for", WAYS, "match_way", now.way, label_visibility="visible", on_change=_turned)
    people = finding.askers(way)
    if now.who and now.who not in people:
        known = finding.name_of(now.who)
        st.warning(
            plain(f"{known} is no {'mentor on record' if way == 'mentees' else 'operator or country'}.")
        )
    st.session_state.setdefault("match_who", now.who if now.who in people else None)
    who = st.selectbox(
        "Who asks" if way == "mentors" else "Mentor",
        list(people),
        key="match_who",
        format_func=lambda code: people.get(code, code),
        placeholder="an operator or a country" if way == "mentors" else "a mentor",
    )
    names = finding.topics()
    st.session_state.setdefault("match_topics", list(now.topics))
    topics = st.multiselect(
        "For help on" if way == "mentors" else "Offers help on",
        list(names),
        key="match_topics",
        format_func=names.__getitem__,
        placeholder="any topic" if way == "mentors" else "what each mentee was helped on",
    )
    picked = now.pick if who == now.who and way == now.way else ""
    controls.change(way=str(way), who=who or "", topics=tuple(topics), pick=picked)
    st.caption("All partnerships on record count here; the filters do not narrow them.")


def _turned() -> None:
    """Another way has other people and other weights."""
    for key in [key for key in st.session_state if str(key).startswith("weight_")]:
        del st.session_state[key]
    st.session_state.pop("match_who", None)
    controls.change(weights=(), pick="")


def _weigh() -> None:
    """Weights of the reasons."""
    now = controls.current()
    terms = matching.COMPONENTS if now.way == "mentors" else matching.REVERSE_COMPONENTS
    weights = now.weighing()
    with st.expander("What counts how much", expanded=False):
        for name, weight in weights.items():
            st.session_state.setdefault(f"weight_{name}", weight)
            weights[name] = st.slider(
                terms[name].label,
                0,
                matching.MOST_WEIGHT,
                key=f"weight_{name}",
                help=terms[name].meaning,
            )
    controls.change(weights=now.with_weights(weights).weights)


def _answer() -> dict[str, Any] | None:
    """The ranking; returns the row whose reasons are asked for, the first where none was chosen."""
    now, theme = controls.current(), page.theme()
    if not now.who:
        st.info(
            "Choose who asks: an operator or a country. Mentors on record are then ranked, each reason beside "
            "the other."
        )
        return None
    asked = now.who, now.way, now.topics, tuple(now.weighing().items())
    table = finding.matches(*asked)
    if table.empty or table["score"].isna().all():
        st.info("Nobody can be ranked: give at least one reason a weight above 0.")
        return None
    side = "mentor" if now.way == "mentors" else "mentee"
    st.markdown(plain(_sentence(table, side)))
    charts.show(finding.match_chart(*asked, TOP, theme.name), key="fit")
    st.caption(
        "From 0 to 1, darker fits better. \u2013 means no evidence: it counts as the average of the others, neither "
        "for nor against."
    )
    chosen = _list(table, side)
    _map(asked)
    return chosen


def _sentence(table: Any, side: str) -> str:
    now = controls.current()
    best = table.iloc[0]
    who = finding.name_of(now.who)
    about = (
        f" on {', '.join(finding.topics().get(code, code).lower() for code in now.topics)}"
        if now.topics
        else ""
    )
    return (
        f"Of {len(table)} {side}s on record {best[side]} ({best['country']}) fits {who} best{about}: "
        f"{best['score']:.2f} of 1, with evidence for {best['evidence']:.0%} of the weight. Nobody was asked."
    )


def _list(table: Any, side: str) -> dict[str, Any] | None:
    """All of them as a table; a row is a choice."""
    now = controls.current()
    terms = matching.COMPONENTS if side == "mentor" else matching.REVERSE_COMPONENTS
    shown = table[[side, "country", "score", "evidence", *terms]].assign(
        rank=range(1, len(table) + 1), evidence=100 * table["evidence"]
    )
    identity = "mentor_id" if side == "mentor" else "id"

    def choose() -> None:
        rows = st.session_state[TABLE]["selection"]["rows"]
        controls.change(pick=str(table[identity].iloc[rows[0]]) if rows else "")

    st.dataframe(
        shown,
        key=TABLE,
        hide_index=True,
        height=240,
        column_order=("rank", side, "country", "score", "evidence", *terms),
        column_config={
            "rank": st.column_config.NumberColumn("", width=36),
            side: st.column_config.TextColumn(side.title(), width=130),
            "country": st.column_config.TextColumn("Country", width=100),
            "score": st.column_config.ProgressColumn(
                "Fit", format="%.2f", min_value=0, max_value=1, width=90
            ),
            "evidence": st.column_config.NumberColumn("Evidence, %", format="%.0f", width=80),
            **{
                name: st.column_config.NumberColumn(term.label, format="%.2f", width=76, help=term.meaning)
                for name, term in terms.items()
            },
        },
        placeholder="no evidence",
        on_select=choose,
        selection_mode="single-row",
    )
    st.download_button(
        "Download CSV",
        data=lambda: csv_safe(table.drop(columns=["lon", "lat"])),
        file_name="wopmap_matches.csv",
        mime="text/csv",
        key="match-csv",
        icon=":material/download:",
        on_click="ignore",
    )
    found = table[table[identity] == now.pick] if now.pick else table.head(1)
    return None if found.empty else found.iloc[0].to_dict()


def _reasons(row: dict[str, Any]) -> None:
    """Why the chosen mentor stands where it stands."""
    now, base = controls.current(), loaders.ground()
    who = matching.asking(base.evidence, now.who, now.topics)
    if who is None:
        return
    names = finding.partnership_names()
    lines = []
    for reason in matching.reasons(base.evidence, who, row, shared.world().country_names):
        value = "no evidence" if reason.value is None else f"{reason.value:.2f}"
        proof = "; ".join(names.get(wop_id, wop_id) for wop_id in reason.wop_ids[:PROOFS])
        more = f"; {len(reason.wop_ids) - PROOFS} more" if len(reason.wop_ids) > PROOFS else ""
        tail = f" ({proof}{more})" if proof else ""
        label = matching.COMPONENTS[reason.component].label
        lines.append(f"- **{plain(label)}** {plain(value)}: {plain(reason.words + tail)}")
    st.markdown(f"**Why {plain(row['mentor'])}**")
    st.markdown("\n".join(lines))


def _scene(asked: finding.Question, who: str, theme: Theme) -> Scene | None:
    """The best fits as possible flows; None where nobody fits."""
    possible = finding.match_flows(*asked, scenes.ON_MAP, theme.name)
    if possible is None:
        return None
    return scenes.fit_scene(possible, finding.name_of(who), shared.country_series(*scenes.FIT_WATER), theme)


def _map(asked: finding.Question) -> None:
    """The best fits on a map, to look at and to take away."""
    now = controls.current()
    scene = _scene(asked, now.who, page.theme())
    if scene is None:
        return
    mapkit.show(
        scene,
        key=MAP,
        publish=shared.publish,
        area_address=shared.water_address,
        home=WORLD_BOX,
        whole=True,
        go=None,
        on_pick=lambda: None,
    )

    export.show("scaling", {**link.selection().to_query(), **now.to_query()})
