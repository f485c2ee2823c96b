"""Who belongs to a dealership: inviting people, what they may do, taking them out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.codes import LINK, shown
from bot.core.dealers import Right
from bot.desk.dealers import DealerRefusedError, line_of
from bot.store import dealers as stored
from bot.store.engines import Store
from bot.store.invites import make_invite, revoke_invite

INVITE_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A new invite; this is the only moment its code can be read."""

    code: str
    """As it is read aloud: `A7QK-3M9X`."""
    payload: str
    """Of a start link."""
    dealer: str
    right: Right
    expires_at: datetime


def invite(
    store: Store,
    dealer: str,
    *,
    now: datetime,
    right: Right = "submit",
    name: str = "",
    lasts: timedelta = INVITE_LASTS,
    by: str = "",
) -> Invitation:
    """Make an invite for one person of a dealership; raises DealerRefusedError."""
    with store.write() as tx:
        row = stored.dealer_row(tx, tenant=store.tenant, dealer=dealer)
        if row is None:
            raise DealerRefusedError("no_such_dealer", dealer)
        if not row.active:
            raise DealerRefusedError("dealer_closed", dealer)
        code = make_invite(
            tx,
            tenant=store.tenant,
            kind="dealer",
            target=dealer,
            right=right,
            name=line_of(name),
            lasts=lasts,
            now=now,
            by=by,
        )
    return Invitation(
        code=shown(code),
        payload=LINK + code,
        dealer=dealer,
        right=right,
        expires_at=now + lasts,
    )


def take_back(store: Store, invite_id: str, *, now: datetime) -> None:
    """Let an unused invite work no more; raises DealerRefusedError."""
    with store.write() as tx:
        if not revoke_invite(tx, tenant=store.tenant, invite=invite_id, now=now):
            raise DealerRefusedError("no_such_invite", invite_id)


def give_right(store: Store, member: str, right: Right) -> None:
    """Change what one of a dealer's people may do; raises DealerRefusedError."""
    with store.write() as tx:
        if not stored.set_right(tx, tenant=store.tenant, member=member, right=right):
            raise DealerRefusedError("no_such_member", member)


def take_out(store: Store, member: str, *, now: datetime, by: str) -> None:
    """Take a person out of a dealership, who is a customer from their next word on; raises DealerRefusedError."""
    with store.write() as tx:
        gone = stored.leave_dealer(
            tx, tenant=store.tenant, member=member, now=now, removed_by=by or "office"
        )
        if not gone:
            raise DealerRefusedError("no_such_member", member)


def trust(store: Store, dealer: str, *, conversation: str, name: str, now: datetime) -> None:
    """Make a conversation's person a member who may submit, unless they are or were one already.

    For a terminal on one's own machine, where whoever sits there is believed.
    """
    with store.write() as tx:
        if not stored.stays(tx, tenant=store.tenant, conversation=conversation):
            stored.join_dealer(
                tx,
                tenant=store.tenant,
                dealer=dealer,
                conversation=conversation,
                name=name,
                right="submit",
                now=now,
            )
