"""A colleague's unfinished words, kept for each conversation: a reply, and a note."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.staff import StaffMember
from bot.store.drafts import Kind, find_drafts
from bot.store.drafts import keep_draft as put_draft
from bot.store.engines import Store


def drafts_of(store: Store, member: StaffMember, conversation: str) -> Mapping[Kind, str]:
    """Return what a colleague began to write about a conversation, by kind; nothing that is empty."""
    with store.read() as tx:
        return dict(find_drafts(tx, store.tenant, staff=member.id, conversation=conversation))


def keep_draft(
    store: Store,
    member: StaffMember,
    conversation: str,
    text: str,
    *,
    at: datetime,
    kind: Kind = "reply",
) -> None:
    """Keep a draft in place of the one before; an empty one is forgotten, as once it is sent."""
    with store.write() as tx:
        put_draft(
            tx,
            store.tenant,
            staff=member.id,
            conversation=conversation,
            text=text,
            now=at,
            kind=kind,
        )
