"""A message of ours as the Bot API call that sends it."""

import html
from collections.abc import Iterator
from pathlib import Path

from aiogram.methods import SendDocument, SendMessage, SendPhoto
from aiogram.types import (
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels.public.reading import FILE_PREFIX
from bot.core.effects import Button
from bot.core.events import MediaFile
from bot.core.markup import plain
from bot.store.files import kept_path
from bot.store.outbox import Outgoing

MAX_TEXT = 4096
MAX_CAPTION = 1024
"""Characters, counted without markup; the book's checks keep every phrase below."""

_PHOTOS = (".jpg", ".jpeg", ".png", ".webp")

Method = SendMessage | SendPhoto | SendDocument
Markup = InlineKeyboardMarkup | ReplyKeyboardRemove | None


class NoFileError(Exception):
    """The file of a message is not there."""


def compose(outgoing: Outgoing, *, uploads: Path, dialogues: Path, markup: Markup) -> Method:
    """Return the call that sends a message; raises NoFileError.

    A file is one of Telegram's, an upload, or lies below `dialogues`. A text beyond Telegram's limit is
    cut and loses its markup.
    """
    chat = int(outgoing.chat_id)
    if not outgoing.files:
        return SendMessage(chat_id=chat, text=_fit(outgoing.text, MAX_TEXT), reply_markup=markup)
    sent = outgoing.files[0]
    caption = _fit(outgoing.text, MAX_CAPTION)
    what = _file(sent, uploads, dialogues)
    if sent.kind == "photo" or Path(sent.ref).suffix.lower() in _PHOTOS:
        return SendPhoto(chat_id=chat, photo=what, caption=caption, reply_markup=markup)
    return SendDocument(chat_id=chat, document=what, caption=caption, reply_markup=markup)


def inline(outgoing: Outgoing) -> InlineKeyboardMarkup | None:
    """Return the buttons under a message; those that share a contact or place cannot be there."""
    rows = [
        [InlineKeyboardButton(text=button.label, callback_data=button.data) for button in row]
        for row in _rows(outgoing, requests=False)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def sharing(outgoing: Outgoing) -> ReplyKeyboardMarkup | None:
    """Return the keyboard that shares the phone's number or place, when a button asks for it."""
    rows = [
        [
            KeyboardButton(
                text=button.label,
                request_contact=button.request == "contact",
                request_location=button.request == "location",
            )
            for button in row
        ]
        for row in _rows(outgoing, requests=True)
    ]
    if not rows:
        return None
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)


def _rows(outgoing: Outgoing, *, requests: bool) -> Iterator[list[Button]]:
    for row in outgoing.buttons:
        buttons = [button for button in row if bool(button.request) == requests]
        if buttons:
            yield buttons


def _fit(text: str, limit: int) -> str:
    words = plain(text)
    if len(words) <= limit:
        return text
    # Cutting between tags or inside an entity would make Telegram refuse the whole message.
    return f"{html.escape(words[: limit - 1], quote=False)}…"


def _file(sent: MediaFile, uploads: Path, dialogues: Path) -> str | FSInputFile:
    if sent.ref.startswith(FILE_PREFIX):
        return sent.ref.removeprefix(FILE_PREFIX)
    path = kept_path(uploads, sent.ref) or dialogues / sent.ref
    if not path.is_file():
        raise NoFileError(sent.ref)
    return FSInputFile(path, filename=sent.name or path.name)
