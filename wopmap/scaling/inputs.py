"""What goes into a scenario: each input with its unit, its default range and the rows that range rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from wopmap.scaling.facts import Fact, FactMissing, Facts
from wopmap.scaling.record import Record
from wopmap.words import grouped

SPREAD = 0.25
"""A row that gives one number gives no range: the page then assumes this share below and above, and says so."""

Basis = Literal["sourced", "record", "assumed"]
BASES: Mapping[str, str] = {
    "sourced": "Both ends stand in the rows cited.",
    "record": "Both ends are counted from the partnerships of the atlas.",
    "assumed": "The range is an assumption, yours to change:",
}

EU2 = "The second EU phase adds money and time per partnership."
EU_GRANT = "Grant size and duration per EU-WOP project."
EU_CALL = "The second EU call describes up to four years per partnership."
EU_PROPOSALS = "Demand for funded partnerships far exceeds supply."
PARIS = "A city fund under the French levy met far more demand than it could serve."
WWX_BUDGET = "First-stage budget of WaterWorX and cost split."
WWX_REACH = "WaterWorX phase 1 reach."
WWX_COST = (
    "Derived by the compiler from budget and reach, not stated by a source: rough WaterWorX phase 1 cost per "
    "person reached."
)
FR_COST = (
    "Derived by the compiler, not stated by a source: rough French cost per person given water or sanitation."
)
FR_LEVY = "French levy: engaged versus possible."
FR_SHARE = "French levy: share of potential used."
FR_LATEST = "French pledges reached one of their three highest levels."
NL_NORM = "Dutch 1% norm: spent versus possible."
DE_BUDGET = "German programme budget and growth."
SHORT_COST = "Cost of one short South-South WOP."
MALAWI = "Cost and duration of a South-South WOP in Malawi."
AFRICA = "Short WOPs for African utilities showed that one mentor can serve several mentees."
DURATIONS = "Typical durations offered by a leading mentor."


@dataclass(frozen=True)
class Range:
    """Lowest and highest value of an input; draws are uniform between them.

    Attributes
    ----------
    basis : {"sourced", "record", "assumed"}
        Where the ends come from.
    note : str
        How they follow from the rows, or what is assumed.
    facts : tuple of Fact
        Rows it rests on.
    """

    low: float
    high: float
    basis: Basis
    note: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def middle(self) -> float:
        """The value half-way."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Input:
    """One input of the model.

    Attributes
    ----------
    key : str
        Name in links and files.
    group : str
        Key of `GROUPS`, or of `LEVERS`.
    most : float
        Largest value that makes sense; the smallest is 0 unless `least` says otherwise.
    step : float
        Of the fields on the page.
    """

    key: str
    group: str
    label: str
    unit: str
    most: float
    step: float
    least: float = 0.0
    optional: bool = False


GROUPS: Mapping[str, str] = {
    "money": "Money",
    "mentors": "Mentors",
    "growth": "New mentors by motive",
    "demand": "Demand",
    "short": "Short WOP, plan-type",
    "long": "Long WOP",
    "large": "Part of a large national programme",
}

TYPES = ("short", "long", "large")
"""Programme types; the mix of a scenario is in this order."""


@dataclass(frozen=True)
class Lever:
    """Something real that adds money or mentors when it is pulled.

    Attributes
    ----------
    conditions : tuple of (str, str)
        Country and condition in the layer `home_conditions` that it is named after.
    """

    key: str
    label: str
    meaning: str
    conditions: tuple[tuple[str, str], ...] = ()


LEVERS: Mapping[str, Lever] = {
    lever.key: lever
    for lever in (
        Lever(
            "levy",
            "French levy used in full",
            "What the 1 % law would allow beyond what is pledged; only a share of it goes to partnerships "
            "between operators.",
            (
                ("FRA", "levy used to full potential"),
                ("FRA", "solidarity levy or spending rule in law"),
            ),
        ),
        Lever(
            "norm",
            "Dutch 1 % norm used in full",
            "What Dutch water companies could spend at 1 % of turnover beyond what they spent.",
            (("NLD", "voluntary 1% norm agreed with parliament"),),
        ),
        Lever(
            "national",
            "A further programme like the Dutch one",
            "A second country pays what WaterWorX had a year: the ministry's part at least, all of it at most.",
            (("NLD", "national WOP or utility partnership programme"),),
        ),
        Lever(
            "union",
            "A further programme like the EU's",
            "Another donor pays what the second phase of EU-WOP has a year.",
        ),
        Lever(
            "platform",
            "A further platform like the German one",
            "Another country pays what the German operator platform has a year.",
            (("DEU", "national WOP or utility partnership programme"),),
        ),
        Lever(
            "graduates",
            "Mentees become mentors",
            "Some years after its partnership a share of the mentees mentors others.",
        ),
    )
}

FAMILIES = (
    "solidarity",
    "organisational",
    "domestic_political",
    "commercial",
    "geopolitical",
    "other",
    "none",
)
FAMILY_LABELS: Mapping[str, str] = {
    "solidarity": "solidarity",
    "organisational": "gains for the organisation",
    "domestic_political": "politics at home",
    "commercial": "trade",
    "geopolitical": "geopolitics",
    "other": "other motives",
    "none": "no motive on record",
}


def _type_inputs(key: str, currency: str) -> tuple[Input, ...]:
    name = {"short": "a short WOP", "long": "a long WOP", "large": "a national programme's part"}[key]
    return (
        Input(f"{key}_cost", key, f"Cost of {name}", f"thousand {currency}", 100_000, 5),
        Input(f"{key}_years", key, f"Duration of {name}", "years", 20, 0.1, least=0.25),
        Input(f"{key}_people", key, f"People reached by {name}", "people", 10_000_000, 1000, optional=True),
    )


INPUTS: Mapping[str, Input] = {
    item.key: item
    for item in (
        Input("money", "money", "Money for new partnerships", "EUR million a year", 10_000, 0.1),
        Input("rate", "money", "US dollars for one euro", "USD", 5, 0.01, least=0.2),
        Input("mentors", "mentors", "Mentors at work today", "mentors", 10_000, 1),
        Input("load", "mentors", "Partnerships each can carry at once", "partnerships", 100, 0.1),
        Input("running", "mentors", "Partnerships they carry today", "partnerships", 100_000, 1),
        *(
            Input(f"new_{family}", "growth", f"New mentors, {FAMILY_LABELS[family]}", "a year", 1000, 0.5)
            for family in FAMILIES
        ),
        Input("proposals", "demand", "Partnerships asked for", "a year", 100_000, 1),
        *_type_inputs("short", "USD"),
        *_type_inputs("long", "USD"),
        *_type_inputs("large", "EUR"),
        Input("levy_money", "levy", "Levy not yet used", "EUR million a year", 10_000, 1),
        Input("levy_share", "levy", "Share of it for partnerships", "%", 100, 1),
        Input("norm_money", "norm", "Money up to 1 %", "EUR million a year", 10_000, 0.1),
        Input("national_money", "national", "Money of such a programme", "EUR million a year", 10_000, 0.1),
        Input("union_money", "union", "Money of such a programme", "EUR million a year", 10_000, 0.1),
        Input("platform_money", "platform", "Money of such a platform", "EUR million a year", 10_000, 0.1),
        Input("graduate_rate", "graduates", "Mentees that become mentors", "%", 100, 0.5),
        Input("graduate_lag", "graduates", "Years after the partnership began", "years", 60, 1, least=1),
    )
}


@dataclass(frozen=True)
class Defaults:
    """Default ranges, and why some inputs have none.

    Attributes
    ----------
    ranges : mapping of str to Range or None
        None where no row states a figure.
    problems : tuple of str
        Rows that defaults rest on and that are not there.
    """

    ranges: Mapping[str, Range | None]
    problems: tuple[str, ...] = ()


def defaults(facts: Facts, record: Record) -> Defaults:
    """Default ranges of all inputs, read from the facts and from the partnerships on record."""
    ranges: dict[str, Range | None] = {}
    problems = []
    for key in INPUTS:
        maker = _MAKERS.get(key)
        try:
            ranges[key] = (
                _of_family(key, record) if key.startswith("new_") else maker and maker(facts, record)
            )
        except FactMissing as missing:
            ranges[key] = None
            problems.append(str(missing))
    return Defaults(ranges, tuple(dict.fromkeys(problems)))


def _sourced(facts: Facts, ends: tuple[float, float], note: str, *rows: str) -> Range:
    return Range(min(ends), max(ends), "sourced", note, tuple(facts.row(name) for name in rows))


def _around(facts: Facts, point: float, note: str, *rows: str) -> Range:
    words = f"the row gives one number, not a range; {SPREAD:.0%} less to {SPREAD:.0%} more is taken. {note}"
    ends = point * (1 - SPREAD), point * (1 + SPREAD)
    return Range(*ends, "assumed", words, tuple(facts.row(name) for name in rows))


def _union(facts: Facts, record: Record) -> Range:
    total, first, last = (facts.number(EU2, place) for place in (0, 3, 4))
    ends = total / (last - first + 1) / 1e6, total / (last - first) / 1e6
    note = f"EUR {total / 1e6:g} million over {last - first:g} to {last - first + 1:g} years."
    return _sourced(facts, ends, note, EU2)


def _rate(facts: Facts, record: Record) -> Range:
    return Range(
        1.0,
        1.25,
        "assumed",
        "no row gives an exchange rate; costs of short and long WOPs are stated in dollars, money in euros.",
    )


def _mentors(facts: Facts, record: Record) -> Range:
    return Range(*record.window("mentors"), "record", f"Mentors at work a year, {record.span}.")


def _load(facts: Facts, record: Record) -> Range:
    carried = facts.number(AFRICA, 0) / facts.number(AFRICA, 1)
    low, high = record.window("load")
    ends = min(low, carried), max(high, carried)
    note = (
        f"Partnerships per mentor at work on record, {record.span}: {low:.2f} to {high:.2f}; the row: "
        f"{carried:.2f}. What they carried, so at least what they can."
    )
    return Range(*ends, "record", note, (facts.row(AFRICA),))


def _running(facts: Facts, record: Record) -> Range:
    note = f"Pairs of a mentor and a partnership known to be under way in a year, {record.span}."
    return Range(*record.window("carried"), "record", note)


def _of_family(key: str, record: Record) -> Range | None:
    ends = record.new_mentors.get(key.removeprefix("new_"))
    if ends is None:
        return None
    note = f"Operators that mentored for the first time, lowest and highest year of {record.span}."
    return Range(*ends, "record", note)


def _proposals(facts: Facts, record: Record) -> Range:
    asked = facts.number(EU_PROPOSALS, 0)
    between = facts.number(EU2, 3) - facts.number(EU_PROPOSALS, 4)
    note = (
        f"{asked:g} proposals for one call; the calls lie {between:g} years apart, so {asked / between:g} a year "
        "at least; as many each year at most."
    )
    return _sourced(facts, (asked / between, asked), note, EU_PROPOSALS, EU2, PARIS)


def _short_cost(facts: Facts, record: Record) -> Range:
    ends = facts.number(SHORT_COST, 0) / 1e3, facts.number(MALAWI, 0) / 1e3
    return _sourced(facts, ends, "Without seed money for pilots.", SHORT_COST, MALAWI)


def _short_years(facts: Facts, record: Record) -> Range:
    months = facts.number(MALAWI, 1) * 12 + facts.number(MALAWI, 2)
    ends = round(facts.number(SHORT_COST, 1) / 12, 2), round(months / 12, 2)
    return _sourced(facts, ends, "Months of the rows as years.", SHORT_COST, MALAWI)


def _long_cost(facts: Facts, record: Record) -> Range:
    ends = facts.number(EU_GRANT, 0) / 1e3, facts.number(EU_GRANT, 1) / 1e3
    return _sourced(facts, ends, "The grant; staff time given by mentors is not in it.", EU_GRANT)


def _long_years(facts: Facts, record: Record) -> Range:
    ends = facts.number(EU_GRANT, 2) / 12, facts.number(EU_CALL, 1) / 12
    return _sourced(facts, ends, "Months of the rows as years.", EU_GRANT, EU_CALL)


def _long_people(facts: Facts, record: Record) -> Range:
    each = sorted((facts.number(WWX_COST, 2), facts.number(FR_COST, 2)))
    ends = (
        round(facts.number(EU_GRANT, 0) / each[1], -2),
        round(facts.number(EU_GRANT, 1) / each[0], -2),
    )
    note = (
        "no row states what an EU-WOP project reaches. Taken: the grant divided by what two other programmes "
        f"report per person (about EUR {each[0]:g} to {each[1]:g}), a dollar counted as a euro."
    )
    rows = tuple(facts.row(name) for name in (EU_GRANT, WWX_COST, FR_COST))
    return Range(*ends, "assumed", note, rows)


def _large_cost(facts: Facts, record: Record) -> Range:
    each = facts.number(WWX_BUDGET, 0) / facts.number(WWX_REACH, 0) / 1e3
    note = f"EUR {facts.number(WWX_BUDGET, 0) / 1e6:g} million for {facts.number(WWX_REACH, 0):g} utilities."
    return _around(facts, each, note, WWX_BUDGET, WWX_REACH)


def _large_years(facts: Facts, record: Record) -> Range:
    ends = facts.number(DURATIONS, 0), facts.number(DURATIONS, 1)
    return _sourced(facts, ends, "As a leading mentor offers them.", DURATIONS)


def _large_people(facts: Facts, record: Record) -> Range:
    each = facts.number(WWX_REACH, 1) / facts.number(WWX_REACH, 0)
    note = (
        f"{facts.number(WWX_REACH, 1) / 1e6:g} million people with first or improved water or sanitation, "
        f"{facts.number(WWX_REACH, 0):g} utilities."
    )
    return _around(facts, each, note, WWX_REACH)


def _levy_money(facts: Facts, record: Record) -> Range:
    whole = facts.number(FR_LEVY, 1)
    ends = (whole - facts.number(FR_LATEST, 0)) / 1e6, (whole - facts.number(FR_LEVY, 0)) / 1e6
    note = (
        f"Potential of EUR {grouped(whole / 1e6)} million less what was engaged in "
        f"{facts.number(FR_LEVY, 2):g} and pledged in {facts.number(FR_LATEST, 2):g}."
    )
    return _sourced(facts, ends, note, FR_LEVY, FR_LATEST, FR_SHARE)


def _levy_share(facts: Facts, record: Record) -> Range:
    note = (
        "no row says how much of the levy goes to partnerships between operators, so anything from nothing "
        "to all is possible."
    )
    return Range(0.0, 100.0, "assumed", note)


def _norm(facts: Facts, record: Record) -> Range:
    point = (facts.number(NL_NORM, 2) - facts.number(NL_NORM, 0)) / 1e6
    return _around(facts, point, f"The difference in {facts.number(NL_NORM, 1):g}.", NL_NORM)


def _national(facts: Facts, record: Record) -> Range:
    years = facts.number(WWX_REACH, 3) - facts.number(WWX_REACH, 2) + 1
    whole = facts.number(WWX_BUDGET, 0) / years / 1e6
    note = f"Over {years:g} years; the ministry's {facts.number(WWX_BUDGET, 1):g} % at least, all at most."
    ends = whole * facts.number(WWX_BUDGET, 1) / 100, whole
    return _sourced(facts, ends, note, WWX_BUDGET, WWX_REACH)


def _platform(facts: Facts, record: Record) -> Range:
    years = facts.number(DE_BUDGET, 4) - facts.number(DE_BUDGET, 2)
    return _around(facts, facts.number(DE_BUDGET, 0) / years / 1e6, f"Over {years:g} years.", DE_BUDGET)


def _graduate_rate(facts: Facts, record: Record) -> Range:
    mentees, later = record.graduates
    point = 100 * later / mentees if mentees else 0.0
    note = (
        f"{later} of {mentees} mentees on record mentored later: one number, not a range; {SPREAD:.0%} less to "
        f"{SPREAD:.0%} more is taken. Many began too lately to have had the time."
    )
    return Range(point * (1 - SPREAD), point * (1 + SPREAD), "assumed", note)


def _graduate_lag(facts: Facts, record: Record) -> Range:
    note = f"The middle half of the {record.graduates[1]} that did."
    return Range(max(1.0, record.lags[0]), max(1.0, record.lags[1]), "record", note)


_MAKERS: Mapping[str, Callable[[Facts, Record], Range | None]] = {
    "money": _union,
    "rate": _rate,
    "mentors": _mentors,
    "load": _load,
    "running": _running,
    "proposals": _proposals,
    "short_cost": _short_cost,
    "short_years": _short_years,
    "long_cost": _long_cost,
    "long_years": _long_years,
    "long_people": _long_people,
    "large_cost": _large_cost,
    "large_years": _large_years,
    "large_people": _large_people,
    "levy_money": _levy_money,
    "levy_share": _levy_share,
    "norm_money": _norm,
    "national_money": _national,
    "union_money": _union,
    "platform_money": _platform,
    "graduate_rate": _graduate_rate,
    "graduate_lag": _graduate_lag,
}
"""``short_people`` has none: no row states whom a short, plan-type WOP reaches."""
