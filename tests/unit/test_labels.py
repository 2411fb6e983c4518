from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.strategies.layers import table
from wopmap import labels
from wopmap.labels import Term
from wopmap.layers import values

MAPS = {name: value for name, value in vars(labels).items() if name.isupper() and isinstance(value, Mapping)}
TERMS = [
    *(term for terms in MAPS.values() for term in terms.values()),
    *(value for value in vars(labels).values() if isinstance(value, Term)),
]


@pytest.mark.parametrize(
    ("terms", "layer", "column"),
    [
        (labels.MODALITIES, "partnerships", "modality"),
        (labels.TOPICS, "partnerships", "topics"),
        (labels.STATUS, "partnerships", "status"),
        (labels.CONFIDENCE, "partnerships", "confidence"),
        (labels.SCOPE, "partnerships", "scope"),
        (labels.KINDS, "operators", "kind"),
        (labels.SAID_BY, "motivation_evidence", "said_by"),
    ],
)
def test_every_code_in_the_layers_has_words(terms: Mapping[str, Term], layer: str, column: str) -> None:
    found = {part for value in table(layer)[column].dropna() for part in str(value).split(";")}
    assert found - set(terms) == set()


@pytest.mark.parametrize(
    ("terms", "allowed"),
    [
        (labels.MODALITIES, values.MODALITIES),
        (labels.TOPICS, values.TOPICS),
        (labels.STATUS, values.STATUSES),
        (labels.CONFIDENCE, values.CONFIDENCES),
        (labels.SCOPE, values.SCOPES),
    ],
)
def test_words_and_the_schema_know_the_same_codes(
    terms: Mapping[str, Term], allowed: Mapping[str, str]
) -> None:
    assert set(terms) == set(allowed)


@pytest.mark.parametrize("name", list(MAPS))
def test_labels_of_one_kind_differ(name: str) -> None:
    found = [term.label for term in MAPS[name].values()]
    assert len(found) == len(set(found))


def test_labels_begin_with_a_capital_and_meanings_are_sentences() -> None:
    for term in TERMS:
        assert term.label.strip() == term.label
        assert term.label[0] == term.label[0].upper()
        assert not term.label.endswith(".")
        assert not term.meaning or (term.meaning.endswith(".") and term.meaning[0] == term.meaning[0].upper())


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert labels.term(labels.TOPICS, "deep_wells") == Term("Deep wells")
    assert labels.label(labels.TOPICS, "nrw") == "Non-revenue water"
    assert labels.label(labels.TOPICS, "") == ""


def test_codes_that_stand_for_gaps_are_no_codes_of_the_data() -> None:
    for terms in MAPS.values():
        assert not {labels.NOT_STATED, labels.SEVERAL} & set(terms)
