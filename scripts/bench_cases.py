#!/usr/bin/env python3
"""Measure what a move in a case costs without I/O, of 40 lines and of 1,000; nothing leaves this machine.

scripts/bench_cases.py --rounds 200 --lines 40 1000
"""

import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.cases import SIZES, measure_cases  # noqa: E402 — may be started from anywhere
from tests.bench.report import options, report  # noqa: E402 — likewise
from tests.core.engine.conversation import shipped_book  # noqa: E402 — likewise


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="how often each is measured")
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES, help="lines of the case")
    chosen = parser.parse_args()
    book = shipped_book()
    tables = [
        report(
            f"A return of {lines:,} lines",
            {f"{lines:,} lines": partial(measure_cases, book, rounds=chosen.rounds, lines=lines)},
        )
        for lines in chosen.lines
    ]
    return max(tables)


if __name__ == "__main__":
    sys.exit(main())
