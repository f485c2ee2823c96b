"""From a message to the faults it may be about."""

from collections.abc import Container, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.matching.model import (
    BankLine,
    Candidate,
    Decision,
    Evidence,
    Label,
    Match,
)
from bot.core.text import bare, normalise, syllables

_HIT, _POSSIBLE, _MARGIN = 0.62, 0.45, 0.06


class Matcher:
    """Compares messages with an utterance bank; deterministic, safe to share between threads."""

    def __init__(
        self,
        labels: Sequence[Label],
        bank: Sequence[BankLine],
        *,
        packs: Container[str] | None = None,
    ) -> None:
        """Read the bank; faults of packs other than `packs` are not answered (None: all are)."""
        self._labels = [label for label in labels if packs is None or label.pack in packs]
        known = {label.id for label in self._labels}
        phrases = [
            BankLine(phrase, (label.id,), "book")
            for label in self._labels
            for phrase in label.phrases
        ]
        self._bank = [*bank, *phrases]
        self._plain = [bare(normalise(line.text)) for line in self._bank]
        self._sound = [syllables(text) for text in self._plain]
        self._by_node: dict[str, list[int]] = {}
        for index, line in enumerate(self._bank):
            for node in line.labels:
                if node in known:
                    self._by_node.setdefault(node, []).append(index)
        self._outside = [index for index, line in enumerate(self._bank) if not line.labels]

    def match(self, text: str) -> Match:
        """Return the faults the text may be about, and whether it tells of a danger."""
        plain = bare(normalise(text))
        if not plain:
            return Match("miss", danger=False, candidates=(), symptoms=(), words=())
        near = (
            process.cdist([plain], self._plain, scorer=fuzz.ratio)[0]
            + process.cdist([syllables(plain)], self._sound, scorer=fuzz.ratio)[0]
        ) / 200
        outside = self._best(near, self._outside)
        ranked = sorted(
            ((self._best(near, lines), node) for node, lines in self._by_node.items()),
            reverse=True,
        )[:5]
        candidates = tuple(
            Candidate(node, score, self._evidence(near, node)) for score, node in ranked
        )
        decision = self._decide([score for score, _ in ranked], outside)
        severity = {label.id: label.severity for label in self._labels}
        danger = decision != "miss" and severity[candidates[0].node] == "safety"
        symptoms = (candidates[0].node,) if decision == "hit" else ()
        return Match(decision, danger, candidates, symptoms, words=())

    @staticmethod
    def _best(near: np.ndarray, lines: Sequence[int]) -> float:
        return float(np.sort(near[lines])[-3:].mean()) if lines else 0.0

    @staticmethod
    def _decide(scores: Sequence[float], outside: float) -> Decision:
        if not scores or scores[0] < max(_POSSIBLE, outside):
            return "miss"
        clear = len(scores) < 2 or scores[0] - scores[1] >= _MARGIN
        return "hit" if clear or scores[0] >= _HIT else "ambiguous"

    def _evidence(self, near: np.ndarray, node: str) -> tuple[Evidence, ...]:
        best = sorted(self._by_node[node], key=lambda index: -near[index])[:3]
        return tuple(
            Evidence(self._bank[index].text, self._bank[index].voice, float(near[index]))
            for index in best
        )
