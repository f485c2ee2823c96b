#!/usr/bin/env python3
"""Measure what a turn costs, from the engine alone to a reply accepted by a fake Telegram.

Floors are measured in the same run. About five minutes; nothing leaves this machine.

  scripts/bench_turn.py --quick --only engine load
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.opening import read_book  # noqa: E402 - the script may be started from anywhere
from bot.settings import load_settings  # noqa: E402
from tests.bench.engine import measure_engine  # noqa: E402
from tests.bench.figure import Figure  # noqa: E402
from tests.bench.load import measure_durable, measure_latency  # noqa: E402
from tests.bench.startup import measure_startup  # noqa: E402


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="shorter loads, rougher figures")
    parser.add_argument("--only", nargs="+", choices=["engine", "durable", "load", "startup"])
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], Iterable[Figure]]] = {
        "engine": lambda: measure_engine(
            read_book(load_settings(dialogues_dir=ROOT / "dialogues"))
        ),
        "durable": lambda: measure_durable(300 if chosen.quick else 900),
        "load": lambda: measure_latency(10 if chosen.quick else 60),
        "startup": measure_startup,
    }
    console = Console()
    table = Table("figure", "goal", "measured", "", title="What a turn costs")
    missed = False
    for part in chosen.only or parts:
        with console.status(f"measuring {part} …"):
            for figure in parts[part]():
                missed = missed or figure.is_met is False
                mark = {True: "[green]met", False: "[red]missed", None: ""}[figure.is_met]
                table.add_row(figure.name, figure.goal, figure.measured, mark)
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
