from __future__ import annotations

import csv
import io
import json

import pytest

from wopmap.cli import main
from wopmap.layers import Catalogue


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["show", "utility", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_utility_as_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "khm-ppwsa", "--format", "json")
    numbers = json.loads(out)
    assert (code, err) == (0, "")
    assert {"utility", "figures", "outcomes", "contradictions", "before_after", "reported_pairs", "peers",
            "partnerships", "cities", "caveats", "sources", "vintage"} <= set(numbers)  # fmt: skip
    rows = Catalogue().table("outcomes")
    assert len(numbers["outcomes"]) == (rows["operator_id"] == "khm-ppwsa").sum()
    pair = next(row for row in numbers["reported_pairs"] if row["indicator"] == "nrw_pct")
    assert (pair["before_low"], pair["after_low"], pair["change_low"]) == (72.0, 6.15, -65.85)


def test_a_utility_in_words_says_values_years_and_that_nothing_is_an_effect(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "khm-ppwsa")
    assert code == 0
    assert "Non-revenue water: 72 in 1992, 6.15 in 2008 (\u221265.85 percentage points) (Kitakyushu" in out
    assert "never an effect" in out
    assert "no year" in run(capsys, "ken-kiwasco")[1]
    assert "There are no figures of its own." in run(capsys, "idn-pdam-sragen")[1]


def test_place_indicator_and_peers_are_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    where = "area=Santos&measure=nrw_pct&peers=size"
    numbers = json.loads(run(capsys, "bra-sabesp", "--where", where, "--format", "json")[1])
    assert (numbers["place"], numbers["peers"]["indicator"], numbers["peers"]["group"]) == (
        "Santos",
        "nrw_pct",
        "size",
    )
    assert numbers["peers"]["figures"] == len(numbers["peers"]["rows"]) > 50
    assert {row["place"] for row in numbers["figures"]} == {"Santos"}


def test_csv_holds_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ken-kiwasco", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    layer = Catalogue().table("utility_performance")
    assert code == 0
    assert len(rows) == (layer["operator_id"] == "ken-kiwasco").sum()


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "mwi-lwb", "--where", "peers=moon&colour=red")
    assert code == 1
    assert '"moon" is no group of peers; there is country or size.' in err
    assert '"colour" is no condition here; there is area, measure, peers.' in err
    assert "Lilongwe Water Board, Malawi" in out
    code, out, err = run(capsys, "ken-kiwasko")
    assert (code, out) == (2, "")
    assert "Did you mean ken-kiwasco" in err


def test_without_an_id_all_are_listed_and_can_be_searched(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert "utilities with figures or reported values" in out
    everything = json.loads(run(capsys, "--format", "json")[1])["utilities"]
    assert len(everything) > 600
    found = json.loads(run(capsys, "--where", "q=kisumu", "--format", "json")[1])["utilities"]
    assert [row["utility_id"] for row in found] == ["ken-kiwasco"]
