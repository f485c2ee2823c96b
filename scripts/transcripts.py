#!/usr/bin/env python3
"""Play the conversations under tests/transcripts/talks and show which steps of the book they walk.

Example: scripts/transcripts.py --update tests/transcripts/talks/charger_dead.yaml
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.book import load  # noqa: E402 - the script may be started from anywhere
from bot.channels.terminal.session import InputError  # noqa: E402
from bot.channels.terminal.transcripts import play, read, uncovered, write  # noqa: E402


def main() -> int:
    """Return 0 when every talk goes as written or was rewritten."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="transcripts (default: all)")
    parser.add_argument("--update", action="store_true", help="rewrite what the bot says")
    parser.add_argument("--uncovered", action="store_true", help="list the steps nothing walks")
    chosen = parser.parse_args()
    loaded = load(ROOT / "dialogues", default="ebike")
    if loaded.book is None:
        print(*loaded.errors, sep="\n")
        return 1
    walked: set[str] = set()
    wrong = 0
    for path in chosen.files or sorted((ROOT / "tests/transcripts/talks").glob("*.yaml")):
        transcript = read(path)
        try:
            talk, steps = play(transcript, loaded.book)
        except InputError as error:
            print(f"{path.name}: {error}")
            wrong += 1
            continue
        walked |= steps
        if list(talk) != list(transcript.talk):
            wrong += not chosen.update
            print(f"{path.name}: {'rewritten' if chosen.update else 'goes another way now'}")
        if chosen.update:
            write(path, replace(transcript, talk=talk))
    for name, pack in loaded.book.packs.items():
        missed = uncovered(loaded.book, frozenset(walked), pack=name)
        total = sum(len(script.steps) for script in pack.scripts.values())
        print(f"{name}: {total - len(missed)} of {total} steps walked")
        if chosen.uncovered:
            print(*missed, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
