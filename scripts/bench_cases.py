#!/usr/bin/env python3
"""Measure what a move in a case costs without I/O, of 40 lines and of 1,000; nothing leaves this machine.

scripts/bench_cases.py --rounds 200 --lines 40 1000
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.cases import SIZES, measure_cases  # noqa: E402 — may be started from anywhere
from tests.core.engine.conversation import shipped_book  # noqa: E402 — likewise


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100, help="how often each is measured")
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES, help="lines of the case")
    chosen = parser.parse_args()
    console = Console()
    book, missed = shipped_book(), False
    for lines in chosen.lines:
        table = Table("figure", "goal", "measured", "", title=f"A return of {lines:,} lines")
        with console.status(f"measuring {lines:,} lines …"):
            for one in measure_cases(book, rounds=chosen.rounds, lines=lines):
                missed = missed or one.is_met is False
                mark = {True: "[green]met", False: "[red]missed", None: ""}[one.is_met]
                table.add_row(one.name, one.goal, one.measured, mark)
        console.print(table)
    console.print(f"load of the machine just now: {os.getloadavg()[0]:.1f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
