"""Who and what exists on the fake Telegram: bots, people, chats, topics, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .clock import monotonic_ms, unix_seconds
from .errors import bad_request, forbidden
from .files import FileStore, StoredFile, describe
from .signal import Signal
from .updates import UpdateQueue

Json = dict[str, Any]

MEMBER_STATES = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True)
class User:
    """A person with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    blocked: set[int] = field(default_factory=set)

    def json(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                user[name] = value
        return user


@dataclass(slots=True)
class BotAccount:
    """A bot known by its token, with its own queue of updates."""

    id: int
    token: str
    username: str
    first_name: str
    updates: UpdateQueue
    reads_all_group_messages: bool = False
    commands: dict[str, list[Json]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})

    def json(self) -> Json:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


@dataclass(slots=True)
class Message:
    """A message as everyone in its chat sees it, with what a test wants to know about it."""

    chat_id: int
    message_id: int
    json: Json
    bot_id: int | None
    arrived_ms: float
    markup: Json | None = None
    source: str | None = None
    file: StoredFile | None = None
    reply_to: Message | None = None
    deleted: bool = False
    edits: list[Json] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)

    def view(self, bot_id: int) -> Json:
        """The message as one bot sees it: file ids differ from bot to bot."""
        if self.file is None and self.reply_to is None:
            return self.json
        seen = dict(self.json)
        if self.file:
            seen[self.file.kind] = describe(self.file, bot_id=bot_id)
        if self.reply_to:
            quoted = dict(self.reply_to.view(bot_id))
            quoted.pop("reply_to_message", None)
            seen["reply_to_message"] = quoted
        return seen

    @property
    def text(self) -> str:
        """Text or caption, without markup."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def thread_id(self) -> int | None:
        value = self.json.get("message_thread_id")
        return None if value is None else int(value)

    @property
    def buttons(self) -> list[list[str]]:
        """Labels of the inline or reply keyboard sent with the message, row by row."""
        rows = (self.markup or {}).get("inline_keyboard") or (self.markup or {}).get("keyboard", [])
        return [[b if isinstance(b, str) else str(b["text"]) for b in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """Labels of all buttons in reading order."""
        return [label for row in self.buttons for label in row]


@dataclass(slots=True)
class Topic:
    """A forum topic; a deleted one is forgotten by its chat."""

    thread_id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (one per bot and person), group or supergroup."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    peer: User | None = None
    members: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    actions: list[tuple[str, int | None]] = field(default_factory=list)
    keyboard: Json | None = None
    migrated_to: int | None = None
    next_message_id: int = 1

    def json(self) -> Json:
        chat: Json = {"id": self.id, "type": self.type}
        if self.peer:
            chat["first_name"] = self.peer.first_name
            for name in ("last_name", "username"):
                if value := getattr(self.peer, name):
                    chat[name] = value
        if self.title:
            chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def status(self, member_id: int) -> str:
        return str(self.members.get(member_id, {}).get("status", "left"))

    def may(self, member_id: int, right: str) -> bool:
        """Whether a member has an administrator right."""
        member = self.members.get(member_id, {})
        return member.get("status") == "creator" or bool(member.get(right))

    def message(self, message_id: int) -> Message | None:
        """A message that is still there."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found


@dataclass(slots=True)
class CallbackQuery:
    """A pressed button waiting for its answer."""

    id: str
    bot_id: int
    data: str
    asked_ms: float
    expired: bool = False
    answer: Json | None = None


class World:
    """Everything on the server."""

    def __init__(self) -> None:
        self.bots: dict[str, BotAccount] = {}
        self.users: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.files = FileStore()
        self.changed = Signal()
        self.outgoing: list[Message] = []

    def chat_for(self, bot: BotAccount, chat_id: int | str) -> Chat:
        """The chat a bot names; refusals are 400 (unknown, migrated) and 403 (not allowed)."""
        number = _number(chat_id)
        if number is None:
            chat = next((c for c in self.groups.values() if f"@{c.username}" == chat_id), None)
        elif number > 0:
            chat = self.private.get((bot.id, number))
            if chat is None and number in self.users:
                raise forbidden("bot can't initiate conversation with a user")
        else:
            chat = self.groups.get(number)
        if chat is None:
            raise bad_request("chat not found")
        if chat.peer and bot.id in chat.peer.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.peer is None and chat.status(bot.id) not in MEMBER_STATES:
            kind = "supergroup" if chat.type == "supergroup" else "group"
            was = "was kicked from" if chat.status(bot.id) == "kicked" else "is not a member of"
            raise forbidden(f"bot {was} the {kind} chat")
        return chat

    def open_private(self, bot: BotAccount, user: User) -> Chat:
        """The private chat of a person and a bot, made when they first meet."""
        key = (bot.id, user.id)
        if key not in self.private:
            self.private[key] = Chat(id=user.id, type="private", peer=user)
        return self.private[key]

    def post(
        self,
        chat: Chat,
        content: Json,
        *,
        sender: User | BotAccount,
        markup: Json | None = None,
        source: str | None = None,
        file: StoredFile | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Put a message into a chat."""
        message_id = chat.next_message_id
        chat.next_message_id += 1
        is_bot = isinstance(sender, BotAccount)
        message = Message(
            chat_id=chat.id,
            message_id=message_id,
            json={
                "message_id": message_id,
                "from": sender.json(),
                "chat": chat.json(),
                "date": unix_seconds(),
                **content,
            },
            bot_id=sender.id if is_bot else None,
            arrived_ms=monotonic_ms(),
            markup=markup,
            source=source,
            file=file,
            reply_to=reply_to,
        )
        if markup and "inline_keyboard" in markup:
            message.json["reply_markup"] = markup
        chat.messages[message_id] = message
        if is_bot:
            self.outgoing.append(message)
        return message


def _number(chat_id: int | str) -> int | None:
    if isinstance(chat_id, int):
        return chat_id
    text = chat_id.strip()
    return int(text) if text.lstrip("-").isdigit() else None
