"""sendMessage and its kin without files, and what every send has in common."""

from __future__ import annotations

from typing import Any

from telegram.constants import ChatAction

from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.files import StoredFile
from tests.fakes.botapi.limits import check_caption, check_markup, check_text, formatted
from tests.fakes.botapi.schema import given
from tests.fakes.botapi.world import Chat, Message

from .registry import Call, handles

_ACTIONS = frozenset(action.value for action in ChatAction)


def post(
    call: Call,
    chat: Chat,
    content: dict[str, Any],
    *,
    source: str | None = None,
    file: StoredFile | None = None,
    markup: dict[str, Any] | None = None,
) -> Message:
    """Check thread, reply and keyboard, then put the message into the chat."""
    if markup is not None:
        check_markup(markup)
        if not any(markup.get("inline_keyboard", (True,))):
            markup = None
    reply_to = _reply_target(call, chat)
    thread_id = call.model.message_thread_id
    if thread_id is None and reply_to is not None:
        thread_id = reply_to.thread_id
    content = {**thread_fields(chat, thread_id, bot_id=call.bot.id), **content}
    message = call.world.post(
        chat,
        content,
        sender=call.bot,
        markup=markup,
        source=source,
        file=file,
        reply_to=reply_to,
    )
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None
    return message


def thread_fields(chat: Chat, thread_id: int | None, *, bot_id: int) -> dict[str, Any]:
    """Topic fields of a message; 400 when the topic is gone, closed or never was."""
    if thread_id is None:
        return {}
    topic = chat.topics.get(thread_id) if chat.is_forum else None
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.may(bot_id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def caption_fields(call: Call, *, name: str = "caption") -> dict[str, Any]:
    """Parsed caption of a media call."""
    if not (source := getattr(call.model, name)):
        return {}
    text, entities = formatted(
        source,
        parse_mode=given(call.model.parse_mode),
        entities=call.raw.get("caption_entities"),
    )
    check_caption(text)
    fields: dict[str, Any] = {"caption": text} if text else {}
    return fields | ({"caption_entities": entities} if entities else {})


def text_fields(call: Call) -> dict[str, Any]:
    """Parsed text of a text call."""
    text, entities = formatted(
        call.model.text,
        parse_mode=given(call.model.parse_mode),
        entities=call.raw.get("entities"),
    )
    check_text(text)
    return {"text": text, **({"entities": entities} if entities else {})}


def _reply_target(call: Call, chat: Chat) -> Message | None:
    parameters = call.raw.get("reply_parameters") or {}
    message_id = parameters.get("message_id") or getattr(call.model, "reply_to_message_id", None)
    if message_id is None:
        return None
    found = chat.message(int(message_id))
    tolerant = parameters.get("allow_sending_without_reply") or given(
        getattr(call.model, "allow_sending_without_reply", None)
    )
    if found is None and not tolerant:
        raise bad_request("message to be replied not found")
    return found


@handles("sendMessage")
def send_message(call: Call) -> Any:
    chat = call.chat()
    content = text_fields(call)
    message = post(call, chat, content, source=call.model.text, markup=call.raw.get("reply_markup"))
    return call.answer(message)


@handles("sendLocation", "sendVenue", "sendContact")
def send_place_or_person(call: Call) -> Any:
    chat = call.chat()
    model = call.model
    match call.record.method:
        case "sendContact":
            contact = {"phone_number": model.phone_number, "first_name": model.first_name}
            if model.last_name:
                contact["last_name"] = model.last_name
            content: dict[str, Any] = {"contact": contact}
        case "sendVenue":
            location = {"latitude": model.latitude, "longitude": model.longitude}
            venue = {"location": location, "title": model.title, "address": model.address}
            content = {"location": location, "venue": venue}
        case _:
            content = {"location": {"latitude": model.latitude, "longitude": model.longitude}}
    return call.answer(post(call, chat, content, markup=call.raw.get("reply_markup")))


@handles("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    if call.model.action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_fields(chat, call.model.message_thread_id, bot_id=call.bot.id)
    chat.actions.append((call.model.action, call.model.message_thread_id))
    return True
