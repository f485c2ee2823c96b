"""A person in front of Telegram: writes, presses, sends photos, and reads what bots send."""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.patience import PATIENCE

from . import delivery
from .clock import monotonic_ms, unix_seconds
from .files import describe
from .group import TelegramGroup
from .markup import utf16_length
from .world import BotAccount, CallbackQuery, Chat, Json, Message, User, World

SAMPLE_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_SPOTTED = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})|(?P<url>https?://\S+)"
)


class TelegramUser:
    """One person's app, in the private chat with one bot unless a group is named."""

    def __init__(self, world: World, account: User, bot: BotAccount) -> None:
        self._world = world
        self._account = account
        self._bot = bot
        self._read: dict[int, int] = {}

    @property
    def id(self) -> int:
        return self._account.id

    @property
    def account(self) -> User:
        return self._account

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return self._world.open_private(self._bot, self._account)

    def with_bot(self, bot: BotAccount) -> TelegramUser:
        """The same person in the chat with another bot."""
        return TelegramUser(self._world, self._account, bot)

    async def say(
        self,
        text: str,
        *,
        group: TelegramGroup | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Write a text."""
        entities = _spotted(text)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        return self._post(content, group=group, thread=thread, reply_to=reply_to)

    async def start(self, payload: str = "") -> Message:
        """Press Start, or follow a deep link with `payload`."""
        return await self.say(f"/start {payload}".strip())

    async def photo(self, content: bytes = SAMPLE_PNG, **where: Any) -> Message:
        """Send a photo; takes caption, group, thread, reply_to, media_group_id."""
        return self._file(content, kind="photo", **where)

    async def document(
        self, content: bytes = b"%PDF-1.4", *, name: str = "说明.pdf", **where: Any
    ) -> Message:
        """Send a file; `size` declares more bytes than the content has."""
        return self._file(content, kind="document", name=name, **where)

    async def video(self, content: bytes = b"\0" * 64, **where: Any) -> Message:
        """Send a video."""
        return self._file(content, kind="video", **where)

    async def voice(self, content: bytes = b"OggS", **where: Any) -> Message:
        """Send a voice message."""
        return self._file(content, kind="voice", **where)

    async def sticker(self, **where: Any) -> Message:
        """Send a sticker."""
        return self._file(b"RIFF", kind="sticker", **where)

    async def album(
        self, photos: list[bytes], *, caption: str | None = None, **where: Any
    ) -> list[Message]:
        """Send several photos as one album; the caption hangs on the first."""
        group_id = f"{self.id}{unix_seconds()}{self._chat(where.get('group')).next_message_id}"
        return [
            self._file(
                content,
                kind="photo",
                caption=None if index else caption,
                media_group_id=group_id,
                **where,
            )
            for index, content in enumerate(photos)
        ]

    async def share_contact(self, phone: str, *, is_own: bool = True, **where: Any) -> Message:
        """Share a contact, one's own by default."""
        contact: Json = {"phone_number": phone, "first_name": self._account.first_name}
        if is_own:
            contact["user_id"] = self.id
        return self._post({"contact": contact}, **where)

    async def share_location(self, latitude: float, longitude: float, **where: Any) -> Message:
        """Share a place, in degrees."""
        return self._post({"location": {"latitude": latitude, "longitude": longitude}}, **where)

    async def edit(
        self, message_id: int, text: str, *, group: TelegramGroup | None = None
    ) -> Message:
        """Change the text, or the caption, of one's own message."""
        chat = self._chat(group)
        message = chat.messages[message_id]
        field = "text" if "text" in message.json else "caption"
        message.edits.append(message.json)
        message.json = {**message.json, field: text, "edit_date": unix_seconds()}
        delivery.announce(self._world, chat, message, kind="edited_message")
        return message

    async def press(
        self,
        label: str,
        *,
        message: Message | None = None,
        group: TelegramGroup | None = None,
        thread: int | None = None,
    ) -> CallbackQuery | Message:
        """Press a button by its label: the newest one shown, or that of `message`.

        An inline button gives the CallbackQuery; a keyboard button sends what it stands for.
        LookupError names the labels in sight when there is no such button.
        """
        chat = self._chat(group)
        shown = [message] if message else list(reversed(chat.messages.values()))
        seen: list[str] = []
        for candidate in shown:
            if candidate.deleted or "reply_markup" not in candidate.json:
                continue
            for row in candidate.json["reply_markup"]["inline_keyboard"]:
                for button in row:
                    if button["text"] == label and "callback_data" in button:
                        return self._press_inline(chat, candidate, button["callback_data"])
                    seen.append(button["text"])
        for row in (chat.keyboard or {}).get("keyboard", []):
            for button in row:
                text = button if isinstance(button, str) else button["text"]
                if text == label:
                    return await self._press_key(button, text, group=group, thread=thread)
                seen.append(text)
        raise LookupError(f"no button {label!r}; in sight: {seen}")

    async def react(self, message: Message, emoji: str) -> None:
        """Put a reaction on a message; bots hear of it only when they asked to."""
        old = message.reactions.get(self.id, [])
        new = [{"type": "emoji", "emoji": emoji}]
        message.reactions[self.id] = new
        chat = self.chat if message.chat_id == self.id else self._world.groups[message.chat_id]
        for bot in self._world.bots.values():
            if chat.peer is None or bot is self._bot:
                payload = {
                    "chat": chat.json(),
                    "message_id": message.message_id,
                    "user": self._account.json(),
                    "date": unix_seconds(),
                    "old_reaction": old,
                    "new_reaction": new,
                }
                delivery.tell(bot, "message_reaction", payload, chat_id=chat.id)

    def block(self) -> None:
        """Block the bot: it learns so, and its sends fail with 403."""
        self._account.blocked.add(self._bot.id)
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Let the bot in again."""
        self._account.blocked.discard(self._bot.id)
        self._membership("kicked", "member")

    async def received(self, n: int = 1, *, timeout: float = PATIENCE) -> list[Message]:
        """The next `n` messages of the bot not yet returned; AssertionError when fewer come."""
        chat = self.chat
        start = self._read.get(chat.id, 0)

        def fresh() -> list[Message]:
            return [m for m in chat.messages.values() if m.bot_id and m.message_id > start]

        if not await self._world.changed.until(lambda: len(fresh()) >= n, timeout=timeout):
            texts = [message.text for message in fresh()]
            raise AssertionError(f"{n} messages expected within {timeout} s, came: {texts}")
        messages = fresh()[:n]
        if messages:
            self._read[chat.id] = messages[-1].message_id
        return messages

    def _chat(self, group: TelegramGroup | None) -> Chat:
        return group.chat if group else self.chat

    def _post(
        self,
        content: Json,
        *,
        group: TelegramGroup | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        if self._bot.id in self._account.blocked and group is None:
            raise AssertionError("unblock the bot before writing to it")
        chat = self._chat(group)
        if thread is not None:
            content = {"message_thread_id": thread, "is_topic_message": True, **content}
        message = self._world.post(chat, content, sender=self._account, reply_to=reply_to, **more)
        delivery.announce(self._world, chat, message)
        return message

    def _file(
        self,
        content: bytes,
        *,
        kind: str,
        name: str = "",
        size: int | None = None,
        caption: str | None = None,
        media_group_id: str | None = None,
        **where: Any,
    ) -> Message:
        stored = self._world.files.add(content, kind=kind, name=name, size=size)
        fields: Json = {kind: describe(stored, bot_id=self._bot.id)}
        if caption:
            fields["caption"] = caption
        if media_group_id:
            fields["media_group_id"] = media_group_id
        return self._post(fields, file=stored, **where)

    def _press_inline(self, chat: Chat, message: Message, data: str) -> CallbackQuery:
        owner = next(bot for bot in self._world.bots.values() if bot.id == message.bot_id)
        number = len(self._world.queries) + 1
        query = CallbackQuery(f"{self.id}{number:09d}", owner.id, data, monotonic_ms())
        self._world.queries[query.id] = query
        payload = {
            "id": query.id,
            "from": self._account.json(),
            "message": message.view(owner.id),
            "chat_instance": str(chat.id),
            "data": data,
        }
        delivery.tell(owner, "callback_query", payload, chat_id=chat.id)
        return query

    async def _press_key(self, button: Any, text: str, **where: Any) -> Message:
        if isinstance(button, dict) and button.get("request_contact"):
            return await self.share_contact(f"+86139{self.id % 10**8:08d}", **where)
        if isinstance(button, dict) and button.get("request_location"):
            return await self.share_location(31.2304, 121.4737, **where)
        return await self.say(text, **where)

    def _membership(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": self._bot.json(), **until}

        payload = {
            "chat": self.chat.json(),
            "from": self._account.json(),
            "date": unix_seconds(),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        delivery.tell(self._bot, "my_chat_member", payload, chat_id=self.chat.id)


def _spotted(text: str) -> list[Json]:
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for match in _SPOTTED.finditer(text)
    ]
