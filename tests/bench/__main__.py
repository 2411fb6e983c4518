"""Measure the budgets and print the table: `python -m tests.bench [--only PART ...]`."""

from __future__ import annotations

import argparse
import logging
import sys

from tests.bench import city, merging, page, pictures, scenarios, sending, serving

PARTS = {
    # First, before the test harness makes a page the main module: the processes it starts would run that page.
    "pictures": pictures,
    "city": city,
    "merging": merging,
    "page": page,
    "scenarios": scenarios,
    "sending": sending,
    "serving": serving,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    logging.disable(logging.WARNING)
    missed = 0
    for name in parser.parse_args().only:
        for row in PARTS[name].rows():
            print(row, flush=True)
            missed += not row.kept
    print(f"{missed} of the budgets missed." if missed else "All budgets kept.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
