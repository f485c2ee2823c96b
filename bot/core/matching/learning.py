"""Learns the weights of the n-gram scorer: naive Bayes, then corrected by its own mistakes."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.grams import Floats, GramScorer, Hashed, Row
from bot.core.matching.spans import Ints

_SMOOTHING = 0.05
_SEEN_TWICE = 2  # a feature of a single line says more about its author than about the fault
_ROUNDS = 3
_STRIDE = 7919  # a prime, so that every round takes the lines in another order
_RATE = 1.0
_SHARPNESS = 8.0  # turns the cosine-like scores of the correction into odds
_CORRECTION = 4.0  # weight of the correction beside naive Bayes


def learn(
    hashed: Sequence[Hashed], targets: Sequence[Sequence[int]], *, classes: int
) -> GramScorer:
    """Learn from the hashed features of each line and the classes it belongs to."""
    arrays = _vocabulary(hashed, classes=classes)
    blank = GramScorer(arrays)
    rows = [blank.row(*line) for line in hashed]
    columns, of_class, mass = _masses(rows, targets, classes=classes)
    features = len(arrays["known"])
    arrays["starts"] = np.searchsorted(columns, np.arange(features + 1)).astype(np.int32)
    arrays["classes"] = of_class.astype(np.uint16)
    arrays["weights"] = np.zeros(len(mass), np.float32)
    correction = _correction(
        GramScorer(arrays), of_class, rows, targets, classes=classes, order=_shuffled(hashed)
    )
    naive = np.log(mass + _SMOOTHING) - np.log(_SMOOTHING)
    total = np.bincount(of_class, mass, minlength=classes) + _SMOOTHING * features
    arrays["weights"] = (naive + _CORRECTION * correction).astype(np.float16)
    arrays["base"] = (np.log(_SMOOTHING) - np.log(total)).astype(np.float32)
    return GramScorer(arrays)


def _vocabulary(hashed: Sequence[Hashed], *, classes: int) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a scorer that knows its features but has no weights yet."""
    everything, seen = np.unique(np.concatenate([line for line, _ in hashed]), return_counts=True)
    often = seen >= _SEEN_TWICE
    known = everything[often]
    return {
        "known": known,
        "rarity": (np.log((len(hashed) + 1) / (seen[often] + 1)) + 1).astype(np.float32),
        "starts": np.zeros(len(known) + 1, np.int32),
        "classes": np.zeros(0, np.uint16),
        "weights": np.zeros(0, np.float32),
        "base": np.zeros(classes, np.float32),
    }


def _masses(
    rows: Sequence[Row], targets: Sequence[Sequence[int]], *, classes: int
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Return column, class and mass of every feature seen with a class, in that order."""
    pairs = [(row, target, len(of)) for row, of in zip(rows, targets, strict=True) for target in of]
    cells = np.concatenate([columns * classes + target for (columns, _), target, _ in pairs])
    masses = np.concatenate([values / shared for (_, values), _, shared in pairs])
    seen, at = np.unique(cells, return_inverse=True)
    mass: NDArray[np.float64] = np.bincount(at, masses).astype(np.float64)
    return seen // classes, seen % classes, mass


def _correction(
    scorer: GramScorer,
    of_class: Ints,
    rows: Sequence[Row],
    targets: Sequence[Sequence[int]],
    *,
    classes: int,
    order: Ints,
) -> Floats:
    """Return weights learned by going through the lines and mending what is scored wrongly."""
    weights = np.zeros(len(of_class), np.float32)
    steps = _ROUNDS * len(order)
    for step in range(steps):
        line = order[(step * _STRIDE) % len(order)]
        where, spread = scorer.spread(rows[line])
        at = of_class[where]
        score = _SHARPNESS * np.bincount(at, spread * weights[where], minlength=classes)
        error = np.exp(score - score.max())
        error /= error.sum()
        error[list(targets[line])] -= 1 / len(targets[line])
        weights[where] -= (_RATE * (1 - step / steps)) * spread * error[at]
    return weights


def _shuffled(hashed: Sequence[Hashed]) -> Ints:
    """Return an order of the lines that depends on their content alone, not on chance."""
    marks = [crc32(numbers.tobytes()) for numbers, _ in hashed]
    return np.argsort(np.array(marks, np.int64), kind="stable")
