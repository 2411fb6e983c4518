"""Choosing a utility, the place of its figures, and by what it is set beside its peers."""

from __future__ import annotations

import streamlit as st

from wopmap.performance import PEER_GROUPS, indicator
from wopmap.scene.options_utilities import UtilitiesOptions
from wopmap.ui import link
from wopmap.ui.mapkit import GoTo
from wopmap.ui.text import plain
from wopmap.ui.utilities import loaders
from wopmap.utility import Profile, UnknownUtility, find
from wopmap.utility.listing import near
from wopmap.words import counted, quoted

SEARCH, CHOICE, AREA, MEASURE, PEERS = (
    f"utility_{name}" for name in ("search", "choice", "area", "measure", "peers")
)
KEYS = (SEARCH, CHOICE, AREA, MEASURE, PEERS)
_NOTHING, _SHOWN, _WISH = "utility_nothing", "utility_on_map", "utility_wish"


def current() -> UtilitiesOptions:
    """The options of this session, with a utility that exists."""
    options = link.options(UtilitiesOptions)
    every = loaders.every()
    if options.utility and not every["utility_id"].eq(options.utility).any():
        problem = str(UnknownUtility(options.utility, near(every, options.utility)))
        st.warning(plain(f"{problem} Showing another one."))
        options = UtilitiesOptions(peers=options.peers)
    return options if options.utility else _with(options, utility=first())


def _with(options: UtilitiesOptions, **values: str) -> UtilitiesOptions:
    link.change(UtilitiesOptions, **{**options.to_query(), **values})
    return link.options(UtilitiesOptions)


def first() -> str:
    """The utility to begin with: the one with most values reported before and after."""
    every = loaders.every()
    return str(every.loc[every["outcomes"].idxmax(), "utility_id"])


def choose(utility_id: str) -> None:
    """Show another utility."""
    link.change(UtilitiesOptions, utility=utility_id, area="", measure="")
    for key in (CHOICE, AREA, MEASURE):
        st.session_state.pop(key, None)


def reset() -> None:
    """Forget what was searched for."""
    st.session_state.pop(SEARCH, None)


def utility() -> None:
    """Search and list; the list holds what goes with the filters and the search, those with figures first."""
    now, offer = link.options(UtilitiesOptions), loaders.offer(link.selection())
    left, right = st.columns([2, 4], vertical_alignment="bottom")
    text = left.text_input(
        "Search",
        key=SEARCH,
        placeholder="name, city or country",
        max_chars=100,
        on_change=_searched,
        icon=":material/search:",
    )
    ids = _hits(text, offer) if text else offer
    labels = loaders.labels()
    if now.utility not in ids:
        ids = (now.utility, *ids)
    st.session_state[CHOICE] = now.utility
    right.selectbox(
        "Utility",
        ids,
        key=CHOICE,
        format_func=labels.__getitem__,
        on_change=lambda: choose(st.session_state[CHOICE]),
    )
    if st.session_state.get(_NOTHING):
        st.caption(plain(f"Nothing here is called {quoted(st.session_state[_NOTHING])}."))
    elif not link.selection().is_default:
        st.caption(
            plain(
                f"The filters leave {counted(len(offer), 'utility', 'utilities')} of {len(loaders.every())} in the "
                "list; of the one shown, all is shown."
            )
        )


def _hits(text: str, offer: tuple[str, ...]) -> tuple[str, ...]:
    every = loaders.every()
    among = every[every["utility_id"].isin(offer)]
    return tuple(find(among, text)["utility_id"].astype(str))


def _searched() -> None:
    """Show the first that was found, or say that there is none."""
    text = st.session_state.get(SEARCH, "")
    hits = _hits(text, loaders.offer(link.selection())) if text.strip() else ()
    st.session_state[_NOTHING] = text if text.strip() and not hits else ""
    if hits:
        choose(hits[0])


def area(seen: Profile) -> None:
    """The place whose figures are shown, where there are many."""
    if len(seen.places) < 2 or not seen.place:
        return
    st.session_state[AREA] = seen.place
    st.selectbox(
        f"Figures of ({len(seen.places)} places)",
        seen.places,
        key=AREA,
        on_change=lambda: link.change(UtilitiesOptions, area=st.session_state[AREA]),
    )


def peers(seen: Profile) -> None:
    """Indicator and group of the peers."""
    left, right = st.columns([3, 4], vertical_alignment="bottom")
    st.session_state[MEASURE] = seen.measure
    st.session_state.setdefault(PEERS, link.options(UtilitiesOptions).peers)
    left.selectbox(
        "Indicator",
        seen.measures,
        key=MEASURE,
        format_func=lambda code: f"{indicator(code).label}, {indicator(code).unit}",
        on_change=lambda: link.change(UtilitiesOptions, measure=st.session_state[MEASURE]),
    )
    right.segmented_control(
        "Beside",
        list(PEER_GROUPS),
        key=PEERS,
        format_func=lambda code: PEER_GROUPS[code].label,
        required=True,
        on_change=lambda: link.change(UtilitiesOptions, peers=st.session_state[PEERS]),
    )


def wish(utility_id: str, box: tuple[float, float, float, float]) -> GoTo | None:
    """Where the map should go: to the utility, once another one has been chosen."""
    before = st.session_state.get(_SHOWN)
    if before is not None and before != utility_id:
        last = st.session_state.get(_WISH)
        st.session_state[_WISH] = GoTo((last.id if last else 0) + 1, box)
    st.session_state[_SHOWN] = utility_id
    return st.session_state.get(_WISH)
