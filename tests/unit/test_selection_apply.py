"""What a selection lets through, against plain loops over the rows."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from tests.unit.strategies.layers import prepared, search, table, vocabulary
from tests.unit.strategies.selections import narrow_selections, selections
from wopmap.selection import Selection, Shown, hidden_words

Row = dict[str, Any]
Fits = Callable[[Row], bool]


@cache
def rows() -> list[Row]:
    """The flows with missing values as None, and years worked out from what the partnership states."""
    phases = {row["wop_id"]: row for row in plain_rows("partnerships")}
    found = plain_rows("flows")
    for row in found:
        phase = phases[row["wop_id"]]
        start, end, seen = phase["start_year"], phase["end_year"], phase["known_active_year"]
        first = start if start is not None else seen
        last = end
        if last is None:
            stated = phase["status_as_of"] if phase["status"] == "active" else None
            known = [year for year in (stated, start, seen) if year is not None]
            last = max(known) if known else None
        if first is None:
            last = None
        row["first"], row["last"], row["phase"] = first, last, phase
    return found


def plain_rows(name: str) -> list[Row]:
    return [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in table(name).to_dict("records")
    ]


def simple(text: str) -> str:
    """Lower case without accents; enough for the searches of these tests."""
    text = text.replace("ı", "i").lower()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def link_name(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in simple(text).replace("'", "").replace("’", ""))
    return "-".join(words.split())


@cache
def words_of(wop_id: str) -> str:
    operators = {row["operator_id"]: row for row in plain_rows("operators")}
    countries = {row["iso3"]: row["name"] for row in plain_rows("countries") if row["iso3"]}
    phase = next(row["phase"] for row in rows() if row["wop_id"] == wop_id)
    facts = [phase[c] for c in ("programme", "programme_as_stated", "facilitators", "funders", "stated")]
    for member in phase["mentors"].split(";") + phase["mentees"].split(";"):
        operator = operators[member]
        facts += [operator[c] for c in ("name", "short_name", "city", "country_iso3")]
        facts.append(countries.get(operator["country_iso3"]))
    return " | ".join(simple(" ".join(fact.split())) for fact in facts if fact)


def filters_of(selection: Selection) -> list[tuple[str, Fits]]:
    """Each filter that is set, in the order in which the first one that hides is named."""

    def has(column: str, wanted: tuple[str, ...], name: Callable[[str], str] = str) -> Fits:
        def fits(row: Row) -> bool:
            values = [v for v in (row[column] or "").split(";") if v] if column in SEVERAL else [row[column]]
            names = {name(v) for v in values if v} or {"not-stated"}
            return bool(names & set(wanted))

        return fits

    def place(row: Row) -> bool:
        sides = ("mentor", "mentee") if selection.side == "either" else (selection.side,)
        return any(
            row[f"{side}_country"] in selection.countries
            or (link_name(row[f"{side}_region"]) if row[f"{side}_region"] else "not-stated")
            in selection.regions
            for side in sides
        )

    def text(row: Row) -> bool:
        return all(word in words_of(row["wop_id"]) for word in simple(selection.text).split())

    found = [
        (name, has(column, getattr(selection, name), link_name if name == "programmes" else str))
        for name, column in COLUMNS.items()
        if getattr(selection, name)
    ]
    if selection.regions or selection.countries:
        found.append(("place", place))
    if selection.text:
        found.append(("text", text))
    return found


SEVERAL = {"topics", "mentor_motives"}
COLUMNS = {
    "scope": "scope",
    "confidence": "confidence",
    "status": "status",
    "modalities": "modality",
    "programmes": "programme",
    "topics": "topics",
    "motives": "mentor_motives",
}
REASONS = {
    "related, not strictly a partnership of operators": "scope",
    "strictly a partnership": "scope",
    "of another level of confidence": "confidence",
    "of another status": "status",
    "of another modality": "modalities",
    "of another programme or none stated": "programmes",
    "on other topics or none stated": "topics",
    "with other motives or none on file": "motives",
    "in another country or region": "place",
    "not matching the search text": "text",
    "with year not stated": "no year",
    "with start year not stated": "no year",
    "outside the years": "years",
    "started outside the years": "years",
}


def by_hand(selection: Selection) -> tuple[set[str], Counter[str], int]:
    """Flow ids that fit, partnerships hidden by filter, and partnerships that state no year."""
    alive, hidden = rows(), Counter[str]()
    first = "first" if selection.mode == "active" else "start_year"
    last = "last" if selection.mode == "active" else "start_year"

    def ids(some: list[Row]) -> set[str]:
        return {row["wop_id"] for row in some}

    steps = filters_of(selection)
    for name, fits in steps:
        left = [row for row in alive if fits(row)]
        hidden[name] += len(ids(alive) - ids(left))
        alive = left
    without_year = len(ids([row for row in alive if row[first] is None]))
    if selection.years is not None:
        low, high = selection.years
        stated = [row for row in alive if row[first] is not None]
        left = [row for row in stated if any(low <= y <= high for y in range(row[first], row[last] + 1))]
        hidden["no year"] += len(ids(alive) - ids(stated))
        hidden["years"] += len(ids(stated) - ids(left))
        alive = left
    return {row["flow_id"] for row in alive}, +hidden, without_year


def check(selection: Selection, shown: Shown) -> None:
    fits, hidden, without_year = by_hand(selection)
    assert set(shown.flows["flow_id"]) == fits
    assert len(shown.flows) == len(fits)
    assert shown.total == table("partnerships")["wop_id"].nunique()
    assert shown.n == shown.flows["wop_id"].nunique()
    assert shown.n + sum(shown.hidden.values()) == shown.total
    assert Counter({REASONS[reason]: number for reason, number in shown.hidden.items()}) == hidden
    assert shown.year_not_stated == without_year
    for name, number in shown.without.items():
        assert number > 0
        assert name in {"scope", "confidence", "status", "modality", "programme", "topic", "motive"} | {
            "place", "search text", "years",
        }  # fmt: skip


@given(narrow_selections() | selections())
@settings(max_examples=400, deadline=None)
def test_what_is_shown_and_what_is_hidden_is_as_counted_by_hand(selection: Selection) -> None:
    check(selection, selection.apply(table("flows"), search=search()))


@given(narrow_selections())
@settings(max_examples=100, deadline=None)
def test_texts_as_categories_change_nothing(selection: Selection) -> None:
    shown = selection.apply(prepared(), search=search())
    check(selection, shown)
    assert (
        shown.flows["flow_id"].tolist()
        == selection.apply(table("flows"), search=search()).flows["flow_id"].tolist()
    )


@given(narrow_selections())
@settings(max_examples=100, deadline=None)
def test_a_selection_of_what_is_shown_shows_the_same(selection: Selection) -> None:
    once = selection.apply(table("flows"), search=search())
    twice = selection.apply(once.flows, search=search())
    assert twice.hidden == {}
    assert twice.n == twice.total == once.n
    pd.testing.assert_frame_equal(once.flows, twice.flows)


@given(narrow_selections())
@settings(max_examples=100, deadline=None)
def test_where_nothing_fits_it_is_said_which_filter_to_drop(selection: Selection) -> None:
    shown = selection.apply(table("flows"), search=search())
    assert not (shown.n and shown.without)
    dropped: dict[str, dict[str, Any]] = {
        "place": {"regions": (), "countries": ()}, "search text": {"text": ""}, "years": {"years": None},
        "modality": {"modalities": ()}, "programme": {"programmes": ()}, "topic": {"topics": ()},
        "motive": {"motives": ()}, "scope": {"scope": ()}, "confidence": {"confidence": ()}, "status": {"status": ()},
    }  # fmt: skip
    values = {name: getattr(selection, name) for name in Selection.__dataclass_fields__}
    for name, number in shown.without.items():
        wider = Selection(**{**values, **dropped[name]})
        assert wider.apply(table("flows"), search=search()).n == number


def test_nothing_asked_shows_all_and_hides_none() -> None:
    shown = Selection().apply(table("flows"))
    assert (shown.n, shown.total, shown.hidden) == (312, 312, {})
    assert shown.flows is table("flows")
    assert hidden_words(shown) == "312 of 312 partnerships shown."


def test_a_search_needs_its_index() -> None:
    with pytest.raises(ValueError, match=r"needs the search index: pass search=search_text"):
        Selection(text="lima").apply(table("flows"))


# --- a small world worked by hand -----------------------------------------------------------------------------

NA = None
SMALL = pd.DataFrame(
    # wop, mentor country, mentee country, start, known, from, to, motives
    [
        ("W1", "NLD", "KEN", 2010, NA, 2010, 2014, "SOL"),  # 2010 to 2014
        ("W1", "GBR", "KEN", 2010, NA, 2010, 2014, NA),
        ("W2", "NLD", "UGA", 2012, NA, 2012, 2012, "SOL;LAW"),  # end not stated
        ("W3", "ZAF", "MWI", NA, 2016, 2016, 2018, NA),  # start not stated
        ("W4", "ZAF", "ZAF", NA, NA, NA, NA, NA),  # no year at all
    ],
    columns=[
        "wop_id", "mentor_country", "mentee_country", "start_year", "known_active_year", "active_from",
        "active_to", "mentor_motives",
    ],
).assign(
    mentor_region=lambda f: f["mentor_country"].map({"NLD": "Western Europe", "GBR": "Northern Europe"}),
    mentee_region="Sub-Saharan Africa",
    programme="bilateral",
    modality="north_south",
    topics=["nrw", "nrw", "nrw;energy", None, "energy"],
    status="active",
    scope=["wop", "wop", "related", "wop", "wop"],
    confidence="A",
)  # fmt: skip
SMALL = SMALL.astype(dict.fromkeys(("start_year", "known_active_year", "active_from", "active_to"), "Int64"))


def wops(**filters: Any) -> list[str]:
    return sorted(set(Selection(**filters).apply(SMALL).flows["wop_id"]))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"years": (2014, 2014)}, ["W1"]),
        ({"years": (2015, 2015)}, []),
        ({"years": (2012, 2012)}, ["W1", "W2"]),
        ({"years": (2013, 2013)}, ["W1"]),
        ({"years": (2017, 2017)}, ["W3"]),
        ({"years": (1990, 2030)}, ["W1", "W2", "W3"]),
        ({"years": (2010, 2011), "mode": "started"}, ["W1"]),
        ({"years": (2011, 2011), "mode": "started"}, []),
        ({"years": (2016, 2018), "mode": "started"}, []),
        ({"countries": ("ZAF",)}, ["W3", "W4"]),
        ({"countries": ("ZAF",), "side": "mentee"}, ["W4"]),
        ({"countries": ("KEN",), "side": "mentor"}, []),
        ({"regions": ("western-europe",), "countries": ("MWI",)}, ["W1", "W2", "W3"]),
        ({"regions": ("western-europe",), "countries": ("MWI",), "side": "mentee"}, ["W3"]),
        ({"regions": ("not-stated",)}, ["W3", "W4"]),
        ({"motives": ("not-stated",)}, ["W1", "W3", "W4"]),
        ({"motives": ("LAW",)}, ["W2"]),
        ({"topics": ("energy",)}, ["W2", "W4"]),
        ({"topics": ("energy", "not-stated")}, ["W2", "W3", "W4"]),
        ({"scope": ("wop",)}, ["W1", "W3", "W4"]),
        ({"scope": ("wop", "related")}, ["W1", "W2", "W3", "W4"]),
        ({"motives": ("SOL",), "countries": ("GBR",)}, []),  # the motive is NLD's, the place GBR's
    ],
)
def test_a_small_world_by_hand(filters: dict[str, Any], expected: list[str]) -> None:
    assert wops(**filters) == expected


def test_hidden_is_exclusive_and_counts_partnerships_not_pairs() -> None:
    shown = Selection(scope=("wop",), countries=("NLD",), years=(2016, 2020)).apply(SMALL)
    assert (shown.n, shown.total) == (0, 4)
    assert shown.hidden == {
        "related, not strictly a partnership of operators": 1,
        "in another country or region": 2,
        "outside the years": 1,
    }
    assert hidden_words(shown) == (
        "0 of 4 partnerships shown; 4 hidden: 1 related, not strictly a partnership of operators, "
        "2 in another country or region, 1 outside the years."
    )
    assert shown.without == {"place": 1, "years": 1}


def test_years_not_stated_are_counted_beside_the_range() -> None:
    assert Selection().apply(SMALL).year_not_stated == 1
    assert Selection(mode="started").apply(SMALL).year_not_stated == 2
    shown = Selection(years=(2010, 2020)).apply(SMALL)
    assert (shown.n, shown.hidden, shown.year_not_stated) == (3, {"with year not stated": 1}, 1)
    shown = Selection(years=(2010, 2020), mode="started").apply(SMALL)
    assert (shown.n, shown.hidden, shown.year_not_stated) == (2, {"with start year not stated": 2}, 2)


def test_a_pair_that_fails_does_not_hide_its_partnership() -> None:
    shown = Selection(countries=("GBR",)).apply(SMALL)
    assert (shown.n, len(shown.flows)) == (1, 1)
    assert shown.hidden == {"in another country or region": 3}


def test_no_flows_at_all() -> None:
    shown = Selection(years=(2010, 2010), countries=("KEN",)).apply(SMALL.iloc[:0])
    assert (shown.n, shown.total, shown.hidden, len(shown.flows)) == (0, 0, {}, 0)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("KENYA", "kenya"),
        ("kardesligi", "Kardeşliği"),
        ("  amsterdam   kenya ", "kenya amsterdam"),
        ("ÁGUA", "agua"),
    ],
)
def test_case_accents_order_and_blanks_do_not_matter_to_a_search(text: str, same: str) -> None:
    found = [
        set(Selection(text=t).apply(table("flows"), search=search()).flows["flow_id"]) for t in (text, same)
    ]
    assert found[0] == found[1]
    assert found[0]


def test_every_partnership_is_reachable_by_each_filter_that_names_values() -> None:
    """Nothing falls between the known values: over all of a filter's values, nothing is hidden."""
    known = vocabulary()
    for name in (
        "regions",
        "countries",
        "programmes",
        "modalities",
        "topics",
        "motives",
        "status",
        "confidence",
    ):
        chosen: dict[str, Any] = {name: tuple(known.terms(name))}
        shown = Selection(**chosen).apply(table("flows"))
        assert (name, shown.hidden) == (name, {})
