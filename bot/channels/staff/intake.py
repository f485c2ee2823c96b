"""Take one update of the staff bot in: once this returns, it is committed and may be acknowledged."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.staff.answers import StaffApiError
from bot.channels.staff.client import StaffClient
from bot.channels.staff.group import GroupTalk
from bot.channels.staff.people import language_of, member_of
from bot.channels.staff.private import PrivateTalk
from bot.channels.staff_talk.words import StaffWords
from bot.desk import Desk

TRIES = 3
"""How often an update that raises is tried before it is given up."""

_FIRST_PAUSE = 0.1
"""Seconds before the second try, doubled before each further one."""

_AWAY = (InterfaceError, OperationalError, PoolTimeoutError)
_INSIDE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)

_log = structlog.get_logger(__name__)


class DatabaseAwayError(Exception):
    """The database does not answer: the update is not settled and has to come again."""


class StaffIntake:
    """Hands updates to the private talk or the group, each until it is committed or given up.

    What cannot be said to Telegram just now is no reason to hear the same update again: the deed is
    committed, and the group is mirrored from the store.
    """

    def __init__(
        self,
        client: StaffClient,
        desk: Desk,
        *,
        private: PrivateTalk,
        group: GroupTalk | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._desk = desk
        self._private = private
        self._group = group
        self._clock = clock

    async def take(self, update: Update) -> None:
        """Handle an update; raises DatabaseAwayError when it may not be acknowledged yet."""
        for attempt in range(1, TRIES + 1):
            try:
                await self._route(update)
            except _AWAY as error:
                raise DatabaseAwayError(type(error).__name__) from error
            except StaffApiError as error:
                _log.info("answer_not_given", update=update.update_id, reason=str(error))
                return
            except Exception:  # noqa: BLE001 — whatever it is, those behind it must not wait
                _log.exception("staff_update_raised", update=update.update_id, attempt=attempt)
                if attempt < TRIES:
                    await asyncio.sleep(_FIRST_PAUSE * 2 ** (attempt - 1))
            else:
                return
        await self._quietly(self._apologise(update))

    async def _route(self, update: Update) -> None:
        match update:
            case Update(message=Message() as message):
                await self._message(message, update)
            case Update(edited_message=Message() as message):
                if self._group is not None and message.chat.type != ChatType.PRIVATE:
                    await self._group.edited(message)
            case Update(callback_query=CallbackQuery() as query):
                await self._pressed(query, update)
            case Update(my_chat_member=ChatMemberUpdated() as moved):
                await self._quietly(self._joined(moved))

    async def _message(self, message: Message, update: Update) -> None:
        if message.chat.type == ChatType.PRIVATE:
            await self._private.said(message, key=f"private:{update.update_id}")
        elif self._group is not None:
            await self._group.said(message)

    async def _pressed(self, query: CallbackQuery, update: Update) -> None:
        chat = None if query.message is None else query.message.chat
        if chat is not None and chat.type == ChatType.PRIVATE:
            await self._private.pressed(query, key=f"private:{update.update_id}")
        elif self._group is not None and chat is not None:
            await self._group.pressed(query, update_id=update.update_id)

    async def _joined(self, moved: ChatMemberUpdated) -> None:
        """Tell the number of a group that is not the configured one; strangers' groups are left."""
        chat = moved.chat
        is_ours = self._group is not None and await self._group.is_ours(chat.id)
        if chat.type == ChatType.PRIVATE or is_ours:
            return
        if moved.new_chat_member.status not in _INSIDE:
            return
        if await member_of(self._desk.store, moved.from_user) is None:
            await self._client.leave(chat.id)
            return
        words = self._words(moved.from_user.language_code or "")
        await self._client.say(chat.id, words("staff.other_group", chat=chat.id))

    async def _apologise(self, update: Update) -> None:
        """Nothing could be stored for this update: tell whoever did it."""
        message = update.message or update.edited_message
        if update.callback_query is not None:
            words = self._words(update.callback_query.from_user.language_code or "")
            text = words.label("staff.not_saved")
            await self._client.answer(update.callback_query.id, text, alert=True)
        elif message is not None:
            words = self._words("" if message.from_user is None else language_of(message.from_user))
            await self._client.say(
                message.chat.id, words("staff.not_saved"), reply_to=message.message_id
            )

    def _words(self, tag: str) -> StaffWords:
        lang = "en" if tag and not tag.lower().startswith("zh") else "zh-CN"
        return StaffWords(self._desk.books(), pack=self._desk.pack, lang=lang, now=self._clock())

    async def _quietly(self, call: Coroutine[Any, Any, object]) -> None:
        """Do what is only a courtesy: the update is settled whether it works or not."""
        try:
            await call
        except StaffApiError as error:
            _log.info("courtesy_failed", reason=type(error).__name__)
