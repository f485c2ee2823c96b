"""Write down what became of messages and take the next ones.

On SQLite a commit costs more than what is written in it, and there is one writer: requests that
arrive while a transaction runs wait for the next one and share it; a lone request waits for nobody.
On PostgreSQL each chat has a transaction of its own: workers that lock several chats at once, each
in its own order, would wait for each other in a circle.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.store.conversations import mark_undeliverable
from bot.store.engines import Store
from bot.store.outbox import (
    Later,
    Nothing,
    Outgoing,
    Retry,
    Settled,
    Taken,
    fail_pending,
    is_overtaken,
    pause_bot,
    settle,
    take_next,
)
from bot.store.transcript import carry_out
from bot.work.outcome import outcome_of
from bot.work.pace import Pace
from bot.work.sender import Gone, SendResult, Sent, Slow

_AHEAD = timedelta(seconds=3)
"""How long a message may wait for its rate slot in memory; beyond, its chat is let go."""

_LOOK_AGAIN = timedelta(seconds=5)
_BATCH = 64

_log = structlog.get_logger(__name__)

Answer = Taken | Later | Nothing


@dataclass(frozen=True, slots=True)
class Request:
    """The next message of a chat is wanted; `done` is what became of the one before."""

    conversation: str
    done: tuple[Outgoing, SendResult] | None = None
    is_last: bool = False
    """Nothing was pending behind that one."""


class Ledger:
    """The outbox as one named worker sees it, from one event loop."""

    def __init__(
        self, store: Store, *, name: str, pace: Pace, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._name = name
        self._pace = pace
        self._clock = clock
        self._waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    def close(self) -> None:
        """Give out no more messages; what becomes of those given out is still written down."""
        self._closed = True

    async def is_overtaken(self, outgoing: Outgoing) -> bool:
        """Tell whether a message that had to wait may no longer be said."""
        return await asyncio.to_thread(self._is_overtaken, outgoing)

    def _is_overtaken(self, outgoing: Outgoing) -> bool:
        with self._store.read() as tx:
            return is_overtaken(tx, tenant=self._store.tenant, outgoing=outgoing)

    async def next(self, request: Request) -> Answer:
        """Write down the last message's outcome and take the chat's next message."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        if not self._store.sqlite:
            await self._write_batch([(request, answer)])
            return await answer
        self._waiting.append((request, answer))
        if self._writer is None:
            self._writer = loop.create_task(self._write_all())
        return await answer

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            await self._write_batch(batch)
        self._writer = None

    async def _write_batch(self, batch: Sequence[tuple[Request, asyncio.Future[Answer]]]) -> None:
        try:
            await self._write_together(batch)
        except Exception:  # noqa: BLE001 — one chat's bad row must not cost the others theirs
            _log.exception("batch_failed", chats=len(batch))
            for one in batch:
                await self._write_alone(*one)

    async def _write_together(
        self, batch: Sequence[tuple[Request, asyncio.Future[Answer]]]
    ) -> None:
        answers = await asyncio.to_thread(self._write, [request for request, _ in batch])
        for request, future in batch:
            future.set_result(answers[request.conversation])

    async def _write_alone(self, request: Request, future: asyncio.Future[Answer]) -> None:
        try:
            answers = await asyncio.to_thread(self._write, [request])
        except Exception as error:  # noqa: BLE001 — whoever asked is told
            future.set_exception(error)
        else:
            future.set_result(answers[request.conversation])

    def _write(self, requests: Sequence[Request]) -> dict[str, Answer]:
        now = self._clock()
        with self._store.write() as tx:
            outcomes = {
                request.conversation: self._note(tx, *request.done, now=now)
                for request in requests
                if request.done is not None
            }
            return {
                request.conversation: self._answer(
                    tx, request, outcomes.get(request.conversation), now=now
                )
                for request in requests
            }

    def _answer(
        self, tx: Connection, request: Request, outcome: Settled | Retry | None, *, now: datetime
    ) -> Answer:
        if isinstance(outcome, Retry):
            return Later(outcome.not_before)
        if outcome is not None and request.is_last:
            # Whatever was committed meanwhile has woken the chat again.
            return Nothing()
        if self._closed:
            return Later(now)
        chat = request.conversation
        return take_next(
            tx,
            tenant=self._store.tenant,
            conversation=chat,
            holder=self._name,
            own=self._pace.of_chat(chat),
            shared=self._pace.of_bot(chat),
            now=now,
            at_most_ahead=_AHEAD,
            look_again=_LOOK_AGAIN,
        )

    def _note(
        self, tx: Connection, outgoing: Outgoing, result: SendResult, *, now: datetime
    ) -> Settled | Retry:
        tenant, chat = self._store.tenant, outgoing.conversation
        outcome = outcome_of(outgoing, result, now=now)
        settle(tx, tenant=tenant, conversation=chat, outcome=outcome)
        for place, part in enumerate(outgoing.rest):
            same: Settled | Retry = replace(outcome, seq=part.seq)
            if isinstance(same, Settled) and isinstance(result, Sent):
                same = replace(same, channel_message_id=result.rest[place])
            settle(tx, tenant=tenant, conversation=chat, outcome=same)
        if isinstance(result, Sent) and outgoing.about is not None and outgoing.action != "send":
            text = outgoing.text if outgoing.action == "edit" else None
            carry_out(tx, tenant, chat, about=outgoing.about, text=text)
        if isinstance(result, Slow):
            pause_bot(tx, tenant=tenant, channel=outgoing.channel, until=now + result.retry_after)
        if isinstance(result, Gone):
            mark_undeliverable(tx, tenant=tenant, conversation=chat)
            fail_pending(tx, tenant=tenant, conversation=chat, reason=result.reason, now=now)
        return outcome
