#!/usr/bin/env python3
"""Measure how soon a person is told that a customer wants one: from the cry to the card in the staff group.

Both bots, the desk and the sender run as they are shipped, against a fake Telegram on this machine.

  scripts/bench_staff.py --quick
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench.report import options, report  # noqa: E402 — likewise
from tests.bench.staff import measure_staff  # noqa: E402 - the script may be started from anywhere


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--quick", action="store_true", help="15 seconds instead of 60")
    chosen = parser.parse_args()
    return report(
        "How soon a person is told",
        {"the staff group": lambda: measure_staff(15 if chosen.quick else 60)},
    )


if __name__ == "__main__":
    sys.exit(main())
