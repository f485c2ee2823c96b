"""Matchers of the packs, built when they are first needed: checking a book needs none of them."""

from bot.book.learned import Learned
from bot.core.matching import Match, Matcher


class Hearing:
    """Understands messages for one pack; safe to share between threads."""

    def __init__(self, learned: Learned, *, packs: tuple[str, ...]) -> None:
        """Share what was learned; faults of packs other than `packs` are not answered."""
        self._learned = learned
        self._packs = packs
        self._matcher: Matcher | None = None

    def match(self, text: str) -> Match:
        """Return the faults the text may be about."""
        return self.ready().match(text)

    def ready(self) -> Matcher:
        """Return the matcher, built now unless it was before."""
        if self._matcher is None:
            self._matcher = self._learned.matcher().limited_to(self._packs)
        return self._matcher
