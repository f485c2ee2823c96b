"""How well messages were understood, in the figures the goals are written in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.matching.model import Match


@dataclass(frozen=True, slots=True)
class Tried:
    """A message with what is right for it (no labels: out of scope) and what was understood."""

    text: str
    labels: tuple[str, ...]
    kind: str
    match: Match

    @property
    def nodes(self) -> tuple[str, ...]:
        """The candidates, best first."""
        return tuple(candidate.node for candidate in self.match.candidates)

    @property
    def is_right(self) -> bool:
        """Whether the first candidate is right."""
        return bool(self.nodes) and self.nodes[0] in self.labels

    @property
    def is_offered(self) -> bool:
        """Whether the right fault is reached at once or by one choice among three."""
        match self.match.decision:
            case "hit":
                return self.is_right
            case "ambiguous":
                return bool({*self.nodes[:3]} & {*self.labels})
            case "miss":
                return False


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of messages, 0 to 1; nan where there are none to count.

    `settled`: right within one clarification. `silently_wrong`: taken for another fault without
    asking. `false_accepts`: out of scope, yet not a miss. `symptoms`: of messages with several
    faults, the share of their faults kept. Danger counts lines labelled with a safety fault.
    """

    count: int
    top_1: float
    top_3: float
    accepted: float
    settled: float
    silently_wrong: float
    false_accepts: float
    false_hits: float
    symptoms: float
    danger_recall: float
    false_alarms: float


def figures(tried: Sequence[Tried], *, safety: frozenset[str]) -> Figures:
    """Return the figures of some messages; `safety` holds the faults that are dangers."""
    inside = [one for one in tried if one.labels]
    outside = [one for one in tried if not one.labels]
    unsafe = [one for one in inside if safety & {*one.labels}]
    harmless = [one for one in tried if not safety & {*one.labels}]
    several = [one for one in inside if len(one.labels) > 1 and one.kind != "ambiguous"]
    return Figures(
        count=len(tried),
        top_1=_share(one.is_right for one in inside),
        top_3=_share(bool({*one.nodes[:3]} & {*one.labels}) for one in inside),
        accepted=_share(one.match.decision != "miss" for one in inside),
        settled=_share(one.is_offered for one in inside),
        silently_wrong=_share(one.match.decision == "hit" and not one.is_right for one in inside),
        false_accepts=_share(one.match.decision != "miss" for one in outside),
        false_hits=_share(one.match.decision == "hit" for one in outside),
        symptoms=_share(label in one.match.symptoms for one in several for label in one.labels),
        danger_recall=_share(one.match.danger for one in unsafe),
        false_alarms=_share(one.match.danger for one in harmless),
    )


def confusions(tried: Iterable[Tried]) -> list[tuple[str, str, int]]:
    """Return right fault, fault taken for it and how often, worst first."""
    counts = Counter(
        (one.labels[0], one.nodes[0])
        for one in tried
        if one.labels and one.nodes and not one.is_right
    )
    return [(right, taken, count) for (right, taken), count in counts.most_common()]


def _share(facts: Iterable[bool]) -> float:
    told = [*facts]
    return sum(told) / len(told) if told else float("nan")
