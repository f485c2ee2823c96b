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
        self._seams = either((*words.links, *words.things))
        self._turns = either(words.turns)
        self._normal = either(words.normal)
        self._telling = either((*words.absences, *words.harms))
        self._denials = re.compile(
            rf"{either(words.denials).pattern}|"
            rf"(?:{either(words.absences).pattern})(?!\W*(?:{either(words.lacks).pattern}))"
        )
        self._denied = _denied(words)
        self._nearly = tuple(words.nearly)
        self._product = re.compile(rf"^\W*(?:{either(words.products).pattern})\W*的?\W*")
        self._ending = re.compile(rf"(?:[\W_]*(?:{either(words.endings).pattern}))+\W*$")

    def parts(self, text: str) -> list[str]:
        """Return the clauses of normalised text that have content."""
        cut = self._cuts.sub(lambda found: f"\n{found.group()}", text)
        return [part.strip() for part in _STOPS.split(cut) if part and part.strip()]

    def seams(self, part: str) -> list[int]:
        """Return where, stops or none, another part may begin inside a clause, left to right."""
        return [found.start() for found in self._seams.finditer(part) if found.start()]

    def says_something(self, part: str) -> bool:
        """Whether a part does more than name things and join on to another: 锂电池 does not, 烫 does."""
        beside = bare(self._seams.sub("", part))
        return len(beside) >= _SHORTEST_SUBJECT or self._telling.search(beside) is not None

    def without_denied(self, text: str) -> str:
        """Return the text without the harms it says there are not: 电池不烫也没鼓, no smoke."""
        return self._denied.sub(self._left_of, text).strip()

    def _left_of(self, denied: re.Match[str]) -> str:
        """Return nothing of a denial, all of a question (是不是, 烫不烫) and of what nearly was."""
        before, said = denied.string[: denied.start()], denied.group()
        is_asked = before[-1:] == said[1:2] and not said.isascii()
        return said if is_asked or before.endswith(self._nearly) else " "

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


def _denied(words: ClauseWords) -> re.Pattern[str]:
    """Return a pattern for harms denied one after another."""
    no, harm = either(words.nots).pattern, either(words.harms).pattern
    between = rf"(?:(?:{either(words.fillers).pattern})| )*"
    also = rf"(?:(?:{either(words.ors).pattern})|\W)*"
    return re.compile(rf"(?:(?:{no}){between}(?:{harm})(?:{also}(?:{harm}))*\W*)+")
