#!/usr/bin/env python3
"""Measure what a dealer waits for: a pasted list, a spreadsheet of 1,000 lines, a return opened.

scripts/bench_returns.py --rounds 5
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.opening import read_book  # noqa: E402 - the script may be started from anywhere
from bot.settings import load_settings  # noqa: E402
from tests.bench.returns import measure_returns  # noqa: E402


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    chosen = parser.parse_args()
    console = Console()
    table = Table("figure", "goal", "measured", "", title="What a dealer waits for")
    missed = False
    book = read_book(load_settings(dialogues_dir=ROOT / "dialogues"))
    with console.status("measuring …"):
        for figure in measure_returns(book, rounds=chosen.rounds):
            missed = missed or not figure.is_met
            mark = "[green]met" if figure.is_met else "[red]missed"
            table.add_row(figure.name, figure.goal, figure.measured, mark)
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
