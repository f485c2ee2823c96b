"""From a message to the faults it may be about."""

from collections.abc import Callable, Container, Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.clauses import Clauses
from bot.core.matching.features import Features
from bot.core.matching.grams import GramScorer, hashes
from bot.core.matching.judging import Judge, Reading, Scores
from bot.core.matching.learning import learn
from bot.core.matching.model import (
    BankLine,
    Candidate,
    Evidence,
    Label,
    Lexicon,
    Match,
    Thresholds,
)
from bot.core.matching.nearest import Nearest
from bot.core.matching.pinyin import sounded_out
from bot.core.matching.seams import told_apart
from bot.core.matching.wording import Wording
from bot.core.text import bare, normalise

_CANDIDATES = 5
_SEVERAL = 2  # clauses
_BOOK = "book"  # the voice of the faults' own phrases
_MISS = Match("miss", danger=False, candidates=(), symptoms=(), words=())
Arrays = Mapping[str, NDArray[np.generic]]
Meaning = Callable[[str], Scores]


class Matcher:
    """Compares messages with an utterance bank; deterministic, safe to share between threads."""

    def __init__(
        self,
        labels: Sequence[Label],
        bank: Sequence[BankLine],
        *,
        packs: Container[str] | None = None,
        lexicon: Lexicon | None = None,
        thresholds: Thresholds | None = None,
        arrays: Arrays | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """Learn from the bank, or take what `to_arrays` of an equal matcher gave.

        Faults of packs other than `packs` are heard but not answered (None: all are).
        `meaning` scores every label by what a message means; it only changes their order.
        """
        lexicon = lexicon or Lexicon()
        self._labels = tuple(labels)
        self._thresholds = thresholds or Thresholds()
        self._meaning = meaning
        self._features = Features(lexicon)
        self._clauses = Clauses(lexicon.clauses)
        self._bank = (*bank, *_phrases(labels))
        position = {label.id: index for index, label in enumerate(labels)}
        targets = [
            [position[node] for node in line.labels if node in position] or [len(position)]
            for line in self._bank
        ]
        lines = [self._clauses.subject(normalise(line.text)) for line in self._bank]
        classes = len(position) + 1
        self._nearest = Nearest(lines, targets, classes=classes, arrays=arrays)
        self._grams = (
            GramScorer(arrays)
            if arrays is not None
            else learn([hashes(self._features.names(x)) for x in lines], targets, classes=classes)
        )
        self._wording = Wording(
            lines,
            [of != [len(position)] for of in targets],
            lexicon=lexicon,
            arrays=arrays,
        )
        self._judge = Judge(self._labels, self._thresholds, packs=packs)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The faults, in the order of a reading's scores."""
        return self._labels

    def limited_to(self, packs: Container[str]) -> "Matcher":
        """Return a matcher that answers with faults of these packs only and shares the rest."""
        limited = copy(self)
        limited._judge = Judge(  # noqa: SLF001 - one of its own kind
            self._labels, self._thresholds, packs=packs
        )
        return limited

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learned, to be kept for the same labels, bank and lexicon."""
        return self._grams.to_arrays() | self._nearest.to_arrays() | self._wording.to_arrays()

    def read(self, text: str) -> Reading | None:
        """Return how a message scores, before anything is decided; None when it says nothing."""
        plain = self._clauses.subject(sounded_out(normalise(text)))
        if not bare(plain):
            return None
        found = self._nearest.find(plain)
        whole = self._gram_scores(plain), self._nearest.scores(found)
        told = self._clauses.without_denied(plain)
        left = self._clauses.troubled(told if self._clauses.says_something(told) else plain)
        rest = whole if left == plain else self._both_scores(left)
        return Reading(
            grams=(whole[0] + rest[0]) / 2,
            near=(whole[1] + rest[1]) / 2,
            told=rest if self._clauses.says_something(told) else None,
            parts=self._part_scores(told),
            found=found,
            plain=plain,
            meaning=self._meaning(text) if self._meaning else None,
            wording=self._worded(plain),
        )

    def _both_scores(self, plain: str) -> tuple[Scores, Scores]:
        return self._gram_scores(plain), self._nearest.scores(self._nearest.find(plain))

    def match(self, text: str) -> Match:
        """Return the faults the text may be about, and whether it tells of a danger."""
        reading = self.read(text)
        if reading is None:
            return _MISS
        verdict = self._judge.judge(reading)
        best = verdict.ranked[:_CANDIDATES]
        candidates = tuple(
            Candidate(self._labels[index].id, chance, self._evidence(reading.found.of_class(index)))
            for index, chance in best
        )
        return Match(
            verdict.decision,
            danger=verdict.danger,
            candidates=candidates,
            symptoms=tuple(self._labels[index].id for index in verdict.symptoms),
            words=self._words(reading, verdict.ranked),
            harmless=next(iter(self._evidence(reading.found.of_class(len(self._labels)))), None),
        )

    def _part_scores(self, told: str) -> tuple[Scores, ...]:
        """Return what each part of a message tells, where there are several."""
        clauses = self._clauses
        texts = [
            text
            for part in clauses.parts(told)
            if clauses.says_something(part) and not clauses.is_reassuring(part)
            for text in told_apart(
                part,
                clauses.seams(part),
                score=self._gram_scores,
                says_something=clauses.says_something,
            )
        ]
        if len(texts) < _SEVERAL:
            return ()
        return tuple(self._grams.scores_of_each([self._features.names(text) for text in texts]))

    def _worded(self, plain: str) -> float:
        """Return how much it is worded like a complaint; a wish or a price asked beside one hides none."""
        whole, *parts = self._wording.complaints([plain, *self._clauses.parts(plain)])
        return (whole + max(parts)) / 2 if len(parts) >= _SEVERAL else whole

    def _gram_scores(self, plain: str) -> Scores:
        return self._grams.scores(self._features.names(plain))

    def _evidence(self, lines: Sequence[tuple[int, float]]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(self._bank[line].text, self._bank[line].voice, likeness)
            for line, likeness in lines
        )

    def _words(self, reading: Reading, ranked: Sequence[tuple[int, float]]) -> tuple[str, ...]:
        if not ranked:
            return ()
        other = ranked[1][0] if len(ranked) > 1 else len(self._labels)
        words = self._features.words(reading.plain)
        gains = self._grams.deciding(list(words), better=ranked[0][0], worse=other)
        best = sorted((name for name in gains if gains[name] > 0), key=lambda name: -gains[name])
        return tuple(dict.fromkeys(words[name] for name in best))[:3]


def _phrases(labels: Sequence[Label]) -> list[BankLine]:
    return [BankLine(phrase, (label.id,), _BOOK) for label in labels for phrase in label.phrases]
