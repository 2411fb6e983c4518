"""Many pictures at once: in several processes, resumable, a failed one named while the others go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from wopmap.errors import WopmapError
from wopmap.layers import Catalogue
from wopmap.layers.writing import write_atomically
from wopmap.publish import views
from wopmap.publish.snapshot import Order, snapshot
from wopmap.publish.views import Where

JOURNAL = ".wopmap-batch.json"
"""File in the folder of a batch that says what its pictures were made of, so that a second run makes only what
is missing or has changed."""


@dataclass(frozen=True)
class Job:
    """One picture to be made.

    Attributes
    ----------
    label : str
        Which one, for people: ``KEN.png``.
    """

    label: str
    page: str
    where: Where
    order: Order

    def fingerprint(self, vintage: str) -> str:
        """The same for the same picture of the same data."""
        asked = json.dumps([self.page, dict(self.where), asdict(self.order), vintage], sort_keys=True)
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """What became of a job: a file, or the reason why there is none."""

    job: Job
    name: str = ""
    kept: bool = False
    failure: str = ""
    problems: tuple[str, ...] = ()


def plan(
    catalogue: Catalogue, page: str, where: Where, kind: str, forms: Sequence[str], order: Order
) -> list[Job]:
    """A job for each country, city or utility of a link and each format.

    Raises
    ------
    WopmapError
        If the page cannot be drawn for each of that kind, or the link covers none.
    """
    narrowed = list(views.page(page).each(catalogue, where, kind))
    if not narrowed:
        raise WopmapError(f"What was asked for covers no {kind}: nothing to draw. Ask for less with --where.")
    return [
        Job(f"{identity}.{form}", page, link, Order(**{**asdict(order), "form": form}))
        for identity, link in narrowed
        for form in forms
    ]


def refuse_folder(folder: Path) -> None:
    """Make the folder, or say why nothing can be written there.

    Raises
    ------
    WopmapError
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WopmapError(
            f"{folder} cannot be made a folder: {error.strerror or error}. Choose another place."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WopmapError(f"{folder} may not be written to. Choose another folder.")


def run(jobs: Sequence[Job], folder: Path, workers: int, vintage: str) -> Iterator[Outcome]:
    """Make pictures and give what became of each as it is known; what is there already is kept.

    Parameters
    ----------
    workers : int
        Processes; 1 works in this one.
    vintage : str
        Of the data: pictures of older data are made anew.
    """
    journal = _read_journal(folder)
    todo = []
    for job in jobs:
        name = _finished(job, folder, journal, vintage)
        if name:
            yield Outcome(job, name, kept=True)
        else:
            todo.append(job)
    for outcome in _made(todo, folder, workers):
        if not outcome.failure:
            journal[outcome.name] = outcome.job.fingerprint(vintage)
            try:
                write_atomically(folder / JOURNAL, json.dumps(journal, indent=0, sort_keys=True).encode())
            except OSError:
                journal.pop(outcome.name)  # made, but a second run will make it again
        yield outcome


def _finished(job: Job, folder: Path, journal: dict[str, str], vintage: str) -> str:
    mark = job.fingerprint(vintage)
    return next((name for name, known in journal.items() if known == mark and (folder / name).is_file()), "")


def _read_journal(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / JOURNAL).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}


def _made(jobs: list[Job], folder: Path, workers: int) -> Iterator[Outcome]:
    if workers <= 1 or len(jobs) <= 1:
        yield from (make(job, folder) for job in jobs)
        return
    # Threads and fonts of this process must not be copied half-way, so children start afresh.
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        futures: dict[Future[Outcome], Job] = {pool.submit(make, job, folder): job for job in jobs}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                yield Outcome(
                    futures[future],
                    failure="the process that made it was stopped, perhaps for want of memory; use fewer --jobs",
                )


_catalogue: Catalogue | None = None


def make(job: Job, folder: Path) -> Outcome:
    """Make one picture and put it in place whole."""
    global _catalogue
    try:
        _catalogue = _catalogue or Catalogue()
        file = snapshot(job.page, job.where, job.order, _catalogue)
        write_atomically(folder / file.name, file.content)
    except WopmapError as error:
        return Outcome(job, failure=str(error))
    except OSError as error:
        return Outcome(job, failure=f"cannot be written: {error.strerror or error}")
    return Outcome(job, file.name, problems=file.problems)
