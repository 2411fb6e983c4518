"""An atlas of Water Operators' Partnerships and of household water."""

from __future__ import annotations

__version__ = "0.1.0"
