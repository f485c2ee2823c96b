"""Chats and their members, pins."""

from __future__ import annotations

from typing import Any

from tests.fakes.botapi.delivery import announce
from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.world import BotAccount, Chat, User

from .registry import Call, handles

_GIFTS = {
    "unlimited_gifts": True,
    "limited_gifts": True,
    "unique_gifts": True,
    "premium_subscription": True,
    "gifts_from_channels": True,
}


@handles("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat()
    full = {
        **chat.json(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": _GIFTS,
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].view(call.bot.id)
    return full


@handles("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    chat = call.chat()
    person = _person(call, call.model.user_id)
    if chat.peer is not None:
        return {"status": "member", "user": person.json()}
    return _member(chat, person)


@handles("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    chat = call.chat()
    if chat.peer is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        _member(chat, _person(call, member_id))
        for member_id, member in chat.members.items()
        if member["status"] in ("creator", "administrator")
    ]


@handles("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return 2 if chat.peer else len(chat.members)


@handles("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.peer is not None:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[call.bot.id] = {"status": "left"}
    return True


@handles("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    chat = _pinnable(call)
    message = chat.message(call.model.message_id)
    if message is None:
        raise bad_request("message to pin not found")
    if message.message_id in chat.pinned:
        return True
    chat.pinned.append(message.message_id)
    call.record.message_ids.append(message.message_id)
    content: dict[str, Any] = {"pinned_message": message.view(call.bot.id)}
    if message.thread_id is not None:
        content |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    announce(call.world, chat, call.world.post(chat, content, sender=call.bot))
    return True


@handles("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    chat = _pinnable(call)
    message_id = call.model.message_id or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


@handles("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    _pinnable(call).pinned.clear()
    return True


@handles("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call) -> bool:
    chat = _pinnable(call)
    thread_id = call.model.message_thread_id
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    chat.pinned[:] = [n for n in chat.pinned if chat.messages[n].thread_id != thread_id]
    return True


def _pinnable(call: Call) -> Chat:
    chat = call.chat()
    if chat.peer is None and not chat.may(call.bot.id, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _person(call: Call, user_id: int) -> User | BotAccount:
    bots = {bot.id: bot for bot in call.world.bots.values()}
    person = call.world.users.get(user_id) or bots.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return person


def _member(chat: Chat, person: User | BotAccount) -> dict[str, Any]:
    return {**chat.members.get(person.id, {"status": "left"}), "user": person.json()}
