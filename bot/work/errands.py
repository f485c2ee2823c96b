"""Send at once what this process has just committed, one task a chat.

This is only haste. What guarantees a send is the durable workflow enqueued in the same transaction
as the message: should this process die, or this module never run, the message leaves a little later.
"""

import asyncio
from datetime import datetime

import structlog

from bot.work.courier import Courier

_log = structlog.get_logger(__name__)


class Errands:
    """Runs at most one drain of each chat at a time in this process, on one event loop."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._running: dict[str, asyncio.Task[datetime | None]] = {}
        self._again: set[str] = set()
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._loop = asyncio.get_running_loop()
        self._stopping = False

    def wake(self, conversation: str) -> None:
        """Send what is pending in a chat soon; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._start, conversation)

    async def drain(self, conversation: str) -> datetime | None:
        """Send what is pending in a chat and wait for it; returns when to look again."""
        task = self._start(conversation)
        return None if task is None else await asyncio.shield(task)

    async def stop(self) -> None:
        """Let the messages under way finish, and take no more."""
        self._stopping = True
        self._courier.stop()
        for alarm in self._alarms.values():
            alarm.cancel()
        self._alarms.clear()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _start(self, conversation: str) -> asyncio.Task[datetime | None] | None:
        running = self._running.get(conversation)
        if running is not None:
            # It may have looked just before the new row was committed.
            self._again.add(conversation)
            return running
        if self._stopping:
            return None
        alarm = self._alarms.pop(conversation, None)
        if alarm is not None:
            alarm.cancel()
        task = self._loop.create_task(self._run(conversation))
        self._running[conversation] = task
        return task

    async def _run(self, conversation: str) -> datetime | None:
        try:
            while True:
                self._again.discard(conversation)
                look_again = await self._courier.drain(conversation)
                if conversation not in self._again or self._stopping:
                    break
        except Exception:  # noqa: BLE001 — a failed drain stops no other chat
            # The rows are still pending, so the durable workflow comes back for them.
            _log.exception("drain_failed", conversation=conversation)
            return None
        else:
            if look_again is not None:
                self._set_alarm(conversation, look_again)
            return look_again
        finally:
            self._running.pop(conversation, None)
            self._again.discard(conversation)

    def _set_alarm(self, conversation: str, at: datetime) -> None:
        if self._stopping:
            return
        wait = max(self._courier.seconds_until(at), 0.0)
        self._alarms[conversation] = self._loop.call_later(wait, self._start, conversation)
