"""``show country``: the numbers of the page without the page."""

from __future__ import annotations

import json

import pytest

from wopmap.cli import main
from wopmap.layers import Catalogue

PAIRS = Catalogue().table("flows")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["show", "country", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_country_as_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "KEN", "--format", "json")
    numbers = json.loads(out)
    assert (code, err) == (0, "")
    arriving = PAIRS[(PAIRS["mentee_country"] == "KEN") & (PAIRS["mentor_country"] != "KEN")]
    assert numbers["partnerships"]["received"] == arriving["wop_id"].nunique()
    assert numbers["country"] == {"iso3": "KEN", "name": "Kenya", "sub_region": "Sub-Saharan Africa"}
    assert numbers["water"]["urban"]["latest"]["year"] == 2020
    for part in (
        "ladder",
        "quintiles",
        "regions",
        "operators",
        "mentors",
        "motives",
        "utilities",
        "cities",
        "sources",
    ):
        assert numbers[part], part
    assert numbers["lacks"][0]["sentence"]


def test_conditions_narrow_and_others_stand_beside(capsys: pytest.CaptureFixture[str]) -> None:
    where = "years=2015-2016&with=UGA,TZA"
    code, out, _ = run(capsys, "ken", "--where", where, "--format", "json")
    numbers = json.loads(out)
    assert code == 0
    assert numbers["selection"] == {"years": "2015-2016"}
    assert numbers["partnerships"]["shown"] < numbers["partnerships"]["total"]
    assert sum(numbers["partnerships"]["hidden"].values()) + numbers["partnerships"]["shown"] == 9
    received = next(row for row in numbers["comparison"] if row["measure"] == "received")
    assert received["KEN"] == numbers["partnerships"]["received"]
    assert {"UGA", "TZA"} <= set(received)


def test_a_country_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "FJI")
    assert code == 0
    assert "4 partnerships bring help from abroad" in out
    assert "There is no survey by region. A table by region of a DHS, MICS or census would have it." in out


def test_csv_has_its_partnerships(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "KEN", "--format", "csv")
    assert code == 0
    assert out.count("\n") == 10
    assert "direction" in out.splitlines()[0]


def test_what_is_not_there_is_said_and_the_rest_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "KEN", "--where", "with=ZZZ&colour=red&people=all")
    assert code == 1
    assert 'no country with the code "ZZZ"' in err
    assert '"colour"' in err
    assert '"all"' in err
    assert "Kenya (KEN)" in out


def test_a_country_nobody_knows_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "Kenia")
    assert (code, out) == (2, "")
    assert "Did you mean KEN (Kenya)" in err


def test_without_an_id_the_countries_with_partnerships_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--format", "json")
    rows = {row["iso3"]: row for row in json.loads(out)["countries"]}
    assert code == 0
    assert set(rows) == set(PAIRS["mentor_country"]) | set(PAIRS["mentee_country"])
    assert rows["NLD"]["as_mentor"] == PAIRS[PAIRS["mentor_country"] == "NLD"]["wop_id"].nunique()
