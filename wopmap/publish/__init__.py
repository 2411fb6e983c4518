"""What leaves the house on paper: briefs on a country or a city."""

from __future__ import annotations
