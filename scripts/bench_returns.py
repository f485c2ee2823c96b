#!/usr/bin/env python3
"""Measure what a dealer waits for: a pasted list, a spreadsheet of 1,000 lines, a return opened.

scripts/bench_returns.py --rounds 5
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.opening import read_book  # noqa: E402 - the script may be started from anywhere
from bot.settings import load_settings  # noqa: E402
from tests.bench.report import options, report  # noqa: E402 — likewise
from tests.bench.returns import measure_returns  # noqa: E402


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    chosen = parser.parse_args()
    book = read_book(load_settings(dialogues_dir=ROOT / "dialogues"))
    return report(
        "What a dealer waits for",
        {"returns": lambda: measure_returns(book, rounds=chosen.rounds)},
    )


if __name__ == "__main__":
    sys.exit(main())
