#!/usr/bin/env python3
"""Say what an edited book means for the conversations and cases that are under way.

Example: scripts/migrate_dialogues.py --dry-run
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.core.engine.pin import fate  # noqa: E402 - the script may be started from anywhere
from bot.desk.cases.fates import case_fates  # noqa: E402
from bot.desk.views import recent_conversations  # noqa: E402
from bot.opening import read_book  # noqa: E402
from bot.settings import load_settings  # noqa: E402
from bot.store.engines import Store  # noqa: E402

_ALL = 1_000_000


def main() -> int:
    """Print how many conversations go on, move to another step, or come to a person."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        required=True,
        help="only look; each is migrated by itself, at its next message or move",
    )
    parser.parse_args()
    settings = load_settings()
    book = read_book(settings)
    store = Store(settings.database)
    fates: Counter[str] = Counter()
    for view in recent_conversations(store, limit=_ALL):
        if view.state.frames:
            fates[fate(book.pack(view.pack), view.state.frames)] += 1
    for name in ("unchanged", "same step", "nearest step", "person"):
        print(f"{fates[name]:6} {name}")
    print("cases:")
    for name, count in sorted(case_fates(store, book).items()):
        print(f"{count:6} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
