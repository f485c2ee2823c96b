"""Which conversations a browser may see, and how its actions become events."""

import re
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.cleaning import clean_event
from bot.channels.web.bell import Bell
from bot.core.events import ConversationStarted, Event, Happening, Person
from bot.desk import Desk, Handled

CHANNEL = "web"
Session = MutableMapping[str, Any]

_CHATS = "chats"
_MOST_CHATS = 8  # the cookie stays small; who starts a ninth conversation forgets the first
_PAYLOAD = re.compile(r"[\w-]{1,64}")


def own_chats(session: Session) -> tuple[str, ...]:
    """Return the conversations of a browser, newest last; empty on its first visit."""
    return tuple(session.get(_CHATS, ()))


def new_chat(session: Session) -> str:
    """Begin a conversation and remember it in the signed session; returns its id."""
    conversation = f"{CHANNEL}:{secrets.token_hex(16)}"
    session[_CHATS] = [*own_chats(session), conversation][-_MOST_CHATS:]
    return conversation


def sit_at(session: Session, conversation: str) -> None:
    """Give a browser a conversation that somebody else began, as the newest of its own."""
    others = [one for one in own_chats(session) if one != conversation]
    session[_CHATS] = [*others, conversation][-_MOST_CHATS:]


def link_payload(given: str) -> str:
    """Return the payload of a start link, empty when it is not one of ours."""
    return given if _PAYLOAD.fullmatch(given) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One browser in one conversation."""

    desk: Desk
    bell: Bell
    conversation: str
    address: str = ""
    """Where the browser is; empty when unknown."""
    language: str = ""
    """What the browser asks for, an IETF tag."""

    async def send(self, what: Happening, *, update_id: str = "") -> Handled:
        """Give the desk one event and wake every page that shows the conversation."""
        update = update_id or f"{self.conversation}:{secrets.token_hex(8)}"
        event = Event(
            channel=CHANNEL,
            conversation=self.conversation,
            update_id=update,
            at=datetime.now(UTC),
            sender=Person(
                role="customer",
                id=self.conversation.partition(":")[2],
                language=self.language,
            ),
            what=what,
            message_id=update,
        )
        handled = await self.desk.receive(clean_event(event))
        self.bell.ring(self.conversation)
        return handled

    async def start(self, payload: str = "") -> Handled:
        """Open the conversation; the same link opens it once, however many tabs ask."""
        return await self.send(
            ConversationStarted(payload), update_id=f"{self.conversation}:start:{payload}"
        )
