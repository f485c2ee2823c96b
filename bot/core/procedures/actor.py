"""Who makes a move, and for whom they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.cases import ApprovalStep
from bot.core.procedures.procedure import SYSTEM
from bot.core.staff import STAFF_ROLES, StaffMember

ADMIN = "admin"
"""May make every move but sign."""


class People(Protocol):
    """Who works here."""

    def staff(self, staff_id: str) -> StaffMember | None:
        """Return a person of the company."""
        ...

    def staff_with(self, role: str) -> tuple[StaffMember, ...]:
        """Return who has a role and may sign in, by login."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A colleague, the dealer or customer of the case, or the system."""

    kind: str
    """`staff`, `dealer`, `customer` or `system`."""
    id: str = ""
    login: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How the history names them."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def may(self, by: Iterable[str]) -> bool:
        """Return whether one of the roles is theirs."""
        allowed = frozenset(by)
        return (
            self.kind == SYSTEM
            or self.kind in allowed
            or not allowed.isdisjoint(self.roles)
            or (self.kind == "staff" and ADMIN in self.roles)
        )

    @property
    def role(self) -> str:
        """The role a guard sees as `by`."""
        return self.roles[0] if self.roles else self.kind


SYSTEM_ACTOR = Actor(kind=SYSTEM)


def staff_actor(member: StaffMember) -> Actor:
    """Return a colleague as an actor."""
    return Actor(
        kind="staff", id=member.id, login=member.login, name=member.name, roles=member.roles
    )


def holders(step: ApprovalStep, people: People) -> tuple[StaffMember, ...]:
    """Return whose signature a step wants."""
    if not step.person:
        return people.staff_with(step.role)
    every = (one for role in STAFF_ROLES for one in people.staff_with(role))
    return tuple({one.id: one for one in every if one.login == step.person}.values())


def signs_for(step: ApprovalStep, actor: Actor, people: People, *, now: datetime) -> str | None:
    """Return whose signature the actor's is: their own id, that of who is away, None when nobody's."""
    if actor.kind != "staff":
        return None
    wanted = holders(step, people)
    if any(one.id == actor.id for one in wanted):
        return actor.id
    stood_for = (one.id for one in wanted if one.is_away(now))
    return next((one for one in stood_for if stand_in(one, people, now=now) == actor.id), None)


def stand_in(staff_id: str, people: People, *, now: datetime) -> str:
    """Return who decides for a person who is away; a delegate who is away passes it on; empty: nobody."""
    asked: set[str] = set()
    one = people.staff(staff_id)
    while one is not None and one.id not in asked:
        if one.active and not one.is_away(now):
            return one.id
        asked.add(one.id)
        one = people.staff(one.delegate) if one.delegate else None
    return ""


def assignee(step: ApprovalStep, people: People, *, now: datetime) -> str:
    """Return the one person a signature waits for, who is there or stands in; empty: anybody of the role."""
    wanted = holders(step, people)
    here = [one for one in wanted if not one.is_away(now)]
    if here:
        return here[0].id if len(wanted) == 1 else ""
    stand_ins = (stand_in(one.id, people, now=now) for one in wanted)
    return next((one for one in stand_ins if one), "")
