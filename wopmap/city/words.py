"""A city in sentences: what its zones show, how it changed, who helps."""

from __future__ import annotations

from wopmap.city.profile import Profile
from wopmap.household.indicators import MORE, indicator
from wopmap.household.zones import Measures, ZoneFigures
from wopmap.words import counted, grouped, listed, lower_first


def summary(found: Profile) -> str:
    """One or two sentences on the figures of a choice; without figures on what there is instead.

    Examples
    --------
    "In 2019, 51.1 % of the 1 494 676 households of Nairobi used piped water at home; 730 768 did not. Between
    11 sub-counties the share runs from 33.3 % (Kibra) to 70.4 % (Kasarani)."
    """
    figures, sums = found.figures, found.measures
    if figures is None or sums is None:
        return _without_zones(found)
    return " ".join(part for part in (_share(found, figures, sums), _range(found, figures)) if part)


def _share(found: Profile, figures: ZoneFigures, sums: Measures) -> str:
    term, place, year = indicator(figures.choice.indicator), found.city.name, figures.choice.year
    if sums.units is None or sums.share is None or sums.without is None:
        return f"{term.label} in {place}, {year}: the source gives shares of zones without counts."
    of = f"of the {grouped(sums.units)} {figures.basis.many} of {place}"
    if term.better == MORE:
        return (
            f"In {year}, {percent(sums.share)} {of} used {lower_first(term.label)}; "
            f"{grouped(sums.without)} did not."
        )
    return f"{term.label}: {percent(sums.share)} {of} in {year}."


def _range(found: Profile, figures: ZoneFigures) -> str:
    table = figures.zones
    if len(table) < 2:
        return ""
    shares = table["share"].sort_values(kind="stable")
    low, high = table.loc[shares.index[0]], table.loc[shares.index[-1]]
    return (
        f"Between {grouped(len(table))} {level_label(found)} the share runs from {percent(low['share'])} "
        f"({low['zone_name']}) to {percent(high['share'])} ({high['zone_name']})."
    )


def _without_zones(found: Profile) -> str:
    city = found.city
    phases = city.flows["wop_id"].nunique()
    names = [str(name) for name in city.operators["short_name"]]
    if not phases:
        return f"Nothing is on file for {city.name} yet."
    sides = [
        f"as {side} in {number}"
        for side in ("mentee", "mentor")
        if (number := city.flows.loc[city.flows["role"].isin([side, "both"]), "wop_id"].nunique())
    ]
    return (
        f"{listed(names, most=3)} {'takes' if len(names) == 1 else 'take'} part in "
        f"{counted(phases, 'partnership')}, {listed(sides)}. "
        f"There are no household figures by zone for {city.name} yet."
    )


def level_label(found: Profile, level: str | None = None) -> str:
    """Plural name of a level of zones, the chosen one by default."""
    wanted = level or (found.choice.level if found.choice else "")
    at = (found.city.zones["level"] == wanted).to_numpy(bool).nonzero()[0]
    return str(found.city.zones["level_label_plural"].iloc[at[0]]) if len(at) else "zones"


def percent(share: float) -> str:
    """A share (0-1) with its unit; two digits where one would show 0 or 100 that is not quite so."""
    value = share * 100
    rounded = round(value, 1)
    decimals = 2 if rounded in (0.0, 100.0) and abs(value - rounded) > 1e-9 else 1
    return f"{value:.{decimals}f} %"


def points(change_pp: float) -> str:
    """A change with its sign and unit."""
    return f"{change_pp:+.1f} percentage points".replace("-", "\u2212")
