"""From scores to a decision: hit, ambiguous or miss, danger, and all symptoms."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.model import Decision, Label, Thresholds
from bot.core.matching.nearest import Found

Scores = NDArray[np.floating]
_SEVERITIES = ("safety", "urgent", "normal", "minor")
_TINY = 1e-9
_LIKELY = 3  # only the likeliest faults of the whole message can be symptoms
_CONTEXT = 0.5  # how much the whole message says about what one clause of it tells


Ranked = tuple[tuple[int, float], ...]
"""Labels by position with their probabilities, best first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message scores: every label in order, and last "no complaint".

    `parts` holds the n-gram scores of its clauses where there are several; `found` gives the nearest lines of
    the bank; `plain` is the normalised text. `told` holds n-gram scores and nearest lines of what is
    left without denials and what is in order; None where nothing is. `meaning` scores every label once more,
    on a scale of its own, where a sentence encoder is at hand. `wording` is above 0 where the message is
    worded like a complaint, whatever it is about, and below where it is worded like none.
    """

    grams: Scores
    near: Scores
    parts: tuple[Scores, ...]
    found: Found
    plain: str
    told: tuple[Scores, Scores] | None
    meaning: Scores | None = None
    wording: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading comes to; labels by position, `ranked` best first with probabilities.

    Where meaning has a say in the order, probabilities need not fall: they are those without it. A safety
    fault that only a clause tells of stands second, however unlikely.
    `heard` is the probability of the symptoms together.
    """

    decision: Decision
    danger: bool
    ranked: Ranked
    symptoms: tuple[int, ...]
    heard: float


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
        odds, fault = self.danger_aside(reading)
        aside = fault if odds >= self._thresholds.clause_danger else None
        danger = self.danger_odds(reading) >= self._thresholds.danger or aside is not None
        answered = np.flatnonzero(self._answered)
        if not len(answered):
            return Verdict("miss", danger=danger, ranked=(), symptoms=(), heard=0.0)
        chances = _softmax(scores[answered] * self._thresholds.sharpness)
        order = np.argsort(-self._preferred(reading, chances, answered), kind="stable")
        ranked = tuple((int(answered[i]), float(chances[i])) for i in order)
        if aside is not None and not self._answered[aside]:
            aside = None
        if aside is not None:
            ranked = _with_second(ranked, aside)
        symptoms = self._symptoms(reading, ranked, aside)
        heard = sum(chance for index, chance in ranked if index in symptoms)
        decision = self._decide(reading, first=float(chances.max()), heard=heard)
        kept = () if decision == "miss" else symptoms
        return Verdict(decision, danger=danger, ranked=ranked, symptoms=kept, heard=heard)

    def total(self, reading: Reading) -> Scores:
        """Return n-grams and nearest lines in one score."""
        return self._sum(reading.grams, reading.near)

    def _sum(self, grams: Scores, near: Scores) -> Scores:
        return grams + self._thresholds.near_weight * near

    def _preferred(
        self, reading: Reading, chances: NDArray[np.float64], answered: NDArray[np.intp]
    ) -> NDArray[np.floating]:
        """Return what orders the answered faults: their probabilities, or scores with meaning added."""
        weight = self._thresholds.meaning_weight
        if reading.meaning is None or not weight:
            return chances
        scores, meaning = self.total(reading)[answered], reading.meaning[answered]
        likeness = (meaning - meaning.mean()) / (meaning.std() + _TINY)
        preferred: NDArray[np.floating] = scores + weight * scores.std() * likeness
        return preferred

    def margin(self, reading: Reading) -> float:
        """Return how far the best fault is above "no complaint" and above faults not answered."""
        scores = self.total(reading)
        inside, outside = scores[:-1][self._answered], scores[:-1][~self._answered]
        best = float(inside.max()) if len(inside) else float(scores.min())
        none = float(scores[-1]) - self._thresholds.wording_weight * reading.wording
        return best - max(none, float(outside.max()) if len(outside) else -np.inf)

    def danger_odds(self, reading: Reading) -> float:
        """Return the log odds that the message tells of a safety fault, what it denies left out."""
        if reading.told is None:
            return -np.inf
        return self._odds(self._sum(*reading.told) * self._thresholds.sharpness)

    def danger_aside(self, reading: Reading) -> tuple[float, int]:
        """Return the log odds that one clause, beside others, tells of a safety fault, and of which.

        Told with another fault, a danger drowns in the scores of the whole. Never, where a message is
        no complaint: what it is about may stand in another clause.
        """
        count = len(reading.parts)
        if not count or reading.told is None or self.margin(reading) < self._thresholds.accept:
            return -np.inf, 0
        whole = _CONTEXT * self._sum(*reading.told)
        parts = [(part + whole) * self._thresholds.sharpness for part in reading.parts]
        odds, most = max(((self._odds(part), part) for part in parts), key=lambda one: one[0])
        fault = int(np.where(self._safety, most[:-1], -np.inf).argmax())
        # The more clauses, the likelier one of them sounds like a danger by chance.
        return odds - float(np.log(count)), fault

    def _odds(self, scores: Scores) -> float:
        chances = _softmax(scores)
        unsafe = float(chances[:-1][self._safety].sum())
        return float(np.log(unsafe + _TINY) - np.log(1 - unsafe + _TINY))

    def _decide(self, reading: Reading, *, first: float, heard: float) -> Decision:
        limits = self._thresholds
        if self.margin(reading) < limits.accept or first < limits.vague:
            return "miss"
        return "hit" if heard >= limits.hit else "ambiguous"

    def _symptoms(self, reading: Reading, ranked: Ranked, aside: int | None) -> tuple[int, ...]:
        """Return the first fault and the next ones that a clause of their own tells of.

        `aside` is a safety fault that one of them does.

        The most severe comes first.
        """
        first, likely = ranked[0][0], {index for index, _ in ranked[:_LIKELY]}
        heard = {first} if aside is None else {first, aside}
        for part in reading.parts:
            chances = _softmax(part * self._thresholds.sharpness)
            best = int(chances.argmax())
            if best in likely and chances[best] >= self._thresholds.also:
                heard.add(best)
        return tuple(sorted(heard, key=lambda index: (self._rank[index], index != first)))


def _with_second(ranked: Ranked, second: int) -> Ranked:
    """Return the same faults, one of them moved up behind the first."""
    if ranked[0][0] == second:
        return ranked
    moved = next(one for one in ranked if one[0] == second)
    return (ranked[0], moved, *(one for one in ranked[1:] if one[0] != second))


def _softmax(scores: Scores) -> NDArray[np.float64]:
    powers = np.exp(scores.astype(np.float64) - float(scores.max()))
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares
