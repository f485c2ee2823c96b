"""A group of staff: members, rights, topics, and its move to a supergroup."""

from __future__ import annotations

from aiogram.types import ChatMemberAdministrator

from . import delivery
from .clock import unix_seconds
from .methods.forum import forget_topic
from .world import BotAccount, Chat, Json, Message, Topic, User, World

_RIGHTS = tuple(
    name
    for name in ChatMemberAdministrator.model_fields
    if name.startswith("can_") and name != "can_be_edited"
)


def administrator(*, without: tuple[str, ...] = ()) -> Json:
    """A ChatMember with every administrator right but those in `without`."""
    return {
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": False,
        **{right: right not in without for right in _RIGHTS},
    }


class TelegramGroup:
    """A group as its people see it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def topics(self) -> dict[int, Topic]:
        """Topics by thread id."""
        return self.chat.topics

    def messages(self, *, thread: int | None = None) -> list[Message]:
        """What can be read now, in one topic or in all."""
        return [
            message
            for message in self.chat.messages.values()
            if not message.deleted and thread in (None, message.thread_id)
        ]

    def promote(self, member_id: int, *, without: tuple[str, ...] = ()) -> None:
        """Make a member an administrator."""
        self.chat.members[member_id] = administrator(without=without)

    def demote(self, member_id: int) -> None:
        """Make an administrator an ordinary member."""
        self.chat.members[member_id] = {"status": "member"}

    def add(self, bot: BotAccount, *, by: User) -> None:
        """Someone adds the bot to the group."""
        self._change(bot, {"status": "member"}, by=by)

    def kick(self, bot: BotAccount, *, by: User) -> None:
        """Someone throws the bot out: it learns so, and its sends fail with 403."""
        self._change(bot, {"status": "kicked", "until_date": 0}, by=by)

    def create_topic(self, name: str, *, by: User) -> Topic:
        """A person opens a topic."""
        topic = Topic(self.chat.next_message_id, name, 0x6FB9F0)
        self.chat.topics[topic.thread_id] = topic
        created = {"name": name, "icon_color": topic.icon_color}
        self._service(topic, {"forum_topic_created": created}, by=by)
        return topic

    def close_topic(self, thread_id: int, *, by: User) -> None:
        """A person closes a topic."""
        topic = self.chat.topics[thread_id]
        topic.closed = True
        self._service(topic, {"forum_topic_closed": {}}, by=by)

    def delete_topic(self, thread_id: int) -> None:
        """A person deletes a topic; no bot is told."""
        forget_topic(self.chat, thread_id)

    def migrate(self, *, by: User) -> TelegramGroup:
        """The group becomes a supergroup with a new id; sends to the old one fail with 400."""
        old = self.chat
        new = Chat(
            id=-1_002_000_000_000 + old.id,
            type="supergroup",
            title=old.title,
            members=dict(old.members),
        )
        self._world.groups[new.id] = new
        left = self._world.post(old, {"migrate_to_chat_id": new.id}, sender=by)
        delivery.announce(self._world, old, left)
        arrived = self._world.post(new, {"migrate_from_chat_id": old.id}, sender=by)
        delivery.announce(self._world, new, arrived)
        old.migrated_to = new.id
        return TelegramGroup(self._world, new)

    def _service(self, topic: Topic, content: Json, *, by: User) -> None:
        fields = {"message_thread_id": topic.thread_id, "is_topic_message": True, **content}
        message = self._world.post(self.chat, fields, sender=by)
        delivery.announce(self._world, self.chat, message)

    def _change(self, bot: BotAccount, member: Json, *, by: User) -> None:
        old = self.chat.members.get(bot.id, {"status": "left"})
        self.chat.members[bot.id] = member
        payload = {
            "chat": self.chat.json(),
            "from": by.json(),
            "date": unix_seconds(),
            "old_chat_member": {**old, "user": bot.json()},
            "new_chat_member": {**member, "user": bot.json()},
        }
        delivery.tell(bot, "my_chat_member", payload, chat_id=self.chat.id)
