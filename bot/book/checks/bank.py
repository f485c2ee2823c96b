"""Can every line of the utterance bank be read, and does each of its labels name a fault?"""

import json
from pathlib import Path

from bot.book.bank import read_bank
from bot.book.digest import files_of
from bot.book.issue import Issues, nearest
from bot.book.reader import read_utf8
from bot.core.matching import BankLine
from bot.core.script import Source


def check_bank(root: Path, issues: Issues, *, nodes: frozenset[str] | None) -> tuple[BankLine, ...]:
    """Return the bank's lines; broken lines and unknown labels are issues.

    `nodes`: the faults there are, None when not all of them could be read.
    """
    try:
        lines = read_bank(root)
    except ValueError:  # one line is broken; find out about all of them
        lines = ()
    labels = {label for line in lines for label in line.labels}
    if not lines or (nodes is not None and not labels <= nodes):
        for path in files_of(root, "**/*.jsonl"):
            _check_file(path, root=root, issues=issues, nodes=nodes)
    return lines


def _check_file(path: Path, *, root: Path, issues: Issues, nodes: frozenset[str] | None) -> None:
    file = path.relative_to(root).as_posix()
    text = read_utf8(path, root=root, issues=issues) or ""
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        try:
            entry = json.loads(row)
            labels = [str(label) for label in entry["labels"]]
            _ = entry["text"]
        except (ValueError, KeyError, TypeError) as error:
            column = error.colno if isinstance(error, json.JSONDecodeError) else 1
            issues.add(
                Source(file, number, column),
                "bank_line",
                'this line is not {"text": …, "labels": […]}',
                fix="Write it as one JSON object on one line.",
            )
            continue
        for label in labels:
            if nodes is not None and label not in nodes:
                issues.add_absent(
                    Source(file, number, row.find(f'"{label}"') + 2),
                    "bank_label",
                    f"there is no fault `{label}`",
                    fix=nearest(label, nodes, otherwise="Take the label out."),
                )
