from __future__ import annotations

import json

import pytest

from wopmap.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["show", "city", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_city_as_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    where = "year=2019&indicator=piped_total"
    code, out, err = run(capsys, "ken-nairobi", "--where", where, "--format", "json")
    numbers = json.loads(out)
    assert (code, err) == (0, "")
    assert (numbers["households"], numbers["year"], len(numbers["zones"])) == (1494676, 2019, 11)
    options = ("--year", "2019", "--indicator", "piped_total", "--format", "json")
    assert json.loads(run(capsys, "ken-nairobi", *options)[1]) == numbers


def test_a_city_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "bra-recife")
    assert code == 0
    assert "2000 to 2010: -1.2 percentage points." in out
    assert "without: 86.7% have piped water." in out


def test_what_is_not_there_is_said_and_the_rest_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ken-nairobi", "--where", "year=soon&colour=red&indicator=piped_total")
    assert code == 1
    assert '"soon" is no year.' in err
    assert '"colour" is no condition of a city' in err
    assert "Piped water, 2019" in out


def test_a_city_nobody_knows_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ken-nairobbi")
    assert (code, out) == (2, "")
    assert "Did you mean ken-nairobi" in err


def test_without_an_id_all_cities_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert out.startswith("196 cities have figures by zone")
    assert len(json.loads(run(capsys, "--format", "json")[1])["cities"]) > 196
