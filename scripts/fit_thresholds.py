"""Fit the matcher's thresholds, leaving one voice out at a time, into common/matching.yaml."""

import argparse
import hashlib
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import yaml
from rich.progress import track

from bot.book.bank import labels_from_book, read_bank, read_lexicon, read_thresholds
from bot.book.rehearsal import rehearse
from bot.core.matching import Thresholds
from bot.core.matching.fitting import Aims, fit

ROOT = Path(__file__).parents[1] / "dialogues"
HEAD = """\
# Where the matcher draws its lines. Written by scripts/fit_thresholds.py; run it again when the
# bank, the lexicon or the faults have changed much. docs/why/matching.md tells what each means.
"""


def main() -> None:
    """Rehearse every voice, fit, and write the numbers with their date and data."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/fit_thresholds.py"
    )
    parser.parse_args()
    labels, bank = labels_from_book(ROOT), read_bank(ROOT)
    voices = len({line.voice for line in bank})
    rehearsals = rehearse(labels, bank, lexicon=read_lexicon(ROOT))
    read = [
        (line.labels, reading)
        for rehearsal in track(rehearsals, total=voices, description="voices")
        for line in rehearsal.lines
        if (reading := rehearsal.matcher.read(line.text)) is not None
    ]
    by_hand = Thresholds(meaning_weight=read_thresholds(ROOT).meaning_weight)
    found = fit(read, labels, start=by_hand, aims=Aims())
    fitted = {
        "date": datetime.now(UTC).date().isoformat(),
        "lines": len(bank),
        "voices": voices,
        "digest": hashlib.sha256(repr(bank).encode()).hexdigest()[:16],
    }
    numbers = {name: round(value, 4) for name, value in asdict(found).items()}
    text = yaml.safe_dump({"fitted": fitted, "thresholds": numbers}, sort_keys=False)
    (ROOT / "common/matching.yaml").write_text(HEAD + text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
