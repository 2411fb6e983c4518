from __future__ import annotations

import json

import pytest

from tests.unit.strategies.layers import table
from wopmap.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["show", "mentor", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_mentor_as_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "nld-vei", "--format", "json")
    numbers = json.loads(out)
    flows, said = table("flows"), table("motivation_evidence")
    mine, its = flows[flows["mentor_id"] == "nld-vei"], said[said["operator_id"] == "nld-vei"]
    assert (code, err) == (0, "")
    assert numbers["mentor"]["country_iso3"] == "NLD"
    assert numbers["measures"]["partnerships"] == len(numbers["partnerships"]) == mine["wop_id"].nunique()
    assert len(numbers["mentees"]) == mine["mentee_id"].nunique()
    assert numbers["motives"]["statements"] == sum(numbers["motives"]["by_family"].values()) == len(its)
    assert {row["paraphrase"] for row in numbers["statements"]} == set(its["paraphrase"])
    assert {row["source_id"] for row in numbers["statements"]} <= {
        row["source_id"] for row in numbers["sources"]
    }
    abroad = mine[mine["mentee_country"] != "NLD"].drop_duplicates("mentee_id")["distance_km"]
    assert numbers["distance_km"]["median"] == pytest.approx(abroad.median())


def test_inferred_statements_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    where = "said=stated_by_mentor,attributed_by_researcher"
    numbers = json.loads(run(capsys, "nld-vei", "--where", where, "--format", "json")[1])
    assert numbers["motives"]["by_who"]["inferred"] == 0
    assert {row["said_by"] for row in numbers["statements"]} == set(where.removeprefix("said=").split(","))


def test_a_mentor_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "uga-nwsc")
    assert code == 0
    assert out.startswith("National Water and Sewerage Corporation, Uganda (national utility)")
    assert "Was or is a mentee itself: VEI" in out
    assert "(inferred, 2017)" in out


def test_what_is_not_there_is_said_and_the_rest_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "uga-nwsc", "--where", "said=rumour,inferred&colour=red")
    assert code == 1
    assert '"rumour" does not say who says so' in err
    assert '"colour" is no condition of a mentor' in err
    assert "Motives: 1 statement." in out


def test_a_mentor_nobody_knows_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "nld-veii")
    assert (code, out) == (2, "")
    assert "Did you mean nld-vei?" in err


def test_without_an_id_all_mentors_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert out.startswith("166 mentors; 66 have statements on their motives.")
    numbers = json.loads(run(capsys, "--format", "json")[1])
    assert len(numbers["mentors"]) == 166
    assert numbers["network"]["operators"] > 400
    assert {row["order"] for row in numbers["turned"]} >= {"mentee_first"}
