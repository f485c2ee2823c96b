"""The private chat with the staff bot: registered people are answered, others sent away politely."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from telegram import CallbackQuery, Message, User

from bot.channels.staff.answers import StaffApiError
from bot.channels.staff.client import StaffClient
from bot.channels.staff.people import language_of, link, member_of
from bot.channels.staff.reading import Attached, attached
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.talk import StaffTalk
from bot.channels.staff_talk.words import StaffWords
from bot.core.codes import is_code
from bot.core.events import MediaFile
from bot.core.staff import StaffMember
from bot.desk import Desk
from bot.store.files import keep_file

_START = "/start"


class NotFetchedError(Exception):
    """A file staff sent could not be fetched: what came with it is not done either."""


class PrivateTalk:
    """Gives words and buttons to the staff talk and shows what it answers."""

    def __init__(
        self,
        client: StaffClient,
        desk: Desk,
        talk: StaffTalk,
        *,
        uploads: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._desk = desk
        self._talk = talk
        self._uploads = uploads
        self._clock = clock

    async def said(self, message: Message, *, key: str) -> None:
        """Answer a message."""
        user = message.from_user
        if user is None:
            return
        text = message.text or message.caption or ""
        member = await self._known(user, text, chat_id=message.chat.id)
        if member is None:
            return
        file = attached(message)
        if file is not None and file.is_too_large:
            await self._say(message.chat.id, user, "staff.too_large")
            return
        files = () if file is None else (await fetched(self._client, file, uploads=self._uploads),)
        replies = await asyncio.to_thread(
            self._talk.said,
            member,
            "/help" if text.startswith(_START) else text,
            at=self._clock(),
            key=key,
            files=files,
            lang=language_of(user),
        )
        for reply in replies:
            await self._client.say(message.chat.id, reply.text, buttons=reply.buttons)

    async def pressed(self, query: CallbackQuery, *, key: str) -> None:
        """Answer a pressed button; what it leads to takes the place of the message when it can."""
        member = await member_of(self._desk.store, query.from_user)
        if member is None:
            words = self._talk.words(language_of(query.from_user), at=self._clock())
            await self._client.answer(query.id, words.label("staff.stranger"), alert=True)
            return
        replies: tuple[Reply, ...] = await asyncio.to_thread(
            self._talk.pressed,
            member,
            query.data or "",
            at=self._clock(),
            key=key,
            lang=language_of(query.from_user),
        )
        await self._client.answer(query.id)
        for reply in replies:
            await self._client.say(query.from_user.id, reply.text, buttons=reply.buttons)

    async def _known(self, user: User, text: str, *, chat_id: int) -> StaffMember | None:
        """Return who this is; a stranger with a code is linked, any other is turned away."""
        payload = text.removeprefix(_START).strip()
        linked = await link(self._desk.store, user, payload, now=self._clock()) if payload else None
        if linked is not None:
            await self._say(chat_id, user, "staff.linked", name=linked.name)
            return None
        member = await member_of(self._desk.store, user)
        if member is None:
            phrase = "staff.link_wrong" if is_code(payload) else "staff.stranger"
            await self._say(chat_id, user, phrase)
        return member

    async def _say(self, chat_id: int, user: User, phrase: str, **values: object) -> None:
        words = StaffWords(
            self._desk.books(),
            pack=self._desk.pack,
            lang=language_of(user),
            now=self._clock(),
        )
        await self._client.say(chat_id, words(phrase, **values))


async def fetched(client: StaffClient, file: Attached, *, uploads: Path) -> MediaFile:
    """Return a file staff sent, kept with the uploads; a file id is worth nothing to the public bot."""
    try:
        data = await client.download(file.file_id)
    except StaffApiError as error:
        raise NotFetchedError(str(error)) from error
    kept = await asyncio.to_thread(keep_file, uploads, data, name=file.name)
    return replace(kept, kind=file.kind)
