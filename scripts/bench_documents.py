#!/usr/bin/env python3
"""Measure what reading a table and printing a form cost; nothing leaves this machine.

scripts/bench_documents.py --rounds 20
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.documents import measure_documents  # noqa: E402 — may be started from anywhere


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10, help="how often each is measured")
    chosen = parser.parse_args()
    console = Console()
    table = Table("figure", "goal", "measured", "", title="What tables and forms cost")
    missed = False
    with console.status("measuring …"):
        for figure in measure_documents(rounds=chosen.rounds):
            missed = missed or figure.is_met is False
            mark = {True: "[green]met", False: "[red]missed", None: ""}[figure.is_met]
            table.add_row(figure.name, figure.goal, figure.measured, mark)
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
