"""Would the ranking have found the mentors that really came? Each partnership is hidden in turn and looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wopmap.matching.evidence import Evidence, Pair
from wopmap.matching.ranking import DEFAULT_WEIGHTS, asking, components, in_order, score, standing

FIRST = 10
"""A mentor is found when it stands among so many."""


@dataclass(frozen=True)
class Backtest:
    """How often the real mentor of a hidden partnership is among the first.

    Attributes
    ----------
    partnerships : int
        Mentor-partnership pairs hidden, one after the other.
    found, popular : int
        Of these, pairs whose mentor stands among the first `FIRST` of the ranking, and of the mentors with most
        partnerships.
    chance : float
        Expected share for mentors drawn at random.
    unknown : int
        Pairs whose mentor has no other partnership on record, so that hardly anything speaks for it.
    candidates : int
        Mentors ranked.
    abroad, found_abroad, popular_abroad : int
        The same counts for mentors and mentees in different countries, which are harder to guess.
    """

    partnerships: int
    found: int
    popular: int
    chance: float
    unknown: int
    candidates: int
    abroad: int
    found_abroad: int
    popular_abroad: int

    @property
    def share(self) -> float:
        """Share found by the ranking."""
        return self.found / self.partnerships if self.partnerships else float("nan")

    @property
    def popular_share(self) -> float:
        """Share found by taking those with most partnerships."""
        return self.popular / self.partnerships if self.partnerships else float("nan")

    def in_words(self) -> str:
        """The result in a sentence, good or bad."""
        verdict = (
            "more often than the most active mentors"
            if self.found > self.popular
            else "no more often than the most active mentors"
        )
        return (
            f"Hiding each of {self.partnerships} pairs of a mentor and a partnership in turn, the ranking with "
            f"the weights as they were set finds the real mentor among its first {FIRST} of {self.candidates} "
            f"in {self.share:.0%} of cases, {verdict} ({self.popular_share:.0%}); chance would give "
            f"{self.chance:.0%}. Of the {self.abroad} across a border it finds {self.found_abroad / self.abroad:.0%} "
            f"(the most active: {self.popular_abroad / self.abroad:.0%}). In {self.unknown} cases the mentor has no "
            "other partnership on record. Later partnerships count as evidence too, so a real search "
            "would know less."
        )


def backtest(known: Evidence, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> Backtest:
    """Hide each partnership in turn, ask for mentors for its first mentee on its topics, and look for the real ones.

    All mentors of the hidden partnership lose it from their record. A mentor counts as found when fewer than
    `FIRST` others score better or the same (ties count against the ranking). The baseline ranks by partnerships
    on record, the hidden one taken out.
    """
    facts = standing(known)
    together: dict[str, list[Pair]] = {}
    for pair in known.pairs:
        together.setdefault(pair.wop_id, []).append(pair)
    place = {name: i for i, name in enumerate(known.mentors)}
    cases: list[tuple[bool, bool, bool, bool]] = []
    chances = []
    for pairs in together.values():
        who = asking(known, pairs[0].mentees[0], pairs[0].topics)
        if who is None:
            continue
        total, _ = score(components(known, facts, who, without=pairs), in_order(weights))
        counts = known.total.copy()
        for pair in pairs:
            counts[pair.mentor] -= 1
        if who.operator in place:
            total[place[who.operator]] = counts[place[who.operator]] = -np.inf
        for pair in pairs:
            if known.mentors[pair.mentor] == who.operator:
                continue
            cases.append(
                (
                    _among(total, pair.mentor),
                    _among(counts, pair.mentor),
                    counts[pair.mentor] == 0,
                    facts.countries[pair.mentor] != who.country,
                )
            )
            chances.append(FIRST / max(np.isfinite(total).sum(), FIRST))
    table = np.array(cases, dtype=bool).reshape(-1, 4)
    found, popular, alone, abroad = table.T
    return Backtest(
        partnerships=len(table),
        found=int(found.sum()),
        popular=int(popular.sum()),
        chance=float(np.mean(chances)) if chances else float("nan"),
        unknown=int(alone.sum()),
        candidates=len(known.mentors),
        abroad=int(abroad.sum()),
        found_abroad=int((found & abroad).sum()),
        popular_abroad=int((popular & abroad).sum()),
    )


def _among(values: np.ndarray, position: int) -> bool:
    """Whether a position is among the first, ties counted against it."""
    return int((values >= values[position]).sum()) <= FIRST
