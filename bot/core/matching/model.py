"""What the matcher is told and what it answers."""

from dataclasses import dataclass
from typing import Literal

Decision = Literal["hit", "ambiguous", "miss"]


@dataclass(frozen=True, slots=True)
class Label:
    """One fault of the taxonomy; `phrases` holds its name, meaning and symptoms."""

    id: str
    group: str
    pack: str
    severity: str  # "safety", "urgent", "normal" or "minor"
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankLine:
    """What somebody once said; no labels means: not a complaint we handle."""

    text: str
    labels: tuple[str, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line of the bank that resembles what was said; score 0 to 1."""

    line: str
    voice: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fault that may be meant; score is a calibrated probability, 0 to 1."""

    node: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a message seems to be about.

    `candidates`: best first, at most five. `symptoms`: every separate fault heard, most
    severe first. `words`: the words that decided for the first candidate.
    """

    decision: Decision
    danger: bool
    candidates: tuple[Candidate, ...]
    symptoms: tuple[str, ...]
    words: tuple[str, ...]
