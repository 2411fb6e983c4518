"""Sentences made from the numbers of a country."""

from __future__ import annotations

from wopmap.country.exchange import Exchange
from wopmap.country.ladder import Without
from wopmap.country.profile import Change, Profile
from wopmap.selection import Selection
from wopmap.words import counted, grouped, listed, lower_first

COUNTRIES_NAMED = 3
STEADY_PP = 0.5
"""Percentage points within which a share is called about the same: JMP estimates are no finer than that."""

NOBODY = 0.0005
"""Shares below this are worded as next to nobody."""


def amount(number: float) -> str:
    """Number of people or households as precise as an estimate is: `1.96 million`, `817 000`, `9 300`."""
    if number >= 999_500:
        return f"{number / 1e6:.3g} million" if number < 999.5e6 else f"{number / 1e9:.3g} billion"
    step = 1000 if number >= 99_500 else 100 if number >= 995 else 10 if number >= 95 else 1
    return grouped(round(number / step) * step)


def people_in_words(figure: Without) -> str:
    """People without as a number, or that next to nobody is."""
    return "next to none" if figure.share < NOBODY else amount(figure.people)


def percent(share: float) -> str:
    """A share as `13.0 %`."""
    return f"{share * 100:.1f} %"


def summary(found: Profile) -> str:
    """Country, help and household water in a few sentences; also the alternative text of the map."""
    return f"{found.country.name}: {lower_first(help_sentence(found))} {water_sentence(found)}"


def help_sentence(found: Profile) -> str:
    """Partnerships in and out, and where the mentors are from."""
    sums = found.exchange
    if not found.shown.total:
        return "No partnership with an operator of this country is on file."
    if not sums.total:
        them = counted(found.shown.total, "partnership")
        return f"None of the {them} with an operator of this country passes the filters."
    if sums.received:
        verb = "brings" if sums.received == 1 else "bring"
        them = counted(sums.received, "partnership")
        parts = [f"{them} {verb} help from abroad, with mentors in {_ends(sums, 'in')}"]
    else:
        parts = ["No partnership brings help from abroad"]
    if sums.given:
        them = counted(sums.given, "partnership")
        parts.append(f"its operators are mentors abroad in {them}, with mentees in {_ends(sums, 'out')}")
    else:
        parts.append("none of its operators is a mentor abroad")
    if sums.within:
        them = counted(sums.within, "partnership")
        parts.append(f"{them} {'is' if sums.within == 1 else 'are'} inside the country")
    return "; ".join(parts) + "."


def _ends(sums: Exchange, side: str) -> str:
    table = sums.mentors_from if side == "in" else sums.mentees_in
    places = [
        f"{label} ({number})" for label, number in zip(table["label"], table["partnerships"], strict=True)
    ]
    return listed(places, most=COUNTRIES_NAMED, more="other countries")


def water_sentence(found: Profile, residence: str = "urban") -> str:
    """People without at least basic water in the latest year, and the trend."""
    change = found.changes.get(residence)
    whose = {"urban": "urban people", "rural": "rural people", "total": "people"}[residence]
    if change is None:
        return f"There is no estimate of {whose} without at least basic drinking water."
    now = change.now
    if now.share < NOBODY:
        begin = f"In {now.year}, next to no {whose} used less than at least basic drinking water"
    else:
        begin = (
            f"In {now.year}, {amount(now.people)} {whose} ({percent(now.share)}) used less than at least basic "
            "drinking water"
        )
    return f"{begin}{_trend_words(change)}."


def _trend_words(change: Change) -> str:
    before, now = change.before, change.now
    if before is None:
        return "; there is no earlier estimate"
    if before.share < NOBODY and now.share < NOBODY:
        return f", as in {before.year}"
    points = (now.share - before.share) * 100
    share = (
        "their share is about the same"
        if abs(points) < STEADY_PP
        else f"their share has {'risen' if points > 0 else 'fallen'} by {abs(points):.1f} percentage points"
    )
    number = (
        "their number has grown"
        if now.people > before.people * 1.05
        else "their number has fallen"
        if now.people < before.people * 0.95
        else "their number is about the same"
    )
    return f"; in {before.year} it was {amount(before.people)} ({percent(before.share)}): {share}, {number}"


def year_note(selection: Selection, change: Change | None) -> str:
    """Says so where the years chosen have no estimate; empty where they have."""
    if selection.years is None or change is None:
        return ""
    first, last = selection.years
    if first <= change.now.year <= last:
        return ""
    return (
        f"The estimates of household water do not reach the years chosen ({first} to {last}); "
        f"{change.now.year} is the nearest."
    )
