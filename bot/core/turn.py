"""One turn: what the engine takes and what it gives back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.cases import Case
from bot.core.clocks.marks import Mark
from bot.core.clocks.task import Task
from bot.core.dealers import Claim, DealerSeen, InviteSeen, Purchase
from bot.core.effects import Effect
from bot.core.staff import StaffMember
from bot.core.state import State


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation after an event and what is to be done, in order."""

    state: State
    effects: tuple[Effect, ...]
    walked: tuple[str, ...] = ()
    """The steps passed in this turn, `script/step`, for coverage of the book by transcripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A line of the transcript, as far as changing it asks."""

    seq: int
    author: str
    text: str
    incoming: bool
    internal: bool
    delivery: str
    """`received`, `pending`, `sent`, `failed` or `unknown`."""
    settled_at: datetime | None
    deleted: bool
    at: datetime | None = None
    """When it was written."""
    typed: bool = True
    """A person wrote it; False: the bot said it, be it in a colleague's name."""


class Records(Protocol):
    """What the engine may look up while it thinks; the desk answers from the open transaction."""

    def new_case_number(self, now: datetime) -> str:
        """Draw the next case number of the local day."""
        ...

    def case(self, number: str, conversation: str) -> Case | None:
        """Return that case when this conversation's customer may see it."""
        ...

    def case_file(self, number: str) -> Case | None:
        """Return that case for colleagues and deadlines, whoever's it is."""
        ...

    def cases_of(self, conversation: str) -> tuple[Case, ...]:
        """Return this customer's cases, newest first."""
        ...

    def queue_ahead(self, conversation: str) -> int:
        """Return how many conversations wait for a person before this one."""
        ...

    def written(self, conversation: str, seq: int) -> Written | None:
        """Return a line of the transcript by its number."""
        ...

    def said_by_staff(self, conversation: str) -> tuple[Written, ...]:
        """Return the last words of colleagues to the customer, in order, without what was taken back."""
        ...

    def dealer_of(self, conversation: str) -> DealerSeen | None:
        """Return the dealership whose person speaks in a conversation; None for a customer."""
        ...

    def left_dealer(self, conversation: str) -> bool:
        """Tell whether a conversation was a dealership's and is not any more."""
        ...

    def invite(self, code: str, conversation: str, now: datetime) -> InviteSeen:
        """Look an invite code up for a conversation; a wrong one counts, too many are `blocked`."""
        ...

    def purchases_of(self, dealer: str, *, model: str = "", part: str = "") -> tuple[Purchase, ...]:
        """Return what a dealer bought, newest invoice first; of one model or part when given."""
        ...

    def purchases_with(self, serials: Collection[str]) -> tuple[Purchase, ...]:
        """Return the purchases with any of these serials (`serial_key` form), whoever bought them."""
        ...

    def claims_with(self, serials: Collection[str]) -> tuple[Claim, ...]:
        """Return the lines of cases with any of these serials, whoever claimed them, newest first."""
        ...

    def claims_of(self, dealer: str) -> tuple[Claim, ...]:
        """Return every line a dealer claimed in cases that were not cancelled, newest first."""
        ...

    def staff(self, staff_id: str) -> StaffMember | None:
        """Return a person of the company."""
        ...

    def staff_with(self, role: str) -> tuple[StaffMember, ...]:
        """Return who has a role and may sign in, by login."""
        ...

    def task(self, task: str) -> Task | None:
        """Return a task by its id."""
        ...

    def open_tasks(self, conversation: str) -> tuple[Task, ...]:
        """Return the open tasks of a conversation, the most pressing first."""
        ...

    def marks_of(self, conversation: str) -> tuple[Mark, ...]:
        """Return the moments a conversation's clocks are computed from, in order."""
        ...
