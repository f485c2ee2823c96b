"""Keeps the staff group as the store has it: one topic per conversation that wants or has a person.

Nothing is pushed here. The mirror looks again and again at what topics show and what conversations
are, most urgent first, and writes the difference within the group's budget. So a crash, a deleted
topic or another process's commit needs no care of its own. A message may stand in a topic twice
when Telegram's answer was lost; it is never left out.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.staff.answers import (
    GroupMovedError,
    NotThereError,
    RefusedError,
    SlowDownError,
    StaffApiError,
    TopicGoneError,
    UnreachableError,
)
from bot.channels.staff.budget import Budget, Need
from bot.channels.staff.cards import Cards
from bot.channels.staff.client import StaffClient
from bot.channels.staff.marks import Marks
from bot.channels.staff.telling import Telling
from bot.core.state import BOT
from bot.store.engines import Store
from bot.store.topics import (
    Behind,
    TopicSeen,
    TopicState,
    group_now,
    hold_mirror,
    move_group,
    open_topics,
    save_topic,
    topics_behind,
    want_topic,
)

LOOK = 0.15
"""Seconds between two looks at the store."""

LEASE = timedelta(seconds=15)
_TURN = 1.0
"""Seconds of talk before the mirror looks again whether somebody new wants a person."""

_REFUSED = 30.0
"""Seconds to leave a group alone in which the bot lacks a right, or a topic that cannot be shown."""

_AWAY = 2.0

T = TypeVar("T")

_log = structlog.get_logger(__name__)


class Mirror:
    """Mirrors into one group; of several processes only one does so at a time.

    `clock` gives aware UTC.
    """

    def __init__(
        self,
        client: StaffClient,
        store: Store,
        *,
        group: int,
        cards: Cards,
        telling: Telling,
        budget: Budget,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._store = store
        self._configured = group
        self._cards = cards
        self._telling = telling
        self._budget = budget
        self._clock = clock
        self._marks = Marks(client, store, telling=telling, budget=budget)
        self._name = f"mirror-{secrets.token_hex(6)}"
        self._held_until: datetime | None = None
        self._stopping = asyncio.Event()
        self._later: dict[str, float] = {}
        self._swept: list[str] = []
        self._next_sweep = 0.0

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes into the group now."""
        return self._held_until is not None and self._clock() < self._held_until

    def stop(self) -> None:
        """Finish the message under way and write no more."""
        self._stopping.set()

    async def run(self) -> None:
        """Mirror until stopped; whatever Telegram or the database does, it goes on later."""
        while not self._stopping.is_set():
            pause = LOOK
            try:
                if await self._holds():
                    await self._round()
            except SlowDownError as slow:
                self._budget.pause(slow.pause.total_seconds())
                _log.info("staff_group_slow", seconds=slow.pause.total_seconds())
            except GroupMovedError as moved:
                await asyncio.to_thread(self._move, moved.chat_id)
            except RefusedError as refused:
                _log.error("staff_group_refused", reason=str(refused), fix="docs/staff-bot.md")
                pause = _REFUSED
            except (UnreachableError, SQLAlchemyError) as away:
                _log.warning("staff_group_away", reason=type(away).__name__)
                pause = _AWAY
            except Exception:  # noqa: BLE001 — the mirror must outlive any one conversation's oddity
                _log.exception("mirror_failed")
                pause = _AWAY
            await self._wait(pause)
        if self._held_until is not None:
            with suppress(SQLAlchemyError):  # else the lease runs out by itself
                await asyncio.to_thread(self._hold, self._clock(), lasts=timedelta())

    async def _holds(self) -> bool:
        now = self._clock()
        if self._held_until is not None and now < self._held_until - LEASE / 2:
            return True
        holds = await asyncio.to_thread(self._hold, now, lasts=LEASE)
        self._held_until = now + LEASE if holds else None
        return holds

    def _hold(self, now: datetime, *, lasts: timedelta) -> bool:
        with self._store.write() as tx:
            return hold_mirror(
                tx,
                tenant=self._store.tenant,
                configured=self._configured,
                holder=self._name,
                now=now,
                until=now + lasts,
            )

    async def _round(self) -> None:
        group, behind = await asyncio.to_thread(self._look)
        ready = [
            (one, topic)
            for one in behind
            if not self._is_put_off(one.conversation)
            and (topic := await self._guarded(one.conversation, self._present(one, group), group))
        ]
        await self._marks.catch_up(group)
        until = asyncio.get_running_loop().time() + _TURN
        for one, topic in ready:
            await self._guarded(one.conversation, self._bring(one, topic), group)
            if self._stopping.is_set() or asyncio.get_running_loop().time() > until:
                return
        await self._sweep(group)

    def _look(self) -> tuple[int, tuple[Behind, ...]]:
        with self._store.read() as tx:
            tenant = self._store.tenant
            group = group_now(tx, tenant=tenant, configured=self._configured)
            return group, topics_behind(tx, tenant=tenant)

    async def _present(self, one: Behind, group: int) -> TopicSeen | None:
        """Return a conversation's topic with its card; None when it has to wait."""
        topic = one.topic
        if topic is None or topic.chat_id != group:
            topic = await asyncio.to_thread(self._want, one.conversation, group)
        if topic.thread_id is None and one.owner == BOT:
            # Given back before anybody saw it: nothing is left to show.
            await self._save(replace(topic, state="closed", shown_seq=one.last_seq))
            return None
        if topic.state == "closed":
            await self._reopen(topic)
            topic = await self._save(replace(topic, state="open"))
        if topic.thread_id is None or topic.card_id is None:
            return await self._make(topic)
        return topic

    async def _reopen(self, topic: TopicSeen) -> None:
        if topic.thread_id is not None:
            await self._client.reopen_topic(topic.chat_id, topic.thread_id)

    async def _make(self, topic: TopicSeen) -> TopicSeen | None:
        if not self._budget.spend(Need.CARD, messages=1 if topic.thread_id else 2):
            return None
        card = await self._cards.of(topic.conversation)
        if card is None:
            return None
        if topic.thread_id is None:
            thread = await self._client.create_topic(topic.chat_id, card.title)
            made = replace(topic, thread_id=thread, title=card.title)
            topic = await self._save(made, is_new=True)
        message = await self._client.say(
            topic.chat_id, card.text, thread_id=topic.thread_id, buttons=card.buttons
        )
        topic = await self._save(
            replace(topic, card_id=message, card=card.digest, state="open", owner=card.owner)
        )
        try:
            await self._client.pin(topic.chat_id, message)
        except RefusedError as refused:
            _log.warning("card_not_pinned", reason=str(refused))
        return topic

    async def _guarded(self, conversation: str, work: Awaitable[T], group: int) -> T | None:
        """Do something about one topic; what is odd about it must not hold up the others."""
        try:
            return await work
        except TopicGoneError:
            _log.info("topic_gone", conversation=conversation)
            await asyncio.to_thread(self._want, conversation, group)
        except RefusedError as refused:
            if refused.is_about_the_group:
                raise
            _log.error("topic_refused", conversation=conversation, reason=str(refused))
            self._put_off(conversation)
        except (StaffApiError, SQLAlchemyError):
            raise
        except Exception:  # noqa: BLE001 — whatever it is, the next conversation is shown
            _log.exception("topic_not_shown", conversation=conversation)
            self._put_off(conversation)
        return None

    def _put_off(self, conversation: str) -> None:
        self._later[conversation] = asyncio.get_running_loop().time() + _REFUSED

    def _is_put_off(self, conversation: str) -> bool:
        return self._later.get(conversation, 0.0) > asyncio.get_running_loop().time()

    async def _bring(self, one: Behind, topic: TopicSeen) -> None:
        told = topic
        if topic.shown_seq < one.last_seq:
            told = await self._telling.tell(topic)
        if told.shown_seq < one.last_seq:
            return
        fresh = await self._refresh(told)
        if fresh is None:
            return
        if one.owner == BOT and fresh.thread_id is not None:
            await self._client.close_topic(fresh.chat_id, fresh.thread_id)
        state: TopicState = "closed" if one.owner == BOT else "open"
        await self._save(replace(fresh, state=state, owner=one.owner, looked_at=one.updated_at))

    async def _refresh(self, topic: TopicSeen) -> TopicSeen | None:
        """Edit the card when it says something else by now; None when that has to wait."""
        if self._budget.wait(Need.NOTICE) > 0:
            return None
        card = await self._cards.of(topic.conversation)
        if card is None or card.digest == topic.card or topic.card_id is None:
            return topic
        self._budget.spend(Need.NOTICE)
        try:
            await self._client.edit(topic.chat_id, topic.card_id, card.text, buttons=card.buttons)
        except NotThereError:
            # Somebody deleted the card alone: the next round writes another.
            await self._save(replace(topic, card_id=None))
            return None
        return await self._save(replace(topic, card=card.digest))

    async def _sweep(self, group: int) -> None:
        """Look at one open topic a second: clocks run while nothing happens."""
        now = asyncio.get_running_loop().time()
        if now < self._next_sweep:
            return
        self._next_sweep = now + 1
        topics = {topic.conversation: topic for topic in await asyncio.to_thread(self._open)}
        self._swept = [one for one in self._swept if one in topics] or list(topics)
        if self._swept:
            topic = topics[self._swept.pop()]
            if topic.chat_id == group:
                await self._guarded(topic.conversation, self._refresh(topic), group)

    def _open(self) -> tuple[TopicSeen, ...]:
        with self._store.read() as tx:
            return open_topics(tx, tenant=self._store.tenant)

    def _want(self, conversation: str, group: int) -> TopicSeen:
        with self._store.write() as tx:
            return want_topic(
                tx, tenant=self._store.tenant, conversation=conversation, chat_id=group
            )

    async def _save(self, topic: TopicSeen, *, is_new: bool = False) -> TopicSeen:
        await asyncio.to_thread(self._write, topic, is_new=is_new)
        return topic

    def _write(self, topic: TopicSeen, *, is_new: bool) -> None:
        with self._store.write() as tx:
            if not save_topic(tx, tenant=self._store.tenant, topic=topic, is_new=is_new):
                raise TopicGoneError("wanted anew")

    def _move(self, chat_id: int) -> None:
        with self._store.write() as tx:
            move_group(tx, tenant=self._store.tenant, configured=self._configured, to=chat_id)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass
