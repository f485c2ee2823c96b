"""Names for the state of the book's files, and of the program that reads them."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

READ = (".yaml", ".j2", ".jsonl", ".json", ".typ")
"""Endings of the files a book is made of."""

_PROGRAM = Path(__file__).parents[1]


def files_of(folder: Path, pattern: str) -> list[Path]:
    """Return the files that fit, in order; an editor's hidden locks and copies are none of the book's."""
    found = sorted(folder.glob(pattern))
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def digest(root: Path) -> str:
    """Return a name for this state of all files below `root`."""
    return _digest(root, (path for path in files_of(root, "**/*") if path.suffix in READ))


@cache
def program_digest() -> str:
    """Return a name for this state of the code that proves things about the book."""
    return _digest(
        _PROGRAM,
        (
            path
            for part in ("book", "core", "documents")
            for path in (_PROGRAM / part).rglob("*.py")
        ),
    )


def _digest(root: Path, paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in sorted(paths):
        seen.update(path.relative_to(root).as_posix().encode() + b"\0")
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:16]
