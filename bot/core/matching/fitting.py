"""Finds the thresholds from messages of voices the matcher had not heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.core.matching.judging import Judge, Reading
from bot.core.matching.model import Label, Thresholds

_SHARPNESSES = np.linspace(0.1, 1.5, 29)
_HITS = [step / 200 for step in range(60, 200)]
_ALSOS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """What the thresholds are to reach on unheard voices; shares, 0 to 1.

    Known voices are understood better, so these are looser than the goals of the product.
    """

    accepted: float = 0.925
    vague: float = 0.01
    silently_wrong: float = 0.01
    extra_symptoms: float = 0.05
    false_alarms: float = 0.03
    clause_alarms: float = 0.01


def fit(
    read: Sequence[tuple[tuple[str, ...], Reading]],
    labels: Sequence[Label],
    *,
    start: Thresholds,
    aims: Aims,
) -> Thresholds:
    """Return thresholds that reach the aims; `read` pairs right labels with readings."""
    inside = [(right, reading) for right, reading in read if right]
    found = replace(start, sharpness=_sharpness(inside, labels, start=start))
    found = replace(found, also=_also(inside, labels, found, aims=aims))
    judge = Judge(labels, replace(found, accept=-np.inf, vague=0.0), packs=None)
    verdicts = [(right, judge.judge(reading)) for right, reading in inside]
    first = [verdict.ranked[0][1] for _, verdict in verdicts]
    wrong = np.array([labels[verdict.ranked[0][0]].id not in right for right, verdict in verdicts])
    heard = np.array([verdict.heard for _, verdict in verdicts])
    safety = {label.id for label in labels if label.severity == "safety"}
    harmless = [reading for right, reading in read if not safety & {*right}]
    danger = float(np.quantile([judge.danger_odds(x) for x in harmless], 1 - aims.false_alarms))
    accept = float(np.quantile([judge.margin(x) for _, x in inside], 1 - aims.accepted))
    judge = Judge(labels, replace(found, accept=accept), packs=None)
    aside = [
        -np.inf if judge.danger_odds(x) >= danger else judge.danger_aside(x)[0] for x in harmless
    ]
    return replace(
        found,
        accept=accept,
        vague=float(np.quantile(first, aims.vague)),
        hit=_least(
            _HITS, lambda hit: float(np.mean(wrong & (heard >= hit))) <= aims.silently_wrong
        ),
        danger=danger,
        clause_danger=_exceeded_by(aside, aims.clause_alarms),
    )


def _exceeded_by(odds: Sequence[float], share: float) -> float:
    """Return what this share of the odds reaches; never where none are to be had."""
    told = sorted((one for one in odds if np.isfinite(one)), reverse=True)
    allowed = int(share * len(odds))
    return float(told[min(allowed, len(told) - 1)]) if told else Thresholds().clause_danger


def _sharpness(
    inside: Sequence[tuple[tuple[str, ...], Reading]], labels: Sequence[Label], *, start: Thresholds
) -> float:
    """Return the sharpness under which the right faults are likeliest."""
    position = {label.id: index for index, label in enumerate(labels)}
    judge = Judge(labels, start, packs=None)
    scores = np.array([judge.total(reading)[:-1] for _, reading in inside], np.float64)
    scores -= scores.max(axis=1, keepdims=True)
    right = np.zeros(scores.shape, bool)
    for row, (names, _) in enumerate(inside):
        right[row, [position[name] for name in names]] = True

    def surprise(sharpness: float) -> float:
        powers = np.exp(scores * sharpness)
        chance = (powers * right).sum(axis=1) / powers.sum(axis=1)
        return -float(np.log(chance + 1e-6).mean())

    return float(min(_SHARPNESSES, key=surprise))


def _also(
    inside: Sequence[tuple[tuple[str, ...], Reading]],
    labels: Sequence[Label],
    found: Thresholds,
    *,
    aims: Aims,
) -> float:
    """Return the probability from which a clause may add a symptom that is rarely a wrong one."""

    def few_extra(also: float) -> bool:
        judge = Judge(labels, replace(found, also=also, accept=-np.inf, vague=0.0), packs=None)
        extra = 0
        for right, reading in inside:
            verdict = judge.judge(reading)
            extra += sum(
                labels[index].id not in right
                for index in verdict.symptoms
                if index != verdict.ranked[0][0]
            )
        return extra / len(inside) <= aims.extra_symptoms

    return _least(_ALSOS, few_extra)


def _least(values: Sequence[float], holds: Callable[[float], bool]) -> float:
    """Return the least value for which something holds, the greatest if for none."""
    return next((value for value in values if holds(value)), values[-1])
