"""The errors of the atlas: each is one sentence for people, saying what, where and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHOWN_FINDINGS = 20
"""How many findings the text of a `BadInput` spells out; all of them are in its ``findings``."""

MEND_LAYER = "Run `make data`, or restore the file from the release."


class WopmapError(Exception):
    """Anything the atlas reports to people: the text is one sentence they can act upon."""


class LayerError(WopmapError):
    """A layer cannot be used.

    Parameters
    ----------
    layer : str
        Name of the layer, or ``"manifest"``.
    file : str
        Path or URL of the file.
    reason : str
        What is wrong, as a clause that follows the name of the file.
    mend : str
        What to do about it, a sentence.
    """

    verb = "cannot be used"

    def __init__(self, layer: str, file: str, reason: str, mend: str = MEND_LAYER) -> None:
        super().__init__(layer, file, reason, mend)
        self.layer, self.file, self.reason, self.mend = layer, file, reason, mend

    def __str__(self) -> str:
        return f"Layer {self.layer} {self.verb}: {self.file} {self.reason}. {self.mend}"


class LayerMissing(LayerError):
    """The file of a layer, or its entry in the manifest, is not there."""

    verb = "is missing"


class LayerDamaged(LayerError):
    """The file of a layer is there, but it is not the one the manifest describes."""

    verb = "is damaged"


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one cell of a table that people edit.

    Parameters
    ----------
    file : str
        Name of the file.
    row : int or None
        Row as a spreadsheet counts it, the header being row 1; None when the whole file is meant.
    column : str or None
        Name of the column; None when the whole row is meant.
    value : Any
        The value as it stands in the file.
    reason : str
        What is wrong with it.
    mend : str
        What to do about it.
    """

    file: str
    row: int | None
    column: str | None
    value: Any
    reason: str
    mend: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        shown = "" if self.value is None else f" {_shortened(str(self.value))!r}"
        return f"{where}:{shown} {self.reason}; {self.mend}."


class BadInput(WopmapError):
    """Data brought from outside do not fit; carries every finding, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        n = len(self.findings)
        if n == 1:
            return str(self.findings[0])
        lines = [str(finding) for finding in self.findings[:SHOWN_FINDINGS]]
        if n > SHOWN_FINDINGS:
            lines.append(f"... and {n - SHOWN_FINDINGS} more.")
        return f"{n} findings in the data:\n" + "\n".join(lines)


def _shortened(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."
