"""Keep invite codes: made once, shown once, used once."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from bot.core.codes import ALPHABET, LENGTH
from bot.store.tables import Invite, table

Kind = Literal["dealer", "staff"]

HINT = 2
"""Signs of a code that stay readable, to tell several apart."""

_INVITE = table(Invite)


def make_invite(
    tx: Connection,
    *,
    tenant: str,
    kind: Kind,
    target: str,
    lasts: timedelta,
    now: datetime,
    by: str = "",
    right: str = "",
    name: str = "",
) -> str:
    """Write an invite and return its code, which is not kept and cannot be shown again."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    tx.execute(
        insert(_INVITE),
        {
            "tenant_id": tenant,
            "id": secrets.token_hex(8),
            "kind": kind,
            "target": target,
            "code_hash": _digest(code),
            "hint": code[:HINT],
            "rights": right,
            "name": name,
            "created_at": now,
            "created_by": by,
            "expires_at": now + lasts,
            "used_at": None,
            "used_by": "",
            "revoked_at": None,
        },
    )
    return code


def find_invite(tx: Connection, *, tenant: str, kind: Kind, code: str) -> Row[Any] | None:
    """Return the invite of a code and hold it: of two people with one code, the second waits and sees it used."""
    return tx.execute(
        select(_INVITE)
        .where(
            _INVITE.c.tenant_id == tenant,
            _INVITE.c.code_hash == _digest(code),
            _INVITE.c.kind == kind,
        )
        .with_for_update()
    ).first()


def use_invite(tx: Connection, *, tenant: str, invite: str, by: str, now: datetime) -> bool:
    """Mark an invite as used; False when it was, or was taken back."""
    used = tx.execute(
        update(_INVITE)
        .where(
            _INVITE.c.tenant_id == tenant,
            _INVITE.c.id == invite,
            _INVITE.c.used_at.is_(None),
            _INVITE.c.revoked_at.is_(None),
        )
        .values(used_at=now, used_by=by)
    )
    return used.rowcount > 0


def revoke_invite(tx: Connection, *, tenant: str, invite: str, now: datetime) -> bool:
    """Take an unused invite back; False when there is none."""
    gone = tx.execute(
        update(_INVITE)
        .where(
            _INVITE.c.tenant_id == tenant,
            _INVITE.c.id == invite,
            _INVITE.c.used_at.is_(None),
            _INVITE.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return gone.rowcount > 0


def open_invites(tx: Connection, *, tenant: str, kind: Kind, now: datetime) -> Sequence[Row[Any]]:
    """Return the invites of a kind that still work, newest first."""
    return tx.execute(
        select(_INVITE)
        .where(
            _INVITE.c.tenant_id == tenant,
            _INVITE.c.kind == kind,
            _INVITE.c.used_at.is_(None),
            _INVITE.c.revoked_at.is_(None),
            _INVITE.c.expires_at > now,
        )
        .order_by(_INVITE.c.created_at.desc(), _INVITE.c.id)
    ).all()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
