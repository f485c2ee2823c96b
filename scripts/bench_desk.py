#!/usr/bin/env python3
"""Measure the desk in Chromium: twenty colleagues, five hundred open conversations, customers writing.

Needs Chromium (its path in CHROMIUM). About two minutes; nothing leaves this machine.

  scripts/bench_desk.py --rounds 20
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.desk import measure_desk  # noqa: E402 - the script may be started from anywhere


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often each thing is measured")
    chosen = parser.parse_args()
    console = Console()
    table = Table("figure", "goal", "measured", "", title="The desk with a full house")
    missed = False
    with console.status("measuring the desk …"):
        for figure in measure_desk(rounds=chosen.rounds):
            missed = missed or figure.is_met is False
            mark = {True: "[green]met", False: "[red]missed", None: ""}[figure.is_met]
            table.add_row(figure.name, figure.goal, figure.measured, mark)
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
