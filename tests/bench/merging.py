"""Filtering and merging flows to countries: 100,000 synthetic ones, and the real ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tests.bench.rows import Row, milliseconds
from wopmap.flows import merge, prepare
from wopmap.layers import Catalogue
from wopmap.selection import Selection

SYNTHETIC = 100_000
ASKED = Selection(years=(2000, 2020), topics=("nrw", "finance"))


def synthetic(flows: pd.DataFrame, rows: int) -> pd.DataFrame:
    """Real pairs drawn again and again, each time as another partnership."""
    drawn = np.random.default_rng(0).integers(0, len(flows), rows)
    many = flows.iloc[drawn].reset_index(drop=True)
    many["wop_id"] = pd.Series([f"synthetic-{i // 2}" for i in range(rows)], dtype="category")
    return many


def plain_pandas(flows: pd.DataFrame) -> pd.DataFrame:
    """The same question asked of pandas without preparation."""
    wanted = (
        flows["topics"].fillna("").str.split(";").map(lambda found: bool({"nrw", "finance"} & set(found)))
    )
    active = (flows["active_from"] <= 2020) & (flows["active_to"] >= 2000)
    fitting = flows[wanted & active.fillna(False)]
    return fitting.groupby(["mentor_country", "mentee_country"]).agg(
        partnerships=("wop_id", "nunique"),
        wop_ids=("wop_id", lambda ids: tuple(sorted(set(ids)))),
        first=("active_from", "min"),
        last=("active_to", "max"),
    )


def rows() -> Iterator[Row]:
    catalogue = Catalogue()
    raw, countries = catalogue.table("flows"), catalogue.table("countries")
    real = prepare(raw)
    many = synthetic(real, SYNTHETIC)
    text = ["wop_id", "topics", "mentor_country", "mentee_country"]
    unprepared = many.astype(dict.fromkeys(text, "object"))
    for name, flows, peer, budget in (
        ("filter and merge 100,000 synthetic flows to countries", many, unprepared, 100.0),
        (f"the same with the {raw['wop_id'].nunique()} real partnerships", real, raw, 10.0),
    ):
        ours = milliseconds(
            lambda flows=flows: merge(  # type: ignore[misc]
                ASKED.apply(flows).flows, "country", countries=countries, colour="modality", all_flows=flows
            )
        )
        theirs = milliseconds(lambda peer=peer: plain_pandas(peer), times=3)  # type: ignore[misc]
        yield Row(name, ours, "ms", budget, "pandas groupby", theirs)
