"""The page Utilities."""

from __future__ import annotations
