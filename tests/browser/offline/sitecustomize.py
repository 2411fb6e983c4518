"""Nothing in this process leaves the machine. Python loads this at start when its folder is on PYTHONPATH.

Used for the server under test and every process it starts. An attempt is written to standard error, where the
fixtures find it, and refused the way a machine without a network refuses it.
"""

from __future__ import annotations

import errno
import ipaddress
import sys

MARK = "outside request:"


def is_loopback(host: object) -> bool:
    """Whether an address given to the socket module stays on this machine."""
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if text in {"localhost", "0.0.0.0", "::", "<broadcast>"}:
        return True
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: stop what would look up or reach a host other than this one."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_loopback(host):
        sys.stderr.write(f"{MARK} {event} {host}\n")
        sys.stderr.flush()
        raise OSError(errno.ENETUNREACH, "the tests run without a network", str(host))


sys.addaudithook(refuse_outside)
