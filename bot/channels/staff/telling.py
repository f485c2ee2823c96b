"""Writes the lines of a conversation that its topic does not show yet."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from telegram import InputMediaPhoto, InputMediaVideo
from telegram.constants import MediaGroupLimit, ParseMode

from bot.channels.staff.answers import RefusedError, TopicGoneError
from bot.channels.staff.budget import Budget, Need
from bot.channels.staff.client import Album, StaffClient
from bot.channels.staff.files import Files, NoFileError
from bot.channels.staff.keys import message_in
from bot.channels.staff_talk.lines import LONGEST, LONGEST_CAPTION, Teller, has_mark
from bot.core.markup import plain
from bot.desk.views import MessageView, transcript
from bot.store.engines import Store
from bot.store.topics import Mark, Shown, TopicSeen, note_shown, save_topic

BACKLOG = 40
"""Lines a new topic begins with; what was before stands on the web."""

SETTLES = timedelta(seconds=3)
"""How long a reply waits for word of its delivery before it is shown as under way."""

_TOGETHER = ("photo", "video")
_UNSAID = frozenset({"timer"})
_AROUND = 80
"""Characters a line has beside its text."""

_MARKS: Mapping[str, Mark] = {
    "received": "",
    "pending": "pending",
    "sent": "sent",
    "failed": "failed",
    "unknown": "unknown",
}

Tellers = Callable[[str], Teller | None]

_log = structlog.get_logger(__name__)


class Telling:
    """Writes lines in order, several short ones in one message, photos as albums.

    `tellers` returns who tells a conversation; `clock` gives aware UTC.
    """

    def __init__(
        self,
        client: StaffClient,
        store: Store,
        *,
        tellers: Tellers,
        files: Files,
        budget: Budget,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._store = store
        self._files = files
        self._budget = budget
        self._clock = clock
        self.tellers = tellers

    async def tell(self, topic: TopicSeen) -> TopicSeen:
        """Write as much as the budget allows; returns what the topic shows then."""
        lines = await asyncio.to_thread(
            transcript,
            self._store,
            topic.conversation,
            after=topic.shown_seq,
            for_staff=True,
        )
        if not lines:
            return topic
        teller = await asyncio.to_thread(self.tellers, topic.conversation)
        if teller is None:
            return topic
        lines, left_out = lines[-BACKLOG:], max(0, len(lines) - BACKLOG)
        intro = teller.words("staff.earlier", count=left_out) if left_out else ""
        for part in parts(self._ready(lines, topic), topic.chat_id):
            if not self._budget.spend(_need(part), messages=_messages(part, topic.chat_id)):
                break
            topic = await self._write(topic, part, teller, before=lines, intro=intro)
            intro = ""
        return topic

    def _ready(self, lines: Sequence[MessageView], topic: TopicSeen) -> list[MessageView]:
        """Return the lines up to the first reply whose delivery will be known in a moment."""
        since = self._clock() - SETTLES
        ready = []
        for line in lines:
            typed_here = message_in(line.update_id, topic.chat_id) is not None
            if line.delivery == "pending" and line.at > since and not typed_here:
                break
            ready.append(line)
        return ready

    async def _write(
        self,
        topic: TopicSeen,
        part: Sequence[MessageView],
        teller: Teller,
        *,
        before: Sequence[MessageView],
        intro: str,
    ) -> TopicSeen:
        typed = [(line, message_in(line.update_id, topic.chat_id)) for line in part]
        if all(message is not None or line.kind in _UNSAID for line, message in typed):
            shown = [
                _typed(topic.conversation, line, message)
                for line, message in typed
                if message is not None
            ]
        elif part[0].files:
            shown = await self._write_files(topic, part, teller)
        else:
            shown = await self._write_words(topic, part, teller, before=before, intro=intro)
        return await asyncio.to_thread(
            self._keep, replace(topic, shown_seq=part[-1].seq), tuple(shown)
        )

    async def _write_words(
        self,
        topic: TopicSeen,
        part: Sequence[MessageView],
        teller: Teller,
        *,
        before: Sequence[MessageView],
        intro: str,
    ) -> list[Shown]:
        told = [teller.tell(line, before=before) for line in part]
        text = "\n".join([intro, *told] if intro else told)
        quiet = not any(line.incoming for line in part)
        try:
            message = await self._client.say(
                topic.chat_id, text, thread_id=topic.thread_id, quiet=quiet
            )
        except RefusedError as refused:
            if refused.is_about_the_group:
                raise
            _log.warning("line_refused", conversation=topic.conversation, reason=str(refused))
            message = await self._client.say(
                topic.chat_id, teller.words("staff.unshowable"), thread_id=topic.thread_id
            )
        return [_shown(topic.conversation, line, message) for line in part]

    async def _write_files(
        self, topic: TopicSeen, part: Sequence[MessageView], teller: Teller
    ) -> list[Shown]:
        told = [teller.tell(line) for line in part]
        try:
            data = [await self._files.fetch(line.files[0]) for line in part]
            messages = await self._upload(topic, part, told, data)
        except (NoFileError, RefusedError) as refused:
            if isinstance(refused, RefusedError) and refused.is_about_the_group:
                raise
            _log.info("file_not_shown", conversation=topic.conversation, reason=str(refused))
            told.append(teller.words("staff.no_file", reason=str(refused)))
            message = await self._client.say(
                topic.chat_id, "\n".join(told), thread_id=topic.thread_id
            )
            messages = (message,) * len(part)
        return [
            _shown(topic.conversation, line, message)
            for line, message in zip(part, messages, strict=True)
        ]

    async def _upload(
        self,
        topic: TopicSeen,
        part: Sequence[MessageView],
        told: Sequence[str],
        data: Sequence[bytes],
    ) -> tuple[int, ...]:
        if len(part) > 1:
            album = _album(part, told, data)
            return await self._client.send_album(topic.chat_id, album, thread_id=topic.thread_id)
        file, caption = part[0].files[0], told[0]
        if file.kind == "sticker":
            # A sticker has no caption, and everybody sees who sent it by the line before.
            await self._client.say(topic.chat_id, caption, thread_id=topic.thread_id, quiet=True)
            caption = ""
        elif len(plain(caption)) > LONGEST_CAPTION:
            await self._client.say(topic.chat_id, caption, thread_id=topic.thread_id, quiet=True)
            caption = ""
        message = await self._client.send_file(
            topic.chat_id, file, data[0], caption=caption, thread_id=topic.thread_id
        )
        return (message,)

    def _keep(self, topic: TopicSeen, shown: tuple[Shown, ...]) -> TopicSeen:
        with self._store.write() as tx:
            note_shown(tx, tenant=self._store.tenant, shown=shown)
            if not save_topic(tx, tenant=self._store.tenant, topic=topic):
                raise TopicGoneError("wanted anew")
        return topic


def parts(lines: Sequence[MessageView], chat_id: int) -> list[list[MessageView]]:
    """Return lines in runs that can be one message, or one album, each."""
    parts: list[list[MessageView]] = []
    for line in lines:
        if parts and _fits(parts[-1], line, chat_id):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _fits(part: Sequence[MessageView], line: MessageView, chat_id: int) -> bool:
    sort = _sort(part[0], chat_id)
    if sort != _sort(line, chat_id):
        return False
    if sort == "album":
        return part[0].author == line.author and len(part) < MediaGroupLimit.MAX_MEDIA_LENGTH
    if sort == "words":
        return sum(len(one.text) + _AROUND for one in (*part, line)) < LONGEST
    return sort == "typed"


def _sort(line: MessageView, chat_id: int) -> str:
    if message_in(line.update_id, chat_id) is not None or line.kind in _UNSAID:
        return "typed"
    if not line.files:
        return "words"
    return "album" if line.files[0].kind in _TOGETHER else "file"


def _need(part: Sequence[MessageView]) -> Need:
    return Need.CUSTOMER if any(line.incoming for line in part) else Need.TALK


def _messages(part: Sequence[MessageView], chat_id: int) -> int:
    match _sort(part[0], chat_id):
        case "typed":
            return 0
        case "words":
            return 1
        case "album":
            return len(part)
    return 2  # a long caption, or a sticker's sender, is a message of its own


def _album(part: Sequence[MessageView], told: Sequence[str], data: Sequence[bytes]) -> Album:
    kinds = {"photo": InputMediaPhoto, "video": InputMediaVideo}
    return [
        kinds[line.files[0].kind](
            content,
            caption=text if len(plain(text)) <= LONGEST_CAPTION else None,
            parse_mode=ParseMode.HTML,
            filename=line.files[0].name or None,
        )
        for line, text, content in zip(part, told, data, strict=True)
    ]


def _shown(conversation: str, line: MessageView, message: int) -> Shown:
    mark: Mark = _MARKS[line.delivery] if has_mark(line) else ""
    return Shown(conversation=conversation, message_id=message, seq=line.seq, mark=mark)


def _typed(conversation: str, line: MessageView, message: int) -> Shown:
    # Its reaction is put on it when its delivery is known, even if that is now.
    mark: Mark = "pending" if has_mark(line) else ""
    return Shown(
        conversation=conversation, message_id=message, seq=line.seq, by_staff=True, mark=mark
    )
