from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from tests.unit.strategies.layers import search, table, vocabulary
from tests.unit.strategies.selections import narrow_selections
from wopmap.labels import NOT_STATED, Term
from wopmap.selection import FIELDS, Selection, Vocabulary, hidden_words, search_text


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({}, "All partnerships"),
        ({"countries": ("KEN",)}, "Mentors or mentees in Kenya"),
        ({"countries": ("KEN", "UGA"), "side": "mentee"}, "Mentees in Kenya and Uganda"),
        ({"regions": ("western-europe",), "side": "mentor"}, "Mentors in Western Europe"),
        (
            {"regions": ("polynesia",), "countries": ("NLD",), "years": (2010, 2020)},
            "Mentors or mentees in Polynesia and Netherlands, active 2010-2020",
        ),
        ({"years": (2015, 2015)}, "Active in 2015"),
        ({"years": (2010, 2015), "mode": "started"}, "Started 2010-2015"),
        ({"years": (2015, 2015), "mode": "started"}, "Started in 2015"),
        ({"mode": "started"}, "All partnerships"),
        ({"topics": ("nrw",)}, "Non-revenue water"),
        ({"topics": ("nrw", "gis_it")}, "GIS and IT or non-revenue water"),
        ({"topics": (NOT_STATED,)}, "Topic not stated"),
        ({"programmes": ("jica", "blue-deal")}, "Programme Blue Deal or JICA"),
        ({"modalities": ("south_south",)}, "South to South"),
        ({"status": ("completed",)}, "Status: completed"),
        ({"scope": ("wop",)}, "Strict partnerships only"),
        ({"scope": ("related",)}, "Related ones only"),
        ({"text": "são paulo"}, 'Matching "são paulo"'),
        (
            {"countries": ("KEN", "UGA", "TZA", "RWA", "BDI", "ETH")},
            "Mentors or mentees in Burundi, Ethiopia, Kenya, Rwanda and 2 other places",
        ),
        (
            {
                "countries": ("KEN", "UGA"),
                "side": "mentee",
                "years": (2010, 2020),
                "topics": ("nrw",),
                "scope": ("wop",),
                "text": "Lake",
            },
            "Mentees in Kenya and Uganda, active 2010-2020, non-revenue water, strict partnerships only, "
            'matching "Lake"',
        ),
    ],
)
def test_a_selection_in_words(filters: dict[str, Any], words: str) -> None:
    assert Selection(**filters).in_words(vocabulary()) == words


@given(narrow_selections())
def test_words_name_each_value_or_count_it(selection: Selection) -> None:
    words = selection.in_words(vocabulary())
    assert words[0] == words[0].upper()
    assert "  " not in words
    for field in FIELDS:
        values = getattr(selection, field.name)
        if 0 < len(values) <= 4 and field.name not in ("scope", "regions", "countries"):
            for value in values:
                assert vocabulary().label(field.name, value).casefold() in words.casefold()


@given(narrow_selections())
def test_the_sentence_on_what_is_hidden_adds_up(selection: Selection) -> None:
    shown = selection.apply(table("flows"), search=search())
    sentence = hidden_words(shown)
    assert sentence.startswith(f"{shown.n} of 312 partnerships shown")
    assert sentence.endswith(".")
    if shown.n < 312:
        listed = sentence.split(" hidden: ")[1]
        for reason, number in shown.hidden.items():
            assert f"{number} {reason}" in listed
        assert f"; {312 - shown.n} hidden" in sentence


# --- vocabulary -----------------------------------------------------------------------------------------------


def test_the_vocabulary_holds_what_is_in_the_layers_and_nothing_else() -> None:
    known, flows, phases = vocabulary(), table("flows"), table("partnerships")
    assert set(known.modalities) == set(phases["modality"])
    assert set(known.status) == set(phases["status"])
    assert set(known.confidence) == set(phases["confidence"])
    assert set(known.countries_in_flows) == set(flows["mentor_country"]) | set(flows["mentee_country"])
    assert set(known.countries) == set(table("countries")["iso3"].dropna())
    assert set(known.topics) - {NOT_STATED} == {
        t for row in phases["topics"].dropna() for t in row.split(";")
    }
    assert {term.label for code, term in known.regions.items() if code != NOT_STATED} == set(
        table("countries")["sub_region"].dropna()
    )
    assert known.years == (int(flows["active_from"].min()), int(flows["active_to"].max()))
    for name, column in (("programmes", "programme"), ("topics", "topics")):
        assert (NOT_STATED in known.terms(name)) == bool(phases[column].isna().any())


def test_every_value_has_words() -> None:
    for field in FIELDS:
        for code, term in vocabulary().terms(field.name).items():
            assert term.label.strip(), (field.name, code)
            assert "_" not in term.label
            assert "," not in code, "a comma parts values in a link"


@pytest.mark.parametrize(
    ("field", "asked", "near"),
    [
        ("countries", "Kenia", "KEN"),
        ("countries", "netherland", "NLD"),
        ("topics", "non revenue water", "nrw"),
        ("programmes", "WaterWorx", "waterworx"),
        ("regions", "subsaharan africa", "sub-saharan-africa"),
        ("countries", "qqqqqqq", None),
        ("countries", "", None),
        ("countries", "x" * 100_000, None),
    ],
)
def test_the_nearest_known_value(field: str, asked: str, near: str | None) -> None:
    assert vocabulary().nearest(field, asked) == near


def test_unknown_values_are_shown_as_they_are() -> None:
    assert vocabulary().label("countries", "XYZ") == "XYZ"


def small_flows(**columns: Any) -> pd.DataFrame:
    whole = {
        "mentor_country": ["NLD", "ZZZ"],
        "mentee_country": ["KEN", "KEN"],
        "mentor_region": ["Western Europe", None],
        "mentee_region": ["Sub-Saharan Africa", "Sub-Saharan Africa"],
        "mentor_motives": ["SOL;LAW", None],
        "active_from": pd.array([2010, None], "Int64"),
        "active_to": pd.array([2012, None], "Int64"),
    }
    return pd.DataFrame({**whole, **columns})


PHASES = pd.DataFrame(
    {
        "programme": ["Água Viva", "água viva"],
        "modality": ["north_south", "unheard_of"],
        "topics": ["nrw;energy", None],
        "status": ["active", "active"],
        "confidence": ["A", "A"],
    }
)
COUNTRIES = pd.DataFrame(
    {
        "iso3": ["KEN", "NLD", None],
        "name": ["Kenya", "Netherlands", "Somewhere"],
        "sub_region": ["Sub-Saharan Africa", "Western Europe", None],
    }
)


def test_a_vocabulary_by_hand() -> None:
    known = Vocabulary.from_tables(small_flows(), PHASES, COUNTRIES)
    assert list(known.countries) == ["KEN", "NLD", "ZZZ"]
    assert known.countries["ZZZ"] == Term("ZZZ")
    assert list(known.regions) == ["sub-saharan-africa", "western-europe", NOT_STATED]
    assert list(known.programmes) == ["agua-viva"]  # one, though written in two ways
    assert list(known.modalities) == ["north_south", "unheard_of"]
    assert known.modalities["unheard_of"].label == "Unheard of"
    assert list(known.topics) == ["nrw", "energy", NOT_STATED]
    assert known.motives == {"LAW": Term("LAW"), "SOL": Term("SOL"), NOT_STATED: known.motives[NOT_STATED]}
    assert known.years == (2010, 2012)
    assert known.countries_in_flows == ("KEN", "NLD", "ZZZ")


def test_layers_without_any_year_are_refused_in_a_sentence() -> None:
    flows = small_flows(active_from=pd.array([None, None], "Int64"))
    with pytest.raises(
        ValueError, match=r"^No partnership in the flows layer states a year, so there is no span"
    ):
        Vocabulary.from_tables(flows, PHASES, COUNTRIES)


# --- search ---------------------------------------------------------------------------------------------------


def test_the_search_index_holds_names_places_and_facts_folded_and_apart() -> None:
    partnerships = pd.DataFrame(
        [("W1", "a;b", "c", "Água Viva", None, "IWA", None, "Less  LOSS")],
        columns=[
            "wop_id", "mentors", "mentees", "programme", "programme_as_stated", "facilitators", "funders", "stated",
        ],
    )  # fmt: skip
    operators = pd.DataFrame(
        [
            ("a", "Água do Porto", "AdP", "Porto", "PRT"),
            ("b", "Vitens", "Vitens", None, "NLD"),
            ("c", "Lusaka Water", "LWSC", "Lusaka", "ZMB"),
            ("d", "Nobody", "No", "Nowhere", "PRT"),
        ],
        columns=["operator_id", "name", "short_name", "city", "country_iso3"],
    )
    countries = pd.DataFrame({"iso3": ["PRT", "ZMB"], "name": ["Portugal", "Zambia"]})
    index = search_text(partnerships, operators, countries)
    assert index.to_dict() == {
        "W1": "agua do porto | adp | porto | portugal | prt | vitens | vitens | nld | "
        "lusaka water | lwsc | lusaka | zambia | zmb | agua viva | iwa | less loss"
    }


def test_the_search_index_of_the_layers_covers_every_partnership() -> None:
    assert set(search().index) == set(table("partnerships")["wop_id"])
    assert search().str.len().min() > 10
