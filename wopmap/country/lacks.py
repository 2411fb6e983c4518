"""What there is no data for in a country: a sentence each, and which source would have it."""

from __future__ import annotations

from dataclasses import dataclass

from wopmap.country.people import HERE
from wopmap.country.profile import Profile
from wopmap.words import counted

ABOUT = {
    "country_use": "Ladder",
    "region_use": "Quintiles and regions",
    "household_size": "Households",
    "motivation_types": "Names of motives",
    "motivation_evidence": "Motives",
    "home_conditions": "Home conditions",
    "utility_performance": "Utilities",
    "cities": "Cities",
}
"""What each layer the page can do without is about."""


@dataclass(frozen=True)
class Lack:
    """Something there is no data for: what it is about, and a sentence that says which source would have it."""

    about: str
    sentence: str


@dataclass(frozen=True)
class _Check:
    """One thing that may be missing, and the layer it would be in."""

    about: str
    layer: str
    missing: bool
    sentence: str
    would_have: str


def lacks(found: Profile) -> tuple[Lack, ...]:
    """What there is no data for; a layer that could not be read is told first, by its own sentence."""
    broken = found.country.unavailable
    told = [Lack(ABOUT[layer], sentence) for layer, sentence in broken.items()]
    checks = (*_household(found), *_help(found))
    told += [
        Lack(check.about, f"{check.sentence} {check.would_have}")
        for check in checks
        if check.missing and check.layer not in broken
    ]
    return tuple(told)


def _household(found: Profile) -> tuple[_Check, ...]:
    country = found.country
    has_ladder = len(found.ladder) > 0
    urban = found.ladder["residence"] == "urban"
    managed = (urban & (found.ladder["step"] == "safely_managed")).any()
    return (
        _Check(
            "Ladder",
            "country_use",
            not has_ladder,
            "There are no JMP estimates of household water of this country.",
            "The world file of WHO/UNICEF JMP (washdata.org) would have them.",
        ),
        _Check(
            "Safely managed",
            "country_use",
            has_ladder and not managed,
            "Safely managed water of urban people is not estimated.",
            "Surveys that test water quality (such as MICS) or the regulator's monitoring, reported to the JMP, "
            "would give it.",
        ),
        _Check(
            "Households",
            "household_size",
            has_ladder and country.household_size is None,
            "The average household size is missing, so people without are not put as households.",
            "The UN database on household size and composition or the census would have it.",
        ),
        _Check(
            "Wealth quintiles",
            "region_use",
            not found.quintiles,
            "There are no estimates by wealth quintile.",
            "The JMP inequality files would have them once a survey with a wealth index (DHS, MICS) is used.",
        ),
        _Check(
            "Regions",
            "region_use",
            not found.regions,
            "There is no survey by region.",
            "A table by region of a DHS, MICS or census would have it.",
        ),
        _Check(
            "Cities",
            "cities",
            found.cities.empty,
            "No city has household water by zone.",
            "Census tables by ward or census tract of the national statistics office would have it.",
        ),
    )


def _help(found: Profile) -> tuple[_Check, ...]:
    here = found.mentors[(found.mentors["side"] == HERE).to_numpy(bool)]
    silent, dateless = int(here["motives"].isna().sum()), found.shown.year_not_stated
    return (
        _Check(
            "Partnerships",
            "partnerships",
            not found.shown.total,
            "No partnership with an operator of this country is on file.",
            "The partnership database of GWOPA, the programmes or the utilities themselves would know of one.",
        ),
        _Check(
            "Years",
            "partnerships",
            dateless > 0 and found.selection.years is None,
            f"{counted(dateless, 'partnership')} {'states' if dateless == 1 else 'state'} no year and "
            "cannot be put on the time axis.",
            "The agreements between the operators would have it.",
        ),
        _Check(
            "Motives",
            "motivation_evidence",
            silent > 0,
            f"Of the {counted(len(here), 'mentor')} of its utilities, {silent} "
            f"{'has' if silent == 1 else 'have'} no statement on motives on file.",
            "Annual reports of the mentors, evaluations or interviews would have it.",
        ),
        _Check(
            "Home conditions",
            "home_conditions",
            found.exchange.given > 0 and found.conditions.empty,
            "Nothing is on file on the conditions at home that bear on why its operators help abroad.",
            "Its water law, budget rules and aid programmes would say.",
        ),
        _Check(
            "Utilities",
            "utility_performance",
            found.utilities.empty,
            "No performance figures of its utilities are on file.",
            "The regulator's performance report or the World Bank's benchmarking database (NewIBNET) would "
            "have them.",
        ),
    )
