"""What the group's talk asks about topics: which conversation, which line, make it anew."""

import asyncio

import structlog

from bot.channels.staff.answers import StaffApiError
from bot.channels.staff.client import StaffClient
from bot.channels.staff.keys import message_key
from bot.desk.views import MessageView, transcript
from bot.store.engines import Store
from bot.store.topics import (
    TopicSeen,
    group_now,
    move_group,
    open_topics,
    shown_in,
    topic_at,
    want_topic,
)

_NEWEST = 300
"""Lines among which a message of the topic is looked for."""

_log = structlog.get_logger(__name__)


class TopicDesk:
    """The topics of one configured group."""

    def __init__(self, client: StaffClient, store: Store, *, group: int) -> None:
        self._client = client
        self._store = store
        self._configured = group

    async def group(self) -> int:
        """Return where the group is now."""
        return await asyncio.to_thread(self._group)

    async def moved(self, chat_id: int) -> None:
        """Follow the group to its new id."""
        await asyncio.to_thread(self._move, chat_id)
        _log.info("staff_group_moved")

    async def at(self, chat_id: int, thread_id: int | None) -> TopicSeen | None:
        """Return the topic of a thread; None for the general one and for threads of others."""
        if thread_id is None:
            return None
        return await asyncio.to_thread(self._at, chat_id, thread_id)

    async def typed(self, topic: TopicSeen, message_id: int) -> MessageView | None:
        """Return the first line that a message of the topic became; None when it became none."""
        key = message_key(topic.chat_id, message_id)
        lines = await asyncio.to_thread(self._lines, topic.conversation)
        return next((line for line in lines if line.update_id == key), None)

    async def album(self, topic: TopicSeen, album: str) -> tuple[MessageView, ...]:
        """Return the lines that the parts of an album became, those not taken back; none for no album."""
        if not album:
            return ()
        lines = await asyncio.to_thread(self._lines, topic.conversation)
        return tuple(
            line
            for line in lines
            if not line.deleted and any(file.album == album for file in line.files)
        )

    async def shown(self, topic: TopicSeen, message_id: int) -> MessageView | None:
        """Return the newest line that stands in a message of the mirror."""
        seqs = await asyncio.to_thread(self._shown, topic, message_id)
        lines = await asyncio.to_thread(self._lines, topic.conversation)
        return next((line for line in reversed(lines) if line.seq in seqs), None)

    async def rebuild(self, topic: TopicSeen) -> None:
        """Have the mirror make a topic anew; the old one goes."""
        await asyncio.to_thread(self._want, topic)
        if topic.thread_id is None:
            return
        try:
            await self._client.delete_topic(topic.chat_id, topic.thread_id)
        except StaffApiError as error:
            _log.info("topic_not_deleted", reason=type(error).__name__)

    async def rebuild_all(self) -> int:
        """Have every open topic made anew, as fast as the budget lets; returns how many."""
        topics = await asyncio.to_thread(self._open)
        for topic in topics:
            await self.rebuild(topic)
        return len(topics)

    def _group(self) -> int:
        with self._store.read() as tx:
            return group_now(tx, tenant=self._store.tenant, configured=self._configured)

    def _move(self, chat_id: int) -> None:
        with self._store.write() as tx:
            move_group(tx, tenant=self._store.tenant, configured=self._configured, to=chat_id)

    def _at(self, chat_id: int, thread_id: int) -> TopicSeen | None:
        with self._store.read() as tx:
            return topic_at(tx, tenant=self._store.tenant, chat_id=chat_id, thread_id=thread_id)

    def _open(self) -> tuple[TopicSeen, ...]:
        with self._store.read() as tx:
            return open_topics(tx, tenant=self._store.tenant)

    def _want(self, topic: TopicSeen) -> None:
        with self._store.write() as tx:
            want_topic(
                tx,
                tenant=self._store.tenant,
                conversation=topic.conversation,
                chat_id=topic.chat_id,
            )

    def _shown(self, topic: TopicSeen, message_id: int) -> set[int]:
        with self._store.read() as tx:
            found = shown_in(
                tx,
                tenant=self._store.tenant,
                conversation=topic.conversation,
                message_id=message_id,
            )
        return {one.seq for one in found}

    def _lines(self, conversation: str) -> tuple[MessageView, ...]:
        return transcript(self._store, conversation, newest=_NEWEST, for_staff=True)
