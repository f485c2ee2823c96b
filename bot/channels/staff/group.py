"""What staff do in the group: words and files for customers, notes, commands, buttons, edits."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from telegram import CallbackQuery, Message

from bot.channels.cleaning import clean
from bot.channels.staff.client import StaffClient
from bot.channels.staff.keys import album_key, message_key, press_key
from bot.channels.staff.people import language_of, member_of
from bot.channels.staff.private import fetched
from bot.channels.staff.reading import attached, is_unsendable
from bot.channels.staff.showing import Showing
from bot.channels.staff.topics import TopicDesk
from bot.channels.staff_talk import deeds, lists, owning
from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.talk import NOTE, StaffTalk
from bot.core.events import MediaFile
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk import Desk, views
from bot.desk.views import MessageView
from bot.store.topics import TopicSeen

_MANAGERS = frozenset({"manager", "gm", "admin"})
"""Who may have all topics made anew at once."""


class GroupTalk:
    """Answers what staff do in the configured group; strangers are told once a minute, and logged."""

    def __init__(
        self,
        client: StaffClient,
        desk: Desk,
        talk: StaffTalk,
        topics: TopicDesk,
        showing: Showing,
        *,
        uploads: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._desk = desk
        self._talk = talk
        self._topics = topics
        self._showing = showing
        self._uploads = uploads
        self._clock = clock

    async def is_ours(self, chat_id: int) -> bool:
        """Tell whether this is the staff group."""
        return chat_id == await self._topics.group()

    async def said(self, message: Message) -> None:
        """Take a message in the group."""
        if not await self.is_ours(message.chat.id):
            return
        if message.migrate_to_chat_id is not None:
            await self._topics.moved(message.migrate_to_chat_id)
            return
        topic = await self._topics.at(message.chat.id, message.message_thread_id)
        member = await self._member(message, topic)
        if member is None:
            return
        if topic is None:
            await self._in_general(message, member)
        else:
            await self._in_topic(message, member, topic)

    async def edited(self, message: Message) -> None:
        """Carry a changed message over to the customer; a changed note is noted again."""
        if not await self.is_ours(message.chat.id):
            return
        topic = await self._topics.at(message.chat.id, message.message_thread_id)
        member = await self._member(message, topic)
        if topic is None or member is None:
            return
        line = await self._topics.typed(topic, message.message_id)
        if line is None:
            return
        text = _text(message)
        times = 0 if message.edit_date is None else int(message.edit_date.timestamp())
        key = f"{message_key(message.chat.id, message.message_id)}:{times}"
        asked = await asyncio.to_thread(self._asked, member, topic, key=key)
        if line.internal:
            words = text.removeprefix(NOTE).strip()
            answered = await asyncio.to_thread(owning.note, asked, words)
        else:
            answered = await asyncio.to_thread(owning.edit, asked, line.seq, text)
        await self._answer(message, topic, asked, answered, quiet_when_done=True)

    async def pressed(self, query: CallbackQuery, *, update_id: int) -> None:
        """Carry out a button of a card, or of a menu below one."""
        shown = query.message
        member = await member_of(self._desk.store, query.from_user)
        if member is None:
            words = self._talk.words(language_of(query.from_user), at=self._clock())
            text = words.label("staff.stranger_in_group")
            await self._client.answer(query.id, text, alert=True)
            return
        topic = None
        if isinstance(shown, Message) and await self.is_ours(shown.chat.id):
            topic = await self._topics.at(shown.chat.id, shown.message_thread_id)
        if topic is None or shown is None:
            await self._client.answer(query.id)
            return
        asked = await asyncio.to_thread(self._asked, member, topic, key=press_key(update_id))
        answered = await asyncio.to_thread(deeds.press, asked, query.data or "")
        await self._showing.toast(
            asked,
            answered,
            query,
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            message_id=topic.card_id or shown.message_id,
        )
        if shown.message_id != topic.card_id:
            await self._showing.forget(shown.chat.id, shown.message_id)

    async def _in_topic(self, message: Message, member: StaffMember, topic: TopicSeen) -> None:
        text = _text(message)
        key = message_key(message.chat.id, message.message_id)
        asked = await asyncio.to_thread(self._asked, member, topic, key=key)
        asking = asked.state.asking
        replied = message.reply_to_message
        is_answer = bool(asking and replied and asking.prompt == replied.message_id)
        owns = await asyncio.to_thread(self._owner, topic) == f"{STAFF}{member.id}"
        given = asked.words.command(text, to_customer=owns)
        if given is not None and given[0] == "note" and attached(message) is not None:
            text = f"{NOTE}{given[1]}"
        elif given is not None and not is_answer:
            await self._command(message, topic, asked, *given)
            return
        album = album_key(message.chat.id, message.media_group_id)
        file = attached(message)
        if file is not None and file.is_too_large:
            await self._answer(message, topic, asked, _refused(asked, "staff.too_large"))
            return
        files: tuple[MediaFile, ...] = ()
        if file is not None:
            kept = await fetched(self._client, file, uploads=self._uploads)
            files = (replace(kept, album=album),)
        asked = replace(asked, files=files)
        before = await self._topics.album(topic, album)
        if text.startswith(NOTE) or is_answer or any(line.internal for line in before):
            words = text.removeprefix(NOTE).strip()
            unasked = replace(asked, state=replace(asked.state, asking=None))
            answered = await asyncio.to_thread(_note_all, unasked, words, before)
        elif not text and not files:
            if not is_unsendable(message):
                return
            answered = _refused(asked, "staff.not_sendable")
        else:
            line = None if replied is None else await self._topics.shown(topic, replied.message_id)
            reply_to = 0 if line is None or line.internal else line.seq
            answered = await asyncio.to_thread(owning.say, asked, text, reply_to=reply_to)
        await self._answer(message, topic, asked, answered, quiet_when_done=True)

    async def _command(
        self, message: Message, topic: TopicSeen, asked: Asked, name: str, rest: str
    ) -> None:
        if name == "rebuild":
            await self._topics.rebuild(topic)
            return
        if name == "delete":
            answered = await self._delete(message, topic, asked)
        elif name in deeds.CONVERSATION or name in ("queue", "cancel"):
            answered = await asyncio.to_thread(deeds.command, asked, name, rest)
        else:
            answered = asked.say("staff.group_help")
        await self._answer(message, topic, asked, answered)

    async def _delete(self, message: Message, topic: TopicSeen, asked: Asked) -> Answered:
        """Take the message back that the command replies to, of an album all parts."""
        replied = message.reply_to_message
        if replied is None:
            return _refused(asked, "staff.delete_what")
        line = await self._topics.typed(topic, replied.message_id)
        line = line or await self._topics.shown(topic, replied.message_id)
        if line is None:
            return _refused(asked, "staff.delete_what")
        album = views.album_of(line.files)
        lines = await self._topics.album(topic, album) or (line,)
        answers = [
            await asyncio.to_thread(
                owning.delete, replace(asked, key=f"{asked.key}:{one.seq}"), one.seq
            )
            for one in lines
        ]
        return next((one for one in answers if one.refused), answers[-1])

    async def _in_general(self, message: Message, member: StaffMember) -> None:
        """Answer a command outside of any topic; other words there are colleagues' own talk."""
        asked = await asyncio.to_thread(self._talk.asked, member, at=self._clock(), key="")
        given = asked.words.command(_text(message)) if _text(message).startswith("/") else None
        match given:
            case ("rebuild", _) if _MANAGERS & set(member.roles):
                count = await self._topics.rebuild_all()
                answered = asked.say("staff.rebuilding", count=count)
            case ("queue", _):
                queue = await asyncio.to_thread(lists.queue, asked)
                # Conversations are opened in their topics, not here.
                answered = asked.done(*(Reply(text=one.text) for one in queue.replies))
            case (_, _):
                answered = asked.say("staff.group_help")
            case _:
                return
        await self._showing.answer(
            asked,
            answered,
            chat_id=message.chat.id,
            thread_id=message.message_thread_id,
            message_id=message.message_id,
        )

    async def _answer(
        self,
        message: Message,
        topic: TopicSeen,
        asked: Asked,
        answered: Answered,
        *,
        quiet_when_done: bool = False,
    ) -> None:
        await self._showing.answer(
            asked,
            answered,
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            message_id=message.message_id,
            quiet_when_done=quiet_when_done,
        )

    async def _member(self, message: Message, topic: TopicSeen | None) -> StaffMember | None:
        """Return who wrote; a stranger in a customer's topic is told that nothing was sent."""
        user = message.from_user
        if user is None or (user.is_bot and message.sender_chat is None):
            return None
        member = None if user.is_bot else await member_of(self._desk.store, user)
        if member is None and topic is not None and _text(message):
            words = self._talk.words(language_of(user), at=self._clock())
            phrase = "staff.anonymous" if user.is_bot else "staff.stranger_in_group"
            await self._showing.turn_away(
                words(phrase),
                user=user.id,
                chat_id=message.chat.id,
                thread_id=topic.thread_id,
                message_id=message.message_id,
            )
        return member

    def _asked(self, member: StaffMember, topic: TopicSeen, *, key: str) -> Asked:
        return self._talk.asked(member, at=self._clock(), key=key).about(topic.conversation)

    def _owner(self, topic: TopicSeen) -> str:
        seen = views.conversation(self._desk.store, topic.conversation)
        return "" if seen is None else seen.owner


def _note_all(asked: Asked, words: str, before: Sequence[MessageView]) -> Answered:
    """Leave a note; the parts of its album that came before its first `//` are taken back and noted, too."""
    meant = [line for line in before if not line.internal]
    for line in meant:
        taken = owning.delete(replace(asked, key=f"{asked.key}:{line.seq}"), line.seq)
        if taken.refused:
            return taken
    files = (*(file for line in meant for file in line.files), *asked.files)
    return owning.note(replace(asked, files=files), words)


def _text(message: Message) -> str:
    return clean(message.text or message.caption or "").strip()


def _refused(asked: Asked, phrase: str) -> Answered:
    return Answered((Reply(text=asked.words(phrase)),), asked.state, refused=True)
