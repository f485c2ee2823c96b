"""What a customer typed, made comparable."""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from bot.core.syllables import GROUPS

_FIRST_SYLLABLE = 0xE000  # private-use area: one unit of two bytes per syllable
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2300-\u23ff\u2600-\u27bf\ufe0f\u200d\u20e3]+")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"[\W_]+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")


@cache
def _sounds() -> dict[int, int]:
    order: dict[str, int] = {}
    table = {}
    for row in GROUPS.splitlines():
        syllable, _, members = row.partition(" ")
        unit = _FIRST_SYLLABLE + order.setdefault(syllable, len(order))
        table.update({ord(member): unit for member in members})
    return table


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return the text in full-width-free, simplified, lower-case form, emoji taken out.

    Wording of Taiwan becomes that of the mainland where the two differ by word.
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _SPACE.sub(" ", _EMOJI.sub(" ", _converter().convert(folded))).strip()


def bare(text: str) -> str:
    """Return normalised text without punctuation; words of Latin letters stay apart."""
    return _BREAK.sub(" ", text).strip()


def syllables(text: str) -> str:
    """Return the text with each common Han character replaced by one unit for its sound."""
    return text.translate(_sounds())
