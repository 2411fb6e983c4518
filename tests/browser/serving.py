"""The dashboard as a person starts it, for the tests to visit."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Path(__file__).resolve().parent / "offline"
START_SECONDS = 60
# What a line of the log must not hold: an error nobody turned into a sentence, a call to the outside.
ALARMS = ("Traceback (most recent call last)", "Uncaught app exception", "outside request:")


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One `streamlit run app.py` with the repository's own settings, no network, and a home of its own.

    Parameters
    ----------
    home
        Empty folder that serves as the home of the process, so that no settings of the user's reach it.
    log
        File that takes what the process prints.
    env
        Variables to set on top, `WOPMAP_GEODATA` for instance.
    script
        What to run instead of the dashboard, a path from the root.
    """

    def __init__(
        self, home: Path, log: Path, env: Mapping[str, str] | None = None, script: str = "app.py"
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._read = 0
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as sink:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(self.port)],
                cwd=ROOT,
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "HOME": str(home),
                    "LANG": "C.UTF-8",
                    "PYTHONPATH": str(OFFLINE),
                    "PYTHONUNBUFFERED": "1",
                    **(env or {}),
                },
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )

    @property
    def pid(self) -> int:
        """Process id, for measuring memory."""
        return self._process.pid

    def wait(self) -> None:
        """Return when the server answers; fail with its log when it does not within a minute."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise AssertionError(
                    f"The dashboard stopped with code {self._process.returncode}:\n{self.log()}"
                )
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"The dashboard did not answer within {START_SECONDS} s:\n{self.log()}")

    def log(self) -> str:
        """Everything printed so far."""
        return self._log.read_text("utf-8", errors="replace")

    def new_alarms(self) -> str:
        """What was printed since the last call, if it holds an error or an outside request; else nothing."""
        text = self.log()
        fresh, self._read = text[self._read :], len(text)
        return fresh if any(alarm in fresh for alarm in ALARMS) else ""

    def stop(self) -> None:
        """End this process and no other."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
