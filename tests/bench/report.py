"""Prints measured figures as a table: what every `scripts/bench_*.py` ends with."""

import argparse
import os
from collections.abc import Callable, Iterable, Mapping

from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure

_MARKS = {True: "[green]met", False: "[red]missed", None: ""}
Measure = Callable[[], Iterable[Figure]]


def options(about: str | None) -> argparse.ArgumentParser:
    """Return a parser whose `--help` shows a script's docstring as it is written."""
    return argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)


def report(title: str, parts: Mapping[str, Measure]) -> int:
    """Measure each part and print one table; returns 1 when a goal is missed."""
    console = Console()
    table = Table("figure", "goal", "measured", "", title=title)
    missed = False
    for part, measure in parts.items():
        with console.status(f"measuring {part} …"):
            for figure in measure():
                missed = missed or figure.is_met is False
                table.add_row(figure.name, figure.goal, figure.measured, _MARKS[figure.is_met])
    console.print(table, f"load of the machine just now: {os.getloadavg()[0]:.1f}", sep="\n")
    return 1 if missed else 0
