"""Proposals for the bank out of conversations: what was missed, clarified, corrected, handed over.

Nothing is learnt behind a manager's back: the proposals are lines to read, keep or strike out.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from bot.core.entities import find_frame_no, find_mobile
from bot.core.text import bare, normalise
from bot.desk.misses import MissView

_LONG_NUMBER = re.compile(r"\d{5,}")
_LIKELY = 0.35
_LENGTH = range(2, 121)


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """A line for the bank; `sure` when the customer chose the fault, else the matcher's best guess."""

    sure: bool
    times: int
    labels: tuple[str, ...]
    text: str
    kind: str


def propose(
    misses: Iterable[MissView], *, known: Container[str], nodes: Container[str]
) -> tuple[Proposal, ...]:
    """Return one proposal for each new text, the surest and most frequent first.

    `known` holds the comparable form of the bank's lines. Texts with a phone, a frame number or any
    long number are left out: a bank holds nobody's data.
    """
    seen: dict[str, MissView] = {}
    times: Counter[str] = Counter()
    for miss in misses:
        key = comparable(miss.text)
        if not key or key in known or len(key) not in _LENGTH or _tells_who(miss.text):
            continue
        times[key] += 1
        if key not in seen or (miss.chosen and not seen[key].chosen):
            seen[key] = miss
    proposals = [_proposal(miss, times[key], nodes) for key, miss in seen.items()]
    return tuple(sorted(proposals, reverse=True))


def comparable(text: str) -> str:
    """Return the form in which two lines are the same line."""
    return bare(normalise(text))


def _proposal(miss: MissView, times: int, nodes: Container[str]) -> Proposal:
    text = " ".join(miss.text.split())
    if miss.chosen and miss.chosen in nodes:
        return Proposal(sure=True, times=times, labels=(miss.chosen,), text=text, kind=miss.kind)
    likely = tuple(node for node, score in miss.candidates[:1] if score >= _LIKELY)
    return Proposal(sure=False, times=times, labels=likely, text=text, kind=miss.kind)


def _tells_who(text: str) -> bool:
    return bool(find_mobile(text) or find_frame_no(text) or _LONG_NUMBER.search(text))
