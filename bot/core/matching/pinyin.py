"""Words typed as pinyin, read as characters of that sound: "shache shiling"."""

import re
from functools import cache

from bot.core.syllables import GROUPS

_WORD = re.compile(r"[a-z']+")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))  # as in core/syllables.py
_ENGLISH = re.compile(r"on$|^[dt]in$|^[tl]en$")  # would be syllables only with a g behind
_LETTERS = range(2, 7)  # of a syllable
_LONGEST = 80  # letters of a word
_LEAST = 3  # syllables; shorter text may be a word of another language


def sounded_out(text: str) -> str:
    """Return normalised text with its Latin words as characters where all of them are pinyin."""
    words = _WORD.findall(text)
    if not words or max(map(len, words)) > _LONGEST:
        return text
    read = {word: _syllables(word.replace("'", "")) for word in set(words)}
    if not all(read.values()) or sum(len(read[word]) for word in words) < _LEAST:
        return text
    spelt = _WORD.sub(lambda found: read[found.group()], text)
    return _GAP.sub("", spelt)


def _syllables(word: str) -> str:
    """Return a character for each syllable of a word, as few as can be; none when it is no pinyin."""
    known = _characters()
    best = {0: ""}
    for end in range(1, len(word) + 1):
        for start in (end - size for size in _LETTERS):
            if start not in best:
                continue
            syllable = word[start:end]
            character = None if _ENGLISH.search(syllable) else known.get(_careless(syllable))
            if character is None:
                continue
            if end not in best or len(best[start]) + 1 < len(best[end]):
                best[end] = best[start] + character
    return best.get(len(word), "")


def _careless(syllable: str) -> str:
    for careful, careless in _CONFUSED:
        syllable = syllable.replace(careful, careless)
    return "n" + syllable[1:] if syllable[:1] == "l" else syllable


@cache
def _characters() -> dict[str, str]:
    """Return one character per careless syllable."""
    rows = (row.partition(" ") for row in reversed(GROUPS.splitlines()))
    return {syllable: members[0] for syllable, _, members in rows if members}
