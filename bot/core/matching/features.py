"""The small pieces of a message by which it is compared: n-grams, sounds, concepts."""

import re
from itertools import pairwise

from bot.core.matching.model import Lexicon
from bot.core.matching.units import Phrases, units
from bot.core.text import syllables

_SKIPS = (2, 3)
_SUBWORDS = (3, 4)
_SUBJECT_SLACK = 1  # characters the subject of a message may stand behind its openers


class Features:
    """Names the features of normalised text."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the lexicon by word and by sound."""
        pairs = [
            (tuple(units(word)), concept)
            for concept, words in lexicon.concepts.items()
            for word in words
        ]
        self._concepts = Phrases(dict(reversed(pairs)))
        self._sounds = Phrases(
            {
                tuple(map(syllables, word)): concept
                for word, concept in reversed(pairs)
                if len(word) > 1 and not word[0].isascii()
            }
        )
        self._others = Phrases({tuple(units(word)): word for word in lexicon.other_products})
        openers = "|".join(re.escape(word) for word in sorted(lexicon.openers, key=len)[::-1])
        self._opening = re.compile(rf"(?:{openers}|\s)*" if openers else r"\s*")

    def names(self, text: str) -> list[str]:
        """Return the features of normalised text; one that occurs twice is there twice."""
        said = list(units(text))
        heard = [syllables(unit) if len(unit) == 1 else unit for unit in said]
        found = [f"c{unit}" for unit in said]
        found += [f"c{a}|{b}" for a, b in pairwise(said)]
        found += [f"s{sound}" for sound in heard]
        found += [f"s{a}|{b}" for a, b in pairwise(heard)]
        for gap in _SKIPS:
            found += [f"k{a}|{b}" for a, b in zip(said, said[gap:], strict=False)]
        for unit in said:
            if len(unit) > 1:
                word = f"^{unit}$"
                found += [
                    f"e{word[start : start + size]}"
                    for size in _SUBWORDS
                    for start in range(len(word) - size + 1)
                ]
        concepts = sorted({*self._concepts.find(said), *self._sounds.find(heard)})
        found += [f"L{concept}" for concept in concepts]
        found += [f"P{a}|{b}" for i, a in enumerate(concepts) for b in concepts[i + 1 :]]
        found += self._about_others(text, said)
        return found

    def words(self, text: str) -> dict[str, str]:
        """Return the features that are words or pairs of characters, with how they read."""
        said = list(units(text))
        single = {f"c{unit}": unit for unit in said if len(unit) > 1}
        pairs = {f"c{a}|{b}": a + b for a, b in pairwise(said) if len(a) == len(b) == 1}
        return single | pairs

    def _about_others(self, text: str, said: list[str]) -> list[str]:
        others = list(self._others.find(said))
        if not others:
            return []
        opening = self._opening.match(text)
        reach = (opening.end() if opening else 0) + _SUBJECT_SLACK
        leads = any(0 <= text.find(other) <= reach for other in others)
        return ["X"] * 2 + ["X^"] * (2 if leads else 0)
