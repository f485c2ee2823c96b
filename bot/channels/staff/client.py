"""The few Bot API calls the staff bot makes, each with the product's own errors."""

import json
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.staff.answers import NotThereError, is_unchanged, meaning_of
from bot.core.effects import Button
from bot.core.events import MediaFile

WAIT = 30
"""Seconds Telegram may hold an empty poll open."""

GRACE = 15
"""Seconds an answer may take beyond that."""

ANSWER = 20.0
"""Seconds a call may take, an upload longer."""

UPLOAD = 120.0
_CONNECT = 10.0
_AT_ONCE = 8
"""Connections: this library slows down beyond a few calls side by side."""

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update Telegram is asked for."""

Album = Sequence[InputMediaPhoto | InputMediaVideo | InputMediaDocument | InputMediaAudio]
Buttons = tuple[tuple[Button, ...], ...]
T = TypeVar("T")

_log = structlog.get_logger(__name__)


class StaffClient:
    """One connection to Telegram; every call raises `StaffApiError` when it does not succeed.

    Texts are escaped HTML fragments.
    """

    def __init__(self, token: str, *, api_base: str, answer: float = ANSWER) -> None:
        self._calls = HTTPXRequest(
            connection_pool_size=_AT_ONCE,
            read_timeout=answer,
            write_timeout=answer,
            connect_timeout=_CONNECT,
            pool_timeout=answer,
            media_write_timeout=UPLOAD,
        )
        self._reads = HTTPXRequest(
            connection_pool_size=1,
            read_timeout=answer,
            write_timeout=answer,
            connect_timeout=_CONNECT,
        )
        self.bot = Bot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=self._calls,
            get_updates_request=self._reads,
        )
        self.id = int(token.partition(":")[0])

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.shutdown()
        await self._reads.shutdown()

    async def updates(self, *, offset: int | None) -> tuple[Update, ...]:
        """Wait for updates; an offset confirms everything below it.

        One that cannot be read is known by its id alone, so that it blocks no other.
        """
        asked = {"timeout": str(WAIT), "allowed_updates": json.dumps(UPDATES)}
        if offset is not None:
            asked["offset"] = str(offset)
        url = f"{self.bot.base_url}/getUpdates?{urlencode(asked)}"
        raw = await _asked(self._reads.post(url, read_timeout=WAIT + GRACE))
        found = raw if isinstance(raw, list) else []
        return tuple(self.read(one) for one in found)

    def read(self, raw: dict[str, Any]) -> Update:
        """Return an update as this library sees it."""
        try:
            return Update.de_json(raw, self.bot)
        except (ValueError, TypeError, KeyError, AttributeError) as refused:
            _log.error(
                "update_unreadable", update=raw.get("update_id"), reason=type(refused).__name__
            )
            return Update(int(raw["update_id"]))

    async def take_webhook(self, url: str, *, secret: str) -> None:
        """Have updates pushed to `url`; an empty one has them kept for polling."""
        if url:
            await _asked(
                self.bot.set_webhook(url, secret_token=secret, allowed_updates=list(UPDATES))
            )
        else:
            await _asked(self.bot.delete_webhook())

    async def set_menu(
        self, commands: Sequence[tuple[str, str]], *, scope: BotCommandScope, lang: str = ""
    ) -> None:
        """Show the commands, each with what it does, to those of `scope`."""
        menu = [BotCommand(name, what) for name, what in commands]
        await _asked(self.bot.set_my_commands(menu, scope=scope, language_code=lang or None))

    async def create_topic(self, chat_id: int, name: str) -> int:
        """Make a topic; returns its thread id."""
        made = await _asked(self.bot.create_forum_topic(chat_id, name))
        return made.message_thread_id

    async def close_topic(self, chat_id: int, thread_id: int) -> None:
        """Close a topic."""
        await _changed(self.bot.close_forum_topic(chat_id, thread_id))

    async def reopen_topic(self, chat_id: int, thread_id: int) -> None:
        """Open a closed topic again."""
        await _changed(self.bot.reopen_forum_topic(chat_id, thread_id))

    async def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """Delete a topic with all that stands in it."""
        await _asked(self.bot.delete_forum_topic(chat_id, thread_id))

    async def pin(self, chat_id: int, message_id: int) -> None:
        """Pin a message without ringing anybody's phone."""
        await _asked(self.bot.pin_chat_message(chat_id, message_id, disable_notification=True))

    async def say(
        self,
        chat_id: int,
        text: str,
        *,
        thread_id: int | None = None,
        buttons: Buttons = (),
        reply_to: int | None = None,
        quiet: bool = False,
        prompt: str = "",
    ) -> int:
        """Write a message; returns its id. `prompt` asks whoever it answers to reply to it."""
        markup = ForceReply(selective=True, input_field_placeholder=prompt) if prompt else None
        sent = await _asked(
            self.bot.send_message(
                chat_id,
                text,
                message_thread_id=thread_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup or keyboard(buttons),
                reply_parameters=_answering(reply_to),
                disable_notification=quiet,
            )
        )
        return sent.message_id

    async def send_file(
        self,
        chat_id: int,
        file: MediaFile,
        data: bytes,
        *,
        caption: str,
        thread_id: int | None = None,
    ) -> int:
        """Upload a file as what it is; returns the message's id."""
        where: dict[str, Any] = {"chat_id": chat_id, "message_thread_id": thread_id}
        said: dict[str, Any] = {"caption": caption, "parse_mode": ParseMode.HTML}
        content = InputFile(data, filename=file.name or file.kind)
        sent: Message
        match file.kind:
            case "photo":
                sent = await _asked(self.bot.send_photo(photo=content, **where, **said))
            case "video":
                sent = await _asked(self.bot.send_video(video=content, **where, **said))
            case "voice":
                sent = await _asked(self.bot.send_voice(voice=content, **where, **said))
            case "sticker":
                sent = await _asked(self.bot.send_sticker(sticker=content, **where))
            case _:
                sent = await _asked(self.bot.send_document(document=content, **where, **said))
        return sent.message_id

    async def send_album(
        self, chat_id: int, parts: Album, *, thread_id: int | None = None
    ) -> tuple[int, ...]:
        """Upload several files together; returns the messages' ids in order."""
        sent = await _asked(self.bot.send_media_group(chat_id, parts, message_thread_id=thread_id))
        return tuple(message.message_id for message in sent)

    async def edit(
        self, chat_id: int, message_id: int, text: str, *, buttons: Buttons = ()
    ) -> None:
        """Change a text message."""
        await _changed(
            self.bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(buttons),
            )
        )

    async def edit_caption(self, chat_id: int, message_id: int, caption: str) -> None:
        """Change what stands under a file."""
        await _changed(
            self.bot.edit_message_caption(
                chat_id, message_id, caption=caption, parse_mode=ParseMode.HTML
            )
        )

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already is fine."""
        with suppress(NotThereError):
            await _asked(self.bot.delete_message(chat_id, message_id))

    async def react(self, chat_id: int, message_id: int, emoji: str) -> None:
        """Put a reaction on a message."""
        await _asked(self.bot.set_message_reaction(chat_id, message_id, emoji))

    async def answer(self, query: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a pressed button; only whoever pressed it sees the text."""
        await _asked(self.bot.answer_callback_query(query, text=text or None, show_alert=alert))

    async def leave(self, chat_id: int) -> None:
        """Leave a group."""
        await _asked(self.bot.leave_chat(chat_id))

    async def download(self, file_id: str) -> bytes:
        """Return the bytes of a file people sent to this bot, 20 MB at most."""
        file = await _asked(self.bot.get_file(file_id))
        return bytes(await _asked(file.download_as_bytearray(read_timeout=UPLOAD)))


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Return the buttons under a message."""
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
        for row in buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _answering(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


async def _asked(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        raise meaning_of(error) from error


async def _changed(call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        if not is_unchanged(error):
            raise meaning_of(error) from error
