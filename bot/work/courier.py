"""Send what is pending in a chat, in order, one message at a time."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.store.engines import Store
from bot.store.outbox import FENCED, Later, Nothing, Outgoing, Taken
from bot.work.ledger import Ledger, Request
from bot.work.pace import Pace
from bot.work.sender import Failed, Sender, SendResult, Unknown

_log = structlog.get_logger(__name__)


class Courier:
    """Sends a chat's pending messages as one named worker.

    Never call `drain` twice at once for the same chat in one process: the chat is held by the
    worker's name, which both would share. `Errands` sees to that.
    """

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        *,
        name: str,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self._senders = senders
        self._clock = clock
        self._ledger = Ledger(store, name=name, pace=pace or Pace(), clock=clock)

    def stop(self) -> None:
        """Finish the messages under way and take no more."""
        self._ledger.close()

    def seconds_until(self, at: datetime) -> float:
        """Return how far away a moment is, negative when it is past."""
        return (at - self._clock()).total_seconds()

    async def drain(self, conversation: str) -> datetime | None:
        """Send until nothing is pending; returns when to look again, None when all is done."""
        request = Request(conversation)
        while True:
            match await self._ledger.next(request):
                case Nothing():
                    return None
                case Later(at):
                    return at
                case Taken(outgoing, at, is_last):
                    result = await self._send(outgoing, at=at)
                    request = Request(conversation, (outgoing, result), is_last=is_last)

    async def _send(self, outgoing: Outgoing, *, at: datetime) -> SendResult:
        wait = self.seconds_until(at)
        if wait > 0:
            await asyncio.sleep(wait)
            if await self._ledger.is_overtaken(outgoing):
                return Failed(reason=FENCED, permanent=True)
        sender = self._senders.get(outgoing.channel)
        if sender is None:
            return Failed(reason=f"no sender for {outgoing.channel}", permanent=False)
        try:
            return await sender.send(outgoing)
        except Exception as error:  # noqa: BLE001 — a sender may raise anything; it stops nobody else
            # Nobody knows how far it got: show it to staff instead of sending it twice.
            _log.exception("send_raised", conversation=outgoing.conversation, seq=outgoing.seq)
            return Unknown(type(error).__name__)
