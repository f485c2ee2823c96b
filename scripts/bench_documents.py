#!/usr/bin/env python3
"""Measure what reading a table and printing a form cost; nothing leaves this machine.

scripts/bench_documents.py --rounds 20
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.documents import measure_documents  # noqa: E402 — may be started from anywhere
from tests.bench.report import options, report  # noqa: E402 — likewise


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often each is measured")
    chosen = parser.parse_args()
    return report(
        "What tables and forms cost",
        {"tables and forms": lambda: measure_documents(rounds=chosen.rounds)},
    )


if __name__ == "__main__":
    sys.exit(main())
