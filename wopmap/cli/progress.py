"""How far a long command has come, on standard error."""

from __future__ import annotations

import sys

from wopmap.cli.output import harmless

WIDE = 30


class Progress:
    """A bar on a terminal, nothing where the output goes to a file."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._shown = sys.stderr.isatty() and total > 0

    def step(self, label: str) -> None:
        """One more is done."""
        self.done += 1
        if self._shown:
            full = WIDE * self.done // self.total
            bar = "#" * full + "." * (WIDE - full)
            sys.stderr.write(f"\r\033[K[{bar}] {self.done} of {self.total}  {harmless(label)[:40]}")
            sys.stderr.flush()

    def say(self, sentence: str) -> None:
        """A line above the bar."""
        sys.stderr.write(f"{self._clear}{harmless(sentence)}\n")

    def end(self) -> None:
        """Take the bar away."""
        sys.stderr.write(self._clear)
        sys.stderr.flush()

    @property
    def _clear(self) -> str:
        return "\r\033[K" if self._shown else ""
