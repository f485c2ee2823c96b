#!/usr/bin/env python3
"""Measure what a turn costs, from the engine alone to a reply accepted by a fake Telegram.

Floors are measured in the same run. About five minutes; nothing leaves this machine.

  scripts/bench_turn.py --quick --only engine load
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.opening import read_book  # noqa: E402 - the script may be started from anywhere
from bot.settings import load_settings  # noqa: E402
from tests.bench.engine import measure_engine  # noqa: E402
from tests.bench.load import measure_durable, measure_latency  # noqa: E402
from tests.bench.report import Measure, options, report  # noqa: E402
from tests.bench.startup import measure_startup  # noqa: E402


def main() -> int:
    """Print the table; returns 1 when a goal is missed."""
    parser = options(__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter loads, rougher figures")
    parser.add_argument("--only", nargs="+", choices=["engine", "durable", "load", "startup"])
    chosen = parser.parse_args()
    parts: dict[str, Measure] = {
        "engine": lambda: measure_engine(
            read_book(load_settings(dialogues_dir=ROOT / "dialogues"))
        ),
        "durable": lambda: measure_durable(300 if chosen.quick else 900),
        "load": lambda: measure_latency(10 if chosen.quick else 60),
        "startup": measure_startup,
    }
    return report("What a turn costs", {name: parts[name] for name in chosen.only or parts})


if __name__ == "__main__":
    sys.exit(main())
