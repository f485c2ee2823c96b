"""The small pieces of a message by which it is compared: n-grams, sounds, concepts."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bot.core.matching.model import Lexicon
from bot.core.text import syllables

_TOKEN = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
_NUMBER = "#"
_SKIPS = (2, 3)
_SUBWORDS = (3, 4)
_SUBJECT_SLACK = 1  # characters the subject of a message may stand behind its openers


class Features:
    """Names the features of normalised text."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the lexicon by word and by sound."""
        pairs = [
            (tuple(_units(word)), concept)
            for concept, words in lexicon.concepts.items()
            for word in words
        ]
        self._concepts = _Phrases(dict(reversed(pairs)))
        self._sounds = _Phrases(
            {
                tuple(map(syllables, units)): concept
                for units, concept in reversed(pairs)
                if len(units) > 1 and not units[0].isascii()
            }
        )
        self._others = _Phrases({tuple(_units(word)): word for word in lexicon.other_products})
        openers = "|".join(re.escape(word) for word in sorted(lexicon.openers, key=len)[::-1])
        self._opening = re.compile(rf"(?:{openers}|\s)*" if openers else r"\s*")

    def names(self, text: str) -> list[str]:
        """Return the features of normalised text; one that occurs twice is there twice."""
        units = list(_units(text))
        heard = [syllables(unit) if len(unit) == 1 else unit for unit in units]
        found = [f"c{unit}" for unit in units]
        found += [f"c{a}|{b}" for a, b in pairwise(units)]
        found += [f"s{sound}" for sound in heard]
        found += [f"s{a}|{b}" for a, b in pairwise(heard)]
        for gap in _SKIPS:
            found += [f"k{a}|{b}" for a, b in zip(units, units[gap:], strict=False)]
        for unit in units:
            if len(unit) > 1:
                word = f"^{unit}$"
                found += [
                    f"e{word[start : start + size]}"
                    for size in _SUBWORDS
                    for start in range(len(word) - size + 1)
                ]
        concepts = sorted({*self._concepts.find(units), *self._sounds.find(heard)})
        found += [f"L{concept}" for concept in concepts]
        found += [f"P{a}|{b}" for i, a in enumerate(concepts) for b in concepts[i + 1 :]]
        found += self._about_others(text, units)
        return found

    def words(self, text: str) -> dict[str, str]:
        """Return the features that are words or pairs of characters, with how they read."""
        units = list(_units(text))
        single = {f"c{unit}": unit for unit in units if len(unit) > 1}
        pairs = {f"c{a}|{b}": a + b for a, b in pairwise(units) if len(a) == len(b) == 1}
        return single | pairs

    def _about_others(self, text: str, units: list[str]) -> list[str]:
        others = list(self._others.find(units))
        if not others:
            return []
        opening = self._opening.match(text)
        reach = (opening.end() if opening else 0) + _SUBJECT_SLACK
        leads = any(0 <= text.find(other) <= reach for other in others)
        return ["X"] * 2 + ["X^"] * (2 if leads else 0)


class _Phrases:
    """Finds known phrases in a sequence of units, the longest first from the left."""

    def __init__(self, names: Mapping[tuple[str, ...], str]) -> None:
        self._names = names
        sizes: dict[str, set[int]] = {}
        for units in names:
            sizes.setdefault(units[0], set()).add(len(units))
        self._sizes = {first: sorted(of, reverse=True) for first, of in sizes.items()}

    def find(self, units: list[str]) -> Iterator[str]:
        at = 0
        while at < len(units):
            for size in self._sizes.get(units[at], ()):
                name = self._names.get(tuple(units[at : at + size]))
                if name is not None:
                    yield name
                    at += size
                    break
            else:
                at += 1


def _units(text: str) -> Iterator[str]:
    """Yield Han characters one by one, Latin words whole, and one sign for any number."""
    for token in _TOKEN.findall(text):
        if token.isdecimal():
            yield _NUMBER
        elif token.isascii():
            yield token
        else:
            yield from token
