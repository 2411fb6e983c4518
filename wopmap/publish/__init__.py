"""What leaves the house: pictures of a page's map, many at once, the data behind one view, and briefs on paper."""

from __future__ import annotations
