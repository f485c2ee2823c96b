"""Which fault the pieces of a message speak for.

Weights exist only where a feature was seen with a fault, so that the memory needed grows with
the bank and not with features times faults.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.spans import Ints, laid_out

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]
Row = tuple[Ints, Floats]
"""The known features of a text as columns, and their values."""
Hashed = tuple[NDArray[np.uint32], Floats]
"""The distinct features of a text as sorted 32-bit numbers, and their dampened counts."""


def hashes(features: Sequence[str]) -> Hashed:
    """Return the distinct features as sorted 32-bit numbers with their dampened counts."""
    counted = sorted(Counter(crc32(f.encode()) for f in features).items())
    table = np.array(counted, np.uint32).reshape(-1, 2)
    return table[:, 0], (1 + np.log(table[:, 1])).astype(np.float32)


class GramScorer:
    """Scores every class for the features of a message; higher is likelier.

    Its arrays: `known` features as sorted hashes, the `rarity` of each, where its weights start
    (`starts`), the class and value of each weight (`classes`, `weights`), and per class the
    `base`, the weight of a feature never seen with it.
    """

    def __init__(self, arrays: Arrays) -> None:
        """Take the arrays that `learn` or `to_arrays` gave."""
        self._arrays = arrays
        self._known: NDArray[np.uint32] = arrays["known"].astype(np.uint32, copy=False)
        self._rarity: Floats = arrays["rarity"].astype(np.float32, copy=False)
        self._starts: Ints = arrays["starts"].astype(np.int64, copy=False)
        self._classes: Ints = arrays["classes"].astype(np.int64)
        self._weights: Floats = arrays["weights"].astype(np.float32, copy=False)
        self._base: Floats = arrays["base"].astype(np.float32, copy=False)
        self._rarest = float(self._rarity.max()) if len(self._rarity) else 1.0

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what `GramScorer` can be made from again."""
        names = ("known", "rarity", "starts", "classes", "weights", "base")
        return {name: self._arrays[name] for name in names}

    def scores(self, features: Sequence[str]) -> Floats:
        """Return one score per class; closer together the less of the message is known."""
        scores: Floats = self.scores_of_each([features])[0]
        return scores

    def scores_of_each(self, texts: Sequence[Sequence[str]]) -> Floats:
        """Return the scores of several texts, a row each, for little more than those of one."""
        hashed = [hashes(features) for features in texts]
        size, classes = len(hashed), len(self._base)
        owner = np.repeat(np.arange(size), [len(numbers) for numbers, _ in hashed])
        counts = np.concatenate([counts for _, counts in hashed])
        numbers = np.concatenate([numbers for numbers, _ in hashed])
        columns, is_known = self._known_among(numbers)
        values = counts[is_known] * self._rarity[columns]
        unknown = np.bincount(owner[~is_known], counts[~is_known] ** 2, minlength=size)
        owner = owner[is_known]
        length = np.sqrt(np.bincount(owner, values**2, minlength=size) + unknown * self._rarest**2)
        values = (values / np.where(length, length, 1.0)[owner]).astype(np.float32)
        where, spread = self.spread((columns, values))
        cells = np.repeat(owner * classes, self._sizes(columns)) + self._classes[where]
        extra = np.bincount(cells, spread * self._weights[where], minlength=size * classes)
        mass = np.bincount(owner, values, minlength=size)
        scores = extra.reshape(size, classes) + np.outer(mass, self._base)
        return scores.astype(np.float32)

    def deciding(self, features: Sequence[str], *, better: int, worse: int) -> dict[str, float]:
        """Return how much each known feature speaks for one class and against another."""
        numbers = np.fromiter((crc32(f.encode()) for f in features), np.uint32, len(features))
        order = np.argsort(numbers)
        columns, rarity = self.row(numbers[order], np.ones(len(numbers), np.float32))
        where, _ = self.spread((columns, rarity))
        at, weights = self._classes[where], self._weights[where]
        owner = np.repeat(np.arange(len(columns)), self._sizes(columns))
        sign = (at == better).astype(np.float32) - (at == worse)
        gain = np.bincount(owner, sign * weights, minlength=len(columns)).astype(np.float64)
        gain += float(self._base[better] - self._base[worse])
        known = dict(zip(self._known[columns].tolist(), (gain * rarity).tolist(), strict=True))
        pairs = zip(features, numbers.tolist(), strict=True)
        return {feature: known[number] for feature, number in pairs if number in known}

    def row(self, numbers: NDArray[np.uint32], counts: Floats) -> Row:
        """Return the known features among hashes as columns, the values of unit length."""
        columns, is_known = self._known_among(numbers)
        values = counts[is_known] * self._rarity[columns]
        return columns, values / (float(np.sqrt(values @ values)) or 1.0)

    def spread(self, row: Row) -> tuple[Ints, Floats]:
        """Return the places of all weights of a row's features, and the feature's value at each."""
        columns, values = row
        sizes = self._sizes(columns)
        return laid_out(self._starts[columns], sizes), np.repeat(values, sizes)

    def _sizes(self, columns: Ints) -> Ints:
        """Return how many weights features have."""
        return self._starts[columns + 1] - self._starts[columns]

    def _known_among(self, numbers: NDArray[np.uint32]) -> tuple[Ints, NDArray[np.bool]]:
        """Return the known features among hashes as columns, and which of them are known."""
        at = np.searchsorted(self._known, numbers)
        at[at == len(self._known)] = 0
        is_known = self._known[at] == numbers if len(self._known) else np.zeros(len(at), bool)
        return at[is_known], is_known
