"""From scores to a decision: hit, ambiguous or miss, danger, and all symptoms."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.model import Decision, Label, Thresholds

Scores = NDArray[np.floating]
_SEVERITIES = ("safety", "urgent", "normal", "minor")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message scores: every label in order, and last "no complaint".

    `parts` holds the n-gram scores of its clauses where there are several; `asserted` is false
    when every clause only says that something is in order; `found` gives the nearest lines of
    the bank by number; `plain` is the normalised text.
    """

    grams: Scores
    near: Scores
    parts: tuple[Scores, ...]
    asserted: bool
    found: Mapping[int, float]
    plain: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading comes to; labels by position, `ranked` best first with probabilities."""

    decision: Decision
    danger: bool
    ranked: tuple[tuple[int, float], ...]
    symptoms: tuple[int, ...]


class Judge:
    """Draws the lines between hit, ambiguous and miss."""

    def __init__(
        self, labels: Sequence[Label], thresholds: Thresholds, *, packs: Container[str] | None
    ) -> None:
        """Take the labels in the order of the scores; `packs` limits which may be answered."""
        self._thresholds = thresholds
        self._rank = [_SEVERITIES.index(label.severity) for label in labels]
        self._answered = np.array([packs is None or x.pack in packs for x in labels], bool)
        self._safety = np.array([label.severity == "safety" for label in labels], bool)

    def judge(self, reading: Reading) -> Verdict:
        """Return the decision for one message."""
        scores = self.total(reading)
        danger = self.danger_odds(reading) >= self._thresholds.danger
        answered = np.flatnonzero(self._answered)
        if not len(answered):
            return Verdict("miss", danger=danger, ranked=(), symptoms=())
        chances = _softmax(scores[answered] * self._thresholds.sharpness)
        order = np.argsort(-chances, kind="stable")
        ranked = tuple((int(answered[i]), float(chances[i])) for i in order)
        decision = self._decide(reading, first=ranked[0][1])
        symptoms = self._symptoms(reading, ranked[0][0]) if decision == "hit" else ()
        return Verdict(decision, danger=danger, ranked=ranked, symptoms=symptoms)

    def total(self, reading: Reading) -> Scores:
        """Return n-grams and nearest lines in one score."""
        return reading.grams + self._thresholds.near_weight * reading.near

    def margin(self, reading: Reading) -> float:
        """Return how far the best fault is above "no complaint" and above faults not answered."""
        scores = self.total(reading)
        inside, outside = scores[:-1][self._answered], scores[:-1][~self._answered]
        best = float(inside.max()) if len(inside) else float(scores.min())
        return best - max(float(scores[-1]), float(outside.max()) if len(outside) else -np.inf)

    def danger_odds(self, reading: Reading) -> float:
        """Return the log odds that some part of the message tells of a safety fault."""
        sharp = self._thresholds.sharpness
        return self._odds(self.total(reading) * sharp)

    def part_odds(self, reading: Reading) -> float:
        """Return the highest log odds of a safety fault in a single clause."""
        sharp = self._thresholds.sharpness
        return max((self._odds(part * sharp) for part in reading.parts), default=-np.inf)

    def _odds(self, scores: Scores) -> float:
        chances = _softmax(scores)
        unsafe = float(chances[:-1][self._safety].sum())
        return float(np.log(unsafe + _TINY) - np.log(1 - unsafe + _TINY))

    def _decide(self, reading: Reading, *, first: float) -> Decision:
        limits = self._thresholds
        if self.margin(reading) < limits.accept or first < limits.vague:
            return "miss"
        return "hit" if first >= limits.hit else "ambiguous"

    def _symptoms(self, reading: Reading, first: int) -> tuple[int, ...]:
        """Return the first fault and those that a clause of its own tells of, most severe first."""
        heard = {first}
        for part in reading.parts:
            chances = _softmax(part * self._thresholds.sharpness)
            best = int(chances.argmax())
            if (
                best < len(self._rank)
                and self._answered[best]
                and chances[best] >= self._thresholds.also
            ):
                heard.add(best)
        return tuple(sorted(heard, key=lambda index: (self._rank[index], index != first)))


def _softmax(scores: Scores) -> NDArray[np.float64]:
    powers = np.exp(scores.astype(np.float64) - float(scores.max()))
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares
