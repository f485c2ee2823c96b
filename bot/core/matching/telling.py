"""How much of an answer is found in the wordings of one option and of no other."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from bot.core.matching.answer_words import BREAK, AnswerWords, core

_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[^\x00-\x7f]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|ly)$")
_SCRAP = 3  # letters; shorter Latin words tell nothing


def telling(
    said: str, options: tuple[tuple[str, tuple[str, ...]], ...], words: AnswerWords
) -> dict[str, int]:
    """Return for each option how many of the pairs and words of a clause are found with it alone.

    `options` are ids with their wordings. A pair said under denial counts only where it is worded so.
    """
    own = _own(options, words)
    heard = _features(said, words)
    return {option: len(heard & features) for option, features in own.items()}


@lru_cache(maxsize=2_000)
def _own(
    options: tuple[tuple[str, tuple[str, ...]], ...], words: AnswerWords
) -> Mapping[str, frozenset[str]]:
    sets = {
        option: frozenset(
            feature
            for wording in wordings
            for feature in _features(core(wording, words).replace(BREAK, ""), words)
        )
        for option, wordings in options
    }
    counts = Counter(feature for features in sets.values() for feature in features)
    return {
        option: frozenset(feature for feature in features if counts[feature] == 1)
        for option, features in sets.items()
    }


def _features(said: str, words: AnswerWords) -> frozenset[str]:
    mark = "-" if words.denial.search(said) else "+"
    pairs = {mark + run[at : at + 2] for run in _HAN.findall(said) for at in range(len(run) - 1)}
    latin = {
        mark + _ENDING.sub("", word)
        for word in _LATIN.findall(said)
        if len(word) >= _SCRAP and word not in words.links
    }
    return frozenset(pairs | latin)
