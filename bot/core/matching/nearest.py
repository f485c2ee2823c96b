"""The lines of the bank that resemble a message most, by spelling and by sound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.core.matching.spans import Ints, laid_out
from bot.core.text import bare, syllables

_SHORTLIST = (
    300  # lines compared in full; those sharing the rarest pairs of sounds with the message
)
_LOOKED_UP = (
    6_000  # entries of the index; where a message has more, its commonest pairs are left out
)
_BEST = 3
_GAPS = re.compile(r"(?<=[^a-z0-9]) | (?=[^a-z0-9])")
_PAIR_BITS = 16  # a unit of sound fits 16 bits, so a pair fits 32


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest lines of each class, at most three, the best first: class, line and likeness 0 to 1."""

    classes: Ints
    lines: Ints
    likeness: NDArray[np.floating]

    def of_class(self, number: int) -> list[tuple[int, float]]:
        """Return the lines of one class with their likeness, best first."""
        chosen = self.classes == number
        return list(zip(self.lines[chosen].tolist(), self.likeness[chosen].tolist(), strict=True))


class Nearest:
    """Finds the nearest lines and what they say for each class."""

    def __init__(
        self,
        lines: Sequence[str],
        targets: Sequence[Sequence[int]],
        *,
        classes: int,
        arrays: Mapping[str, NDArray[np.generic]] | None = None,
    ) -> None:
        """Take normalised lines and their classes; `arrays` is what `to_arrays` gave for them."""
        self._lines = [compact(line) for line in lines]
        self._sounds = [syllables(line) for line in self._lines]
        self._classes_of = np.fromiter(chain.from_iterable(targets), np.int64)
        self._ends = np.cumsum([0, *map(len, targets)])
        self._classes = classes
        index = _index(self._sounds) if arrays is None else arrays
        self._pairs: NDArray[np.uint32] = index["pairs"].astype(np.uint32, copy=False)
        self._starts: NDArray[np.int64] = index["postings_starts"].astype(np.int64, copy=False)
        self._postings: NDArray[np.int32] = index["postings"].astype(np.int32, copy=False)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the index, so that it need not be built again for the same lines."""
        return {
            "pairs": self._pairs,
            "postings_starts": self._starts,
            "postings": self._postings,
        }

    def find(self, text: str) -> Found:
        """Return the nearest lines of normalised text."""
        said = compact(text)
        heard = syllables(said)
        short = self._shortlist(heard)
        lines, sounds = self._lines, self._sounds
        spelt = _ratios(said, [lines[index] for index in short.tolist()])
        sounded = _ratios(heard, [sounds[index] for index in short.tolist()])
        likeness = (spelt + sounded) / 200
        order = np.argsort(-likeness, kind="stable")
        return self._best_of_each_class(short[order], likeness[order])

    def scores(self, found: Found) -> NDArray[np.float32]:
        """Return for each class the mean likeness of its best three lines."""
        total = np.bincount(found.classes, found.likeness, minlength=self._classes)
        return (total / _BEST).astype(np.float32)

    def _best_of_each_class(self, lines: Ints, likeness: NDArray[np.floating]) -> Found:
        first = self._ends[lines]
        counts = self._ends[lines + 1] - first
        classes = self._classes_of[laid_out(first, counts)]
        order = np.argsort(classes, kind="stable")
        classes, place = classes[order], np.repeat(np.arange(len(lines)), counts)[order]
        rank = np.arange(len(classes)) - np.searchsorted(classes, classes)
        best = rank < _BEST
        return Found(classes[best], lines[place[best]], likeness[place[best]])

    def _shortlist(self, heard: str) -> NDArray[np.int64]:
        wanted = np.unique(_pairs(heard))
        at = np.searchsorted(self._pairs, wanted)
        at[at == len(self._pairs)] = 0
        at = at[self._pairs[at] == wanted] if len(self._pairs) else at[:0]
        counts = self._starts[at + 1] - self._starts[at]
        rarest = np.argsort(counts, kind="stable")
        rarest = rarest[np.cumsum(counts[rarest]) - counts[rarest] < _LOOKED_UP]
        first, counts = self._starts[at[rarest]], counts[rarest]
        where = laid_out(first, counts)
        rarity = np.log((len(self._lines) + 1) / counts)
        shared = np.bincount(
            self._postings[where], np.repeat(rarity, counts), minlength=len(self._lines)
        )
        alike = np.flatnonzero(shared)
        if len(alike) <= _SHORTLIST:
            return alike
        return alike[np.argpartition(shared[alike], -_SHORTLIST)[-_SHORTLIST:]]


def _ratios(said: str, lines: Sequence[str]) -> NDArray[np.float32]:
    ratios: NDArray[np.float32] = process.cdist([said], lines, scorer=fuzz.ratio, dtype=np.float32)[
        0
    ]
    return ratios


def compact(text: str) -> str:
    """Return normalised text without punctuation, spaces only between Latin words."""
    return _GAPS.sub("", bare(text))


def _pairs(heard: str) -> NDArray[np.uint32]:
    units = np.frombuffer(f"^{heard}$".encode("utf-16-le"), np.uint16).astype(np.uint32)
    return ((units[:-1] << _PAIR_BITS) | units[1:]).astype(np.uint32)


def _index(sounds: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    per_line = [np.unique(_pairs(sound)) for sound in sounds]
    pairs = np.concatenate(per_line) if per_line else np.zeros(0, np.uint32)
    lines = np.repeat(np.arange(len(per_line), dtype=np.int32), [len(p) for p in per_line])
    order = np.argsort(pairs, kind="stable")
    distinct, starts = np.unique(pairs[order], return_index=True)
    return {
        "pairs": distinct,
        "postings_starts": np.append(starts, len(pairs)),
        "postings": lines[order],
    }
