"""Sentences on a utility, made from its numbers."""

from __future__ import annotations

from wopmap.performance import Peers, indicator
from wopmap.performance.peers import FEW
from wopmap.performance.worded import number, rounded
from wopmap.utility.profile import Profile
from wopmap.words import counted, listed, lower_first

MOST_NAMED = 3


def opening(found: Profile) -> str:
    """Who it is and what is on file, in two sentences."""
    utility = found.utility
    place = ", ".join(part for part in (utility.city, utility.country) if part)
    name = utility.name if utility.name == utility.short_name else f"{utility.name} ({utility.short_name})"
    gets = int((utility.phases["role"] != "mentor").sum())
    gives = int((utility.phases["role"] != "mentee").sum())
    parts = []
    if gets:
        parts.append(f"has received help in {counted(gets, 'partnership')}")
    if gives:
        parts.append(f"has given help in {counted(gives, 'partnership')}")
    said = f"{name}, {place}, {' and '.join(parts) or 'is in no partnership on file'}."
    own, told = len(found.own), len(found.reported)
    if not own and not told:
        return f"{said} No figure on its performance is on file."
    years = found.figures["year"].dropna()
    first, last = (int(years.min()), int(years.max())) if len(years) else (None, None)
    undated = int(found.figures["year"].isna().sum())
    span = (
        ", none with a year" if first is None else f", {first}" if first == last else f", {first} to {last}"
    )
    span += f" ({undated} without a year)" if undated and first is not None else ""
    kinds = [counted(own, "figure")] if own else []
    kinds += [f"{counted(told, 'value')} reported of partnerships"] if told else []
    where = f" for {found.place}" if found.place else ""
    return f"{said} On file: {listed(kinds)}{where}{span}."


def peers_words(found: Profile) -> str:
    """What the distribution of peers says, with its limits."""
    beside = found.peers
    if beside is None:
        return ""
    term = indicator(beside.indicator)
    quartiles = beside.quartiles
    if beside.problem or quartiles is None:
        return beside.problem
    if len(beside.rows) < 2:
        left = _left_out(beside.left_out)
        return (
            f"No other utility of {found.utility.country} has this figure in the same definition "
            f"({beside.definition}).{left}"
        )
    group = f" of {beside.size_class}" if beside.size_class else ""
    who = counted(beside.utilities, "utility and place", "utilities and places")
    words = (
        f"{who}{group} in {found.utility.country} with {lower_first(term.label)} as {beside.definition}, "
        f"the latest figure of each: {_spread(beside, quartiles)}."
    )
    below = beside.below
    if below is not None:
        words += f" {below[0]} of the {below[1]} others are lower than {marked(found)}."
    elif int(beside.rows["chosen"].sum()) > 1:
        words += f" Sources differ on {marked(found)}: all its values are marked."
    if beside.own_others:
        words += f" {beside.own_others} of them stand under the name of the same utility."
    years = beside.rows["year"]
    span = sorted({int(year) for year in years.dropna()})
    if len(span) > 1:
        words += f" The figures are of {span[0]} to {span[-1]}, not of one year."
    if years.isna().any():
        words += f" {int(years.isna().sum())} state no year."
    if len(beside.averages):
        means = [
            f"{number(float(row.value))} ({row.utility})"
            for row in beside.averages.head(MOST_NAMED).itertuples()
        ]
        words += f" Dotted: {'averages' if len(means) > 1 else 'an average'} as printed, {listed(means)}."
    return words + _left_out(beside.left_out)


def marked(found: Profile) -> str:
    """The utility among its peers, with the place where it has several."""
    return f"{found.utility.short_name}, {found.place}" if found.place else found.utility.short_name


def _spread(beside: Peers, quartiles: tuple[float, float, float]) -> str:
    if len(beside.rows) < FEW:
        return listed([number(float(value)) for value in beside.rows["value"]])
    low, middle, high = (rounded(value) for value in quartiles)
    return f"half of them lie between {low} and {high}, the median is {middle}"


def _left_out(number_left: int) -> str:
    if not number_left:
        return ""
    return f" {counted(number_left, 'figure')} with another definition {'is' if number_left == 1 else 'are'} left out."
