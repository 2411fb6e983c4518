"""``show city``: which households of a city have water, as the page City counts them."""

from __future__ import annotations

from wopmap.city import City, Profile, UnknownCity, as_numbers, places, profile, read
from wopmap.cli.output import Answer
from wopmap.cli.show import UsageError, Where
from wopmap.household.indicators import indicator
from wopmap.layers import Catalogue
from wopmap.words import clean, counted, grouped, lower_first, quoted

CONDITIONS = ("year", "indicator", "level", "against")
"""What ``--where`` may say of a city; `against` is a year to compare with."""

ZONES_IN_TEXT = 20
"""Zones spelt out in the text, the worst first; JSON and CSV have all of them."""


def answer(identity: str | None, where: Where) -> Answer:
    """The figures of one city by zone; without an ID the cities there are."""
    catalogue = Catalogue()
    if identity is None:
        return _all(catalogue)
    wanted, problems = _conditions(where)
    try:
        city = read(catalogue, identity)
    except UnknownCity as error:
        raise UsageError(f'{error} "show city" without an ID lists all.') from error
    years = {name: int(wanted[name]) for name in ("year", "against") if name in wanted}
    found = profile(
        city, years.get("year"), wanted.get("indicator"), wanted.get("level"), years.get("against")
    )
    numbers = as_numbers(found, catalogue.table("sources"))
    data = {**numbers, "problems": [*problems, *found.problems], "vintage": catalogue.manifest.get("vintage")}
    table = found.figures.zones.reset_index() if found.figures else city.flows
    return Answer(tuple(_lines(city, found)), data, table, (*problems, *found.problems))


def _all(catalogue: Catalogue) -> Answer:
    table = places(catalogue)
    table = table.assign(**{name: table[name].map(";".join) for name in ("operator_ids", "seated_ids")})
    with_zones = table[table["zones"] > 0]
    lines = [
        f"{len(with_zones)} cities have figures by zone; {len(table) - len(with_zones)} more have partnerships."
    ]
    lines += [f"{row.city_id}  {row.city}, {row.zones} zones, {row.years}" for row in with_zones.itertuples()]
    return Answer(tuple(lines), {"cities": table.to_dict("records")}, table)


def _conditions(where: Where) -> tuple[dict[str, str], tuple[str, ...]]:
    wanted, problems = {}, []
    for name, given in where.items():
        value = clean(given[-1], 100)
        if name not in CONDITIONS:
            problems.append(f"{quoted(name)} is no condition of a city; there is {', '.join(CONDITIONS)}.")
        elif name in ("year", "against") and not (value.isascii() and value.isdigit() and len(value) == 4):
            problems.append(f"{quoted(value)} is no year.")
        elif value:
            wanted[name] = value
    return wanted, tuple(problems)


def _lines(city: City, found: Profile) -> list[str]:
    lines = [f"{city.name}, {city.country}"]
    figures, sums, choice = found.figures, found.measures, found.choice
    if figures is not None and sums is not None and choice is not None:
        name, noun = indicator(choice.indicator).label, figures.basis.many
        lines.append(f"{name}, {choice.year}, {counted(sums.zones, 'zone')} ({choice.level})")
        if sums.units is not None and sums.without is not None and sums.share is not None:
            lines.append(
                f"{grouped(sums.without)} of {grouped(sums.units)} {noun} are without: "
                f"{sums.share:.1%} have {lower_first(name)}."
            )
        if sums.gap_pp is not None:
            lines.append(f"Gap between the best and the worst zone: {sums.gap_pp:.1f} percentage points.")
        if sums.gini is not None:
            lines.append(f"Gini of the zones: {sums.gini:.3f}.")
        if sums.worst_fifth_share is not None:
            lines.append(f"The worst fifth of the zones holds {sums.worst_fifth_share:.1%} of those without.")
        if found.change is not None and found.change.city_pp is not None:
            change = found.change
            lines.append(f"{change.year} to {change.other_year}: {change.city_pp:+.1f} percentage points.")
        worst = figures.zones.head(ZONES_IN_TEXT)
        lines += [f"  {row.share:6.1%}  {row.zone_name}" for row in worst.itertuples()]
    lines += found.caveats
    lines.append(f"{counted(city.flows['wop_id'].nunique(), 'partnership')} of its utilities.")
    return lines
