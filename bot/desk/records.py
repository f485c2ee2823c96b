"""What the engine may look up while it thinks, answered from the open transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.cases import Case, case_number
from bot.core.clocks.marks import Mark
from bot.core.clocks.task import Task
from bot.core.dealers import Claim, DealerSeen, InviteSeen, Purchase
from bot.core.staff import StaffMember
from bot.core.turn import Written
from bot.desk.invites import look_up
from bot.desk.sight import cases_in_sight
from bot.store.cases import find_case, next_case_sequence
from bot.store.claims import cases_of_dealer, claims_in, claims_with
from bot.store.clocks import marks_of
from bot.store.dealers import dealer_of, stays
from bot.store.purchases import purchases_of, purchases_with
from bot.store.queue import count_ahead
from bot.store.staff import staff_by_id, staff_with
from bot.store.staff_lines import said_by_staff
from bot.store.tasks import find_task, open_tasks_of
from bot.store.transcript import find_line


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRecords:
    """`core.turn.Records` on one transaction; `timezone` decides which day a case belongs to."""

    tx: Connection
    tenant: str
    timezone: str

    def new_case_number(self, now: datetime) -> str:
        """Draw the next case number of the local day."""
        day = now.astimezone(ZoneInfo(self.timezone)).date()
        return case_number(day, next_case_sequence(self.tx, tenant=self.tenant, day=day))

    def case(self, number: str, conversation: str) -> Case | None:
        """Return that case when it belongs to this conversation's customer or dealership."""
        case = find_case(self.tx, tenant=self.tenant, number=number)
        return case if case is not None and case in self.cases_of(conversation) else None

    def case_file(self, number: str) -> Case | None:
        """Return that case for colleagues and deadlines, whoever's it is."""
        return find_case(self.tx, tenant=self.tenant, number=number)

    def cases_of(self, conversation: str) -> tuple[Case, ...]:
        """Return this customer's or dealership's cases, newest first."""
        return cases_in_sight(self.tx, tenant=self.tenant, conversation=conversation)

    def queue_ahead(self, conversation: str) -> int:
        """Return how many conversations wait for a person before this one."""
        return count_ahead(self.tx, tenant=self.tenant, conversation=conversation)

    def written(self, conversation: str, seq: int) -> Written | None:
        """Return a line of the transcript by its number."""
        return find_line(self.tx, tenant=self.tenant, conversation=conversation, seq=seq)

    def said_by_staff(self, conversation: str) -> tuple[Written, ...]:
        """Return the last words of colleagues to the customer, in order, without what was taken back."""
        return said_by_staff(self.tx, tenant=self.tenant, conversation=conversation)

    def dealer_of(self, conversation: str) -> DealerSeen | None:
        """Return the dealership whose person speaks in a conversation."""
        return dealer_of(self.tx, tenant=self.tenant, conversation=conversation)

    def left_dealer(self, conversation: str) -> bool:
        """Tell whether a conversation was a dealership's and is not any more."""
        known = stays(self.tx, tenant=self.tenant, conversation=conversation)
        return bool(known) and self.dealer_of(conversation) is None

    def invite(self, code: str, conversation: str, now: datetime) -> InviteSeen:
        """Look an invite code up, and count a wrong one against this conversation."""
        return look_up(self.tx, tenant=self.tenant, code=code, conversation=conversation, now=now)

    def purchases_of(self, dealer: str, *, model: str = "", part: str = "") -> tuple[Purchase, ...]:
        """Return what a dealer bought, newest invoice first."""
        return purchases_of(self.tx, tenant=self.tenant, dealer=dealer, model=model, part=part)

    def purchases_with(self, serials: Collection[str]) -> tuple[Purchase, ...]:
        """Return the purchases with any of these serials, whoever bought them."""
        return purchases_with(self.tx, tenant=self.tenant, serials=serials)

    def claims_with(self, serials: Collection[str]) -> tuple[Claim, ...]:
        """Return the lines of cases with any of these serials, newest first."""
        return claims_with(self.tx, tenant=self.tenant, serials=serials)

    def claims_of(self, dealer: str) -> tuple[Claim, ...]:
        """Return every line a dealer claimed in cases that were not cancelled, newest first."""
        cases = cases_of_dealer(self.tx, tenant=self.tenant, dealer=dealer)
        return claims_in(case for case in cases if case.ended != "cancelled")

    def staff(self, staff_id: str) -> StaffMember | None:
        """Return a person of the company."""
        return staff_by_id(self.tx, tenant=self.tenant, staff_id=staff_id)

    def staff_with(self, role: str) -> tuple[StaffMember, ...]:
        """Return who has a role and may sign in, by login."""
        return staff_with(self.tx, tenant=self.tenant, role=role)

    def task(self, task: str) -> Task | None:
        """Return a task by its id."""
        return find_task(self.tx, tenant=self.tenant, task=task)

    def open_tasks(self, conversation: str) -> tuple[Task, ...]:
        """Return the open tasks of a conversation, the most pressing first."""
        return open_tasks_of(self.tx, tenant=self.tenant, conversation=conversation)

    def marks_of(self, conversation: str) -> tuple[Mark, ...]:
        """Return the moments a conversation's clocks are computed from, in order."""
        return marks_of(self.tx, tenant=self.tenant, conversation=conversation)
