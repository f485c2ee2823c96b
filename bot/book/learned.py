"""What the matcher learned from the bank, built once and kept on disk for the next start.

The file is named after all it was made from, program included, so that it is never stale. It can
be deleted at any time; without a writable folder the matcher learns anew at each start.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

from bot.book.bank import read_lexicon, read_thresholds
from bot.book.encoder import Embed, Meaning
from bot.book.kept import cache_folder, keep, read_kept
from bot.core import matching, syllables, text
from bot.core.matching import BankLine, Label, Lexicon, Matcher

_KEPT = 12  # files of at most 5 MB: reloads while running, branches of the book, tests


class Learned:
    """One matcher for all packs, made when first asked for; safe to share between threads."""

    def __init__(
        self,
        root: Path,
        labels: Sequence[Label],
        bank: Sequence[BankLine],
        *,
        folder: Path | None = None,
        embed: Embed | None = None,
    ) -> None:
        """Keep what to learn from; `folder` holds what was learned (None: the user's cache).

        With `embed`, faults are also ordered by meaning.
        """
        self._root = root
        self._labels = tuple(labels)
        self._bank = tuple(bank)
        self._folder = folder or cache_folder()
        self._embed = embed
        self._lock = Lock()
        self._matcher: Matcher | None = None

    def matcher(self) -> Matcher:
        """Return the matcher that answers with the faults of all packs."""
        with self._lock:
            if self._matcher is None:
                self._matcher = self._make()
            return self._matcher

    def _make(self) -> Matcher:
        lexicon = read_lexicon(self._root)
        file = self._folder / f"matcher-{_digest(self._labels, self._bank, lexicon)}.npz"
        arrays = read_kept(file)
        matcher = Matcher(
            self._labels,
            self._bank,
            lexicon=lexicon,
            thresholds=read_thresholds(self._root),
            arrays=arrays,
            meaning=self._meaning(),
        )
        if arrays is None:
            with suppress(OSError):
                keep(file, matcher.to_arrays(), most=_KEPT)
        return matcher

    def _meaning(self) -> Meaning | None:
        if self._embed is None or not self._bank:
            return None
        return Meaning(self._labels, self._bank, embed=self._embed, folder=self._folder)


def _digest(labels: Sequence[Label], bank: Sequence[BankLine], lexicon: Lexicon) -> str:
    seen = hashlib.sha256()
    programs = Path(matching.__file__).parent.glob("*.py")
    for path in (*sorted(programs), Path(text.__file__), Path(syllables.__file__)):
        seen.update(path.read_bytes())
    seen.update(repr(lexicon).encode())
    seen.update(repr([(label.id, label.phrases) for label in labels]).encode())
    seen.update("\n".join(f"{line.labels}{line.text}" for line in bank).encode())
    return seen.hexdigest()[:20]
