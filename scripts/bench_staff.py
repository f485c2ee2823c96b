#!/usr/bin/env python3
"""Measure how soon a person is told that a customer wants one: from the cry to the card in the staff group.

Both bots, the desk and the sender run as they are shipped, against a fake Telegram on this machine.

  scripts/bench_staff.py --quick
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.staff import measure_staff  # noqa: E402 - the script may be started from anywhere


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="15 seconds instead of 60")
    chosen = parser.parse_args()
    console = Console()
    table = Table("figure", "goal", "measured", "", title="How soon a person is told")
    missed = False
    with console.status("measuring …"):
        for figure in measure_staff(15 if chosen.quick else 60):
            missed = missed or figure.is_met is False
            mark = {True: "[green]met", False: "[red]missed", None: ""}[figure.is_met]
            table.add_row(figure.name, figure.goal, figure.measured, mark)
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
