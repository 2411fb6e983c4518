"""Which census goes with some years."""

from __future__ import annotations

from wopmap.city.profile import Profile


def census_of(base: Profile, years: tuple[int, int]) -> int | None:
    """The last census of a choice within some years, else the one nearest to them."""
    if base.choice is None:
        return None
    wanted = base.choice.level, base.choice.indicator
    there = [c.year for c in base.choices if (c.level, c.indicator) == wanted]
    return min(there, key=lambda y: (max(years[0] - y, y - years[1], 0), -y))
