"""Which answers a text names, and which it denies."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.core.matching.answer_words import BREAK, AnswerWords, core

_LATIN = re.compile(r"[a-z0-9]")
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = r"(?:s|es|d|ed|ing)?"
Denial = Literal["", "near", "far"]
"""Whether a denial stands right before a wording, a word or two before it, or not at all."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A wording of an option found in a text, both in core form."""

    option: str
    wording: str
    start: int
    end: int
    denial: Denial

    @property
    def weight(self) -> int:
        """How much it tells."""
        return size(self.wording)


def size(text: str) -> int:
    """Return how long a text in core form is, in characters; a Latin word counts for two."""
    words = _WORD.findall(text)
    return len(text) - sum(map(len, words)) - text.count(" ") + 2 * len(words)


def mentions(
    said: str, wordings: Iterable[tuple[str, str]], *, words: AnswerWords
) -> list[Mention]:
    """Return the wordings found in `said`, longest first, none inside another.

    `wordings` are pairs of wording and option. A denial reaches over a word or two, but not over
    another wording nor over a word that links to what holds ("是").
    """
    taken = [False] * len(said)
    spans: list[tuple[int, int, str, str]] = []
    for wording, option in sorted(wordings, key=lambda pair: -len(pair[0])):
        for found in _pattern(wording, words).finditer(said) if wording else ():
            if not any(taken[found.start() : found.end()]):
                spans.append((*found.span(), wording, option))
                taken[found.start() : found.end()] = [True] * (found.end() - found.start())
    return [
        Mention(option, wording, start, end, _denial(said, start, taken, words))
        for start, end, wording, option in spans
    ]


def option_wordings(
    options: Sequence[tuple[str, Sequence[str]]], words: AnswerWords
) -> list[tuple[str, str]]:
    """Return the wordings of options in core form, each with its option."""
    return [
        (core(wording, words).replace(BREAK, ""), option)
        for option, wordings in options
        for wording in wordings
    ]


@lru_cache(maxsize=20_000)
def _pattern(wording: str, words: AnswerWords) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if _LATIN.match(wording[0]) else ""
    if wording[0] in words.amounts.digits:  # "nine hours" is not in "nineteen hours"
        before = rf"(?<![{words.amounts.digits}0-9])"
    after = rf"{_ENDINGS}(?![a-z0-9])" if _LATIN.match(wording[-1]) else ""
    return re.compile(before + re.escape(wording) + after)


def _denial(said: str, start: int, taken: Sequence[bool], words: AnswerWords) -> Denial:
    found = words.denial_before.search(said, 0, start)
    if found is None or any(taken[found.end("denial") : start]):
        return ""
    gap = found["gap"].strip()
    if words.link.search(gap):
        return ""
    return "far" if gap else "near"
