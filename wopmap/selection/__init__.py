"""Which partnerships are asked for: the selection, its link, its words and its application."""

from __future__ import annotations

from wopmap.selection.filters import Shown, split_values
from wopmap.selection.link import PARAMETERS
from wopmap.selection.model import Selection, hidden_words
from wopmap.selection.search import Name, names, near, search_text
from wopmap.selection.vocabulary import FIELDS, Field, Vocabulary

__all__ = [
    "FIELDS",
    "PARAMETERS",
    "Field",
    "Name",
    "Selection",
    "Shown",
    "Vocabulary",
    "hidden_words",
    "names",
    "near",
    "search_text",
    "split_values",
]
