"""Tells people in private what became theirs a moment ago: tasks, what wants their signature, conversations.

New is a task opened since the last look; moved, one that was somebody else's then. A conversation is
told of when a colleague gave it: who took it themselves knows.
"""

import asyncio
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.staff.answers import SlowDownError, StaffApiError
from bot.channels.staff.client import Buttons, StaffClient
from bot.channels.staff.mirror import LEASE
from bot.channels.staff_talk import lists
from bot.channels.staff_talk.inbox import given_by
from bot.channels.staff_talk.talk import StaffTalk
from bot.core.clocks.task import Task
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk import Desk
from bot.desk.accounts import staff_list
from bot.desk.queue import owners
from bot.desk.tasks import open_tasks

LOOK = 2.0
"""Seconds between two looks; what came meanwhile is told together."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    """What somebody owed at a look, which they were told or had in their list before."""

    at: datetime
    tasks: frozenset[str]


class Summons:
    """Looks for what everybody with a Telegram account who is not away owes that they did not a look ago.

    Only haste: the lists tell the same whenever somebody asks, so what is opened while no process
    runs is not told again. `leads` says whether this process is the one that writes.
    """

    def __init__(
        self,
        client: StaffClient,
        desk: Desk,
        talk: StaffTalk,
        *,
        leads: Callable[[], bool],
        clock: Callable[[], datetime],
        look: float = LOOK,
    ) -> None:
        self._client = client
        self._desk = desk
        self._talk = talk
        self._leads = leads
        self._clock = clock
        self._look = look
        self._since = clock()
        self._known: dict[str, _Known] = {}
        self._owners: Mapping[str, str] = {}
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Tell nobody any more."""
        self._stopping.set()

    async def run(self) -> None:
        """Look again and again until stopped."""
        while not self._stopping.is_set():
            pause = self._look
            try:
                if self._leads():
                    await self._tell_all()
                else:  # whoever leads tells; should they stop, what they may not have got to is told
                    self._since, self._known = self._clock() - LEASE, {}
                    self._owners = {}
            except SlowDownError as slow:
                pause = slow.pause.total_seconds()
            except SQLAlchemyError as away:
                _log.warning("summons_away", reason=type(away).__name__)
            except Exception:  # noqa: BLE001 — one odd task must not silence the others
                _log.exception("summons_failed")
            try:
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            except TimeoutError:
                pass

    async def _tell_all(self) -> None:
        for member, new, moved in await asyncio.to_thread(self._fresh):
            asked = await asyncio.to_thread(self._talk.asked, member, at=self._clock(), key="")
            for reply in await asyncio.to_thread(lists.news, asked, new, moved):
                await self._say(member, reply.text, reply.buttons)
        for member, given in await asyncio.to_thread(self._given):
            asked = await asyncio.to_thread(self._talk.asked, member, at=self._clock(), key="")
            for reply in await asyncio.to_thread(lists.given, asked, given):
                await self._say(member, reply.text, reply.buttons)

    def _fresh(self) -> list[tuple[StaffMember, Sequence[Task], Sequence[Task]]]:
        """Return who owes what that is new, and what was moved to them."""
        now = self._clock()
        found: list[tuple[StaffMember, Sequence[Task], Sequence[Task]]] = []
        for member in self._reachable(now):
            owed = open_tasks(self._desk.store, member.roles, member, now=now)
            known = self._known.get(member.id) or _Known(
                self._since, frozenset(task.id for task in owed if task.opened_at < self._since)
            )
            self._known[member.id] = _Known(now, frozenset(task.id for task in owed))
            fresh = [task for task in owed if task.id not in known.tasks]
            since = known.at - timedelta(seconds=self._look)  # it may have been committed later
            new = [task for task in fresh if task.opened_at >= since]
            if fresh:
                found.append((member, new, [task for task in fresh if task not in new]))
        return found

    def _given(self) -> list[tuple[StaffMember, Container[str]]]:
        """Return who was given which conversations since the last look."""
        store = self._desk.store
        before, self._owners = self._owners, owners(store, since=self._since)
        got = {
            conversation: owner
            for conversation, owner in self._owners.items()
            if before.get(conversation) != owner and given_by(store, conversation) is not None
        }
        return [
            (member, [one for one, owner in got.items() if owner == f"{STAFF}{member.id}"])
            for member in self._reachable(self._clock())
            if f"{STAFF}{member.id}" in got.values()
        ]

    def _reachable(self, now: datetime) -> list[StaffMember]:
        return [
            member
            for member in staff_list(self._desk.store)
            if member.telegram_id is not None and member.active and not member.is_away(now)
        ]

    async def _say(self, member: StaffMember, text: str, buttons: Buttons) -> None:
        if member.telegram_id is None:
            return
        try:
            await self._client.say(member.telegram_id, text, buttons=buttons)
        except SlowDownError:
            raise
        except StaffApiError as error:
            # They may never have written to the bot; it stands in their list all the same.
            _log.info("summons_not_given", staff=member.id, reason=type(error).__name__)
