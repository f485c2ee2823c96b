"""Simpler ways to match, to measure the matcher against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.core.matching.matcher import Matcher
from bot.core.matching.model import Label
from bot.core.text import normalise

Scorer = Callable[..., float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A way to score every label, and last "no complaint" where it knows of that."""

    name: str
    scores: Callable[[str], NDArray[np.floating]]


def baselines(labels: Sequence[Label], matcher: Matcher) -> tuple[Baseline, ...]:
    """Return RapidFuzz against the phrases and over the bank, and n-grams alone."""
    return (
        _phrases("ratio, phrases", labels, fuzz.ratio),
        _phrases("WRatio, phrases", labels, fuzz.WRatio),
        _phrases("token_set, phrases", labels, fuzz.token_set_ratio),
        Baseline("RapidFuzz, bank", lambda text: _read(matcher, text, near=True)),
        Baseline("n-grams alone", lambda text: _read(matcher, text, near=False)),
    )


def _phrases(name: str, labels: Sequence[Label], scorer: Scorer) -> Baseline:
    lines = [normalise(phrase) for label in labels for phrase in label.phrases]
    starts = np.cumsum([0, *(len(label.phrases) for label in labels)])[:-1]

    def scores(text: str) -> NDArray[np.floating]:
        likeness = process.cdist([normalise(text)], lines, scorer=scorer)[0]
        return np.append(np.maximum.reduceat(likeness, starts), 0.0)

    return Baseline(name, scores)


def _read(matcher: Matcher, text: str, *, near: bool) -> NDArray[np.floating]:
    reading = matcher.read(text)
    if reading is None:
        return np.zeros(len(matcher.labels) + 1)
    return reading.near if near else reading.grams
