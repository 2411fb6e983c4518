"""Scenarios of 10,000 draws over 15 years, against the same model run a draw at a time; and the backtest."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.rows import Row, milliseconds
from wopmap import matching, scaling
from wopmap.layers import Catalogue
from wopmap.scaling.outcome import DRAWS, drawn

BUDGET_MS = 200.0
BACKTEST_MS = 1000.0
PEER_DRAWS = 50


def rows() -> Iterator[Row]:
    table = Catalogue().table
    record = scaling.record(table("flows"), table("motivation_evidence"), table("motivation_types"))
    defaults = scaling.defaults(scaling.Facts(table("scaling_facts")), record)
    scenario = scaling.PRESETS[-1]
    ends, plan = scenario.ends(defaults), scenario.plan(1.5e8)
    scaling.run(ends, plan, 2026, 1)
    ours = milliseconds(lambda: scaling.run(ends, plan, 2026, 1))
    x = drawn(ends, 1, PEER_DRAWS)

    def one_by_one() -> None:
        for i in range(PEER_DRAWS):
            scaling.simulate({key: values[i : i + 1] for key, values in x.items()}, plan)

    peer = milliseconds(one_by_one, times=3) * DRAWS / PEER_DRAWS
    name = f"a scenario of {DRAWS} draws over {plan.years} years"
    yield Row(name, ours, "ms", BUDGET_MS, "a draw at a time", peer)
    known = matching.evidence(
        *(table(n) for n in ("flows", "operators", "countries", "utility_performance", "country_use"))
    )
    matching.backtest(known)
    taken = milliseconds(lambda: matching.backtest(known), times=3)
    yield Row("hide each partnership in turn and rank mentors", taken, "ms", BACKTEST_MS)
