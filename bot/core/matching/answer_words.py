"""The words in which people answer, whatever the question is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from bot.core.matching.amounts import AmountWords
from bot.core.matching.clauses import either
from bot.core.text import bare, normalise

_STOPS = re.compile(r"[,，.。!！?？;；、\n~…]+(?!\d)|(?<=[^\x00-\x7f])\s+")
_GAPS = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_TWICE = re.compile(r"(\D{1,4}?)\1+")
BREAK = ","
"""Stands between the clauses of an answer."""


@dataclass(frozen=True, eq=False)
class AnswerWords:
    """How people answer: words from the book, in normalised form.

    `ordinals[i]` names the answer at position i. `yes` and `no` are whole answers and, at the
    same time, the words by which a yes-like or no-like button is known. `turns` begin what holds
    now, after what held before. What begins with one of `leanings` tells nothing without the
    question.
    """

    unsure: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    hedges: tuple[str, ...]
    denials: tuple[str, ...]
    questions: tuple[str, ...]
    turns: tuple[str, ...]
    inclusives: tuple[str, ...]
    links: tuple[str, ...]
    leanings: tuple[str, ...]
    ordinals: tuple[tuple[str, ...], ...]
    amounts: AmountWords

    @cached_property
    def hedge(self) -> re.Pattern[str]:
        """A softener."""
        return either(self.hedges)

    @cached_property
    def denial_before(self) -> re.Pattern[str]:
        """A denial at the end of a text, with up to two characters or Latin words behind it."""
        gap = r"(?P<gap>[^\x00-\x7f]{0,2}|(?: [a-z0-9]+){0,2} ?)"
        return re.compile(rf"(?P<denial>{either(self.denials).pattern}){gap}$")

    @cached_property
    def link(self) -> re.Pattern[str]:
        """A word over which no denial reaches."""
        return either(self.links)

    @cached_property
    def question(self) -> re.Pattern[str]:
        """A word by which the customer asks instead of answering."""
        return either(self.questions)

    @cached_property
    def leaning(self) -> re.Pattern[str]:
        """The beginning of a wording that leans on the question."""
        return either(self.leanings)

    @cached_property
    def turn(self) -> re.Pattern[str]:
        """A word that leads over to what holds now."""
        return either(self.turns)

    @cached_property
    def denial(self) -> re.Pattern[str]:
        """A word that denies what follows."""
        return either(self.denials)

    @cached_property
    def inclusive(self) -> re.Pattern[str]:
        """A word that makes a statement of a question word ("什么都没有")."""
        return either(self.inclusives)

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """The ways of saying not to know."""
        return tuple(compact_words(word) for word in self.unsure)

    @cached_property
    def _affirming(self) -> frozenset[str]:
        return frozenset(compact_words(word) for word in self.yes)

    @cached_property
    def _denying(self) -> frozenset[str]:
        return frozenset(compact_words(word) for word in self.no)

    def leading(self, said: str) -> Literal["yes", "no"] | None:
        """Return whether an answer in core form is or begins with a yes or a no."""
        first = said.split(BREAK, 1)[0]
        twice = _TWICE.fullmatch(first)
        for start in (first, twice[1] if twice else first, first.split(" ", 1)[0]):
            if start in self._affirming:
                return "yes"
            if start in self._denying:
                return "no"
        return None


def compact_words(text: str) -> str:
    """Return bare text with spaces only between Latin words."""
    return _GAPS.sub("", text)


@lru_cache(maxsize=20_000)
def core(text: str, words: AnswerWords) -> str:
    """Return what carries the answer: clauses parted by `BREAK`, without softeners."""
    return BREAK.join(_clauses(normalise(text), words))


def _clauses(text: str, words: AnswerWords) -> Iterator[str]:
    for clause in _STOPS.split(text):
        said = bare(clause)
        kept = compact_words(bare(words.hedge.sub(" ", said))) or compact_words(said)
        if kept:
            yield kept
