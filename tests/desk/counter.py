"""A customer, colleagues and the bot at one counter, on the shipped book: what tests of take-overs play."""

from datetime import datetime, timedelta
from typing import Any

from bot.core.dispatch import dispatch
from bot.core.events import (
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    Event,
    Happening,
    MediaFile,
    Person,
)
from bot.core.markup import plain
from bot.core.staff import StaffMember
from bot.desk import Desk, takeover, views
from bot.desk.immediate import fire_due
from bot.desk.staff import add_staff
from tests.core.engine.conversation import MONDAY_TEN

CHAT = "telegram:1"


class Counter:
    """One conversation seen from both sides; every verb moves the clock by five seconds."""

    def __init__(self, store, book, *, now: datetime = MONDAY_TEN, chat: str = CHAT) -> None:
        self.desk = Desk(store, lambda: book, step=dispatch)
        self.store = store
        self.chat = chat
        self.now = now
        self.updates = 0
        self.seen = 0

    def colleague(self, name: str, *roles: str) -> StaffMember:
        return add_staff(
            self.store,
            login=name,
            name=name,
            roles=roles or ("agent",),
            password="long enough 1",
            now=self.now,
        )

    def happen(self, what: Happening) -> list[str]:
        """Let the customer do something; returns what they read next."""
        self.tick()
        self.updates += 1
        channel, _, person = self.chat.partition(":")
        self.desk.handle(
            Event(
                channel=channel,
                conversation=self.chat,
                update_id=f"{self.chat}-{self.updates}",
                at=self.now,
                sender=Person(role="customer", id=person, name="王先生"),
                what=what,
                message_id=str(self.updates),
            )
        )
        return self.read()

    def say(self, text: str) -> list[str]:
        return self.happen(CustomerSaid(text))

    def press(self, label: str) -> list[str]:
        data = next(
            button.data
            for line in reversed(views.transcript(self.store, self.chat))
            for row in line.buttons
            for button in row
            if button.label == label
        )
        return self.happen(CustomerPressed(data))

    def photo(self, ref: str, caption: str = "") -> list[str]:
        return self.happen(
            CustomerSentMedia(file=MediaFile(kind="photo", ref=ref), caption=caption)
        )

    def do(self, verb: str, member: StaffMember, *args: Any, **more: Any) -> takeover.Outcome:
        """Let a colleague do something."""
        self.tick()
        act = getattr(takeover, verb)
        return act(self.desk, member, self.chat, *args, at=self.now, **more)

    def wait(self, **time: float) -> list[str]:
        """Let time pass and every timer fire; returns what the customer reads."""
        until = self.now + timedelta(**time)
        for _ in fire_due(self.desk, until=until):
            pass
        self.now = until
        return self.read()

    def read(self) -> list[str]:
        """Return what the customer reads since the last look."""
        lines = [
            line
            for line in views.transcript(self.store, self.chat, after=self.seen)
            if not line.incoming
        ]
        self.seen = views.last_seq(self.store, self.chat)
        return [plain(line.text) for line in lines]

    def tick(self) -> None:
        self.now += timedelta(seconds=5)

    @property
    def view(self) -> views.ConversationView:
        found = views.conversation(self.store, self.chat)
        assert found is not None
        return found

    @property
    def inside(self) -> list[tuple[str, str]]:
        """Kind and text of the lines only colleagues see."""
        lines = views.transcript(self.store, self.chat, for_staff=True)
        return [(line.kind, line.text) for line in lines if line.internal]
