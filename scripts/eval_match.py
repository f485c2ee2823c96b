"""Measure the matcher beside simpler ones, on labelled messages or leaving one voice out."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.progress import track

from bot.book.bank import (
    labels_from_book,
    read_bank,
    read_dangers,
    read_lexicon,
    read_lines,
    read_thresholds,
)
from bot.book.encoder import Meaning, sentence_encoder
from bot.book.learned import Learned
from bot.book.measuring import Measured
from bot.book.rehearsal import rehearse
from bot.core.matching import BankLine

ROOT = Path(__file__).parents[1] / "dialogues"
EXAMPLE = """example:
  python scripts/eval_match.py tests/data/dev.jsonl
  python scripts/eval_match.py            # leaves each voice out in turn; some minutes
  python scripts/eval_match.py --encoder  # the same, faults also ordered by meaning
"""


def main() -> None:
    """Run every message and print the figures in percent."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLE, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help='lines {"text", "labels", "kind"?}')
    parser.add_argument("--encoder", action="store_true", help="order faults by meaning too")
    given = parser.parse_args()
    file, embed = given.file, sentence_encoder() if given.encoder else None
    labels, bank = labels_from_book(ROOT), read_bank(ROOT)
    measured = Measured(labels, outright=read_dangers(ROOT))
    if file is not None:
        rows = list(read_lines(file))
        lines = [BankLine(row["text"], row["labels"], file.stem) for row in rows]
        kinds = [str(row.get("kind", "all")) for row in rows]
        measured.run(lines, Learned(ROOT, labels, bank, embed=embed).matcher(), kinds=kinds)
    else:
        tries = rehearse(
            labels,
            bank,
            lexicon=read_lexicon(ROOT),
            thresholds=read_thresholds(ROOT),
            meaning=embed and Meaning(labels, bank, embed=embed),
        )
        for one in track(tries, total=len({line.voice for line in bank}), description="voices"):
            measured.run(one.lines, one.matcher, kinds=[one.voice] * len(one.lines))
    print("\n".join(measured.report()))


if __name__ == "__main__":
    main()
