"""Whether a message is worded like a complaint, whatever thing it is about."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.grams import GramScorer, hashes
from bot.core.matching.learning import learn
from bot.core.matching.model import Lexicon
from bot.core.matching.units import Phrases, units

_OURS = "<thing>"
_OTHERS = "<other>"
_LONGEST = 3  # units in a run
_NONE, _COMPLAINT = 0, 1
_PREFIX = "wording_"


class Wording:
    """Compares runs of units in which one sign stands for every thing.

    Praise, a price asked and a complaint may be about the same thing; they differ in the words
    around it.
    """

    def __init__(
        self,
        lines: Sequence[str],
        complaints: Sequence[bool],
        *,
        lexicon: Lexicon,
        arrays: Mapping[str, NDArray[np.generic]] | None = None,
    ) -> None:
        """Learn from normalised lines, or take what `to_arrays` gave for them."""
        signs = dict.fromkeys(lexicon.things, _OURS) | {
            name: f"<{name}>" for name in lexicon.manners
        }
        known = {
            tuple(units(word)): sign
            for name, sign in signs.items()
            for word in lexicon.concepts.get(name, ())
        }
        self._signs = Phrases(
            known | {tuple(units(word)): _OTHERS for word in lexicon.other_products}
        )
        if arrays is None:
            rows = [hashes(self.features(line)) for line in lines]
            targets = [[_COMPLAINT if complaint else _NONE] for complaint in complaints]
            self._scorer = learn(rows, targets, classes=2)
        else:
            mine = [name for name in arrays if name.startswith(_PREFIX)]
            self._scorer = GramScorer({n.removeprefix(_PREFIX): arrays[n] for n in mine})

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learned, so that it need not be learned again from the same lines."""
        return {_PREFIX + name: array for name, array in self._scorer.to_arrays().items()}

    def complaints(self, texts: Sequence[str]) -> list[float]:
        """Return for each normalised text above 0 if it is worded like a complaint, else below."""
        scores = self._scorer.scores_of_each([self.features(text) for text in texts])
        worded: list[float] = (scores[:, _COMPLAINT] - scores[:, _NONE]).tolist()
        return worded

    def features(self, text: str) -> list[str]:
        """Return the runs of up to three units in normalised text, its ends among them."""
        said = self._signs.named(list(units(text)))
        ends = ["^", *said, "$"]
        return said + [
            "|".join(ends[start : start + size])
            for size in range(2, _LONGEST + 1)
            for start in range(len(ends) - size + 1)
        ]
