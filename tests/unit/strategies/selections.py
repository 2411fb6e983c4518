"""Selections over the shipped layers, and links that hold anything at all."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.unit.strategies.layers import vocabulary
from wopmap.selection import FIELDS, PARAMETERS, Selection

SEARCHES = (
    "",
    "kenya",
    "AMSTERDAM",
    "kardesligi",
    "água",
    "water  utility",
    "nrw",
    "são paulo",
    "zzzz",
    "de la",
)


def values_of(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Some known values of a filter; none at all as often as not."""
    known = sorted(vocabulary().terms(name))
    if name == "countries":  # most countries have no partnership
        known = [*vocabulary().countries_in_flows, "AND", "ATA"]
    some = st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)
    return st.one_of(st.just(()), some.map(tuple))


def spans() -> st.SearchStrategy[tuple[int, int] | None]:
    """Years within the data, one year included, or none."""
    year = st.integers(*vocabulary().years)
    return st.none() | st.tuples(year, year).map(lambda two: (min(two), max(two)))


def selections(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Selection]:
    """Any selection the vocabulary knows."""
    return st.builds(
        Selection,
        **{field.name: values_of(field.name) for field in FIELDS},
        side=st.sampled_from(["either", "mentor", "mentee"]),
        mode=st.sampled_from(["active", "started"]),
        years=spans(),
        text=st.sampled_from(SEARCHES) if text is None else text,
    )


@st.composite
def narrow_selections(draw: st.DrawFn) -> Selection:
    """Selections with one to three filters set, so that something often is left."""
    names = draw(
        st.lists(st.sampled_from([*(f.name for f in FIELDS), "years", "text"]), max_size=3, unique=True)
    )
    whole = draw(selections())
    kept = {name: getattr(whole, name) for name in names}
    return Selection(**kept, side=whole.side, mode=whole.mode)


NASTY = (
    "", " ", ",", ",,,", "\x00", "KEN\x00", "\ud800", "\u202eKEN", "%4B%45%4E", "%00", "K%C3%89N", "'; drop table--",
    "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "../../etc/passwd", "=HYPERLINK(1)", "nan", "None",
    "null", "-1", "1e9", "0", "١٩٩٠-٢٠٢٠", "2010-", "-2010", "2010--2020", "2020-2010", "1890", "99999999999999999999",
    "2010-2020-2030", "²", "२०१०", "KEN,XXX", "a" * 5000, "," * 5000, "é" * 300, "\n\r\t", "🚰" * 50, "ﬀ", "İ",
)  # fmt: skip

junk_text = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.text(st.characters(categories=["Cs", "Cc"]))
)
junk_value: st.SearchStrategy[Any] = st.one_of(
    junk_text,
    st.lists(junk_text, max_size=6),
    st.tuples(junk_text, junk_text),
    st.binary(max_size=20),
    st.none(),
    st.integers(),
    st.floats(),
    st.lists(st.none() | st.integers() | st.binary(max_size=5), max_size=3),
)
junk_links = st.dictionaries(st.sampled_from(PARAMETERS) | junk_text, junk_value, max_size=14)
