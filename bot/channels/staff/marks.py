"""Shows in the topic what became of replies to the customer: a reaction, or words when it went wrong."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.channels.staff.answers import NotThereError, RefusedError, TopicGoneError
from bot.channels.staff.budget import Budget, Need
from bot.channels.staff.client import StaffClient
from bot.channels.staff.telling import Telling
from bot.channels.staff_talk.lines import Teller
from bot.desk.views import transcript
from bot.store.engines import Store
from bot.store.topics import (
    Delivered,
    Shown,
    TopicSeen,
    is_told,
    newly_delivered,
    set_mark,
    shown_in,
    topic_of,
)

SENT = "👌"
"""Telegram lets bots react with a few emoji only; this one says that the customer has it."""

_log = structlog.get_logger(__name__)


class Marks:
    """Brings the marks of deliveries up to date, those that went wrong first."""

    def __init__(
        self, client: StaffClient, store: Store, *, telling: Telling, budget: Budget
    ) -> None:
        self._client = client
        self._store = store
        self._telling = telling
        self._budget = budget

    async def catch_up(self, group: int) -> None:
        """Mark what is known by now; an album typed in the topic gets one mark, on its first part."""
        news = await asyncio.to_thread(self._news)
        for same in sorted(_together(news), key=lambda same: same[0].state == "sent"):
            topic = await asyncio.to_thread(self._topic, same[0].shown.conversation)
            if topic is None or topic.chat_id != group:
                continue
            if await self._mark(topic, same[0]):
                for one in same:
                    await asyncio.to_thread(self._keep, replace(one.shown, mark=one.state))

    async def _mark(self, topic: TopicSeen, one: Delivered) -> bool:
        """Show one delivery; False when that has to wait."""
        try:
            if not one.shown.by_staff:
                return await self._tell_again(topic, one)
            album_told = bool(one.album) and await asyncio.to_thread(self._is_told, one)
            if album_told:
                return True
            if one.state == "sent":
                await self._client.react(topic.chat_id, one.shown.message_id, SENT)
                return True
            return await self._explain(topic, one)
        except (NotThereError, TopicGoneError):
            return True
        except RefusedError as refused:
            if refused.is_about_the_group:
                raise
            _log.info("mark_refused", reason=str(refused))
            return True

    async def _explain(self, topic: TopicSeen, one: Delivered) -> bool:
        if not self._budget.spend(Need.CUSTOMER):
            return False
        teller = await asyncio.to_thread(self._telling.tellers, topic.conversation)
        if teller is not None:
            await self._client.say(
                topic.chat_id,
                teller.trouble(one.state, one.reason),
                thread_id=topic.thread_id,
                reply_to=one.shown.message_id,
            )
        return True

    async def _tell_again(self, topic: TopicSeen, one: Delivered) -> bool:
        """Write the message with the line anew, with its mark as it is now."""
        if not self._budget.spend(Need.NOTICE if one.state == "sent" else Need.CUSTOMER):
            return False
        teller = await asyncio.to_thread(self._telling.tellers, topic.conversation)
        if teller is None:
            return True
        text, is_file = await asyncio.to_thread(self._text, one.shown, teller)
        if is_file:
            await self._client.edit_caption(topic.chat_id, one.shown.message_id, text)
        else:
            await self._client.edit(topic.chat_id, one.shown.message_id, text)
        return True

    def _text(self, shown: Shown, teller: Teller) -> tuple[str, bool]:
        with self._store.read() as tx:
            seqs = {
                one.seq
                for one in shown_in(
                    tx,
                    tenant=self._store.tenant,
                    conversation=shown.conversation,
                    message_id=shown.message_id,
                )
            }
        lines = transcript(self._store, shown.conversation, after=min(seqs) - 1, for_staff=True)
        lines = tuple(line for line in lines if line.seq in seqs)
        return "\n".join(teller.tell(line) for line in lines), bool(lines[0].files)

    def _news(self) -> tuple[Delivered, ...]:
        with self._store.read() as tx:
            return newly_delivered(tx, tenant=self._store.tenant)

    def _is_told(self, one: Delivered) -> bool:
        with self._store.read() as tx:
            return is_told(tx, tenant=self._store.tenant, one=one)

    def _topic(self, conversation: str) -> TopicSeen | None:
        with self._store.read() as tx:
            return topic_of(tx, tenant=self._store.tenant, conversation=conversation)

    def _keep(self, shown: Shown) -> None:
        with self._store.write() as tx:
            set_mark(tx, tenant=self._store.tenant, shown=shown)


def _together(news: Sequence[Delivered]) -> list[list[Delivered]]:
    """Return what became of lines, those of one album that was typed in the topic as one."""
    found: dict[object, list[Delivered]] = {}
    for one in news:
        alone = "" if one.shown.by_staff and one.album else str(one.shown.message_id)
        found.setdefault((one.shown.conversation, one.album, one.state, alone), []).append(one)
    return list(found.values())
