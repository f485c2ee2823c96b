"""Takes a message apart: what tells of a fault, and what says that something is in order."""

import re
from collections.abc import Sequence

from bot.core.matching.model import ClauseWords
from bot.core.text import bare

_STOPS = re.compile(r"[,，.。!！?？;；、\n~…]+|\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")

_NUMBERS = re.compile(r"(?<![a-z0-9])[a-z]{0,4}(?:\d-?){6,}\d[a-z0-9]*")
"""Phone, order and waybill numbers: they name who asks, never what is wrong."""
_SHORTEST_SUBJECT = 2  # characters; less is no complaint but a reference to one


class Clauses:
    """Splits normalised text."""

    def __init__(self, words: ClauseWords) -> None:
        """Compile the words."""
        self._cuts = either((*words.turns, *words.joins))
        self._turns = either(words.turns)
        self._normal = either(words.normal)
        self._denials = either(words.denials)
        self._product = re.compile(rf"^\W*(?:{either(words.products).pattern})\W*的?\W*")
        self._ending = re.compile(rf"(?:[\W_]*(?:{either(words.endings).pattern}))+\W*$")

    def parts(self, text: str) -> list[str]:
        """Return the clauses of normalised text that have content."""
        cut = self._cuts.sub(lambda found: f"\n{found.group()}", text)
        return [part.strip() for part in _STOPS.split(cut) if part and part.strip()]

    def subject(self, text: str) -> str:
        """Return normalised text without the product it begins and the question it ends with.

        Numbers of phones and orders go too. All of these may stand around anything: they tell
        neither of a fault nor of none. Text that is nothing else stays as it is.
        """
        told = self._product.sub("", self._ending.sub("", _NUMBERS.sub(" ", text)))
        return told if len(bare(told)) >= _SHORTEST_SUBJECT else text

    def troubled(self, text: str) -> str:
        """Return the text without the clauses that only say what is in order; all if all do."""
        parts = self.parts(text)
        kept = [part for part in parts if not self.is_reassuring(part)]
        return ",".join(kept) if kept and len(kept) < len(parts) else text

    def is_reassuring(self, part: str) -> bool:
        """Whether a clause says that something is in order or not the matter."""
        if self._turns.match(part):
            return False
        denial = self._denials.match(part)
        return denial is not None or self._normal.search(part) is not None


def either(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of the words, Latin ones whole; for none of them, no match."""
    patterns = [
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(patterns) if patterns else r"(?!)")
