"""Tell which faults messages are about: one JSON object in, one out, per line."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.book.bank import labels_from_book, read_bank, read_dangers
from bot.book.learned import Learned
from bot.book.warning import is_danger
from bot.core.intents import IntentIndex
from bot.core.matching import Matcher

ROOT = Path(__file__).parents[1] / "dialogues"
EXAMPLE = """example:
  echo '{"text": "充满电跑不远"}' | python scripts/match.py --jsonl --pack ebike
  python scripts/match.py 刹车没反应
"""


def matcher(pack: str) -> Matcher:
    """Return the matcher for one pack, or for all without a product known."""
    whole = Learned(ROOT, labels_from_book(ROOT), read_bank(ROOT)).matcher()
    return whole if pack == "all" else whole.limited_to((pack, "common"))


def answer(text: str, *, using: Matcher, dangers: IntentIndex) -> dict[str, object]:
    """Return what a message is about."""
    found = using.match(text)
    danger = is_danger(text, found, outright=dangers)
    nodes = [{"id": c.node, "score": round(c.score, 4)} for c in found.candidates]
    return {"text": text, "decision": found.decision, "danger": danger, "nodes": nodes}


def main() -> int:
    """Read messages from the command line or stdin and print what they are about."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLE, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--jsonl", action="store_true", help='read {"text": …} lines from stdin')
    parser.add_argument("--pack", choices=["ebike", "shop", "all"], default="all")
    parser.add_argument("text", nargs="*", help="messages, when --jsonl is not given")
    wanted = parser.parse_args()
    using, dangers = matcher(wanted.pack), read_dangers(ROOT)
    rows = (str(json.loads(row)["text"]) for row in sys.stdin if row.strip())
    for text in rows if wanted.jsonl else wanted.text:
        print(
            json.dumps(answer(text, using=using, dangers=dangers), ensure_ascii=False), flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
