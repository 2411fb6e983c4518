"""Layers: what they are, where they lie, how they are read and written."""

from __future__ import annotations

from wopmap.layers.catalogue import Catalogue
from wopmap.layers.schema import Column, Layer
from wopmap.layers.tables import LAYERS

__all__ = ["LAYERS", "Catalogue", "Column", "Layer"]
