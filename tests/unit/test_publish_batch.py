"""Many pictures at once: which, what is made again, what fails, and what the command says."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tests.unit.publishing import SMALL, catalogue
from wopmap.cli import main
from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.publish import batch
from wopmap.publish.snapshot import Order


def jobs(codes: str = "KEN,UGA", forms: tuple[str, ...] = ("png",)) -> list[batch.Job]:
    return batch.plan(
        catalogue(), "atlas", {"country": [codes]}, "country", forms, Order(preset=SMALL, fit=True)
    )


def test_there_is_a_job_for_each_country_that_takes_part() -> None:
    flows = catalogue().table("flows")
    taking_part = set(flows["mentor_country"].dropna()) | set(flows["mentee_country"].dropna())
    planned = batch.plan(catalogue(), "atlas", {}, "country", ["png", "svg"], Order())
    assert len(planned) == 2 * len(taking_part)
    assert {job.where["country"][0] for job in planned} == taking_part
    mentors = batch.plan(catalogue(), "atlas", {"side": ["mentor"]}, "country", ["png"], Order())
    assert {job.where["country"][0] for job in mentors} == set(flows["mentor_country"].dropna())
    with pytest.raises(WopmapError, match="covers no country"):
        batch.plan(catalogue(), "atlas", {"country": ["ATA"], "q": ["zzzz"]}, "country", ["png"], Order())
    with pytest.raises(WopmapError, match="for each city take the page city"):
        batch.plan(catalogue(), "atlas", {}, "city", ["png"], Order())


def test_a_second_run_makes_what_is_missing_or_has_changed(tmp_path: Path) -> None:
    first = list(batch.run(jobs(), tmp_path, 1, "v1"))
    assert [outcome.name for outcome in first] == ["wopmap_KEN_flows.png", "wopmap_UGA_flows.png"]
    assert not any(outcome.kept for outcome in first)
    (tmp_path / "wopmap_UGA_flows.png").unlink()
    again = {outcome.name: outcome.kept for outcome in batch.run(jobs(), tmp_path, 1, "v1")}
    assert again == {"wopmap_KEN_flows.png": True, "wopmap_UGA_flows.png": False}
    assert not any(outcome.kept for outcome in batch.run(jobs("KEN"), tmp_path, 1, "v2"))
    (tmp_path / batch.JOURNAL).write_text("[not a journal", "utf-8")
    assert not any(outcome.kept for outcome in batch.run(jobs("KEN"), tmp_path, 1, "v2"))


def test_one_that_fails_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = batch.snapshot

    def failing(page: str, where: Any, order: Order, using: Catalogue) -> Any:
        if where["country"] == ["UGA"]:
            raise WopmapError("Uganda cannot be drawn.")
        return real(page, where, order, using)

    monkeypatch.setattr(batch, "snapshot", failing)
    asked = ["snapshot", "--page", "atlas", "--each", "country", "--where", "country=KEN,UGA,TZA"]
    assert main([*asked, "--size", SMALL, "--out", str(tmp_path), "--jobs", "1"]) == 1
    said = capsys.readouterr()
    assert "UGA.png: Uganda cannot be drawn." in said.err
    assert "2 pictures made, 1 failed." in said.out
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [
        "wopmap_KEN_flows.png",
        "wopmap_TZA_flows.png",
    ]


def test_a_full_disk_leaves_no_half_file_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wopmap_KEN_flows.png").write_bytes(b"the picture of yesterday")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (outcome,) = batch.run(jobs("KEN"), tmp_path, 1, "v1")
    assert outcome.failure == "cannot be written: No space left on device"
    assert [path.name for path in tmp_path.iterdir()] == ["wopmap_KEN_flows.png"]
    assert (tmp_path / "wopmap_KEN_flows.png").read_bytes() == b"the picture of yesterday"
    single = tmp_path / "one.svg"
    assert main(["snapshot", "--page", "atlas", "--size", SMALL, "--out", str(single)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert not single.exists()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file = tmp_path / "file"
    a_file.write_text("x", "utf-8")
    asked = ["snapshot", "--page", "atlas", "--format", "png", "--out"]
    assert main([*asked, str(a_file / "below")]) == 1
    assert "cannot be made a folder" in capsys.readouterr().err
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main([*asked, str(tmp_path)]) == 1
    assert "may not be written to. Choose another folder." in capsys.readouterr().err


def test_several_processes_make_the_same_files(tmp_path: Path) -> None:
    outcomes = list(batch.run(jobs("KEN,UGA", ("png", "svg")), tmp_path / "two", 2, "v1"))
    assert not [outcome.failure for outcome in outcomes if outcome.failure]
    list(batch.run(jobs("KEN,UGA", ("png", "svg")), tmp_path / "one", 1, "v1"))
    for path in sorted((tmp_path / "one").glob("wopmap_*")):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ([], 2, "Say whose map to draw"),
        (["--page", "atlas", "--format", "gif"], 2, '"gif" is not a list of formats'),
        (["--page", "atlas", "--format", ","], 2, "is not a list of formats"),
        (["--page", "atlas", "--format", "png", "--size", "0x0px"], 1, "each side needs 400 to 12,000 dots"),
        (["--page", "atlas", "--each", "city"], 1, "for each city take the page city"),
        (["--page", "moon"], 2, "invalid choice"),
    ],
)
def test_the_command_says_what_it_did_not_understand(
    more: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", *more, "--out", str(tmp_path / "out")]) == code
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("out/wopmap*"))
