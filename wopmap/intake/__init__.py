"""Bringing data in from outside: real outlines of zones, and figures of zones."""

from __future__ import annotations
