"""What the matcher is told and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    severe first. `words`: the words that decided for the first candidate. `harmless`: what it
    resembles most among the lines that are no complaint.
    """

    decision: Decision
    danger: bool
    candidates: tuple[Candidate, ...]
    symptoms: tuple[str, ...]
    words: tuple[str, ...]
    harmless: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where the matcher draws its lines; fitted by scripts/fit_thresholds.py.

    `near_weight`: weight of the nearest lines beside the n-grams. `wording_weight`: how much it counts
    against "no complaint" that a message is worded like one. `accept`: how far the best fault must be
    above it. `vague`: probability of the first candidate below which
    nothing was understood. `sharpness`: turns scores into probabilities.
    `meaning_weight`: weight of a sentence encoder in the order of the faults, where there is one.
    `hit`: probability of all symptoms heard from which no question is needed. `also`:
    probability from which a clause tells of a symptom of its own. `danger`: log odds
    from which a message counts as dangerous; `clause_danger`: those from which one of its clauses does.
    """

    near_weight: float = 8.0
    wording_weight: float = 1.0
    accept: float = 0.0
    vague: float = 0.15
    sharpness: float = 0.6
    hit: float = 0.8
    also: float = 0.9
    danger: float = 0.0
    clause_danger: float = 5.0
    meaning_weight: float = 0.0


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """Words of the book at which a message is taken apart, in normalised form.

    `turns` begin what is wrong, `joins` begin another part, `links` and the names of `things` may
    begin one without a stop. `normal` says that a thing is in order, `denials` that it is not the
    matter, `absences` that it was not there, which is in order unless it is one of `lacks`.
    `harms`, several with `ors` between them, do no harm where one of `nots` stands before them, perhaps with
    `fillers` in between and without `nearly` in front. `endings` ask about whatever stands before them. `products` name
    the whole product in front of what is wrong with it.
    """

    turns: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    normal: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    nots: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    ors: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of the book that help to compare: concepts with their variants, and other products.

    `things` names the concepts that are things, not signs of a fault; `manners` those that tell how it
    is said. `openers` may stand in front of the thing a message is about. All words are in normalised form.
    """

    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    things: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    other_products: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    clauses: ClauseWords = ClauseWords()
