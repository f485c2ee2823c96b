"""A colleague's unfinished replies, kept for each conversation."""

from datetime import datetime

from bot.core.staff import StaffMember
from bot.store.drafts import find_draft, forget_draft
from bot.store.drafts import keep_draft as put_draft
from bot.store.engines import Store


def draft_of(store: Store, member: StaffMember, conversation: str) -> str:
    """Return what a colleague began to write to this customer; empty when nothing."""
    with store.read() as tx:
        return find_draft(tx, store.tenant, staff=member.id, conversation=conversation)


def keep_draft(
    store: Store, member: StaffMember, conversation: str, text: str, *, at: datetime
) -> None:
    """Keep a draft in place of the one before; an empty one is forgotten."""
    with store.write() as tx:
        put_draft(tx, store.tenant, staff=member.id, conversation=conversation, text=text, now=at)


def drop_draft(store: Store, member: StaffMember, conversation: str) -> None:
    """Forget a draft: it was sent or is no longer wanted."""
    with store.write() as tx:
        forget_draft(tx, store.tenant, staff=member.id, conversation=conversation)
