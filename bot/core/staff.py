"""The people of the company, as far as rules ask about them: roles, duty, who stands in for whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

StaffRole = Literal[
    "agent",
    "tech",
    "qc",
    "warehouse",
    "production",
    "purchasing",
    "finance",
    "sales",
    "manager",
    "gm",
    "admin",
]
STAFF_ROLES: tuple[StaffRole, ...] = get_args(StaffRole)
"""Every role there is: 客服, 技术支持, 品质, 仓库, 生产, 采购, 财务, 营销, 经理, 总经理, 管理员."""

READS_CONVERSATIONS: frozenset[str] = frozenset(
    {"agent", "tech", "sales", "manager", "gm", "admin"}
)
"""Roles that may read what customers write; the others see cases only."""

MANAGERS: frozenset[str] = frozenset({"manager", "gm", "admin"})
"""Roles that may settle for everybody: take a conversation or a task from a colleague."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the company; `roles` are names out of `STAFF_ROLES`."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    on_duty: bool
    """Takes conversations at the moment."""
    away_until: datetime | None = None
    """Absent until then, aware; None: not absent."""
    delegate: str = ""
    """Id of who decides in their place while they are away; empty: nobody."""
    telegram_id: int | None = None
    """The account the staff bot knows them by."""
    active: bool = True
    """Whether the account may be used at all."""

    @property
    def reads_conversations(self) -> bool:
        """Tell whether they may read, and so have, what customers write."""
        return not READS_CONVERSATIONS.isdisjoint(self.roles)

    @property
    def manages(self) -> bool:
        """Tell whether they may take from colleagues what these have in hand."""
        return not MANAGERS.isdisjoint(self.roles)

    def is_away(self, now: datetime) -> bool:
        """Tell whether somebody else has to decide for them now."""
        return self.away_until is not None and now < self.away_until
