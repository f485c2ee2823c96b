"""Invite codes on their way in: what a code is worth to whoever shows it, and a brake on guessing."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row

from bot.core.dealers import InviteSeen, InviteStanding, Right
from bot.desk.attempts import blocked_until, note_failure, note_success
from bot.store.dealers import dealer_row
from bot.store.invites import Kind, find_invite

_GUESSES: dict[Kind, str] = {"dealer": "invite:dealer", "staff": "invite:staff"}
"""Under what wrong codes are counted; no login has a colon."""


def look_up(
    tx: Connection, *, tenant: str, code: str, conversation: str, now: datetime
) -> InviteSeen:
    """Return what a dealer's invite code is worth, and hold it until the transaction ends."""
    retry_at = _blocked(tx, tenant, "dealer", conversation, now)
    if retry_at is not None:
        return InviteSeen(standing="blocked", retry_at=retry_at)
    row = find_invite(tx, tenant=tenant, kind="dealer", code=code)
    if row is None:
        _note(tx, tenant, "dealer", conversation, now, right=False)
        return InviteSeen(standing="unknown")
    dealer = dealer_row(tx, tenant=tenant, dealer=row.target)
    standing = standing_of(row, now)
    if standing == "open":
        _note(tx, tenant, "dealer", conversation, now, right=True)
    return InviteSeen(
        standing="expired" if dealer is None or not dealer.active else standing,
        id=row.id,
        dealer=row.target,
        dealer_name="" if dealer is None else dealer.name,
        right=cast("Right", row.rights),
        name=row.name,
        used_here=row.used_by == conversation,
    )


def link_target(
    tx: Connection, *, tenant: str, code: str, telegram_id: int, now: datetime
) -> tuple[str, str] | None:
    """Return invite and staff id of a code that links a Telegram account; None when it is worth nothing."""
    who = str(telegram_id)
    if _blocked(tx, tenant, "staff", who, now) is not None:
        return None
    row = find_invite(tx, tenant=tenant, kind="staff", code=code)
    good = row is not None and standing_of(row, now) == "open"
    _note(tx, tenant, "staff", who, now, right=good)
    return (row.id, row.target) if row is not None and good else None


def standing_of(row: Row[Any], now: datetime) -> InviteStanding:
    """Return whether an invite still works."""
    if row.used_at is not None:
        return "used"
    return "expired" if row.revoked_at is not None or row.expires_at <= now else "open"


def _blocked(tx: Connection, tenant: str, kind: Kind, who: str, now: datetime) -> datetime | None:
    until = blocked_until(tx, tenant=tenant, login=_GUESSES[kind], address=who)
    return until if until is not None and until > now else None


def _note(tx: Connection, tenant: str, kind: Kind, who: str, now: datetime, *, right: bool) -> None:
    note = note_success if right else note_failure
    note(tx, tenant=tenant, login=_GUESSES[kind], address=who, now=now)
