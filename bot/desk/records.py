"""What the engine may look up while it thinks, answered from the open transaction."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.cases import Case, case_number
from bot.store.cases import cases_of, find_case, next_case_sequence
from bot.store.queue import count_ahead


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
        """Return that case when it was opened in this conversation."""
        case = find_case(self.tx, tenant=self.tenant, number=number)
        return case if case is not None and case.conversation == conversation else None

    def cases_of(self, conversation: str) -> tuple[Case, ...]:
        """Return this customer's cases, newest first."""
        return cases_of(self.tx, tenant=self.tenant, conversation=conversation)

    def queue_ahead(self, conversation: str) -> int:
        """Return how many conversations wait for a person before this one."""
        return count_ahead(self.tx, tenant=self.tenant, conversation=conversation)
