"""One turn: what the engine takes and what it gives back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.cases import Case
from bot.core.effects import Effect
from bot.core.state import State


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation after an event and what is to be done, in order."""

    state: State
    effects: tuple[Effect, ...]
    walked: tuple[str, ...] = ()
    """The steps passed in this turn, `script/step`, for coverage of the book by transcripts."""


class Records(Protocol):
    """What the engine may look up while it thinks; the desk answers from the open transaction."""

    def new_case_number(self, now: datetime) -> str:
        """Draw the next case number of the local day."""
        ...

    def case(self, number: str, conversation: str) -> Case | None:
        """Return that case when this conversation's customer may see it."""
        ...

    def cases_of(self, conversation: str) -> tuple[Case, ...]:
        """Return this customer's cases, newest first."""
        ...

    def queue_ahead(self, conversation: str) -> int:
        """Return how many conversations wait for a person before this one."""
        ...
