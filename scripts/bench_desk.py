#!/usr/bin/env python3
"""Measure the desk in Chromium: twenty colleagues, five hundred open conversations, customers writing.

Needs Chromium (its path in CHROMIUM). About two minutes; nothing leaves this machine.

  scripts/bench_desk.py --rounds 20
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.desk import measure_desk  # noqa: E402 - the script may be started from anywhere
from tests.bench.report import options, report  # noqa: E402 — likewise


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="how often each thing is measured")
    chosen = parser.parse_args()
    return report(
        "The desk with a full house", {"the desk": lambda: measure_desk(rounds=chosen.rounds)}
    )


if __name__ == "__main__":
    sys.exit(main())
