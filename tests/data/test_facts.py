"""Every fact of the tables is in the layers as it stands, and what is derived is derived rightly.

The tables are read as text and everything is worked out a second time in plain pandas, without the code that
builds the layers.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from tests.data.conftest import SHARED, read_text

Tables = dict[str, pd.DataFrame]

# A table goes into the layer of its name, a column into the column of its name, but for these.
RENAMED = {
    "zone_use": {"value_pct": "share"},
    "region_use": {"value": "share"},
    "outcomes": {"value": "value_as_stated"},
}
# These become something else than rows of a layer; each has a test of its own below.
ELSEWHERE = {"partnership_members", "country_use", "zone_levels", "outlines_without_code", "countries"}
LADDER = [
    "safely_managed",
    "at_least_basic",
    "limited",
    "unimproved",
    "surface_water",
    "accessible_on_premises",
    "available_when_needed",
    "free_from_contamination",
    "piped_improved",
    "non_piped_improved",
]
CITING = re.compile(r"(\w+_)?source_ids?(_\d)?")
PLAIN = [
    "operators",
    "partnerships",
    "motivation_types",
    "motivation_literature",
    "motivation_evidence",
    "home_conditions",
    "scaling_facts",
    "outcomes",
    "region_use",
    "household_size",
    "cities",
    "zones",
    "zone_use",
    "zone_notes",
    "zone_comparisons",
    "utility_performance",
    "sources",
]


def text_to_value(cells: pd.Series, kind: Any, share: bool) -> list[Any]:
    """Cells of a table as the values a layer has to hold; an empty cell is None."""
    if pd.api.types.is_bool_dtype(kind):
        return [cell in {"yes", "1"} for cell in cells]
    if share:
        # Exactly: 28.08 % is the number nearest to 0.2808, not a hundredth of the number nearest to 28.08.
        return [float(Decimal(cell) / 100) if cell else None for cell in cells]
    if pd.api.types.is_numeric_dtype(kind):
        return [float(cell) if cell else None for cell in cells]
    return [cell or None for cell in cells]


def values(column: pd.Series) -> list[Any]:
    """Values of a layer; what is missing is None."""
    return [None if pd.isna(value) else value for value in column]


def rows_of(columns: dict[str, list[Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(zip(*columns.values(), strict=True))


def test_no_table_is_forgotten(tables: Tables) -> None:
    assert set(tables) == set(PLAIN) | ELSEWHERE


@pytest.mark.parametrize("name", PLAIN)
def test_every_row_of_a_table_is_in_its_layer(name: str, tables: Tables, layers: Tables) -> None:
    table, layer = tables[name], layers[name]
    names = {column: RENAMED.get(name, {}).get(column, column) for column in table.columns}
    assert set(names.values()) <= set(layer.columns)
    wanted = rows_of({c: text_to_value(table[c], layer[to].dtype, to == "share") for c, to in names.items()})
    found = rows_of({c: values(layer[to]) for c, to in names.items()})
    assert wanted - found == Counter(), "rows that are lost or changed"
    assert found - wanted == Counter(), "rows out of nowhere"


def test_countries_keep_their_rows(tables: Tables, layers: Tables) -> None:
    table = tables["countries"]
    for name in ("countries", "countries_110m"):
        layer = layers[name][layers[name]["iso3"].notna()]
        kept = [column for column in table.columns if column != "note"]
        assert rows_of({c: [v or None for v in table[c]] for c in kept}) == rows_of(
            {c: values(layer[c]) for c in kept}
        )
        notes = layer.set_index("iso3")["note"]
        said = table[table["note"] != ""]
        assert all(notes[iso3] == note for iso3, note in zip(said["iso3"], said["note"], strict=True))


def test_the_ladder_keeps_every_estimate_and_every_gap(tables: Tables, layers: Tables) -> None:
    table, layer = tables["country_use"], layers["country_use"]
    assert set(table.columns) == {*LADDER, "country_iso3", "year", "residence", "population", "source_id"}
    assert len(layer) == len(table) * len(LADDER)
    wanted: Counter[tuple[Any, ...]] = Counter()
    for step in LADDER:
        shares = text_to_value(table[step], float, share=True)
        keys = [table[c] for c in ("country_iso3", "residence", "source_id")]
        whole = [table[c].astype(float) for c in ("year", "population")]
        wanted += Counter(zip(*keys, *whole, [step] * len(table), shares, strict=True))
    columns = ("country_iso3", "residence", "source_id", "year", "population", "indicator", "share")
    assert rows_of({c: values(layer[c]) for c in columns}) == wanted


def test_missing_is_null_and_never_nought(tables: Tables, layers: Tables) -> None:
    ladder = tables["country_use"][LADDER]
    shares = layers["country_use"]["share"]
    assert shares.isna().sum() == (ladder == "").to_numpy().sum() > 0
    assert (shares == 0).sum() == (ladder.apply(pd.to_numeric) == 0).to_numpy().sum() > 0
    for column in ("start_year", "end_year", "known_active_year", "status_as_of", "budget_amount"):
        missing = layers["partnerships"][column].isna().sum()
        assert missing == (tables["partnerships"][column] == "").sum() > 0
        assert not (layers["partnerships"][column] == 0).any()
    for name, layer in layers.items():
        for column in layer.columns.drop(["geometry", "bbox"], errors="ignore"):
            texts = layer[column].dropna()
            if pd.api.types.is_string_dtype(texts):
                assert not texts.isin(["", "nan", "None", "<NA>", "NaN"]).any(), f"{name}.{column}"


def test_shares_lie_between_0_and_1(layers: Tables) -> None:
    checked = 0
    for name, layer in layers.items():
        for column in (c for c in layer.columns if c.endswith("share")):
            assert layer[column].dropna().between(0, 1).all(), f"{name}.{column}"
            checked += 1
    assert checked >= 5


def test_the_ladder_adds_up(layers: Tables) -> None:
    """The four steps that exclude each other add up to 1 wherever all are known."""
    rows = layers["country_use"].pivot(
        index=["country_iso3", "year", "residence"], columns="indicator", values="share"
    )
    whole = rows[["at_least_basic", "limited", "unimproved", "surface_water"]].dropna().sum(axis=1)
    assert len(whole) > 9000
    assert whole.between(0.999, 1.001).all()
    both = rows[["safely_managed", "at_least_basic"]].dropna()
    assert (both["safely_managed"] <= both["at_least_basic"] + 0.0005).all()


def test_every_source_resolves(layers: Tables) -> None:
    known = set(layers["sources"]["source_id"])
    assert len(known) == len(layers["sources"])
    for name, layer in layers.items():
        for column in filter(CITING.fullmatch, layer.columns):
            cited = set(layer[column].dropna().str.split(";").explode())
            assert cited <= known, f"{name}.{column}"


def test_every_fact_names_its_source(layers: Tables) -> None:
    own_words = {"motivation_types"}  # definitions; their documents are in motivation_literature
    for name, layer in layers.items():
        if name not in own_words | {"sources", "operators", "service_areas"}:
            column = "source_id" if "source_id" in layer else "source_ids"
            assert layer[column].notna().all(), name
    # An operator without a document of its own is named by a fact that has one.
    without = layers["operators"][layers["operators"]["source_id"].isna()]
    naming = [("utility_performance", "operator_id"), ("cities", "operator_ids")]
    naming += [("motivation_evidence", "operator_id"), ("flows", "mentor_id"), ("flows", "mentee_id")]
    named = pd.concat([layers[name][column].dropna().str.split(";").explode() for name, column in naming])
    assert set(without["operator_id"]) <= set(named)


def test_every_reference_resolves(layers: Tables) -> None:
    operators = set(layers["operators"]["operator_id"])
    countries = set(layers["countries"]["iso3"].dropna())
    referring = {"operator_id", "mentor_id", "mentee_id", "mentors", "mentees", "operator_ids", "shared_with"}
    for name, layer in layers.items():
        for column in layer.columns.intersection(list(referring)):
            assert set(layer[column].dropna().str.split(";").explode()) <= operators, f"{name}.{column}"
        for column in layer.columns.intersection(["country_iso3", "mentor_country", "mentee_country"]):
            assert set(layer[column].dropna()) <= countries, f"{name}.{column}"
    assert set(layers["zones"]["city_id"]) == set(layers["cities"]["city_id"])
    assert set(layers["zone_use"]["zone_id"]) <= set(layers["zones"]["zone_id"])
    motives = set(layers["motivation_types"]["motivation"])
    assert set(layers["motivation_evidence"]["motivation"]) <= motives
    assert set(layers["flows"]["mentor_motives"].dropna().str.split(";").explode()) <= motives


def members(tables: Tables, role: str) -> dict[str, list[str]]:
    """Operators of each partnership in the order of their position, counted by hand."""
    listed: dict[str, list[tuple[int, str]]] = {}
    for row in tables["partnership_members"].to_dict("records"):
        if row["role"] == role:
            listed.setdefault(row["wop_id"], []).append((int(row["position"]), row["operator_id"]))
    return {wop_id: [operator for _, operator in sorted(pairs)] for wop_id, pairs in listed.items()}


def test_partnerships_list_their_members_in_order(tables: Tables, layers: Tables) -> None:
    rows = layers["partnerships"].set_index("wop_id")
    for role, column in (("mentor", "mentors"), ("mentee", "mentees")):
        listed = members(tables, role)
        assert {wop_id: joined.split(";") for wop_id, joined in rows[column].items()} == listed
        assert {wop_id: int(n) for wop_id, n in rows[f"n_{column}"].items()} == {
            wop_id: len(operators) for wop_id, operators in listed.items()
        }


def test_flows_are_all_pairs_of_mentor_and_mentee(tables: Tables, layers: Tables) -> None:
    mentors, mentees = members(tables, "mentor"), members(tables, "mentee")
    pairs = Counter(
        (wop_id, mentor, mentee)
        for wop_id in mentors
        for mentor in mentors[wop_id]
        for mentee in mentees[wop_id]
    )
    flows = layers["flows"]
    assert Counter(zip(flows["wop_id"], flows["mentor_id"], flows["mentee_id"], strict=True)) == pairs
    assert max(pairs.values()) == 1
    expected = flows["wop_id"] + "/" + flows["mentor_id"] + ">" + flows["mentee_id"]
    assert (flows["flow_id"] == expected).all()
    assert flows["flow_id"].is_unique


def test_flows_carry_what_is_known_of_partnership_and_operators(tables: Tables, layers: Tables) -> None:
    flows, wops = layers["flows"], layers["partnerships"].set_index("wop_id")
    copied = (
        "start_year end_year known_active_year active_from active_to status status_as_of modality programme"
    )
    for column in [*copied.split(), "topics", "scope", "confidence", "mutual", "source_id"]:
        assert values(flows[column]) == values(wops[column].loc[flows["wop_id"]]), column
    seats = tables["operators"].set_index("operator_id")
    regions = tables["countries"].set_index("iso3")["sub_region"]
    for side in ("mentor", "mentee"):
        seat = seats.loc[flows[f"{side}_id"]]
        assert list(flows[side]) == list(seat["short_name"])
        assert list(flows[f"{side}_country"]) == list(seat["country_iso3"])
        assert list(flows[f"{side}_lon"]) == list(seat["lon"].astype(float))
        assert list(flows[f"{side}_lat"]) == list(seat["lat"].astype(float))
        assert values(flows[f"{side}_region"]) == [regions[c] or None for c in seat["country_iso3"]]
    assert list(flows["domestic"]) == list(flows["mentor_country"] == flows["mentee_country"])
    said: dict[str, set[str]] = {}
    for row in tables["motivation_evidence"].to_dict("records"):
        said.setdefault(row["operator_id"], set()).add(row["motivation"])
    motives = [";".join(sorted(said[mentor])) if mentor in said else None for mentor in flows["mentor_id"]]
    assert values(flows["mentor_motives"]) == motives


def test_distances_are_those_of_a_geodesic(layers: Tables) -> None:
    flows = layers["flows"]
    ends = [flows[c].to_numpy(float) for c in ("mentor_lon", "mentor_lat", "mentee_lon", "mentee_lat")]
    metres = pyproj.Geod(ellps="WGS84").inv(*ends)[2]
    far = metres > 1000
    np.testing.assert_allclose(flows["distance_km"][far], metres[far] / 1000, rtol=0.005)
    assert (flows["distance_km"][~far] < 1.01).all()


def test_lines_lead_from_seat_to_seat_over_the_shortest_way(layers: Tables) -> None:
    flows = layers["flows"]
    globe = pyproj.Geod(ellps="WGS84")
    assert flows.geometry.geom_type.eq("MultiLineString").all()
    west, south, east, north = flows.total_bounds
    assert west >= -180
    assert east <= 180
    assert -90 <= south < north <= 90
    cut = 0
    for row in flows.itertuples():
        parts = [shapely.get_coordinates(part) for part in row.geometry.geoms]
        assert parts[0][0] == pytest.approx([row.mentor_lon, row.mentor_lat], abs=1e-4), row.flow_id
        assert parts[-1][-1] == pytest.approx([row.mentee_lon, row.mentee_lat], abs=1e-4), row.flow_id
        for before, after in pairwise(parts):
            assert {before[-1][0], after[0][0]} == {-180.0, 180.0}, row.flow_id
            assert before[-1][1] == after[0][1], row.flow_id
            cut += 1
        jump = max(abs(np.diff(part[:, 0])).max() for part in parts)
        assert jump < 180, row.flow_id
        if row.distance_km > 1:
            along = sum(globe.line_length(*part.T) for part in parts) / 1000
            assert along == pytest.approx(row.distance_km, rel=0.006), row.flow_id
    assert cut > 0, "a flow over the Pacific is cut at 180 degrees"


def test_years_counted_as_active(tables: Tables, layers: Tables) -> None:
    """From the start, else from the year it is known to be under way; to the end, else to the last word on it."""
    rows = layers["partnerships"].set_index("wop_id")
    nothing = 0
    for cells in tables["partnerships"].to_dict("records"):
        start, end, known, as_of = (
            int(cells[c]) if cells[c] else None
            for c in ("start_year", "end_year", "known_active_year", "status_as_of")
        )
        first = start if start is not None else known
        last = None
        if first is not None:
            heard = [start, known, as_of if cells["status"] == "active" else None]
            last = end if end is not None else max(year for year in heard if year is not None)
        found = rows.loc[cells["wop_id"]]
        assert values(found[["active_from", "active_to"]]) == [first, last], cells["wop_id"]
        nothing += first is None
    assert nothing == rows["active_from"].isna().sum() > 0
    assert (rows["active_from"] <= rows["active_to"]).dropna().all()


def test_ends_of_ranges_are_those_stated(layers: Tables) -> None:
    for stated, low, high in layers["outcomes"][["value_as_stated", "value_low", "value_high"]].values:
        ends = [float(end) for end in stated.split("-")]
        assert [low, high] == [ends[0], ends[-1]]


def test_zones_have_the_level_of_their_kind(tables: Tables, layers: Tables) -> None:
    countries = tables["cities"].set_index("city_id")["country_iso3"]
    kinds = {(r["country_iso3"], r["zone_level"]): r for r in tables["zone_levels"].to_dict("records")}
    zones = layers["zones"]
    for row in (
        zones[["city_id", "zone_level", "level", "level_label", "level_rank"]]
        .drop_duplicates()
        .to_dict("records")
    ):
        kind = kinds.get((countries[row["city_id"]], row["zone_level"]))
        if kind:
            assert (row["level"], row["level_label"]) == (kind["level"], kind["label"])
            assert row["level_rank"] == int(kind["rank"])
    used = {(countries[c], level) for c, level in zip(zones["city_id"], zones["zone_level"], strict=True)}
    assert set(kinds) <= used, "levels of zones that do not exist"


def test_documents_of_a_zone_are_those_of_its_figures(tables: Tables, layers: Tables) -> None:
    figures = tables["zone_use"].groupby("zone_id")["source_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    zones = layers["zones"].set_index("zone_id")["source_ids"]
    assert dict(zones) == dict(figures)


def test_the_facts_are_those_handed_over(tables: Tables) -> None:
    """Beside the project lie the facts it began with: every row of them is here, word for word."""
    if not SHARED.is_dir():
        warnings.warn(
            f"{SHARED.parent.name}/{SHARED.name} is not beside the project: there is nothing to compare with.",
            stacklevel=1,
        )
        assert len(tables) >= 17
        return
    handed = {path.stem: read_text(path) for path in SHARED.glob("*.csv")}
    assert set(handed) <= set(tables)
    for name, table in handed.items():
        assert set(table.columns) <= set(tables[name].columns), name
        ours = Counter(tables[name][list(table.columns)].itertuples(index=False, name=None))
        lost = Counter(table.itertuples(index=False, name=None)) - ours
        assert not lost, f"{name}.csv lacks {next(iter(lost))}"
