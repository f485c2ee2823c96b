"""How long a message takes to be matched: with the bank as it ships, and with one many times its size."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from bot.book.bank import labels_from_book, read_bank, read_lexicon, read_thresholds
from bot.book.learned import Learned
from bot.core.matching import BankLine, Label, Matcher
from tests.bench.figure import Figure, at_most, percentile

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "dialogues"
DEV = ROOT / "tests/data/dev.jsonl"
_SEED = 20261123
_LINES = 20  # of a fault, in the large bank
_GOAL, _LARGE_GOAL = 2.0, 10.0  # milliseconds
_HAN = re.compile(r"[\u4e00-\u9fff]")


def measure_matching(*, rounds: int) -> Iterator[Figure]:
    """Yield what the shipped bank costs a message."""
    matcher = Learned(BOOK, labels_from_book(BOOK), read_bank(BOOK)).matcher()
    yield from _figures("", matcher, rounds=rounds, goal=_GOAL)


def measure_large(*, rounds: int, faults: int) -> Iterator[Figure]:
    """Yield what a bank of so many faults with twenty lines each costs to learn and to ask."""
    labels, bank = large_bank(faults)
    start = perf_counter()
    matcher = Matcher(labels, bank, lexicon=read_lexicon(BOOK), thresholds=read_thresholds(BOOK))
    learned = perf_counter() - start
    name = f"{faults:,} faults × {_LINES} lines: "
    yield Figure(name=f"{name}learned, once per book", measured=f"{learned:.0f} s")
    yield from _figures(name, matcher, rounds=rounds, goal=_LARGE_GOAL)


def large_bank(faults: int) -> tuple[list[Label], list[BankLine]]:
    """Return the shipped faults over and over, each time told in other characters."""
    chance = random.Random(_SEED)  # noqa: S311 — the same bank every time
    shipped = labels_from_book(BOOK)
    lines: dict[str, list[str]] = {label.id: [] for label in shipped}
    for line in read_bank(BOOK):
        if len(line.labels) == 1:
            lines[line.labels[0]].append(line.text)
    chosen = {node: chance.sample(said, _LINES) for node, said in lines.items()}
    known = sorted(
        {character for said in chosen.values() for character in _HAN.findall("".join(said))}
    )
    labels: list[Label] = []
    bank: list[BankLine] = []
    while len(labels) < faults:
        copy = len(labels) // len(shipped)
        others = dict(zip(known, chance.sample(known, len(known)) if copy else known, strict=True))
        table = str.maketrans(others)
        for label in shipped[: faults - len(labels)]:
            node = f"{label.id}_{copy}"
            phrases = tuple(phrase.translate(table) for phrase in label.phrases)
            labels.append(replace(label, id=node, phrases=phrases))
            bank += [BankLine(text.translate(table), (node,), "large") for text in chosen[label.id]]
    return labels, bank


def _figures(name: str, matcher: Matcher, *, rounds: int, goal: float) -> Iterator[Figure]:
    texts = [json.loads(line)["text"] for line in DEV.read_text().splitlines()]
    taken = _milliseconds(matcher, texts, rounds=rounds)
    yield Figure(name=f"{name}a message, p50", measured=f"{percentile(taken, 50):.2f} ms")
    yield at_most(f"{name}a message, p95", percentile(taken, 95), goal, unit="ms")


def _milliseconds(matcher: Matcher, texts: Sequence[str], *, rounds: int) -> list[float]:
    """Return the time of each text, the best of some rounds: what else the machine did is not meant."""
    best = [float("inf")] * len(texts)
    for _ in range(rounds):
        for number, text in enumerate(texts):
            start = perf_counter()
            matcher.match(text)
            best[number] = min(best[number], (perf_counter() - start) * 1000)
    return best
