"""A case laid out for reading or moving: its pack, its procedure, and who looks at it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.core.book import Book, Pack
from bot.core.cases import Case
from bot.core.procedures.actor import Actor
from bot.core.procedures.making import Making
from bot.core.procedures.procedure import Procedure
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.staff import StaffMember
from bot.store.engines import Store
from bot.store.staff import all_staff
from bot.store.tables import Conversation, table

_CONVERSATION = table(Conversation)
NOBODY = Actor(kind="nobody")


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who works here, read once; `core.procedures.actor.People`."""

    members: tuple[StaffMember, ...]

    def staff(self, staff_id: str) -> StaffMember | None:
        """Return a person of the company."""
        return next((one for one in self.members if one.id == staff_id), None)

    def staff_with(self, role: str) -> tuple[StaffMember, ...]:
        """Return who has a role and may sign in, by login."""
        return tuple(one for one in self.members if one.active and role in one.roles)

    def name(self, key: str) -> str:
        """Return who a history's `by` names, `staff:<id>` or another; the key itself for others."""
        kind, _, id_ = key.partition(":")
        member = self.staff(id_) if kind == "staff" else None
        return member.name if member else key


def everybody(tx: Connection, store: Store) -> Everybody:
    """Return who works here."""
    return Everybody(all_staff(tx, tenant=store.tenant))


def pack_of(tx: Connection, store: Store, book: Book, case: Case) -> Pack:
    """Return the pack of the case's conversation."""
    name = tx.execute(
        select(_CONVERSATION.c.pack).where(
            _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.id == case.conversation
        )
    ).scalar()
    return book.pack(name or book.default)


def laid_out(
    pack: Pack,
    procedure: Procedure,
    case: Case,
    *,
    actor: Actor,
    people: Everybody,
    at: datetime,
    lang: str = FALLBACK_LANGUAGE,
) -> Callable[[], Making]:
    """Return a maker of fresh working tables, so that looking changes nothing."""
    return lambda: Making(pack, procedure, case, actor=actor, people=people, at=at, lang=lang)
