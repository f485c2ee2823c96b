"""Editing and deleting."""

from __future__ import annotations

from typing import Any

from telegram.constants import BulkRequestLimit

from tests.fakes.botapi.clock import unix_seconds
from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.limits import check_markup
from tests.fakes.botapi.world import Chat, Message

from .media import media_caption, stored
from .registry import Call, handles
from .sending import caption_fields, text_fields

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600


@handles("editMessageText")
def edit_text(call: Call) -> Any:
    content = text_fields(call)
    message = _editable(call)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, content, drop=("text", "entities"), source=call.model.text)


@handles("editMessageCaption")
def edit_caption(call: Call) -> Any:
    content = caption_fields(call)
    message = _editable(call)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    drop = ("caption", "caption_entities")
    return _edit(call, message, content, drop=drop, source=call.model.caption)


@handles("editMessageReplyMarkup")
def edit_reply_markup(call: Call) -> Any:
    message = _editable(call)
    return _edit(call, message, {}, drop=(), source=message.source)


@handles("editMessageMedia")
def edit_media(call: Call) -> Any:
    message = _editable(call)
    item: dict[str, Any] = call.raw["media"]
    content = media_caption(item)
    old_kind = message.file.kind if message.file else "text"
    message.file = stored(call, item["media"], kind=item["type"])
    drop = (old_kind, "entities", "caption", "caption_entities")
    return _edit(call, message, content, drop=drop, source=item.get("caption"), is_changed=True)


def _editable(call: Call) -> Message:
    if call.model.message_id is None:
        raise bad_request("message identifier is not specified")
    message = call.chat().message(call.model.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.bot_id != call.bot.id:
        raise bad_request("message can't be edited")
    return message


def _edit(
    call: Call,
    message: Message,
    content: dict[str, Any],
    *,
    drop: tuple[str, ...],
    source: str | None,
    is_changed: bool = False,
) -> Any:
    markup = call.raw.get("reply_markup")
    if markup is not None:
        check_markup(markup)
        if "inline_keyboard" not in markup:
            raise bad_request("inline keyboard expected")
        if not any(markup["inline_keyboard"]):
            markup = None
    old = message.json
    same_content = all(old.get(name) == content.get(name) for name in drop)
    if same_content and not is_changed and old.get("reply_markup") == markup:
        raise bad_request(_NOT_MODIFIED)
    message.edits.append(old)
    message.json = {k: v for k, v in old.items() if k not in (*drop, "reply_markup")}
    message.json |= {**content, "edit_date": unix_seconds()}
    if markup:
        message.json["reply_markup"] = markup
    message.markup = markup
    message.source = source
    return call.answer(message)


@handles("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = chat.message(call.model.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    _delete(call, chat, message)
    return True


@handles("deleteMessages")
def delete_messages(call: Call) -> bool:
    chat = call.chat()
    low, high = BulkRequestLimit.MIN_LIMIT, BulkRequestLimit.MAX_LIMIT
    if not low <= len(call.model.message_ids) <= high:
        raise bad_request("too many messages to delete")
    for message_id in call.model.message_ids:
        if message := chat.message(message_id):
            _delete(call, chat, message)
    return True


def _delete(call: Call, chat: Chat, message: Message) -> None:
    own = message.bot_id == call.bot.id
    if not (own or chat.peer or chat.may(call.bot.id, "can_delete_messages")):
        raise bad_request("message can't be deleted")
    if unix_seconds() - int(message.json["date"]) > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    if message.message_id in chat.pinned:
        chat.pinned.remove(message.message_id)
    call.record.message_ids.append(message.message_id)
