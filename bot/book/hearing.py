"""Matchers of the packs, built when they are first needed: checking a book needs none of them."""

from collections.abc import Sequence
from threading import Lock

from bot.core.matching import BankLine, Label, Match, Matcher


class Hearing:
    """Understands messages for one pack; safe to share between threads."""

    def __init__(
        self, labels: Sequence[Label], bank: Sequence[BankLine], *, packs: tuple[str, ...]
    ) -> None:
        """Keep what the matcher learns from; faults of packs other than `packs` are not answered."""
        self._labels = labels
        self._bank = bank
        self._packs = packs
        self._lock = Lock()
        self._matcher: Matcher | None = None

    def match(self, text: str) -> Match:
        """Return the faults the text may be about."""
        return self.ready().match(text)

    def ready(self) -> Matcher:
        """Return the matcher, built now unless it was before."""
        with self._lock:
            if self._matcher is None:
                self._matcher = Matcher(self._labels, self._bank, packs=self._packs)
            return self._matcher
