"""Runs messages with known answers through the matcher and the baselines, and lays out the figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from bot.book.warning import is_danger
from bot.core.intents import IntentIndex
from bot.core.matching import BankLine, Label, Matcher
from bot.core.matching.baselines import baselines
from bot.core.matching.figures import Figures, Tried, confusions, figures

_IN_SCOPE_KEPT = 0.97  # the acceptance at which baselines are compared
_WORST = 10
_HEADS = [
    "n",
    "top1",
    "top3",
    "accept",
    "settled",
    "silent",
    "oos-in",
    "oos-hit",
    "sympt",
    "danger",
    "alarm",
]


@dataclass(slots=True)
class Measured:
    """What a run gave; filled voice by voice.

    `outright` knows the dangers said in so many words: the product warns of them too.
    """

    labels: Sequence[Label]
    outright: IntentIndex
    tried: list[Tried] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    scored: dict[str, list[tuple[tuple[str, ...], NDArray[np.floating]]]] = field(
        default_factory=dict
    )

    def run(self, lines: Iterable[BankLine], matcher: Matcher, *, kinds: Iterable[str]) -> None:
        """Match each line, once more with each baseline, and remember all of it."""
        others = baselines(self.labels, matcher)
        for line, kind in zip(lines, kinds, strict=True):
            start = perf_counter()
            match = matcher.match(line.text)
            self.seconds.append(perf_counter() - start)
            danger = is_danger(line.text, match, outright=self.outright)
            whole = replace(match, danger=danger)
            self.tried.append(Tried(line.text, tuple(line.labels), kind, whole))
            for other in others:
                scores = other.scores(line.text)
                self.scored.setdefault(other.name, []).append((tuple(line.labels), scores))

    def report(self) -> Iterator[str]:
        """Yield the lines of a report: per kind, all, baselines, latency, worst confusions."""
        safety = frozenset(label.id for label in self.labels if label.severity == "safety")
        width = max(len(one.kind) for one in self.tried) + 2
        yield f"{'':{width}}" + "".join(f"{head:>9}" for head in _HEADS)
        for kind in dict.fromkeys(one.kind for one in self.tried):
            chosen = [one for one in self.tried if one.kind == kind]
            yield f"{kind:{width}}{_row(figures(chosen, safety=safety))}"
        yield f"{'all':{width}}{_row(figures(self.tried, safety=safety))}"
        yield ""
        yield f"{'':22}{'top1':>9}{'top3':>9}   oos in at {_IN_SCOPE_KEPT:.0%} accepted"
        for name, scored in self.scored.items():
            yield f"{name:22}" + "".join(f"{100 * share:9.1f}" for share in self._compare(scored))
        milliseconds = np.array(self.seconds) * 1000
        slow, middle = np.quantile(milliseconds, 0.95), np.quantile(milliseconds, 0.5)
        yield f"\nlatency p50 {middle:.2f} ms, p95 {slow:.2f} ms"
        yield "\nworst confusions (right → taken for)"
        for right, taken, count in confusions(self.tried)[:_WORST]:
            yield f"{count:4}  {right} → {taken}"

    def _compare(
        self, scored: Sequence[tuple[tuple[str, ...], NDArray[np.floating]]]
    ) -> tuple[float, float, float]:
        ids = [label.id for label in self.labels]
        best = [[ids[i] for i in np.argsort(-scores[:-1])[:3]] for _, scores in scored]
        inside = [bool(right) for right, _ in scored]
        first = [top[0] in right for top, (right, _) in zip(best, scored, strict=True) if right]
        third = [
            bool({*top} & {*right}) for top, (right, _) in zip(best, scored, strict=True) if right
        ]
        margins = np.array([scores[:-1].max() - scores[-1] for _, scores in scored])
        limit = np.quantile(margins[inside], 1 - _IN_SCOPE_KEPT)
        outside = margins[~np.array(inside)]
        taken = float(np.mean(outside >= limit)) if len(outside) else float("nan")
        return float(np.mean(first)), float(np.mean(third)), taken


def _row(found: Figures) -> str:
    shares = dict(zip((one.name for one in fields(found)), astuple(found), strict=True))
    count = shares.pop("count")
    return f"{count:9}" + "".join(f"{100 * share:9.1f}" for share in shares.values())
