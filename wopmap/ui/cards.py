"""The card that tells all about what the reader has chosen, see `wopmap.picks`."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wopmap import partnerships
from wopmap.picks import Pick, resolve
from wopmap.ui import loaders
from wopmap.ui.text import link, plain
from wopmap.words import counted

__all__ = ["Pick", "resolve", "show"]

LIST = "card-list"
LIST_HEIGHT = 330


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
