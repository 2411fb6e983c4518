from __future__ import annotations

import json
from pathlib import Path

import pytest

from wopmap import scaling
from wopmap.cli import main
from wopmap.layers import Catalogue
from wopmap.scaling.scenario import file_data
from wopmap.tables import to_json


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["show", "scaling", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_json_has_gaps_scenarios_and_matches_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    where = "region=sub-saharan-africa&need=piped&seed=4&who=npl-kukl&on=nrw&placed=6&rule=language"
    code, out, err = run(capsys, "--where", where, "--format", "json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["caveat"] == scaling.CAVEAT
    assert {row["sub_region"] for row in data["gaps"]} == {"Sub-Saharan Africa"}
    assert data["people_without"] == pytest.approx(sum(row["without"] or 0 for row in data["gaps"]))
    assert [plan["name"] for plan in data["scenarios"]] == [plan.name for plan in scaling.PRESETS]
    for plan in data["scenarios"]:
        last = plan["results"]["people"][-1]
        assert last["low"] <= last["median"] <= last["high"] <= data["people_without"]
        cited = {fact["source_id"] for item in plan["inputs"].values() for fact in item["facts"]}
        assert cited <= {row["source_id"] for row in data["sources"]}
    assert sum(row["partnerships"] for row in data["possible"]) == 6
    assert data["matches"][0]["score"] == max(row["score"] for row in data["matches"])
    assert any(row["size"] is None for row in data["matches"])
    assert data["backtest"]["found"] > 0
    assert run(capsys, "--where", where, "--format", "json")[1] == out


def test_words_and_rows(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--where", "plan_b=none&plan_c=none")
    assert code == 0
    assert scaling.CAVEAT in out
    assert "What binds in most draws: " in out
    code, out, _ = run(capsys, "--where", "plan_a=name=X;years=4&plan_b=none&plan_c=none", "--format", "csv")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith("scenario,year,measure,unit,low,median,high")
    assert len(lines) == 1 + 4 * len(scaling.MEASURES)


def test_what_cannot_be_had_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    where = "plan_a=name=X;years=200;money=-3..2&plan_b=none&plan_c=none&who=nobody-here"
    code, out, err = run(capsys, "--where", where)
    assert code == 1
    for words in (
        "200 cannot be simulated",
        "-3 EUR million a year is below zero",
        "nobody-here is no operator",
    ):
        assert words in err
    assert "2026 to 2040" in out  # the defaults hold
    assert "is no mentor on record" in run(capsys, "--where", "way=mentees&who=npl-kukl")[2]


def test_a_file_of_scenarios_is_an_id(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = Catalogue().table
    record = scaling.record(table("flows"), table("motivation_evidence"), table("motivation_types"))
    plan = scaling.Scenario("From a file", 3, levers=frozenset({"union"}), ranges=(("load", 1.0, 3.0),))
    content = to_json(file_data((plan,), scaling.defaults(scaling.Facts(table("scaling_facts")), record)))
    path = tmp_path / "plans.json"
    path.write_text(content, encoding="utf-8")
    code, out, _ = run(capsys, str(path), "--format", "json")
    (found,) = json.loads(out)["scenarios"]
    assert (code, found["name"], found["years"], found["levers"]) == (0, "From a file", 3, ["union"])
    assert found["inputs"]["load"]["basis"] == "yours"
    path.write_text("[]", encoding="utf-8")
    code, out, err = run(capsys, str(path))
    assert (code, out) == (2, "")
    assert "holds no scenarios" in err
    assert "cannot be read" in run(capsys, str(tmp_path / "none.json"))[2]
