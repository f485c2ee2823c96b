"""Search over everything: one box for names, dealers, ends of phone numbers, case numbers, serials and words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, or_, select

from bot.core.cases import parse_case_number
from bot.core.markup import plain
from bot.core.staff import StaffMember
from bot.store.engines import Store
from bot.store.tables import (
    CaseKey,
    CaseLineRow,
    CaseRow,
    Conversation,
    Dealer,
    DealerMember,
    Message,
    table,
)

_CONVERSATION = table(Conversation)
_MESSAGE = table(Message)
_DEALER = table(Dealer)
_MEMBER = table(DealerMember)
_CASE = table(CaseRow)
_LINE = table(CaseLineRow)
_KEY = table(CaseKey)

_LEAST = 2
"""Characters of a search."""
_LEAST_DIGITS = 4
_AROUND = 30
"""Characters of context on either side of a hit."""
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing a search found."""

    kind: Literal["conversation", "case"]
    id: str
    """Conversation id, or case number."""
    conversation: str
    title: str
    """The customer's name, or the case number."""
    why: Literal["number", "phone", "serial", "name", "words"]
    """What matched."""
    snippet: str
    at: datetime
    seq: int = 0
    """The transcript line that matched; 0: none in particular."""


def may_read_conversations(member: StaffMember) -> bool:
    """Tell whether somebody may read what customers write."""
    return member.reads_conversations


def search(store: Store, member: StaffMember, text: str, *, limit: int = 30) -> tuple[Found, ...]:
    """Return what a text finds, the surest first; only what the colleague may see."""
    wanted = " ".join(text.split())
    if len(wanted) < _LEAST:
        return ()
    found: dict[tuple[str, str], Found] = {}
    with store.read() as tx:
        for one in _hits(tx, store.tenant, member, wanted, limit):
            found.setdefault((one.kind, one.id), one)
            if len(found) >= limit:
                break
    return tuple(found.values())


def _hits(
    tx: Connection, tenant: str, member: StaffMember, wanted: str, limit: int
) -> Iterator[Found]:
    chats = may_read_conversations(member)
    number = parse_case_number(wanted)
    if number is not None:
        yield from _cases(tx, tenant, _CASE.c.number == number, why="number", limit=limit)
    digits = _NOT_DIGITS.sub("", wanted)
    if len(digits) >= _LEAST_DIGITS and len(digits) * 2 >= len(wanted):
        phone = _CASE.c.contact.contains(f'{digits}"]', autoescape=True)
        yield from _cases(tx, tenant, phone, why="phone", limit=limit)
        if chats:
            yield from _phones(tx, tenant, digits, limit)
    serials = select(_KEY.c.number).where(
        _KEY.c.tenant_id == tenant, _KEY.c.value.icontains(wanted, autoescape=True)
    )
    serial = or_(_CASE.c.number.in_(serials), _CASE.c.contact.icontains(wanted, autoescape=True))
    yield from _cases(tx, tenant, serial, why="serial", limit=limit)
    if chats:
        yield from _named(tx, tenant, wanted, limit)
        yield from _said(tx, tenant, wanted, limit)
    said = select(_LINE.c.number).where(
        _LINE.c.tenant_id == tenant,
        or_(
            _LINE.c.said.icontains(wanted, autoescape=True),
            _LINE.c.facts.icontains(wanted, autoescape=True),
        ),
    )
    yield from _cases(tx, tenant, _CASE.c.number.in_(said), why="words", limit=limit)


def _cases(tx: Connection, tenant: str, which: Any, *, why: Any, limit: int) -> Iterator[Found]:
    rows = tx.execute(
        select(_CASE.c.number, _CASE.c.conversation_id, _CASE.c.stage, _CASE.c.opened_at)
        .where(_CASE.c.tenant_id == tenant, which)
        .order_by(_CASE.c.opened_at.desc())
        .limit(limit)
    )
    for row in rows:
        yield Found(
            kind="case",
            id=row.number,
            conversation=row.conversation_id,
            title=row.number,
            why=why,
            snippet="",
            at=row.opened_at,
        )


def _phones(tx: Connection, tenant: str, digits: str, limit: int) -> Iterator[Found]:
    """Conversations in which a phone number with that end was given."""
    end = re.compile(rf'"slot":"phone","value":"\d*{digits}"')
    rows = tx.execute(
        select(_CONVERSATION)
        .where(
            _CONVERSATION.c.tenant_id == tenant,
            _CONVERSATION.c.state.contains(f'{digits}"', autoescape=True),
        )
        .order_by(_CONVERSATION.c.updated_at.desc())
        .limit(limit * 4)
    )
    for row in rows:
        if end.search(row.state):
            yield _conversation(row, why="phone")


def _named(tx: Connection, tenant: str, wanted: str, limit: int) -> Iterator[Found]:
    of_dealers = (
        select(_MEMBER.c.conversation)
        .join(
            _DEALER,
            (_DEALER.c.tenant_id == _MEMBER.c.tenant_id) & (_DEALER.c.id == _MEMBER.c.dealer_id),
        )
        .where(_MEMBER.c.tenant_id == tenant, _DEALER.c.name.icontains(wanted, autoescape=True))
    )
    name = or_(
        _CONVERSATION.c.name.icontains(wanted, autoescape=True),
        _CONVERSATION.c.id == wanted,
        _CONVERSATION.c.id.in_(of_dealers),
    )
    rows = tx.execute(
        select(_CONVERSATION)
        .where(_CONVERSATION.c.tenant_id == tenant, name)
        .order_by(_CONVERSATION.c.updated_at.desc())
        .limit(limit)
    )
    for row in rows:
        yield _conversation(row, why="name")


def _said(tx: Connection, tenant: str, wanted: str, limit: int) -> Iterator[Found]:
    rows = tx.execute(
        select(
            _MESSAGE.c.conversation_id,
            _MESSAGE.c.seq,
            _MESSAGE.c.text,
            _MESSAGE.c.at,
            _CONVERSATION.c.name,
        )
        .join(
            _CONVERSATION,
            (_CONVERSATION.c.tenant_id == _MESSAGE.c.tenant_id)
            & (_CONVERSATION.c.id == _MESSAGE.c.conversation_id),
        )
        .where(_MESSAGE.c.tenant_id == tenant, _MESSAGE.c.text.icontains(wanted, autoescape=True))
        .order_by(_MESSAGE.c.at.desc())
        .limit(limit * 3)
    )
    for row in rows:
        yield Found(
            kind="conversation",
            id=row.conversation_id,
            conversation=row.conversation_id,
            title=row.name,
            why="words",
            snippet=_around(plain(row.text), wanted),
            at=row.at,
            seq=row.seq,
        )


def _conversation(row: Row[Any], *, why: Literal["phone", "name"]) -> Found:
    return Found(
        kind="conversation",
        id=row.id,
        conversation=row.id,
        title=row.name,
        why=why,
        snippet=row.last_words,
        at=row.updated_at,
    )


def _around(text: str, wanted: str) -> str:
    at = max(text.lower().find(wanted.lower()), 0)
    start, end = max(at - _AROUND, 0), at + len(wanted) + _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
