#!/usr/bin/env python3
"""Measure what it takes to match a message, with the bank as it ships and with 2,000 faults of 20 lines.

scripts/bench_match.py --rounds 3 --faults 2000
"""

import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.matching import measure_large, measure_matching  # noqa: E402 — may be started from anywhere
from tests.bench.report import options, report  # noqa: E402 — likewise


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each message is matched")
    parser.add_argument(
        "--faults", type=int, default=2000, help="faults of the large bank; 0: none"
    )
    chosen = parser.parse_args()
    parts = {"the shipped bank": partial(measure_matching, rounds=chosen.rounds)}
    if chosen.faults:
        parts["a large bank"] = partial(measure_large, rounds=chosen.rounds, faults=chosen.faults)
    return report("What a message waits for", parts)


if __name__ == "__main__":
    sys.exit(main())
