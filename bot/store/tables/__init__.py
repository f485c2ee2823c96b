"""Every table of ours; importing this package fills `SQLModel.metadata`."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from bot.store.tables.cases import CaseCounter, CaseEventRow, CaseKey, CaseLineRow, CaseRow
from bot.store.tables.conversations import Conversation, Evidence, Message, Miss, UpdateSeen
from bot.store.tables.dealers import (
    Dealer,
    DealerMember,
    Invite,
    PurchaseRow,
    PurchaseSerial,
)
from bot.store.tables.desk import Audit, Draft
from bot.store.tables.documents import Document
from bot.store.tables.sending import BotPause, Executor, Outbox, RateSlot
from bot.store.tables.staff import SignInAttempt, Staff, StaffSession
from bot.store.tables.tasks import ClockMark, RatingRow, TaskRow
from bot.store.tables.timers import Timer
from bot.store.tables.topics import StaffGroup, StaffTalk, Topic, TopicMessage

__all__ = [
    "Audit",
    "BotPause",
    "CaseCounter",
    "CaseEventRow",
    "CaseKey",
    "CaseLineRow",
    "CaseRow",
    "ClockMark",
    "Conversation",
    "Dealer",
    "DealerMember",
    "Document",
    "Draft",
    "Evidence",
    "Executor",
    "Invite",
    "Message",
    "Miss",
    "Outbox",
    "PurchaseRow",
    "PurchaseSerial",
    "RateSlot",
    "RatingRow",
    "SignInAttempt",
    "Staff",
    "StaffGroup",
    "StaffSession",
    "StaffTalk",
    "TaskRow",
    "Timer",
    "Topic",
    "TopicMessage",
    "UpdateSeen",
    "table",
]


def table(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model: the hot path writes rows without ORM sessions."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
