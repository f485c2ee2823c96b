"""Sends our messages through the Bot API, each once."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.types import Message, ReplyKeyboardRemove

from bot.channels.public.answers import result_of
from bot.channels.public.composing import (
    Markup,
    NoFileError,
    compose,
    compose_album,
    compose_caption,
    compose_change,
    inline,
    sharing,
)
from bot.channels.public.notices import words
from bot.core.markup import plain
from bot.desk import Desk, views
from bot.documents.cabinet import Cabinet, NoDocumentError
from bot.store.documents import PREFIX
from bot.store.outbox import Outgoing
from bot.work.sender import Failed, SendResult, Sent, Unknown

SHARE = "telegram.share"
"""Said above the keyboard that shares a number or place."""

_log = structlog.get_logger(__name__)


class TelegramSender:
    """`bot.work.sender.Sender` for the public bot.

    Telegram shows a share button only in a keyboard of its own, which cannot stand under the same
    message as the answers. So a question that asks for a phone gets both: its answers under it, and
    a second line that carries the keyboard. With the next message that line and its keyboard go.
    """

    def __init__(self, bot: Bot, desk: Desk, *, uploads: Path, dialogues: Path) -> None:
        self._bot = bot
        self._desk = desk
        self._uploads = uploads
        self._cabinet = Cabinet(desk.store, desk.books, files=uploads)
        self._dialogues = dialogues
        self._shares: dict[str, int] = {}

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Send a message once, or change one that was sent, without retrying."""
        if outgoing.action != "send":
            return await self._change(outgoing)
        if outgoing.rest:
            return await self._send_album(outgoing)
        shown = self._shares.get(outgoing.chat_id)
        markup: Markup = inline(outgoing)
        if markup is None and shown is not None:
            markup = ReplyKeyboardRemove()
        try:
            outgoing = await self._with_files(outgoing)
            sent = await self._post(outgoing, markup)
        except AiogramError as error:
            return result_of(error)
        except NoFileError:
            return Failed(reason="its file is not there", permanent=True)
        except NoDocumentError as error:
            return Failed(reason=str(error), permanent=True)
        if shown is not None:
            await self._take_away(outgoing, shown)
        await self._offer_share(outgoing)
        return Sent(str(sent.message_id))

    async def _send_album(self, outgoing: Outgoing) -> SendResult:
        """Send an album once; a keyboard that shares a number stays until the next message."""
        try:
            album = compose_album(outgoing, uploads=self._uploads, dialogues=self._dialogues)
            first, *rest = await self._bot(album)
        except AiogramError as error:
            return result_of(error)
        except NoFileError:
            return Failed(reason="its file is not there", permanent=True)
        return Sent(str(first.message_id), tuple(str(message.message_id) for message in rest))

    async def _with_files(self, outgoing: Outgoing) -> Outgoing:
        """Return a message whose documents are finished; those that are sent again are the same file."""
        if not any(file.ref.startswith(PREFIX) for file in outgoing.files):
            return outgoing
        files = [await asyncio.to_thread(self._cabinet.file_of, file) for file in outgoing.files]
        return replace(outgoing, files=tuple(files))

    async def _change(self, outgoing: Outgoing) -> SendResult:
        if not outgoing.target.isdecimal():
            return Failed(reason="the message itself was not sent", permanent=True)
        try:
            await self._carry_out(outgoing)
        except AiogramError as error:
            result = result_of(error)
            if isinstance(result, Unknown):  # done twice it is the same
                return Failed(reason=result.reason, permanent=False)
            return result
        return Sent(outgoing.target)

    async def _carry_out(self, outgoing: Outgoing) -> None:
        change = compose_change(outgoing)
        try:
            await self._bot(cast("TelegramMethod[Any]", change))
        except TelegramBadRequest as refused:
            if "no text in the message" in refused.message:
                await self._bot(compose_caption(outgoing))
            elif "message is not modified" not in refused.message:
                raise

    async def _post(self, outgoing: Outgoing, markup: Markup) -> Message:
        method = compose(outgoing, uploads=self._uploads, dialogues=self._dialogues, markup=markup)
        try:
            return await self._bot(method)
        except TelegramBadRequest as refused:
            if "can't parse entities" not in refused.message:
                raise
        _log.error("markup_refused", conversation=outgoing.conversation, seq=outgoing.seq)
        unmarked = {"text": plain(outgoing.text), "caption": plain(outgoing.text)}
        known = {name: unmarked[name] for name in unmarked if hasattr(method, name)}
        return await self._bot(method.model_copy(update={**known, "parse_mode": None}))

    async def _offer_share(self, outgoing: Outgoing) -> None:
        keyboard = sharing(outgoing)
        if keyboard is None:
            return
        text = await asyncio.to_thread(self._words, outgoing.conversation)
        try:
            sent = await self._bot.send_message(outgoing.chat_id, text, reply_markup=keyboard)
        except AiogramError as error:
            # The number can be typed as well, so the question itself counts as sent.
            _log.info("share_not_offered", reason=type(error).__name__)
        else:
            self._shares[outgoing.chat_id] = sent.message_id

    def _words(self, conversation: str) -> str:
        view = views.conversation(self._desk.store, conversation)
        book = self._desk.books()
        pack, lang = (view.pack, view.lang) if view else (self._desk.pack, "")
        return words(book, SHARE, pack=pack, lang=lang, seed=conversation)[0]

    async def _take_away(self, outgoing: Outgoing, message_id: int) -> None:
        del self._shares[outgoing.chat_id]
        try:
            await self._bot.delete_message(outgoing.chat_id, message_id)
        except AiogramError as error:
            _log.info("share_not_taken_away", reason=type(error).__name__)
