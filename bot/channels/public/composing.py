"""A message of ours as the Bot API call that sends it."""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageText,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVoice,
)
from aiogram.types import (
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
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

Method = SendMessage | SendPhoto | SendDocument | SendVideo | SendVoice | SendSticker
Markup = InlineKeyboardMarkup | ReplyKeyboardRemove | None


class NoFileError(Exception):
    """The file of a message is not there."""


def compose(outgoing: Outgoing, *, uploads: Path, dialogues: Path, markup: Markup) -> Method:
    """Return the call that sends a message; raises NoFileError.

    A file is one of Telegram's, an upload, or lies below `dialogues`. A text beyond Telegram's limit is
    cut and loses its markup.
    """
    chat, answers = int(outgoing.chat_id), _answers(outgoing)
    common: dict[str, Any] = {"chat_id": chat, "reply_markup": markup, "reply_parameters": answers}
    if not outgoing.files:
        return SendMessage(text=_fit(outgoing.text, MAX_TEXT), **common)
    sent = outgoing.files[0]
    captioned = common | {"caption": _fit(outgoing.text, MAX_CAPTION)}
    what = _file(sent, uploads, dialogues)
    match sent.kind:
        case "sticker":
            return SendSticker(sticker=what, **common)
        case "voice":
            return SendVoice(voice=what, **captioned)
        case "video":
            return SendVideo(video=what, **captioned)
        case kind if kind == "photo" or Path(sent.ref).suffix.lower() in _PHOTOS:
            return SendPhoto(photo=what, **captioned)
        case _:
            return SendDocument(document=what, **captioned)


def compose_album(outgoing: Outgoing, *, uploads: Path, dialogues: Path) -> SendMediaGroup:
    """Return the call that sends a message with the other parts of its album; raises NoFileError."""
    kinds = {"photo": InputMediaPhoto, "video": InputMediaVideo}
    return SendMediaGroup(
        chat_id=int(outgoing.chat_id),
        media=[
            kinds.get(part.files[0].kind, InputMediaDocument)(
                media=_file(part.files[0], uploads, dialogues),
                caption=_fit(part.text, MAX_CAPTION) or None,
            )
            for part in (outgoing, *outgoing.rest)
        ],
        reply_parameters=_answers(outgoing),
    )


def compose_change(outgoing: Outgoing) -> EditMessageText | DeleteMessage:
    """Return the call that changes or takes back the message of `outgoing.target`."""
    chat, message = int(outgoing.chat_id), int(outgoing.target)
    if outgoing.action == "delete":
        return DeleteMessage(chat_id=chat, message_id=message)
    text = _fit(outgoing.text, MAX_TEXT)
    return EditMessageText(chat_id=chat, message_id=message, text=text)


def compose_caption(outgoing: Outgoing) -> EditMessageCaption:
    """Return the call that changes the words under a file."""
    caption = _fit(outgoing.text, MAX_CAPTION)
    chat, message = int(outgoing.chat_id), int(outgoing.target)
    return EditMessageCaption(chat_id=chat, message_id=message, caption=caption)


def _answers(outgoing: Outgoing) -> ReplyParameters | None:
    if not outgoing.target.isdecimal():
        return None
    return ReplyParameters(message_id=int(outgoing.target), allow_sending_without_reply=True)


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
