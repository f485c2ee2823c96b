"""Topics of a forum."""

from __future__ import annotations

from typing import Any

from telegram.constants import ForumTopicLimit

from tests.fakes.botapi.delivery import announce
from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.world import Chat, Topic

from .registry import Call, handles

_DEFAULT_COLOR = 0x6FB9F0


@handles("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    chat = _forum(call, right="can_manage_topics", deed="create a topic")
    name = _name(call.model.name)
    color = call.model.icon_color or _DEFAULT_COLOR
    # The id of a topic is the id of the service message that opens it.
    thread_id = chat.next_message_id
    chat.topics[thread_id] = Topic(thread_id, name, color)
    _service(call, chat, thread_id, {"forum_topic_created": {"name": name, "icon_color": color}})
    return {"message_thread_id": thread_id, "name": name, "icon_color": color}


@handles("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    chat = _forum(call, right="can_manage_topics", deed="edit the topic")
    topic = _topic(chat, call.model.message_thread_id)
    name = topic.name if call.model.name is None else _name(call.model.name)
    if name == topic.name and call.model.icon_custom_emoji_id is None:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    _service(call, chat, topic.thread_id, {"forum_topic_edited": {"name": name}})
    return True


@handles("closeForumTopic", "reopenForumTopic")
def close_or_reopen_forum_topic(call: Call) -> bool:
    is_closing = call.record.method == "closeForumTopic"
    chat = _forum(call, right="can_manage_topics", deed="close the topic")
    topic = _topic(chat, call.model.message_thread_id)
    if topic.closed == is_closing:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = is_closing
    event = "forum_topic_closed" if is_closing else "forum_topic_reopened"
    _service(call, chat, topic.thread_id, {event: {}})
    return True


@handles("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    chat = _forum(call, right="can_delete_messages", deed="delete the topic")
    forget_topic(chat, _topic(chat, call.model.message_thread_id).thread_id)
    return True


def forget_topic(chat: Chat, thread_id: int) -> None:
    """Remove a topic with all its messages; Telegram sends no update about it."""
    del chat.topics[thread_id]
    for message in chat.messages.values():
        if message.thread_id == thread_id:
            message.deleted = True


def _forum(call: Call, *, right: str, deed: str) -> Chat:
    chat = call.chat()
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.may(call.bot.id, right):
        raise bad_request(f"not enough rights to {deed}")
    return chat


def _topic(chat: Chat, thread_id: int) -> Topic:
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _name(name: str) -> str:
    text = name.strip()
    if not ForumTopicLimit.MIN_NAME_LENGTH <= len(text) <= ForumTopicLimit.MAX_NAME_LENGTH:
        raise bad_request("TOPIC_TITLE_INVALID" if text else "topic name must be non-empty")
    return text


def _service(call: Call, chat: Chat, thread_id: int, content: dict[str, Any]) -> None:
    fields = {"message_thread_id": thread_id, "is_topic_message": True, **content}
    message = call.world.post(chat, fields, sender=call.bot)
    call.record.message_ids.append(message.message_id)
    announce(call.world, chat, message)
