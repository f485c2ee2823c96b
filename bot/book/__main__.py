"""`python -m bot.book [DIR]` prints every issue of the book."""

import sys
from pathlib import Path

from bot.book.loading import load

if __name__ == "__main__":
    loaded = load(Path(sys.argv[1] if len(sys.argv) > 1 else "dialogues"), default="ebike")
    for issue in loaded.issues:
        print(issue)  # noqa: T201 - a command line prints
    sys.exit(1 if loaded.errors else 0)
