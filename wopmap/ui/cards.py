"""What the reader has chosen - a partnership, a flow, a place - and the card that tells all about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from wopmap import partnerships
from wopmap.flows import SIDES
from wopmap.labels import NOT_STATED
from wopmap.selection import Shown
from wopmap.ui import loaders
from wopmap.ui.text import link, plain
from wopmap.words import counted, quoted, slug

LIST = "card-list"
LIST_HEIGHT = 330


@dataclass(frozen=True)
class Pick:
    """A choice and the partnerships it stands for; empty where nothing is chosen.

    Attributes
    ----------
    identity : str
        A ``wop_id`` or several joined by commas, ``origin>destination``, ``mentor:ID`` or ``mentee:ID``; empty
        for no choice.
    title : str
        Words for a flow or place.
    wop_ids : frozenset of str
        Partnerships shown that belong to it; empty when the filters hide them all.
    """

    identity: str = ""
    title: str = ""
    wop_ids: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.identity)


def resolve(identity: str, shown: Shown, world: loaders.World) -> Pick:
    """Find what a choice stands for among the partnerships shown.

    A link may ask for anything: what is not known gives a choice without partnerships, said on the card.
    """
    if not identity:
        return Pick()
    flows = shown.flows
    side, _, place = identity.partition(":")
    if side in SIDES and place:
        for end in ("id", "country"):
            rows = flows[(flows[f"{side}_{end}"] == place).to_numpy(dtype=bool)]
            if len(rows):
                title = str(rows[side].iloc[0]) if end == "id" else world.place_name(place)
                return Pick(identity, f"{title} as {side}", _partnerships(rows))
    elif ">" in identity:
        rows = _between(flows, *identity.split(">", 1))
        if len(rows):
            return Pick(identity, _title(rows, identity, world), _partnerships(rows))
    else:
        found = _partnerships(flows[flows["wop_id"].isin(identity.split(",")).to_numpy(dtype=bool)])
        if found:
            return Pick(identity, "Chosen in the table" if len(found) > 1 else "", found)
    return Pick(identity, quoted(identity))


def _between(flows: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    for end in ("id", "country", "region"):
        mask = np.ones(len(flows), dtype=bool)
        for side, value in (("mentor", origin), ("mentee", destination)):
            column = flows[f"{side}_{end}"].astype(object)
            if end == "region":
                column = column.map(lambda name: NOT_STATED if pd.isna(name) else slug(name))
            mask &= (column == value).to_numpy(dtype=bool)
        if mask.any():
            return flows[mask]
    return flows[:0]


def _partnerships(flows: pd.DataFrame) -> frozenset[str]:
    return frozenset(flows["wop_id"].astype(str))


def _title(rows: pd.DataFrame, identity: str, world: loaders.World) -> str:
    origin, destination = identity.split(">", 1)
    words = []
    for side, value in (("mentor", origin), ("mentee", destination)):
        first = rows.iloc[0]
        if first[f"{side}_id"] == value:
            words.append(str(first[side]))
        elif first[f"{side}_country"] == value:
            words.append(world.place_name(value))
        else:
            words.append(world.vocabulary.label("regions", value))
    return f"Within {words[0]}" if origin == destination else f"{words[0]} \u2192 {words[1]}"


def show(
    pick: Pick, world: loaders.World, on_close: Callable[[], None], on_pick: Callable[[str], None]
) -> None:
    """Draw the card of what is chosen."""
    with st.container(key="card"):
        if len(pick.wop_ids) == 1:
            _one(next(iter(pick.wop_ids)), world, on_close)
        elif pick.wop_ids:
            _several(pick, world, on_close, on_pick)
        else:
            _head(pick.title, on_close)
            known = (world.partnerships["wop_id"] == pick.identity).any()
            st.markdown(
                "The filters hide this partnership."
                if known
                else "No partnership shown belongs to this choice: the filters hide it, or the link is out of date."
            )


def _head(title: str, on_close: Callable[[], None]) -> None:
    words, button = st.columns([5, 1], vertical_alignment="top")
    words.markdown(f"#### {plain(title)}")
    button.button("Close", key="card-close", on_click=on_close, type="tertiary")


def _one(wop_id: str, world: loaders.World, on_close: Callable[[], None]) -> None:
    card = partnerships.card(wop_id, world.partnerships, world.operators, world.sources)
    assert card is not None  # wop_ids come from the flows, which are made from the partnerships
    _head(card.title, on_close)
    lines = [f"**Mentor** {plain(name)}" for name in card.mentors]
    lines += [f"**Mentee** {plain(name)}" for name in card.mentees]
    st.markdown("  \n".join(lines))
    if card.stated:
        st.markdown(f"**The source states** {plain(card.stated)}")
    if card.result:
        st.markdown(f"**Reported change** {plain(card.result)} *(as reported, not a measured effect)*")
    st.markdown("  \n".join(f"**{plain(fact.name)}** {plain(fact.words)}" for fact in card.facts))
    named = [link(source.title, source.url) if source.url else plain(source.title) for source in card.sources]
    st.markdown(f"**{'Source' if len(named) == 1 else 'Sources'}** " + "; ".join(named))


def _several(
    pick: Pick, world: loaders.World, on_close: Callable[[], None], on_pick: Callable[[str], None]
) -> None:
    _head(pick.title, on_close)
    rows = loaders.partnership_rows(world)
    rows = rows[rows["wop_id"].isin(pick.wop_ids)]
    st.markdown(f"{counted(len(rows), 'partnership')}; choose one to read all about it.")

    def choose() -> None:
        chosen = st.session_state[LIST]["selection"]["rows"]
        if chosen:
            on_pick(str(rows["wop_id"].iloc[chosen[0]]))

    st.dataframe(
        rows,
        key=LIST,
        hide_index=True,
        height=min(LIST_HEIGHT, 38 + 35 * len(rows)),
        column_order=["mentors", "mentees", "years"],
        column_config={
            "mentors": st.column_config.TextColumn("Mentors", width="small"),
            "mentees": st.column_config.TextColumn("Mentees", width="small"),
            "years": st.column_config.TextColumn("Years", width="small"),
        },
        on_select=choose,
        selection_mode="single-row",
    )
