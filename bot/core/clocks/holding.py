"""Whose a task is while people are away: their delegate's, else anybody's of the role (design §7)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.clocks.task import Task
from bot.core.staff import StaffMember


def standing_in(people: Iterable[StaffMember], now: datetime) -> Mapping[str, str]:
    """Return who does the work of each person that is away or gone; empty: anybody of the role.

    A delegate who is away, too, passes it on to their own. Who is there is not named.
    """
    everybody = {one.id: one for one in people}
    missing = [one for one in everybody.values() if _is_missing(one, now)]
    return {one.id: _stand_in(one, everybody, now) for one in missing}


def may_do(task: Task, member: StaffMember, stand_ins: Mapping[str, str]) -> bool:
    """Tell whether a task is a person's: by name, by role while nobody has it, or for who is away."""
    if not member.active:
        return False
    if task.assignee == member.id:
        return True
    holder = stand_ins.get(task.assignee, task.assignee)
    return holder == member.id or (not holder and task.role in member.roles)


def _stand_in(person: StaffMember, people: Mapping[str, StaffMember], now: datetime) -> str:
    asked: set[str] = {person.id}
    while person.delegate and person.delegate not in asked:
        asked.add(person.delegate)
        found = people.get(person.delegate)
        if found is None:
            return ""
        if not _is_missing(found, now):
            return found.id
        person = found
    return ""


def _is_missing(person: StaffMember, now: datetime) -> bool:
    return not person.active or person.is_away(now)
