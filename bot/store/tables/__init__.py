"""Every table of ours; importing this package fills `SQLModel.metadata`."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from bot.store.tables.cases import CaseCounter, CaseEventRow, CaseLineRow, CaseRow
from bot.store.tables.conversations import Conversation, Evidence, Message, Miss, UpdateSeen
from bot.store.tables.sending import BotPause, Executor, Outbox, RateSlot
from bot.store.tables.staff import SignInAttempt, Staff, StaffSession
from bot.store.tables.timers import Timer

__all__ = [
    "BotPause",
    "CaseCounter",
    "CaseEventRow",
    "CaseLineRow",
    "CaseRow",
    "Conversation",
    "Evidence",
    "Executor",
    "Message",
    "Miss",
    "Outbox",
    "RateSlot",
    "SignInAttempt",
    "Staff",
    "StaffSession",
    "Timer",
    "UpdateSeen",
    "table",
]


def table(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model: the hot path writes rows without ORM sessions."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
