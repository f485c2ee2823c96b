"""Tells people in private what they owe since a moment ago: tasks, and what wants their signature."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.staff.answers import SlowDownError, StaffApiError
from bot.channels.staff.client import Buttons, StaffClient
from bot.channels.staff_talk import lists
from bot.channels.staff_talk.talk import StaffTalk
from bot.core.clocks.task import Task
from bot.core.staff import StaffMember
from bot.desk import Desk
from bot.desk.accounts import staff_list
from bot.desk.tasks import open_tasks

LOOK = 2.0
"""Seconds between two looks; what came meanwhile is told together."""

_log = structlog.get_logger(__name__)


class Summons:
    """Looks for new tasks of everybody with a Telegram account who is not away.

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
        self._told: set[tuple[str, str]] = set()
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
        for member, new in await asyncio.to_thread(self._new):
            self._told |= {(member.id, task.id) for task in new}
            asked = await asyncio.to_thread(self._talk.asked, member, at=self._clock(), key="")
            for reply in await asyncio.to_thread(lists.news, asked, new):
                await self._say(member, reply.text, reply.buttons)

    def _new(self) -> list[tuple[StaffMember, Sequence[Task]]]:
        now = self._clock()
        found: list[tuple[StaffMember, Sequence[Task]]] = []
        for member in staff_list(self._desk.store):
            if member.telegram_id is None or not member.active or member.is_away(now):
                continue
            owed = open_tasks(self._desk.store, member.roles, member, now=now)
            new = [
                task
                for task in owed
                if task.opened_at >= self._since and (member.id, task.id) not in self._told
            ]
            if new:
                found.append((member, new))
        return found

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
