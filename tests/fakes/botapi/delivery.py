"""Which bots learn of what happens in a chat."""

from __future__ import annotations

from .updates import Update
from .world import MEMBER_STATES, BotAccount, Chat, Json, Message, World

_SERVICE = (
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "new_chat_members",
    "left_chat_member",
)


def announce(world: World, chat: Chat, message: Message, *, kind: str = "message") -> list[Update]:
    """Give a message to every bot that may see it."""
    updates: list[Update] = []
    for bot in world.bots.values():
        if _sees(world, bot, chat, message):
            update = bot.updates.publish(kind, message.view(bot.id), chat_id=chat.id)
            if update:
                updates.append(update)
    return updates


def tell(bot: BotAccount, kind: str, payload: Json, *, chat_id: int) -> Update | None:
    """Give one bot an update that is no message."""
    return bot.updates.publish(kind, payload, chat_id=chat_id)


def _sees(world: World, bot: BotAccount, chat: Chat, message: Message) -> bool:
    is_service = any(name in message.json for name in _SERVICE)
    if message.bot_id is not None and not (is_service and message.bot_id == bot.id):
        return False
    if chat.peer is not None:
        return world.private.get((bot.id, chat.id)) is chat
    status = chat.status(bot.id)
    if status not in MEMBER_STATES:
        return False
    if is_service or bot.reads_all_group_messages or status in ("creator", "administrator"):
        return True
    replied = message.reply_to is not None and message.reply_to.bot_id == bot.id
    return replied or message.text.startswith("/") or f"@{bot.username}" in message.text
