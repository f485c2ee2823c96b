"""Keep dealers and their people: the profile, who belongs to it in which conversation."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, insert, select, update

from bot.core.dealers import Address, DealerSeen, Right
from bot.core.effects import JoinDealer
from bot.store.codec import dumps
from bot.store.invites import use_invite
from bot.store.tables import Dealer, DealerMember, table

type_addresses: TypeAdapter[tuple[Address, ...]] = TypeAdapter(tuple[Address, ...])

_DEALER = table(Dealer)
_MEMBER = table(DealerMember)


def dealer_of(tx: Connection, *, tenant: str, conversation: str) -> DealerSeen | None:
    """Return the dealership behind a conversation; None for a customer and when it was closed."""
    row = tx.execute(
        select(
            _DEALER,
            _MEMBER.c.id.label("member_id"),
            _MEMBER.c.name.label("member_name"),
            _MEMBER.c.rights,
        )
        .join(_MEMBER, _same_dealer())
        .where(
            _MEMBER.c.tenant_id == tenant,
            _MEMBER.c.conversation == conversation,
            _MEMBER.c.left_at.is_(None),
            _DEALER.c.active,
        )
    ).first()
    if row is None:
        return None
    return DealerSeen(
        id=row.id,
        name=row.name,
        contact=row.contact,
        phone=row.phone,
        addresses=type_addresses.validate_json(row.addresses),
        member=row.member_id,
        member_name=row.member_name,
        right=cast("Right", row.rights),
    )


def dealers_of(tx: Connection, *, tenant: str, conversations: Collection[str]) -> Mapping[str, str]:
    """Return the id of the dealership behind each conversation that has one."""
    rows = tx.execute(
        select(_MEMBER.c.conversation, _DEALER.c.id)
        .join(_MEMBER, _same_dealer())
        .where(
            _MEMBER.c.tenant_id == tenant,
            _MEMBER.c.conversation.in_(conversations),
            _MEMBER.c.left_at.is_(None),
            _DEALER.c.active,
        )
    )
    return {row.conversation: row.id for row in rows}


def take_in(
    tx: Connection, *, tenant: str, conversation: str, join: JoinDealer, now: datetime
) -> None:
    """Use an invite up for a conversation; raises LookupError when somebody else was faster."""
    if not use_invite(tx, tenant=tenant, invite=join.invite, by=conversation, now=now):
        raise LookupError(f"invite {join.invite} is used up")
    join_dealer(
        tx,
        tenant=tenant,
        dealer=join.dealer,
        conversation=conversation,
        name=join.name,
        right=join.right,
        now=now,
    )


def join_dealer(
    tx: Connection,
    *,
    tenant: str,
    dealer: str,
    conversation: str,
    name: str,
    right: Right,
    now: datetime,
) -> str:
    """Make the person of a conversation one of the dealer's people; returns their member id.

    Who is one already gets the new right; who belonged to another dealership leaves it.
    """
    present = tx.execute(
        select(_MEMBER).where(
            _MEMBER.c.tenant_id == tenant,
            _MEMBER.c.conversation == conversation,
            _MEMBER.c.left_at.is_(None),
        )
    ).first()
    if present is not None and present.dealer_id == dealer:
        tx.execute(
            update(_MEMBER)
            .where(_MEMBER.c.tenant_id == tenant, _MEMBER.c.id == present.id)
            .values(rights=right, name=name or present.name)
        )
        return str(present.id)
    if present is not None:
        leave_dealer(tx, tenant=tenant, member=present.id, now=now)
    id_ = secrets.token_hex(8)
    tx.execute(
        insert(_MEMBER),
        {
            "tenant_id": tenant,
            "id": id_,
            "dealer_id": dealer,
            "conversation": conversation,
            "name": name,
            "rights": right,
            "joined_at": now,
            "left_at": None,
            "removed_by": "",
        },
    )
    return id_


def leave_dealer(
    tx: Connection, *, tenant: str, member: str, now: datetime, removed_by: str = ""
) -> bool:
    """End a membership; what was announced stays with the dealership. False when it had ended."""
    gone = tx.execute(
        update(_MEMBER)
        .where(_MEMBER.c.tenant_id == tenant, _MEMBER.c.id == member, _MEMBER.c.left_at.is_(None))
        .values(left_at=now, removed_by=removed_by)
    )
    return gone.rowcount > 0


def set_right(tx: Connection, *, tenant: str, member: str, right: Right) -> bool:
    """Change what a member may do; False when there is no such member."""
    changed = tx.execute(
        update(_MEMBER)
        .where(_MEMBER.c.tenant_id == tenant, _MEMBER.c.id == member, _MEMBER.c.left_at.is_(None))
        .values(rights=right)
    )
    return changed.rowcount > 0


def stays(tx: Connection, *, tenant: str, conversation: str) -> Sequence[Row[Any]]:
    """Return every membership a conversation has or had: dealer, from when, until when."""
    return tx.execute(
        select(_MEMBER).where(_MEMBER.c.tenant_id == tenant, _MEMBER.c.conversation == conversation)
    ).all()


def members_of(tx: Connection, *, tenant: str, dealers: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the people of some dealers who did not leave, by when they joined."""
    return tx.execute(
        select(_MEMBER)
        .where(
            _MEMBER.c.tenant_id == tenant,
            _MEMBER.c.dealer_id.in_(dealers),
            _MEMBER.c.left_at.is_(None),
        )
        .order_by(_MEMBER.c.joined_at, _MEMBER.c.id)
    ).all()


def dealer_row(tx: Connection, *, tenant: str, dealer: str) -> Row[Any] | None:
    """Return a dealer's row, closed ones too."""
    return tx.execute(
        select(_DEALER).where(_DEALER.c.tenant_id == tenant, _DEALER.c.id == dealer)
    ).first()


def dealer_rows(tx: Connection, *, tenant: str) -> Sequence[Row[Any]]:
    """Return every dealer, the open ones first, by id."""
    return tx.execute(
        select(_DEALER)
        .where(_DEALER.c.tenant_id == tenant)
        .order_by(_DEALER.c.active.desc(), _DEALER.c.id)
    ).all()


def add_dealer(
    tx: Connection,
    *,
    tenant: str,
    dealer: str,
    name: str,
    contact: str,
    phone: str,
    addresses: tuple[Address, ...],
    note: str,
    now: datetime,
    by: str = "",
) -> None:
    """Write a new dealer; raises IntegrityError for a taken id."""
    tx.execute(
        insert(_DEALER),
        {
            "tenant_id": tenant,
            "id": dealer,
            "name": name,
            "contact": contact,
            "phone": phone,
            "addresses": dumps(type_addresses, addresses),
            "note": note,
            "active": True,
            "created_at": now,
            "changed_at": now,
            "changed_by": by,
        },
    )


def change_dealer(
    tx: Connection, *, tenant: str, dealer: str, now: datetime, by: str, **fields: Any
) -> bool:
    """Change columns of a dealer (`addresses` as a tuple); False when there is none."""
    if "addresses" in fields:
        fields["addresses"] = dumps(type_addresses, fields["addresses"])
    changed = tx.execute(
        update(_DEALER)
        .where(_DEALER.c.tenant_id == tenant, _DEALER.c.id == dealer)
        .values(changed_at=now, changed_by=by, **fields)
    )
    return changed.rowcount > 0


def _same_dealer() -> Any:
    return and_(_MEMBER.c.tenant_id == _DEALER.c.tenant_id, _MEMBER.c.dealer_id == _DEALER.c.id)
