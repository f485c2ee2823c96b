#!/usr/bin/env python3
"""Propose bank lines from stored conversations, as a patch to review.

Labels a customer chose come first; a guess carries the matcher's best node, or none. Read the patch,
strike out what is wrong, then `git apply` it:

  scripts/mine_misses.py --limit 200 > mined.patch
"""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.book.bank import read_bank  # noqa: E402 - the script may be started from anywhere
from bot.desk.mining import comparable, propose  # noqa: E402
from bot.desk.misses import misses  # noqa: E402
from bot.opening import read_book  # noqa: E402
from bot.settings import load_settings  # noqa: E402
from bot.store.engines import Store  # noqa: E402


def main() -> int:
    """Print the patch; tell on standard error how much it holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=int, default=1000, help="newest misses to look at")
    parser.add_argument("--sure", action="store_true", help="only labels customers chose")
    chosen = parser.parse_args()
    settings = load_settings()
    pack = read_book(settings).pack(settings.pack)
    store = Store(settings.database)
    known = {comparable(line.text) for line in read_bank(settings.dialogues_dir)}
    found = propose(misses(store, limit=chosen.limit), known=known, nodes=pack.nodes)
    lines = [
        json.dumps({"text": one.text, "labels": list(one.labels)}, ensure_ascii=False)
        for one in found
        if one.sure or not chosen.sure
    ]
    target = f"dialogues/{pack.name}/bank/mined.jsonl"
    old = (ROOT / target).read_text(encoding="utf-8").count("\n") if (ROOT / target).exists() else 0
    if lines:
        print(f"--- {f'a/{target}' if old else '/dev/null'}\n+++ b/{target}")
        print(f"@@ -{old},0 +{old + 1},{len(lines)} @@")
        print(*(f"+{line}" for line in lines), sep="\n")
    print(f"{len(lines)} lines proposed", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
